"""A found plan as a plan folder's tables and manifest, and tables as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.reader import dataset_given
from trainopt.dataset.source import Where
from trainopt.dataset.whole import FileKind, try_to_write_file, whole_file
from trainopt.errors import check_kind
from trainopt.plan.begun import dataset_begun_by, with_begun
from trainopt.plan.folder import plan_given, write_plan
from trainopt.plan.given import check_allowed, tables_of
from trainopt.plan.manifest import Manifest, ManifestLimits, ManifestTier, facts_of
from trainopt.plan.placements import Plan
from trainopt.problem import build_problem
from trainopt.problem.options import find_options
from trainopt.search.params import Params
from trainopt.search.result import Result, Stopped, Tier
from trainopt.tables import Settings


@dataclass(frozen=True)
class Provenance:
    """Where a plan comes from: the dataset's settings, the SHA-256 of every input by name, the parameters.

    `counted_from` is the day from which start weeks count, `start` where it is None. `began` are, by cohort,
    how many began, where the rows of the plan say fewer.
    """

    settings: Settings
    hashes: Mapping[str, str]
    params: Params
    counted_from: date | None = None
    began: Mapping[str, int] = field(default_factory=dict)


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV, whole or not at all. Raises UsageError where it cannot be written."""
    with whole_file(path) as made:
        table.to_csv(made, index=False, lineterminator="\n")


def write_answer(file: Where, kind: FileKind, table: pd.DataFrame) -> None:
    """Write the table of an answer, where nothing or another of its kind stands. Raises UsageError."""
    try_to_write_file(Path(file), kind)
    write_table(Path(file), table)


def plan_frames(dataset: Dataset | Where, plan: Plan | Where) -> dict[str, pd.DataFrame]:
    """The result tables of a plan as frames, by name. Raises DatasetFaults, and PlanFaults as well where it
    breaks a rule.

    >>> sorted(trainopt.plan_frames("data/example", "plans/example"))[:3]
    ['assignments', 'changes', 'classes']
    """
    data = dataset_begun_by(dataset, plan, None)
    placed = plan_given(plan, Calendar.of(data.settings))
    problem = build_problem(with_begun(data, placed))
    check_allowed(problem, placed)
    return tables_of(problem, find_options(problem), placed)


def write_result(
    dataset: Dataset | Where,
    result: Result,
    out: Where,
    params: Params | None = None,
    *,
    overwrite: bool = False,
) -> None:
    """Write what `optimise` found for a dataset as a plan folder, whole or not at all.

    `params` are those that it was found with, for the manifest. Raises DatasetFaults, UsageError.

    >>> dataset = trainopt.read_dataset("data/example")
    >>> result = trainopt.optimise(trainopt.build_problem(dataset), trainopt.Params(seconds=5))
    >>> trainopt.write_result(dataset, result, "plans/written")
    """
    check_kind("result", result, Result)
    data = dataset_given(dataset)
    began = build_problem(data).began
    origin = Provenance(data.settings, data.hashes, params or Params(), data.counted_from, began)
    manifest = manifest_of(origin, result.tiers, result.method, result.stopped.value, result.seconds)
    write_plan(Path(out), plan_frames(data, result.plan), manifest, overwrite=overwrite)


def manifest_of(
    origin: Provenance, tiers: Sequence[Tier], method: str, stopped: str, seconds: float
) -> Manifest:
    """What manifest.json holds."""
    params = origin.params
    limits = ManifestLimits(
        time_limit_seconds=params.seconds, gap=params.gap, memory_limit_bytes=params.memory
    )
    return Manifest(
        **facts_of(origin.settings),
        version=version("trainopt"),
        ortools=version("ortools"),
        seed=params.seed,
        workers=params.threads,
        repeatable=params.repeatable and stopped == Stopped.FINISHED,
        limits=limits,
        method=method,
        stopped=stopped,
        inputs=dict(origin.hashes),
        counted_from=origin.counted_from or origin.settings.start,
        began=dict(origin.began),
        tiers=tiers_told(tiers),
        seconds=round(seconds, 3),
    )


def tiers_told(tiers: Iterable[Tier]) -> tuple[ManifestTier, ...]:
    """The tiers as a manifest tells of them."""
    return tuple(
        ManifestTier(
            term=tier.term, value=tier.value, bound=tier.bound, gap=round(tier.gap, 6),
            status=tier.status.value, seconds=tier.seconds,
        )
        for tier in tiers
    )  # fmt: skip
