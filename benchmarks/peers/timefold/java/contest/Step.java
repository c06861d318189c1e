package contest;

import java.util.BitSet;

/** A step of a pattern: how it follows the one before it, and the openings that it can use. */
final class Step {
    static final int NATION = 1;
    static final int SITE = 2;

    int course;
    /** Empty weeks after the step before; -1 for any number. */
    int longestWait;
    /** 0: anywhere; NATION and SITE: where the step before it is. */
    int location;
    /** By start week. */
    Opening[] options;
    int longestClass;
    final BitSet allowed = new BitSet();

    /** Rule 3: whether the step may be here after one there. */
    boolean follows(Opening before, Opening here, int transferWeeks) {
        int wait = here.start - before.end - 1;
        boolean abroad = here.nation != before.nation;
        if (wait < (abroad ? transferWeeks : 0) || (longestWait >= 0 && wait > longestWait)) {
            return false;
        }
        return location == 0 || (location == NATION ? !abroad : here.site == before.site);
    }

    /** The first option that starts in the week or later. */
    int firstFrom(int week) {
        int low = 0;
        int high = options.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (options[middle].start < week) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
