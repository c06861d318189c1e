"""What the model in which weeks are values says of a plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from tests.support import small
from trainopt.model.timed import Timed
from trainopt.model.timed_rules import build_timed
from trainopt.plan.placements import Placement, Plan
from trainopt.problem import Problem
from trainopt.problem.options import find_options


def allows(problem: Problem, found: Plan) -> bool:
    """Whether the model has a point with the plan's seats, and none but these, whatever the plan breaks."""
    made, _ = build_timed(problem, find_options(problem))
    try:
        fixed = _fixed(made, found)
    except KeyError:  # of something in the plan there is no column
        return False
    linear = made.linear
    if any(not linear.lower[column] <= value <= linear.upper[column] for column, value in fixed.items()):
        return False
    lower, upper = list(linear.lower), list(linear.upper)
    for column, value in fixed.items():
        lower[column] = upper[column] = value
    return small.is_feasible(replace(linear, lower=lower, upper=upper))


def _fixed(made: Timed, found: Plan) -> dict[int, int]:
    """What the plan says of columns; raises KeyError where it says what no column can."""
    fixed = dict.fromkeys(made.placed.values(), 0)
    fixed |= {column: 0 for rows in made.inside.values() for column in rows.values()}
    fixed |= {column: 0 for columns in made.joined.values() for column in columns}
    numbers = _numbers(made, found)
    for held in found.placements:
        cohort, step, row = _where(made, held)
        fixed[made.placed[cohort]] = 1
        inside = made.inside[cohort, step]
        if any(fixed[column] for column in inside.values()):
            raise KeyError("on a step twice")
        fixed[inside[row]], fixed[made.start[cohort, step]] = 1, held.start
        if row in made.classes:
            fixed[dict(enumerate(made.joined[cohort, step, row]))[numbers[held.class_id]]] = 1
    return fixed


def _where(made: Timed, held: Placement) -> tuple[int, int, int]:
    """The cohort, the step and the row of a placement."""
    problem = made.problem
    cohort = problem.cohort_index[held.cohort_id]
    steps = dict(enumerate(made.demand(cohort).steps))
    course_id = steps[held.step - 1].course_id
    row = problem.row_at[problem.site_index[held.site_id], course_id, held.start]
    return cohort, held.step - 1, row.index


def _numbers(made: Timed, found: Plan) -> dict[str, int]:
    """By class, its number in its row; a class is in one row and week, and may be of one alone."""
    classes: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for held in found.placements:
        classes[held.class_id].append((_where(made, held)[2], held.start))
    numbers: dict[str, int] = {}
    taken: dict[int, int] = defaultdict(int)
    for class_id, places in sorted(classes.items(), key=lambda item: (item[1][0], item[0])):
        row = places[0][0]
        if len(set(places)) > 1 or (len(places) > 1 and row not in made.classes):
            raise KeyError("no such class")
        numbers[class_id] = taken[row]
        taken[row] += 1
    return numbers
