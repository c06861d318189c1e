"""What two plans' difference is worth: proven, found, chance, or open. Tables in, a word out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from trainopt.plan.compare import tiers_beside
from trainopt.service.certainty import Certainty, deciding, judged_tiers, tiers_of_runs
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


def run_of(asked: str, ended: str, changes: int, *, published: bool) -> RunSeen:
    tiers = [
        {"term": term, "value": value, "bound": 0, "gap": 0.0}
        for term, value in (("unmet", 10), ("changes", changes), ("waiting", 5))
    ]
    return RunSeen(
        number=1, kind=RunKind.PLAN, state=RunState.DONE, author="cora", scopes=(), version=1, drafts=(),
        subject="", seconds=1.0, tries=1, cancelled=False, asked_at=asked, ended_at=ended, plan_id="p",
        result_id=None, outcome={"tiers": tiers, "without": [10, 0, 5]}, choices={}, published=published,
    )  # fmt: skip


def test_changes_against_two_plans_are_not_compared() -> None:
    """Those of the run are against the plan that the other made, whose own are against the one before it."""
    after = run_of("2027-01-02", "2027-01-03", 0, published=False)
    for ended, published, terms in (
        ("2027-01-01", True, ["unmet", "waiting"]),
        ("2027-01-01", False, ["unmet", "changes", "waiting"]),
        ("2027-01-04", True, ["unmet", "changes", "waiting"]),
    ):
        found = tiers_of_runs(after, run_of("2027-01-01", ended, 900, published=published))
        assert [tier.term for tier in found] == terms
        assert [tier.without for tier in found] == [
            {"unmet": 10, "changes": 0, "waiting": 5}[t] for t in terms
        ]
        decides = deciding(found)
        assert decides is not None
        assert decides.term == ("changes" if "changes" in terms else "unmet")
