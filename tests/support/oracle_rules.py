"""The oracle's rules and objective terms, judged for any plan, also a silly one.

Placements of cohorts or steps that do not exist break rule 1 and are passed over by the others. A class
that starts in no capacity row's weeks breaks rule 5; the other rules judge it by its course's own duration,
minimum and maximum.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from tests.support.oracle_data import TERMS, BegunStep, Closure, Cohort, Course, Instance, Row

Plan = dict[tuple[str, int], tuple[str, int, int]]
ClassKey = tuple[str, str, int, int]  # site, course, start week, class number
PoolKey = tuple[str, str, str, int]  # kind, owner, resource (or blank), week


@dataclass(frozen=True)
class Held:
    """A step of a cohort as held: where, when, and the capacity row valid in its first week, if any."""

    cohort: Cohort
    step: int
    course: str
    site: str
    nation: str
    start: int
    end: int
    row: Row | None
    size: int
    unit: str
    was: BegunStep | None = None
    """How it was begun, where it was by more than pins: then today's tables do not judge it."""

    def offer(self, instance: Instance) -> Row | Course:
        """Where class_min and class_max stand."""
        return self.row or instance.courses[self.course]

    def weeks(self) -> range:
        return range(self.start, self.end + 1)


def hold(instance: Instance, cohort: Cohort, step: int, site: str, start: int) -> Held:
    was = instance.was(cohort.cohort_id, step)
    if was is not None:
        return _as_it_was(instance, cohort, step, was)
    course = instance.steps(cohort)[step - 1].course
    rows = [row for row in instance.rows if (row.site, row.course) == (site, course)]
    row = next((row for row in rows if row.first_week <= start <= row.last_week), None)
    duration = row.duration if row else instance.courses[course].duration
    nation = instance.nation_of.get(site, "")
    last = start + duration - 1
    return Held(cohort, step, course, site, nation, start, last, row, cohort.size, cohort.unit)


def _as_it_was(instance: Instance, cohort: Cohort, step: int, was: BegunStep) -> Held:
    """A begun step belongs to today's capacity row valid at its start."""
    row = instance.row_then(was.site, was.course, was.start)
    return Held(
        cohort, step, was.course, was.site, was.nation, was.start, was.end, row, was.size, was.unit, was
    )  # fmt: skip


def _held(instance: Instance, plan: Plan) -> dict[tuple[str, int], Held]:
    """The placements of steps that exist; rule 1 alone speaks of the others.

    What has begun is where it really is, whatever the plan says; of that rule 9 speaks.
    """
    held = {}
    for (cohort_id, step), (site, start, _) in plan.items():
        cohort = instance.cohorts.get(cohort_id)
        if instance.has_begun(cohort_id, step) and cohort_id not in instance.history:
            site, start = instance.pins[cohort_id, step]
        if cohort and 1 <= step <= len(instance.steps(cohort)):
            held[cohort_id, step] = hold(instance, cohort, step, site, start)
    return held


def _pairs(held: Mapping[tuple[str, int], Held]) -> Iterator[tuple[Held, Held]]:
    """Consecutive steps of one cohort that are both placed."""
    for (cohort_id, step), after in held.items():
        if before := held.get((cohort_id, step - 1)):
            yield before, after


def _classes(instance: Instance, plan: Plan) -> dict[ClassKey, list[Held]]:
    classes: defaultdict[ClassKey, list[Held]] = defaultdict(list)
    for key, held in _held(instance, plan).items():
        classes[held.site, held.course, held.start, plan[key][2]].append(held)
    return classes


def trainee_loads(held: Held, before: Held | None) -> Iterator[tuple[PoolKey, int]]:
    """Trainees that one placement puts on beds, nation and unit each week, and on arrivals in its first."""
    for week in held.weeks():
        yield ("beds", held.site, "", week), held.size
        yield ("nation", held.nation, "", week), held.size
        yield ("away", held.unit, "", week), held.size
    if before is None or before.nation != held.nation:
        yield ("arrivals", held.nation, "", held.start), held.size


