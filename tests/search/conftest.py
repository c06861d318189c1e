"""What several tests of the search need."""

from __future__ import annotations

import pytest

from tests.support.generated import thinned
from trainopt.problem import Problem, build_problem
from trainopt.search import method


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Problem:
    """A problem that counts as too large to be solved whole."""
    monkeypatch.setattr(method, "WHOLE_OPTIONS", 0)
    return build_problem(thinned("small", 1, demand=2))
