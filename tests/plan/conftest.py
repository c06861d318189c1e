"""A plan of the smallest dataset, for several tests of plan folders."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.plan_columns import Pair
from tests.support.running import trainopt, write_mini


@pytest.fixture(scope="module")
def mini_plan(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """MINI and its plan: both demands placed in the first week."""
    folder = tmp_path_factory.mktemp("mini")
    data = write_mini(folder / "mini")
    assert trainopt("solve", data, "--out", folder / "plan").code == 0
    return data, folder / "plan"


@pytest.fixture
def edited(mini_plan: Pair, tmp_path: Path) -> Pair:
    """MINI and a copy of its plan to change."""
    return mini_plan[0], Path(shutil.copytree(mini_plan[1], tmp_path / "edited"))
