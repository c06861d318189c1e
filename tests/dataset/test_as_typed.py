"""Files and words as people and their spreadsheets write them: `sep=;` above a table, `Same nation`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pytest

from tests.support.running import MINI, hand_made, trainopt, write_mini
from trainopt import DatasetFaults, apply_scenarios, read_dataset, read_scenarios, scenario_from
from trainopt.dataset import Dataset
from trainopt.kinds import DATED_LIMITS, LOCATIONS, STATES, word_of
from trainopt.mapping.grid import open_grids
from trainopt.tables.settings import TERMS, CountedOn

NATIONS = "nation_id,name,max_trainees,max_weekly_arrivals\nAA,Aland,,\nBB,Bland,,\n"


def said(tmp_path: Path, files: Mapping[str, str]) -> Dataset | list[str]:
    """The dataset, or the lines of its faults."""
    try:
        return read_dataset(write_mini(tmp_path / "data", files))
    except DatasetFaults as error:
        return [str(fault) for fault in error.faults]


def rows(tmp_path: Path, files: Mapping[str, str], table: str) -> list[object]:
    found = said(tmp_path, files)
    assert isinstance(found, Dataset), found
    return list(found.rows(table))


class TestTheLineThatNamesTheSeparator:
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("line", ["sep={}", "SEP={}", '"sep={}"', "sep={}{}{}{}", "\ufeffsep={}"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_it_is_read_as_excel_does(self, separator: str, line: str, end: str, tmp_path: Path) -> None:
        table = NATIONS.replace(",", separator).replace("\n", end)
        text = line.format(*[separator] * 4) + end + table
        assert [row.name for row in rows(tmp_path, {"nations.csv": text}, "nations")] == ["Aland", "Bland"]  # type: ignore[attr-defined]

    def test_lines_keep_their_numbers(self, tmp_path: Path) -> None:
        text = "sep=;\n" + NATIONS.replace(",", ";").replace("BB;Bland;;", "BB;Bland;many;")
        (fault,) = said(tmp_path, {"nations.csv": text})  # type: ignore[misc]
        assert fault.startswith("nations.csv:4: max_trainees: must be a whole number")

    def test_what_it_names_counts_whatever_else_parts_the_cells(self, tmp_path: Path) -> None:
        (fault,) = said(tmp_path, {"nations.csv": f"sep=;\n{NATIONS}"})  # type: ignore[misc]
        assert fault.startswith("nations.csv:2: has no header line: this one names no column")

    def test_another_separator_is_a_fault(self, tmp_path: Path) -> None:
        (fault,) = said(tmp_path, {"nations.csv": f"sep=|\n{NATIONS.replace(',', '|')}"})  # type: ignore[misc]
        which = "must be a comma, a semicolon or a tab"
        assert fault == f"nations.csv:1: names '|' as its separator, which {which}"

    def test_below_the_first_line_it_is_a_row_like_others(self, tmp_path: Path) -> None:
        faults = said(tmp_path, {"nations.csv": f"{NATIONS}sep=;\n"})
        assert isinstance(faults, list)
        assert faults[0].startswith("nations.csv:4: ")

    def test_a_plan_and_a_spreadsheet_of_ones_own_may_have_it_too(self, tmp_path: Path) -> None:
        plan = hand_made(tmp_path / "plan", "X-01,1,A1.C.2026-01-05.1,A1,2026-01-05")
        text = (plan / "assignments.csv").read_text(encoding="utf-8")
        (plan / "assignments.csv").write_text(f"sep=;\n{text.replace(',', ';')}", encoding="utf-8")
        assert trainopt("verify", write_mini(tmp_path / "data"), plan).code == 0
        (tmp_path / "own.csv").write_text("sep=;\nunit;a, b\n", encoding="utf-8")
        (grid,) = open_grids(tmp_path / "own.csv")
        assert (grid.text(1, 0), grid.text(1, 1)) == ("unit", "a, b")


@pytest.mark.parametrize("word", [*LOCATIONS, *DATED_LIMITS, *STATES, *TERMS, *get_args(CountedOn)])
def test_a_word_is_known_as_it_is_typed(word: str) -> None:
    known = (*LOCATIONS, *DATED_LIMITS, *STATES, *TERMS, *get_args(CountedOn))
    for typed in (word, word.upper(), word.capitalize(), word.replace("_", " "), word.replace("_", "-")):
        assert word_of(f" {typed} ", known) == word
    assert word_of(f"{word}x", known) is None


class TestWordsInTables:
    PIPELINES = "pipeline_id,step,course_id,max_wait_weeks,location\nPC,1,C,,\nPD,1,D,,\nPD,2,C,,{}\n"
    LIMITS = "owner_id,limit,quantity,valid_from,valid_to\nA1,{},50,,\n"

    @pytest.mark.parametrize("typed", ["Same_Nation", "same nation", "SAME-NATION"])
    def test_a_location(self, typed: str, tmp_path: Path) -> None:
        files = {"pipelines.csv": self.PIPELINES.format(typed)}
        assert rows(tmp_path, files, "pipelines")[-1].location == "same_nation"  # type: ignore[attr-defined]

    def test_another_word_is_a_fault_that_says_which_there_are(self, tmp_path: Path) -> None:
        faults = said(tmp_path, {"pipelines.csv": self.PIPELINES.format("same country")})
        must = "must be one of any, same_nation, same_site (got 'same country')"
        assert faults == [f"pipelines.csv:4: location: {must}"]

    def test_a_limit_is_the_same_in_any_case(self, tmp_path: Path) -> None:
        assert rows(tmp_path, {"limits.csv": self.LIMITS.format("Beds")}, "limits")[0].limit == "beds"  # type: ignore[attr-defined]

    def test_two_rows_of_one_limit_are_one_too_many_however_they_are_typed(self, tmp_path: Path) -> None:
        faults = said(tmp_path, {"limits.csv": self.LIMITS.format("Beds") + "A1,beds,40,,\n"})
        assert any("has the same key as line 2" in fault for fault in faults)  # type: ignore[union-attr]

    def test_the_settings(self, tmp_path: Path) -> None:
        plan = 'name = "mini"\nstart = 2026-01-05\nweeks = 12\nseats_on = "Expected"\n'
        found = said(tmp_path, {"plan.toml": plan + 'objective = ["Unmet", "LATENESS"]\n'})
        assert isinstance(found, Dataset), found
        assert found.settings.seats_on == "expected"
        assert found.settings.objective == ("unmet", "lateness")

    def test_a_term_that_is_none_is_a_fault_that_says_which_there_are(self, tmp_path: Path) -> None:
        plan = 'name = "mini"\nstart = 2026-01-05\nweeks = 12\nobjective = ["unmet", "joy"]\n'
        (fault,) = said(tmp_path, {"plan.toml": plan})  # type: ignore[misc]
        terms = "unmet, lateness, changes, transfers, waiting, cost"
        assert fault == f"plan.toml:4: objective: no such term; must be one of {terms} (got 'joy')"

    def test_a_term_twice_in_another_case_is_a_fault(self, tmp_path: Path) -> None:
        plan = 'name = "mini"\nstart = 2026-01-05\nweeks = 12\nobjective = ["unmet", "Unmet"]\n'
        assert said(tmp_path, {"plan.toml": plan}) == [
            "plan.toml:4: objective: the term stands there twice (got 'Unmet')"
        ]


class TestTablesAndColumnsOfAScenario:
    def test_they_are_known_in_any_case(self, tmp_path: Path) -> None:
        data = read_dataset(write_mini(tmp_path / "data"))
        text = '[[change]]\ntable = "Sites"\nwhere = { Site_ID = "A1" }\nset = { Beds = 7 }\n'
        (tmp_path / "fewer.toml").write_text(f'name = "fewer"\n{text}', encoding="utf-8")
        (scenario,) = read_scenarios(tmp_path / "fewer.toml")
        made = scenario_from(data, set=["Sites:A1:BEDS=7"])
        assert apply_scenarios(data, scenario).sites[0].beds == 7
        assert made.changes == scenario.changes

    def test_a_column_named_twice_is_a_fault(self, tmp_path: Path) -> None:
        text = '[[change]]\ntable = "sites"\nset = { beds = 7, Beds = 8 }\n'
        (tmp_path / "odd.toml").write_text(f'name = "odd"\n{text}', encoding="utf-8")
        (scenario,) = read_scenarios(tmp_path / "odd.toml")
        assert [str(fault) for _, fault in scenario.faults] == [
            "odd.toml: change 1 (sites): set: beds is named twice"
        ]


@pytest.mark.parametrize(
    ("table", "row", "warned"),
    [
        ("units", "u,Unit,,", ["units.csv:4: unit_id: differs from U"]),
        ("units", "U2,Unit,,", []),
        ("pipelines", "pc,1,C,,\npc,2,D,,", ["pipelines.csv:4: pipeline_id: differs from PC"]),
        ("pipelines", "PC,2,D,,", []),
        ("sites", "b1,AA,Four,5\nB2,AA,Five,5", ["sites.csv:5: site_id: differs from B1"]),
    ],
)
def test_ids_that_are_alike_but_for_their_case_are_two_with_a_warning(
    table: str, row: str, warned: list[str], tmp_path: Path
) -> None:
    file = f"{table}.csv"
    dataset = read_dataset(write_mini(tmp_path / "data", {file: f"{MINI[file]}{row}\n"}))
    alike = [str(one) for one in dataset.warnings if "upper and lower case" in str(one)]
    assert [one.partition(" in upper")[0] for one in alike] == warned
