"""How many classes each offer holds, and how often: sized so that a course's seats come near its demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trainopt.dataset.calendar import closed_weeks, start_weeks
from trainopt.generate.catalogue import SUBJECTS
from trainopt.generate.dice import Dice
from trainopt.generate.rows import make
from trainopt.generate.saturation import UsefulWeeks, seats_of
from trainopt.generate.spec import Offer, Spec
from trainopt.tables import Capacity, ClassShape, Course

RHYTHMS = (52, 26, 17, 13, 10, 9, 8, 7, 6, 5, 4, 3, 2)  # weeks between starts that a school may choose
MOST_PARALLEL = 12
EUR_PER_INSTRUCTOR_WEEK = 900
EUR_PER_TRAINEE_WEEK = 350


@dataclass(frozen=True, order=True)
class Rung:
    """A way to run an offer: its seats over the usable time, classes side by side, weeks between starts."""

    seats: int
    parallel: int
    every: int


@dataclass(frozen=True)
class Sketch:
    """An offer on its way to a capacity row.

    `room` is the weeks in which a class can start; of them, or of the rhythm if that is shorter, the part
    `delay` goes by before the first does.
    """

    offer: Offer
    room: int
    delay: float
    cost_per_class: int | None
    cost_per_trainee: int | None

    def row(self, spec: Spec, parallel: int, every: int) -> Capacity:
        """The capacity row when run like this."""
        offer = self.offer
        delay = int(self.delay * min(every, self.room))
        first = spec.calendar.week_or(offer.valid_from, 0) + delay
        return make(
            Capacity,
            site_id=offer.place.site_id,
            course_id=offer.course_id,
            parallel_classes=parallel,
            valid_from=offer.valid_from,
            valid_to=offer.valid_to,
            # Else the start weeks would count from the dataset's start, and change once that moves on.
            first_start=spec.calendar.monday(first)
            if delay or (every > 1 and not offer.valid_from)
            else None,
            start_every_weeks=None if every == 1 else every,
            duration_weeks=offer.duration_weeks,
            class_min=offer.class_min,
            class_max=offer.class_max,
            cost_per_class=self.cost_per_class,
            cost_per_trainee=self.cost_per_trainee,
        )


def capacity_rows(
    spec: Spec,
    courses: dict[str, Course],
    needed: dict[str, int],
    usable: dict[str, UsefulWeeks],
    dice: Dice,
) -> list[Capacity]:
    """capacity.csv in the order of the offers."""
    everywhere = _drafts(spec, dice)
    rows: dict[Offer, Capacity] = {}
    for course_id in spec.courses:
        drafts = [draft for draft in everywhere if draft.offer.course_id == course_id]
        ladders = [_ladder(spec, draft, courses[course_id], usable[course_id]) for draft in drafts]
        weights = [d.offer.place.weight * ladder[-1].seats for d, ladder in zip(drafts, ladders, strict=True)]
        chosen = climbed(ladders, weights, needed[course_id] * SUBJECTS[course_id].headroom)
        for draft, rung in zip(drafts, chosen, strict=True):
            rows[draft.offer] = draft.row(spec, rung.parallel, rung.every)
    return [rows[offer] for offer in spec.offers]


def climbed(ladders: Sequence[Sequence[Rung]], weights: Sequence[float], wanted: float) -> list[Rung]:
    """One rung of each ladder, in proportion to the weights, so that all seats together come near `wanted`.

    Up where a ladder is lowest for its weight, down where it is highest, as long as that comes nearer.
    """
    at = [0] * len(ladders)
    missing = wanted - sum(ladder[0].seats for ladder in ladders)
    while True:
        steps = [
            (way * ladder[rung].seats / weight, n, way, ladder[rung + way].seats - ladder[rung].seats)
            for n, (ladder, weight, rung) in enumerate(zip(ladders, weights, at, strict=True))
            for way in (1, -1)
            if 0 <= rung + way < len(ladder)
        ]
        nearer = [step for step in steps if abs(missing - step[3]) < abs(missing)]
        if not nearer:
            return [ladder[rung] for ladder, rung in zip(ladders, at, strict=True)]
        _, n, way, more = min(nearer)
        at[n] += way
        missing -= more


def _ladder(spec: Spec, draft: Sketch, course: Course, usable: UsefulWeeks) -> list[Rung]:
    """All ways to run an offer that differ in seats, from the fewest to the most."""
    place = draft.offer.place
    closed = closed_weeks(spec.closures, place.nation_id, place.site_id, course.course_id, spec.calendar)
    best: dict[int, Rung] = {}
    for parallel, every in _ways(draft.offer, course):
        row = draft.row(spec, parallel, every)
        seats = seats_of(row, course, start_weeks(row, course, closed, spec.calendar), usable)
        if seats:
            best.setdefault(seats, Rung(seats, parallel, every))
    return sorted(best.values()) or [Rung(0, 1, 1)]


def _ways(offer: Offer, course: Course) -> Iterator[tuple[int, int]]:
    """Classes side by side and weeks between starts.

    In any week where that is offered; else one at a time now and then, back to back, then several, either
    together or staggered so that one starts every so often.
    """
    if offer.rolling:
        yield from ((parallel, 1) for parallel in range(1, MOST_PARALLEL + 1))
        return
    duration = ClassShape.of(offer, course).duration
    yield from ((1, every) for every in RHYTHMS if every > duration)
    for parallel in range(1, MOST_PARALLEL + 1):
        yield parallel, _stagger(duration, parallel)
        yield parallel, duration + 1


def _stagger(duration: int, parallel: int) -> int:
    """The most weeks between starts that fit into the duration evenly and give each class its turn."""
    fitting = [weeks for weeks in range(1, duration + 1) if duration % weeks == 0]
    return max(weeks for weeks in fitting if weeks == 1 or weeks * parallel <= duration)


def _drafts(spec: Spec, dice: Dice) -> list[Sketch]:
    """The offers with costs rounded as in a planner's estimate, of which some sites have given none."""
    unpriced = [dice.some(len(spec.offers), 0.1) for _ in range(2)]
    drafts = []
    for number, offer in enumerate(spec.offers):
        subject = SUBJECTS[offer.course_id]
        weeks = offer.duration_weeks or subject.weeks
        price = next(host.price for host in spec.hosts if host.nation_id == offer.place.nation_id)
        per_class = price * weeks * subject.needs()["instructor"] * EUR_PER_INSTRUCTOR_WEEK
        per_trainee = price * weeks * EUR_PER_TRAINEE_WEEK
        first = max(spec.calendar.week_or(offer.valid_from, 0), 0)
        last = min(spec.calendar.week_or(offer.valid_to, spec.weeks - 1), spec.weeks - 1)
        drafts.append(
            Sketch(
                offer,
                room=max(1, last - first - weeks + 2),
                delay=dice.share(0, 1),
                cost_per_class=None if number in unpriced[0] else round(per_class / 1000) * 1000,
                cost_per_trainee=None if number in unpriced[1] else round(per_trainee / 10) * 10,
            )
        )
    return drafts
