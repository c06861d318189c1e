"""The second generator of the benchmarks: the same each time, sound, and planted where everybody fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.academies import academies
from benchmarks.academies.world import SIZES, Size
from trainopt.check import check, terms
from trainopt.dataset import read_dataset, write_dataset
from trainopt.problem import build_problem
from trainopt.problem.options import find_options

FEW = Size(weeks=30, academies=6, nations=3, courses=10, chains=8, units=9, cohorts=80)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SIZES, "few", FEW)


@pytest.mark.parametrize("seed", range(1, 4))
def test_the_plan_that_a_planted_dataset_is_made_around_places_everybody_on_time(
    seed: int, tmp_path: Path
) -> None:
    dataset, plan = academies("few", seed, planted=True)
    write_dataset(dataset, tmp_path / "planted")
    problem = build_problem(read_dataset(tmp_path / "planted"))
    assert len(problem.cohorts) >= FEW.cohorts
    assert check(problem, plan) == []
    values = terms(problem, plan)
    assert (values["unmet"], values["lateness"]) == (0, 0)


def test_more_ask_for_training_than_the_plan_holds_where_it_is_not_planted() -> None:
    dataset, plan = academies("few", 1)
    problem = build_problem(dataset)
    assert check(problem, plan) == []
    assert 0 < terms(problem, plan)["unmet"] < 0.2 * sum(map(problem.weight, problem.cohorts))
    assert not find_options(problem).impossible


def test_a_seed_gives_the_same_dataset_and_another_one_another() -> None:
    assert academies("few", 1) == academies("few", 1)
    assert academies("few", 1) != academies("few", 2)
