"""A problem is pickled for other processes by a thread, while others go on making indices of it."""

from __future__ import annotations

import pickle
from dataclasses import replace

from tests.support import small


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
