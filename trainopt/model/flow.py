"""Rule 3 as flows in time: who has finished a step waits until the next one starts, one pool per place.

Cohorts of a group are exchangeable, so no row says which of those who wait goes first: first in, first out
always works, since every cohort's wait lies between the same bounds. Where nations matter, those who go on
in another nation leave their nation's pool for a common one in which `transfer_weeks` pass. A cohort could
leave and come back to the nation it left; that is a stay called a transfer, it is allowed wherever a transfer
is, and it costs more than the stay, so the optimum is the true one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from trainopt.model.columns import Columns
from trainopt.model.linear import Terms
from trainopt.problem.entities import Group

Weekly = Mapping[int, Terms]
"""What happens in each week, as a sum of columns."""


def followed(c: Columns, group: Group, step: int) -> None:
    """The rows between a group's step and the one before it."""
    definition = c.demand(group).steps[step]
    ends, starts = _ends_and_starts(c, group, step)
    if c.nations_matter(group, step):
        _add_moves(c, group, step, ends, starts)
    for place in sorted({*ends, *starts}):
        out = _minus(ends.get(place, {}), _moves(c.leave[group.index, step], place))
        into = _minus(starts.get(place, {}), _moves(c.arrive[group.index, step], place))
        _wait(c, group.count, out, into, 0, definition.max_wait)
    _sides(c, ends, c.leave[group.index, step])
    _sides(c, starts, c.arrive[group.index, step])
    leave = _moves(c.leave[group.index, step], None)
    arrive = _moves(c.arrive[group.index, step], None)
    if leave or arrive:
        _wait(c, group.count, leave, arrive, c.problem.transfer_weeks, definition.max_wait)


def _ends_and_starts(
    c: Columns, group: Group, step: int
) -> tuple[dict[int, dict[int, Terms]], dict[int, dict[int, Terms]]]:
    """By place and week: who ends the step before in it, who starts this step in it."""
    location = c.demand(group).steps[step].location
    by_site, by_nation = location == "same_site", location == "same_nation"
    by_nation = by_nation or c.nations_matter(group, step)
    ends: dict[int, dict[int, Terms]] = defaultdict(lambda: defaultdict(list))
    starts: dict[int, dict[int, Terms]] = defaultdict(lambda: defaultdict(list))
    for slot, column in c.seats[group.index, step - 1]:
        place = slot.row.site if by_site else slot.row.nation if by_nation else 0
        ends[place][slot.end].append((column, 1))
    for slot, column in c.seats[group.index, step]:
        place = slot.row.site if by_site else slot.row.nation if by_nation else 0
        starts[place][slot.start].append((column, 1))
    return ends, starts


def _add_moves(
    c: Columns,
    group: Group,
    step: int,
    ends: Mapping[int, Weekly],
    starts: Mapping[int, Weekly],
) -> None:
    """Columns for leaving and arriving wherever another nation is in reach within the wait allowed."""
    shortest = c.problem.transfer_weeks + 1
    max_wait = c.demand(group).steps[step].max_wait
    longest = c.problem.weeks if max_wait is None else max_wait + 1
    index = group.index
    for nation, weekly in ends.items():
        elsewhere = {week for other, by_week in starts.items() if other != nation for week in by_week}
        for end in sorted(weekly):
            if any(shortest <= week - end <= longest for week in elsewhere):
                c.leave[index, step][nation, end] = c.linear.column(0, group.count)
    for nation, weekly in starts.items():
        elsewhere = {week for other, by_week in ends.items() if other != nation for week in by_week}
        for start in sorted(weekly):
            if any(shortest <= start - week <= longest for week in elsewhere):
                c.arrive[index, step][nation, start] = c.linear.column(0, group.count)


def _sides(c: Columns, all_of: Mapping[int, Weekly], moving: Mapping[tuple[int, int], int]) -> None:
    """No more leave, or arrive, in a nation and week than end, or start, there."""
    for (nation, week), column in moving.items():
        terms = [(other, -coefficient) for other, coefficient in all_of[nation][week]]
        c.linear.row(3, [(column, 1), *terms], None, 0)


def _moves(columns: Mapping[tuple[int, int], int], nation: int | None) -> dict[int, Terms]:
    """Leaving or arriving by week, of one nation or of all."""
    weekly: dict[int, Terms] = defaultdict(list)
    for (place, week), column in columns.items():
        if nation is None or place == nation:
            weekly[week].append((column, 1))
    return weekly


def _minus(one: Weekly, other: Weekly) -> dict[int, Terms]:
    weeks = {*one, *other}
    return {
        week: [*one.get(week, []), *((column, -k) for column, k in other.get(week, []))] for week in weeks
    }


def _wait(c: Columns, count: int, ends: Weekly, starts: Weekly, least: int, most: int | None) -> None:
    """Who ends in week e starts in one of the weeks e+1+least … e+1+most.

    waiting[t] = waiting[t-1] + ends[t-1-least] - starts[t], none waiting at last, and where there is a
    longest wait: waiting[t] ≤ ended[t-1-least] - ended[t-1-most], with ended[t] = Σ ends[e] for e ≤ t.
    """
    if not ends and not starts:
        return
    first = min([*(end + 1 + least for end in ends), *starts])
    last = max([*(end + 1 + least for end in ends), *starts])
    ended = {} if most is None else _ended(c, count, ends)
    waiting: Terms = []
    for week in range(first, last + 1):
        inflow = ends.get(week - 1 - least, [])
        outflow = [(column, -k) for column, k in starts.get(week, [])]
        change = [*waiting, *inflow, *outflow]
        recent = [] if most is None else _between(ended, week - 1 - most, week - 1 - least)
        if week == last or (most is not None and not recent):
            c.linear.row(3, change, 0, 0)
            waiting = []
        elif inflow or outflow:
            column = c.linear.sum_of(3, change, count)
            waiting = [(column, 1)]
        if waiting and most is not None:
            c.linear.row(3, [*waiting, *((column, -k) for column, k in recent)], None, 0)


def _ended(c: Columns, count: int, ends: Weekly) -> dict[int, int]:
    """By week with ends, in their order, the column of all that ended up to it."""
    ended: dict[int, int] = {}
    before: Terms = []
    for week in sorted(ends):
        ended[week] = c.linear.sum_of(3, [*before, *ends[week]], count)
        before = [(ended[week], 1)]
    return ended


def _between(ended: Mapping[int, int], after: int, until: int) -> Terms:
    """Σ ends over the weeks after `after` up to `until`, from the sums up to each week."""
    last_until = max((week for week in ended if week <= until), default=None)
    last_after = max((week for week in ended if week <= after), default=None)
    if last_until is None or last_until == last_after:
        return []
    return [(ended[last_until], 1), *([] if last_after is None else [(ended[last_after], -1)])]
