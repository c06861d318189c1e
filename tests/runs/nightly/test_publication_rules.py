"""The publication rules, each with what it permits and what it forbids, and the file that sets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainopt.check import Broken
from trainopt.errors import InputFaults, UsageError
from trainopt.runs.nightly.rules import (
    PUBLICATION_RULES,
    Findings,
    PublicationRules,
    judge,
    part_of,
    read_rules,
)
from trainopt.search.result import Tier


def tiers(*values: tuple[int, int]) -> tuple[Tier, ...]:
    terms = ("unmet", "lateness", "changes")
    return tuple(Tier(term, *pair, 0.0) for term, pair in zip(terms, values, strict=False))


GOOD = tiers((10, 8), (5, 0), (3, 0))
REPAIRED = (10, 5, 3)


def named(*numbers: int) -> frozenset[str]:
    return frozenset(f"X-{number}" for number in numbers)


def found(**known: object) -> Findings:
    values: dict[str, object] = {"broken": (), "tiers": GOOD, "repaired": REPAIRED, "near": named(*range(20))}
    return Findings(**values | known)  # type: ignore[arg-type]


def failing(evidence: Findings, rules: PublicationRules | None = None) -> list[str]:
    """The rules that do not hold."""
    return [one.rule for one in judge(rules or PublicationRules(), evidence) if not one.holds]


def test_a_good_plan_keeps_them_all() -> None:
    assert failing(found()) == []
    assert [one.rule for one in judge(PublicationRules(), found())] == [
        rule.__name__ for rule in PUBLICATION_RULES
    ]


def test_no_rule_broken() -> None:
    assert failing(found(broken=(Broken(7, "two classes", ()),))) == ["no_rule_broken"]


def test_where_the_published_plan_could_not_be_repaired_nothing_is_published() -> None:
    evidence = found(repaired=None)
    assert failing(evidence) == ["never_worse"]
    assert "could not be repaired" in judge(PublicationRules(), evidence)[1].said


@pytest.mark.parametrize(
    ("values", "worse"),
    [
        (((10, 8), (5, 0), (3, 0)), False),
        (((11, 8), (0, 0), (0, 0)), True),
        (((10, 8), (6, 0), (0, 0)), True),
        (((10, 8), (5, 0), (4, 0)), True),
        (((9, 8), (99, 0), (99, 0)), False),
    ],
    ids=["the same", "tier 1 worse", "tier 2 worse", "tier 3 worse", "tier 1 better"],
)
def test_never_worse_tier_by_tier(values: tuple[tuple[int, int], ...], worse: bool) -> None:
    assert failing(found(tiers=tiers(*values))) == (["never_worse"] if worse else [])


def test_the_first_plan_has_nothing_to_be_worse_than() -> None:
    assert failing(found(repaired=None, first=True, near=frozenset())) == []


@pytest.mark.parametrize(("moved", "held"), [(2, True), (3, False)])
def test_near_moved_without_need_at_most_a_tenth(moved: int, held: bool) -> None:
    evidence = found(moved=named(*range(moved + 4)), forced=named(*range(4)))
    assert failing(evidence) == ([] if held else ["near_moved"])


@pytest.mark.parametrize(("forced", "held"), [(6, True), (7, False)])
def test_near_forced_at_most_three_tenths(forced: int, held: bool) -> None:
    evidence = found(moved=named(*range(forced)), forced=named(*range(forced)))
    assert failing(evidence) == ([] if held else ["near_forced"])


@pytest.mark.parametrize(
    ("tier", "rules", "held"),
    [
        ((10, 1), {}, True),
        ((10, 0), {}, False),
        ((0, 0), {}, True),
        ((10, 0), {"gap_known": False}, True),
        ((10, 8), {"largest_gap_percent": 20}, True),
        ((10, 7), {"largest_gap_percent": 20}, False),
        ((10, 0), {"gap_known": False, "largest_gap_percent": 100}, False),
    ],
)
def test_gap_known(tier: tuple[int, int], rules: dict[str, object], held: bool) -> None:
    evidence = found(tiers=tiers(tier), repaired=(10,))
    assert failing(evidence, PublicationRules.model_validate(rules)) == ([] if held else ["gap_known"])


def test_what_is_said_has_the_figures() -> None:
    said = [one.said for one in judge(PublicationRules(), found(tiers=tiers((11, 8), (5, 0), (3, 0))))]
    assert "unmet 11, where the repaired published plan has 10" in said
    assert "0 of 20 (0 %) of the near cohorts moved without need (at most 10 %)" in said
    assert "unmet 11, bound 8, gap 27.3 %" in said


@pytest.mark.parametrize(
    ("percent", "whole", "part"),
    [(29.0, 100, 29), (0.7, 1000, 7), (3.0, 33, 0), (3.0, 34, 1), (100.0, 7, 7), (0.0, 7, 0), (1e-9, 7, 0)],
)
def test_a_part_is_rounded_down_and_not_by_binary_fractions(percent: float, whole: int, part: int) -> None:
    assert part_of(percent, whole) == part


@pytest.mark.parametrize(
    ("first", "why"), [(True, "nothing was published before"), (False, "no published step is near")]
)
def test_that_there_is_nobody_near_is_said_in_words(first: bool, why: str) -> None:
    evidence = found(repaired=None if first else (10, 5, 3), first=first, near=frozenset())
    said = {one.rule: one.said for one in judge(PublicationRules(), evidence) if one.holds}
    assert said["near_moved"] == said["near_forced"] == f"{why}: there is nobody to move"


class TestTheFile:
    def read(self, folder: Path, text: str) -> PublicationRules:
        (folder / "rules.toml").write_text(text, encoding="utf-8")
        return read_rules(folder / "rules.toml")

    def test_what_is_not_set_is_as_it_would_be_without_a_file(self, tmp_path: Path) -> None:
        assert self.read(tmp_path, "") == PublicationRules()
        assert self.read(tmp_path, "near_weeks = 4\nnear_moved_percent = 5\n") == PublicationRules(
            near_weeks=4, near_moved_percent=5.0
        )

    def test_every_fault_at_once(self, tmp_path: Path) -> None:
        text = 'near_week = 4\nnear_moved_percent = 101\ngap_known = "yes"\nnear_forced_percent = 30\n'
        with pytest.raises(InputFaults) as told:
            self.read(tmp_path, text)
        assert sorted(map(str, told.value.faults)) == [
            "rules.toml: gap_known: must be true or false (got 'yes')",
            "rules.toml: near_moved_percent: must be a number from 0 to 100 (got 101)",
            "rules.toml: near_week: no such rule; did you mean near_weeks?",
        ]

    def test_what_is_no_toml(self, tmp_path: Path) -> None:
        with pytest.raises(InputFaults, match=r"rules\.toml: is not TOML"):
            self.read(tmp_path, "near_weeks =")

    def test_what_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="cannot be read"):
            read_rules(tmp_path / "rules.toml")
