package contest;

import java.util.List;

/** A capacity row in one of its start weeks. Weeks count from that of the horizon's start. */
final class Opening {
    int index;
    int site;
    int nation;
    int start;
    int end;
    /** Trainees that one class holds, and without which it does not run. */
    int room;
    int least;
    boolean oneUnit;
    long costPerClass;
    /** The tier that the cost of classes counts in; -1 for none. */
    int costLevel;
    long costPerTrainee;
    /** What trainees who arrive here draw on; null without a limit. */
    Cell arrivals;
    /** What trainees draw on in its weeks, beside their unit's limits. */
    List<Cell> cells;
    /** What one running class draws on in its weeks. */
    List<Draw> draws;
    Slot[] slots;
}
