"""What `generate` writes: a dataset, and the plan it was made around where there is one."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

from trainopt.check import terms
from trainopt.cli.output import console
from trainopt.dataset import read_dataset, write_dataset
from trainopt.errors import UsageError
from trainopt.generate import generate, generate_planted
from trainopt.plan.folder import check_target, write_plan
from trainopt.plan.placements import Plan
from trainopt.plan.results import result_tables
from trainopt.problem import Problem, build_problem
from trainopt.search.result import Stopped, Tier


def run_generate(size: str, seed: int, out: Path, planted: Path | None) -> None:
    """Make a dataset, with its plan if there is a folder for it, and say what is in it."""
    if planted is None:
        dataset = generate(size, seed)
        write_dataset(dataset, out)
        problem = build_problem(dataset)
    else:
        problem = _write_planted(size, seed, out, planted)
    what = f"{problem.all_trainees:,} trainees in {len(problem.cohorts):,} cohorts"
    console().print(f"{problem.name}: {what}, written to {out}", markup=False)
    if planted is not None:
        console().print(f"a plan of all of them, on time, written to {planted}", markup=False)


def _write_planted(size: str, seed: int, out: Path, planted: Path) -> Problem:
    """Write a planted dataset and its plan; where the plan cannot be written there, neither is."""
    check_target(planted, overwrite=False)
    if planted.resolve() in (out.resolve(), *out.resolve().parents):
        raise UsageError(f"{planted} would hold the dataset; choose another folder for the plan")
    dataset, plan = generate_planted(size, seed)
    write_dataset(dataset, out)
    problem = build_problem(dataset)
    manifest = _manifest(problem, plan, seed, read_dataset(out).hashes)
    write_plan(planted, result_tables(problem, plan, reasons={}), manifest, overwrite=False)
    return problem


def _manifest(problem: Problem, plan: Plan, seed: int, hashes: dict[str, str]) -> dict[str, Any]:
    """What manifest.json says of a plan that nothing was searched for; no term can be below 0."""
    values = terms(problem, plan)
    tiers = [Tier(term, values[term], bound=0, seconds=0.0) for term in problem.objective]
    return {
        "name": problem.name,
        "version": version("trainopt"),
        "seed": seed,
        "workers": None,
        "limits": None,
        "method": "the data was made around the plan",
        "stopped": Stopped.FINISHED,
        "inputs": hashes,
        "tiers": [{**vars(tier), "gap": round(tier.gap, 6), "status": tier.status} for tier in tiers],
        "seconds": 0.0,
    }
