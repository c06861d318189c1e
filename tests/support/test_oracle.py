"""The oracle itself: every rule, every term and some optima, worked out by hand."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.support.oracle import (
    Instance,
    Plan,
    TooBig,
    all_plans,
    cohort_sizes,
    optimum,
    parse,
    read,
    terms,
    violations,
)
from tests.support.oracle_cases import (
    CAPACITY,
    DEMAND,
    PIN,
    RULE_CASES,
    RuleCase,
    courses,
    dataset,
    nations,
    plan,
    pools,
    step_2,
)
from tests.support.tiny import tiny_dataset, tiny_published

# Reading


def test_a_folder_reads_like_its_texts(tmp_path: Path) -> None:
    texts = dataset()
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    units = "\ufeff Unit_ID ; NAME;max_away \n\n U1;One;\n;;\nU2; Two;\n"
    (tmp_path / "units.csv").write_text(units, encoding="utf-8")
    assert read(tmp_path) == parse(texts)


@pytest.mark.parametrize(
    ("trainees", "cohort_max", "sizes"),
    [(17, 6, [6, 6, 5]), (10, 5, [5, 5]), (7, 10, [7]), (10, 4, [4, 3, 3]), (3, 1, [1, 1, 1])],
)
def test_cohorts_are_few_and_even(trainees: int, cohort_max: int, sizes: list[int]) -> None:
    assert cohort_sizes(trainees, cohort_max) == sizes


@pytest.mark.parametrize(
    ("cells", "cohorts"),
    [
        ("D1,U1,P,10,5", {"D1-01": 5, "D1-02": 5}),
        ("D1,U1,P,7,4", {"D1-01": 4, "D1-02": 3}),
        ("D1,U1,P,10,", {"D1-01": 5, "D1-02": 5}),  # BASIC seats 9
        ("D1,U1,Q,10,", {"D1-01": 10}),
    ],
)
def test_a_demand_is_cut_into_cohorts(cells: str, cohorts: dict[str, int]) -> None:
    tables = courses("2,4,9", "1,1,10") | {"demand": f"{DEMAND} | {cells},2026-02-15"}
    found = parse(dataset(tables)).cohorts
    assert {name: cohort.size for name, cohort in found.items()} == cohorts


def test_of_a_hundred_cohorts_the_last_has_three_digits() -> None:
    instance = parse(dataset({"demand": f"{DEMAND} | D1,U1,P,100,1,2026-02-15"}))
    assert [*instance.cohorts][::99] == ["D1-01", "D1-100"]


# The rules


def case_id(case: RuleCase) -> str:
    return f"{case.rule}: {case.about}"


@pytest.mark.parametrize("case", RULE_CASES, ids=case_id)
def test_a_rule_permits_and_forbids(case: RuleCase) -> None:
    instance = parse(dataset(case.tables, case.plan))
    assert violations(instance, plan(case.allowed)) == set()
    assert violations(instance, plan(case.forbidden)) == {case.rule}


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in RULE_CASES} == set(range(1, 10))


@pytest.mark.parametrize(
    ("silly", "broken"),
    [
        ("", set()),
        ("D9-01 X9@-5", {1}),
        ("D2-01 X9@0", {4, 5}),
        ("D2-01 A1@-1", {2, 5}),
        ("D2-01 A1@8", {2, 5}),
        ("D1-01 A1@7 A1@9", {2, 5}),
        ("D1-01 B1@2 B1@0 | D2-01 B1@0#0", {1, 5, 7}),
    ],
)
def test_a_silly_plan_is_judged_too(silly: str, broken: set[int]) -> None:
    assert violations(parse(dataset()), plan(silly)) == broken


# The terms

ZERO = dict.fromkeys(("unmet", "lateness", "changes", "transfers", "waiting", "cost"), 0)
TOGETHER = "D1-01 A1@0 A1@2 | D1-02 A1@0 A1@2 | D2-01 A2@2"


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        # Nobody: 5 and 5 of priority 1, 3 of priority 2.
        ("", None, {"unmet": 5 + 5 + 2 * 3}),
        # One class at A1 (100 EUR and 7 a head) and one class that costs nothing.
        (TOGETHER, None, {"cost": 100 + 10 * 7}),
        # BASIC in weeks 0 and 1; RANGE in B1 from week 4: two empty weeks, one border.
        ("D1-01 A1@0 B1@4", None, {"unmet": 11, "transfers": 5, "waiting": 10, "cost": 135}),
        # Sites of one nation: no transfer. Due in week 5: two weeks late.
        ("D1-02 A1@0 A2@7", None, {"unmet": 11, "waiting": 25, "lateness": 10, "cost": 135}),
        # Due in week 5 with priority 2: one week late.
        ("D2-01 A1@6", None, {"unmet": 10, "lateness": 2 * 3 * 1}),
        # Two classes cost twice.
        ("D1-01 A1@0 A1@2 | D1-02 A1@2 A1@4", None, {"unmet": 6, "cost": 2 * 100 + 10 * 7}),
        # As published; another class number is no change.
        (TOGETHER, TOGETHER.replace("D2-01 A2@2", "D2-01 A2@2#2"), {"cost": 170}),
        # Moved in time (5), moved to another site (5), dropped (3), added (0).
        (
            "D1-01 A1@1 A1@3 | D1-02 A1@1 A1@3",
            "D1-01 A1@1 A1@4 | D2-01 A1@5",
            {"unmet": 6, "cost": 170, "changes": 8},
        ),
        ("D1-01 A1@1 A2@3", "D1-01 A1@1 A1@3", {"unmet": 11, "cost": 135, "changes": 5}),
    ],
)
def test_terms_by_hand(text: str, published: str | None, expected: dict[str, int]) -> None:
    before = None if published is None else plan(published)
    assert terms(parse(dataset()), plan(text), before) == ZERO | expected


def test_only_published_steps_from_as_of_on_can_change() -> None:
    instance = parse(dataset(plan="as_of = 2026-01-23"))
    assert terms(instance, {}, plan("D1-01 A1@1 A1@3 | D2-01 A1@2"))["changes"] == 5 + 3


# Optima

# Cohorts of 6, 6 and 5 for one course at one site. Three classes of week 0 would train all.
PACKING = {
    "demand": f"{DEMAND} | D1,U1,Q,17,6,2026-02-15",
    "capacity": f"{CAPACITY},valid_to,class_min,class_max,cost_per_class,cost_per_trainee",
}


@pytest.mark.parametrize(
    ("row", "objective", "best"),
    [
        # No two of them fit ten seats: as many are trained as classes run.
        ("1,2026-01-11,,,,", ["unmet"], (11,)),
        ("2,2026-01-11,,,,", ["unmet"], (5,)),
        ("3,2026-01-11,,,100,1", ["unmet", "cost"], (0, 317)),
        # Eleven seats: 6 and 5 share a class.
        ("2,2026-01-11,,11,100,1", ["unmet", "cost"], (0, 217)),
        # Each alone is too few.
        ("3,2026-01-11,7,,,", ["unmet"], (17,)),
        ("3,2026-01-11,7,11,,", ["unmet"], (6,)),
        ("3,2026-01-11,6,,,", ["unmet"], (5,)),
        # One after the other.
        ("1,2026-01-18,,,,", ["unmet"], (5,)),
        ("1,2026-01-25,,,,", ["unmet"], (0,)),
        # Costs come first: nobody is trained.
        ("3,2026-01-11,,,,1", ["cost", "unmet"], (0, 17)),
    ],
)
def test_a_packing_by_hand(row: str, objective: list[str], best: tuple[int, ...]) -> None:
    tables = PACKING | {"capacity": f"{PACKING['capacity']} | A1,RANGE,{row}"}
    assert optimum(parse(dataset(tables, f"objective = {objective}"))) == best


def test_the_base_dataset_by_hand() -> None:
    """All are trained on time, D1 in one class of BASIC: 100 EUR and 7 EUR a head."""
    assert optimum(parse(dataset())) == (0, 0, 0, 0, 0, 170)


def test_a_published_plan_by_hand() -> None:
    """D1-02 stays and waits for two weeks; D2-01 would be late in week 6, so it changes."""
    published = plan("D1-01 A1@0 A1@2 | D1-02 A1@0 A1@4 | D2-01 A1@6")
    assert optimum(parse(dataset()), published) == (0, 0, 3, 0, 10, 170)


@pytest.mark.parametrize(("class_min", "best"), [(10, (0, 0)), (11, None)])
def test_a_pinned_class_must_fill(class_min: int, best: tuple[int, ...] | None) -> None:
    tables = courses(f"2,{class_min},12", "1,1,10") | PIN
    assert optimum(parse(dataset(tables, 'objective = ["unmet", "lateness"]'))) == best


def test_the_search_can_be_bounded() -> None:
    with pytest.raises(TooBig):
        optimum(parse(dataset()), max_nodes=2)


# Enumeration


def raw_plans(instance: Instance) -> Iterator[Plan]:
    """Every mapping of all steps to sites, weeks and class numbers, without a thought about any rule."""
    numbers = range(1, max(row.parallel for row in instance.rows) + 1)
    places = [None, *product(instance.beds, range(instance.weeks), numbers)]
    keys = [
        (name, step)
        for name, cohort in instance.cohorts.items()
        for step in range(1, len(instance.steps(cohort)) + 1)
    ]
    for held in product(places, repeat=len(keys)):
        yield {key: place for key, place in zip(keys, held, strict=True) if place}


def renumbered(instance: Instance, plan: Plan) -> frozenset[tuple[object, ...]]:
    """The plan with the classes of one course, site and week numbered by the cohorts' first use."""
    seen: dict[tuple[str, str, int], list[int]] = {}
    result = []
    for name, cohort in instance.cohorts.items():
        for step, course in enumerate((step.course for step in instance.steps(cohort)), 1):
            if held := plan.get((name, step)):
                site, start, number = held
                numbers = seen.setdefault((course, site, start), [])
                if number not in numbers:
                    numbers.append(number)
                result.append((name, step, site, start, numbers.index(number) + 1))
    return frozenset(result)


