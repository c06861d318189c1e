"""The figures of the search by the clock: what a run comes to, and the line of three seeds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.contest.judge import Judged
from benchmarks.contest.watch import Outcome
from benchmarks.engine import HEADS, Figures, figures_of, lateness_fell, line_of
from benchmarks.kept import read_runs, write_runs

RUN = Figures(
    "medium", 1, first=1.5, everybody=100, bound=20, early=40, unmet=30, lateness=500, peak=100.0
)  # fmt: skip


def judged(*better: tuple[float, tuple[int, ...]], bounds: tuple[tuple[float, int], ...] = ()) -> Judged:
    return Judged(Outcome("trainopt", seconds=60.0, peak=100 * 2**20), better, 0, bounds)


def test_a_run_is_what_it_had_first_at_ten_seconds_and_last() -> None:
    found = judged((1.5, (60, 9)), (9.9, (40, 8)), (10.1, (35, 7)), (50.0, (30, 500)), bounds=((5.0, 20),))
    assert figures_of("medium", 1, 100, found) == RUN
    assert (RUN.share, RUN.of_maximum(RUN.early), RUN.of_maximum(RUN.unmet)) == (0.3, 0.75, 0.875)


def test_a_run_without_a_plan_has_everybody_unmet() -> None:
    found = figures_of("medium", 1, 100, judged())
    assert (found.first, found.early, found.unmet, found.bound) == (60.0, 100, 100, 0)


@pytest.mark.parametrize(
    ("unmet", "lateness", "before", "fell"),
    [
        (30, 500, RUN, 0.0),
        (30, 300, RUN, 0.4),
        (31, 300, RUN, None),  # more are unmet
        (29, 600, RUN, -0.2),
        (30, 300, replace(RUN, lateness=0), None),
        (30, 300, replace(RUN, seed=2), None),
        (30, 300, replace(RUN, dataset="large"), None),
    ],
)
def test_lateness_is_compared_where_no_more_are_unmet(
    unmet: int, lateness: int, before: Figures, fell: float | None
) -> None:
    run = replace(RUN, unmet=unmet, lateness=lateness)
    assert lateness_fell(run, [before]) == pytest.approx(fell)


def test_a_line_has_the_median_and_the_worst() -> None:
    runs = [RUN, replace(RUN, unmet=20, first=9.0), replace(RUN, unmet=28, lateness=900, peak=300.0)]
    assert line_of("medium", runs, [RUN]) == (
        "| medium | 1.5 (9.0) | 28 (30) | 28.00% (30.00%) | 75.00% (75.00%) | 90.00% (87.50%) | 500 (900) "
        "| 0% (-80%) | 100 (300) |"
    )
    assert line_of("medium", runs).count("|") == len(HEADS) + 1


def test_figures_are_read_as_they_were_written(tmp_path: Path) -> None:
    runs = [RUN, replace(RUN, dataset="planted-large", first=0.25)]
    write_runs(tmp_path / "figures.csv", Figures, runs)
    assert read_runs(tmp_path / "figures.csv", Figures) == runs
