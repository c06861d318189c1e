"""Several short runs of the kernel before a small problem is solved whole."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import small
from tests.support.annealed import REPEATABLE
from trainopt.problem.options import find_options
from trainopt.search import tiers
from trainopt.search.greedy import greedy_plan
from trainopt.search.params import Clock, Params
from trainopt.search.tiers import Search


@pytest.mark.parametrize(("seconds", "runs"), [(4, 1), (8, 2), (60, 5)])
def test_the_best_of_several_runs_is_taken_before_a_small_problem_is_solved_whole(
    monkeypatch: pytest.MonkeyPatch, seconds: float, runs: int
) -> None:
    problem = small.problem()
    options = find_options(problem)
    best = greedy_plan(problem, options)
    assert best
    found: list[tuple[float, int]] = []

    def run(self: Search, *given: Any) -> Any:
        found.append((given[3], given[4]))
        return best if given[4] == 0 else {}

    monkeypatch.setattr(Search, "_annealed", run)
    monkeypatch.setattr(tiers, "POLISH_PER_OPTION", 1.0)
    params = Params(seconds=seconds, workers=1, repeatable=True)
    search = Search(problem, params, Clock.start(600), lambda _: None)
    assert search._annealed_in_brief(options, {}) == best
    assert [number for _, number in found] == list(range(runs))
    assert sum(time for time, _ in found) == pytest.approx(0.25 * seconds)


def test_where_the_first_run_is_no_better_there_are_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = small.problem()
    options = find_options(problem)
    start = greedy_plan(problem, options)
    assert start
    numbers: list[int] = []

    def run(self: Search, *given: Any) -> Any:
        numbers.append(given[4])
        return start

    monkeypatch.setattr(Search, "_annealed", run)
    monkeypatch.setattr(tiers, "POLISH_PER_OPTION", 1.0)
    search = Search(problem, Params(seconds=60, repeatable=True), Clock.start(600), lambda _: None)
    assert search._annealed_in_brief(options, start) == start
    assert numbers == [0]


def test_a_run_that_makes_it_worse_or_has_no_memory_leaves_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = small.problem()
    options = find_options(problem)
    start = greedy_plan(problem, options)
    assert start
    search = Search(problem, REPEATABLE, Clock.start(600), lambda _: None)
    nothing: tuple[Any, ...] = ({}, None)
    for found in nothing:
        monkeypatch.setattr(Search, "_annealed", lambda *_, found=found: found)
        assert search._annealed_in_brief(options, start) == start
