"""A solver process at work with the kernel, in rounds: the first tier, then the chain of those behind it.

Each process is an island: it has a plan of its own. Where another one's is better when a stage begins, it
goes on from that.
"""

from __future__ import annotations

import math
import queue
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trainopt.check import terms
from trainopt.kernel.engine import Kernel, opened
from trainopt.plan.placements import Assignment, plan_of
from trainopt.search.companions import Alone, have_options, those_alone
from trainopt.search.messages import Found, Message, Order, Shared, Tried, Working
from trainopt.search.params import Clock, Params

if TYPE_CHECKING:
    from trainopt.problem import Problem
    from trainopt.search.prover import Prover

# Of a round, what the first tier has, and of what is left, the one right behind it; the rest is the others'.
FIRST_SHARE, SECOND_SHARE = 0.65, 0.5

# The first round lasts so many seconds for the root of the number of options, each one after it twice as long
# as the one before; the last one has what would be too little for two. So a run that is stopped has lost no
# more than the round that it is in, and longer rounds cool lower.
FIRST_ROUND, GROWTH = 0.01, 2.0

# How far between cold and hot the first tier begins in rounds behind the first one, and the chain.
REHEAT, CHAIN_REHEAT = 0.6, 1.0

# Islands' first rounds are longer by parts of a doubling that spread evenly, so that they end at other times.
SPREAD = (math.sqrt(5) - 1) / 2

# Where there is a published plan the first tier begins less warm, so much of the way from cold to hot: it
# finds as much, and moves fewer who were told where they go.
WARM = 0.5

# A search that goes on from a plan made for other data begins nearly cold, or it would lose what it was
# given: a round that has so many seconds an option so warm, others more or less, with their root.
NEARLY_COLD, WARM_SECONDS = 0.1, 2e-4

# In every other island who was unmet when a round began weighs twice as much from then on, until this share
# of a stage has passed.
URGENT_UNTIL = 0.65

# Of the first round of every other island, what is for who must come together, with nobody else there.
COMPANIONS_SHARE = 0.15

# Until so much of the time has passed, this share of the steps is around who is in focus.
FOCUS_UNTIL, FOCUS_SHARE = 1 / 3, 0.5

# Seconds between two looks at the clock, and the most steps between them.
LOOK_EVERY, MOST_STEPS = 0.02, 5_000

# Steps of one chunk in a repeatable run, and the seconds a step is taken to last there: so many times the
# square root of the number of options. It took a tenth of that where it was measured; so few steps are made
# that their count ends the run and not the clock, also on a slow or busy machine.
CHUNK, STEP_SECONDS = 500, 1.5e-6

# Plans are sent so far apart: checking one takes the watching process some 20 µs a seat, which is to be a
# twentieth of its time at the most. So much time is left for the last one.
SEND_EVERY, SEND_PER_SEAT = 0.5, 4e-4
LEAVE, LEAVE_PER_SEAT = 0.3, 1e-4


@dataclass(frozen=True)
class Stage:
    """A tier that is pursued until so much of a round has passed, from so far between cold and hot."""

    tier: int
    until: float
    heat: float = 1.0


@dataclass(frozen=True)
class Round:
    """Stages and the seconds that they have together.

    `urgent`: who was left out before is. `companions_first`: a new plan is made for it, in which who must
    come together is placed before everybody else.
    """

    seconds: float
    stages: Sequence[Stage]
    urgent: bool = False
    companions_first: bool = False


def stages(tiers: int, heat: float = 1.0, chain_heat: float = 1.0) -> list[Stage]:
    """All tiers in turn."""
    if tiers < 2:
        return [Stage(0, 1.0, heat)]
    second = FIRST_SHARE + SECOND_SHARE * (1.0 - FIRST_SHARE) if tiers > 2 else 1.0
    others = [second + (1.0 - second) * number / (tiers - 2) for number in range(1, tiers - 1)]
    behind = [Stage(tier, until, chain_heat) for tier, until in enumerate([second, *others], 1)]
    return [Stage(0, FIRST_SHARE, heat), *behind]


def rounds(
    tiers: int, options: int, seconds: float, number: int = 0, *, warm: bool = False
) -> Iterator[Round]:
    """The rounds of an island that fill so many seconds; `warm` where it has a plan made for other data."""
    length = FIRST_ROUND * math.sqrt(max(options, 1)) * GROWTH ** (number * SPREAD % 1.0)
    heat = chain_heat = 1.0
    is_other, urgent = number % 2 == 1, False
    companions_first = (
        is_other and not warm and seconds >= length
    )  # in less they would cost more than they gain
    while seconds > 0:
        length = seconds if seconds < GROWTH * length else length
        if warm:
            heat = chain_heat = warmth(length, options)
        yield Round(length, stages(tiers, heat, chain_heat), urgent, companions_first)
        heat, chain_heat = REHEAT, CHAIN_REHEAT
        urgent, companions_first = is_other, False
        seconds -= length
        length *= GROWTH


