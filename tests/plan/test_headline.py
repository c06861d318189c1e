"""The part that is placed is the same number wherever it stands: on pages, in reports, in a night's lines."""

from __future__ import annotations

import pytest

from trainopt.plan.headline import near_whole, part_of_most
from trainopt.service.totals import Totals


@pytest.mark.parametrize(
    ("everybody", "unmet", "bound", "part", "told"),
    [
        (612_913, 20_416, 74, 0.966, "96.6"),
        (100_000, 1, 0, 0.999, "99.9"),
        (1_000, 42, 0, 0.958, "95.8"),
        (100, 7, 7, 1.0, "100"),
        (100, 100, 100, 1.0, "100"),
    ],
)
def test_what_part_is_placed_is_rounded_down(
    everybody: int, unmet: int, bound: int, part: float, told: str
) -> None:
    assert part_of_most(everybody, unmet, bound) == part
    assert near_whole(part).startswith(told)
    totals = Totals(trainees=1, placed=1, on_time=1, late=0, unmet=0, weighted=everybody, hosted=False)
    assert totals.of_possible(unmet, bound) == (part if everybody > bound else None)
