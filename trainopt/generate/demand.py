"""Demand: brigades come in waves, each with companies, leaders and specialists to train."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum

from trainopt.dataset.cohorts import cut
from trainopt.generate.catalogue import (
    PIPELINES,
    PRE_TRAINED,
    ROLES,
    Post,
    pipelines_of,
    showing,
    smallest_class,
    weeks_of,
)
from trainopt.generate.dice import Dice
from trainopt.generate.rows import make
from trainopt.generate.spec import Spec
from trainopt.generate.units import Brigade
from trainopt.tables import Demand, Unit

COHORTS_PER_BRIGADE = 50  # cohorts that a brigade sends in one wave: some 1,200 trainees
PLATOON = (28, 40)  # trainees in the largest platoon of a draft
PLATOONS_IN_COMPANY = 4
FIRST_WAVE = 1.7  # the first wave seen against the others: it holds those who already wait
SPARE_WEEKS = 5  # weeks that a demand leaves between its earliest end and the horizon's
PRE_TRAINED_AT_FIRST = 0.75  # of those, most have had basic training
PARTS = ((1, 2, 3), (0.25, 0.5, 0.25))  # into how many parts a class is divided, and how often
COMPANIES = ((1, 2, 3), (0.6, 0.3, 0.1))  # how many companies come at once, and how often


@dataclass(frozen=True)
class Rotation:
    """A brigade's part of a wave. `week` is when its first trainees are ready; `cohorts` is its size."""

    brigade: Brigade
    week: int
    cohorts: float


def draw_demand(spec: Spec, brigades: Sequence[Brigade], dice: Dice) -> list[Demand]:
    """Demands wave by wave until each rotation has about its cohorts; first that of those under way."""
    rows = [_under_way(spec, brigades[0], dice)]
    sent: Counter[Post] = Counter()
    wanted, drawn = 0.0, cohorts_in(rows[0])
    for rotation in rotations(spec, brigades, dice):
        wanted += rotation.cohorts
        while drawn < wanted:
            ready = rotation.week + dice.weighted((0, 1, 2, 3), (0.4, 0.3, 0.2, 0.1))
            role, pipeline_id = _role(spec, ready, rotation, sent, dice)
            row = _draw(spec, rotation, ready, role, pipeline_id, f"D{len(rows) + 1:04d}", dice)
            sent[role] += row.trainees
            drawn += cohorts_in(row)
            rows.append(row)
    return rows


