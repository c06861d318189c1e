"""From the first plan to the best that time allows. Runs in a solver process.

Small problems are solved whole, tier after tier, to proof; large ones are searched by the kernel, where it
cannot by neighbourhoods of the plan. What needs OR-Tools is loaded where it is used: it takes a second, and a
process that searches by the kernel alone is at work long before that.
"""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trainopt.check import terms
from trainopt.kernel.arrays import is_countable
from trainopt.kernel.engine import is_available, opened
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem
from trainopt.problem.options import Options, find_options, impossible_weight, size
from trainopt.search.annealing import Annealing, Round, rounds, stages
from trainopt.search.child import Job
from trainopt.search.grain import Grain, find_grains, sharpened
from trainopt.search.messages import (
    ANNEALED,
    BY_NEIGHBOURHOODS,
    WHOLE,
    Bounded,
    Chosen,
    Finished,
    Message,
    Order,
    Working,
)
from trainopt.search.method import is_solved_whole
from trainopt.search.ordering import FIRST_ROUND, Ordering
from trainopt.search.params import SEED_STEP, Clock, Params

if TYPE_CHECKING:
    from trainopt.search.improve import Improver
    from trainopt.search.prover import Prover

# Before the whole model is solved the kernel polishes its start, for this part of the time left and for so
# many seconds an option at the most.
POLISH_SHARE, POLISH_PER_OPTION = 0.25, 0.01

# The kernel's time is for several runs from other seeds, each of so many seconds an option and of so many in
# all at the least, and for so many runs at the most: where one ends is a matter of chance more than of time.
RUN_PER_OPTION, LEAST_RUN, MOST_RUNS = 1.3e-3, 1.0, 5


