"""What two plans' difference is worth: proven, found, chance, or open. Tables in, a word out."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from trainopt.plan.compare import tiers_beside
from trainopt.runs.store import Store
from trainopt.service import certainty
from trainopt.service.actors import operator
from trainopt.service.beginnings import BROUGHT
from trainopt.service.certainty import Certainty, beside, deciding, judged_tiers, tiers_of_runs
from trainopt.service.queueing import RunKind, RunState
from trainopt.service.runs_seen import RunSeen

Tiers = Sequence[tuple[int, int]]
"""Value and bound of each tier."""
TERMS = ("unmet", "lateness", "waiting")


def frame(tiers: Tiers) -> pd.DataFrame:
    rows = [
        {"term": term, "value": value, "bound": bound, "gap": 0.0}
        for term, (value, bound) in zip(TERMS, tiers, strict=False)
    ]
    return pd.DataFrame(rows)


def judged(
    before: Tiers, after: Tiers, without: Sequence[int] | None = None, *, needed: bool = False
) -> list[Certainty]:
    tried = needed or without is not None
    found = judged_tiers(tiers_beside(frame(before), frame(after)), without, taken_back=tried)
    return [tier.certainty for tier in found]


@pytest.mark.parametrize(
    ("before", "after", "without", "said"),
    [
        ([(10, 10)], [(10, 10)], None, "same"),
        ([(10, 4)], [(10, 4)], None, "equal"),
        ([(10, 8)], [(7, 2)], [10], "proven"),  # no plan of before is below 8
        ([(7, 2)], [(10, 8)], None, "proven"),  # no plan of after is below 8
        ([(10, 2)], [(7, 2)], [9], "found"),  # taken back, the plan has 9
        ([(10, 2)], [(7, 2)], [7], "noise"),  # taken back, it is as good
        ([(10, 2)], [(7, 2)], [6], "noise"),
        ([(10, 2)], [(7, 2)], None, "open"),  # nobody looked
        ([(7, 2)], [(10, 2)], [10], "open"),
    ],
)
def test_the_first_tier(before: Tiers, after: Tiers, without: Sequence[int] | None, said: str) -> None:
    assert judged(before, after, without) == [said]


def test_a_plan_that_cannot_stand_without_the_changes_is_found() -> None:
    assert judged([(10, 2)], [(7, 2)], needed=True) == ["found"]


def test_below_a_tier_that_differs_nothing_is_said() -> None:
    assert judged([(10, 2), (5, 5)], [(7, 2), (3, 0)], [7, 3]) == ["noise", "above"]
    assert judged([(10, 10), (9, 1)], [(10, 10), (3, 0)], [10, 8]) == ["same", "found"]


def test_the_tier_that_decides_is_the_first_that_differs_else_the_first_that_may() -> None:
    def term(before: Tiers, after: Tiers) -> str | None:
        found = deciding(
            list(judged_tiers(tiers_beside(frame(before), frame(after)), None, taken_back=False))
        )
        return None if found is None else found.term

    assert term([(10, 4), (5, 5)], [(10, 4), (3, 3)]) == "lateness"
    assert term([(10, 10), (5, 1)], [(10, 10), (5, 2)]) == "lateness"
    assert term([(10, 10)], [(10, 10)]) is None


def test_a_tier_that_one_plan_has_not_has_no_value_there() -> None:
    tiers = list(judged_tiers(tiers_beside(frame([(3, 3)]), frame([(3, 3), (2, 0)])), None, taken_back=False))
    values = [(tier.term, tier.before, tier.after) for tier in tiers]
    assert values == [("unmet", 3, 3), ("lateness", None, 2)]
    assert tiers[1].certainty is Certainty.ABOVE
    assert not tiers[1].better


def run_of(changes: int, base_id: str | None, outcome: dict[str, Any] | None = None) -> RunSeen:
    tiers = [
        {"term": term, "value": value, "bound": 0, "gap": 0.0}
        for term, value in (("unmet", 10), ("changes", changes), ("waiting", 5))
    ]
    outcome = {"tiers": tiers, "without": [10, 0, 5]} if outcome is None else outcome
    return RunSeen(
        number=1, kind=RunKind.PLAN, state=RunState.DONE, author="cora", scopes=(), version=1, drafts=(),
        subject="", seconds=1.0, tries=1, cancelled=False, asked_at="", began_at=None, ended_at="",
        plan_id="p", result_id=None, outcome=outcome, choices={}, base_id=base_id,
    )  # fmt: skip


WITHOUT = {"unmet": 10, "changes": 0, "waiting": 5}


@pytest.mark.parametrize(
    ("base", "other", "terms", "decides"),
    [
        ("a", "a", ["unmet", "changes", "waiting"], "changes"),
        ("a", "b", ["unmet", "waiting"], "unmet"),
        ("a", None, ["unmet", "waiting"], "unmet"),
        (None, None, ["unmet", "waiting"], "unmet"),  # one brought in says not what its own are against
    ],
)
def test_changes_against_two_plans_are_not_compared(
    base: str | None, other: str | None, terms: list[str], decides: str
) -> None:
    """Neither way round: they are counted against the plan that each began from."""
    runs = run_of(0, base), run_of(900, other)
    for run, beside_it in (runs, runs[::-1]):
        found = tiers_of_runs(run, beside_it)
        assert [tier.term for tier in found] == terms
        assert [tier.without for tier in found] == [WITHOUT[term] for term in terms]
        first = deciding(found)
        assert first is not None
        assert first.term == decides


def test_beside_a_plan_that_was_brought_in_its_own_tables_say_what_it_came_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The run that stands for it has none of its own; below changes that are left out more can be said."""
    ran = run_of(0, "brought")
    seen = {1: ran, 2: run_of(900, None, {"message": BROUGHT})}
    before = pd.DataFrame(run_of(900, None).outcome["tiers"])
    both = SimpleNamespace(tiers=tiers_beside(before, pd.DataFrame(ran.outcome["tiers"])))
    monkeypatch.setattr(certainty, "run_seen", lambda _store, _actor, number: seen[number])
    monkeypatch.setattr(certainty, "compare_runs", lambda *_given: both)
    nowhere = cast(Store, None)
    for number, other, without in ((1, 2, [10, 5]), (2, 1, [None, None])):
        tiers = beside(nowhere, operator("op"), number, other).tiers
        assert [tier.term for tier in tiers] == ["unmet", "waiting"]
        assert [tier.certainty for tier in tiers] == ["equal", "equal"]
        assert [tier.without for tier in tiers] == without
