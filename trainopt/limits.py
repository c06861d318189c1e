"""Every kind of limit of the data: what sets it, what draws on it, what it is called, and why it keeps out.

All that knows of limits goes by `LIMITS`: pins, problem, ledger, model, checker, reasons and explanations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


class Limit(NamedTuple):
    """One limit of the data: its kind, a key of `LIMITS`, and whose it is (see `LimitKind.owners`)."""

    kind: str
    owner: int


class Code(NamedTuple):
    """A reason of a cohort that is unmet, as `unmet.csv` has it, and what it means."""

    code: str
    meaning: str


@dataclass(frozen=True)
class LimitKind:
    """A kind of limit.

    `table` and `column` say where the data sets it, `unit` what it counts. `owners` is the tuple of the
    problem that `Limit.owner` is an index of; pools are limits by week. `called` is what messages call
    one, with `{owner}` for the owner and `{where}` for its place. `drawn_by` says what uses it up; nothing
    does where it is blank. `reason` is that of a cohort which this limit alone keeps out. `title` stands
    over pictures of its load.
    """

    name: str
    table: str
    column: str
    unit: str
    owners: Literal["rows", "pools", "nations", "demands"]
    called: str
    reason: Code
    drawn_by: Literal["classes", "trainees", "arrivals", ""] = ""
    title: str = ""

    @property
    def weekly(self) -> bool:
        """Whether it is a pool: a quantity for each week."""
        return self.owners == "pools"


NO_CAPACITY = Code("no_capacity", "no capacity row the cohort may use fits its window")
BELOW_CLASS_MIN = Code("below_class_min", "a class it could join would have fewer than class_min trainees")
OF_RESOURCE = Code("pool:<resource>", "classes could run, but the pool of the resource is used up")
SEATS_TAKEN = Code("seats_taken", "seats exist, used by others of which some rank lower")

LIMITS: dict[str, LimitKind] = {
    kind.name: kind
    for kind in (
        LimitKind(
            "classes", "capacity", "parallel_classes", "classes", "rows",
            "parallel_classes of {where} ({owner.parallel})", SEATS_TAKEN, "classes",
        ),
        LimitKind(
            "seats", "capacity", "class_max", "trainees", "rows",
            "seats in the classes of {where} ({owner.class_max} each)", SEATS_TAKEN, "trainees",
        ),
        LimitKind(
            "class_min", "capacity", "class_min", "trainees", "rows",
            "class_min of {where} ({owner.class_min})", BELOW_CLASS_MIN,
        ),
        LimitKind(
            "resource", "resources", "quantity", "units", "pools",
            "{owner.resource} of {where}", OF_RESOURCE, "classes",
        ),
        LimitKind(
            "beds", "sites", "beds", "trainees", "pools", "beds of {where}",
            Code("beds", "no beds are left at the sites it could go to"), "trainees",
            "beds of sites",
        ),
        LimitKind(
            "trainees", "nations", "max_trainees", "trainees", "pools", "max_trainees of {where}",
            Code("nation_ceiling", "the nations it could go to are at max_trainees"), "trainees",
            "trainees in nations",
        ),
        LimitKind(
            "arrivals", "nations", "max_weekly_arrivals", "trainees", "pools",
            "max_weekly_arrivals of {where}",
            Code("arrivals", "the nations it could go to are at max_weekly_arrivals"), "arrivals",
            "arrivals in nations",
        ),
        LimitKind(
            "away", "units", "max_away", "trainees", "pools", "max_away of {where}",
            Code("max_away", "its unit already has max_away trainees in classes"), "trainees",
            "trainees away from units",
        ),
        LimitKind(
            "closure", "closures", "first_day", "weeks", "rows", "{where} is closed", NO_CAPACITY
        ),
        LimitKind(
            "validity", "capacity", "valid_from", "weeks", "rows", "{where} is not valid", NO_CAPACITY
        ),
        LimitKind(
            "nation", "units", "allowed_nations", "nations", "nations", "{where} is no allowed nation",
            NO_CAPACITY,
        ),
        LimitKind("ready_from", "demand", "ready_from", "weeks", "demands", "ready_from", NO_CAPACITY),
        LimitKind("latest", "demand", "latest", "weeks", "demands", "latest", NO_CAPACITY),
    )
}  # fmt: skip
"""The kinds by name."""

WEEKLY: tuple[LimitKind, ...] = tuple(kind for kind in LIMITS.values() if kind.weekly)
"""The kinds that are pools. load.csv has those of nations, sites and units under their names."""

OF_OWNERS: tuple[LimitKind, ...] = tuple(kind for kind in WEEKLY if kind.table != "resources")
"""The weekly kinds that a row of a nation, a site or a unit sets."""

OFFERED: frozenset[str] = frozenset(kind.name for kind in LIMITS.values() if kind.drawn_by)
"""The names of those that are used up, and of which somebody can therefore offer more."""
