"""A judge of plans and of optima, written from the data contract alone.

It shares no code with the package and uses no solver, so whatever both say is said twice. It enumerates, so
it is for tiny datasets. It takes the dataset to be sound and reports no faults.

A plan maps (cohort_id, step from 1) to (site_id, start week, class number from 1). Two placements are in
one class exactly if site, course, start week and class number are equal. All times are weeks; week 0 is the
week of the start. `freeze_weeks` is not the oracle's: whoever freezes adds pins.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from tests.support.oracle_data import TERMS, Cohort, Instance, cohort_sizes, parse, read
from tests.support.oracle_rules import (
    RULES,
    ClassKey,
    Held,
    Plan,
    PoolKey,
    begun_loads,
    class_cost,
    class_loads,
    counted_for_minimum,
    fits,
    follows,
    hold,
    hosted,
    in_order,
    in_time,
    is_filled,
    limit,
    may_be_joined,
    offered,
    own_terms,
    terms,
    trainee_loads,
    violations,
)

__all__ = [
    "RULES",
    "TERMS",
    "Cohort",
    "Instance",
    "Plan",
    "TooBig",
    "all_plans",
    "cohort_paths",
    "cohort_sizes",
    "optimum",
    "parse",
    "read",
    "terms",
    "violations",
]

Value = tuple[int, ...]  # one figure per tier of the objective, most important first
Loads = list[tuple[PoolKey, int]]
Path = tuple[Held, ...]  # a cohort's placements in order of its steps, not yet divided into classes


class TooBig(Exception):
    """The search met more partial plans than the caller was ready to wait for."""


def all_plans(instance: Instance, max_nodes: int | None = None) -> Iterator[Plan]:
    """Every allowed plan once; classes of one course, site and week are numbered by first use.

    With `max_nodes`, raises TooBig rather than look at more partial plans than that.
    """
    for found in _Search(instance, None, lambda _: True, max_nodes).plans():
        yield found.plan


def optimum(instance: Instance, published: Plan | None = None, max_nodes: int | None = None) -> Value | None:
    """The least value of the objective's tiers over all allowed plans; None: no plan holds the pins.

    With `max_nodes`, raises TooBig rather than look at more partial plans than that.
    """
    best: Value | None = None

    def promising(floor: Value) -> bool:
        return best is None or floor < best

    for found in _Search(instance, published, promising, max_nodes).plans():
        best = _tiers(instance, terms(instance, found.plan, published))
        if best != found.value:
            raise AssertionError(f"the terms say {best}, the search {found.value}: {found.plan}")
    return best


def cohort_paths(instance: Instance, cohort: Cohort) -> list[Path]:
    """Every way through its pipeline that keeps rules 1 to 5 and 9 for this cohort alone.

    What has begun is a part of every way; a cohort that has begun need not go further.
    """
    paths: list[Path] = [_history(instance, cohort)]
    for step in range(len(paths[0]) + 1, len(instance.steps(cohort)) + 1):
        places = product(instance.beds, range(instance.weeks))
        held = [hold(instance, cohort, step, site, start) for site, start in places]
        possible = [here for here in held if _possible(instance, here)]
        paths = [(*path, here) for path in paths for here in possible if _continues(instance, path, here)]
    return paths


def _history(instance: Instance, cohort: Cohort) -> Path:
    """What the cohort has begun by more than pins."""
    known = instance.history.get(cohort.cohort_id)
    begun = known.begun if known else ()
    return tuple(
        hold(instance, cohort, number, step.site, step.start) for number, step in enumerate(begun, 1)
    )


def _possible(instance: Instance, held: Held) -> bool:
    pin = instance.pins.get((held.cohort.cohort_id, held.step))
    as_pinned = pin is None or pin == (held.site, held.start)
    return as_pinned and in_time(instance, held) and hosted(instance, held) and offered(instance, held)


def _continues(instance: Instance, path: Path, held: Held) -> bool:
    return not path or (in_order(path[-1], held) and follows(instance, path[-1], held))


def _tiers(instance: Instance, figures: Mapping[str, int]) -> Value:
    return tuple(figures[term] for term in instance.objective)


def _sum(*values: Value) -> Value:
    return tuple(map(sum, zip(*values, strict=True)))


@dataclass(frozen=True)
class _Option:
    """One way for a cohort: a path, the empty one for being unmet; what it alone adds to tiers and pools.

    The path is that ahead of it, behind what it has begun by more than pins. `class_loads` is what each
    step's class takes of pools, if it has to be opened.
    """

    path: Path
    own: Value
    trainee_loads: Loads
    class_loads: tuple[Loads, ...]


@dataclass(frozen=True)
class _Partial:
    """A plan for the first cohorts: use of each pool, members of each class, tiers with the classes' cost."""

    plan: Plan
    used: dict[PoolKey, int]
    classes: dict[ClassKey, list[Held]]
    value: Value


