"""How many trainees a plan places, of how many: of all, or of a scope's share."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from trainopt.plan.headline import part_of_most
from trainopt.runs.store import Store
from trainopt.runs.store.folders import Files
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor, Scope, ScopeKind
from trainopt.service.contents import Kept
from trainopt.service.shares import made_of_share, scope_given


@dataclass(frozen=True)
class Totals:
    """Trainees of a plan: asked for, placed, on time, late and unmet; `weighted` are those asked for, times
    their priority. `hosted` alone: a nation's share knows whom it hosts, and not how many were asked for.
    """

    trainees: int
    placed: int
    on_time: int
    late: int
    unmet: int
    weighted: int
    hosted: bool

    def of_possible(self, unmet: int, bound: int) -> float | None:
        """Of the weighted trainees that a plan may place at most, the share that this one places.

        `unmet` and `bound` are those of the term unmet. None where nobody can be placed.
        """
        return part_of_most(self.weighted, unmet, bound) if self.weighted > bound else None


SUMMED = ("trainees", "placed", "on_time", "late", "unmet")
CalendarsOf = dict[str, tuple[str, ...]]
_TOTALS: Kept[Totals] = Kept(1_000)
_CALENDARS: Kept[CalendarsOf] = Kept(100)


def totals_of(store: Store, actor: Actor, number: int, scope: Scope | None = None) -> Totals:
    """The totals of a run's plan as a scope of the actor's shows it. Raises what `plan_share` raises."""
    require(actor, Action.SEE_DATA)
    shown = scope_given(actor, scope)
    return made_of_share(
        store, actor, number, shown, _TOTALS, lambda files: _counted(_text(files, "demand"), shown)
    )


def _text(files: Files, table: str) -> str:
    return files[f"{table}.csv"].decode("utf-8-sig")


def _counted(text: str, scope: Scope) -> Totals:
    sums = dict.fromkeys((*SUMMED, "weighted"), 0)
    for row in csv.DictReader(io.StringIO(text, newline="")):
        for column in SUMMED:
            sums[column] += int(row.get(column) or 0)
        sums["weighted"] += int(row["trainees"] or 0) * int(row["priority"] or 1)
    return Totals(**sums, hosted=scope.kind is ScopeKind.NATION)


def calendars_of(store: Store, actor: Actor, number: int, scope: Scope | None = None) -> CalendarsOf:
    """The sites and units of which a run's plan, as a scope shows it, has something for a calendar."""
    require(actor, Action.SEE_DATA)
    return made_of_share(store, actor, number, scope, _CALENDARS, _calendars)


def _calendars(files: Files) -> CalendarsOf:
    rows = list(csv.DictReader(io.StringIO(_text(files, "assignments"), newline="")))
    return {kind: tuple(sorted({row[f"{kind}_id"] for row in rows})) for kind in ("site", "unit")}
