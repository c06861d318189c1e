"""The kernel: its ledger is Python's, its plans break no rule, and it finds what there is to find."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import small
from tests.support.generated import thinned
from tests.support.kernels import SteppedKernel, needs_kernel, pursue_all_tiers, stepped
from tests.support.ledgers import differences
from tests.support.tiny_cases import SEEDS_OF_PLANS, best, tiny
from trainopt.check import check, terms
from trainopt.generate.generate import generate, generate_planted
from trainopt.kernel.arrays import is_countable
from trainopt.kernel.engine import Kernel
from trainopt.kernel.phases import phase_of
from trainopt.plan.ledger import ledger_of
from trainopt.plan.placements import Assignment, assignment_of, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.entities import Origin
from trainopt.problem.options import find_options
from trainopt.search.greedy import greedy_plan
from trainopt.tables import TERMS

pytestmark = needs_kernel

demand = "demand_id,unit_id,pipeline_id,trainees,cohort_max,priority,due\n"


def broken(problem: Problem, plan: Assignment) -> list[str]:
    return list(map(str, check(problem, plan_of(problem, plan))))


def thin(seed: int) -> Problem:
    return build_problem(thinned("small", seed, demand=2))


# Prices


@pytest.mark.parametrize(("term", "goes_by_cost"), [("cost", True), ("unmet", False)])
def test_where_it_costs_least_counts_while_cost_is_pursued(term: str, goes_by_cost: bool) -> None:
    """Most seeds overlook neither of the two sites."""
    sites = {"DE-1", "DE-2"}
    went = []
    for dear in sorted(sites):
        cheap = (sites - {dear}).pop()
        offers = (
            f"site_id,course_id,parallel_classes,cost_per_trainee\n{dear},BASIC,1,9000\n{cheap},BASIC,1,10\n"
        )
        problem = small.problem(
            capacity=offers, pipelines="pipeline_id,step,course_id\nONE,1,BASIC\n", demand=ONE
        )
        with stepped(problem, seed=3) as kernel:
            assert kernel.insert(0, problem.objective.index(term))
            (seat,) = kernel.plan()[0][0]
        went.append(problem.sites[problem.rows[seat.row].site].site_id == cheap)
    assert all(went) == goes_by_cost


ONE = "demand_id,unit_id,pipeline_id,trainees,due\nD1,U1,ONE,6,2026-05-10\n"


# The ledger


def assert_counts_as_python_does(kernel: Kernel) -> None:
    assert differences(kernel) == []


@pytest.mark.slow
@given(seed=st.integers(0, 2**32), moves=st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_the_same_random_moves_leave_the_kernel_and_python_with_the_same_ledger(
    seed: int, moves: int
) -> None:
    """Cohorts put in and taken out, kept and undone, by chance; after every move both count the same."""
    dice = Random(seed)
    case = tiny(seed % 250, with_published=bool(seed % 2)).problem
    with stepped(case, seed) as kernel:
        kept: Assignment = kernel.plan()[0]
        for _ in range(moves):
            kept = random_move(kernel, dice, kept)
            assert_counts_as_python_does(kernel)


def random_move(kernel: SteppedKernel, dice: Random, kept: Assignment) -> Assignment:
    """One move; the plan that is kept after it."""
    chance = dice.random()
    if chance < 0.15:
        kernel.undo()
        assert kernel.plan()[0].keys() == kept.keys()
        assert by_class(kernel.plan()[0]) == by_class(kept)
    elif chance < 0.3:
        kernel.keep()
        return kernel.plan()[0]
    else:
        cohort = dice.randrange(len(kernel.problem.cohorts))
        if cohort in kernel.plan()[0]:
            kernel.take_out(cohort)
        else:
            kernel.insert(cohort)
    return kept


def by_class(plan: Assignment) -> set[tuple[object, ...]]:
    """Who is together in which opening, whatever the numbers of the classes."""
    classes: dict[object, set[tuple[int, int]]] = {}
    for index, seats in plan.items():
        for step, seat in enumerate(seats):
            classes.setdefault(seat, set()).add((index, step))
    return {(seat[0], seat[1], *sorted(members)) for seat, members in classes.items()}  # type: ignore[index]


@pytest.mark.parametrize("seed", range(3))
def test_after_every_step_of_the_search_both_count_the_same(seed: int) -> None:
    problem = thin(seed)
    with Kernel(problem, find_options(problem), seed) as kernel:
        kernel.place_everybody()
        assert_counts_as_python_does(kernel)
        for step in range(60):
            kernel.run(step % len(problem.objective), 0.5, 1)
            assert_counts_as_python_does(kernel)


def test_a_ledger_that_differs_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with stepped(small.problem()) as kernel:
        kernel.insert(0)
        plan = kernel.plan()[0]
        kernel.take_out(0)
        monkeypatch.setattr(kernel, "plan", lambda: (plan, {**kernel.terms, "unmet": -1}))
        found = differences(kernel)
    assert any("beds" in line for line in found)
    assert any(line.startswith("row ") for line in found)
    assert any(line.startswith("unmet: -1") for line in found)


# Plans in and out


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_plan_comes_out_as_it_went_in(seed: int) -> None:
    problem = build_problem(generate("small", seed))
    options = find_options(problem)
    plan = greedy_plan(problem, options)
    assert plan
    with Kernel(problem, options, 1) as kernel:
        kernel.load(plan)
        assert by_class(kernel.best()) == by_class(plan)
        assert kernel.terms == terms(problem, plan_of(problem, plan))
        ledger, wanted = kernel.ledger(), ledger_of(problem, options.openings, plan)
    assert (ledger.running == wanted.running).all()


def test_an_empty_plan_is_the_best_one_until_somebody_is_placed() -> None:
    problem = small.problem()
    with Kernel(problem, find_options(problem), 1) as kernel:
        kernel.load({})
        assert kernel.best() == {}
        assert kernel.values()[0] == 18


def test_a_kernel_that_was_given_no_plan_has_the_empty_one_for_its_best() -> None:
    problem = small.problem()
    with stepped(problem) as kernel:
        assert not kernel.has_plan
        assert kernel.best() == {}
        assert kernel.terms == terms(problem, plan_of(problem, {}))


def test_it_returns_to_no_plan_where_there_is_none_that_holds_the_pins() -> None:
    with stepped(small.problem(pins=PINNED)) as kernel:
        kernel.insert(0)
        kernel.keep()
        before = kernel.plan()[0]
        kernel.return_to_best()
        assert kernel.plan()[0] == before != {}


@pytest.mark.parametrize(
    ("trainees", "priority", "cost", "countable"),
    [(6, 1, 100, True), (10**6, 1, 100, True), (10**6, 10**6, 100, False), (10**6, 1, 10**9, False)],
)
def test_it_knows_which_numbers_are_too_large_for_it(
    trainees: int, priority: int, cost: int, countable: bool
) -> None:
    problem = small.problem(
        demand=f"{demand}D1,U1,ONE,{trainees},{trainees},{priority},2026-05-10",
        capacity=f"site_id,course_id,parallel_classes,cost_per_trainee\nDE-1,BASIC,1,{cost}",
    )
    assert is_countable(problem) is countable


@pytest.mark.parametrize(("due", "countable"), [("2026-05-10", True), ("0001-01-10", False)])
def test_weeks_late_count_from_a_due_day_before_the_horizon(due: str, countable: bool) -> None:
    """Of 10^8 weighted trainees: 10 weeks are few, those of two thousand years are too many."""
    problem = small.problem(
        demand=f"{demand}D1,U1,ONE,100000,100000,1000,{due}",
        capacity="site_id,course_id,parallel_classes\nDE-1,BASIC,1",
    )
    assert is_countable(problem) is countable


def test_weeks_waiting_count_from_where_people_under_way_come_from() -> None:
    problem = small.problem(demand=f"{demand}D1,U1,ONE,100000,100000,1000,2026-05-10")
    (one,) = problem.demands
    assert is_countable(problem)
    assert not is_countable(replace(problem, demands=(replace(one, origin=Origin(None, None, -(10**5))),)))


def test_people_under_way_count_as_trainees_though_no_demand_asks_for_them() -> None:
    problem = small.problem(demand=f"{demand}D1,U1,ONE,6,6,1,2026-05-10")
    (one,), (cohort,) = problem.demands, problem.cohorts
    many = replace(problem, demands=(replace(one, priority=0),), cohorts=(replace(cohort, size=10**9),))
    assert not is_countable(many)


# Plans


@pytest.mark.slow
@pytest.mark.parametrize("with_published", [False, True], ids=["first", "again"])
def test_it_finds_the_optimum_of_nearly_every_tiny_dataset_and_never_better(with_published: bool) -> None:
    """Each of them binds some rule: one that the kernel breaks, or forbids too much, shows here."""
    reached = wanted = 0
    for seed in SEEDS_OF_PLANS:
        case, optimum = tiny(seed, with_published), best(seed, with_published)
        with Kernel(case.problem, find_options(case.problem), 1) as kernel:
            pursue_all_tiers(kernel, 500)
            assert_counts_as_python_does(kernel)
            assert kernel.has_plan <= (optimum is not None), seed
            wanted += optimum is not None
            if kernel.has_plan and optimum is not None:
                plan = plan_of(case.problem, kernel.best())
                case.assert_allowed(plan)
                assert case.value(plan) == tuple(kernel.values()) >= optimum, seed
                reached += tuple(kernel.values()) == optimum
    assert reached >= 0.9 * wanted


@pytest.mark.parametrize("seed", range(1, 4))
def test_its_plans_break_no_rule_and_a_later_tier_never_worsens_an_earlier_one(seed: int) -> None:
    problem = build_problem(generate("small", seed))
    options = find_options(problem)
    with Kernel(problem, options, seed) as kernel:
        plan = greedy_plan(problem, options)
        assert plan
        kernel.load(plan)
        before = kernel.values()
        for tier in range(len(problem.objective)):
            kernel.run(tier, 0.5, 2_000)
            after = kernel.values()
            assert after <= before
            assert after[:tier] <= before[:tier]
            assert broken(problem, kernel.best()) == []
            before = after
            kernel.return_to_best()


@pytest.mark.parametrize("seed", range(1, 4))
def test_its_first_plan_breaks_no_rule_where_pins_leave_one(seed: int) -> None:
    problem = build_problem(generate("small", seed))
    with Kernel(problem, find_options(problem), seed) as kernel:
        placed = kernel.place_everybody()
        assert placed == kernel.has_plan
        if placed:
            assert broken(problem, kernel.best()) == []


@pytest.mark.slow
def test_it_places_everybody_where_everybody_fits() -> None:
    """One seed in two does: the others end in a basin where one demand is left."""
    problem = build_problem(generate_planted("small", 1)[0])

    def unmet(seed: int) -> int:
        with Kernel(problem, find_options(problem), seed) as kernel:
            pursue_all_tiers(kernel, 60_000)
            assert broken(problem, kernel.best()) == []
            return kernel.terms["unmet"]

    assert any(unmet(seed) == 0 for seed in range(1, 7))


def test_the_same_seed_gives_the_same_plan_and_another_one_another() -> None:
    problem = thin(1)

    def found(seed: int) -> Assignment:
        with Kernel(problem, find_options(problem), seed) as kernel:
            pursue_all_tiers(kernel, 500)
            return kernel.best()

    assert found(1) == found(1)
    assert found(1) != found(2)


PINNED = small.pins("D3-01,1,DE-1,2026-04-13")


def test_free_steps_of_a_pinned_cohort_move_and_pinned_ones_stay() -> None:
    """The pinned step of D3-01 is in week 6; its other step can be in any of the weeks behind it."""
    problem = small.problem(pins=PINNED)
    with stepped(problem) as kernel:
        assert kernel.place_everybody()
        pinned = problem.cohort_index["D3-01"]
        first = kernel.plan()[0][pinned]
        kernel.take_out(pinned)
        assert not kernel.is_allowed()
        assert kernel.insert(pinned)
        again = kernel.plan()[0][pinned]
    assert [seat.start for seat in (first[0], again[0])] == [6, 6]
    assert again[1].start >= 8


LATE = "D1-01 1 DE-1 03-30 a; D2-01 1 DE-2 03-30 a; D3-01 1 PL-1 03-30 a"
SOON = small.table("demand_id,unit_id,pipeline_id,trainees,due")(
    *(f"D{number},U1,ONE,6,2026-03-15" for number in (1, 2, 3))
)


@pytest.mark.parametrize(("most", "changes"), [(None, 18), (12, 12), (6, 6), (5, 0)])
def test_a_cap_on_changes_holds(most: int | None, changes: int) -> None:
    """Published four weeks late, nobody would be if all moved; each who may not costs 24 weeks."""
    capped = replace(small.problem(small.published(LATE, 6), demand=SOON), most_changes=most)
    with Kernel(capped, find_options(capped), 1) as kernel:
        kernel.load(assignment_of(capped, small.plan(LATE)))
        pursue_all_tiers(kernel, 1_000)
        assert kernel.terms["changes"] == changes
        assert kernel.terms["lateness"] == 4 * (18 - changes)


EARLY = "D1-01 1 DE-1 03-02 a; D2-01 1 DE-2 03-02 a; D3-01 1 PL-1 03-02 a"


@pytest.mark.parametrize("tier", [0, 1])
@pytest.mark.parametrize(("most", "changes"), [(17, 12), (6, 6), (0, 0)])
def test_a_plan_above_the_cap_is_brought_back_under_it(tier: int, most: int, changes: int) -> None:
    """All have been moved, for less lateness: as few go back as must."""
    capped = replace(small.problem(small.published(LATE, 6), demand=SOON), most_changes=most)
    with Kernel(capped, find_options(capped), 1) as kernel:
        kernel.load(assignment_of(capped, small.plan(EARLY)))
        assert kernel.terms["changes"] == 18
        kernel.run(tier, 1.0, 1_000)
        assert kernel.terms["changes"] <= most
        kernel.run(1, 0.0, 1_000)
        assert kernel.terms["changes"] == changes


@pytest.mark.parametrize("seed", range(1, 4))
def test_many_changes_too_many_are_taken_back(seed: int) -> None:
    """From another plan than the published one; within the cap is whatever is near that."""
    problem = thin(seed)
    with Kernel(problem, find_options(problem), 1) as kernel:
        pursue_all_tiers(kernel, 500)
        first = plan_of(problem, kernel.best())
    before = build_problem(thinned("small", seed, demand=2), small.published_by(problem, first))
    with Kernel(before, find_options(before), 2) as kernel:
        kernel.place_everybody()
        kernel.run(0, 1.0, 50)
        moved, other = kernel.terms["changes"], kernel.best()
    assert moved > 0
    capped = replace(before, most_changes=moved // 4)
    with Kernel(capped, find_options(capped), 3) as kernel:
        kernel.load(other)
        kernel.run(0, 0.5, 20_000)
        assert kernel.terms["changes"] <= moved // 4
        assert broken(capped, kernel.best()) == []


@pytest.mark.parametrize(("most", "tier_has", "cap"), [(12, 6, 6), (6, 12, 6), (None, 6, 6)])
def test_a_tier_of_changes_holds_below_the_cap_too(most: int | None, tier_has: int, cap: int) -> None:
    problem = replace(small.problem(), objective=("unmet", "changes", "cost"), most_changes=most)
    values = {**dict.fromkeys(TERMS, 0), "changes": tier_has}
    assert phase_of(problem, 2, values, 0.5).cap[TERMS.index("changes")] == cap