def class_loads(instance: Instance, held: Held) -> Iterator[tuple[PoolKey, int]]:
    """What one class, given by any of its placements, takes of its row and of its resources in each week."""
    course = instance.courses.get(held.course)  # of what was begun it may be gone
    for week in held.weeks():
        if held.row:
            yield ("classes", held.row.name, "", week), 1
        for resource, units in course.needs.items() if course else ():
            yield ("resource", instance.pool_owner(held.site, resource), resource, week), units


def begun_loads(instance: Instance) -> Counter[PoolKey]:
    """What those take who have begun, which may be more than there is."""
    plan: Plan = {
        (cohort_id, number): (step.site, step.start, step.number)
        for cohort_id, known in instance.history.items()
        for number, step in enumerate(known.begun, 1)
    }
    return _loads(instance, plan)


def _loads(instance: Instance, plan: Plan) -> Counter[PoolKey]:
    loads: Counter[PoolKey] = Counter()
    held = _held(instance, plan)
    for (cohort_id, step), placement in held.items():
        for key, amount in trainee_loads(placement, held.get((cohort_id, step - 1))):
            loads[key] += amount
    for members in _classes(instance, plan).values():
        for key, amount in class_loads(instance, max(members, key=lambda held: held.end)):
            loads[key] += amount
    return loads


def limit(instance: Instance, key: PoolKey) -> int | None:
    """What is there of a pool in a week; None: no limit."""
    kind, owner, resource, week = key
    if kind == "classes":
        return next(row.parallel for row in instance.rows if row.name == owner)
    if not owner:
        return None  # of a site that does not exist, which other rules forbid
    if kind == "resource":
        windows = instance.resources.get((owner, resource), ())
        return next((quantity for first, last, quantity in windows if first <= week <= last), 0)
    limits: dict[str, tuple[str, Mapping[str, int | None]]] = {
        "beds": ("beds", instance.beds),
        "nation": ("max_trainees", instance.max_trainees),
        "arrivals": ("max_weekly_arrivals", instance.max_arrivals),
        "away": ("max_away", instance.max_away),
    }
    column, own = limits[kind]
    windows = instance.dated.get((owner, column), ())
    return next((quantity for first, last, quantity in windows if first <= week <= last), own.get(owner))


def _exceeded(instance: Instance, plan: Plan) -> Iterator[str]:
    """The kinds of what is exceeded: who has begun may exceed it, but nothing more is added there."""
    begun = begun_loads(instance)
    for key, used in _loads(instance, plan).items():
        most = limit(instance, key)
        if most is not None and used > max(most, begun[key]):
            yield key[0]


# The rules


def violations(instance: Instance, plan: Plan) -> set[int]:
    """Numbers of the rules that the plan breaks; none for a plan that is allowed."""
    return {number for number, holds in RULES.items() if not holds(instance, plan)}


def _rule_1(instance: Instance, plan: Plan) -> bool:
    """Every cohort is placed on all its steps, in order, or on none but those that it has begun."""
    placed: defaultdict[str, set[int]] = defaultdict(set)
    for cohort_id, step in plan:
        placed[cohort_id].add(step)
    if not placed.keys() <= instance.cohorts.keys():
        return False
    complete = all(
        steps
        in (set(range(1, len(instance.steps(instance.cohorts[cohort_id])) + 1)), instance.begun(cohort_id))
        for cohort_id, steps in placed.items()
    )
    return complete and all(in_order(*pair) for pair in _pairs(_held(instance, plan)))


def in_order(before: Held, after: Held) -> bool:
    return after.was is not None or before.end < after.start


def _rule_2(instance: Instance, plan: Plan) -> bool:
    """Step 1 starts in ready or later, no step that is not pinned before as_of; the end is within latest."""
    return all(in_time(instance, held) for held in _held(instance, plan).values())


def in_time(instance: Instance, held: Held) -> bool:
    cohort = held.cohort
    if held.was is not None:
        return True
    ready = held.step > 1 or held.start >= cohort.ready
    from_now_on = held.start >= instance.as_of or (cohort.cohort_id, held.step) in instance.pins
    useful = held.step < len(instance.steps(cohort)) or held.end <= cohort.latest
    return ready and from_now_on and useful


