"""What `solve` says where a large problem was planned without the kernel: the cause."""

from __future__ import annotations

import pytest

import trainopt
from trainopt.cli.solving import _why_without_kernel
from trainopt.search.messages import BY_NEIGHBOURHOODS
from trainopt.search.result import Result, Stopped, Tier


@pytest.mark.parametrize(
    ("first", "cause"),
    [
        ("unmet", "the kernel, which finds more, is not compiled here, failed or cannot count so far"),
        ("lateness", "the kernel plans only where the first tier is unmet"),
    ],
)
def test_the_cause_is_the_objective_s_where_it_begins_with_another_tier(first: str, cause: str) -> None:
    plan = trainopt.Plan(())
    result = Result(plan, (Tier(first, 1, 0, 1.0),), {first: 1}, Stopped.TIME, BY_NEIGHBOURHOODS, 1.0, ())
    assert result.without_kernel
    assert _why_without_kernel(result) == cause
