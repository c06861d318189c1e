package contest;

/** What the cohorts of a group have in common. */
final class Pattern {
    int size;
    int priority;
    int due;
    int unit;
    boolean pinned;
    Step[] steps;
    /** By pool of the unit and week: what its trainees in classes draw on; null without a limit. */
    Cell[][] away;
    Instance instance;

    /** Whether the step may be in `here`, given its neighbours as far as they are known. */
    boolean fits(int step, Opening before, Opening here, Opening after) {
        int transfer = instance.transferWeeks;
        return steps[step].allowed.get(here.index)
                && (before == null || steps[step].follows(before, here, transfer))
                && (after == null || steps[step + 1].follows(here, after, transfer));
    }

    /** Whether a cohort may go through these classes, as far as it alone is concerned. */
    boolean fits(Slot[] slots) {
        if (slots.length != steps.length) {
            return false;
        }
        for (int step = 0; step < slots.length; step++) {
            Opening before = step == 0 ? null : slots[step - 1].opening;
            if (!fits(step, before, slots[step].opening, null)) {
                return false;
            }
        }
        return true;
    }
}
