"""Versions: brought in, within scopes, from folder to folder, set back; and what became of a row."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.people import actor
from tests.support.planning import OP, TABLES, beds, lay_out
from trainopt.errors import NotAllowed, NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.service import datasets, drafts, proposals
from trainopt.service.actors import Actor
from trainopt.service.versions import VersionCause

CORA = actor("cora", "coordinator:all")
PAWEL = actor("pawel", "planner:nation:PL")
ANNA = actor("anna", "planner:unit:BDE-A")
RITA = actor("rita", "reader:all")


def changed(store: Store, *changes: dict[str, object], by: Actor = CORA, why: str = "because") -> int:
    """A version that these changes make."""
    draft = drafts.begin_draft(store, by, "a change", list(changes))
    proposal = proposals.submit_draft(store, by, draft.number, why)
    return proposals.accept_proposals(store, CORA, [proposal.number]).number


def cell(store: Store, table: str, key: tuple[str, ...], column: str) -> str:
    shown = datasets.show_table(store, RITA, table)
    return dict(zip(shown.keys, shown.rows, strict=True))[key].get(column, "")


class TestBringingIn:
    def test_the_first_version_is_what_was_brought_in(self, planning: Store, tmp_path: Path) -> None:
        (version,) = datasets.list_versions(planning, RITA)
        assert (version.number, version.cause, version.author, version.parent) == (
            1,
            "brought in",
            "op",
            None,
        )
        assert cell(planning, "sites", ("PL-01",), "beds") == "120"
        again = datasets.bring_in(planning, OP, lay_out(tmp_path / "other", nations=TABLES["nations.csv"]))
        assert (again.is_new, again.version) == (False, version)

    def test_only_a_coordinator_brings_in(self, store: Store, tmp_path: Path) -> None:
        data = lay_out(tmp_path / "data")
        for who in (RITA, PAWEL, actor("adm", "admin"), actor("nobody")):
            with pytest.raises(NotAllowed):
                datasets.bring_in(store, who, data)
        with pytest.raises(NotThere):
            datasets.show_version(store, RITA)

    def test_a_workbook_is_brought_in_too(self, store: Store, tmp_path: Path) -> None:
        from trainopt.dataset import write_dataset

        write_dataset(lay_out(tmp_path / "data"), tmp_path / "data.xlsx")
        datasets.bring_in(store, OP, tmp_path / "data.xlsx")
        assert cell(store, "demand", ("A1",), "trainees") == "40"


class TestFromFolderToFolder:
    def test_what_the_folder_changes_is_a_version_of_the_operator(
        self, planning: Store, tmp_path: Path
    ) -> None:
        changed(planning, beds("DE-01", 66))
        sites = TABLES["sites.csv"].replace("Drawsko,120", "Drawsko,130")
        found = datasets.bring_in_changes(planning, OP, lay_out(tmp_path / "next", sites=sites))
        assert (found.is_new, found.version.cause, found.version.author) == (True, VersionCause.FOLDER, "op")
        assert cell(planning, "sites", ("PL-01",), "beds") == "130"
        assert cell(planning, "sites", ("DE-01",), "beds") == "66"  # the folder says nothing new of it

    def test_what_was_accepted_meanwhile_stays_and_is_told(self, planning: Store, tmp_path: Path) -> None:
        changed(planning, beds("PL-01", 111))
        sites = TABLES["sites.csv"].replace("Drawsko,120", "Drawsko,130").replace("Orzysz,80", "Orzysz,85")
        found = datasets.bring_in_changes(planning, OP, lay_out(tmp_path / "next", sites=sites))
        (kept,) = found.kept
        assert (kept.key, kept.column, kept.base, kept.theirs, kept.mine) == (
            ("PL-01",), "beds", "120", "111", "130",
        )  # fmt: skip
        assert cell(planning, "sites", ("PL-01",), "beds") == "111"
        assert cell(planning, "sites", ("PL-02",), "beds") == "85"

    def test_the_same_folder_again_is_no_version(self, planning: Store, tmp_path: Path) -> None:
        found = datasets.bring_in_changes(planning, OP, lay_out(tmp_path / "same"))
        assert (found.is_new, found.version.number, found.kept) == (False, 1, ())

    def test_a_day_later_in_plan_toml_is_a_change(self, planning: Store, tmp_path: Path) -> None:
        plan = TABLES["plan.toml"] + "as_of = 2027-01-11\n"
        assert datasets.bring_in_changes(planning, OP, lay_out(tmp_path / "next", plan=plan)).is_new
        shown = datasets.show_table(planning, RITA, "plan").rows[0]
        assert shown["as_of"] == "2027-01-11"

    def test_each_folder_is_told_from_the_last_one(self, planning: Store, tmp_path: Path) -> None:
        more = TABLES["sites.csv"].replace("Drawsko,120", "Drawsko,130")
        datasets.bring_in_changes(planning, OP, lay_out(tmp_path / "one", sites=more))
        changed(planning, beds("PL-01", 90))
        found = datasets.bring_in_changes(planning, OP, lay_out(tmp_path / "two", sites=more))
        assert not found.is_new
        assert cell(planning, "sites", ("PL-01",), "beds") == "90"


class TestWithinScopes:
    def keys(self, store: Store, who: Actor, table: str) -> list[str]:
        return [" ".join(key) for key in datasets.show_table(store, who, table).keys]

    def test_a_nation_sees_its_own(self, quick: Store) -> None:
        assert self.keys(quick, PAWEL, "nations") == ["PL"]
        assert self.keys(quick, PAWEL, "sites") == ["PL-01", "PL-02"]
        assert {key.split()[0] for key in self.keys(quick, PAWEL, "capacity")} == {"PL-01", "PL-02"}
        assert len(self.keys(quick, PAWEL, "closures")) == 2
        assert self.keys(quick, PAWEL, "courses") == ["BASIC", "LEAD"]
        assert self.keys(quick, PAWEL, "pins") == ["A2-01 1"]
        for table in ("units", "demand"):
            with pytest.raises(NotThere):
                datasets.show_table(quick, PAWEL, table)

    def test_a_unit_sees_itself_and_those_below(self, quick: Store) -> None:
        assert self.keys(quick, ANNA, "units") == ["BDE-A", "BN-A1"]
        assert datasets.show_table(quick, ANNA, "units").rows[0].get("parent_unit_id") is None
        assert self.keys(quick, ANNA, "demand") == ["A1", "A2"]
        assert self.keys(quick, ANNA, "pins") == ["A2-01 1"]
        assert self.keys(quick, ANNA, "limits") == ["BDE-A max_away 2027-02-01"]
        assert set(datasets.show_table(quick, ANNA, "sites").rows[0]) == {"site_id", "nation_id", "name"}
        for table in ("capacity", "resources", "closures", "course_resources"):
            with pytest.raises(NotThere):
                datasets.show_table(quick, ANNA, table)

    def test_several_scopes_show_what_each_does(self, quick: Store) -> None:
        both = actor("both", "reader:nation:PL", "reader:unit:BDE-A")
        assert self.keys(quick, both, "demand") == ["A1", "A2"]
        rows = datasets.show_table(quick, both, "sites")
        beds_of = {key[0]: row.get("beds") for key, row in zip(rows.keys, rows.rows, strict=True)}
        assert beds_of == {"DE-01": None, "DE-02": None, "PL-01": "120", "PL-02": "80"}

    def test_the_settings_tell_a_scope_what_a_share_does(self, quick: Store) -> None:
        assert set(datasets.show_table(quick, PAWEL, "plan").rows[0]) == {"name", "marking", "start", "weeks"}
        assert "freeze_weeks" in datasets.show_table(quick, RITA, "plan").rows[0]

    def test_nobody_without_a_grant_sees_anything(self, quick: Store) -> None:
        for who in (actor("nobody"), actor("adm", "admin")):
            with pytest.raises(NotAllowed):
                datasets.show_table(quick, who, "courses")

    def test_a_table_or_version_that_is_none(self, quick: Store) -> None:
        for table, number in (("nowhere", 1), ("sites", 7)):
            with pytest.raises(NotThere):
                datasets.show_table(quick, RITA, table, number)


class TestHistory:
    def test_a_row_has_who_when_from_what_to_what_and_why(self, planning: Store) -> None:
        changed(planning, beds("PL-01", 100), by=PAWEL, why="roof")
        changed(planning, beds("PL-01", 140), by=CORA, why="mended")
        found = datasets.row_history(planning, RITA, "sites", ["PL-01"])
        told = [
            (c.version, c.author, (c.before or {})["beds"], (c.after or {})["beds"], c.reason) for c in found
        ]
        assert told == [
            (2, "pawel", "120", "100", "a change: roof"),
            (3, "cora", "100", "140", "a change: mended"),
        ]

    def test_another_scope_has_none(self, planning: Store) -> None:
        changed(planning, beds("PL-01", 100), by=PAWEL)
        dora = actor("dora", "planner:nation:DE")
        with pytest.raises(NotThere):
            datasets.row_history(planning, dora, "sites", ["PL-01"])
        assert datasets.version_changes_seen(planning, dora, 2) == []
        assert datasets.show_version(planning, dora, 2).reason == ""

    def test_words_are_told_where_all_that_they_are_about_is_seen(self, planning: Store) -> None:
        changed(planning, beds("PL-01", 100), beds("DE-01", 50), why="both")
        (seen,) = datasets.version_changes_seen(planning, PAWEL, 2)
        assert (seen.key, seen.author, seen.reason) == (("PL-01",), "", "")
        changed(planning, beds("PL-01", 101), why="one")
        (seen,) = datasets.version_changes_seen(planning, PAWEL, 3)
        assert (seen.author, seen.reason) == ("cora", "a change: one")

    def test_set_back_is_a_new_version_with_an_old_ones_content(self, planning: Store) -> None:
        changed(planning, beds("PL-01", 100))
        back = datasets.set_back(planning, CORA, 1, "wrong")
        assert (back.number, back.cause, back.parent) == (3, VersionCause.SET_BACK, 2)
        assert back.dataset_id == datasets.show_version(planning, RITA, 1).dataset_id
        assert [c.version for c in datasets.row_history(planning, RITA, "sites", ["PL-01"])] == [2, 3]
        with pytest.raises(UsageError, match="say why"):
            datasets.set_back(planning, CORA, 1, " ")
        with pytest.raises(NotAllowed):
            datasets.set_back(planning, PAWEL, 1, "mine")
        with pytest.raises(NotThere):
            datasets.set_back(planning, CORA, 9, "none")
