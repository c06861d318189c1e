"""Small datasets and plans as text, and what a model says of a plan.

A dataset is `BASE` with whole tables in place of its own; a plan is a line per placement. Weeks of the base,
which starts on Monday 2026-03-02:

    0 03-02    2 03-16    4 03-30    6 04-13    8 04-27
    1 03-09    3 03-23    5 04-06    7 04-20    9 05-04
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from tests.support import oracle
from trainopt.dataset import read_dataset
from trainopt.model.build import Model
from trainopt.model.columns import Columns, Slot
from trainopt.model.linear import LinearModel
from trainopt.model.terms import Term
from trainopt.plan.placements import Placement, Plan
from trainopt.problem import Problem, build_problem
from trainopt.problem.cohorts import PublishedPlan
from trainopt.problem.entities import Place, PublishedStep
from trainopt.search.cpsat import Outcome, SolvedTier, SolverEffort, TierModel

FIRST_DAY = date(2026, 3, 2)
EFFORT = SolverEffort(seconds=600, deterministic=None, workers=1, seed=1, gap=0.0)

BASE: dict[str, str] = {
    "plan": """\
        name = "small"
        start = 2026-03-02
        weeks = 10
        """,
    "nations": """\
        nation_id,name
        DE,Germany
        PL,Poland
        """,
    "sites": """\
        site_id,nation_id,name,beds
        DE-1,DE,Munster,100
        DE-2,DE,Hammelburg,100
        PL-1,PL,Drawsko,100
        """,
    "courses": """\
        course_id,name,duration_weeks,class_min,class_max
        BASIC,Basic training,2,4,12
        LEADER,Leader course,1,2,12
        """,
    "capacity": """\
        site_id,course_id,parallel_classes
        DE-1,BASIC,1
        DE-1,LEADER,1
        DE-2,BASIC,1
        DE-2,LEADER,1
        PL-1,BASIC,1
        PL-1,LEADER,1
        """,
    "pipelines": """\
        pipeline_id,step,course_id
        ONE,1,BASIC
        TWO,1,BASIC
        TWO,2,LEADER
        """,
    "units": """\
        unit_id,name
        U1,First
        U2,Second
        """,
    "demand": """\
        demand_id,unit_id,pipeline_id,trainees,due
        D1,U1,ONE,6,2026-05-10
        D2,U2,ONE,6,2026-05-10
        D3,U1,TWO,6,2026-05-10
        """,
}


def table(header: str) -> Callable[..., str]:
    """A maker of a table's text from its rows."""
    return lambda *rows: "\n".join([header, *rows]) + "\n"


nations = table("nation_id,name,max_trainees,max_weekly_arrivals")
sites = table("site_id,nation_id,name,beds")
courses = table("course_id,name,duration_weeks,class_min,class_max,mixed_units")
needs = table("course_id,resource,per_class")
pools = table("owner_id,resource,quantity,valid_from,valid_to")
offers = table("site_id,course_id,parallel_classes,valid_from,valid_to,first_start,start_every_weeks")
sizes = table("site_id,course_id,parallel_classes,class_min,class_max")
closures = table("nation_id,site_id,course_id,first_day,last_day")
steps = table("pipeline_id,step,course_id,max_wait_weeks,location")
units = table("unit_id,name,max_away,allowed_nations")
limits = table("owner_id,limit,quantity,valid_from,valid_to")
pins = table("cohort_id,step,site_id,start")


