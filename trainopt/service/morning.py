"""What somebody asks first in the morning: the plan in force, who has no place in it, what changed, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trainopt.errors import NotThere
from trainopt.plan.folder import read_manifest, read_rows
from trainopt.plan.headline import Headline, headline_of
from trainopt.plan.results import CHANGES, DEMAND, KPIS, NAMES, UNMET
from trainopt.runs.store import Store
from trainopt.runs.store.publishing import Publication
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor, Scope
from trainopt.service.contents import Kept
from trainopt.service.datasets import list_versions, version_changes_seen
from trainopt.service.publication import plan_in_force
from trainopt.service.shares import ShareFound, find_share, scope_given, share_laid_out
from trainopt.service.versions import DatasetVersion, RowChange

PlanLines = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class PlanBrief:
    """The plan in force as a scope shows it.

    `late` are the demands of which somebody ends late, the latest first; `unmet` the cohorts without a place,
    those of the highest priority first; `moved` the steps that are not held as in the plan before. `names`
    has the names of nations, sites, units and courses by kind and id; `classes` and `cohorts` are counts.
    """

    publication: Publication
    scope: Scope
    head: Headline
    classes: int
    cohorts: int
    late: PlanLines
    unmet: PlanLines
    moved: PlanLines
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
    demand, unmet = read.tables[DEMAND.name], read.tables[UNMET.name]
    return PlanBrief(
        publication=current,
        scope=shown,
        head=read.head,
        classes=int(read.counts.get("classes") or 0),
        cohorts=int(read.counts.get("cohorts_placed") or 0),
        late=sorted((line for line in demand if line["late"]), key=_latest_first),
        unmet=sorted(unmet, key=_highest_first),
        moved=read.tables[CHANGES.name],
        names={(line["kind"], line["id"]): line["name"] for line in read.tables[NAMES.name]},
    )


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


def newest_changes(store: Store, actor: Actor, most: int = 3) -> list[VersionBrief]:
    """The newest versions, newest first, at most so many. Raises NotAllowed."""
    found = list_versions(store, actor, most=most)
    return [VersionBrief(one, version_changes_seen(store, actor, one.number)) for one in found]
