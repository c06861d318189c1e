package contest;

import ai.timefold.solver.core.api.solver.Solver;
import ai.timefold.solver.core.api.solver.SolverFactory;
import ai.timefold.solver.core.config.heuristic.selector.move.factory.MoveIteratorFactoryConfig;
import ai.timefold.solver.core.config.localsearch.LocalSearchPhaseConfig;
import ai.timefold.solver.core.config.localsearch.LocalSearchType;
import ai.timefold.solver.core.config.solver.EnvironmentMode;
import ai.timefold.solver.core.config.solver.SolverConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Plans what stands on the standard input, and writes better plans to the standard output as it finds them. */
public final class Main {
    /** Milliseconds between looks at what was found. */
    private static final long LOOK_EVERY = 250;

    /** A plan, and how many tiers its score counts. */
    private record Found(Schedule plan, int tiers) {}

    private static final AtomicReference<Found> BEST = new AtomicReference<>();

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            error.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        Input input = new Input(System.in);
        Duration whole = Duration.ofMillis(input.milliseconds);
        Duration first = Duration.ofMillis(input.firstMilliseconds);
        Thread search = new Thread(() -> {
            Schedule found = solver(1, input.seed, first).solve(input.schedule());
            solver(Rules.LEVELS, input.seed, whole).solve(found);
        });
        search.setDaemon(true);
        search.start();
        Thread watch = new Thread(Main::endWithParent);
        watch.setDaemon(true);
        watch.start();
        print();
    }

    /** The standard input closes when the process that started this one is gone. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // whatever comes is of no interest
            }
        } catch (IOException gone) {
            // the same as closed
        }
        Runtime.getRuntime().halt(0);
    }

    /** Late acceptance, as Timefold's own quickstarts have it; one search is one thread. */
    private static Solver<Schedule> solver(int tiers, long seed, Duration limit) {
        SolverConfig config = new SolverConfig()
                .withSolutionClass(Schedule.class)
                .withEntityClasses(Cohort.class)
                .withConstraintProviderClass(tiers == 1 ? FirstTier.class : Rules.class)
                .withEnvironmentMode(EnvironmentMode.NO_ASSERT)
                .withRandomSeed(seed)
                .withTerminationSpentLimit(limit)
                .withPhases(new LocalSearchPhaseConfig()
                        .withLocalSearchType(LocalSearchType.LATE_ACCEPTANCE)
                        .withMoveSelectorConfig(
                                new MoveIteratorFactoryConfig().withMoveIteratorFactoryClass(Moves.class)));
        Solver<Schedule> solver = SolverFactory.<Schedule>create(config).buildSolver();
        solver.addEventListener(event -> {
            if (event.getNewBestScore().isFeasible()) {
                BEST.set(new Found(event.getNewBestSolution(), tiers));
            }
        });
        return solver;
    }

    private static void print() throws InterruptedException {
        Found printed = null;
        while (true) {
            Found best = BEST.get();
            if (best != printed) {
                System.out.println(line(best));
                printed = best;
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private static String line(Found found) {
        StringBuilder text = new StringBuilder("plan ").append(found.tiers);
        for (int level = 0; level < found.tiers; level++) {
            text.append(' ').append(-found.plan.score.softScore(level));
        }
        for (Cohort cohort : found.plan.cohorts) {
            if (cohort.itinerary != null) {
                text.append(' ').append(cohort.index);
                for (Slot slot : cohort.itinerary.classes) {
                    text.append(' ').append(slot.opening.index).append(' ').append(slot.number);
                }
            }
        }
        return text.toString();
    }
}
