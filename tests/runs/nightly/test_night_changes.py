"""What changed in the data, row by row, and which changes of the plan it touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support import small
from tests.support.running import MINI, write_mini
from trainopt.dataset import Dataset, read_dataset
from trainopt.plan.placements import Plan
from trainopt.runs.nightly.causes import Setting, moved_cohorts
from trainopt.runs.nightly.differences import DataChange, data_changes
from trainopt.runs.nightly.outputs import as_text
from trainopt.runs.nightly.touching import Stay, Touching, Who, numbers_in


def dataset(folder: Path, files: Mapping[str, str]) -> Dataset:
    return read_dataset(write_mini(folder, files))


def changed(tmp_path: Path, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    found = data_changes(dataset(tmp_path / "a", before), dataset(tmp_path / "b", after))
    return [str(change) for change in found]


DEMAND = MINI["demand.csv"]
CLOSURES = "nation_id,site_id,course_id,first_day,last_day,note\n"


class TestDataChanges:
    def test_the_same_data_in_other_words_is_no_change(self, tmp_path: Path) -> None:
        header, *rows = DEMAND.splitlines()
        other = "\n".join([header, *reversed(rows)]).replace(",", ";") + "\n"
        assert changed(tmp_path, {}, {"demand.csv": other}) == []

    @pytest.mark.parametrize(
        ("file", "text", "said"),
        [
            ("demand.csv", DEMAND.replace("X,U,PC,4", "X,U,PC,3"), "demand: demand_id=X: trainees 4 → 3"),
            (
                "demand.csv",
                DEMAND.replace("2026-01-18,2026-01-18,3", "2026-01-18,,3"),
                "demand: demand_id=X: latest 2026-01-18 → blank",
            ),
            (
                "demand.csv",
                DEMAND.splitlines(keepends=True)[0] + DEMAND.splitlines(keepends=True)[2],
                "demand: demand_id=X: row removed, unit_id=U pipeline_id=PC trainees=4 due=2026-01-18 "
                "latest=2026-01-18 priority=3",
            ),
            (
                "closures.csv",
                CLOSURES + ",A1,,2026-02-02,2026-02-08,fire\n",
                "closures: site_id=A1 first_day=2026-02-02 last_day=2026-02-08 note=fire: row added",
            ),
            (
                "plan.toml",
                MINI["plan.toml"] + "as_of = 2026-01-12\n",
                "plan: as_of: blank → 2026-01-12",
            ),
        ],
        ids=["cell", "blanked", "row gone", "row of a table without a key", "setting"],
    )
    def test_one_change_is_one_line(self, tmp_path: Path, file: str, text: str, said: str) -> None:
        assert changed(tmp_path, {}, {file: text}) == [said]

    def test_two_cells_of_a_row_are_two_changes(self, tmp_path: Path) -> None:
        text = DEMAND.replace("X,U,PC,4", "X,V,PC,3")
        assert len(changed(tmp_path, {}, {"demand.csv": text})) == 2

    @pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-1", "@x"])
    def test_no_cell_is_a_formula(self, cell: str) -> None:
        assert as_text(cell) == f"'{cell}"
        assert as_text("x" + cell) == "x" + cell


STAY = Stay("A1", "AA", "U", "C", frozenset({"range"}), "2026-02-02", "2026-02-15")
WHO = Who({"cohort_id": "X-01", "demand_id": "X", "unit_id": "U", "pipeline_id": "PC"}, (STAY,))


def touches(one: DataChange, who: Who) -> bool:
    return bool(Touching([one]).of(who))


def change(table: str, first: str = "", last: str = "", **touched: str) -> DataChange:
    return DataChange(table, "", "changed", "", "", "", tuple(touched.items()), first, last)


class TestTouching:
    @pytest.mark.parametrize(
        "one",
        [
            change("demand", demand_id="X", unit_id="V"),
            change("units", unit_id="U"),
            change("pipelines", pipeline_id="PC", course_id="C"),
            change("pins", cohort_id="X-01", site_id="B1"),
            change("actuals", cohort_id="X-01", course_id="D", site_id="B1"),
            change("capacity", site_id="A1", course_id="C"),
            change("capacity", site_id="A1", course_id="C", first="2026-02-15"),
            change("closures", nation_id="AA"),
            change("closures", site_id="A1", first="2026-02-10", last="2026-02-11"),
            change("resources", owner_id="AA", resource="range"),
            change("limits", owner_id="A1", first="2026-02-09", last="2026-02-15"),
            change("limits", owner_id="U", last="2026-02-08"),
            change("courses", course_id="C"),
            change("sites", site_id="A1", nation_id="ZZ"),
            change("nations", nation_id="AA"),
        ],
        ids=str,
    )
    def test_what_touches(self, one: DataChange) -> None:
        assert touches(one, WHO)

    @pytest.mark.parametrize(
        "one",
        [
            change("limits", owner_id="V"),
            change("limits", owner_id="A1", last="2026-02-01"),
            change("demand", demand_id="Y", unit_id="U"),
            change("units", unit_id="V"),
            change("pins", cohort_id="X-02", site_id="A1"),
            change("actuals", cohort_id="X-02", course_id="C", site_id="A1"),
            change("capacity", site_id="A1", course_id="D"),
            change("capacity", site_id="A2", course_id="C"),
            change("capacity", site_id="A1", course_id="C", first="2026-02-16"),
            change("closures", site_id="A1", first="2026-01-01", last="2026-02-01"),
            change("closures", nation_id="AA", course_id="D"),
            change("resources", owner_id="AA", resource="simulator"),
            change("resources", owner_id="BB", resource="range"),
            change("plan"),
            replace(change("sites", site_id="A1"), column="name"),
        ],
        ids=str,
    )
    def test_what_does_not(self, one: DataChange) -> None:
        assert not touches(one, WHO)

    def test_each_of_many_is_found_by_itself(self) -> None:
        days = [("", ""), ("2026-02-15", ""), ("2026-02-16", ""), ("", "2026-02-01"), ("", "2026-02-02")]
        many = [change("capacity", *span, site_id="A1", course_id="C") for span in days]
        many += [change("demand", demand_id="X"), change("demand", demand_id="Y")]
        assert numbers_in(Touching(many).of(WHO), 99) == [0, 1, 4, 5]
        assert numbers_in(Touching(many).about(WHO), 99) == [5]
        assert numbers_in(Touching(many).of(WHO), 2) == [0, 1]


def test_a_cohort_that_is_no_longer_asked_for_is_known_by_its_name() -> None:
    row = {
        "step": 1, "course_id": "BASIC", "site_id_before": "DE-1", "start_before": "2026-03-02",
        "site_id": "", "start": "",
    }  # fmt: skip
    who = Setting(small.problem(), Plan()).who("GONE-01", [row])
    assert touches(change("demand", demand_id="GONE"), who)
    assert not touches(change("demand", demand_id="D1"), who)


def test_near_cohorts_and_those_moved() -> None:
    before = small.published(
        "A-01 1 DE-1 03-02 a; B-01 1 DE-1 03-09 b; B-01 2 DE-1 03-30 c; C-01 1 DE-1 03-30 c"
    )
    now = small.plan("A-01 1 DE-1 03-02 a; B-01 1 DE-2 03-09 b; C-01 1 DE-2 03-30 c")
    first, last = small.week("03-02"), small.week("03-09")
    assert moved_cohorts(before, now, first, last) == ({"A-01", "B-01"}, {"B-01"})
    assert moved_cohorts(before, now, first, 99) == ({"A-01", "B-01", "C-01"}, {"B-01", "C-01"})
