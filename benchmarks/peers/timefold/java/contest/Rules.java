package contest;

import static ai.timefold.solver.core.api.score.stream.ConstraintCollectors.countDistinct;
import static ai.timefold.solver.core.api.score.stream.ConstraintCollectors.sumLong;

import ai.timefold.solver.core.api.score.buildin.bendablelong.BendableLongScore;
import ai.timefold.solver.core.api.score.stream.Constraint;
import ai.timefold.solver.core.api.score.stream.ConstraintFactory;
import ai.timefold.solver.core.api.score.stream.ConstraintProvider;
import ai.timefold.solver.core.api.score.stream.bi.BiConstraintCollector;
import ai.timefold.solver.core.api.score.stream.bi.BiConstraintStream;
import ai.timefold.solver.core.api.score.stream.uni.UniConstraintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Rules 6, 7 and 8, which several cohorts share, as hard constraints; the tiers as soft levels. */
public class Rules implements ConstraintProvider {
    /** As many as there are terms. */
    static final int LEVELS = 6;

    private static final BendableLongScore HARD = BendableLongScore.ofHard(1, LEVELS, 0, 1);

    // Constants, so that streams that begin alike are worked out once.
    private static final Function<Cohort, List<Slot>> SLOTS = Cohort::slots;
    private static final Function<List<Slot>, Iterable<Slot>> EACH_SLOT = slots -> slots;
    private static final BiFunction<Cohort, Slot, Slot> ITS_SLOT = (cohort, slot) -> slot;
    private static final BiConstraintCollector<Cohort, Slot, ?, Long> TRAINEES =
            sumLong((cohort, slot) -> cohort.pattern.size);

    private final int tiers;

    public Rules() {
        this(LEVELS);
    }

    /** Pursues only so many tiers, the first ones. */
    Rules(int tiers) {
        this.tiers = tiers;
    }

    @Override
    public Constraint[] defineConstraints(ConstraintFactory factory) {
        List<Constraint> all = new ArrayList<>();
        all.add(noMoreThanRoom(factory));
        all.add(noFewerThanMinimum(factory));
        all.add(oneUnit(factory));
        all.add(classesWithinLimits(factory));
        all.add(traineesWithinLimits(factory));
        for (int level = 0; level < tiers; level++) {
            all.add(tier(factory, level));
            all.add(costOfClasses(factory, level));
        }
        return all.toArray(Constraint[]::new);
    }

    private static BiConstraintStream<Cohort, Slot> seats(ConstraintFactory factory) {
        return factory.forEach(Cohort.class).expand(SLOTS).flattenLast(EACH_SLOT);
    }

    private static BiConstraintStream<Slot, Long> taken(ConstraintFactory factory) {
        return seats(factory).groupBy(ITS_SLOT, TRAINEES);
    }

    private static UniConstraintStream<Slot> running(ConstraintFactory factory) {
        return seats(factory).groupBy(ITS_SLOT);
    }

    private static Constraint noMoreThanRoom(ConstraintFactory factory) {
        return taken(factory)
                .filter((slot, trainees) -> trainees > slot.opening.room)
                .penalizeLong(HARD, (slot, trainees) -> trainees - slot.opening.room)
                .asConstraint("Rule 6: at most room");
    }

    private static Constraint noFewerThanMinimum(ConstraintFactory factory) {
        return taken(factory)
                .filter((slot, trainees) -> trainees < slot.opening.least)
                .penalizeLong(HARD, (slot, trainees) -> slot.opening.least - trainees)
                .asConstraint("Rule 6: at least class_min");
    }

    private static Constraint oneUnit(ConstraintFactory factory) {
        return seats(factory)
                .filter((cohort, slot) -> slot.opening.oneUnit)
                .groupBy(ITS_SLOT, countDistinct((cohort, slot) -> cohort.pattern.unit))
                .filter((slot, units) -> units > 1)
                .penalizeLong(HARD, (slot, units) -> units - 1)
                .asConstraint("Rule 6: one unit");
    }

    private static Constraint classesWithinLimits(ConstraintFactory factory) {
        return running(factory)
                .expand(slot -> slot.opening.draws)
                .<Draw>flattenLast(draws -> draws)
                .groupBy((slot, draw) -> draw.cell, sumLong((slot, draw) -> draw.units))
                .filter((cell, units) -> units > cell.available)
                .penalizeLong(HARD, (cell, units) -> units - cell.available)
                .asConstraint("Rules 7 and 8: classes");
    }

    private static Constraint traineesWithinLimits(ConstraintFactory factory) {
        return factory.forEach(Cohort.class)
                .expand(Cohort::cells)
                .<Cell>flattenLast(cells -> cells)
                .groupBy((cohort, cell) -> cell, sumLong((cohort, cell) -> cohort.pattern.size))
                .filter((cell, trainees) -> trainees > cell.available)
                .penalizeLong(HARD, (cell, trainees) -> trainees - cell.available)
                .asConstraint("Rule 8: trainees");
    }

    private static Constraint tier(ConstraintFactory factory, int level) {
        return factory.forEachIncludingUnassigned(Cohort.class)
                .filter(cohort -> cohort.cost(level) > 0)
                .penalizeLong(soft(level), cohort -> cohort.cost(level))
                .asConstraint("Tier " + level);
    }

    private static Constraint costOfClasses(ConstraintFactory factory, int level) {
        return running(factory)
                .filter(slot -> slot.opening.costPerClass > 0 && slot.opening.costLevel == level)
                .penalizeLong(soft(level), slot -> slot.opening.costPerClass)
                .asConstraint("Cost of classes as tier " + level);
    }

    private static BendableLongScore soft(int level) {
        return BendableLongScore.ofSoft(1, LEVELS, level, 1);
    }
}
