"""As long as there is no plan, all the time there is goes into finding one."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.support import small
from tests.support.moves import APART, EVERYBODY, basic, change, placed
from trainopt.search.child import Job
from trainopt.search.cpsat import Outcome, SolvedTier, SolverEffort, TierModel
from trainopt.search.messages import Chosen, Finished, Found, Message, Working
from trainopt.search.params import Clock, Params
from trainopt.search.tiers import Search

PROBLEM = small.problem(demand=EVERYBODY, **basic(2))


def clock(gone: float, seconds: float, spare: float, reserve: float = 2.0) -> Clock:
    return Clock(time.monotonic() - gone, seconds, reserve, spare)


@pytest.mark.parametrize(
    ("gone", "seconds", "spare", "left", "for_first"),
    [(0, 100, 0, 98, 99), (0, 75, 25, 73, 99), (80, 75, 25, -7, 19), (120, 75, 25, -47, -21)],
    ids=["nothing is spare", "some is", "the rest is up", "all is up"],
)
def test_what_is_left(gone: float, seconds: float, spare: float, left: float, for_first: float) -> None:
    found = clock(gone, seconds, spare)
    assert found.left() == pytest.approx(left, abs=0.5)
    assert found.left_for_first() == pytest.approx(for_first, abs=0.5)
    child = found.of_child()
    assert (child.left(), child.left_for_first()) == pytest.approx((left, for_first), abs=0.5)


def test_the_start_of_a_process_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    child = clock(0, 75, 25).of_child()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 10)  # seconds in which it was started
    assert (child.left(), child.left_for_first()) == pytest.approx((63, 89), abs=0.5)


class Recorded:
    """Solves, and what each of them was allowed to spend."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, first: SolvedTier | None = None) -> None:
        self.efforts: list[SolverEffort] = []
        minimise = TierModel.minimise

        def recorded(model: TierModel, term: Any, hint: Any, effort: SolverEffort, *on: Any) -> SolvedTier:
            self.efforts.append(effort)
            return first or minimise(model, term, hint, effort, *on)

        monkeypatch.setattr(TierModel, "minimise", recorded)


def searched(used: Clock) -> list[Message]:
    messages: list[Message] = []
    Search(PROBLEM, Params(seconds=100, workers=1), used, messages.append).run(Job(0, None, bounds=False))
    return messages


def test_any_plan_is_looked_for_first_with_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = Recorded(monkeypatch)
    messages = searched(clock(0, 75, 25))
    first, *others = recorded.efforts
    assert first.first
    assert first.seconds == pytest.approx(99, abs=5)
    assert not any(effort.first or effort.seconds > 75 for effort in others)
    assert messages[-1] == Finished(in_time=True)
    assert any(isinstance(message, Found) for message in messages)


def test_where_none_is_found_it_is_not_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = Recorded(monkeypatch, SolvedTier(Outcome.UNKNOWN, None, None, 0.0))
    messages = searched(clock(80, 75, 25))
    assert [effort.seconds for effort in recorded.efforts] == pytest.approx([19], abs=5)
    assert messages[-1] == Finished(in_time=False)


def test_who_has_a_plan_spends_no_time_on_finding_one(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = Recorded(monkeypatch)
    messages: list[Message] = []
    search = Search(PROBLEM, Params(seconds=100, workers=1), clock(0, 75, 25), messages.append)
    search.run(Job(0, placed(change(PROBLEM, APART)), bounds=False))
    assert not any(effort.first for effort in recorded.efforts)
    assert Chosen("the whole model", together=False) in messages
    assert Working("CP-SAT, for any plan") not in messages
