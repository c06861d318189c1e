"""A simulation as a folder: its tables, and a manifest that says what they are of; and rates as a file."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from trainopt.dataset.source import Where
from trainopt.dataset.whole import FileKind, written_whole
from trainopt.errors import Fault, PlanFaults, UsageError
from trainopt.plan.manifest import MANIFEST
from trainopt.plan.results.frame import as_text, frame_of
from trainopt.plan.results.read import typed_rows
from trainopt.plan.source import PlanFolder
from trainopt.runs.explaining import check_new
from trainopt.runs.writing import write_answer
from trainopt.simulate.chances import Chances
from trainopt.simulate.counted import CountedRates
from trainopt.simulate.simulate import Simulated
from trainopt.simulate.tables import RATES, RUNS, SIMULATED, SIMULATION

KIND = "simulation"
RATES_KIND = FileKind("table of rates", (",".join(RATES.columns).encode(),))


def write_simulation(folder: Where, found: Simulated) -> None:
    """simulation.csv, runs.csv and manifest.json, in a new folder.

    Raises UsageError where the folder stands already or cannot be written.

    >>> found = trainopt.simulate_plan("data/example", "plans/example", runs=10)
    >>> trainopt.write_simulation("likely", found)
    """
    check_new(folder)
    frames = {SIMULATION.name: found.figures, RUNS.name: found.by_run}
    with written_whole(Path(folder)) as made:
        for name, table in SIMULATED.items():
            as_text(table, frames[name]).to_csv(made / table.file, index=False, lineterminator="\n")
        text = json.dumps(_manifest(found), indent=2, ensure_ascii=False) + "\n"
        (made / MANIFEST).write_text(text, encoding="utf-8")


def write_rates(file: Where, found: CountedRates) -> None:
    """What was counted as a CSV file, whole or not at all.

    Raises UsageError where it cannot be written, or where another kind of file stands.

    >>> trainopt.write_rates("rates.csv", trainopt.count_rates("data/example"))
    """
    write_answer(file, RATES_KIND, found.table)


def _manifest(found: Simulated) -> dict[str, Any]:
    return {
        "kind": KIND,
        "name": found.name,
        "marking": found.marking or None,
        "version": version("trainopt"),
        "runs": found.runs,
        "seed": found.seed,
        "chances": asdict(found.chances),
    }


def read_simulation(folder: Where) -> Simulated:
    """A simulation that was written. Raises PlanFaults.

    >>> found = trainopt.simulate_plan("data/example", "plans/example", runs=10, seed=3)
    >>> trainopt.write_simulation("likely-again", found)
    >>> trainopt.read_simulation("likely-again").seed
    3
    """
    source = PlanFolder(Path(folder))
    found = source.manifest()
    manifest = {} if found is None else found.document()
    if manifest.get("kind") != KIND:
        raise PlanFaults([Fault(str(folder), 0, "", "is no folder that `trainopt simulate` wrote")])
    frames = {}
    for name, table in SIMULATED.items():
        if not source.has(table):
            raise PlanFaults([source.located(table, Fault(table.file, 0, "", "is missing"))])
        rows, faults = typed_rows(table, source.content(table), whole=True)
        if faults:
            raise PlanFaults([source.located(table, fault) for fault in faults])
        frames[name] = frame_of(table, rows.lines)
    try:
        chances, runs, seed = Chances(**manifest["chances"]), int(manifest["runs"]), int(manifest["seed"])
    except (KeyError, TypeError, ValueError, UsageError) as error:
        raise PlanFaults([Fault(str(Path(folder) / MANIFEST), 0, "", f"cannot be read: {error}")]) from error
    name, marking = str(manifest.get("name", "")), str(manifest.get("marking") or "")
    return Simulated(name, marking, runs, seed, chances, frames[SIMULATION.name], frames[RUNS.name])
