"""At every moment of a run no bound is above the value beside it, nor above what was found later."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from tests.support.generated import thinned
from trainopt.problem import build_problem
from trainopt.search.effort import Effort, Progress
from trainopt.search.optimise import optimise
from trainopt.search.params import Params
from trainopt.search.result import Tier

pytestmark = pytest.mark.slow

CASES = {"the whole model": ("small", 6, 3), "large neighbourhoods": ("small", 1, 1)}


@pytest.mark.parametrize(("size", "demand", "capacity"), CASES.values(), ids=CASES)
def test_no_bound_is_above_a_value(size: str, demand: int, capacity: int) -> None:
    seen: list[tuple[Tier, ...]] = []

    stop = threading.Event()
    began = time.monotonic()

    def look(progress: Progress) -> None:
        """It goes on for some seconds, and on a slow machine until there is a bound that says something."""
        seen.append(progress.tiers)
        if time.monotonic() - began > 6 and any(tier.bound > 0 for tier in progress.tiers):
            stop.set()

    problem = build_problem(thinned(size, 2, demand=demand, capacity=capacity))
    effort = Effort.of(Params(seconds=300, workers=2))
    result = optimise(problem, replace(effort, observer=look, stop=stop))
    moments = [tiers for tiers in [*seen, result.tiers] if tiers]
    assert any(tier.bound > 0 for tiers in moments for tier in tiers)
    assert all(tier.bound <= tier.value for tiers in moments for tier in tiers)
    assert max(tiers[0].bound for tiers in moments) <= result.tiers[0].value
    assert all(event.tier.bound <= event.tier.value for event in result.log)
    assert result.bug is None