def texts(**tables: str) -> dict[str, str]:
    """The base as {file name: text}, whole tables in place of its own; `plan` adds lines to its plan.toml."""
    settings = dedent(BASE["plan"]) + dedent(tables.pop("plan", ""))
    csv = {f"{name}.csv": dedent(text) for name, text in {**BASE, **tables}.items() if name != "plan"}
    return {"plan.toml": settings, **csv}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """The files in the folder, which is made."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def problem_of(files: Mapping[str, str], published: PublishedPlan | None = None) -> Problem:
    """The problem of a dataset given as {file name: text}."""
    with TemporaryDirectory() as folder:
        return build_problem(read_dataset(write(Path(folder), files)), published)


def problem(published: PublishedPlan | None = None, /, **tables: str) -> Problem:
    """The problem of the base with whole tables in place of its own."""
    return problem_of(texts(**tables), published)


def week(day: str) -> int:
    """The week of a day of 2026: `03-09` is in week 1."""
    return (date.fromisoformat(f"2026-{day}") - FIRST_DAY).days // 7


def plan(text: str) -> Plan:
    """A plan as text: lines, or parts between `;`, of `cohort step site start class`: `D1-01 1 DE-1 03-02 a`.

    Lines are numbered as in assignments.csv: the first placement stands on line 2.
    """
    rows = [line.split() for line in text.replace(";", "\n").splitlines() if line.strip()]
    return Plan(
        tuple(
            Placement(cohort, int(step), site, week(start), letter, line)
            for line, (cohort, step, site, start, letter) in enumerate(rows, 2)
        )
    )


def published(text: str, trainees: int = 0) -> dict[tuple[str, int], PublishedStep]:
    """A published plan as text; `trainees` is what it says of each of its steps."""
    return {
        (held.cohort_id, held.step): PublishedStep(held.site_id, held.start, trainees, held.line)
        for held in plan(text).placements
    }


def published_by(problem: Problem, plan: Plan) -> dict[tuple[str, int], PublishedStep]:
    """A plan of a problem as the published one; who has begun all their steps is left out."""
    size = {cohort.cohort_id: cohort.size for cohort in problem.cohorts}
    return {
        (held.cohort_id, held.step): PublishedStep(held.site_id, held.start, size[held.cohort_id])
        for held in plan.placements
        if held.cohort_id in size
    }


# Between the oracle's plans and the package's


def from_oracle(instance: oracle.Instance, found: oracle.Plan) -> Plan:
    """The oracle's plan as one of the package; a step that does not exist is of the course `none`."""
    placements = []
    for (cohort_id, step), (site, start, number) in found.items():
        cohort = instance.cohorts.get(cohort_id)
        steps = instance.steps(cohort) if cohort else ()
        course = steps[step - 1].course if 1 <= step <= len(steps) else "none"
        placements.append(Placement(cohort_id, step, site, start, f"{site}.{course}.{start}.{number}"))
    return Plan(tuple(sorted(placements)))


def to_oracle(found: Plan) -> oracle.Plan:
    """The package's plan as one of the oracle; class ids end in the class's number."""
    return {
        (held.cohort_id, held.step): (held.site_id, held.start, int(held.class_id.rpartition(".")[2]))
        for held in found.placements
    }


def published_of(instance: oracle.Instance, before: oracle.Plan) -> dict[tuple[str, int], PublishedStep]:
    """The oracle's plan as a published one."""
    return {
        (cohort_id, step): PublishedStep(site, start, instance.cohorts[cohort_id].size)
        for (cohort_id, step), (site, start, _) in before.items()
    }


# What a model says of a plan


def named(problem: Problem) -> Problem:
    """The problem with every cohort a group of its own, so that a model cannot exchange any two.

    They are told apart by a published place before week 0, which counts for nothing else.
    """
    cohorts = tuple(replace(c, published=(Place(0, -1 - c.index),)) for c in problem.cohorts)
    steps = [len(problem.demands[c.demand].steps) for c in cohorts]
    return replace(
        problem,
        cohorts=tuple(replace(c, published=c.published * n) for c, n in zip(cohorts, steps, strict=True)),
    )


def allows(model: Model, found: Plan) -> bool:
    """Whether the model has a point with the plan's seats, and none but these, whatever the plan breaks.

    The model counts the cohorts of a group, so it allows a plan that is allowed once they change places.
    """
    try:
        seats = _seats(model.columns, found)
    except _NotInModel:
        return False
    linear = model.linear
    lower, upper = list(linear.lower), list(linear.upper)
    for column in (column for pairs in model.columns.seats.values() for _, column in pairs):
        if seats[column] > upper[column]:
            return False
        lower[column] = upper[column] = seats[column]
    return is_feasible(replace(linear, lower=lower, upper=upper))


