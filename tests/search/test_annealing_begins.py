"""Where a solver process with the kernel begins: nearly cold from a repaired plan, around those in focus."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.support import small
from tests.support.annealed import REPEATABLE
from tests.support.kernels import needs_kernel, watched_chunks
from trainopt.errors import UsageError
from trainopt.kernel.engine import Kernel
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.search.annealing import FOCUS_SHARE
from trainopt.search.child import Job
from trainopt.search.greedy import greedy_plan
from trainopt.search.optimise import optimise
from trainopt.search.params import Clock
from trainopt.search.tiers import Search


@needs_kernel
@pytest.mark.parametrize(("warm", "least", "most"), [(False, 0.9, 1.0), (True, 0.05, 0.5)])
def test_what_was_repaired_is_searched_from_nearly_cold(
    large: Problem, monkeypatch: pytest.MonkeyPatch, warm: bool, least: float, most: float
) -> None:
    chunks = watched_chunks(monkeypatch)
    start = greedy_plan(large, find_options(large))
    search = Search(large, REPEATABLE, Clock.start(600), lambda _: None)
    search.run(Job(0, start, bounds=False, warm=warm))
    assert least <= max(chunk.heat for chunk in chunks) <= most


@needs_kernel
def test_who_is_in_focus_is_before_others_in_the_first_third_and_not_later(
    large: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tuple(int(cohort.index == 3) for cohort in large.cohorts)
    given: list[Sequence[int]] = []
    chunks = watched_chunks(monkeypatch)
    monkeypatch.setattr(Kernel, "focus_on", lambda _, weights: given.append(weights))
    start = greedy_plan(large, find_options(large))
    search = Search(large, REPEATABLE, Clock.start(600), lambda _: None)
    search.run(Job(0, start, bounds=False, focus=weights))
    assert given == [weights]
    shares = [chunk.focus for chunk in chunks]
    assert shares == sorted(shares, reverse=True)
    assert {*shares} == {0.0, FOCUS_SHARE}
    assert 0.3 < shares.count(FOCUS_SHARE) / len(shares) < 0.37


@pytest.mark.parametrize(
    ("focus", "message"),
    [
        ([1], "focus has 1 numbers for 3 cohorts"),
        ([1, 0, -1], "focus must be whole numbers from 0 to 1,000 (got -1)"),
        ([1, 0, 1001], "focus must be whole numbers from 0 to 1,000 (got 1001)"),
        ([1, 0, 0.5], "focus must be whole numbers from 0 to 1,000 (got 0.5)"),
    ],
)
def test_a_focus_that_cannot_be_meant_is_refused(focus: list[int], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        optimise(small.problem(), focus=focus)
    assert str(raised.value) == message
