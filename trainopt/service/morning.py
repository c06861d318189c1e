"""What somebody asks first in the morning: the plan in force, who has no place in it, what changed, why."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import pandas as pd

from trainopt.errors import NotThere, UsageError
from trainopt.plan.folder import read_manifest, read_rows
from trainopt.plan.headline import Headline, headline_of
from trainopt.plan.results import CHANGES, DEMAND, KPIS, NAMES, UNMET
from trainopt.runs.store import Store
from trainopt.runs.store.folders import is_kept
from trainopt.runs.store.publishing import Publication, in_force_before
from trainopt.runs.store.records import run_by_number
from trainopt.runs.store.service_schema import queue
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor, Scope
from trainopt.service.contents import Kept
from trainopt.service.datasets import list_versions, version_changes_seen
from trainopt.service.held import steps_at
from trainopt.service.publication import plan_in_force
from trainopt.service.queueing import runs_where
from trainopt.service.shares import ShareFound, compare_runs, find_share, scope_given, share_laid_out
from trainopt.service.versions import LATEST, DatasetVersion, RowChange, version_at

PlanLines = Sequence[Mapping[str, Any]]
MOST_VERSIONS = 3
"""Of the versions so many are told, the newest."""


@dataclass(frozen=True)
class PlanBrief:
    """The plan in force as a scope shows it.

    `newer` is the newest version of the dataset where the plan was made from another, else None; of a what-if
    counts what its drafts are on. `late` are the demands of which somebody ends late, the latest first;
    `unmet` the cohorts without a place, those of the highest priority first; `moved` the steps, of
    those not over when the data was true, that are not held as in the plan that was in force before, None
    where that is not kept; `beside` the run of that plan,
    where the plan was made from another. `names` has the names of nations, sites, units and courses by kind
    and id; `classes` and `cohorts` are counts.
    """

    publication: Publication
    newer: int | None
    scope: Scope
    head: Headline
    classes: int
    cohorts: int
    late: PlanLines
    unmet: PlanLines
    moved: PlanLines | None
    beside: int | None
    names: Mapping[tuple[str, str], str]

    def name(self, kind: str, id: str | None) -> str:
        """The name of a thing, its id where it has none."""
        return self.names.get((kind, id or ""), id or "")


@dataclass(frozen=True)
class UnmetTogether:
    """Cohorts of a demand without a place for one reason: the first of them, how many, their trainees.

    `detail` is what is told of the reason, blank where that is not the same for all of them.
    """

    first: Mapping[str, Any]
    cohorts: int
    trainees: int
    detail: str


def unmet_together(unmet: PlanLines) -> list[UnmetTogether]:
    """Cohorts without a place by demand and reason, in their order."""
    found: dict[tuple[str, str | None], list[Mapping[str, Any]]] = {}
    for line in unmet:
        found.setdefault((line["demand_id"], line["reason"]), []).append(line)
    return [
        UnmetTogether(same[0], len(same), sum(one["trainees"] for one in same), _detail_of(same))
        for same in found.values()
    ]


def _detail_of(same: PlanLines) -> str:
    details = {line["detail"] or "" for line in same}
    return details.pop() if len(details) == 1 else ""


@dataclass(frozen=True)
class _Read:
    """What the folder of a share says."""

    head: Headline
    counts: Mapping[str, Any]
    tables: Mapping[str, PlanLines]


def _lines_of(read: _Read) -> int:
    return sum(map(len, read.tables.values()))


_READ: Kept[_Read] = Kept(300_000, _lines_of)
"""In lines: those of all scopes of a few large plans."""
_MOVED: Kept[PlanLines] = Kept(100_000, len)
"""In lines: what a few large plans hold otherwise than those before them, by both and by scope."""


def plan_brief(store: Store, actor: Actor, scope: Scope | None = None) -> PlanBrief | None:
    """The plan in force as a scope of the actor's shows it, the widest unless one is named.

    None where no plan is in force, or none of which the scope knows. Raises NotThere for a scope that is not
    the actor's, NotAllowed.
    """
    require(actor, Action.SEE_DATA)
    shown = scope_given(actor, scope)
    try:
        current = plan_in_force(store, actor)
        found = find_share(store, actor, current.run, shown)
        read = _READ.get(found.content, lambda: _read(store, actor, found))
    except NotThere:
        return None
    moved, beside = _moved(store, actor, found, read)
    demand, unmet = read.tables[DEMAND.name], read.tables[UNMET.name]
    return PlanBrief(
        publication=current,
        newer=_newer(store, found),
        scope=shown,
        head=read.head,
        classes=int(read.counts.get("classes") or 0),
        cohorts=int(read.counts.get("cohorts_placed") or 0),
        late=sorted((line for line in demand if line["late"]), key=_latest_first),
        unmet=sorted(unmet, key=_highest_first),
        moved=moved,
        beside=beside,
        names={(line["kind"], line["id"]): line["name"] for line in read.tables[NAMES.name]},
    )


def _moved(store: Store, actor: Actor, found: ShareFound, read: _Read) -> tuple[PlanLines | None, int | None]:
    """The steps held otherwise than in the plan in force before, and that plan's run where both are compared.

    A plan says itself what it changes in the one that it was made from. That is not the one before where it
    was published by hand after another, or is in force again because that one was withdrawn.
    """
    own = read.tables[CHANGES.name]
    with store.look() as connection:
        before = in_force_before(connection)
        by_itself = before is None or before.plan_id == run_by_number(connection, found.run).base_id
        kept = before is not None and is_kept(connection, before.plan_id)
    if before is None or not kept:
        return own if by_itself else None, None

    def make() -> PlanLines:
        lines = own if by_itself else _compared(store, actor, before, found)
        return _not_over(store, (before.plan_id, found.plan_id), lines, read.head.as_of)

    try:
        return _MOVED.get((before.plan_id, by_itself, found.content), make), None if by_itself else before.run
    except (NotThere, UsageError):  # it knows nothing of the scope, or was pruned just now
        return None, None


def _compared(store: Store, actor: Actor, before: Publication, found: ShareFound) -> PlanLines:
    compared = compare_runs(store, actor, before.run, found.run, found.scope)
    return [_as_change(line) for line in compared.moved.to_dict("records")]


def _not_over(store: Store, plans: Iterable[str], lines: PlanLines, as_of: str) -> PlanLines:
    """Without the steps that had ended in both plans when the data was true, as news are counted."""
    if not (lines and as_of):
        return lines
    since, last = date.fromisoformat(as_of), dict[tuple[str, int], date]()
    with store.look() as connection:
        for step in chain.from_iterable(steps_at(connection, plan_id) for plan_id in plans):
            key = step.cohort_id, step.step
            last[key] = max(step.end, last.get(key, step.end))
    return [line for line in lines if last.get((line["cohort_id"], line["step"]), since) >= since]


def _as_change(line: Mapping[Hashable, Any]) -> Mapping[str, Any]:
    """A step of a comparison as changes.csv has it."""
    places = {
        f"{name}{after}": None if pd.isna(line[f"{name}{side}"]) else line[f"{name}{side}"]
        for name in ("site_id", "start")
        for side, after in (("_a", "_before"), ("_b", ""))
    }
    return {**{name: line[name] for name in ("cohort_id", "step", "change")}, **places}


def _newer(store: Store, found: ShareFound) -> int | None:
    """The newest version, unless its data is what was planned, or what drafts were planned upon."""
    with store.look() as connection:
        newest = version_at(connection, LATEST)
        bases = [run.version for run in runs_where(connection, queue.c.run == found.run) if run.drafts]
        planned = {found.dataset_id, *(version_at(connection, base).dataset_id for base in bases)}
    return None if newest.dataset_id in planned else newest.number


def _latest_first(line: Mapping[str, Any]) -> tuple[int, int, str]:
    return -(line["max_weeks_late"] or 0), -line["late"], line["demand_id"]


def _highest_first(line: Mapping[str, Any]) -> tuple[int, str]:
    return -line["priority"], line["cohort_id"]


def _read(store: Store, actor: Actor, found: ShareFound) -> _Read:
    with share_laid_out(store, actor, found.run, found.scope) as folder:
        kpis = {line["kpi"]: line["value"] for line in read_rows(folder, KPIS.name).lines}
        wanted = (DEMAND, UNMET, CHANGES, NAMES)
        tables = {table.name: read_rows(folder, table.name).lines for table in wanted}
        return _Read(headline_of(read_manifest(folder), kpis), kpis, tables)


@dataclass(frozen=True)
class VersionBrief:
    """A version of the dataset, and the rows that it changed as far as the actor sees them."""

    version: DatasetVersion
    changes: Sequence[RowChange]


def newest_changes(store: Store, actor: Actor) -> list[VersionBrief]:
    """The newest `MOST_VERSIONS` versions, newest first. Raises NotAllowed."""
    found = list_versions(store, actor, most=MOST_VERSIONS)
    return [VersionBrief(one, version_changes_seen(store, actor, one.number)) for one in found]
