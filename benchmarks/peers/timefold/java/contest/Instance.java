package contest;

/** What does not change while it is planned. A term that no tier pursues has the level -1. */
final class Instance {
    int transferWeeks;
    int unmet;
    int lateness;
    int transfers;
    int waiting;
    int cost;
    Opening[] openings;
    Pattern[] patterns;
    /** By course, the (cohort, step) that go through it. */
    int[][][] members;
}
