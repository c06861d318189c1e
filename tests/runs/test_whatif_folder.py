"""A folder of what-ifs is taken up by who asks as for them; who asks otherwise is told what differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.whatifs import LESS, MORE, tight, write_scenario
from trainopt.dataset import read_dataset
from trainopt.errors import UsageError
from trainopt.runs.variants import BASELINE, Variant, variants_of
from trainopt.runs.whatif_folder import STATE, WhatIfState, open_folder
from trainopt.search.params import Params

ASKED = Params(seconds=60.0, workers=1)


def variants(dataset: Path, *files: Path) -> dict[str, Variant]:
    data = read_dataset(dataset)
    return {found.name: found for found in (Variant(BASELINE, data), *variants_of(data, files))}


class Begun:
    """What-ifs begun in a folder with one scenario: what a later ask for others in the same folder gives."""

    def __init__(self, folder: Path) -> None:
        self.data, self.out = tight(folder), folder / "out"
        self.more = write_scenario(folder, "more", MORE)
        self.ask(self.more)

    def ask(self, *files: Path, params: Params = ASKED, given: str | None = None, anew: bool = False) -> bool:
        named = variants(self.data, *files)
        return open_folder(self.out, named, WhatIfState.of(named, given, params), overwrite=anew)

    def refused(self, *files: Path, params: Params = ASKED, given: str | None = None) -> str:
        """What differs, as it is told."""
        with pytest.raises(UsageError, match="out holds other what-ifs: ") as told:
            self.ask(*files, params=params, given=given)
        assert "; to plan these, choose another folder, or say --overwrite" in str(told.value)
        return str(told.value).partition(": ")[2].partition(". To go on")[0]

    def add_to_demand(self) -> None:
        with (self.data / "demand.csv").open("a", encoding="utf-8") as file:
            file.write("D3,U1,ONE,4,4,2026-05-10\n")


@pytest.fixture
def begun(tmp_path: Path) -> Begun:
    return Begun(tmp_path)


def test_who_asks_alike_goes_on(begun: Begun) -> None:
    assert begun.ask(begun.more)
    assert begun.ask(begun.more, params=replace(ASKED, workers=2))


def test_who_plans_anew_replaces_what_is_there(begun: Begun) -> None:
    other = replace(ASKED, seed=2)
    assert not begun.ask(begun.more, params=other, anew=True)
    assert begun.ask(begun.more, params=other)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        (replace(ASKED, seconds=90.0), "the time limit was 60 s and is 90 s"),
        (replace(ASKED, gap=0.01), "the gap was 0 % and is 1 %"),
        (replace(ASKED, seed=7), "the seed was 1 and is 7"),
        (replace(ASKED, repeatable=True), "--repeatable was off and is on"),
        (
            replace(ASKED, seconds=0.5, seed=2),
            "the time limit was 60 s and is 0.5 s; the seed was 1 and is 2",
        ),
    ],
)
def test_another_search_is_told(begun: Begun, params: Params, said: str) -> None:
    assert begun.refused(begun.more, params=params) == said


def test_another_table_is_told_by_its_name_once(begun: Begun) -> None:
    begun.add_to_demand()
    assert begun.refused(begun.more) == "demand.csv is another"


def test_other_scenarios_are_told(begun: Begun, tmp_path: Path) -> None:
    less = write_scenario(tmp_path, "less", LESS)
    assert begun.refused(begun.more, less) == "the scenario 'less' was not there and is"
    assert begun.refused(less) == (
        "the scenario 'more' was there and is not; the scenario 'less' was not there and is"
    )
    write_scenario(tmp_path, "more", LESS)
    assert begun.refused(begun.more) == "the scenario 'more' has other changes"


def test_a_baseline_is_told(begun: Begun) -> None:
    assert begun.refused(begun.more, given="a" * 64) == "a baseline was not given and is now"
    begun.ask(begun.more, given="a" * 64, anew=True)
    assert begun.refused(begun.more) == "a baseline was given and is not now"
    assert begun.refused(begun.more, given="b" * 64) == "the baseline given is another"


def test_of_much_that_differs_the_first_is_told(begun: Begun, tmp_path: Path) -> None:
    files = [write_scenario(tmp_path, f"s{number}", MORE) for number in range(9)]
    said = begun.refused(begun.more, *files)
    assert said.count("was not there and is") == 5
    assert said.endswith("; and 4 more")


@pytest.mark.parametrize("left", ["", "[]", "{}", '{"inputs": 3, "params": []}', "\0"])
def test_what_is_no_state_is_none(begun: Begun, left: str) -> None:
    (begun.out / STATE).write_text(left, encoding="utf-8")
    with pytest.raises(UsageError, match="holds no what-ifs and is not overwritten"):
        begun.ask(begun.more)


def test_other_params_than_known_are_of_another_version(begun: Begun) -> None:
    state = begun.out / STATE
    text = state.read_text(encoding="utf-8")
    state.write_text(text.replace('"repeatable": false', '"focus": 3'), encoding="utf-8")
    assert begun.refused(begun.more) == "another version of trainopt began them"


def test_a_folder_without_anything_may_be_used(begun: Begun, tmp_path: Path) -> None:
    begun.out = tmp_path / "empty"
    begun.out.mkdir()
    assert not begun.ask(begun.more)
