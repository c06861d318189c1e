package contest;

/** A class that may run: one of those that can start in its opening together. */
final class Slot {
    final Opening opening;
    final int number;

    Slot(Opening opening, int number) {
        this.opening = opening;
        this.number = number;
    }
}
