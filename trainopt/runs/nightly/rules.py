"""The publication rules: what a plan must keep to be put in force unattended. One function per rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trainopt.check import Broken
from trainopt.dataset.documents import parse_toml, read_document
from trainopt.dataset.source import Where
from trainopt.dataset.wording import nearest
from trainopt.errors import Fault, InputFaults, UsageError, shown
from trainopt.search.result import Tier
from trainopt.wording import percent

Percent = Annotated[float, Field(ge=0, le=100)]
Weeks = Annotated[int, Field(ge=0, le=260)]


class PublicationRules(BaseModel):
    """rules.toml: what may be set, with the values that hold where it is not.

    `near_weeks`: weeks from that of `as_of` on in which published steps are near. `near_moved_percent`: of
    the near cohorts, at most so many may be moved though the data leaves them where they are.
    `near_forced_percent`: at most so many because the data does not. `gap_known`: something must be proven
    of the first tier. `largest_gap_percent`: the first tier's gap, at most; not set: any.
    `most_moved_percent`: of the trainees of all published steps still to come, the search may move at most so
    many beyond those whom the repaired published plan moves; 100: any whose move makes a tier better.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    near_weeks: Weeks = 8
    near_moved_percent: Percent = 10.0
    near_forced_percent: Percent = 30.0
    gap_known: bool = True
    largest_gap_percent: Percent | None = None
    most_moved_percent: Percent = 3.0


RULES_MUST_BE = {
    "near_weeks": "must be a whole number from 0 to 260",
    "near_moved_percent": "must be a number from 0 to 100",
    "near_forced_percent": "must be a number from 0 to 100",
    "gap_known": "must be true or false",
    "largest_gap_percent": "must be a number from 0 to 100",
    "most_moved_percent": "must be a number from 0 to 100",
}


def read_rules(path: Where) -> PublicationRules:
    """The rules of a TOML file. Raises InputFaults with every fault, UsageError where there is no file.

    >>> _ = Path("rules.toml").write_text("largest_gap_percent = 5.0")
    >>> trainopt.read_rules("rules.toml").largest_gap_percent
    5.0
    """
    file = Path(path)
    if not file.exists():
        raise UsageError(f"{file} cannot be read: no such file")
    text = read_document(file)
    values = text if isinstance(text, Fault) else parse_toml(file.name, text)
    if isinstance(values, Fault):
        raise InputFaults([values])
    try:
        return PublicationRules.model_validate(values)
    except ValidationError as error:
        keys = list(dict.fromkeys(str(detail["loc"][0]) for detail in error.errors()))
        raise InputFaults([_fault(file.name, key, values[key]) for key in keys]) from error


def _fault(file: str, key: str, value: object) -> Fault:
    if key in RULES_MUST_BE:
        return Fault(file, 0, key, f"{RULES_MUST_BE[key]} (got {shown(value)})")
    return Fault(file, 0, key, f"no such rule{nearest(key, RULES_MUST_BE)}")


@dataclass(frozen=True)
class Findings:
    """What the rules judge by.

    `repaired` are the tiers' values of the published plan, repaired; None where it could not be
    repaired, and on the first night, which `first` says. `near` are cohorts
    with near published steps, `moved` those of them who are moved, `forced` those of the moved whom the
    repaired published plan moves too.
    """

    broken: tuple[Broken, ...]
    tiers: tuple[Tier, ...]
    repaired: tuple[int, ...] | None
    first: bool = False
    near: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    forced: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Judged:
    """A rule, whether it holds, and what was found, for a person."""

    rule: str
    holds: bool
    said: str


def no_rule_broken(_: PublicationRules, found: Findings) -> Judged:
    """The plan breaks no rule of the contract. Cannot be switched off."""
    said = "the plan breaks no rule" if not found.broken else f"the plan breaks rules: {found.broken[0]}"
    return Judged("no_rule_broken", not found.broken, said)


def never_worse(_: PublicationRules, found: Findings) -> Judged:
    """Tier by tier at least as good as the published plan, repaired. Cannot be switched off."""
    if found.first:
        return Judged("never_worse", True, "the first plan: none was in force before")
    if found.repaired is None:
        said = "the published plan could not be repaired: nothing to compare with"
        return Judged("never_worse", False, said)
    for tier, repaired in zip(found.tiers, found.repaired, strict=True):
        if tier.value != repaired:
            than = f"{tier.term} {tier.value:,}, where the repaired published plan has {repaired:,}"
            return Judged("never_worse", tier.value < repaired, than)
    return Judged("never_worse", True, "as good as the repaired published plan in every goal")


def near_moved(rules: PublicationRules, found: Findings) -> Judged:
    """Of the near cohorts, few are moved whom the data leaves where they are."""
    if not found.near:
        return _nobody_near("near_moved", found)
    chosen = len(found.moved - found.forced)
    said = f"{_share(chosen, len(found.near))} of the near cohorts moved without need"
    return _at_most("near_moved", chosen, len(found.near), rules.near_moved_percent, said)


def near_forced(rules: PublicationRules, found: Findings) -> Judged:
    """Of the near cohorts, few cannot stay: more are a sign of faulty data."""
    if not found.near:
        return _nobody_near("near_forced", found)
    forced = len(found.forced)
    said = f"{_share(forced, len(found.near))} of the near cohorts can no longer stay where they are"
    return _at_most("near_forced", forced, len(found.near), rules.near_forced_percent, said)


def gap_known(rules: PublicationRules, found: Findings) -> Judged:
    """Something is proven of the first tier: its gap is known, and no larger than asked for."""
    tier = found.tiers[0]
    known = tier.value == 0 or tier.bound > 0
    said = f"{tier.term} {tier.value:,}, bound {tier.bound:,}, gap {percent(tier.gap, 1)}"
    most = rules.largest_gap_percent
    if not known:
        return Judged("gap_known", not rules.gap_known and most is None, f"{said}: nothing is proven of it")
    if most is not None and 100 * tier.gap > most:
        return Judged("gap_known", False, f"{said}: more than {most:g} %")
    return Judged("gap_known", True, said)


def _nobody_near(rule: str, found: Findings) -> Judged:
    said = "nothing was published before" if found.first else "no published step is near"
    return Judged(rule, True, f"{said}: there is nobody to move")


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({percent(part / whole)})"


def part_of(percent: float, whole: int) -> int:
    """So many percent of a number, rounded down, without the errors of binary fractions: 29 of 100."""
    return floor(Fraction(str(percent)) * whole / 100)


def _at_most(rule: str, part: int, whole: int, percent: float, said: str) -> Judged:
    holds = part <= part_of(percent, whole)
    return Judged(rule, holds, f"{said}{' (at most' if holds else ': more than'} {percent:g} %{')' * holds}")


PUBLICATION_RULES: tuple[Callable[[PublicationRules, Findings], Judged], ...] = (
    no_rule_broken,
    never_worse,
    near_moved,
    near_forced,
    gap_known,
)


def judge(rules: PublicationRules, found: Findings) -> tuple[Judged, ...]:
    """Every rule, in order."""
    return tuple(rule(rules, found) for rule in PUBLICATION_RULES)
