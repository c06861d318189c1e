"""A greedy plan of a dataset as a folder, which is made in seconds and leaves many unmet or late."""

from __future__ import annotations

from pathlib import Path

from trainopt.check import terms
from trainopt.dataset import Dataset
from trainopt.plan.folder import write_plan
from trainopt.plan.given import tables_of
from trainopt.plan.placements import plan_of
from trainopt.problem import build_problem
from trainopt.problem.entities import PublishedStep
from trainopt.problem.options import find_options
from trainopt.runs.writing import Provenance, manifest_of
from trainopt.search.greedy import greedy_plan
from trainopt.search.params import Params
from trainopt.search.result import Tier


def planned(data: Dataset, folder: Path) -> Path:
    """The plan, against one of which it moves every tenth step."""
    problem = build_problem(data)
    assignment = greedy_plan(problem, find_options(problem))
    assert assignment is not None
    found = plan_of(problem, assignment)
    published = {
        (one.cohort_id, one.step): PublishedStep(one.site_id, one.start + (not number % 10), 20, number)
        for number, one in enumerate(found.placements, start=2)
    }
    problem = build_problem(data, published)
    values = terms(problem, found)
    tiers = [Tier(term, values[term], 0, 1.0) for term in problem.objective]
    origin = Provenance(data.settings, data.hashes, Params())
    manifest = manifest_of(origin, tiers, "greedy", "finished", 1.0)
    write_plan(folder, tables_of(problem, find_options(problem), found), manifest, overwrite=False)
    return folder
