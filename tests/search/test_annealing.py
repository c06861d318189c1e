"""A solver process with the kernel: what it says, and what it does where there is no kernel."""

from __future__ import annotations

import pytest

from tests.support import small
from tests.support.annealed import REPEATABLE
from tests.support.kernels import needs_kernel
from trainopt.check import check
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.search import tiers
from trainopt.search.child import Job
from trainopt.search.greedy import greedy_plan
from trainopt.search.messages import (
    ANNEALED,
    BY_NEIGHBOURHOODS,
    WHOLE,
    Chosen,
    Finished,
    Found,
    Message,
    Tried,
)
from trainopt.search.params import Clock, Params
from trainopt.search.tiers import Search


def searched(problem: Problem, *, compiled: bool = True) -> list[Message]:
    messages: list[Message] = []
    start = greedy_plan(problem, find_options(problem))
    assert start is not None
    search = Search(problem, REPEATABLE, Clock.start(600), messages.append)
    search.run(Job(0, start, bounds=False, compiled=compiled))
    return messages


@needs_kernel
def test_it_says_every_better_plan_and_ends(large: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainopt.search.annealing.SEND_EVERY", 0.0)
    monkeypatch.setattr("trainopt.search.annealing.SEND_PER_SEAT", 0.0)
    messages = searched(large)
    assert Chosen(ANNEALED, together=True) in messages
    assert messages[-1] == Finished(in_time=True)
    plans = [plan_of(large, message.assignment) for message in messages if isinstance(message, Found)]
    assert len(plans) > 1
    assert all(check(large, plan) == [] for plan in plans)


@needs_kernel
@pytest.mark.parametrize("repeatable", [True, False])
def test_it_says_how_much_was_tried(large: Problem, repeatable: bool) -> None:
    start = greedy_plan(large, find_options(large))
    messages: list[Message] = []
    params = Params(seconds=2, workers=1, repeatable=repeatable)
    Search(large, params, Clock.start(2), messages.append).run(Job(0, start, bounds=False))
    tried = [message.trials for message in messages if isinstance(message, Tried)]
    assert tried == sorted(tried)
    assert tried[-1] > 0


@pytest.mark.parametrize("why", ["not compiled", "after a crash", "numbers too large"])
def test_without_the_kernel_it_searches_by_neighbourhoods(
    large: Problem, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "not compiled":
        monkeypatch.setattr(tiers, "is_available", lambda: False)
    if why == "numbers too large":
        monkeypatch.setattr(tiers, "is_countable", lambda _: False)
    messages = searched(large, compiled=why != "after a crash")
    assert Chosen(BY_NEIGHBOURHOODS, together=True) in messages


class Crowded:
    """Stands for the compiled library where memory is short: to open a kernel, or to load a plan."""

    def __init__(self, *, opens: bool) -> None:
        self.opens = opens
        self.closed = 0

    def kernel_open(self, *_: object) -> int:
        return int(self.opens)

    def kernel_load(self, *_: object) -> int:
        return 0

    def kernel_close(self, _: object) -> None:
        self.closed += 1


@pytest.mark.parametrize("opens", [False, True], ids=["to open", "to load"])
@needs_kernel
def test_where_memory_is_short_for_the_kernel_the_search_goes_on_without_it(
    large: Problem, monkeypatch: pytest.MonkeyPatch, opens: bool
) -> None:
    crowded = Crowded(opens=opens)
    monkeypatch.setattr("trainopt.kernel.engine.library", lambda: crowded)
    messages = searched(large)
    assert Chosen(BY_NEIGHBOURHOODS, together=True) in messages
    assert isinstance(messages[-1], Finished)
    assert crowded.closed == opens


@needs_kernel
def test_a_small_problem_is_solved_whole_where_memory_is_short_for_the_kernel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trainopt.kernel.engine.library", lambda: Crowded(opens=False))
    messages = searched(small.problem())
    assert Chosen(WHOLE, together=False) in messages
    assert messages[-1] == Finished(in_time=True)


@needs_kernel
@pytest.mark.parametrize("seconds", [2, 0])
def test_where_nobody_has_an_option_there_is_the_empty_plan(seconds: float) -> None:
    problem = small.problem(capacity="site_id,course_id,parallel_classes\nDE-1,LEADER,1")
    messages: list[Message] = []
    params = Params(seconds=seconds, workers=1, repeatable=True)
    Search(problem, params, Clock.start(600), messages.append).run(Job(0, {}, bounds=False))
    assert isinstance(messages[-1], Finished)
    assert [message.assignment for message in messages if isinstance(message, Found)] == [{}]
