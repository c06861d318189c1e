"""What is done once per row, cohort or placement grows in step with them: twice the data, twice the work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pytest

from tests.support.copies import copies
from tests.support.generated import thinned
from tests.support.work import calls_of
from trainopt.check import check, terms
from trainopt.dataset import Dataset, read_dataset, write_dataset
from trainopt.model.build import build_model
from trainopt.plan.compare import compare
from trainopt.plan.folder import read_in_force, read_plan, write_plan
from trainopt.plan.given import tables_of
from trainopt.plan.ledger import ledger_of
from trainopt.plan.manifest import Manifest
from trainopt.plan.placements import Assignment, Plan, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import Options, find_options
from trainopt.runs.hold import hold
from trainopt.runs.verify import verify
from trainopt.search.greedy import greedy_plan

MOST = 2.4
"""By so much the work may grow where the data doubles; sorting and what is done once are in it."""


@dataclass
class Case:
    """A dataset of so many copies in a folder, and what each stage makes of what those before it made."""

    folder: Path
    number: int

    @cached_property
    def dataset(self) -> Dataset:
        self.folder.mkdir()
        write_dataset(copies(thinned("small", 1, demand=3), self.number), self.folder / "data")
        return read_dataset(self.folder / "data")

    @cached_property
    def problem(self) -> Problem:
        return build_problem(self.dataset)

    @cached_property
    def options(self) -> Options:
        return find_options(self.problem)

    @cached_property
    def assignment(self) -> Assignment:
        found = greedy_plan(self.problem, self.options)
        assert found
        return found

    @cached_property
    def plan(self) -> Plan:
        return plan_of(self.problem, self.assignment)

    @cached_property
    def written(self) -> Path:
        self.tables()
        return self.folder / "plan"

    def tables(self) -> None:
        write_plan(
            self.folder / "plan", tables_of(self.problem, self.options, self.plan), Manifest(), overwrite=True
        )


STAGES: dict[str, Callable[[Case], object]] = {
    "reading a dataset": lambda case: read_dataset(case.folder / "data"),
    "writing a dataset": lambda case: write_dataset(case.dataset, case.folder / "again", overwrite=True),
    "building the problem": lambda case: build_problem(case.dataset),
    "finding options": lambda case: find_options(replace(case.problem)),  # one that has found none yet
    "building the model": lambda case: build_model(case.problem, case.options),
    "the greedy plan": lambda case: greedy_plan(case.problem, case.options),
    "a ledger": lambda case: ledger_of(case.problem, case.options.openings, case.assignment),
    "checking": lambda case: (check(case.problem, case.plan), terms(case.problem, case.plan)),
    "result tables": Case.tables,
    "reading a plan": lambda case: read_plan(case.written, case.problem.calendar),
    "verifying": lambda case: verify(case.folder / "data", case.written),
    "comparing": lambda case: compare(case.written, case.written),
    "holding": lambda case: hold(replace(case.dataset, in_force=read_in_force(case.written))),
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Case]:
    folder = tmp_path_factory.mktemp("growth")
    made = Case(folder / "once", 2), Case(folder / "twice", 4)
    for case in made:
        assert case.written.exists()
    return made


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES)
def test_twice_the_data_is_twice_the_work(stage: str, cases: tuple[Case, Case]) -> None:
    once, twice = (calls_of(lambda case=case: STAGES[stage](case)) for case in cases)  # type: ignore[misc]
    assert once > 100
    assert twice <= MOST * once, f"{twice / once:.2f} times the work: {once:,} calls, then {twice:,}"


def test_work_that_grows_with_the_square_is_seen() -> None:
    def pairs(number: int) -> int:
        rows = [str(row) for row in range(number)]
        return calls_of(lambda: [one.startswith(other) for one in rows for other in rows])

    assert pairs(200) > MOST * pairs(100)
