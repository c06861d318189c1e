"""The rules and the terms of the model in which weeks are values: one function per rule, one per term.

Rules 2, 4 and 5 are in the columns' values already, as they are in the columns of the model of slots.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise

from trainopt.model.linear import Drawn, Interval, Terms
from trainopt.model.terms import Term
from trainopt.model.timed import Timed, UsableRow, find_usable_rows, make_timed
from trainopt.problem import Problem
from trainopt.problem.entities import Pool
from trainopt.problem.options import Options
from trainopt.tables import TERMS

DrawnBy = tuple[Interval, int]
"""An interval and what it draws in each of its weeks."""


def placed_whole(t: Timed) -> None:
    """Rule 1: every step of a cohort is in one row where it is placed, else in none."""
    for cohort, step in t.start:
        inside = [(column, 1) for column in t.inside[cohort, step].values()]
        t.linear.row(1, [*inside, (t.placed[cohort], -1)], 0, 0)


def in_order(t: Timed) -> None:
    """Rule 3: a step starts after the one before it, within its wait and where its location allows."""
    for cohort, step in t.pairs():
        definition = t.demand(cohort).steps[step]
        moved = t.moved.get((cohort, step))
        transfer = [] if moved is None else [(moved, -t.problem.transfer_weeks)]
        t.linear.row(3, [*t.gap(cohort, step), *transfer], 0, None)
        if definition.max_wait is not None:
            most = definition.max_wait
            t.linear.row_only_if(t.placed[cohort], 3, t.gap(cohort, step), None, most)
        if moved is not None:
            _follow_nations(t, cohort, step, moved)
        if definition.location != "any":
            _stay(t, cohort, step, at_site=definition.location == "same_site")


def _follow_nations(t: Timed, cohort: int, step: int, moved: int) -> None:
    """Who is in a nation for the step before and not for this one has moved."""
    after = t.by_nation(cohort, step)
    for nation, here in t.by_nation(cohort, step - 1).items():
        still = [(column, -1) for column, _ in after.get(nation, [])]
        t.linear.row(3, [*here, *still, (moved, -1)], None, 0)


def _stay(t: Timed, cohort: int, step: int, *, at_site: bool) -> None:
    places = t.by_site if at_site else t.by_nation
    before, after = places(cohort, step - 1), places(cohort, step)
    for place in sorted({*before, *after}):
        gone = [(column, -1) for column, _ in before.get(place, [])]
        t.linear.row(3, [*after.get(place, []), *gone], 0, 0)


def class_size(t: Timed) -> None:
    """Rule 6: who is in a row is in one class of it, at its week; class_min ≤ trainees ≤ seats."""
    for offer in t.offers:
        for cohort, step, _ in offer.members if offer.classes else ():
            _join(t, cohort, step, offer)
        for number, one in enumerate(t.classes.get(offer.row.index, ())):
            trainees = [
                (t.joined[cohort, step, offer.row.index][number], t.problem.cohorts[cohort].size)
                for cohort, step, _ in offer.members
            ]
            t.linear.row(6, [*trainees, (one.running, -offer.row.sizes.least)], 0, None)
            t.linear.row(6, [*trainees, (one.running, -offer.row.sizes.seats)], None, 0)


def _join(t: Timed, cohort: int, step: int, offer: UsableRow) -> None:
    row = offer.row.index
    joined = t.joined[cohort, step, row]
    t.linear.row(6, [*((column, 1) for column in joined), (t.inside[cohort, step][row], -1)], 0, 0)
    for column, one in zip(joined, t.classes[row], strict=True):
        t.linear.row(6, [(column, 1), (one.running, -1)], None, 0)
        t.linear.row_only_if(column, 6, [(t.start[cohort, step], 1), (one.start, -1)], 0, 0)


def one_unit(t: Timed) -> None:
    """Rule 6, `mixed_units = no`: a class is of at most one unit, and only its cohorts are in it."""
    units: dict[tuple[int, int], Terms] = defaultdict(list)
    for (row, number, _), column in t.of_unit.items():
        units[row, number].append((column, 1))
    for (row, number), terms in units.items():
        t.linear.row(6, [*terms, (t.classes[row][number].running, -1)], None, 0)
    for (cohort, _, row), joined in t.joined.items():
        for number, column in enumerate(joined):
            unit = t.of_unit.get((row, number, t.demand(cohort).unit))
            if unit is not None:
                t.linear.row(6, [(column, 1), (unit, -1)], None, 0)


def in_turn(t: Timed) -> None:
    """No rule, but of plans that differ in the order of like cohorts or of classes alone only one."""
    for classes in t.classes.values():
        for first, second in pairwise(classes):
            t.linear.row(0, [(first.running, 1), (second.running, -1)], 0, None)
            t.linear.row_only_if(second.running, 0, [(second.start, 1), (first.start, -1)], 0, None)
    for group in t.groups():
        for one, other in pairwise(group.cohorts):
            t.linear.row(0, [(t.placed[one], 1), (t.placed[other], -1)], 0, None)
            later = [(t.start[other, 0], 1), (t.start[one, 0], -1)]
            t.linear.row_only_if(t.placed[other], 0, later, 0, None)


def parallel_classes(t: Timed) -> None:
    """Rule 7: in no week more classes of a row than parallel_classes."""
    for offer in t.offers:
        held = t.held(offer)
        if len(held) > offer.row.parallel:
            t.linear.drawn.append(Drawn(7, tuple(held), (1,) * len(held), offer.row.parallel))


def pools(t: Timed) -> None:
    """Rule 8: resources by classes, beds, ceilings and max_away by trainees, week by week."""
    uses: dict[int, list[DrawnBy]] = defaultdict(list)
    for offer in t.offers:
        for pool, units in offer.row.holds:
            uses[pool] += [(interval, units) for interval in t.held(offer)]
        for cohort, step, _ in offer.members:
            stay, size = t.stay(cohort, step, offer.row.index), t.problem.cohorts[cohort].size
            for pool in (*offer.row.pools, *t.problem.units[t.demand(cohort).unit].pools):
                uses[pool].append((stay, size))
    for pool, drawn in uses.items():
        _limit(t, t.problem.pools[pool], drawn)


def arrivals(t: Timed) -> None:
    """Rule 8: Σ trainees who start a step in a nation and were not there before ≤ max_weekly_arrivals."""
    limited = {nation.index for nation in t.problem.nations if t.problem.pools[nation.arrivals].limited}
    uses: dict[int, list[DrawnBy]] = defaultdict(list)
    for cohort, step in t.start if limited else ():
        moved = t.moved.get((cohort, step))
        for nation, here in t.by_nation(cohort, step).items():
            if nation in limited and (step == 0 or moved is not None):
                there = t.linear.column(0, 1)
                t.arrived[cohort, step, nation] = there
                needed = [] if moved is None else [(moved, 1)]
                t.linear.row(8, [*here, *needed, (there, -1)], None, len(needed))
                size = t.problem.cohorts[cohort].size
                uses[t.problem.nations[nation].arrivals].append(
                    (Interval(t.start[cohort, step], 1, there), size)
                )
    for pool, drawn in uses.items():
        _limit(t, t.problem.pools[pool], drawn)


def pins_hold(t: Timed) -> None:
    """Rule 9: who is pinned is placed; where, the columns' values say."""
    for group in t.problem.groups:
        if any(pin is not None for pin in group.pins):
            for cohort in group.cohorts:
                placed = [(t.placed[cohort], 1)] if cohort in t.placed else []
                t.linear.row(9, placed, 1, None)


