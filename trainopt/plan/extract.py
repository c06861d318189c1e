"""One nation's or one unit's share of a plan: a plan folder with what it hosts or does, and nothing else.

Every table is made anew from the rows of the share, so that no total of it counts what others do.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from trainopt.dataset import Dataset
from trainopt.dataset.reader import dataset_given
from trainopt.dataset.source import Where
from trainopt.dataset.wording import nearest
from trainopt.errors import UsageError
from trainopt.plan.folder import (
    check_target,
    manifest_if_any,
    no_whole_plan,
    read_manifest,
    read_rows,
    write_plan,
)
from trainopt.plan.given import plan_folder
from trainopt.plan.manifest import Manifest, ManifestShare
from trainopt.plan.placements import Plan
from trainopt.plan.results import RESULTS, shared_tables
from trainopt.plan.results.frame import frame_of
from trainopt.plan.results.share import Share
from trainopt.plan.results.table import Tables
from trainopt.plan.source import open_plan

KEPT = ("name", "marking", "as_of", "start", "weeks", "version", "ortools", "method", "stopped")
"""What the manifest of a share says of the whole plan."""


def _knows_all_of(share: ManifestShare, nation: str | None, unit: str | None) -> bool:
    """Whether a share has all of another: a unit may pass on what is of a unit below it."""
    return unit in (share.units or ()) if nation is None else nation == share.nation


@dataclass(frozen=True)
class Extract:
    """What was written: the folder, whose share it is, and how much is in it."""

    folder: Path
    whose: Share
    classes: int
    cohorts: int
    unmet: int


def extract(
    plan: Plan | Where,
    out: Where,
    *,
    nation: str | None = None,
    unit: str | None = None,
    dataset: Dataset | Where | None = None,
    overwrite: bool = False,
) -> Extract:
    """Write the share of a nation or of a unit as a plan folder, whole or not at all.

    A plan folder does not say which unit is part of which; with the dataset, a unit's share is that of all
    units below it too. Nor does a folder from before there was a sites.csv say in which nation a site without
    a class lies; with the dataset, a nation's share has the load of all its sites then too.

    Raises PlanFaults and DatasetFaults where what is there cannot be read, or is a share of others;
    UsageError where not exactly one of nation and unit is given, the plan knows no such, or the folder cannot
    be written.

    >>> share = trainopt.extract("plans/example", "share-of-poland", nation="PL")
    >>> share.whose.name
    'PL'
    """
    if (nation is None) == (unit is None):
        raise UsageError("say whose share: either a nation or a unit")
    check_target(Path(out), overwrite=overwrite)
    with plan_folder(plan, dataset) as folder:
        share = manifest_if_any(folder).extract
        if share is not None and not _knows_all_of(share, nation, unit):
            raise no_whole_plan(folder)
        whole = read_whole_plan(folder)
        data = None if dataset is None else dataset_given(dataset)
        return write_share(whole, Path(out), nation=nation, unit=unit, data=data, overwrite=overwrite)


@dataclass(frozen=True)
class WholePlan:
    """A plan that was read to be cut: its tables, and what the manifest of each share says of it.

    `units` are those in it where it is a unit's share itself, and None where it has all.
    """

    tables: Tables = field(repr=False)
    manifest: Manifest = field(repr=False)
    units: frozenset[str] | None = None


def read_whole_plan(plan: Path) -> WholePlan:
    """A plan folder or workbook, whole. Raises PlanFaults."""
    whole = read_manifest(plan)
    kept = {key: getattr(whole, key) for key in KEPT if key in whole.model_fields_set}
    inputs = {f"plan/{name}": digest for name, digest in open_plan(plan).sha256().items()}
    tables = {name: read_rows(plan, name).lines for name in RESULTS}
    units = frozenset(whole.extract.units or ()) if whole.extract else None
    return WholePlan(tables, Manifest(**kept, inputs=inputs, tiers=(), seconds=0.0), units)


def write_share(
    plan: WholePlan,
    out: Path,
    *,
    nation: str | None = None,
    unit: str | None = None,
    data: Dataset | None = None,
    overwrite: bool = False,
) -> Extract:
    """What `extract` does, of a plan that was read once for many shares."""
    whose = _of_nation(plan.tables, data, nation) if nation is not None else _of_unit(plan, data, str(unit))
    share = shared_tables(plan.tables, whose)
    frames = {name: frame_of(table, share[name]) for name, table in RESULTS.items()}
    write_plan(out, frames, _manifest(plan.manifest, whose), overwrite=overwrite)
    cohorts = {line["cohort_id"] for line in share["assignments"]}
    return Extract(out, whose, len(share["classes"]), len(cohorts), len(share["unmet"]))


def _of_nation(tables: Tables, data: Dataset | None, nation: str) -> Share:
    """A nation's share, with the sites that are known to lie in it."""
    held = [*tables["sites"], *tables["classes"], *tables["assignments"]]
    sites = {line["site_id"]: line["nation_id"] for line in held}
    nations = {line["owner_id"] for line in tables["load"] if line["owner_kind"] == "nation"}
    if data is not None:
        sites |= {site.site_id: site.nation_id for site in data.sites}
        nations |= {one.nation_id for one in data.nations}
    _must_be_known("nation", nation, {*nations, *sites.values()}, data)
    return Share("nation", nation, frozenset(site for site, lies_in in sites.items() if lies_in == nation))


def _of_unit(plan: WholePlan, data: Dataset | None, unit: str) -> Share:
    """A unit's share, with the units that are known to be below it, as far as the plan has what is theirs."""
    units = {line["unit_id"] for name in ("demand", "assignments") for line in plan.tables[name]}
    units |= {line["owner_id"] for line in plan.tables["load"] if line["owner_kind"] == "unit"}
    below = {unit}
    if data is not None:
        units |= {one.unit_id for one in data.units}
        while more := {u.unit_id for u in data.units if u.parent_unit_id in below} - below:
            below |= more
    _must_be_known("unit", unit, units, data)
    return Share("unit", unit, frozenset(below if plan.units is None else below & plan.units))


def _must_be_known(kind: str, name: str, known: Collection[str], data: Dataset | None) -> None:
    if name not in known:
        more = "; --dataset names those that the plan does not" if data is None else ""
        raise UsageError(f"the plan has no {kind} {name}{nearest(str(name), known)}{more}")


def _manifest(whole: Manifest, whose: Share) -> Manifest:
    """What manifest.json says of a share: whose it is and of which plan; the tiers are the whole plan's."""
    parts = {"units": tuple(sorted(whose.parts))} if whose.kind == "unit" else {}
    share = ManifestShare.model_validate({whose.kind: whose.name, **parts})
    return whole.model_copy(update={"extract": share})