def _rule_3(instance: Instance, plan: Plan) -> bool:
    """Between two steps: time to move to another nation, no wait too long, and the location asked for."""
    return all(follows(instance, *pair) for pair in _pairs(_held(instance, plan)))


def _empty_weeks(before: Held, after: Held) -> int:
    return max(after.start - before.end - 1, 0)


def follows(instance: Instance, before: Held, after: Held) -> bool:
    if after.was is not None:
        return True
    step = instance.steps(after.cohort)[after.step - 1]
    empty = _empty_weeks(before, after)
    moved_in_time = before.nation == after.nation or empty >= instance.transfer_weeks
    over = step.max_wait is not None and before.end + 1 + step.max_wait < instance.as_of
    goes_on = instance.has_begun(before.cohort.cohort_id, before.step) and not instance.has_begun(
        after.cohort.cohort_id, after.step
    )
    waited = step.max_wait is None or empty <= step.max_wait or (over and goes_on)
    located = {
        "any": True,
        "same_nation": before.nation == after.nation,
        "same_site": before.site == after.site,
    }[step.location]
    return moved_in_time and waited and located


def _rule_4(instance: Instance, plan: Plan) -> bool:
    """Every step is held at a site in one of the nations that may host the unit."""
    return all(hosted(instance, held) for held in _held(instance, plan).values())


def hosted(instance: Instance, held: Held) -> bool:
    return held.was is not None or held.nation in instance.allowed_nations[held.cohort.unit]


def _rule_5(instance: Instance, plan: Plan) -> bool:
    """Every class starts on a start week of its row, stays in the row's weeks, and no closure touches it."""
    return all(offered(instance, held) for held in _held(instance, plan).values())


def offered(instance: Instance, held: Held) -> bool:
    if held.was is not None:
        return True
    row = held.row
    if row is None or held.start < row.grid_start or (held.start - row.grid_start) % row.grid_step:
        return False
    return held.end <= row.last_week and not any(_closes(closure, held) for closure in instance.closures)


def _closes(closure: Closure, held: Held) -> bool:
    matches = (
        closure.nation in ("", held.nation)
        and closure.site in ("", held.site)
        and closure.course in ("", held.course)
    )
    return matches and closure.first_week <= held.end and held.start <= closure.last_week


def _rule_6(instance: Instance, plan: Plan) -> bool:
    """Every class has from class_min to class_max trainees, of one unit where units may not mix.

    The trainees planned, or those expected, of whom more may be planned.
    """
    classes = _classes(instance, plan).values()
    return all(fits(instance, members) and is_filled(instance, members) for members in classes)


def fits(instance: Instance, members: list[Held]) -> bool:
    if all(held.was is not None for held in members):
        return True
    most = members[0].offer(instance).class_max
    planned = sum(held.size for held in members)
    if instance.seats_on_expected:
        expected = sum(instance.expected(held.cohort, held.step) for held in members)
        roomy = expected <= 100 * most and 100 * planned <= most * (100 + instance.overbook)
    else:
        roomy = planned <= most
    one_unit = len({held.unit for held in members}) == 1
    mixed = instance.courses[members[0].course].mixed_units
    return roomy and (mixed or one_unit)


def is_filled(instance: Instance, members: list[Held], joining: int = 0) -> bool:
    if any(instance.has_begun(held.cohort.cohort_id, held.step) for held in members):
        return True  # it runs on, however few they are
    counted = sum(counted_for_minimum(instance, held) for held in members) + joining
    return counted >= 100 * members[0].offer(instance).class_min


def counted_for_minimum(instance: Instance, held: Held) -> int:
    """Hundredths of trainees, planned or expected."""
    if instance.min_on_expected:
        return instance.expected(held.cohort, held.step)
    return 100 * held.size


def _rule_7(instance: Instance, plan: Plan) -> bool:
    """In no week do more classes of a capacity row run than its parallel_classes."""
    return "classes" not in set(_exceeded(instance, plan))


