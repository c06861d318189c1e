"""What the checker says of a broken rule: the first row, the message, and who is concerned."""

from __future__ import annotations

import pytest

from trainopt.check import Broken
from trainopt.plan.placements import Placement


def broken(*lines: int) -> Broken:
    """A broken rule of so many cohorts, A-01 and so on, which stand on these lines; 0 for none."""
    placements = [Placement(f"A-{n:02d}", 1, "S", 0, "c", line) for n, line in enumerate(lines, 1)]
    return Broken(8, "too many", tuple(placements))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((), "rule 8: too many"),
        ((0,), "rule 8: too many (A-01 step 1)"),
        ((5,), "assignments.csv:5: rule 8: too many (A-01 step 1)"),
        ((7, 5), "assignments.csv:5: rule 8: too many (A-01 step 1, A-02 step 1, lines 5, 7)"),
        (
            (2, 3, 4, 5, 6, 7),
            "assignments.csv:2: rule 8: too many (A-01 step 1, A-02 step 1, A-03 step 1, A-04 step 1, "
            "A-05 step 1, A-06 step 1, lines 2, 3, 4, 5, 6, 7)",
        ),
        (
            (2, 3, 4, 5, 6, 7, 0),
            "assignments.csv:2: rule 8: too many (A-01 step 1, A-02 step 1, A-03 step 1, A-04 step 1, "
            "A-05 step 1, A-06 step 1 …, lines 2, 3, 4, 5, 6, 7)",
        ),
    ],
)
def test_the_rows_and_the_first_six_are_named(lines: tuple[int, ...], told: str) -> None:
    assert str(broken(*lines)) == told


def test_rows_are_named_as_where_they_stand_says() -> None:
    assert broken(4).told("assignments!A{}") == "assignments!A4: rule 8: too many (A-01 step 1)"
