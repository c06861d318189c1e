"""Where classes alone cost full ones are worth something: moving one cohort seldom saves a class."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.problems.packing import Packing
from tests.support import small
from tests.support.kernels import needs_kernel
from trainopt.check import check, terms
from trainopt.dataset import write_dataset
from trainopt.kernel import phases
from trainopt.kernel.engine import opened
from trainopt.kernel.phases import phase_of
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search.greedy import greedy_plan
from trainopt.tables import TERMS

STEPS = 60_000

# As many as can be told from each other by no pattern; they have room in so many bins.
SIZES = tuple(20 + (37 * number * number + 11 * number) % 81 for number in range(1, 121))
PACKING = Packing("uneven", 150, SIZES)


@pytest.fixture
def bins(tmp_path: Path) -> Problem:
    write_dataset(PACKING.dataset(), tmp_path / "bins")
    return build_problem(tmp_path / "bins")


def packed(problem: Problem, seed: int) -> int:
    """How many bins the kernel comes to from the greedy plan."""
    options, tier = find_options(problem), problem.objective.index("cost")
    start = greedy_plan(problem, options)
    assert start is not None
    with opened(problem, options, seed, start) as kernel:
        kernel.run(0, 0.0, 500)
        kernel.return_to_best()
        for step in range(0, STEPS, 500):
            kernel.run(tier, 1 - step / STEPS, 500)
        plan = plan_of(problem, kernel.best())
        assert check(problem, plan) == []
        assert terms(problem, plan) == kernel.terms
        assert kernel.terms["unmet"] == 0
        return kernel.terms["cost"] // 10_000


@needs_kernel
def test_classes_are_emptied_by_filling_others(bins: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    with_it = [packed(bins, seed) for seed in (1, 2, 3)]
    monkeypatch.setattr(phases, "_cost_of_class_alone", lambda problem: 0.0)
    without = [packed(bins, seed) for seed in (1, 2, 3)]
    assert sum(with_it) < sum(without)


@pytest.mark.parametrize(
    ("per_class", "per_trainee", "filled"),
    [("2000", "", True), ("2000", "0", True), ("2000", "10", False), ("", "", False)],
)
def test_full_classes_are_worth_something_where_trainees_cost_nothing(
    per_class: str, per_trainee: str, filled: bool
) -> None:
    problem = small.problem(
        capacity="site_id,course_id,parallel_classes,cost_per_class,cost_per_trainee\n"
        f"DE-1,BASIC,1,{per_class},{per_trainee}\nDE-1,LEADER,1,,\n"
    )
    asked = {term: phase_of(problem, tier, dict.fromkeys(TERMS, 0), 1.0) for tier, term in enumerate(TERMS)}
    assert [term for term, phase in asked.items() if phase.filled] == ["cost"] * filled


def test_temperatures_are_shares_of_what_a_class_costs() -> None:
    cold, hot = (phase_of(costing(cost), TERMS.index("cost"), ZERO, 0.0) for cost in (1_000, 4_000))
    assert (hot.temperature, hot.filled) == (4 * cold.temperature, 1)


ZERO = dict.fromkeys(TERMS, 0)


def costing(cost: int) -> Problem:
    return small.problem(
        capacity=f"site_id,course_id,parallel_classes,cost_per_class\nDE-1,BASIC,1,{cost}\nDE-1,LEADER,1,\n"
    )