TIMED_RULES: tuple[Callable[[Timed], None], ...] = (
    placed_whole,
    in_order,
    class_size,
    one_unit,
    in_turn,
    parallel_classes,
    pools,
    arrivals,
    pins_hold,
)


def _limit(t: Timed, pool: Pool, uses: Iterable[DrawnBy]) -> None:
    """In no week is more drawn than the pool has; where that varies, what lacks is drawn anyway."""
    found = list(uses)
    plenty = sum(amount for _, amount in found)
    available = [plenty if most is None else min(most, plenty) for most in pool.available]
    capacity = max(available)
    if min(available) >= plenty:
        return
    fixed = tuple((week, 1, capacity - most) for week, most in enumerate(available) if most < capacity)
    intervals, amounts = zip(*found, strict=True)
    t.linear.drawn.append(Drawn(8, intervals, amounts, capacity, fixed))


def unmet(t: Timed) -> Term:
    """Σ priority · size · (1 - placed)."""
    every = sum(t.problem.weight(cohort) for cohort in t.problem.cohorts)
    weight = {cohort: t.problem.weight(t.problem.cohorts[cohort]) for cohort in t.placed}
    return Term([(column, -weight[cohort]) for cohort, column in t.placed.items()], every)


def lateness(t: Timed) -> Term:
    """Σ priority · size · weeks late, which are at least those from due to the last week."""
    terms: Terms = []
    for cohort, placed in t.placed.items():
        demand, last = t.demand(cohort), len(t.demand(cohort).steps) - 1
        column = t.late[cohort] = t.linear.column(0, max(t.problem.weeks - 1 - demand.due, 0))
        over = [(t.start[cohort, last], 1), *t.weeks(cohort, last), (column, -1)]
        t.linear.row_only_if(placed, 0, over, None, demand.due + 1)
        terms.append((column, t.problem.weight(t.problem.cohorts[cohort])))
    return Term(terms)


def changes(_: Timed) -> Term:
    """0: there is no published plan."""
    return Term([])


def transfers(t: Timed) -> Term:
    """Σ size · moved."""
    return Term([(column, t.problem.cohorts[cohort].size) for (cohort, _), column in t.moved.items()])


def waiting(t: Timed) -> Term:
    """Σ size · empty weeks."""
    terms: Terms = []
    for cohort, step in t.pairs():
        column = t.wait[cohort, step] = t.linear.column(0, t.problem.weeks)
        t.linear.row_only_if(t.placed[cohort], 0, [*t.gap(cohort, step), (column, -1)], None, 0)
        terms.append((column, t.problem.cohorts[cohort].size))
    return Term(terms)


def cost(t: Timed) -> Term:
    """Σ cost_per_class · running + Σ cost_per_trainee · size · inside."""
    terms: Terms = []
    for offer in t.offers:
        row = offer.row
        terms += [(interval.present, row.cost_per_class) for interval in t.held(offer)]
        for cohort, step, _ in offer.members:
            size = t.problem.cohorts[cohort].size
            terms.append((t.inside[cohort, step][row.index], row.cost_per_trainee * size))
    return Term(terms)


_FUNCTIONS = (unmet, lateness, changes, transfers, waiting, cost)
TIMED_TERMS: dict[str, Callable[[Timed], Term]] = {function.__name__: function for function in _FUNCTIONS}
assert tuple(TIMED_TERMS) == TERMS


def build_timed(problem: Problem, options: Options) -> tuple[Timed, dict[str, Term]]:
    """The whole model of a problem that `timed.is_timed`, with its terms."""
    made = make_timed(problem, options, find_usable_rows(problem, options))
    for rule in TIMED_RULES:
        rule(made)
    return made, {name: term(made) for name, term in TIMED_TERMS.items()}
