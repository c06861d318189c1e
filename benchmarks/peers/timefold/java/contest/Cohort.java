package contest;

import ai.timefold.solver.core.api.domain.entity.PlanningEntity;
import ai.timefold.solver.core.api.domain.lookup.PlanningId;
import ai.timefold.solver.core.api.domain.valuerange.ValueRangeProvider;
import ai.timefold.solver.core.api.domain.variable.PlanningVariable;
import java.util.List;

/** A cohort, and what is planned for it: an itinerary, or nothing. */
@PlanningEntity
public class Cohort {
    @PlanningId
    int index;

    Pattern pattern;

    @PlanningVariable(allowsUnassigned = true)
    Itinerary itinerary;

    public Cohort() {
        // for cloning
    }

    Cohort(int index, Pattern pattern) {
        this.index = index;
        this.pattern = pattern;
    }

    /** There are too many itineraries to list: Moves draws them. One stands for all, or no search would begin. */
    @ValueRangeProvider
    public List<Itinerary> getItineraries() {
        return List.of(itinerary == null ? new Itinerary(pattern, new Slot[0]) : itinerary);
    }

    List<Slot> slots() {
        return itinerary.slots;
    }

    List<Cell> cells() {
        return itinerary.cells();
    }

    long cost(int level) {
        if (itinerary != null) {
            return itinerary.cost(level);
        }
        return level == pattern.instance.unmet ? (long) pattern.priority * pattern.size : 0;
    }
}
