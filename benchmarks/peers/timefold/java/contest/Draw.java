package contest;

/** What a running class takes of a cell. */
final class Draw {
    final Cell cell;
    final long units;

    Draw(Cell cell, long units) {
        this.cell = cell;
        this.units = units;
    }
}