SMALL = {"sites": "site_id,nation_id,name,beds | A1,AA,Alpha One,20 | A2,AA,Alpha Two,8"}
RANGES = {"capacity": f"{CAPACITY} | A1,RANGE,2 | A2,RANGE,1"}
ONE_STEP = SMALL | RANGES | {"demand": f"{DEMAND} | D1,U1,Q,10,5,2026-01-05 | D2,U2,Q,3,,2026-01-12"}
TWO_STEPS = SMALL | {
    "demand": f"{DEMAND} | D1,U1,P,5,,2026-02-15 | D2,U2,Q,3,,2026-02-15",
    "capacity": f"{CAPACITY} | A1,BASIC,2 | A1,RANGE,1 | A2,RANGE,1",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "tables",
    [
        ONE_STEP,
        ONE_STEP | courses("2,4,10,", "1,1,10,no", columns=",mixed_units"),
        ONE_STEP | courses("2,4,10", "1,8,10"),
        ONE_STEP | courses("2,4,10", "2,5,13"),
        ONE_STEP | nations("max_weekly_arrivals", "8"),
        ONE_STEP | pools("RANGE,lane,1", "AA,lane,1,,2026-01-18", "A2,lane,1,2026-01-12,"),
        TWO_STEPS,
        TWO_STEPS | step_2("location", "same_site"),
        TWO_STEPS | {"pins": "cohort_id,step,site_id,start | D1-01,2,A2,2026-01-19"},
    ],
)
def test_all_plans_are_the_raw_plans_that_break_no_rule(tables: dict[str, str]) -> None:
    instance = parse(dataset(tables, weeks=3))
    allowed = {renumbered(instance, plan) for plan in raw_plans(instance) if not violations(instance, plan)}
    found = [renumbered(instance, plan) for plan in all_plans(instance)]
    assert len(found) == len(set(found))
    assert set(found) == allowed
    assert len(allowed) > 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_the_optimum_is_the_least_of_all_plans(seed: int) -> None:
    instance = parse(tiny_dataset(seed))
    published = tiny_published(instance, seed)
    values = set()
    try:
        for found in all_plans(instance, max_nodes=400):
            assert violations(instance, found) == set()
            figures = terms(instance, found, published)
            values.add(tuple(figures[term] for term in instance.objective))
    except TooBig:
        best = optimum(instance, published)
        assert best is None or not values or best <= min(values)
    else:
        assert optimum(instance, published) == min(values, default=None)
