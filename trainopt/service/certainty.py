"""Two plans side by side: what differs, and of each tier whether that is proven, was found, or is chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from trainopt.plan.compare import Comparison, significance, tiers_beside
from trainopt.runs.store import Store
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor, Scope
from trainopt.service.runs_seen import RunSeen, run_seen
from trainopt.service.shares import compare_runs

WITHOUT = "without"
"""In what a what-if came to: the tiers of its plan, repaired without its changes; null where it cannot be."""


CHANGES = "changes"


class Certainty(StrEnum):
    """What is known of a tier's difference.

    `same`: equal, and both proven best. `equal`: equal, and better ones may exist. `proven`: bounds show that
    the best values differ. `found`: the plan with the changes is better, and repaired without them it is not
    as good. `noise`: as good a plan needs none of the changes: what is better is the search's. `open`: the
    plan differs, and what the best ones are is not known. `above`: a tier above differs already.
    """

    SAME = "same"
    EQUAL = "equal"
    PROVEN = "proven"
    FOUND = "found"
    NOISE = "noise"
    OPEN = "open"
    ABOVE = "above"


@dataclass(frozen=True)
class TierBeside:
    """A tier before and after, with what is proven of both. `without`: after, with the changes taken back.

    A value is None where a plan has no such tier.
    """

    term: str
    before: int | None
    after: int | None
    bound_before: int | None
    bound_after: int | None
    without: int | None
    certainty: Certainty

    @property
    def better(self) -> bool:
        """Whether the plan after has less of it."""
        return self.before is not None and self.after is not None and self.after < self.before


@dataclass(frozen=True)
class Beside:
    """A run's plan beside the one of another run: the tables of `compare`, and its tiers judged."""

    run: int
    other: int
    tables: Comparison
    tiers: tuple[TierBeside, ...]


def beside(store: Store, actor: Actor, number: int, other: int, scope: Scope | None = None) -> Beside:
    """What a run's plan changes against another run's, as a scope of the actor's shows both.

    Tiers count everybody's and are there for who sees all. Raises what `plan_share` raises.
    """
    require(actor, Action.SEE_DATA)
    tables = compare_runs(store, actor, other, number, scope)
    run, against = run_seen(store, actor, number), run_seen(store, actor, other)
    return Beside(number, other, tables, _told(tables.tiers, run, against))


def deciding(tiers: Sequence[TierBeside]) -> TierBeside | None:
    """The first tier that differs, else the first that may; None where all are proven to be the same."""
    differs = (tier for tier in tiers if tier.before != tier.after)
    open_still = (tier for tier in tiers if tier.certainty is not Certainty.SAME)
    return next(differs, None) or next(open_still, None)


def tiers_of_runs(run: RunSeen, other: RunSeen) -> tuple[TierBeside, ...]:
    """The tiers of a run beside another run's, by what both came to; none for who is not told that."""
    a, b = (pd.DataFrame(one.outcome.get("tiers", [])) for one in (other, run))
    return () if a.empty or b.empty else _told(tiers_beside(a, b), run, other)


def _told(tiers: pd.DataFrame, run: RunSeen, other: RunSeen) -> tuple[TierBeside, ...]:
    """The tiers of a comparison of the other's plan with the run's.

    Changes are left out where they are not counted against one plan: then the two numbers say nothing beside
    each other.
    """
    if _changes_apart(run, other):
        kept = tiers[tiers["term"] != CHANGES]
        tiers = kept.assign(significant=list(significance(kept)))
    without = run.outcome.get(WITHOUT)
    if without is not None:
        repaired = dict(zip((tier["term"] for tier in run.outcome["tiers"]), without, strict=False))
        without = [repaired[term] for term in tiers["term"] if term in repaired]
    return tuple(judged_tiers(tiers, without, taken_back=WITHOUT in run.outcome))


def _changes_apart(run: RunSeen, other: RunSeen) -> bool:
    """Whether they began from two plans, or it is not known from which: against that changes are counted."""
    return run.base_id is None or run.base_id != other.base_id


def judged_tiers(
    tiers: pd.DataFrame, without: Sequence[int] | None, *, taken_back: bool
) -> Iterator[TierBeside]:
    """The tiers of a comparison, A before B. `without`: B's values with its changes taken back, by tier.

    They are None where B's plan cannot stand without them; whether that was tried says `taken_back`.
    """
    lines: list[Mapping[str, Any]] = tiers.to_dict("records")  # type: ignore[assignment]
    values = [_number(line["value_b"]) for line in lines]
    known = [value for value in values if value is not None]
    chance = without is not None and len(without) == len(known) == len(values) and list(without) <= known
    for place, line in enumerate(lines):
        repaired = without[place] if without is not None and place < len(without) else None
        yield TierBeside(
            str(line["term"]),
            _number(line["value_a"]),
            values[place],
            _number(line["bound_a"]),
            _number(line["bound_b"]),
            repaired,
            _certainty(line, chance=chance, taken_back=taken_back),
        )


def _number(cell: Any) -> int | None:
    return None if pd.isna(cell) else int(cell)


def _certainty(line: Mapping[str, Any], *, chance: bool, taken_back: bool) -> Certainty:
    significant = line["significant"]
    if significant == "yes":
        return Certainty.PROVEN
    if significant != "no":
        return Certainty.ABOVE
    before, after = line["value_a"], line["value_b"]
    if before == after:
        proven = line["bound_a"] == before and line["bound_b"] == after
        return Certainty.SAME if proven else Certainty.EQUAL
    if after > before or not taken_back:
        return Certainty.OPEN
    return Certainty.NOISE if chance else Certainty.FOUND
