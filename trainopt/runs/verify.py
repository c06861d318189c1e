"""Any plan, also one made or edited by hand, against every rule, with every figure made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from trainopt.check import Broken, check, terms
from trainopt.dataset import Dataset
from trainopt.dataset.cells import cell_text
from trainopt.dataset.in_force import PUBLISHED_AS, InForce
from trainopt.dataset.source import Where
from trainopt.errors import Fault, PlanFaults
from trainopt.plan.begun import dataset_against
from trainopt.plan.folder import plan_given, read_given
from trainopt.plan.manifest import MANIFEST
from trainopt.plan.placements import Placement, Plan, unplaced
from trainopt.plan.reasons import Reason
from trainopt.plan.results import ASSIGNMENTS, KPIS, RESULTS, UNMET
from trainopt.plan.results.allowed import AllowedPlan
from trainopt.plan.results.read import ResultRows, typed_rows
from trainopt.plan.results.table import Line, ResultTable
from trainopt.plan.source import PlanSource, open_plan
from trainopt.problem import Problem, build_problem
from trainopt.runs.hold import frozen_steps
from trainopt.tables import CHANGES_TERM

SHOWN_PER_FILE = 5


@dataclass(frozen=True)
class Verdict:
    """Which rules a plan breaks, its terms (None where it breaks any), and figures that are out of date.

    `row` is what a row of the plan is called, its number as `{}`. `unmet_trainees` are those who are not
    placed, each counted once; None where the plan breaks a rule.
    """

    broken: tuple[Broken, ...]
    terms: dict[str, int] | None
    stale: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    row: str = "assignments.csv:{}"
    unmet_trainees: int | None = None

    def __repr__(self) -> str:
        return f"Verdict({len(self.broken):,} broken, {len(self.stale):,} out of date)"


def verify(dataset: Dataset | Where, plan: Plan | Where, *, published: Plan | Where | None = None) -> Verdict:
    """Check a plan against every rule and, if it is a folder, every figure that stands in it.

    Raises DatasetFaults and PlanFaults where one of them cannot be read.

    >>> trainopt.verify("data/example", "plans/example")
    Verdict(0 broken, 0 out of date)
    """
    data = dataset_against(dataset, published)
    frozen, _ = frozen_steps(data)
    # Frozen steps are told as pinned, but only the pins of pins.csv are rules of a plan.
    problem = replace(build_problem(data, None, frozen), pins=build_problem(data).pins)
    folder = None if isinstance(plan, Plan) else Path(plan)
    placed = plan_given(plan, problem.calendar)
    broken = [*(_split_cohorts(problem, folder) if folder else ()), *check(problem, placed)]
    if broken:
        row = open_plan(folder).row if folder else Verdict.row
        return Verdict(tuple(broken), None, (), data.warnings, row)
    values = terms(problem, placed)
    stale = tuple(_stale(problem, placed, folder, values, data.in_force)) if folder else ()
    return Verdict((), values, stale, data.warnings, unmet_trainees=unplaced(problem, placed))


def _split_cohorts(problem: Problem, folder: Path) -> Iterator[Broken]:
    """Rule 1: a cohort stays whole, so `trainees` is its size on every line."""
    rows = read_given(folder)
    for line, number in zip(rows.lines, rows.numbers, strict=True):
        index = problem.cohort_index.get(line["cohort_id"])
        if index is not None and line["trainees"] not in (None, problem.cohorts[index].size):
            size = problem.cohorts[index].size
            week = problem.calendar.week(line["start"])
            placement = Placement(
                line["cohort_id"], line["step"], line["site_id"], week, line["class_id"], number
            )
            yield Broken(1, f"{line['cohort_id']} has {size} trainees, not {line['trainees']}", (placement,))


def _stale(
    problem: Problem, plan: Plan, folder: Path, values: dict[str, int], in_force: InForce | None
) -> Iterator[Fault]:
    """Figures of the folder that the placements do not give.

    What hangs on the plan in force is not judged where the plan was made against another one, or none.
    """
    allowed = AllowedPlan(problem, plan, {cohort.index: Reason("", "") for cohort in problem.cohorts})
    source = open_plan(folder)
    is_same = _is_made_against(source, in_force)
    seen = _whole if is_same else _without_published
    against = is_same and problem.published is not None
    for table in RESULTS.values():
        if source.has(table) and (against or not table.against_published):
            yield from _stale_rows(table, source, table.make(allowed), seen)
    judged = {term: value for term, value in values.items() if is_same or term != CHANGES_TERM}
    yield from _stale_tiers(source, judged)


def _is_made_against(source: PlanSource, in_force: InForce | None) -> bool:
    """Whether a plan was made against the plan in force that is given; also where it does not say."""
    try:
        manifest = source.manifest()
    except PlanFaults:
        return True
    if manifest is None or not manifest.inputs:
        return True
    made = {name: digest for name, digest in manifest.inputs.items() if name.startswith(PUBLISHED_AS)}
    return made == (in_force.named_hash if in_force is not None else {})


LineJudged = Callable[[ResultTable, Line], Line]
"""What is judged of a line of a table."""


def _whole(_: ResultTable, line: Line) -> Line:
    return line


def _without_published(table: ResultTable, line: Line) -> Line:
    """Without what hangs on the plan in force."""
    if table is ASSIGNMENTS:
        return line | {"pinned": None}
    return line | {"value": None} if table is KPIS and line["kpi"] == CHANGES_TERM else line


UNTOLD = {UNMET.name: ("reason", "detail")}
"""The columns that the placements do not give: a reason is found by trying."""


def _stale_rows(
    table: ResultTable, source: PlanSource, made: list[Line], seen: LineJudged
) -> Iterator[Fault]:
    """What differs in a table; where it cannot be read as one, why."""
    found, faults = typed_rows(table, source.content(table), whole=table is not ASSIGNMENTS)
    found = replace(found, lines=[seen(table, line) for line in found.lines])
    made = [seen(table, line) for line in made]
    for fault in faults[:SHOWN_PER_FILE] if faults else _different(table, found, made):
        located = source.located(table, fault)
        yield located if located.cell else fault


def _different(table: ResultTable, found: ResultRows, made: list[Line]) -> Iterator[Fault]:
    """Cells that differ, rows too many and rows missing, the first few of each; in any order of rows."""
    wanted = {tuple(line[key] for key in table.key): line for line in made}
    there = {
        tuple(line[key] for key in table.key): (number, line)
        for line, number in zip(found.lines, found.numbers, strict=True)
    }
    compared = [
        name for name in table.columns if name in found.columns and name not in UNTOLD.get(table.name, ())
    ]
    differing = [
        Fault(
            table.file,
            there[key][0],
            name,
            f"says '{cell_text(says)}', the placements give '{cell_text(gives)}'",
        )
        for key in there.keys() & wanted.keys()
        for name in compared
        if (says := there[key][1][name]) != (gives := wanted[key][name])
    ]
    extra = [
        Fault(table.file, there[key][0], "", "is not given by the placements")
        for key in there.keys() - wanted.keys()
    ]
    missing = [
        Fault(table.file, 0, "", f"lacks the row {' '.join(map(cell_text, key))}")
        for key in wanted.keys() - there.keys()
    ]
    for faults in (differing, extra, missing):
        yield from sorted(faults)[:SHOWN_PER_FILE]


def _stale_tiers(source: PlanSource, values: dict[str, int]) -> Iterator[Fault]:
    try:
        manifest = source.manifest()
        for tier in () if manifest is None else manifest.tiers:
            if tier.term == CHANGES_TERM and tier.term not in values:
                continue
            here = values[tier.term]
            if tier.value != here:
                yield Fault(MANIFEST, 0, tier.term, f"says {tier.value}, the placements give {here}")
            if tier.bound > here:
                message = f"claims a bound of {tier.bound}, the placements give {here}"
                yield Fault(MANIFEST, 0, tier.term, message)
    except (KeyError, PlanFaults):
        yield Fault(MANIFEST, 0, "", "cannot be read as a manifest")
