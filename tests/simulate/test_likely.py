"""What is likely to come of a plan, in the report: the picture, the tables, and of which plan it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.root import ROOT
from tests.support.running import replaced, trainopt
from trainopt import UsageError, simulate_plan, write_report, write_simulation
from trainopt.report import likely
from trainopt.report.plan_tables import read_plan_tables

pytest.importorskip("plotly")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def simulation(example_plan: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("likely") / "simulation"
    write_simulation(folder, simulate_plan(ROOT / "data/example", example_plan, runs=50))
    return folder


def test_the_report_has_a_section(example_plan: Path, simulation: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    ran = trainopt("report", example_plan, "--simulation", simulation, "--out", page)
    assert ran.code == 0, ran.err
    text = page.read_text(encoding="utf-8")
    assert "What is likely to come of it" in text
    assert "50 runs, seed 1." in text
    without = tmp_path / "without.html"
    assert write_report(example_plan, without) < len(text.encode())
    assert "What is likely to come of it" not in without.read_text(encoding="utf-8")


def test_a_simulation_of_another_plan_is_refused(
    example_plan: Path, simulation: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for path in simulation.iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    replaced(other / "simulation.csv", "weighted trainees,144,", "weighted trainees,145,")
    with pytest.raises(UsageError, match="of another plan: unmet is 145 as planned there, 144 in the plan"):
        write_report(example_plan, tmp_path / "report.html", simulation=other)
    with pytest.raises(UsageError, match="beside one plan alone"):
        write_report(example_plan, tmp_path / "report.html", beside=example_plan, simulation=simulation)


def test_the_picture_says_what_the_tables_say(example_plan: Path) -> None:
    found = simulate_plan(ROOT / "data/example", example_plan, runs=50)
    units = likely.units_in_order(found)
    plan = read_plan_tables(example_plan)
    figure = likely.likely_bars(plan, found, units)
    rows = found.figures[(found.figures["kind"] == "unit") & (found.figures["measure"] == "trained")]
    means = dict(zip(rows["id"], rows["mean"], strict=True))
    assert list(figure.data[1].x) == [means[unit] for unit in units]
    lost = [
        1 - means[unit] / planned for unit in units for planned in rows.loc[rows["id"] == unit, "planned"]
    ]
    assert lost == sorted(lost, reverse=True)
    assert units[0] in figure.layout.meta["summary"]
    classes = likely.classes_likely(found)
    assert len(classes.rows) == (found.figures["below_min"].fillna(0) > 0).sum()
