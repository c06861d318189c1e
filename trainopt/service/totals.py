"""How many trainees a plan places, of how many: of all, or of a scope's share."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from trainopt.runs.store import Store
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor, Scope, ScopeKind
from trainopt.service.shares import plan_share, scope_given


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
        possible = self.weighted - bound
        return (self.weighted - unmet) / possible if possible > 0 else None


SUMMED = ("trainees", "placed", "on_time", "late", "unmet")


def totals_of(store: Store, actor: Actor, number: int, scope: Scope | None = None) -> Totals:
    """The totals of a run's plan as a scope of the actor's shows it. Raises what `plan_share` raises."""
    require(actor, Action.SEE_DATA)
    shown = scope_given(actor, scope)
    demand = plan_share(store, actor, number, shown)["demand.csv"]
    return _counted(demand.decode("utf-8-sig"), shown)


def _counted(text: str, scope: Scope) -> Totals:
    sums = dict.fromkeys((*SUMMED, "weighted"), 0)
    for row in csv.DictReader(io.StringIO(text, newline="")):
        for column in SUMMED:
            sums[column] += int(row.get(column) or 0)
        sums["weighted"] += int(row["trainees"] or 0) * int(row["priority"] or 1)
    return Totals(**sums, hosted=scope.kind is ScopeKind.NATION)


def calendars_of(
    store: Store, actor: Actor, number: int, scope: Scope | None = None
) -> dict[str, tuple[str, ...]]:
    """The sites and units of which a run's plan, as a scope shows it, has something for a calendar."""
    require(actor, Action.SEE_DATA)
    steps = plan_share(store, actor, number, scope)["assignments.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(steps, newline="")))
    return {kind: tuple(sorted({row[f"{kind}_id"] for row in rows})) for kind in ("site", "unit")}
