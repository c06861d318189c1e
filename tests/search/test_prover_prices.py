"""When prices prove lateness beside the search, for how long, and what is told as fewer are unmet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.support.generated import thinned
from tests.support.kernels import needs_kernel
from trainopt.check import terms
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options, size
from trainopt.search import prover
from trainopt.search.greedy import greedy_plan
from trainopt.search.messages import ANY_VALUE, Bounded
from trainopt.search.params import Clock, Params
from trainopt.search.pricing import LONGEST_STRIDE, PricedBound, Pricing
from trainopt.search.prover import Prover

pytestmark = needs_kernel


@pytest.fixture(scope="module")
def problem() -> Problem:
    return build_problem(thinned("small", 3, demand=2, capacity=2))


@pytest.fixture(scope="module")
def plan(problem: Problem) -> Assignment:
    found = greedy_plan(problem, find_options(problem))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def values(problem: Problem, plan: Assignment) -> list[int]:
    found = terms(problem, plan_of(problem, plan))
    return [found[name] for name in problem.objective]


def prover_of(problem: Problem, seconds: float = 600) -> tuple[Prover, list[Bounded]]:
    told: list[Bounded] = []
    params = Params(seconds=seconds, workers=1)
    return Prover(problem, find_options(problem), params, Clock.start(seconds), told.append), told


def test_lateness_is_bounded_by_prices(problem: Problem, values: list[int]) -> None:
    asked, told = prover_of(problem)
    asked._prove_by_prices(1, values)
    (found,) = told
    assert (found.tier, found.kept) == (1, (values[0],))
    assert 0 < found.bound <= values[1]


def test_other_tiers_are_not(problem: Problem, values: list[int]) -> None:
    asked, told = prover_of(problem)
    asked._prove_by_prices(3, values)
    assert asked.pricing is None
    late_first = problem.pursuing(("lateness", "unmet"), None)
    asked, _ = prover_of(late_first)
    asked._prove_by_prices(0, values)
    assert (asked.pricing, told) == (None, [])


def test_without_a_kernel_nothing_is_priced(
    problem: Problem, values: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prover, "is_available", lambda: False)
    asked, told = prover_of(problem)
    asked._prove_by_prices(1, values)
    assert (asked.pricing, told) == (None, [])


def test_prices_climb_within_a_later_tiers_share_and_again_with_short_strides(
    problem: Problem, values: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    climbs: list[tuple[int, float]] = []

    def climb(
        self: Pricing, _: int, steps: int, expired: Callable[[], bool], first: float = LONGEST_STRIDE
    ) -> PricedBound:
        climbs.append((steps, first))
        return self.best

    monkeypatch.setattr(Pricing, "climb", climb)
    step = prover.CLIMB_PER_OPTION * size(find_options(problem))
    for seconds in (100.5 * step / prover.LATER_SHARE, 1e5):
        asked, _ = prover_of(problem, seconds)
        asked.clock = Clock.start(1e5)
        asked._prove_by_prices(1, values)
    asked._prove_by_prices(1, values)
    most = prover.MOST_CLIMBED
    assert climbs == [(100, LONGEST_STRIDE), (most, LONGEST_STRIDE), (most, prover.AGAIN_STRIDE)]


def test_without_time_for_a_step_nothing_is_priced(problem: Problem, values: list[int]) -> None:
    asked, told = prover_of(problem, 1e-9)
    asked.clock = Clock.start(1e5)
    asked._prove_by_prices(1, values)
    assert (asked.pricing, told) == (None, [])


@pytest.mark.parametrize("repeatable", [False, True])
def test_who_has_used_up_the_share_ends_unless_steps_are_counted(
    problem: Problem, values: list[int], repeatable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[bool] = []

    def climb(self: Pricing, _: int, __: int, expired: Callable[[], bool], ___: float) -> PricedBound:
        ended.append(expired())
        return self.best

    monkeypatch.setattr(Pricing, "climb", climb)
    asked, _ = prover_of(problem, 600)
    asked.params = replace(asked.params, repeatable=repeatable)
    passed = iter([0.0, 0.0, 600 * prover.LATER_SHARE + 1])
    monkeypatch.setattr(Clock, "elapsed", lambda _: next(passed, 590.0))
    monkeypatch.setattr(Clock, "left", lambda _: 10.0)
    next(passed)
    asked._prove_by_prices(1, values)
    assert ended == [not repeatable]


def test_where_memory_is_short_the_search_goes_on_without(
    problem: Problem, values: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("trainopt.kernel.market.Market.ask", short)
    asked, told = prover_of(problem)
    asked._prove_by_prices(1, values)
    asked.hear(values)
    assert told == []


def test_as_fewer_are_unmet_more_is_told(problem: Problem, values: list[int]) -> None:
    """Of as many or more nothing is told again, nor of what is known."""
    asked, told = prover_of(problem)
    asked.hear(values)
    assert told == []
    asked._prove_by_prices(1, values)
    asked.hear(values)
    asked.hear([values[0] + 1, *values[1:]])
    assert len(told) == 1
    fewer = [values[0] - 10, *values[1:]]
    asked.hear(fewer)
    assert told[1].kept == (fewer[0],)
    assert told[1].bound > told[0].bound
    asked.known = lambda tier, _: 10**9
    asked.hear([values[0] - 20, *values[1:]])
    assert len(told) == 2


def test_tiers_between_may_have_any_value(problem: Problem, values: list[int]) -> None:
    others = problem.pursuing(("unmet", "cost", "lateness"), None)
    asked, told = prover_of(others)
    asked._prove_by_prices(2, [values[0], 5, 10**6])
    assert told[0].kept == (values[0], ANY_VALUE)
