"""Problems of the shape of job shops, and their greedy plans."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.problems.instance import Instance
from trainopt.dataset import read_dataset, write_dataset
from trainopt.plan.placements import Assignment
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search.greedy import greedy_plan


def posed(instance: Instance) -> Problem:
    """The problem of an instance."""
    with TemporaryDirectory() as folder:
        write_dataset(instance.dataset(), Path(folder) / "dataset")
        return build_problem(read_dataset(Path(folder) / "dataset"))


def greedy_of(problem: Problem) -> Assignment:
    """The greedy plan, which there is."""
    plan = greedy_plan(problem, find_options(problem))
    assert plan is not None
    return plan