class _Search:
    """Places one cohort after the other in every way; each step joins an open class or opens the next.

    Given up is only what no later cohort can mend: an upper limit that is exceeded (later cohorts add to
    it), a class that would miss class_min even if every later cohort that can be there joined it, and a
    partial plan whose floor the caller does not find promising. The floor is the value so far plus each
    later cohort's best own value, taken alone; classes cost nothing or more. No completion is below it in
    lexicographic order, since that order survives adding the same to both sides.
    """

    def __init__(
        self,
        instance: Instance,
        published: Plan | None,
        promising: Callable[[Value], bool],
        max_nodes: int | None,
    ) -> None:
        self.instance = instance
        self.published = published
        self.promising = promising
        self.nodes_left = max_nodes
        self.limits: dict[PoolKey, int] = {}
        self.begun = begun_loads(instance)
        cohorts = instance.cohorts.values()
        self.options = [self._options(cohort, published) for cohort in cohorts]
        self.floors = self._floors()
        self.joiners = self._joiners()

    def plans(self) -> Iterator[_Partial]:
        """The allowed plans that were promising when they were found."""
        if all(self.options):
            yield from self._extend(self._begun_alone(), 0)

    def _begun_alone(self) -> _Partial:
        """The plan of what has begun by more than pins, with what it takes and its classes cost."""
        instance = self.instance
        held = [one for cohort in instance.cohorts.values() for one in _history(instance, cohort)]
        plan: Plan = {}
        classes: dict[ClassKey, list[Held]] = {}
        for one in held:
            assert one.was is not None
            plan[one.cohort.cohort_id, one.step] = (one.site, one.start, one.was.number)
            classes.setdefault((one.site, one.course, one.start, one.was.number), []).append(one)
        counted = [members[0] for members in classes.values() if any(m.cohort.counts for m in members)]
        figures = dict.fromkeys(TERMS, 0) | {"cost": sum(map(class_cost, counted))}
        figures["changes"] = 0 if self.published is None else instance.changes_gone
        return _Partial(plan, dict(self._limited(self.begun.items())), classes, _tiers(instance, figures))

    def _extend(self, partial: _Partial, done: int) -> Iterator[_Partial]:
        if done == len(self.options):
            if self.promising(partial.value):
                yield partial
            return
        for option in self.options[done]:
            if not self.promising(_sum(partial.value, option.own, self.floors[done + 1])):
                return  # nor are the options after it, which add at least as much
            for numbers in product(*(self._numbers(partial, held) for held in option.path)):
                further = self._place(partial, option, numbers)
                if further and self._can_fill(further, done + 1):
                    yield from self._extend(further, done + 1)

    def _options(self, cohort: Cohort, published: Plan | None) -> list[_Option]:
        """The cohort's ways, most promising first; one that is pinned beyond what it has begun is placed."""
        instance = self.instance
        begun = instance.begun(cohort.cohort_id)
        pinned = {step for cohort_id, step in instance.pins if cohort_id == cohort.cohort_id}
        only_begun = _history(instance, cohort) or tuple(
            hold(instance, cohort, step, *instance.pins[cohort.cohort_id, step]) for step in sorted(begun)
        )
        needs_more = len(begun) < len(instance.steps(cohort))
        paths = cohort_paths(instance, cohort) + ([only_begun] if pinned <= begun and needs_more else [])
        options = [self._option(cohort, path, published) for path in paths]
        return sorted(options, key=lambda option: option.own)

    def _option(self, cohort: Cohort, path: Path, published: Plan | None) -> _Option:
        own = _tiers(self.instance, own_terms(self.instance, cohort, path, published))
        pairs = [pair for pair in zip((None, *path), path, strict=False) if pair[1].was is None]
        trainees = [load for before, held in pairs for load in self._limited(trainee_loads(held, before))]
        ahead = tuple(held for _, held in pairs)
        classes = tuple(self._limited(class_loads(self.instance, held)) for held in ahead)
        return _Option(ahead, own, trainees, classes)

    def _limited(self, loads: Iterable[tuple[PoolKey, int]]) -> Loads:
        """The loads on pools that have a limit, which is noted."""
        limited = []
        for key, amount in loads:
            most = limit(self.instance, key)
            if most is not None:
                self.limits[key] = most
                limited.append((key, amount))
        return limited

    def _floors(self) -> list[Value]:
        """The least that the cohorts from each position on add, if each could choose alone."""
        floors = [(0,) * len(self.instance.objective)]
        for options in reversed(self.options):
            floors.insert(0, _sum(floors[0], min((option.own for option in options), default=floors[0])))
        return floors

    def _joiners(self) -> list[Counter[tuple[str, str, int]]]:
        """Of the cohorts from each position on, who can be in a course at a site from a week: hundredths, as
        its minimum counts them.
        """
        joiners: list[Counter[tuple[str, str, int]]] = [Counter()]
        for options in reversed(self.options):
            held = [held for option in options for held in option.path]
            places: dict[tuple[str, str, int], int] = {}
            for here in held:
                place = (here.site, here.course, here.start)
                places[place] = max(places.get(place, 0), counted_for_minimum(self.instance, here))
            joiners.insert(0, joiners[0] + Counter(places))
        return joiners

    def _numbers(self, partial: _Partial, held: Held) -> list[int]:
        """The classes that may be joined, and the next one; of what has begun by pins, its own."""
        if self.instance.has_begun(held.cohort.cohort_id, held.step):
            return [self._begun_classes[held.cohort.cohort_id, held.step]]
        place = (held.site, held.course, held.start)
        there = {key[3]: members for key, members in partial.classes.items() if key[:3] == place}
        joined = [n for n, members in there.items() if may_be_joined(self.instance, [*members, held])]
        return [*joined, max(there, default=0) + 1]

    @cached_property
    def _begun_classes(self) -> dict[tuple[str, int], int]:
        """The number of each begun step's class: the largest first, each into the first with seats left."""
        instance, classes, numbers = (
            self.instance,
            defaultdict[tuple[str, str, int], list[list[Held]]](list),
            {},
        )
        begun = [
            hold(instance, cohort, step, *instance.pins[cohort.cohort_id, step])
            for cohort in instance.cohorts.values()
            if cohort.cohort_id not in instance.history
            for step in instance.begun(cohort.cohort_id)
        ]
        for held in sorted(begun, key=lambda held: (-held.cohort.size, held.cohort.cohort_id)):
            there = classes[held.site, held.course, held.start]
            at = next((n for n, one in enumerate(there) if fits(instance, [*one, held])), len(there))
            if at == len(there):
                there.append([])
            there[at].append(held)
            numbers[held.cohort.cohort_id, held.step] = at + 1
        return numbers

    def _place(self, partial: _Partial, option: _Option, numbers: tuple[int, ...]) -> _Partial | None:
        """The plan with one more cohort; None where that exceeds an upper limit."""
        self._count()
        plan, used, classes = dict(partial.plan), dict(partial.used), dict(partial.classes)
        loads, opened = list(option.trainee_loads), 0
        for held, number, opening in zip(option.path, numbers, option.class_loads, strict=True):
            key = (held.site, held.course, held.start, number)
            if key not in classes:
                loads += opening
            if not any(member.cohort.counts for member in classes.get(key, ())):
                opened += class_cost(held)
            classes[key] = [*classes.get(key, []), held]
            plan[held.cohort.cohort_id, held.step] = (held.site, held.start, number)
            if not fits(self.instance, classes[key]):
                return None
        if not self._use(used, loads):
            return None
        cost = _tiers(self.instance, {term: opened if term == "cost" else 0 for term in TERMS})
        return _Partial(plan, used, classes, _sum(partial.value, option.own, cost))

    def _count(self) -> None:
        if self.nodes_left is not None:
            self.nodes_left -= 1
            if self.nodes_left < 0:
                raise TooBig("more partial plans than asked for")

    def _use(self, used: dict[PoolKey, int], loads: Loads) -> bool:
        """Adds the loads to `used`; False as soon as a pool cannot give that much."""
        for key, amount in loads:
            used[key] = used.get(key, 0) + amount
            if used[key] > max(self.limits[key], self.begun[key]):
                return False
        return True

    def _can_fill(self, partial: _Partial, done: int) -> bool:
        """Every class can still come to class_min; with no cohort left to come, that it has."""
        return all(
            is_filled(self.instance, members, joining=self.joiners[done][key[:3]])
            for key, members in partial.classes.items()
        )
