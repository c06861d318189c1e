"""Where cases are planned: here or on a cluster, and what is sent there."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.whatifs import PARAMS, tight
from trainopt.errors import UsageError
from trainopt.problem import build_problem
from trainopt.problem.options import find_options
from trainopt.runs.cases import Case
from trainopt.runs.engines import LocalEngine, SentCases, engine_of


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tight(tmp_path)


def test_there_are_two_engines() -> None:
    assert isinstance(engine_of("local", 3), LocalEngine)
    with pytest.raises(UsageError, match="no such engine"):
        engine_of("ray://somewhere", 1)


def test_what_was_found_for_a_problem_does_not_go_to_a_cluster(dataset: Path) -> None:
    problem = build_problem(dataset)
    options = find_options(problem)
    sent: list[Any] = []
    client = SimpleNamespace(submit=lambda _, *given, **__: sent.extend(given))
    SentCases(client).submit(Case("one", problem, None, PARAMS, problem))
    before, case, _ = sent
    assert case.problem.kept == before.kept == {}
    assert case.problem == before == problem
    assert find_options(problem) is options
