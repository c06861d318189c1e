"""A solver process at work with the kernel: the first tier, then the chain of those behind it, twice.

Each process has a plan of its own. Where another one's is better when a stage begins, it goes on from that.
"""

from __future__ import annotations

import math
import queue
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from trainopt.kernel.engine import Kernel
from trainopt.plan.placements import Assignment
from trainopt.search.messages import Found, Message, Order, Shared, Tried, Working
from trainopt.search.params import Clock, Params

if TYPE_CHECKING:
    from trainopt.search.prover import Prover

# When the tiers are pursued, as shares of the time: the first one and the chain in brief, so that there is
# soon a good plan, then both again. A cooling that takes longer ends lower.
FIRST_BRIEF, CHAIN_BRIEF, FIRST_LONG, CHAIN_LONG = 0.1, 0.15, 0.65, 1.0

# Of a chain's time, what the tier right behind the first one has; the others share the rest.
SECOND_SHARE = 0.5

# Where there is a published plan the first tier begins less warm, so much of the way from cold to hot: it
# finds as much, and moves fewer who were told where they go.
WARM = 0.5

# A search that goes on from a plan made for other data begins nearly cold, or it would lose what it was
# given: so warm in its short pass, and in the long one so warm where there are so many seconds an option,
# more where there are more, with their root.
WARM_BRIEF, WARM_LONG, WARM_SECONDS = 0.1, 0.1, 2e-4

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
    """A tier that is pursued until so much of the time has passed, from so far between cold and hot."""

    tier: int
    until: float
    heat: float = 1.0


def chain(tiers: int, begin: float, end: float) -> list[Stage]:
    """The tiers behind the first one, in turn."""
    if tiers < 2:
        return []
    second = begin + SECOND_SHARE * (end - begin) if tiers > 2 else end
    others = [second + (end - second) * number / (tiers - 2) for number in range(1, tiers - 1)]
    return [Stage(tier, until) for tier, until in enumerate([second, *others], 1)]


def stages(tiers: int, *, in_brief: bool) -> list[Stage]:
    """All stages of a run; `in_brief`: a short pass through all tiers comes first."""
    first_long = FIRST_LONG if tiers > 1 else CHAIN_LONG
    long = [Stage(0, first_long), *chain(tiers, FIRST_LONG, CHAIN_LONG)]
    if not in_brief:
        return long
    return [Stage(0, FIRST_BRIEF), *chain(tiers, FIRST_BRIEF, CHAIN_BRIEF), *long]


def warm_stages(tiers: int, seconds: float, options: int) -> list[Stage]:
    """All stages of a run that goes on from a plan made for other data, a short pass first."""
    long = min(WARM_LONG * math.sqrt(seconds / max(options * WARM_SECONDS, 0.001)), WARM)
    return [
        replace(stage, heat=WARM_BRIEF if stage.until <= CHAIN_BRIEF else long)
        for stage in stages(tiers, in_brief=True)
    ]


@dataclass
class Annealing:
    """The kernel of one process, and its time: `seconds` from now on.

    `proven` says what the first tier's bound is; `options` is how many options the problem has; `steps` are
    those that were made: something ruined and made again.
    """

    kernel: Kernel
    params: Params
    clock: Clock
    seconds: float
    options: int
    send: Callable[[Message], None]
    proven: Callable[[], int]
    prover: Prover | None = None
    orders: queue.SimpleQueue[Order] = field(default_factory=queue.SimpleQueue)
    began: float = field(init=False)
    steps: int = 0
    chunk: int = 100
    sent: float = field(init=False)
    told: list[int] = field(init=False)
    shared: Shared | None = None

    def __post_init__(self) -> None:
        self.began = self.sent = self.clock.elapsed()
        self.told = self._rank(self.kernel.terms)

    def run(self, plan: Sequence[Stage]) -> Assignment:
        """Go through the stages, then on with the first tier that can become better; the best plan."""
        for stage in plan:
            self._go_through(stage)
        while self._passed() < CHAIN_LONG and (tier := self._first_open()) is not None:
            self._go_through(Stage(tier, CHAIN_LONG))
        self._tell()
        return self.kernel.best()

    def _first_open(self) -> int | None:
        """The first tier that can become better: stages of those that cannot leave their time to it."""
        tiers = range(len(self.kernel.problem.objective))
        return next((tier for tier in tiers if not self._is_done(tier)), None)

    def _go_through(self, stage: Stage) -> None:
        self._take_over()
        self._pursue(stage)
        self.send(Tried(self.steps, {}))

    def _pursue(self, stage: Stage) -> None:
        self.send(Working("kernel", stage.tier))
        self.kernel.return_to_best()
        begin = self._passed()
        hot = stage.heat
        if stage.tier == 0 and self.kernel.problem.published is not None:
            hot = min(hot, WARM)
        while (now := self._passed()) < stage.until and not self._is_done(stage.tier):
            self._run(stage.tier, hot * (stage.until - now) / (stage.until - begin))
            if self.clock.elapsed() - self.sent >= SEND_EVERY + SEND_PER_SEAT * self.kernel.seats:
                self._tell()
            if self.prover is not None and self.prover.is_due(self._passed()):
                self.prover.prove_next(self.kernel.best())

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

    def _passed(self) -> float:
        """The share of the time that has passed, with `--repeatable` of the steps."""
        if self.params.repeatable:
            return self.steps * STEP_SECONDS * math.sqrt(max(self.options, 1)) / max(self.seconds, 0.001)
        left = LEAVE + LEAVE_PER_SEAT * self.kernel.seats
        return (self.clock.elapsed() - self.began) / max(self.seconds - left, 0.001)

    def _is_done(self, tier: int) -> bool:
        """Whether the tier cannot become better."""
        return self.kernel.values()[tier] <= (self.proven() if tier == 0 else 0)

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
        """Take what the others have sent; the last plan is the best of them."""
        while not self.orders.empty():
            heard = self.orders.get()
            self.shared = heard if isinstance(heard, Shared) else self.shared

    def _take_over(self) -> None:
        """Go on from another process's plan where that is better."""
        self._hear()
        if self.shared is not None and self._rank(self.shared.terms) < self._rank(self.kernel.terms):
            self.kernel.load(self.shared.assignment)
            self.told = self._rank(self.kernel.terms)
