package contest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads whole numbers, in the order in which translate.py writes them. */
final class Input {
    final long seed;
    /** What the first tier has alone. */
    final long firstMilliseconds;
    final long milliseconds;
    private final InputStream stream;
    private final Instance instance = new Instance();
    private Cell[] cells;
    private Cell[][][] units;
    private final int courses;
    private int[] patternOf;
    private Slot[][] start;

    Input(InputStream in) throws IOException {
        stream = new BufferedInputStream(in, 1 << 16);
        seed = next();
        firstMilliseconds = next();
        milliseconds = next();
        instance.transferWeeks = next();
        instance.unmet = next();
        instance.lateness = next();
        instance.transfers = next();
        instance.waiting = next();
        instance.cost = next();
        courses = next();
        readCells();
        readOpenings();
        readUnits();
        readPatterns();
        readCohorts();
    }

    /** A plan to begin with, as Timefold takes it. */
    Schedule schedule() {
        List<Cohort> cohorts = new ArrayList<>();
        for (int index = 0; index < patternOf.length; index++) {
            Pattern pattern = instance.patterns[patternOf[index]];
            Cohort cohort = new Cohort(index, pattern);
            cohort.itinerary = start[index] == null ? null : new Itinerary(pattern, start[index]);
            cohorts.add(cohort);
        }
        return new Schedule(instance, cohorts);
    }

    private void readCells() throws IOException {
        cells = new Cell[next()];
        for (int index = 0; index < cells.length; index++) {
            cells[index] = new Cell(next());
        }
    }

    private void readOpenings() throws IOException {
        instance.openings = new Opening[next()];
        for (int index = 0; index < instance.openings.length; index++) {
            Opening opening = instance.openings[index] = new Opening();
            opening.index = index;
            opening.site = next();
            opening.nation = next();
            opening.start = next();
            opening.end = next();
            opening.least = next();
            opening.room = next();
            opening.oneUnit = next() == 1;
            opening.costPerClass = next();
            opening.costPerTrainee = next();
            opening.costLevel = instance.cost;
            opening.slots = new Slot[next()];
            Arrays.setAll(opening.slots, number -> new Slot(opening, number));
            opening.arrivals = nextCell();
            opening.cells = new ArrayList<>();
            for (int left = next(); left > 0; left--) {
                opening.cells.add(nextCell());
            }
            opening.draws = new ArrayList<>();
            for (int left = next(); left > 0; left--) {
                Cell cell = nextCell();
                opening.draws.add(new Draw(cell, next()));
            }
        }
    }

    private void readUnits() throws IOException {
        units = new Cell[next()][][];
        for (int unit = 0; unit < units.length; unit++) {
            units[unit] = new Cell[next()][];
            for (int pool = 0; pool < units[unit].length; pool++) {
                units[unit][pool] = new Cell[next()];
                for (int week = 0; week < units[unit][pool].length; week++) {
                    units[unit][pool][week] = nextCell();
                }
            }
        }
    }

    private void readPatterns() throws IOException {
        instance.patterns = new Pattern[next()];
        for (int index = 0; index < instance.patterns.length; index++) {
            Pattern pattern = instance.patterns[index] = new Pattern();
            pattern.instance = instance;
            pattern.size = next();
            pattern.priority = next();
            pattern.due = next();
            pattern.unit = next();
            pattern.away = units[pattern.unit];
            pattern.pinned = next() == 1;
            pattern.steps = new Step[next()];
            for (int step = 0; step < pattern.steps.length; step++) {
                pattern.steps[step] = nextStep();
            }
        }
    }

    private Step nextStep() throws IOException {
        Step step = new Step();
        step.course = next();
        step.longestWait = next();
        step.location = next();
        step.options = new Opening[next()];
        for (int index = 0; index < step.options.length; index++) {
            Opening opening = step.options[index] = instance.openings[next()];
            step.allowed.set(opening.index);
            step.longestClass = Math.max(step.longestClass, opening.end - opening.start + 1);
        }
        return step;
    }

    private void readCohorts() throws IOException {
        patternOf = new int[next()];
        List<List<int[]>> members = new ArrayList<>();
        for (int course = 0; course < courses; course++) {
            members.add(new ArrayList<>());
        }
        for (int index = 0; index < patternOf.length; index++) {
            patternOf[index] = next();
            Step[] steps = instance.patterns[patternOf[index]].steps;
            for (int step = 0; step < steps.length; step++) {
                members.get(steps[step].course).add(new int[] {index, step});
            }
        }
        instance.members = members.stream().map(list -> list.toArray(int[][]::new)).toArray(int[][][]::new);
        start = new Slot[patternOf.length][];
        for (int left = next(); left > 0; left--) {
            int cohort = next();
            start[cohort] = new Slot[instance.patterns[patternOf[cohort]].steps.length];
            for (int step = 0; step < start[cohort].length; step++) {
                Opening opening = instance.openings[next()];
                start[cohort][step] = opening.slots[next()];
            }
        }
    }

    private Cell nextCell() throws IOException {
        int index = next();
        return index < 0 ? null : cells[index];
    }

    private int next() throws IOException {
        int letter = stream.read();
        while (letter == ' ' || letter == '\n') {
            letter = stream.read();
        }
        boolean negative = letter == '-';
        if (negative) {
            letter = stream.read();
        }
        if (letter < '0' || letter > '9') {
            throw new IOException("a whole number was expected");
        }
        int value = 0;
        while (letter >= '0' && letter <= '9') {
            value = 10 * value + letter - '0';
            letter = stream.read();
        }
        return negative ? -value : value;
    }
}
