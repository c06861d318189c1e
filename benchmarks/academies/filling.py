"""The plan that a dataset is made around: demands drawn one after the other, each cohort with its way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.academies.world import TRANSFER_WEEKS, Held, Offer, World, runs, weeks_of
from trainopt.dataset.cohorts import cut
from trainopt.tables import PipelineStep, Unit

NEW_CLASS, ABROAD, CHANCE = 6.0, 4.0, 4.0
"""Weeks that a class more, a nation more and chance weigh."""
TRIED, GIVEN_UP, MISSES = 4, 60, 2_000
"""Classes that are tried for a step, tries after which a cohort is given up, demands that found no way."""
LONGEST_WAIT, SOON = 8, 4
"""Weeks that nobody waits longer between steps, and after which nobody begins who is ready."""


@dataclass(frozen=True)
class Asked:
    """A demand to be: who asks for what, and each cohort's size with its way, if it is in the plan."""

    unit: Unit
    chain: Sequence[PipelineStep]
    trainees: int
    largest: int
    ready: int
    ways: Sequence[tuple[int, Sequence[Held]]] = ()


def planned(world: World) -> list[Asked]:
    """Who is in the plan: demands whose cohorts all found a way, until there are enough or many did not."""
    asked: list[Asked] = []
    cohorts = misses = 0
    while cohorts < world.size.cohorts and misses < MISSES:
        one = _entered(world, drawn(world))
        misses += one is None
        if one is not None:
            asked.append(one)
            cohorts += len(one.ways)
    return asked


def drawn(world: World) -> Asked:
    """A demand that is in no plan."""
    dice = world.dice
    largest = dice.whole(4, 12)
    chain = dice.pick(world.chains)
    seats = {course.course_id: course.class_max for course in world.courses}
    return Asked(
        unit=dice.pick(world.units),
        chain=chain,
        trainees=dice.whole(2, largest * dice.whole(1, 6)),
        largest=min(largest, *(seats[step.course_id] for step in chain)),
        ready=dice.whole(0, max(0, world.size.weeks - weeks_of(world, chain) - 2 * len(chain))),
    )


def _entered(world: World, asked: Asked) -> Asked | None:
    """The demand with all its cohorts in classes; None where one found no way, and nobody is in then."""
    ways: list[tuple[int, Sequence[Held]]] = []
    for size in cut(asked.trainees, asked.largest):
        way = _Finder(world, asked, size).way(0, None)
        if way is None:
            for entered, held in ways:
                _leave(world, entered, held)
            return None
        _enter(world, asked.unit.unit_id, size, way)
        ways.append((size, way))
    return replace(asked, ways=ways)


def _enter(world: World, unit_id: str, size: int, way: Sequence[Held]) -> None:
    for held in way:
        if not held.taken:
            key = (held.offer.site_id, held.offer.course.course_id)
            world.classes[key].append(held)
        held.taken += size
        if not held.offer.course.mixed_units:
            held.unit_id = unit_id


def _leave(world: World, size: int, way: Sequence[Held]) -> None:
    for held in way:
        held.taken -= size
        if not held.taken:
            world.classes[held.offer.site_id, held.offer.course.course_id].remove(held)


@dataclass
class _Finder:
    """Finds a way for a cohort of a demand: rather soon, in classes that are there, but chance has a say."""

    world: World
    asked: Asked
    size: int
    tries: int = 0

    def way(self, step: int, before: Held | None) -> list[Held] | None:
        if step == len(self.asked.chain):
            return []
        for held in self._beside(self.asked.chain[step], before):
            self.tries += 1
            rest = self.way(step + 1, held) if self.tries < GIVEN_UP else None
            if rest is not None:
                return [held, *rest]
        return None

    def _beside(self, step: PipelineStep, before: Held | None) -> list[Held]:
        ranked: list[tuple[float, int, Held]] = []
        for offer in self.world.offers[step.course_id]:
            allowed = self.asked.unit.allowed_nations
            if allowed is None or offer.nation_id in allowed:
                for held in self._held(offer, *_window(self.asked, step, before, offer)):
                    abroad = before is not None and before.offer.nation_id != offer.nation_id
                    rank = held.start + NEW_CLASS * (not held.taken) + ABROAD * abroad
                    ranked.append((rank + self.world.dice.share(0, CHANCE), len(ranked), held))
        return [held for _, _, held in sorted(ranked)[:TRIED]]

    def _held(self, offer: Offer, first: int, last: int) -> Iterator[Held]:
        """Classes of an offer from these weeks that have room, and such as could be begun."""
        classes = self.world.classes[offer.site_id, offer.course.course_id]
        duration = offer.course.duration_weeks
        last = min(last, self.world.size.weeks - duration)
        for start in range(first + (offer.first - first) % offer.every, last + 1, offer.every):
            yield from (held for held in classes if held.start == start and held.takes(self.size, self._unit))
            if runs(classes, range(start, start + duration)) < offer.parallel:
                yield Held(offer, start)

    @property
    def _unit(self) -> str:
        return self.asked.unit.unit_id


def _window(asked: Asked, step: PipelineStep, before: Held | None, offer: Offer) -> tuple[int, int]:
    """First and last week in which a step may start behind another one, empty where it may not be there."""
    if before is None:
        return asked.ready, asked.ready + SOON
    abroad = before.offer.nation_id != offer.nation_id
    same = {None: True, "same_nation": not abroad, "same_site": before.offer.site_id == offer.site_id}
    if not same[step.location]:
        return 0, -1
    end = before.weeks[-1] + 1
    longest = LONGEST_WAIT if step.max_wait_weeks is None else min(step.max_wait_weeks, LONGEST_WAIT)
    return end + TRANSFER_WEEKS * abroad, end + longest
