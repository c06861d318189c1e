"""Rule 6 on expected trainees: plans, reasons, reliefs, what is held, and what a change does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.explain.test_relief import reliefs, situation
from tests.support import small
from tests.support.generated import thinned
from tests.support.kernels import needs_kernel
from tests.support.ledgers import differences
from tests.support.running import hand_made, table, trainopt
from trainopt.check import check
from trainopt.kernel.engine import Kernel
from trainopt.plan.ledger import Ledger, ledger_of
from trainopt.plan.placements import Assignment, assignment_of, plan_of
from trainopt.plan.preflight import demand_against_seats
from trainopt.plan.reasons import explain_unmet
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.runs.effects import COHORT, certain_effects
from trainopt.search.greedy import greedy_plan

MINIMUM, SEATS = 'class_min_on = "expected"\n', 'seats_on = "expected"\n'
DEMAND = "demand_id,unit_id,pipeline_id,trainees,cohort_max,due,latest,show_percent\n"
OFFER = "site_id,course_id,parallel_classes,class_min,class_max\nDE-1,BASIC,1,{},{}\n"
WEEK_0 = "2026-03-15,2026-03-15"


def tables(plan: str, least: int, most: int, *demand: str) -> dict[str, str]:
    """One class of BASIC in week 0, for who must end with it."""
    rows = [f"{who},{WEEK_0},{show}\n" for who, _, show in (row.partition("|") for row in demand)]
    return {"plan": plan, "capacity": OFFER.format(least, most), "demand": DEMAND + "".join(rows)}


ROOMY = small.sites("DE-1,DE,Munster,1000")
D1, D2 = "D1,U1,ONE,6,6|{}", "D2,U2,ONE,6,6|{}"


def planned(problem: Problem) -> Assignment:
    found = greedy_plan(problem, find_options(problem))
    assert found is not None
    assert check(problem, plan_of(problem, found)) == []
    return found


@pytest.mark.parametrize(
    ("given", "placed"),
    [
        (tables("", 6, 12, D1.format(50)), 1),
        (tables(MINIMUM, 6, 12, D1.format(50)), 0),
        (tables(MINIMUM, 6, 12, D1.format(50), D2.format(50)), 2),
        (tables(MINIMUM, 6, 12, D1.format(50), D2.format(49)), 0),
        (tables("", 1, 10, D1.format(80), D2.format(80)), 1),
        (tables(SEATS, 1, 10, D1.format(80), D2.format(80)), 2),
        (tables(SEATS, 1, 10, D1.format(80), D2.format(90)), 1),
        (tables(f"{SEATS}overbook_percent = 10\n", 1, 10, D1.format(80), D2.format(80)), 1),
        (tables(SEATS + MINIMUM, 10, 10, D1.format(80), D2.format(80)), 0),
        (tables(SEATS + MINIMUM, 9, 10, D1.format(80), D2.format(80)), 2),
    ],
)
def test_who_can_be_in_one_class(given: dict[str, str], placed: int) -> None:
    assert len(planned(small.problem(**given))) == placed


def test_what_the_checker_says() -> None:
    plan = small.plan("D1-01 1 DE-1 03-02 a; D2-01 1 DE-1 03-02 a")
    few = small.problem(**tables(MINIMUM, 8, 12, D1.format(50), D2.format(75)))
    assert [one.message for one in check(few, plan)] == ["a has 7.5 expected trainees, class_min is 8"]
    many = small.problem(**tables(SEATS, 1, 9, D1.format(90), D2.format(75)))
    assert [one.message for one in check(many, plan)] == [
        "a has 9.9 expected trainees, class_max is 9",
        "a has 12 trainees, with overbooking a class_max of 9 allows 10",
    ]


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        (tables(MINIMUM, 6, 12, D1.format(50)), "below_class_min", "all who could come together are too few"),
        (
            tables(SEATS, 1, 6, "D1,U1,ONE,8,8|50"),
            "no_capacity",
            "a class has 6 seats and may be planned with 7, the cohort is of 8, 4 of them expected",
        ),
        (
            tables(f"{SEATS}overbook_percent = 50\n", 1, 6, "D1,U1,ONE,8,8|90"),
            "no_capacity",
            "7.2 of them expected",
        ),
    ],
)
def test_why_nobody_can_place_them(given: dict[str, str], code: str, words: str) -> None:
    problem = small.problem(**given)
    options = find_options(problem)
    (reason,) = explain_unmet(problem, options, Ledger(problem, options.openings)).values()
    assert (reason.code, words in reason.detail) == (code, True), reason


def test_a_class_in_which_all_expected_have_seats_is_taken_by_who_is_in_it() -> None:
    problem = small.problem(**tables(SEATS, 1, 10, D1.format(90), D2.format(90)))
    options = find_options(problem)
    ledger = ledger_of(problem, options.openings, assignment_of(problem, small.plan("D1-01 1 DE-1 03-02 a")))
    (reason,) = explain_unmet(problem, options, ledger).values()
    assert (reason.code, reason.detail) == ("outranked", "BASIC at DE-1 from 2026-03-02: seats used by D1")


@pytest.mark.parametrize(
    ("given", "plan", "who", "text"),
    [
        (
            tables(MINIMUM, 6, 12, D1.format(75), D2.format(50)), "", "D2-01",
            "classes of BASIC at DE-1 with 3 expected trainees or more (instead of 6)",
        ),
        (
            tables(SEATS, 1, 10, D1.format(95), D2.format(95)), "D1-01 1 DE-1 03-02 a", "D2-01",
            "2 more seats in a class of BASIC at DE-1 (12 instead of 10)",
        ),
        (
            tables(SEATS, 1, 100, "D1,U1,ONE,75,75|50", "D2,U2,ONE,75,75|50") | {"sites": ROOMY},
            "D1-01 1 DE-1 03-02 a", "D2-01",
            "25 more seats in a class of BASIC at DE-1 (125 instead of 100)",
        ),
    ],
)  # fmt: skip
def test_what_would_help_is_enough(given: dict[str, str], plan: str, who: str, text: str) -> None:
    found = situation(plan, **given)
    assert any(relief.text.startswith(text) for relief in reliefs(found, who)), [
        relief.text for relief in reliefs(found, who)
    ]


def test_a_change_by_which_too_many_are_expected_is_told() -> None:
    before = small.problem(**tables(SEATS, 1, 10, "D1,U1,ONE,11,11|50"))
    after = small.problem(**tables(SEATS, 1, 10, "D1,U1,ONE,11,11|95"))
    found = certain_effects(after, before, small.plan("D1-01 1 DE-1 03-02 a"))
    (why,) = found.loc[found["effect"] == COHORT, "why"]
    assert why == "its 10.45 expected trainees do not fit a class of 10"


@pytest.mark.parametrize(("show", "held"), [("90", True), ("50", False)])
def test_what_is_frozen_is_released_where_its_class_falls_below_those_expected(
    tmp_path: Path, show: str, held: bool
) -> None:
    small.write(tmp_path / "data", small.texts(**tables(MINIMUM, 5, 12, D1.format(show))))
    published = hand_made(tmp_path / "published", "D1-01,1,DE-1.BASIC.2026-03-02.1,DE-1,2026-03-02")
    paths = [tmp_path / name for name in ("data", "plan")]
    ran = trainopt("solve", paths[0], "--published", published, "--out", paths[1], "--time-limit", "300s")
    assert ran.code == 0, ran.err
    assert len(table(tmp_path / "plan/assignments.csv")) == held
    assert ("released" in ran.err) is not held


@pytest.mark.parametrize(("plan", "seats"), [("", 50), (SEATS, 60), (f"{SEATS}overbook_percent = 25\n", 62)])
def test_check_counts_the_seats_that_may_be_planned(plan: str, seats: int) -> None:
    """Five classes of two weeks fit ten weeks."""
    problem = small.problem(**tables(plan, 1, 10, D1.format(50)))
    assert demand_against_seats(problem)["seats"].sum() == seats - seats % 5


# Larger ones: every part of the search keeps the rule


def counted(seed: int, **settings: object) -> Problem:
    dataset = thinned("small", seed, demand=2)
    return build_problem(
        replace(dataset, settings=dataset.settings.model_copy(update=settings))
    )  # with shares drawn by the generator


EXPECTED: dict[str, dict[str, object]] = {
    "minimum": {"class_min_on": "expected"},
    "seats": {"seats_on": "expected"},
    "both": {"class_min_on": "expected", "seats_on": "expected", "overbook_percent": 10},
}


@pytest.mark.parametrize("settings", EXPECTED.values(), ids=EXPECTED)
def test_the_greedy_plan_keeps_it(settings: dict[str, object]) -> None:
    assert planned(counted(1, **settings))


@needs_kernel
@pytest.mark.parametrize("settings", EXPECTED.values(), ids=EXPECTED)
def test_the_kernel_keeps_it(settings: dict[str, object]) -> None:
    problem = counted(2, **settings)
    with Kernel(problem, find_options(problem), 3) as kernel:
        kernel.place_everybody()
        for step in range(8):
            kernel.run(step % 3, 1 - step / 8, 400)
            assert differences(kernel) == []
            assert check(problem, plan_of(problem, kernel.best())) == []


@needs_kernel
def test_overbooking_places_more_in_the_same_classes() -> None:
    """A planted proof that the kernel uses the seats: ten of twelve come, so twelve fit ten seats."""
    given = tables(SEATS, 1, 10, *(f"D{n},U1,ONE,4,4|80" for n in range(1, 4)))
    for plan, placed in ((SEATS, 3), ("", 2)):
        problem = small.problem(**given | {"plan": plan})
        with Kernel(problem, find_options(problem), 1) as kernel:
            kernel.place_everybody()
            kernel.run(0, 0.5, 200)
            assert len(kernel.best()) == placed


# Who is pinned into a class that has begun


@pytest.mark.parametrize(
    ("plan", "least", "most", "show", "beds", "joins"),
    [
        ("", 10, 12, 100, 100, True),
        ("", 20, 30, 100, 13, True),  # fewer beds than class_min: it has begun all the same
        (MINIMUM, 10, 12, 10, 100, True),
        ("", 10, 11, 50, 100, False),
        (SEATS, 10, 10, 66, 100, True),  # six are there and 3.96 expected
        (SEATS, 10, 10, 67, 100, False),
        (f"{SEATS}overbook_percent = 10\n", 10, 10, 66, 100, False),
    ],
)
def test_who_is_pinned_into_a_begun_class_joins_it_if_there_are_seats(
    plan: str, least: int, most: int, show: int, beds: int, joins: bool
) -> None:
    """Six are in it and six are to join."""
    problem = small.problem(
        plan=f"as_of = 2026-03-02\n{plan}",
        capacity=OFFER.format(least, most),
        sites=small.sites(f"DE-1,DE,Munster,{beds}"),
        demand=f"{DEMAND}D1,U1,ONE,6,6,2026-05-10,,\nD2,U2,ONE,6,6,2026-05-10,,{show}\n",
        actuals="cohort_id,step,course_id,site_id,start,trainees\nD1-01,1,BASIC,DE-1,2026-03-02,6\n",
        pins=small.pins("D2-01,1,DE-1,2026-03-02"),
    )
    found = greedy_plan(problem, find_options(problem))
    assert (found is not None) is joins
    if found is not None:
        assert check(problem, plan_of(problem, found)) == []
