"""What scenarios are called: each has a name and a folder of its own, and a grid one for each point."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.whatifs import MORE, run, tight, write_scenario
from trainopt.dataset import read_dataset
from trainopt.errors import ScenarioFaults
from trainopt.runs.variants import BASELINE, LONGEST_FOLDER, folder_name, variants_of
from trainopt.scenario import Scenario


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tight(tmp_path)


@pytest.mark.parametrize(
    ("names", "folders"),
    [
        (["клас Б", "клас Ж"], ["клас-Б", "клас-Ж"]),
        (["a b", "a/b", "a-b"], ["a-b", "a-b-2", "a-b-3"]),
        (["Klas", "klas"], ["Klas", "klas-2"]),
        (["...", "?"], ["scenario", "scenario-2"]),
        (["Baseline"], ["Baseline-2"]),
        (["e\u0301tat", "ім'я"], ["état", "ім-я"]),
    ],
)
def test_names_in_any_script_give_folders_of_their_own(
    dataset: Path, names: list[str], folders: list[str]
) -> None:
    scenarios = [Scenario(name, "a test", ()) for name in names]
    assert [variant.name for variant in variants_of(read_dataset(dataset), scenarios)] == folders


@pytest.mark.parametrize("names", [["same", "same"], [BASELINE]])
def test_scenarios_have_names_of_their_own(dataset: Path, tmp_path: Path, names: list[str]) -> None:
    files = []
    for number, name in enumerate(names):
        (tmp_path / str(number)).mkdir()
        files.append(write_scenario(tmp_path / str(number), name))
    with pytest.raises(
        ScenarioFaults,
        match=r"same.toml: name: 'same' is the name of another|baseline.toml: name: is what the dataset",
    ):
        run(dataset, files, tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("more basic", "more-basic"),
        ("a/../b", "a-..-b"),
        ("...", "scenario"),
        ("x n=1 s=PL-01", "x-n=1-s=PL-01"),
    ],
)
def test_a_name_becomes_a_folder_that_stays_where_it_is(name: str, folder: str) -> None:
    assert folder_name(name) == folder


def test_long_names_become_short_folders_of_their_own() -> None:
    one, other = folder_name("x" * 300 + "1"), folder_name("x" * 300 + "2")
    assert len(one) == len(other) == LONGEST_FOLDER
    assert one != other


def test_a_grid_makes_a_variant_for_each_of_its_points(dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "grid.toml"
    file.write_text(
        "name = 'g'\n[grid]\nmore = [0, 1]\n" + MORE.replace("= 1 }", "= '{more}' }"), encoding="utf-8"
    )
    variants = variants_of(read_dataset(dataset), [file])
    assert [variant.name for variant in variants] == ["g-more=0", "g-more=1"]
    assert [variant.dataset.capacity[0].parallel_classes for variant in variants] == [1, 2]