def _under_way(spec: Spec, brigade: Brigade, dice: Dice) -> Demand:
    """A company with basic training that could be on its exercise already when the plan is made."""
    trainees = dice.whole(112, 130)
    return make(
        Demand,
        demand_id="D0001",
        unit_id=brigade.battalions("INF")[0],
        pipeline_id="COMPANY-EXP",
        trainees=trainees,
        cohort_max=-(-trainees // PLATOONS_IN_COMPANY),
        due=spec.day(weeks_of("COMPANY-EXP") + 1, 6),
        priority=brigade.priority,
    )


def cohorts_in(row: Demand) -> int:
    """How many cohorts the demand is cut into."""
    return len(cut(row.trainees, row.cohort_max or smallest_class(row.pipeline_id)))


def rotations(spec: Spec, brigades: Sequence[Brigade], dice: Dice) -> Iterator[Rotation]:
    """Waves every four to six weeks until there is no more time for basic training, brigade after brigade."""
    waves = [0]
    while (after := waves[-1] + dice.whole(4, 6)) <= spec.weeks - weeks_of("BASIC") - SPARE_WEEKS:
        waves.append(after)
    sizes = [FIRST_WAVE, *(dice.share(0.85, 1.15) for _ in waves[1:])]
    turn = 0
    for week, size in zip(waves, sizes, strict=True):
        cohorts = spec.cohorts * size / fsum(sizes)
        count = max(1, round(cohorts / COHORTS_PER_BRIGADE))
        for _ in range(count):
            yield Rotation(brigades[turn % len(brigades)], week, cohorts / count)
            turn += 1


def _draw(
    spec: Spec, rotation: Rotation, ready: int, role: Post, pipeline_id: str, demand_id: str, dice: Dice
) -> Demand:
    """One demand; `ready` is the week from which its trainees can start."""
    trainees, cohort_max = _group(role, pipeline_id, dice)
    due = min(ready + _usual_weeks(pipeline_id) + dice.whole(1, 10), spec.weeks) - 1
    latest = due + dice.whole(5, 15) if dice.chance(0.45) else None
    priority = draw_priority(rotation.brigade, dice)
    already_waiting = rotation.week == 0 and dice.chance(0.5)
    return make(
        Demand,
        demand_id=demand_id,
        unit_id=dice.pick(rotation.brigade.battalions(role.battalion)),
        pipeline_id=pipeline_id,
        trainees=trainees,
        cohort_max=cohort_max,
        ready_from=None if already_waiting else spec.day(ready, dice.whole(0, 2)),
        due=spec.day(due, dice.whole(4, 6)),
        latest=None if latest is None else spec.day(latest, 6),
        priority=None if priority == 1 and dice.chance(0.5) else priority,
        show_percent=showing(pipeline_id),
    )


def draw_priority(brigade: Brigade, dice: Dice) -> int:
    """The brigade's own priority, or one more or less."""
    return max(1, min(5, brigade.priority + dice.weighted((-1, 0, 1), (0.2, 0.6, 0.2))))


def _role(spec: Spec, ready: int, rotation: Rotation, sent: Counter[Post], dice: Dice) -> tuple[Post, str]:
    """Who is sent through what: whoever is furthest behind their share, of what still fits the horizon."""
    trained = PRE_TRAINED_AT_FIRST if rotation.week == 0 else PRE_TRAINED
    known = pipelines_of(spec.courses)
    room = spec.weeks - ready - SPARE_WEEKS
    choices = []
    for role in ROLES:
        ways = [role.pipeline, role.trained_pipeline]
        if dice.chance(trained):
            ways.reverse()
        fitting = [way for way in ways if way in known and _usual_weeks(way) <= room]
        behind = role.share * sent.total() - sent[role] + dice.share(0, 1) * role.trainees[1]
        choices += [(behind, role, way) for way in fitting[:1]]
    _, role, way = max(choices, key=lambda choice: choice[0])
    return role, way


def _usual_weeks(pipeline_id: str) -> int:
    """Weeks a pipeline takes with the waiting that planners expect: two weeks before every later step."""
    return weeks_of(pipeline_id) + 2 * (len(PIPELINES[pipeline_id]) - 1)


def _group(role: Post, pipeline_id: str, dice: Dice) -> tuple[int, int | None]:
    """How many trainees, and how many of them at most travel as one; None: a whole class."""
    if role.group == "draft":
        return dice.whole(*role.trainees), dice.whole(*PLATOON)
    if role.group == "class":
        return _parts_of_class(role, smallest_class(pipeline_id), dice)
    count = 4 if role.group == "battalion" else dice.weighted(*COMPANIES)
    trainees = sum(dice.whole(*role.trainees) for _ in range(count))
    parts = count if role.group == "battalion" else count * PLATOONS_IN_COMPANY
    return trainees, -(-trainees // parts)


def _parts_of_class(role: Post, class_max: int, dice: Dice) -> tuple[int, int | None]:
    """Wholes, halves or thirds of a class; mostly so many trainees that these are full."""
    parts = dice.weighted(*PARTS)
    size = class_max // parts
    trainees = dice.whole(*role.trainees)
    if dice.chance(0.6):
        trainees = -(-trainees // size) * size
    return trainees, None if parts == 1 else size


def odd_demand(spec: Spec, unit: Unit, choosy: Unit, first_number: int) -> list[Demand]:
    """What can never be met, or only late: each row gives a warning, and planning goes on without it.

    `choosy` may go to one nation only.
    """
    monday, sunday, end = spec.calendar.monday, spec.calendar.sunday, spec.weeks - 1
    odd: list[dict[str, object]] = [
        {"pipeline_id": "SECTION-EXP", "ready_from": monday(8), "due": sunday(6)},  # due before ready_from
        {"pipeline_id": "BASIC", "ready_from": monday(end + 3), "due": sunday(end + 9)},  # both too late
        {"pipeline_id": "SAPPER", "ready_from": monday(9), "due": sunday(16), "latest": sunday(17)},
        {"pipeline_id": "DRONE-EXP", "due": sunday(12), "trainees": 32, "cohort_max": 32},  # no such class
        {"pipeline_id": "MEDIC-EXP", "due": sunday(20), "latest": sunday(18)},  # latest before due
        {"pipeline_id": _nowhere(spec, choosy), "due": sunday(20), "unit_id": choosy.unit_id},
    ]
    usual = {"unit_id": unit.unit_id, "trainees": 14, "cohort_max": 7}
    return [
        make(Demand, **usual | {"demand_id": f"D{first_number + number:04d}"} | cells)
        for number, cells in enumerate(odd)
    ]


def _nowhere(spec: Spec, choosy: Unit) -> str:
    """A pipeline of one course that the one nation does not offer."""
    offered = {o.course_id for o in spec.offers if o.place.nation_id in (choosy.allowed_nations or ())}
    return next(
        name
        for name in pipelines_of(spec.courses)
        if len(PIPELINES[name]) == 1 and PIPELINES[name][0].course_id not in offered
    )
