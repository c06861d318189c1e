"""Random orders of classes on tiny problems, and the weeks that follow from one, in plain Python."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import count
from random import Random

from tests.support import small
from tests.support.shops import greedy_of
from trainopt.kernel.sequences import RowChoice, SequencedClass, SequencedPlan, sequenced
from trainopt.plan.placements import Seat
from trainopt.problem import Problem
from trainopt.problem.options import find_options

COHORTS = 4
PIPELINES = ("SHORT", "LONG", "ALONE")
SITES = ("DE-1", "DE-2", "PL-1")
"""Rooms for one."""


def ordered(seed: int) -> SequencedPlan:
    """Four who go through one or two courses for one each, of whom some meet then; in an order drawn."""
    dice = Random(seed)
    plan = None
    while plan is None:  # where not all are placed an order does not say all
        problem = _problem(dice)
        plan = sequenced(problem, find_options(problem), greedy_of(problem))
    return _in_another_order(plan, dice)


def _problem(dice: Random) -> Problem:
    offers = [
        f"{site},{course},1,,,2026-03-02,{dice.choice((1, 1, 2, 3))}"
        for course in ("BASIC", "MORE")
        for site in sorted(dice.sample(SITES, dice.randint(2, 3)))
    ]
    pipelines = dice.choices(PIPELINES, k=COHORTS)
    meet = max(COHORTS - pipelines.count("ALONE"), 1)
    demands = [
        f"D{number},U1,{pipeline},1,2026-03-{dice.randint(1, 31):02},{dice.randint(1, 3)}"
        for number, pipeline in enumerate(pipelines)
    ]
    return small.problem(
        sites=small.sites(*(f"{site},{site[:2]},Room,1" for site in SITES), f"PL-2,PL,Hall,{COHORTS}"),
        courses=small.courses(
            "BASIC,Basic,2,1,1,",
            f"MORE,More,{dice.randint(1, 3)},1,1,",
            f"LEADER,Leader,1,{meet},{meet},",
        ),
        capacity=small.offers(*offers, "PL-2,LEADER,1,,,,"),
        course_resources=small.needs("BASIC,instructor,1"),
        resources=small.pools(f"DE,instructor,{dice.choice((1, 4))},,", "PL,instructor,4,,"),
        pipelines=small.steps(
            *("LONG,1,BASIC,,", "LONG,2,MORE,,", "LONG,3,LEADER,,", "SHORT,1,BASIC,,", "SHORT,2,LEADER,,"),
            *("ALONE,1,MORE,,", "ALONE,2,BASIC,,"),
        ),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,due,priority")(*demands),
        plan=f"transfer_weeks = {dice.randint(0, 2)}\n",
    )


def _in_another_order(plan: SequencedPlan, dice: Random) -> SequencedPlan:
    """The same classes in any order that keeps that of each cohort's steps, in any of their rows."""
    left, done = [*range(len(plan.classes))], set[tuple[int, int]]()
    classes = [*plan.classes]
    for place in range(len(classes)):
        may = [
            number
            for number in left
            if all(step == 0 or (cohort, step - 1) in done for cohort, step in classes[number].members)
        ]
        number = dice.choice(may)
        left.remove(number)
        done |= {(cohort, step) for cohort, step in classes[number].members}
        row = dice.choice(classes[number].choices).row
        classes[number] = replace(classes[number], seat=Seat(row.index, place, number))
    return replace(plan, classes=tuple(classes))


@dataclass(frozen=True)
class WeeksFound:
    """By class the first week, and the weighted weeks late of all."""

    starts: list[int]
    lateness: int


def choice_of(one: SequencedClass) -> RowChoice:
    """The row that a class is in."""
    return next(choice for choice in one.choices if choice.row.index == one.seat.row)


def weeks_of(plan: SequencedPlan) -> WeeksFound | None:
    """One after the other each class takes the earliest weeks that are left; None where one finds none."""
    problem = plan.problem
    taken: dict[int, set[int]] = defaultdict(set)
    ready, nation = dict.fromkeys(plan.cohorts, 0), dict[int, int]()
    starts = [0] * len(plan.classes)
    for number in plan.order():
        choice, cohorts = (
            choice_of(plan.classes[number]),
            [one.cohort for one in plan.classes[number].members],
        )
        row = choice.row
        moves = {cohort for cohort in cohorts if nation.get(cohort, row.nation) != row.nation}
        first = max(ready[cohort] + problem.transfer_weeks * (cohort in moves) for cohort in cohorts)
        places = [place for place in plan.places if place in choice.draws]
        for week in range(first, problem.weeks):
            weeks = {*range(week, week + row.duration)}
            if choice.starts[week] and not any(weeks & taken[place] for place in places):
                break
        else:
            return None
        starts[number] = week
        for place in places:
            taken[place] |= weeks
        ready |= dict.fromkeys(cohorts, week + row.duration)
        nation |= dict.fromkeys(cohorts, row.nation)
    late = {one: ready[one] - 1 - problem.demands[problem.cohorts[one].demand].due for one in plan.cohorts}
    weight = {one: problem.weight(problem.cohorts[one]) for one in plan.cohorts}
    return WeeksFound(starts, sum(weight[one] * max(late[one], 0) for one in plan.cohorts))


def placed(seed: int) -> tuple[SequencedPlan, WeeksFound]:
    """An order drawn from a seed in which everybody finds weeks, and these."""
    orders = map(ordered, count(1_000 * seed))
    return next((plan, found) for plan in orders if (found := weeks_of(plan)) is not None)
