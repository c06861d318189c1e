"""A synthetic dataset as a folder, and the plan it was made around where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from trainopt.check import terms
from trainopt.dataset import Dataset, read_dataset, write_dataset
from trainopt.dataset.source import Where
from trainopt.dataset.whole import try_to_write
from trainopt.errors import UsageError
from trainopt.generate.generate import generate, generate_planted
from trainopt.plan.folder import check_target, write_plan
from trainopt.plan.manifest import Manifest, facts_of
from trainopt.plan.placements import Plan
from trainopt.plan.results import result_tables
from trainopt.problem import Problem, build_problem
from trainopt.runs.writing import tiers_told
from trainopt.search.result import Stopped, Tier
from trainopt.tables import Settings


@dataclass(frozen=True)
class Generated:
    """A synthetic dataset; with the plan that it was made around, if it was made around one."""

    dataset: Dataset
    problem: Problem
    plan: Plan | None

    def __repr__(self) -> str:
        return f"Generated({self.dataset!r})"


def generate_dataset(size: str, seed: int = 1, *, out: Where, planted: Where | None = None) -> Generated:
    """Write a dataset of a size (`small`, `medium`, `large`, `huge`); the same seed gives the same one.

    With a folder as `planted` the data is made around a plan of all trainees on time, which is written
    there; where it cannot be, the dataset is not written either. Raises UsageError.

    >>> trainopt.generate_dataset("small", seed=7, out="small-7")
    Generated(Dataset('Synthetic small dataset, seed 7', ... rows))
    """
    try_to_write(Path(out))
    if planted is None:
        dataset = generate(size, seed)
        write_dataset(dataset, out)
        return Generated(dataset, build_problem(dataset), None)
    target, place = Path(planted), Path(out).resolve()
    check_target(target, overwrite=False)
    if target.resolve() in (place, *place.parents):
        raise UsageError(f"{planted} would hold the dataset; choose another folder for the plan")
    dataset, plan = generate_planted(size, seed)
    write_dataset(dataset, out)
    problem = build_problem(dataset)
    manifest = _manifest(dataset.settings, problem, plan, seed, read_dataset(out).hashes)
    write_plan(target, result_tables(problem, plan, reasons={}), manifest, overwrite=False)
    return Generated(dataset, problem, plan)


def _manifest(
    settings: Settings, problem: Problem, plan: Plan, seed: int, hashes: dict[str, str]
) -> Manifest:
    """What manifest.json says of a plan that nothing was searched for; no term can be below 0."""
    values = terms(problem, plan)
    tiers = [Tier(term, values[term], bound=0, seconds=0.0) for term in problem.objective]
    return Manifest(
        **facts_of(settings),
        version=version("trainopt"),
        seed=seed,
        workers=None,
        limits=None,
        method="the data was made around the plan",
        stopped=Stopped.FINISHED.value,
        inputs=hashes,
        tiers=tiers_told(tiers),
        seconds=0.0,
    )
