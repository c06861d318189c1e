"""Datasets on which several tests of the command line run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.running import MINI, Ran, trainopt, write_mini

PINS = "cohort_id,step,site_id,start\nX-01,1,A1,2026-01-05\n"
LONG = "L" * 400


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_mini(tmp_path_factory.mktemp("cli") / "mini")


@pytest.fixture(scope="module")
def solved(mini: Path) -> tuple[Path, Ran]:
    """A plan of MINI, and the run that made it."""
    out = mini.parent / "plan"
    return out, trainopt("solve", mini, "--out", out)


@pytest.fixture(scope="module")
def plan(solved: tuple[Path, Ran]) -> Path:
    return solved[0]


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """MINI with three faults, one of them on a long line."""
    demand = MINI["demand.csv"] + f"Z,{LONG},PC,12a,,2026-13-01,,1\n"
    return write_mini(tmp_path / "faulty", {"demand.csv": demand})


@pytest.fixture
def contradictory(tmp_path: Path) -> Path:
    """X is pinned to a class that needs eight; Y could join it but is ready only when it has begun."""
    demand = MINI["demand.csv"].replace("Y,V,PD,4,,2026-01-18,2026-01-18", "Y,V,PC,4,2026-01-12,2026-02-18,")
    courses = MINI["courses.csv"].replace("C,Cook,2,2,4", "C,Cooking,2,8,8")
    files = {"demand.csv": demand, "courses.csv": courses, "pins.csv": PINS}
    return write_mini(tmp_path / "contradictory", files)
