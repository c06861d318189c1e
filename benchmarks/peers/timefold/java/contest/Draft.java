package contest;

import java.util.Random;

/** Draws moves, in a plan as it stands. A move that finds nothing to do is empty. */
final class Draft {
    /** How often a class is looked for before a step is given up. */
    private static final int TRIES = 8;
    /** Of a hundred moves, how many are of a kind; the others swap itineraries. */
    private static final int ELSEWHERE = 35;
    private static final int ANEW = 35;
    private static final int OPEN = 10;
    private static final int LEAVE = 2;

    private final Schedule plan;
    private final Instance instance;
    private final Random random;

    Draft(Schedule plan, Random random) {
        this.plan = plan;
        this.instance = plan.instance;
        this.random = random;
    }

    Reassign move() {
        Reassign move = new Reassign();
        Cohort cohort = anyCohort();
        int kind = random.nextInt(100);
        if (kind < ELSEWHERE) {
            elsewhere(move, cohort);
        } else if (kind < ELSEWHERE + ANEW) {
            add(move, cohort, itinerary(cohort.pattern, -1, null));
        } else if (kind < ELSEWHERE + ANEW + OPEN) {
            open(move, cohort);
        } else if (kind < ELSEWHERE + ANEW + OPEN + LEAVE) {
            leave(move, cohort);
        } else {
            swap(move, cohort);
        }
        return move;
    }

    private Cohort anyCohort() {
        return plan.cohorts.get(random.nextInt(plan.cohorts.size()));
    }

    private static void add(Reassign move, Cohort cohort, Itinerary itinerary) {
        if (itinerary != null) {
            move.with(cohort, itinerary);
        }
    }

    /** One step of the cohort in another class. */
    private void elsewhere(Reassign move, Cohort cohort) {
        if (cohort.itinerary == null) {
            add(move, cohort, itinerary(cohort.pattern, -1, null));
            return;
        }
        Slot[] classes = cohort.itinerary.classes.clone();
        int step = random.nextInt(classes.length);
        Opening before = step == 0 ? null : classes[step - 1].opening;
        Opening after = step == classes.length - 1 ? null : classes[step + 1].opening;
        Slot chosen = choose(cohort.pattern, step, before, after);
        if (chosen != null && chosen != classes[step]) {
            classes[step] = chosen;
            move.with(cohort, new Itinerary(cohort.pattern, classes));
        }
    }

    private void leave(Reassign move, Cohort cohort) {
        if (cohort.itinerary != null && !cohort.pattern.pinned) {
            move.with(cohort, null);
        }
    }

    /** Two cohorts, in each other's classes where these suit both; else the one without in the other's place. */
    private void swap(Reassign move, Cohort one) {
        int[][] alike = instance.members[one.pattern.steps[0].course];
        Cohort other = plan.cohorts.get(alike[random.nextInt(alike.length)][0]);
        if (one.itinerary == null) {
            Cohort placed = other;
            other = one;
            one = placed;
        }
        if (one == other || one.itinerary == null || !other.pattern.fits(one.itinerary.classes)) {
            return;
        }
        boolean both = other.itinerary != null && one.pattern.fits(other.itinerary.classes);
        if (!both && one.pattern.pinned) {
            return;
        }
        move.with(other, new Itinerary(other.pattern, one.itinerary.classes));
        move.with(one, both ? new Itinerary(one.pattern, other.itinerary.classes) : null);
    }

    /** A class filled to its minimum, by the cohort and others who go through the course. */
    private void open(Reassign move, Cohort cohort) {
        Itinerary first = itinerary(cohort.pattern, -1, null);
        if (first == null) {
            return;
        }
        int step = random.nextInt(first.classes.length);
        Slot opened = first.classes[step];
        move.with(cohort, first);
        int wanted = opened.opening.least - cohort.pattern.size;
        int[][] members = instance.members[cohort.pattern.steps[step].course];
        for (int tries = 0; wanted > 0 && tries < 4 * TRIES; tries++) {
            int[] member = members[random.nextInt(members.length)];
            Cohort other = plan.cohorts.get(member[0]);
            if (move.has(other) || (other.itinerary != null && random.nextInt(4) > 0)) {
                continue;
            }
            Itinerary joined = itinerary(other.pattern, member[1], opened);
            if (joined != null) {
                move.with(other, joined);
                wanted -= other.pattern.size;
            }
        }
    }

    /** Classes for all steps, one of them fixed where `fixed` is not null; null where none were found. */
    private Itinerary itinerary(Pattern pattern, int step, Slot fixed) {
        Slot[] classes = new Slot[pattern.steps.length];
        int begin = Math.max(step, 0);
        classes[begin] = fixed != null ? fixed : choose(pattern, begin, null, null);
        if (classes[begin] == null || !pattern.fits(begin, null, classes[begin].opening, null)) {
            return null;
        }
        for (int later = begin + 1; later < classes.length; later++) {
            classes[later] = choose(pattern, later, classes[later - 1].opening, null);
            if (classes[later] == null) {
                return null;
            }
        }
        for (int earlier = begin - 1; earlier >= 0; earlier--) {
            classes[earlier] = choose(pattern, earlier, null, classes[earlier + 1].opening);
            if (classes[earlier] == null) {
                return null;
            }
        }
        return new Itinerary(pattern, classes);
    }

    /** A class for a step between its neighbours: half the time one that somebody is in. */
    private Slot choose(Pattern pattern, int step, Opening before, Opening after) {
        for (int tries = 0; tries < TRIES; tries++) {
            Slot slot = random.nextBoolean() ? joined(pattern, step) : drawn(pattern, step, before, after);
            if (slot != null && pattern.fits(step, before, slot.opening, after)) {
                return slot;
            }
        }
        return null;
    }

    /** The class in which somebody is who goes through the same course. */
    private Slot joined(Pattern pattern, int step) {
        int[][] members = instance.members[pattern.steps[step].course];
        int[] member = members[random.nextInt(members.length)];
        Itinerary itinerary = plan.cohorts.get(member[0]).itinerary;
        return itinerary == null ? null : itinerary.classes[member[1]];
    }

    /** Any class of the step's options in the weeks that its neighbours leave. */
    private Slot drawn(Pattern pattern, int number, Opening before, Opening after) {
        Step step = pattern.steps[number];
        int low = 0;
        int high = step.options.length;
        if (before != null) {
            low = step.firstFrom(before.end + 1);
            high = step.longestWait < 0 ? high : step.firstFrom(before.end + 2 + step.longestWait);
        }
        if (after != null) {
            high = Math.min(high, step.firstFrom(after.start));
            int wait = pattern.steps[number + 1].longestWait;
            low = wait < 0 ? low : Math.max(low, step.firstFrom(after.start - wait - step.longestClass));
        }
        if (low >= high) {
            return null;
        }
        Slot[] slots = step.options[low + random.nextInt(high - low)].slots;
        return slots[random.nextInt(slots.length)];
    }
}