def _rule_8(instance: Instance, plan: Plan) -> bool:
    """In no week is a resource, a site's beds, a nation's ceiling or arrivals, or max_away exceeded."""
    return set(_exceeded(instance, plan)) <= {"classes"}


def _rule_9(instance: Instance, plan: Plan) -> bool:
    """Every pinned step is held at its site from its week, and begun classes are as they were.

    Nobody joins these any more, except who is pinned into them.
    """
    pinned = all(key in plan and plan[key][:2] == pin for key, pin in instance.pins.items())
    as_they_were = all(
        plan.get((cohort_id, number)) == (step.site, step.start, step.number)
        for cohort_id, known in instance.history.items()
        for number, step in enumerate(known.begun, 1)
    )
    classes = _classes(instance, plan).values() if as_they_were else ()
    return pinned and as_they_were and all(may_be_joined(instance, members) for members in classes)


def may_be_joined(instance: Instance, members: list[Held]) -> bool:
    """Whether who is in a class with people who have begun it is one of them or pinned there."""
    newcomers = [held for held in members if held.was is None]
    over = max((held.end for held in members if held.was is not None), default=None)
    return over is None or all(
        (held.cohort.cohort_id, held.step) in instance.pins and held.end <= over for held in newcomers
    )


RULES: dict[int, Callable[[Instance, Plan], bool]] = {
    1: _rule_1,
    2: _rule_2,
    3: _rule_3,
    4: _rule_4,
    5: _rule_5,
    6: _rule_6,
    7: _rule_7,
    8: _rule_8,
    9: _rule_9,
}


# The objective


def terms(instance: Instance, plan: Plan, published: Plan | None = None) -> dict[str, int]:
    """Every term's value, in the contract's units, also of those that the objective leaves out."""
    total: Counter[str] = Counter(dict.fromkeys(TERMS, 0))
    held = _held(instance, plan)
    for cohort in instance.cohorts.values():
        path = tuple(held[key] for key in sorted(held) if key[0] == cohort.cohort_id)
        total.update(own_terms(instance, cohort, path, published))
    classes = _classes(instance, plan).values()
    total["cost"] += sum(class_cost(ms[0]) for ms in classes if any(held.cohort.counts for held in ms))
    total["changes"] += 0 if published is None else instance.changes_gone
    return dict(total)


def class_cost(held: Held) -> int:
    """EUR for running the class of this placement at all."""
    return held.row.cost_per_class if held.row else 0


def own_terms(
    instance: Instance, cohort: Cohort, path: tuple[Held, ...], published: Plan | None
) -> dict[str, int]:
    """What one cohort, held on this path (in order of its steps), adds to each term, cost_per_class aside."""
    if not cohort.counts:
        return dict.fromkeys(TERMS, 0)
    known = instance.history.get(cohort.cohort_id)
    left = known is not None and known.left
    placed = len(path) == len(instance.steps(cohort)) and not left
    steps = [(before, after) for before, after in pairwise(path) if before.step + 1 == after.step]
    return {
        "unmet": 0 if placed or left else cohort.priority * cohort.size,
        "lateness": cohort.priority * cohort.size * max(path[-1].end - cohort.due, 0) if placed else 0,
        "changes": cohort.size * _changed_steps(instance, cohort, path, published or {}),
        "transfers": sum(after.size for before, after in steps if before.nation != after.nation),
        "waiting": sum(after.size * _empty_weeks(before, after) for before, after in steps),
        "cost": sum(held.size * held.row.cost_per_trainee for held in path if held.row),
    }


def _changed_steps(instance: Instance, cohort: Cohort, path: tuple[Held, ...], published: Plan) -> int:
    """Published steps of the cohort from as_of's week on that are not held at that site from that week."""
    now = {(held.step, held.site, held.start) for held in path}
    return sum(
        start >= instance.as_of and (step, site, start) not in now
        for (cohort_id, step), (site, start, _) in published.items()
        if cohort_id == cohort.cohort_id
    )
