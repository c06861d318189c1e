"""A problem is pickled for other processes by a thread, while others go on making indices of it."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from tests.support import small
from trainopt.problem.options import find_options
from trainopt.search.floors import LEAST, Floors


class Meanwhile(str):
    """A name that makes an index of its problem while it is pickled, as another thread may."""

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        assert PROBLEMS[-1].cohort_index
        assert PROBLEMS[-1].begun_load == {}
        return str, ("small",)


PROBLEMS = [small.problem()]


def test_an_index_may_be_made_meanwhile() -> None:
    PROBLEMS.append(replace(PROBLEMS[0], name=Meanwhile("small")))
    again = pickle.loads(pickle.dumps(PROBLEMS[-1]))
    assert again.name == "small"
    assert again.cohorts == PROBLEMS[0].cohorts


class FoundMeanwhile(int):
    """A floor in whose moment of being pickled those of another term are found."""

    def __reduce__(self) -> tuple[type[int], tuple[int]]:
        FLOORS[-1].bound("transfers", 0)
        return int, (int(self),)


FLOORS: list[Floors] = []


def test_floors_may_be_found_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = replace(PROBLEMS[0])
    FLOORS.append(Floors(problem, find_options(problem)))
    for term in ("lateness", "waiting"):
        monkeypatch.setitem(LEAST, term, lambda _: FoundMeanwhile(1))
        FLOORS[-1].bound(term, 0)
    assert pickle.loads(pickle.dumps(problem)).cohorts == problem.cohorts
