package contest;

/** A limit in one week: of a pool, or of the classes that a capacity row runs at once. */
final class Cell {
    final long available;

    Cell(long available) {
        this.available = available;
    }
}
