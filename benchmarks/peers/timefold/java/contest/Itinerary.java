package contest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The classes of all steps of a cohort: by how it is made, rules 1 to 5 and 9 hold. */
public final class Itinerary {
    final Slot[] classes;
    final List<Slot> slots;
    private final Pattern pattern;
    private List<Cell> cells;
    private long[] costs;

    Itinerary(Pattern pattern, Slot[] classes) {
        this.pattern = pattern;
        this.classes = classes;
        this.slots = Arrays.asList(classes);
    }

    /** What the cohort's trainees draw on, each cell once for each week and arrival (rule 8). */
    List<Cell> cells() {
        if (cells == null) {
            cells = new ArrayList<>();
            Opening before = null;
            for (Slot slot : classes) {
                Opening here = slot.opening;
                cells.addAll(here.cells);
                if (here.arrivals != null && (before == null || before.nation != here.nation)) {
                    cells.add(here.arrivals);
                }
                for (Cell[] weekly : pattern.away) {
                    for (int week = here.start; week <= here.end; week++) {
                        if (weekly[week] != null) {
                            cells.add(weekly[week]);
                        }
                    }
                }
                before = here;
            }
        }
        return cells;
    }

    /** What the cohort adds to a tier; the cost of classes aside. */
    long cost(int level) {
        if (costs == null) {
            costs = new long[Rules.LEVELS];
            Instance instance = pattern.instance;
            Opening before = null;
            for (Slot slot : classes) {
                Opening here = slot.opening;
                add(instance.cost, pattern.size * here.costPerTrainee);
                if (before != null) {
                    add(instance.waiting, (long) pattern.size * (here.start - before.end - 1));
                    add(instance.transfers, here.nation != before.nation ? pattern.size : 0);
                }
                before = here;
            }
            long late = Math.max(before.end - pattern.due, 0);
            add(instance.lateness, pattern.priority * pattern.size * late);
        }
        return costs[level];
    }

    private void add(int level, long amount) {
        if (level >= 0) {
            costs[level] += amount;
        }
    }
}
