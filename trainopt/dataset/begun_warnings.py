"""Warnings of people under way: limits that they exceed, waits that are over, and start weeks that move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from trainopt.dataset.begun_load import begun_load
from trainopt.dataset.index import Index
from trainopt.dataset.pinload import LimitTaken
from trainopt.dataset.wording import listed
from trainopt.errors import Fault


def begun_warnings(index: Index) -> Iterator[Fault]:
    """All of them."""
    yield from start_weeks_move(index)
    yield from waits_are_over(index)
    yield from limits_are_exceeded(index)


def start_weeks_move(index: Index) -> Iterator[Fault]:
    """Rows whose start weeks count from `start`, and would be others once that moves on."""
    monday = index.calendar.monday(index.counted)
    from_plan = "" if index.counted == 0 else ", as the plan in force did"
    for row in index.sheets["capacity"].rows:
        if row.start_every_weeks > 1 and not row.has_first_day:
            message = f"is blank, so starts count from {monday}{from_plan}; fill it before start moves on"
            yield index.sheets["capacity"].fault(row.line, "first_start", message)


def waits_are_over(index: Index) -> Iterator[Fault]:
    """Steps that a cohort should have gone on to before as_of: they may now start in any week."""
    late: dict[int, list[str]] = defaultdict(list)
    for member in index.roster.members.values():
        if member.begun and member.needs and member.demand_id is not None:
            steps = index.steps[index.demands[member.demand_id].pipeline_id]
            step = steps[member.needs[0]]
            most = step.max_wait_weeks
            if most is not None and member.begun[-1].end + 1 + most < index.as_of:
                late[step.line].append(member.cohort_id)
    for line, cohorts in late.items():
        message = f"is over for {listed(cohorts)}, who should have gone on before as_of: any week will do"
        yield index.sheets["pipelines"].fault(line, "max_wait_weeks", message)


def limits_are_exceeded(index: Index) -> Iterator[Fault]:
    """Limits that those who have begun exceed from as_of's week on, each in its first week."""
    for taken in begun_load(index).taken.values():
        for week in sorted(taken.total):
            most = taken.limit.most(week)
            if week >= index.as_of and most is not None and taken.total[week] > most:
                yield _exceeded(index, taken, week, most)
                break


def _exceeded(index: Index, taken: LimitTaken, week: int, most: int) -> Fault:
    file, _, line = taken.limit.row(week).rpartition(":")
    message = f"those who have begun take {taken.total[week]} of {taken.limit.name} in the week of "
    message += f"{index.calendar.monday(week)}, where {most} can be: nobody is added there"
    is_dated = file == index.sheets["limits"].table.file
    return Fault(file, int(line), "quantity" if is_dated else taken.limit.data_column, message)
