"""Figures of the last run as a text file, for the collector of Prometheus' node exporter."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from trainopt.dataset.whole import FileKind, try_to_write_file, write_text
from trainopt.errors import TrainoptError, UsageError
from trainopt.runs.nightly.journal import Journal

KIND = FileKind("metrics of trainopt", (b"# HELP trainopt_",))
METRICS = {
    "placed": "Trainees placed by the run's plan",
    "on_time": "Trainees placed who end on time",
    "late": "Trainees placed who end late",
    "not_placed": "Trainees not placed",
    "moved_trainees": "Trainees of published steps that the run's plan holds elsewhere or not at all",
    "moved_cohorts": "Cohorts with a step that the run's plan holds otherwise than the published plan",
    "near_cohorts": "Cohorts with published steps soon",
    "near_moved": "Near cohorts moved",
    "near_forced": "Near cohorts that can no longer stay where they are",
    "data_changes": "Rows and cells of the data that changed since the published plan was made",
}


def write_metrics(path: Path, run: int, exit_code: int, seconds: float, outcome: Mapping[str, Any]) -> None:
    """Write the file, whole or not at all. Raises UsageError where it cannot be written, or is another's."""
    try_to_write_file(path, KIND)
    registry = CollectorRegistry()

    def gauge(name: str, what: str, value: float) -> None:
        Gauge(f"trainopt_{name}", what, registry=registry).set(value)

    gauge("run_number", "Number of the last run; 0 where it could not begin", run)
    gauge("run_exit_code", "Exit code of the last run", exit_code)
    gauge("run_published", "1 where the last run published its plan", int(exit_code == 0))
    gauge("run_duration_seconds", "Seconds from the start of the last run to its end", seconds)
    gauge("run_end_timestamp_seconds", "When the last run ended, in seconds of the epoch", time.time())
    for name, what in METRICS.items():
        if name in outcome.get("figures", {}):
            gauge(f"plan_{name}", what, outcome["figures"][name])
    _tiers(registry, outcome.get("tiers", ()))
    write_text(path, generate_latest(registry).decode())


def tell_not_begun(error: TrainoptError, metrics: Path | None, seconds: float) -> None:
    """Say in the log, and in the metrics as far as they can be written, why no run has begun."""
    for line in str(error).splitlines():
        Journal().say("not begun", line, "error", exit_code=error.exit_code)
    if metrics is not None:
        with suppress(UsageError):
            write_metrics(metrics, 0, error.exit_code, seconds, {})


def _tiers(registry: CollectorRegistry, tiers: Any) -> None:
    columns = {"value": "Value", "bound": "Proven bound", "gap": "Gap, 0 to 1,"}
    gauges = {
        column: Gauge(f"trainopt_tier_{column}", f"{what} of a tier", ["tier", "term"], registry=registry)
        for column, what in columns.items()
    }
    for place, tier in enumerate(tiers, 1):
        for column, one in gauges.items():
            one.labels(str(place), tier["term"]).set(tier[column])
