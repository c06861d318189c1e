"""Shares, and plan folders from before there was a sites.csv, are read by all that reads a plan folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.plan_columns import Pair
from tests.support.running import table, trainopt

pytestmark = pytest.mark.slow


@pytest.fixture
def plan(edited: Pair) -> Path:
    """A plan of MINI to change."""
    return edited[1]


@pytest.mark.parametrize("whose", [("--nation", "AA"), ("--unit", "U"), ("--nation", "BB")], ids=" ".join)
def test_a_share_can_be_shown_and_passed_on(whose: tuple[str, str], plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert trainopt("extract", plan, *whose, "--out", out).code == 0
    assert trainopt("convert", out, tmp_path / "out.xlsx").code == 0
    for by in ("site", "unit"):
        assert trainopt("calendar", out, "--by", by, "--out", tmp_path / by).code == 0
        assert trainopt("show", out, "--by", by).code == 0


@pytest.mark.parametrize("whose", [("--nation", "AA"), ("--unit", "U"), ("--nation", "BB")], ids=" ".join)
def test_a_share_has_a_report(whose: tuple[str, str], plan: Path, tmp_path: Path) -> None:
    pytest.importorskip("plotly")
    out = tmp_path / "out"
    assert trainopt("extract", plan, *whose, "--out", out).code == 0
    assert trainopt("report", out, "--out", tmp_path / "out.html").code == 0
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "A share of a plan has no goals" in page
    assert "a share of a plan made by trainopt" in page
    assert "seed unknown" not in page
    assert trainopt("report", out, "--compare", out, "--out", tmp_path / "two.html").code == 0


def test_a_plan_from_before_there_were_sites_is_read(mini_plan: Pair, plan: Path, tmp_path: Path) -> None:
    (plan / "sites.csv").unlink()
    assert trainopt("extract", plan, "--nation", "AA", "--out", tmp_path / "out").code == 0
    assert table(tmp_path / "out/sites.csv") == []
    assert trainopt("show", plan, "--by", "site").code == 0
    assert trainopt("convert", plan, tmp_path / "plan.xlsx").code == 0
    assert trainopt("verify", mini_plan[0], plan).code == 0
    assert trainopt("compare", plan, plan).code == 0
