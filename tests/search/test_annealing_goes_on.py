"""How a solver process goes on: from others' plans, from what the prover finds, and without the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.search.test_watch import FOUND, PLAN, TOGETHER, watched
from tests.support import small
from tests.support.annealed import annealing
from tests.support.generated import thinned
from tests.support.kernels import needs_kernel
from trainopt.kernel.engine import Kernel
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search.annealing import Round, stages
from trainopt.search.child import Job
from trainopt.search.messages import Found, Shared
from trainopt.search.prover import Prover


@needs_kernel
def test_time_that_later_tiers_do_not_need_goes_to_the_first_one_that_is_not_proven(large: Problem) -> None:
    """`changes` is 0 without a plan in force, so that its stage ends at once."""
    two = replace(large, objective=("unmet", "changes"))
    with Kernel(two, find_options(two), 1) as kernel:
        kernel.place_everybody()
        found = annealing(kernel, [])
        found.run([Round(found.time, stages(2))])
        assert kernel.values()[0] > 0
        assert found._passed() >= 1.0


@needs_kernel
def test_it_ends_early_where_no_tier_can_become_better(large: Problem) -> None:
    one = replace(large, objective=("changes",))
    with Kernel(one, find_options(one), 1) as kernel:
        kernel.place_everybody()
        found = annealing(kernel, [])
        found.run([Round(found.time, stages(1))])
        assert found.steps == 0


@needs_kernel
@pytest.mark.parametrize("is_better", [True, False])
def test_it_goes_on_from_a_plan_that_the_prover_found_where_that_is_better(
    large: Problem, is_better: bool
) -> None:
    options = find_options(large)
    with Kernel(large, options, 1) as other:
        other.place_everybody()
        other.run(0, 0.0, 500)
        good, values = other.best(), other.values()
    with Kernel(large, options, 1) as kernel:
        kernel.place_everybody()
        worse = kernel.best()
        found = annealing(kernel, [])
        if not is_better:
            kernel.load(good)
        before = kernel.values()
        found.prover = Proving(good if is_better else worse)
        found._prove()
        assert kernel.values() == values
        assert (kernel.values() < before) == is_better


class Proving(Prover):
    """Has one plan to hand back."""

    def __init__(self, plan: Assignment) -> None:
        self.plan = plan

    def is_due(self, passed: float, values: Sequence[int] | None = None) -> bool:
        return True

    def prove_next(self, plan: Assignment) -> Assignment:
        return self.plan


@needs_kernel
def test_it_goes_on_from_another_ones_plan_where_that_is_better(large: Problem) -> None:
    options = find_options(large)
    with Kernel(large, options, 1) as one, Kernel(large, options, 2) as other:
        one.place_everybody()
        other.load({})
        better = Shared(one.best(), one.terms)
        worse = Shared(other.best(), other.terms)
        found = annealing(other, [worse, better])
        found._take_over()
        assert other.values() == one.values()
        annealing(one, [worse])._take_over()
        assert one.terms == better.terms


@needs_kernel
@pytest.mark.parametrize("better_comes_last", [True, False])
def test_of_plans_that_others_sent_the_best_is_gone_on_from(large: Problem, better_comes_last: bool) -> None:
    options = find_options(large)
    with Kernel(large, options, 1) as one, Kernel(large, options, 2) as other:
        one.place_everybody()
        better = Shared(one.best(), one.terms)
        other.load({index: seats for index, seats in one.best().items() if index % 2})
        worse = Shared(other.best(), other.terms)
        other.load({})
        annealing(other, [worse, better] if better_comes_last else [better, worse])._take_over()
        assert other.terms == better.terms


@needs_kernel
def test_a_plan_within_the_cap_on_changes_is_better_than_any_beyond_it(large: Problem) -> None:
    options = find_options(large)
    with Kernel(large, options, 1) as kernel:
        kernel.place_everybody()
        first = plan_of(large, kernel.best())
    before = build_problem(thinned("small", 1, demand=2), small.published_by(large, first))
    capped = replace(before, most_changes=0)
    with Kernel(capped, find_options(capped), 1) as kernel:
        kernel.load({})
        found = annealing(kernel, [])
        assert found._rank({**kernel.terms, "changes": 0, "unmet": 10**9}) < found.told


def test_a_better_plan_of_one_process_is_told_to_the_others_alone() -> None:
    watch = watched([(0, FOUND), (0, TOGETHER)])
    watch.hear((1, Found(PLAN, "again")))  # no better
    assert [watch.nobody.told(number) for number in (0, 1, 2)] == [[], [], []]
    better = {**PLAN}
    watch.incumbent.plan = None
    watch.hear((1, Found(better, "better")))
    values = watch.incumbent.values
    assert [watch.nobody.told(number) for number in (0, 1, 2)] == [
        [Shared(better, values)],
        [],
        [Shared(better, values)],
    ]


# Crashes


@pytest.mark.parametrize("faulty", [True, False])
def test_after_a_fault_of_compiled_code_all_go_on_without_the_kernel(
    faulty: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = not faulty
    watch = watched([(0, FOUND), (0, TOGETHER)])
    monkeypatch.setattr(watch.nobody.members[1], "end", lambda: faulty)
    watch._lost(1)
    assert watch.nobody.jobs[-1] == Job(1, PLAN, bounds=False, compiled=compiled)
    later = watch.nobody.jobs[3:]
    assert {job.number for job in later} == ({1} if compiled else {0, 1, 2})
    assert all(job.compiled is compiled for job in later)