@dataclass
class Search:
    """One run of a solver process: what it plans, how long, whom it tells and who tells it.

    `bounds` are the best ones by tier; `told` by tier and what those before it have.
    """

    problem: Problem
    params: Params
    clock: Clock
    send: Callable[[Message], None]
    orders: queue.SimpleQueue[Order] = field(default_factory=queue.SimpleQueue)
    bounds: dict[int, int] = field(default_factory=dict)
    told: dict[tuple[int, tuple[int, ...]], int] = field(default_factory=dict)
    focus: tuple[int, ...] = ()
    grains: dict[str, Grain] = field(init=False)

    def __post_init__(self) -> None:
        self.grains = find_grains(self.problem)

    def run(self, job: Job) -> None:
        """By the whole model, the kernel or neighbourhoods; what is better is sent as it is found."""
        start = job.start
        self.focus = job.focus
        leads = job.number == 0
        if leads:
            self.send(Working("what can be"))
        options = find_options(self.problem)
        if leads:
            self._bound_by_options(options)
        compiled = job.compiled and is_available() and self._suits_kernel(options)
        small = is_solved_whole(self.problem, options)
        if start is None or small:
            if not small:
                # What is proven under the cap would be told as proven of all plans.
                self.problem = self.problem.pursuing(self.problem.objective, None)
            self._solve_whole(options, start, compiled=compiled)
        elif not (compiled and self._anneal(options, start, job)):
            self._improver(options, start, job).run()

    def _suits_kernel(self, options: Options) -> bool:
        """Whether there is something to place, in numbers that the kernel can count."""
        return size(options) > 0 and is_countable(self.problem)

    def _anneal(self, options: Options, start: Assignment, job: Job) -> bool:
        """Ruin and recreate until the end; False where the kernel has too little memory."""
        if job.number == 0:
            self.send(Chosen(ANNEALED, together=True))
        prover = self._prover(options) if job.bounds else None
        ordering = self._ordering(options, job.number)
        start = ordering.until_nothing_comes(start, POLISH_SHARE * self._seconds())

        def fill(seconds: float) -> Iterator[Round]:
            return rounds(len(self.problem.objective), size(options), seconds, job.number, warm=job.warm)

        if self._annealed(options, start, fill, self._seconds(), job.number, prover) is None:
            return False
        self.send(Finished(in_time=self.params.repeatable))
        return True

    def _annealed_in_brief(self, options: Options, start: Assignment) -> Assignment:
        """The best of some plans that the kernel makes of another before the whole model is solved.

        Where the first one is no better the others hardly are: that time is the whole model's.
        """

        def fill(seconds: float) -> list[Round]:
            return [Round(seconds, stages(len(self.problem.objective)))]

        seconds = min(POLISH_SHARE * self._seconds(), POLISH_PER_OPTION * size(options))
        runs = int(seconds / max(RUN_PER_OPTION * size(options), LEAST_RUN))
        runs = max(1, min(runs, MOST_RUNS))
        best = start
        for number in range(runs):
            found = self._annealed(options, start, fill, seconds / runs, number)
            best = min([best, *([] if found is None else [found])], key=self._rank)
            if self._rank(best) == self._rank(start):
                break
        return best

    def _rank(self, plan: Assignment) -> tuple[bool, list[int]]:
        """Within the cap on changes first, then tier by tier; less is better."""
        values, most = terms(self.problem, plan_of(self.problem, plan)), self.problem.most_changes
        above = most is not None and values["changes"] > most
        return above, [values[term] for term in self.problem.objective]

    def _seconds(self) -> float:
        """What time there is; in a repeatable run it is taken to be the limit."""
        return self.params.seconds if self.params.repeatable else self.clock.left()

    def _annealed(
        self,
        options: Options,
        start: Assignment,
        fill: Callable[[float], Iterable[Round]],
        seconds: float,
        number: int = 0,
        prover: Prover | None = None,
    ) -> Assignment | None:
        """The plan that the kernel makes of another, in so many seconds; None where memory is short.

        `fill` gives the rounds that fill a time.
        """
        seed = self.params.seed + SEED_STEP * number
        try:
            kernel = opened(self.problem, options, seed, start, self.focus)
        except MemoryError:
            return None
        with kernel:
            annealing = Annealing(
                kernel, self.params, self.clock, seconds, size(options),
                self.send, self._known, prover, self.orders,
            )  # fmt: skip
            return annealing.run(fill(annealing.time))

    def _improver(self, options: Options, start: Assignment, job: Job) -> Improver:
        if job.number == 0:
            self.send(Chosen(BY_NEIGHBOURHOODS, together=True))
            self.send(Working("neighbourhoods", 0))
        from trainopt.search.improve import Improver
        from trainopt.search.lns import NeighbourhoodSearch

        seed = self.params.seed + SEED_STEP * job.number
        search = NeighbourhoodSearch(self.problem, options, start, seed)
        prover = self._prover(options) if job.bounds else None
        return Improver(self.params, self.clock, self.send, self.orders, search, job.number, prover)

    def _prover(self, options: Options) -> Prover:
        from trainopt.search.prover import Prover, passing_on

        tell = passing_on(self._bound)
        return Prover(self.problem, options, self.params, self.clock, tell, self._known)

    def _solve_whole(self, options: Options, start: Assignment | None, *, compiled: bool) -> None:
        self.send(Chosen(WHOLE, together=False))
        ordering = None
        if start and compiled:  # where greed placed nobody the kernel does not either
            ordering = self._ordering(options, threads=self.params.threads)
            if ordering.covers(start):
                start = ordering.improved(start, min(POLISH_SHARE * self._seconds(), FIRST_ROUND))
            else:
                ordering, start = None, self._annealed_in_brief(options, start)
        from trainopt.search.whole import Whole

        whole = Whole(
            self.problem, options, self.params, self.clock, self.send, self._bound, self.bounds, ordering
        )
        whole.run(start, polish=not compiled)

    def _ordering(self, options: Options, number: int = 0, threads: int = 1) -> Ordering:
        return Ordering(
            self.problem, options, self.params, self.clock, self.send, self._known, threads, number
        )

    def _bound_by_options(self, options: Options) -> None:
        """Before any solving: cohorts that have no options stay unmet."""
        if self.problem.objective[0] == "unmet":
            self._bound(0, impossible_weight(self.problem, options))

    def _known(self, tier: int, values: Sequence[int]) -> int:
        """What is proven of a tier for plans with these values."""
        every = (Bounded(of, bound, kept) for (of, kept), bound in self.told.items() if of == tier)
        return max((one.bound for one in every if one.holds_for(values)), default=0)

    def _bound(self, tier: int, bound: int, kept: tuple[int, ...] = ()) -> None:
        sharp = sharpened(self.problem, self.grains, Bounded(tier, bound, kept))
        if sharp.bound > self.told.get((tier, kept), 0):
            self.told[tier, kept] = sharp.bound
            self.bounds[tier] = max(sharp.bound, self.bounds.get(tier, 0))
            self.send(sharp)