def warmth(seconds: float, options: int) -> float:
    """Where a round from a plan made for other data begins between cold and hot."""
    return min(NEARLY_COLD * math.sqrt(seconds / max(options * WARM_SECONDS, 0.001)), WARM)


class Urgency:
    """What each cohort weighs beyond its weight: as much again where an urgent round began without it."""

    def __init__(self, problem: Problem) -> None:
        self._weights = [problem.weight(cohort) for cohort in problem.cohorts]
        self.beyond = [0] * len(self._weights)

    def rise(self, plan: Assignment) -> None:
        """An urgent round begins from this plan."""
        for index, weight in enumerate(self._weights):
            if index not in plan:
                self.beyond[index] = weight


@dataclass
class Annealing:
    """The kernel of one process, and its time: `seconds` from now on.

    `proven` says what a tier's bound is for plans of these values; `options` is how many options the problem
    has; `steps` are those that were made: something ruined and made again.
    """

    kernel: Kernel
    params: Params
    clock: Clock
    seconds: float
    options: int
    send: Callable[[Message], None]
    proven: Callable[[int, Sequence[int]], int]
    prover: Prover | None = None
    orders: queue.SimpleQueue[Order] = field(default_factory=queue.SimpleQueue)
    began: float = field(init=False)
    steps: int = 0
    chunk: int = 100
    sent: float = field(init=False)
    told: list[int] = field(init=False)
    shared: Shared | None = None
    urgency: Urgency = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.sent = self.clock.elapsed()
        self.told = self._rank(self.kernel.terms)
        self.urgency = Urgency(self.kernel.problem)

    @property
    def time(self) -> float:
        """Seconds that the rounds have: what is left when the last plan has had its time to be checked."""
        leave = 0.0 if self.params.repeatable else LEAVE + LEAVE_PER_SEAT * self.kernel.seats
        return max(self.seconds - leave, 0.001)

    def run(self, rounds: Iterable[Round]) -> Assignment:
        """Go through the rounds until time is up or no tier can become better; the best plan."""
        for one in rounds:
            if one.urgent:
                self.urgency.rise(self.kernel.best())
            begin = self._now()
            if begin >= self.time or self._first_open() is None:
                break
            is_new = one.companions_first and self._begin_with_companions(COMPANIONS_SHARE * one.seconds)
            for stage in one.stages:
                self._go_through(stage, begin + stage.until * one.seconds, is_new=is_new)
                is_new = False
            self._go_on_until(begin + one.seconds)
        self._take_over()
        self._tell()
        return self.kernel.best()

    def _begin_with_companions(self, seconds: float) -> bool:
        """Make a new plan, so many seconds for who must come together, then everybody; whether it is made.

        The one there was is kept as another process's would be: where it is better in the end it goes on.
        """
        found = self._companions_alone(seconds)
        if found is None:
            return False
        self._keep(Shared(self.kernel.best(), self.kernel.terms))
        self.kernel.load(found)
        self.kernel.place_everybody()
        return True

    def _companions_alone(self, seconds: float) -> Assignment | None:
        """Where who must come together goes with nobody else there, those first who need the most.

        None where not all of these find room even so, or pins do not hold: then it is not the order that
        leaves some out, and to have them first takes more from others than it gives. None also where memory
        is short.
        """
        every = those_alone(self.kernel.problem, self.kernel.options)
        found: Assignment | None = None
        for number, alone in enumerate(every):
            found = self._place_alone(alone, found or {}, seconds)
            if found is None or (
                number == 0 and len(found) < have_options(self.kernel.problem, alone.options)
            ):
                return None
        return found

    def _place_alone(self, alone: Alone, start: Assignment, seconds: float) -> Assignment | None:
        """Where these go, with those who are placed; None where pins do not hold or memory is short."""
        self.send(Working("kernel", 0))
        try:
            kernel = opened(self.kernel.problem, alone.options, self.kernel.seed, start)
        except MemoryError:
            return None
        with kernel:
            if not kernel.place_everybody():
                return None
            annealing = Annealing(
                kernel, self.params, self.clock, self.seconds, self.options, lambda _: None, lambda *_: 0
            )
            found = annealing.run([Round(alone.share * seconds, [Stage(0, 1.0, alone.heat)])])
            self.steps += annealing.steps
            return found

    def _go_on_until(self, end: float) -> None:
        """What time the stages have left is for the first tier that can become better."""
        while self._now() < min(end, self.time) and (tier := self._first_open()) is not None:
            self._go_through(Stage(tier, 1.0), end)

    def _first_open(self) -> int | None:
        """The first tier that can become better: stages of those that cannot leave their time to it."""
        tiers = range(len(self.kernel.problem.objective))
        return next((tier for tier in tiers if not self._is_done(tier)), None)

    def _go_through(self, stage: Stage, until: float, *, is_new: bool = False) -> None:
        """Pursue a stage from the best plan of all; from one that was just made whatever others have.

        That one has the stage to become better than theirs, all of it: bounds are proven behind it.
        """
        if not is_new:
            self._take_over()
        self._pursue(stage, until, proves=not is_new)
        self.send(Tried(self.steps, {}))

    def _pursue(self, stage: Stage, until: float, *, proves: bool = True) -> None:
        self.send(Working("kernel", stage.tier))
        self.kernel.return_to_best()
        begin = self._now()
        hot = stage.heat
        if stage.tier == 0 and self.kernel.problem.published is not None:
            hot = min(hot, WARM)
        urged = self._urge(stage)
        while (now := self._now()) < min(until, self.time) and not self._is_done(stage.tier):
            if urged and now >= begin + URGENT_UNTIL * (until - begin):
                urged = self._calm()
            self._run(stage.tier, hot * (until - now) / (until - begin))
            if self.clock.elapsed() - self.sent >= SEND_EVERY + SEND_PER_SEAT * self.kernel.seats:
                self._tell()
            if proves:
                self._prove()
        if urged:
            self._calm()

    def _urge(self, stage: Stage) -> bool:
        """Let who is urgent weigh more where the stage is about who is unmet; whether anybody does."""
        urged = self.kernel.problem.objective[stage.tier] == "unmet" and any(self.urgency.beyond)
        if urged:
            self.kernel.urge(self.urgency.beyond)
        return urged

    def _calm(self) -> bool:
        self.kernel.urge([0] * len(self.urgency.beyond))
        return False

    def _prove(self) -> None:
        """Prove the next bound if one is due, and go on from a better plan if that led to one."""
        if self.prover is None:
            return
        values = self.kernel.values()
        self.prover.hear(values)
        if not self.prover.is_due(self._passed(), values):
            return
        better = self.prover.prove_next(self.kernel.best())
        if better is not None:
            problem = self.kernel.problem
            self._go_on_from(Shared(better, terms(problem, plan_of(problem, better))))

    def _run(self, tier: int, heat: float) -> None:
        """Some steps: about as many as fit between two looks at the clock."""
        focus = FOCUS_SHARE if self._passed() < FOCUS_UNTIL else 0.0
        if self.params.repeatable:
            self.kernel.run(tier, heat, CHUNK, focus)
            self.steps += CHUNK
            return
        began = self.clock.elapsed()
        self.kernel.run(tier, heat, self.chunk, focus)
        self.steps += self.chunk
        took = max(self.clock.elapsed() - began, 1e-6)
        self.chunk = max(1, min(MOST_STEPS, 2 * self.chunk, int(self.chunk * LOOK_EVERY / took)))

    def _now(self) -> float:
        """Seconds since the begin, as `--repeatable` counts them by the steps."""
        if self.params.repeatable:
            return self.steps * STEP_SECONDS * math.sqrt(max(self.options, 1))
        return self.clock.elapsed() - self.began

    def _passed(self) -> float:
        """The share of the time that has passed."""
        return self._now() / self.time

    def _is_done(self, tier: int) -> bool:
        """Whether the tier cannot become better."""
        values = self.kernel.values()
        return values[tier] <= self.proven(tier, values)

    def _rank(self, terms: Mapping[str, int]) -> list[int]:
        """By how much the plan changes more than it may, then tier by tier; less is better."""
        most = self.kernel.problem.most_changes
        over = 0 if most is None else max(terms["changes"] - most, 0)
        return [over, *(terms[name] for name in self.kernel.problem.objective)]

    def _tell(self) -> None:
        """Send the best plan if it is better than the last one sent; hear of the others'."""
        rank = self._rank(self.kernel.terms)
        self.sent = self.clock.elapsed()
        if rank < self.told:
            self.told = rank
            self.send(Found(self.kernel.best(), "kernel"))
        self._hear()

    def _hear(self) -> None:
        """Take what the others have sent."""
        while not self.orders.empty():
            heard = self.orders.get()
            if isinstance(heard, Shared):
                self._keep(heard)

    def _keep(self, plan: Shared) -> None:
        """Keep a plan to go on from, if it is better than the one that is kept."""
        if self.shared is None or self._rank(plan.terms) < self._rank(self.shared.terms):
            self.shared = plan

    def _take_over(self) -> None:
        """Go on from another process's plan where that is better."""
        self._hear()
        if self.shared is not None and self._go_on_from(self.shared):
            self.told = self._rank(self.kernel.terms)

    def _go_on_from(self, plan: Shared) -> bool:
        """Go on from a plan if it is better than the best one; whether it is."""
        is_better = self._rank(plan.terms) < self._rank(self.kernel.terms)
        if is_better:
            self.kernel.load(plan.assignment)
        return is_better
