package contest;

import ai.timefold.solver.core.api.score.director.ScoreDirector;
import ai.timefold.solver.core.impl.heuristic.selector.move.factory.MoveIteratorFactory;
import java.util.Iterator;
import java.util.Random;

/** Moves of whole cohorts, drawn at random. */
public final class Moves implements MoveIteratorFactory<Schedule, Reassign> {
    @Override
    public long getSize(ScoreDirector<Schedule> director) {
        return director.getWorkingSolution().cohorts.size();
    }

    @Override
    public Iterator<Reassign> createOriginalMoveIterator(ScoreDirector<Schedule> director) {
        throw new UnsupportedOperationException("moves are drawn at random only");
    }

    @Override
    public Iterator<Reassign> createRandomMoveIterator(ScoreDirector<Schedule> director, Random random) {
        Draft draft = new Draft(director.getWorkingSolution(), random);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Reassign next() {
                return draft.move();
            }
        };
    }
}
