"""The figures at coalition scale: what a line says of a run, and the table of all lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.contest.judge import Judged
from benchmarks.contest.news import Bounded
from benchmarks.contest.watch import Outcome
from benchmarks.scale import COLUMNS, Line, Run, growth, line_of, page, read_lines, with_line, write_lines
from tests.support import small
from tests.support.small import table

demand = table("demand_id,unit_id,pipeline_id,trainees,due,priority")
RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results"
HUNDRED = small.problem(demand=demand("D1,U1,ONE,6,2026-05-10,10", "D2,U2,ONE,10,2026-05-10,4"))
"""100 weighted trainees."""


def judged(bound: int, *better: tuple[float, int]) -> Judged:
    late = [(3.0, Bounded(3.0, 1, 30)), (4.0, Bounded(4.0, 1, 25)), (5.0, Bounded(5.0, 2, 70))]
    outcome = Outcome("trainopt", ended="time limit", seconds=60.0, peak=100 * 2**20, bounds=late)
    return Judged(outcome, tuple((at, (unmet, 40)) for at, unmet in better), 0, ((2.0, bound),))


def test_a_line_says_what_a_run_reached_and_when() -> None:
    better = ((1.5, 90), (10.0, 24), (59.0, 23), (61.0, 22), (700.0, 20))
    line = line_of(Run("medium", 900.0), 3, HUNDRED, judged(20, *better))
    assert list(line) == COLUMNS
    assert line == {
        "dataset": "medium", "limit_seconds": "900", "seed": 3, "cohorts": 2, "weighted_trainees": 100,
        "first_plan_seconds": "1.5", "unmet_at_60": 23, "unmet_at_600": 22, "unmet_at_1800": "",
        "unmet": 20, "bound": 20, "lateness": 40, "lateness_bound": 30, "seconds_to_95_percent": "10.0",
        "peak_mib": 100, "ended": "time limit",
    }  # fmt: skip


def test_without_bounds_the_maximum_is_everybody_and_nearly_all_may_never_be_reached() -> None:
    one = Judged(Outcome("trainopt"), ((1.0, (6, 0)),), 0, ())
    line = line_of(Run("planted-small", 60.0), 1, HUNDRED, one)
    assert (line["bound"], line["lateness_bound"], line["seconds_to_95_percent"]) == (0, 0, "")
    assert "| 100.00 % |  |  |  | 94.00 % |" in page([line])


def test_a_run_that_had_no_plan_by_a_mark_has_none_there() -> None:
    assert line_of(Run("huge", 600.0), 1, HUNDRED, judged(0, (61.0, 5)))["unmet_at_60"] == ""


def line(dataset: str, cohorts: int = 100, nearly: str = "1.0", seconds: float = 60.0, seed: int = 1) -> Line:
    measured = line_of(Run(dataset, seconds), seed, HUNDRED, judged(0, (1.0, 3)))
    return {**measured, "cohorts": cohorts, "seconds_to_95_percent": nearly}


def test_a_line_takes_the_place_of_an_earlier_one_of_the_same_run(tmp_path: Path) -> None:
    lines: list[Line] = []
    for one in (
        line("huge"),
        line("planted-small"),
        line("medium", seconds=600.0),
        line("medium", cohorts=7),
    ):
        lines = with_line(lines, one)
    lines = with_line(lines, line("medium", cohorts=8))
    write_lines(tmp_path / "scale.csv", lines)
    read = read_lines(tmp_path / "scale.csv")
    assert [(one["dataset"], one["limit_seconds"], one["cohorts"]) for one in read] == [
        ("medium", "60", "8"), ("medium", "600", "100"), ("huge", "60", "100"), ("planted-small", "60", "100")
    ]  # fmt: skip
    assert len(with_line(read, line("medium", seed=2))) == 5
    assert read_lines(tmp_path / "none.csv") == []


def test_lines_that_are_kept_can_be_read_shown_and_written_again(tmp_path: Path) -> None:
    kept = read_lines(RESULTS / "scale.csv")
    assert kept
    assert page(kept).split("\n", 1)[1] == (RESULTS / "scale.md").read_text().split("\n", 1)[1]
    write_lines(tmp_path / "scale.csv", kept)
    assert (tmp_path / "scale.csv").read_bytes() == (RESULTS / "scale.csv").read_bytes()


def test_growth_is_the_exponent_that_times_were_made_with() -> None:
    sizes = {"small": 100, "medium": 1000, "huge": 10000}
    lines = [line(name, cohorts, f"{(cohorts / 100) ** 1.5:.6f}") for name, cohorts in sizes.items()]
    others = [
        line("planted-huge", 10000, "1.0"),
        line("large", 3000, ""),
        line("small", 100, "9", seconds=600.0),
    ]
    assert growth([*lines, *others]) == pytest.approx(1.5, abs=1e-5)
    assert growth(lines[:1]) is None


def test_the_page_shows_what_was_reached_beside_its_aim() -> None:
    text = page([line("medium"), line("huge", 10000, "100.0")])
    reached = "| medium, seed 1 | 100 | 60 | 100.00 % |  |  |  | 97.00 % | 97 % |"
    assert reached + " 40 | 30 | 25 % |  | 1.0 | 5 | 100 | 2,048 |" in text
    long = {**line("medium", seconds=600.0), "lateness_bound": 10}
    assert "| 97.00 % |  |  | 97.00 % | 99.4 % | 40 | 10 | 75 % | 60 % |" in page([long])
    assert "cohorts^1.00" in text


@pytest.mark.parametrize("text", ["tiny:60", "medium", "planted-:60"])
def test_a_run_is_of_a_size_and_a_limit(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Run.of(text)
    assert Run.of("planted-large:1800") == Run("planted-large", 1800.0)
