"""Cohorts: how a demand is cut into groups that travel and train as one, and what these are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from trainopt.dataset.limits import MOST_COHORTS, MOST_COHORTS_IN_ALL
from trainopt.dataset.sheet import Sheets
from trainopt.dataset.wording import closest, did_you_mean
from trainopt.errors import Fault
from trainopt.tables import Course, Demand, Pin, PipelineStep


def cohort_max_of(demand: Demand, steps: Iterable[PipelineStep], courses: Mapping[str, Course]) -> int:
    """The largest cohort: the demand's own word, else the smallest class_max of the pipeline's courses."""
    if demand.cohort_max is not None:
        return demand.cohort_max
    return min(courses[step.course_id].class_max for step in steps)


def cohort_count(trainees: int, cohort_max: int) -> int:
    """The fewest cohorts of at most `cohort_max`."""
    return -(-trainees // cohort_max)


def largest_cohort(trainees: int, cohort_max: int) -> int:
    """The size of the first of the fewest cohorts of at most `cohort_max`."""
    return -(-trainees // cohort_count(trainees, cohort_max))


def cut(trainees: int, cohort_max: int) -> list[int]:
    """Sizes of the fewest cohorts of at most `cohort_max`, differing by at most one, larger first."""
    count = cohort_count(trainees, cohort_max)
    size, larger = divmod(trainees, count)
    return [size + 1] * larger + [size] * (count - larger)


def cohort_name(demand_id: str, number: int) -> str:
    """`D1-01`: the number counts from 1, in two digits, or in more where it has more."""
    return f"{demand_id}-{number:02d}"


def cohorts_exist(sheets: Sheets) -> Iterator[Fault]:
    """Every cohort that is pinned is one of those that its demand is cut into."""
    sheet = sheets["pins"]
    known = sheets["demand"].texts("demand_id")
    names = CohortNames(sheets)
    of_unknown: list[tuple[Pin, str]] = []
    for pin in sheet.rows:
        demand = demand_meant(pin.cohort_id, known)
        if demand not in known:
            # What a cohort has begun goes on without its demand, and so do the pins on it.
            if pin.cohort_id not in names.known:
                of_unknown.append((pin, demand))
        elif not names.may_hold(demand, pin.cohort_id):
            message = f"no such cohort: {names.of(demand)}"
            yield sheet.fault(pin.line, "cohort_id", message, pin.cohort_id)
    file = sheets["demand"].table.file
    if sheets["demand"].tells("demand_id"):
        near = closest((demand for _, demand in of_unknown), known)
        for pin, demand in of_unknown:
            hint = did_you_mean(names.of(near[demand], ", which") if demand in near else None)
            message = f"no such cohort: {demand} is not in {file}{hint}"
            yield sheet.fault(pin.line, "cohort_id", message, pin.cohort_id)


def cohorts_are_not_too_many(sheets: Sheets) -> Iterator[Fault]:
    """No demand makes more cohorts than can be meant, nor do all together more than can be planned."""
    sheet, counts = sheets["demand"], CohortNames(sheets).counts()
    for demand in sheet.rows:
        count = counts[demand.demand_id]
        if count > MOST_COHORTS:
            column = "trainees" if demand.cohort_max is None else "cohort_max"
            message = f"makes {count:,} cohorts, at most {MOST_COHORTS:,} can be"
            yield sheet.fault(demand.line, column, message, sheet.cell(demand.line, column))
    total = _in_all(counts)
    if total > MOST_COHORTS_IN_ALL:
        message = f"makes {total:,} cohorts in all, at most {MOST_COHORTS_IN_ALL:,} can be"
        yield Fault(sheet.table.file, 0, "", message)


def may_be_cut(sheets: Sheets) -> bool:
    """Whether the demands not blamed so far make few enough cohorts for there to be memory and time."""
    return _in_all(CohortNames(sheets).counts()) <= MOST_COHORTS_IN_ALL


def _in_all(counts: Mapping[str, int]) -> int:
    """The cohorts of all demands, without those of a demand that makes too many by itself."""
    return sum(count for count in counts.values() if count <= MOST_COHORTS)


def demand_meant(cohort_id: str, known: set[str]) -> str:
    """The demand in a cohort's id; the whole of it where that is a demand's or has no number."""
    demand, _, _ = cohort_id.rpartition("-")
    if demand in known:
        return demand
    return cohort_id if cohort_id in known or not demand else demand


class CohortNames:
    """The cohorts of the demands, as far as the rows that they follow from are sound."""

    def __init__(self, sheets: Sheets) -> None:
        self.demands: dict[str, Demand] = {row.demand_id: row for row in sheets["demand"].rows}
        self.courses: dict[str, Course] = {row.course_id: row for row in sheets["courses"].rows}
        self.steps: dict[str, list[PipelineStep]] = defaultdict(list)
        for step in sheets["pipelines"].rows:
            self.steps[step.pipeline_id].append(step)
        self.sheets = sheets
        self.courses_are_sound = sheets.sound("pipelines", "courses")

    @property
    def known(self) -> set[str]:
        """The cohorts that the plan in force or actuals.csv has."""
        return self.sheets.known_cohorts

    @cached_property
    def under_way(self) -> set[str]:
        """The demands of which these are."""
        return {cohort_id.rpartition("-")[0] for cohort_id in self.known}

    def may_hold(self, demand_id: str, cohort_id: str) -> bool:
        """Whether the cohort is one of the demand's, or may be once the rows are mended.

        Where the plan in force or actuals.csv has one of its, some may be under way, whatever is asked for
        today, and the others have the numbers that these do not have.
        """
        if demand_id in self.under_way:
            return True
        count = self.count(demand_id)
        if count is None:
            return True
        number = cohort_id.rpartition("-")[2]
        at = int(number) if number.isdecimal() else 0
        return 1 <= at <= count and cohort_id == cohort_name(demand_id, at)

    def of(self, demand_id: str, link: str = "") -> str:
        """`D1 has D1-01 to D1-03`, with the link after `D1`; `D1` alone where its cohorts are not known."""
        count = self.count(demand_id)
        if count is None:
            return demand_id
        first, last = (cohort_name(demand_id, number) for number in (1, count))
        return f"{demand_id}{link} has " + (f"{first} only" if count == 1 else f"{first} to {last}")

    def counts(self) -> dict[str, int]:
        """How many cohorts each demand is cut into, 0 where it is not known."""
        return {demand_id: self.count(demand_id) or 0 for demand_id in self.demands}

    def count(self, demand_id: str) -> int | None:
        """How many cohorts a demand is cut into; None where it is not known."""
        demand = self.demands.get(demand_id)
        if demand is None or (demand.cohort_max is None and not self.courses_are_sound):
            return None
        largest = cohort_max_of(demand, self.steps[demand.pipeline_id], self.courses)
        return cohort_count(demand.trainees, largest)
