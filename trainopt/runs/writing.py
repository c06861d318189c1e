"""A found plan as a plan folder's tables and manifest, and tables as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from trainopt.dataset.whole import whole_file
from trainopt.plan.ledger import ledger_of
from trainopt.plan.placements import Plan, assignment_of
from trainopt.plan.reasons import explain_unmet
from trainopt.plan.results import result_tables
from trainopt.problem import Problem
from trainopt.problem.options import Options
from trainopt.search.params import Params
from trainopt.search.result import Stopped, Tier


@dataclass(frozen=True)
class Origin:
    """Where a plan comes from: the dataset's name, the SHA-256 of every input by name, and the parameters."""

    name: str
    hashes: Mapping[str, str]
    params: Params


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV, whole or not at all. Raises UsageError where it cannot be written."""
    with whole_file(path) as made:
        table.to_csv(made, index=False, lineterminator="\n")


def tables_of(problem: Problem, options: Options, plan: Plan) -> dict[str, pd.DataFrame]:
    """All result tables of an allowed plan, with the reason of everybody who is unmet."""
    ledger = ledger_of(problem, options.openings, assignment_of(problem, plan))
    return result_tables(problem, plan, explain_unmet(problem, options, ledger))


def manifest_of(
    origin: Origin, tiers: Sequence[Tier], method: str, stopped: str, seconds: float
) -> dict[str, Any]:
    """What manifest.json holds."""
    params = origin.params
    return {
        "name": origin.name,
        "version": version("trainopt"),
        "ortools": version("ortools"),
        "seed": params.seed,
        "workers": params.threads,
        "repeatable": params.repeatable and stopped == Stopped.FINISHED,
        "limits": {
            "time_limit_seconds": params.seconds,
            "gap": params.gap,
            "memory_limit_bytes": params.memory,
        },
        "method": method,
        "stopped": stopped,
        "inputs": dict(origin.hashes),
        "tiers": [
            {
                "term": tier.term,
                "value": tier.value,
                "bound": tier.bound,
                "gap": round(tier.gap, 6),
                "status": tier.status.value,
                "seconds": tier.seconds,
            }
            for tier in tiers
        ],
        "seconds": round(seconds, 3),
    }