def is_feasible(linear: LinearModel) -> bool:
    """Whether the rows and columns have a point at all."""
    return minimised(linear, Term([])).outcome is not Outcome.INFEASIBLE


def minimised(linear: LinearModel, term: Term) -> SolvedTier:
    """The term's least value over all points, proven."""
    solved = TierModel(linear).minimise(term, None, EFFORT, lambda _: None, lambda _: None)
    assert solved.outcome in (Outcome.OPTIMAL, Outcome.INFEASIBLE)
    return solved


def outside_bounds(linear: LinearModel, point: list[int]) -> list[int]:
    """The columns of a point that are not within their bounds."""
    bounds = zip(linear.lower, point, linear.upper, strict=True)
    return [column for column, (low, value, high) in enumerate(bounds) if not low <= value <= high]


class _NotInModel(Exception):
    """The model has no column for something in the plan."""


def _seats(c: Columns, found: Plan) -> Counter[int]:
    """How many cohorts the plan has in the seats of each column."""
    group_of = {index: group.index for group in c.problem.groups for index in group.cohorts}
    column_of = {(key, slot.index): column for key, seats in c.seats.items() for slot, column in seats}
    slots = _slots(c, found)
    seats: Counter[int] = Counter()
    for held in planned(c.problem, found):
        index = c.problem.cohort_index[held.cohort_id]
        key = (group_of[index], held.step - 1 - c.problem.demands[c.problem.cohorts[index].demand].begun)
        column = column_of.get((key, slots[held.class_id].index))
        if column is None:
            raise _NotInModel
        seats[column] += 1
    return seats


def planned(problem: Problem, found: Plan) -> list[Placement]:
    """What a plan decides: not what has begun, which it has as it was."""
    begun = {key: (step.site_id, step.start) for key, step in problem.begun_at.items()}
    as_it_was = {
        (held.cohort_id, held.step)
        for held in found.placements
        if begun.get((held.cohort_id, held.step)) == (held.site_id, held.start)
    }
    if as_it_was != begun.keys():
        raise _NotInModel
    return [held for held in found.placements if (held.cohort_id, held.step) not in begun]


def _slots(c: Columns, found: Plan) -> dict[str, Slot]:
    """A slot for each class: of one opening the fuller ones first, as the model has them."""
    openings: dict[str, set[int]] = defaultdict(set)
    trainees: Counter[str] = Counter()
    for held in planned(c.problem, found):
        openings[held.class_id].add(_opening(c, held))
        trainees[held.class_id] += c.problem.cohorts[c.problem.cohort_index[held.cohort_id]].size
    slots: dict[str, Slot] = {}
    used: Counter[int] = Counter()
    for class_id in sorted(trainees, key=lambda class_id: (-trainees[class_id], class_id)):
        (opening, *others) = openings[class_id]
        if others or used[opening] == len(c.slots_of.get(opening, [])):
            raise _NotInModel
        slots[class_id] = c.slots_of[opening][used[opening]]
        used[opening] += 1
    return slots


def _opening(c: Columns, held: Placement) -> int:
    """The opening in which a placement is."""
    problem = c.problem
    index, site = problem.cohort_index.get(held.cohort_id), problem.site_index.get(held.site_id)
    if index is None or site is None:
        raise _NotInModel
    demand = problem.demands[problem.cohorts[index].demand]
    number, steps = held.step - demand.begun, demand.steps
    if not 1 <= number <= len(steps):
        raise _NotInModel
    row = problem.row_at.get((site, steps[number - 1].course_id, held.start))
    opening = None if row is None else c.options.openings.at.get((row.index, held.start))
    if opening is None:
        raise _NotInModel
    return opening
