package contest;

import ai.timefold.solver.core.api.domain.solution.PlanningEntityCollectionProperty;
import ai.timefold.solver.core.api.domain.solution.PlanningScore;
import ai.timefold.solver.core.api.domain.solution.PlanningSolution;
import ai.timefold.solver.core.api.score.buildin.bendablelong.BendableLongScore;
import java.util.List;

/** A plan. */
@PlanningSolution
public class Schedule {
    Instance instance;

    @PlanningEntityCollectionProperty
    List<Cohort> cohorts;

    @PlanningScore(bendableHardLevelsSize = 1, bendableSoftLevelsSize = Rules.LEVELS)
    BendableLongScore score;

    public Schedule() {
        // for cloning
    }

    Schedule(Instance instance, List<Cohort> cohorts) {
        this.instance = instance;
        this.cohorts = cohorts;
    }
}
