"""The search as callers see it: watched solver processes, a checked incumbent, and limits that hold."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from trainopt.errors import (
    ContradictoryPins,
    Interrupted,
    NoPlanInTime,
    RejectedPlan,
    TrainoptError,
    UsageError,
    check_kind,
    shown,
)
from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.search.child import Job
from trainopt.search.effort import Effort, Progress
from trainopt.search.first import REPAIRED, Patience, first_plan
from trainopt.search.floors_owed import FloorsOwed
from trainopt.search.incumbent import Incumbent
from trainopt.search.islands import Elsewhere, IslandsInMaking
from trainopt.search.machine import resident_bytes
from trainopt.search.messages import (
    ANNEALED,
    Bounded,
    Chosen,
    Contradiction,
    Failed,
    Finished,
    Found,
    Message,
    Moved,
    MoveVerdict,
    Shared,
    Tried,
    Working,
)
from trainopt.search.method import is_solved_whole
from trainopt.search.pace import SearchPace
from trainopt.search.params import Params
from trainopt.search.proven import Proven
from trainopt.search.result import Event, Result, Stopped, Tier
from trainopt.search.stopping import interruptible
from trainopt.search.team import Team
from trainopt.search.tried import TriedTogether

RETRIES = 2
TICK = 0.1

# In place of the number of a process here, of one on another machine.
ELSEWHERE = -1

# The most that a cohort may weigh in focus: so the kernel can add those of two million cohorts.
MOST_FOCUS = 1_000


def optimise(
    problem: Problem,
    params: Params | Effort | None = None,
    base: Plan | None = None,
    focus: Sequence[int] = (),
) -> Result:
    """Plan a problem within the limits; with a plan as `base`, from what of it still fits.

    `focus` has a whole number from 0 to 1,000 for each of the problem's cohorts, in their order, or none at
    all: in the first third of the time the kernel changes the plan around a cohort so much oftener, and half
    of all changes are around those above 0. So a search that goes on from a plan begins where the data has
    changed. It changes neither what is allowed nor what is better; without the kernel it counts for nothing.

    Ctrl-C, SIGTERM and SIGHUP end the search where it runs in the main thread, the effort's `stop` once it is
    set in any.

    Returns the best plan found, checked by code that knows no solver. Raises ContradictoryPins where no
    plan can hold the pins, NoPlanInTime or Interrupted where there was no plan yet, RejectedPlan where the
    checker and the search disagree, UsageError where `focus` is not as said.

    >>> problem = trainopt.build_problem(trainopt.read_dataset("data/example"))
    >>> result = trainopt.optimise(problem, trainopt.Params(seconds=5))
    >>> result.tiers[0].term
    'unmet'
    """
    check_kind("problem", problem, Problem)
    _check_focus(problem, focus)
    effort = Effort.of(params)
    with interruptible(effort.stop):
        return _Watch(problem, effort, base, tuple(focus)).run()


def _check_focus(problem: Problem, focus: Sequence[int]) -> None:
    if len(focus) not in (0, len(problem.cohorts)):
        raise UsageError(f"focus has {len(focus):,} numbers for {len(problem.cohorts):,} cohorts")
    wrong = next((one for one in focus if type(one) is not int or not 0 <= one <= MOST_FOCUS), None)
    if wrong is not None:
        raise UsageError(f"focus must be whole numbers from 0 to {MOST_FOCUS:,} (got {shown(wrong)})")


@dataclass
class _Watch:
    """Holds the incumbent outside the solver processes, and ends them when time is up or memory short."""

    problem: Problem
    effort: Effort
    base: Plan | None = None
    focus: tuple[int, ...] = ()
    incumbent: Incumbent = field(init=False)
    team: Team = field(init=False)
    proven: Proven = field(init=False)
    floors: FloorsOwed = field(init=False)
    spent: dict[int, float] = field(default_factory=dict)
    working: Working = field(default_factory=lambda: Working("starting"))
    method: str = "greedy"
    together: bool = False
    warm: bool = False
    compiled: bool = True
    crashes: int = 0
    overweight: bool = False
    finished: set[int] = field(default_factory=set)
    in_time: bool = True
    searching: bool = False
    error: TrainoptError | None = None
    tried: TriedTogether = field(default_factory=TriedTogether)
    log: list[Event] = field(default_factory=list)
    pace: SearchPace = field(default_factory=SearchPace)
    making: IslandsInMaking | None = None
    elsewhere: Elsewhere | None = None

    def __post_init__(self) -> None:
        self.incumbent = Incumbent(self.problem)
        self.proven = Proven(self.problem)
        self.floors = FloorsOwed(self.proven, self.effort)
        self.team = Team(self.problem, self.effort.params, self.effort.clock)

    def run(self) -> Result:
        stopped = Stopped.TIME
        try:
            self.team.start(0)
            self._plan_first()
            self._spawn(0)
            self._bound_by_floors()
            stopped = self._follow()
        finally:
            self.team.close()
            if self.elsewhere is not None:
                self.elsewhere.islands.close()
        self._catch_up(at_once=True)
        while self.floors.owed and self.error is None and not self.effort.over:
            self._bound_by_floors()
        if self.incumbent.plan is None:
            raise self.error or self._without_plan(stopped)
        stopped = Stopped.CRASHED if self.error else stopped
        return Result(
            self.incumbent.plan, self.tiers(), self.incumbent.values, stopped, self.method,
            self.effort.clock.elapsed(), tuple(self.log),
            self.tried.left_out(self.problem.objective), self.tried.trials, self.error,
        )  # fmt: skip

    def _plan_first(self) -> None:
        """The first plan, while the leading process loads what it works with.

        A run that is stopped meanwhile has none.
        """
        patience = Patience(self.effort)

        def tell(what: str) -> None:
            self._note(Working(what))
            self._report(None)

        self._start_islands()
        found = first_plan(self.problem, self.base, patience, tell)
        if found is not None and not self.effort.stopped:
            self.warm = found.by == REPAIRED
            self._consider(Found(found.assignment, found.by))

    def _start_islands(self) -> None:
        """Where there will be other processes they load what they work with meanwhile, too."""
        if not is_solved_whole(self.problem):
            for number in range(1, self.effort.params.threads):
                self.team.start(number)

    def _without_plan(self, stopped: Stopped) -> TrainoptError:
        if stopped is Stopped.INTERRUPTED:
            return Interrupted("interrupted before there was any plan")
        cohorts = f"{len(self.problem.cohorts):,} cohorts in {len(self.problem.groups):,} groups"
        after = f"no plan after {self.effort.clock.elapsed():.1f} s: {stopped}"
        return NoPlanInTime(f"{after}; the last that was done with {cohorts}: {self.working.what}")

    def tiers(self) -> tuple[Tier, ...]:
        """The tiers as they stand; none before there is a plan."""
        if self.incumbent.plan is None:
            return ()
        values = self._values()
        return tuple(
            Tier(term, values[i], self.proven.best(i, values), round(self.spent.get(i, 0.0), 3))
            for i, term in enumerate(self.problem.objective)
        )

    def _values(self) -> list[int]:
        """The values of the best plan's tiers."""
        return [self.incumbent.values[term] for term in self.problem.objective]

    def _spawn(self, number: int) -> None:
        """Start a solver process on the plan as it stands. The last one of all also proves bounds."""
        start = None if self.incumbent.plan is None else self.incumbent.working_plan()
        bounds = number == self.effort.params.threads - 1
        self.team.spawn(Job(number, start, bounds, self.compiled, self.focus, self.warm))

    def _follow(self) -> Stopped:
        """Take messages until the search is over or must be."""
        last = self.effort.clock.elapsed()
        while True:
            if self.effort.stopped:
                return Stopped.INTERRUPTED
            left = self.effort.clock.left() - self.incumbent.check_seconds
            if left <= 0 and (self.incumbent.plan is not None or self.effort.clock.left_for_first() <= 0):
                return Stopped.TIME
            self._weigh()  # before a process is heard that may have ended by then
            for heard in self.team.listen(0 if self.floors.owed else min(TICK, max(left, 0.01))):
                if heard.message is None:
                    self._lost(heard.number)
                else:
                    self._take(heard.number, heard.message)
            self._hear_elsewhere()
            last = self._count_seconds(last)
            self._catch_up()
            if self.floors.owed:
                self._bound_by_floors()
            if (over := self._is_over()) is not None:
                return over
            self._report(None)

    def _count_seconds(self, last: float) -> float:
        now = self.effort.clock.elapsed()
        if self.working.tier is not None:
            self.spent[self.working.tier] = self.spent.get(self.working.tier, 0.0) + now - last
        return now

    def _is_over(self) -> Stopped | None:
        if self.error is not None:
            return Stopped.CRASHED
        if not self.team.members:
            if self.finished:
                return Stopped.FINISHED if self.in_time else Stopped.TIME
            if self.effort.clock.left() <= 0:
                return Stopped.TIME
            return Stopped.MEMORY if self.overweight else Stopped.CRASHED
        tiers = self.tiers()
        if self.together and tiers and all(tier.gap <= self.effort.params.gap for tier in tiers):
            return Stopped.FINISHED if all(tier.gap == 0 for tier in tiers) else Stopped.GAP
        return None

    def _lost(self, number: int) -> None:
        """A process has ended: because it was done, or else it is started again, a few times in all."""
        at_fault = self.team.end(number)
        if number in self.finished or self.error is not None:
            return
        if at_fault and self.compiled:
            self._do_without_kernel()
        self.crashes += 1
        if self.crashes <= RETRIES and (number == 0 or self.together):
            self._spawn(number)

    def _do_without_kernel(self) -> None:
        """Whatever was at fault: the others go on from the plan so far without the kernel, and all alike."""
        self.compiled = False
        for other in list(self.team.members):
            self.team.end(other)
            self._spawn(other)

    def _weigh(self) -> None:
        """End the heaviest process where all together have more memory than they may."""
        weights = self.team.memory()
        own = resident_bytes(os.getpid()) or 0
        if weights and own + sum(weights.values()) > self.effort.params.most_memory:
            heaviest = max(weights, key=lambda number: weights[number])
            self.overweight = True
            self._log("memory", None)
            self._lost(heaviest)

    def _take(self, number: int, message: Message) -> None:
        match message:
            case Found():
                if self._consider(message) and self.together:
                    self._share(number, message)
            case Moved():
                self._move(number, message)
            case Bounded():
                self._bound(message)
            case Tried():
                self.tried.by_process[number] = message
            case Finished(in_time):
                self.finished.add(number)
                self.in_time &= in_time
            case _:
                self._note(message)

    def _note(self, message: Message) -> None:
        match message:
            case Working():
                self.working = message
            case Chosen(method, together):
                self._choose(method, together)
            case Contradiction(members, verified, smallest):
                self.error = ContradictoryPins(members, verified=verified, smallest=smallest)
            case Failed(traceback):
                self.error = TrainoptError(f"the solver process failed:\n{traceback}")

    def _choose(self, method: str, together: bool) -> None:
        """The others get their jobs, or are not needed."""
        begins, self.method, self.together = together and not self.together, method, together
        for number in range(1, self.effort.params.threads) if begins else ():
            self._spawn(number)
        if begins and self.effort.islands is not None and method == ANNEALED:
            self.making = IslandsInMaking(self.effort.islands, self.problem)
        for number in [] if together else [one for one in self.team.members if one]:
            self.team.end(number)

    def _begin_elsewhere(self) -> None:
        islands = None if self.making is None else self.making.made()
        if islands is not None:
            params, clock = self.effort.params, self.effort.clock
            self.elsewhere = Elsewhere(self.problem, params, clock, islands, self.warm)
            self.elsewhere.begin(self.incumbent.working_plan())

    def _hear_elsewhere(self) -> None:
        """Take the plans that come from other machines, as those of the processes here, and send them on."""
        if self.elsewhere is None:
            self._begin_elsewhere()
        if self.elsewhere is None:
            return
        for heard in self.elsewhere.heard():
            if heard.assignment is not None and self._consider(found := Found(heard.assignment, "an island")):
                self._share(ELSEWHERE, found)
            self.elsewhere.go_on(heard.number, self.incumbent.assignment)

    def _bound(self, found: Bounded) -> None:
        self.proven.add(found)
        self._refute()
        self._log("bound", found.tier)

    def _refute(self) -> None:
        if self.incumbent.plan is not None:
            self.error = self.proven.refute(self._values()) or self.error

    def _move(self, number: int, move: Moved) -> None:
        """What fits is everyone's; who asked hears where it does not."""
        if self.incumbent.take(move):
            self.pace.add(self.effort.clock.elapsed(), len(move.after))
            self.team.tell_all(MoveVerdict(number, move))
        else:
            self.team.tell(number, MoveVerdict(number, None))

    def _consider(self, found: Found) -> bool:
        """Check a plan and keep it if it is better, tier by tier; whether it is."""
        try:
            better = self.incumbent.consider(found.assignment, found.by)
        except RejectedPlan as error:
            self.error = error
            return False
        if better:
            self._improved(found.by)
        return better

    def _share(self, number: int, found: Found) -> None:
        """Where processes have plans of their own, the others hear of one that has become the best."""
        self.team.share(number, Shared(found.assignment, self.incumbent.values))

    def _catch_up(self, *, at_once: bool = False) -> None:
        """Check what the moves have made of the plan, if it is time to."""
        try:
            better = self.incumbent.catch_up(at_once=at_once)
        except RejectedPlan as error:
            self.error = error
            return
        if better:
            self._improved("neighbourhoods")

    def _improved(self, by: str) -> None:
        self._refute()
        self._log(by, None)
        if self.searching:
            self._bound_by_floors()
        self._report(self.incumbent.plan)

    def _bound_by_floors(self) -> None:
        """What each cohort's own ways prove, as far as a moment goes: found while others search."""
        self.searching = True
        if self.incumbent.plan is not None:
            for found in self.floors.found(self._values()):
                self._bound(found)

    def _log(self, what: str, tier: int | None) -> None:
        """Note the tiers as they stand; only the one that a bound is of."""
        for index, found in enumerate(self.tiers()):
            if tier in (None, index):
                self.log.append(Event(round(self.effort.clock.elapsed(), 3), what, found, self._placed()))

    def _placed(self) -> int:
        return sum(self.problem.cohorts[index].size for index in self.incumbent.assignment)

    def _report(self, plan: Plan | None) -> None:
        now = self.effort.clock.elapsed()
        self.effort.observer(
            Progress(
                self.working.what, self.working.tier, self.tiers(), self._placed(),
                now, self.pace.at(now), plan,
            )
        )  # fmt: skip
