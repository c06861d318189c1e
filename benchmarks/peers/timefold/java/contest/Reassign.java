package contest;

import ai.timefold.solver.core.api.score.director.ScoreDirector;
import ai.timefold.solver.core.impl.heuristic.move.AbstractMove;
import java.util.ArrayList;
import java.util.List;

/** Gives some cohorts other itineraries; null for none. */
public final class Reassign extends AbstractMove<Schedule> {
    private final List<Cohort> cohorts = new ArrayList<>(2);
    private final List<Itinerary> itineraries = new ArrayList<>(2);

    Reassign with(Cohort cohort, Itinerary itinerary) {
        cohorts.add(cohort);
        itineraries.add(itinerary);
        return this;
    }

    boolean has(Cohort cohort) {
        return cohorts.contains(cohort);
    }

    @Override
    public boolean isMoveDoable(ScoreDirector<Schedule> director) {
        return true; // an empty one too: where none but such are left, none would be drawn for ever
    }

    @Override
    protected void doMoveOnGenuineVariables(ScoreDirector<Schedule> director) {
        for (int index = 0; index < cohorts.size(); index++) {
            Cohort cohort = cohorts.get(index);
            director.beforeVariableChanged(cohort, "itinerary");
            cohort.itinerary = itineraries.get(index);
            director.afterVariableChanged(cohort, "itinerary");
        }
    }
}
