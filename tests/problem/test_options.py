"""What is left out before the model: what no plan can use, and nothing that a plan could."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

import pytest

from tests.support import oracle, small
from tests.support.small import courses, nations, needs, offers, pins, pools, sites, steps, table, units
from tests.support.tiny import tiny_dataset
from trainopt.problem import Problem
from trainopt.problem.entities import Group
from trainopt.problem.options import Options, find_loose_options, find_options

MOST_PLANS = 500

every_seed = pytest.mark.parametrize("seed", range(120))


def group_of(problem: Problem, cohort_id: str) -> Group:
    index = problem.cohort_index[cohort_id]
    return next(group for group in problem.groups if index in group.cohorts)


def places(problem: Problem, options: Options, cohort_id: str, step: int) -> set[tuple[str, int]]:
    """Where and from which week the step can be."""
    openings = options.openings
    group = group_of(problem, cohort_id)
    found = options.by_group[group.index][step - 1 - problem.demands[group.demand].begun]
    return {(problem.sites[openings.site[i]].site_id, int(openings.start[i])) for i in found}


@pytest.mark.slow
@every_seed
def test_no_opening_that_some_allowed_plan_uses_is_left_out(seed: int) -> None:
    texts = tiny_dataset(seed)
    instance, problem = oracle.parse(texts), small.problem_of(texts)
    used: dict[tuple[str, int], set[tuple[str, int]]] = {}
    for plan in islice(oracle.all_plans(instance), MOST_PLANS):
        for key, (site, start, _) in plan.items():
            if problem.is_open(*key):
                used.setdefault(key, set()).add((site, start))
    for options in (find_options(problem), find_loose_options(problem)):
        for (cohort_id, step), there in used.items():
            assert there <= places(problem, options, cohort_id, step)
            assert group_of(problem, cohort_id).index not in options.impossible


@pytest.mark.slow
@every_seed
def test_what_is_sought_for_contradictions_is_never_less(seed: int) -> None:
    problem = small.problem_of(tiny_dataset(seed))
    tight, loose = find_options(problem), find_loose_options(problem)
    for cohort in problem.cohorts:
        for step in range(1, len(problem.demands[cohort.demand].steps) + 1):
            here = places(problem, tight, cohort.cohort_id, step)
            assert here <= places(problem, loose, cohort.cohort_id, step)


@dataclass(frozen=True)
class Case:
    """Where the steps of D1-01, or of another cohort, can be: `site week week …; …`, a text for each step."""

    name: str
    left: tuple[str, ...]
    tables: dict[str, str] = field(default_factory=dict)
    cohort_id: str = "D1-01"


demand = table("demand_id,unit_id,pipeline_id,trainees,due,ready_from,latest,cohort_max")
D1, D2 = "D1,U1,ONE,6,2026-05-10,,,", "D2,U2,ONE,6,2026-05-10,,,"
OTHERS = "D2-01"
# BASIC, of two weeks, from 03-02, 03-09 or 03-16; LEADER, of one week, from 03-16, 03-23 or 03-30.
BASIC = "DE-1 03-02 03-09 03-16; PL-1 03-02 03-09 03-16"
LEADER = "DE-1 03-16 03-23 03-30; PL-1 03-16 03-23 03-30"
BASICS = ("DE-1,BASIC,1,,2026-03-29,,", "PL-1,BASIC,1,,2026-03-29,,")
LEADERS = ("DE-1,LEADER,1,2026-03-16,2026-04-05,,", "PL-1,LEADER,1,2026-03-16,2026-04-05,,")
OFFERS = offers(*BASICS, *LEADERS)
ANY_STEPS = ("ONE,1,BASIC,,", "TWO,1,BASIC,,")
NOWHERE = ""

CASES = [
    Case("all that is offered", (BASIC,)),
    Case("all that is offered, of each step", (BASIC, LEADER), cohort_id="D3-01"),
    Case(
        "ready_from", ("DE-1 03-09 03-16; PL-1 03-09 03-16",),
        {"demand": demand("D1,U1,ONE,6,2026-05-10,2026-03-10,,")},
    ),
    Case("latest", ("DE-1 03-02; PL-1 03-02",), {"demand": demand("D1,U1,ONE,6,2026-05-10,,2026-03-15,")}),
    Case(
        "latest, seen from the step before",
        ("DE-1 03-02 03-09; PL-1 03-02 03-09", "DE-1 03-16 03-23; PL-1 03-16 03-23"),
        {"demand": demand("D1,U1,TWO,6,2026-05-10,,2026-03-29,")},
    ),
    Case(
        "ready_from, seen from the next step", ("DE-1 03-16; PL-1 03-16", "DE-1 03-30; PL-1 03-30"),
        {"demand": demand("D1,U1,TWO,6,2026-05-10,2026-03-16,,")},
    ),
    Case("as_of", ("DE-1 03-16; PL-1 03-16",), {"plan": "as_of = 2026-03-16"}),
    Case(
        "a pin, seen from the next step", ("DE-1 03-09", "DE-1 03-23 03-30; PL-1 03-23 03-30"),
        {"pins": pins("D3-01,1,DE-1,2026-03-09")}, "D3-01",
    ),
    Case("allowed_nations", ("PL-1 03-02 03-09 03-16",), {"units": units("U1,First,,PL", "U2,Second,,")}),
    Case(
        "a closure", (BASIC.replace(" 03-02 03-09", "", 1),),
        {"closures": "site_id,first_day,last_day\nDE-1,2026-03-10,2026-03-10\n"},
    ),
    Case(
        "max_wait_weeks", ("DE-1 03-09 03-16; PL-1 03-09 03-16", "DE-1 03-23 03-30; PL-1 03-23 03-30"),
        {"plan": "as_of = 2026-03-09", "pipelines": steps(*ANY_STEPS, "TWO,2,LEADER,0,")}, "D3-01",
    ),
    Case(
        "transfer_weeks", ("DE-1 03-02 03-09", "PL-1 03-23 03-30"),
        {"plan": "transfer_weeks = 1", "capacity": offers(BASICS[0], LEADERS[1])}, "D3-01",
    ),
    Case(
        "same_nation", ("PL-1 03-02 03-09 03-16", "PL-1 03-16 03-23 03-30"),
        {"capacity": offers(*BASICS, LEADERS[1]),
         "pipelines": steps(*ANY_STEPS, "TWO,2,LEADER,,same_nation")}, "D3-01",
    ),
    Case(
        "same_site", (NOWHERE, NOWHERE),
        {"capacity": offers(BASICS[0], "DE-2,LEADER,1,,,,"),
         "pipelines": steps(*ANY_STEPS, "TWO,2,LEADER,,same_site")},
        "D3-01",
    ),
    Case(
        "beds for fewer", ("PL-1 03-02 03-09 03-16",),
        {"sites": sites("DE-1,DE,One,5", "DE-2,DE,Two,9", "PL-1,PL,Three,9")},
    ),
    Case(
        "max_trainees for fewer", ("DE-1 03-02 03-09 03-16",),
        {"nations": nations("DE,Germany,,", "PL,Poland,5,")},
    ),
    Case(
        "max_weekly_arrivals for fewer", ("DE-1 03-02 03-09 03-16",),
        {"nations": nations("DE,Germany,,", "PL,Poland,,5")},
    ),
    Case("max_away for fewer", (NOWHERE,), {"units": units("U1,First,5,", "U2,Second,,")}),
    Case(
        "no parallel_classes", ("PL-1 03-02 03-09 03-16",),
        {"capacity": offers(BASICS[0].replace(",1,", ",0,"), BASICS[1])},
    ),
    Case(
        "a resource that is not there in a week", ("DE-1 03-16; PL-1 03-02 03-09 03-16",),
        {"course_resources": needs("BASIC,teacher,1"),
         "resources": pools("DE,teacher,2,,2026-03-08", "DE,teacher,1,2026-03-16,", "PL,teacher,1,,")},
    ),
    Case(
        "class_max for fewer", ("PL-1 03-02 03-09 03-16",),
        {"capacity": table("site_id,course_id,parallel_classes,valid_to,class_max")(
            "DE-1,BASIC,1,2026-03-29,5", "PL-1,BASIC,1,2026-03-29,")},
    ),
    Case(
        "class_min over all who could come", ("PL-1 03-02 03-09 03-16",),
        {"demand": demand(D1, D2),
         "capacity": table("site_id,course_id,parallel_classes,valid_to,class_min,class_max")(
            "DE-1,BASIC,1,2026-03-29,13,20", "PL-1,BASIC,1,2026-03-29,12,20")},
    ),
    Case(
        "class_min over those of one unit", (NOWHERE,),
        {"demand": demand(D1, D2), "courses": courses("BASIC,Basic,2,7,12,no", "LEADER,Leader,1,2,12,")},
    ),
    Case(
        "class_min over those who come once a class falls away", (NOWHERE,),
        {"demand": demand(D1, "D2,U2,TWO,6,2026-05-10,,,"),
         "courses": courses("BASIC,B,2,7,12,", "LEADER,L,1,7,12,")},
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_no_plan_can_use_is_left_out(case: Case) -> None:
    problem = small.problem(**{"capacity": OFFERS} | case.tables)
    options = find_options(problem)
    for step, text in enumerate(case.left, 1):
        words = [part.split() for part in text.split(";") if part]
        expected = {(site, small.week(day)) for site, *days in words for day in days}
        assert places(problem, options, case.cohort_id, step) == expected
    assert (group_of(problem, case.cohort_id).index in options.impossible) == (NOWHERE in case.left)


@pytest.mark.parametrize(
    ("class_min", "latest", "without"),
    [
        ("6", "", "nothing"),
        ("7", "", "company"),
        ("6", "2026-03-08", "classes"),
        ("7", "2026-03-08", "classes"),
    ],
)
def test_it_is_said_what_a_group_is_without(class_min: str, latest: str, without: str) -> None:
    problem = small.problem(
        demand=demand(f"D1,U1,ONE,6,2026-03-08,,{latest},"),
        courses=courses(f"BASIC,Basic,2,{class_min},12,", "LEADER,Leader,1,2,12,"),
    )
    options = find_options(problem)
    assert (len(options.without_classes), len(options.without_company)) == (
        without == "classes",
        without == "company",
    )
