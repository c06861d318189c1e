"""Files as drafts: what they change against what they were exported from, and what is refused of them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA, changed
from tests.support.planning import TABLES, beds, lay_out
from trainopt.dataset import write_dataset
from trainopt.errors import DatasetFaults, NotAllowed, UsageError
from trainopt.runs.store import Store
from trainopt.service import drafts, uploads
from trainopt.service.outside import OutsideScope

SITES = TABLES["sites.csv"]
POLISH = "site_id;nation_id;name;beds\nPL-01;PL;AURA Drawsko;130\n"


def edits(store: Store, draft: drafts.Draft) -> list[tuple[str, tuple[str, ...], list[str]]]:
    applied = drafts.applied_draft(store, CORA, draft.number)
    return [(edit.table, edit.key, edit.columns) for edit in applied.edits]


def archive(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, text in files.items():
            file.writestr(name, text)
    return packed.getvalue()


class TestWhatAFileChanges:
    def test_a_single_table(self, planning: Store) -> None:
        draft = uploads.upload_draft(planning, PAWEL, "sites.csv", POLISH.encode())
        assert (draft.title, draft.base, draft.faults) == ("from sites.csv", 1, ())
        assert edits(planning, draft) == [("sites", ("PL-01",), ["beds"])]

    def test_a_workbook(self, quick: Store, tmp_path: Path) -> None:
        sites = SITES.replace("Drawsko,120", "Drawsko,130")
        write_dataset(lay_out(tmp_path / "next", sites=sites), tmp_path / "next.xlsx")
        content = (tmp_path / "next.xlsx").read_bytes()
        draft = uploads.upload_draft(quick, CORA, "next.xlsx", content, title="t")
        assert edits(quick, draft) == [("sites", ("PL-01",), ["beds"])]

    def test_an_archive_and_a_folder(self, quick: Store, tmp_path: Path) -> None:
        demand = TABLES["demand.csv"].replace("A1,BDE-A,FULL,40", "A1,BDE-A,FULL,44")
        draft = uploads.upload_draft(quick, CORA, "data.zip", archive({**TABLES, "demand.csv": demand}))
        assert edits(quick, draft) == [("demand", ("A1",), ["trainees"])]
        folder = lay_out(tmp_path / "next", demand=demand)
        assert edits(quick, uploads.upload_draft(quick, CORA, "next", folder)) == edits(quick, draft)

    def test_columns_that_it_has_not_stay(self, quick: Store) -> None:
        text = "nation_id,name\nPL,Poland\n"
        draft = uploads.upload_draft(quick, PAWEL, "nations.csv", text.encode())
        assert edits(quick, draft) == [("nations", ("PL",), ["name"])]

    def test_of_a_row_that_is_there_it_needs_the_key_and_what_changes(self, quick: Store) -> None:
        draft = uploads.upload_draft(quick, PAWEL, "sites.csv", b"site_id,beds\nPL-01,130\n")
        assert (edits(quick, draft), draft.faults) == ([("sites", ("PL-01",), ["beds"])], ())

    def test_a_new_row_needs_its_required_cells_all_the_same(self, quick: Store) -> None:
        draft = uploads.upload_draft(quick, PAWEL, "sites.csv", b"site_id,nation_id,beds\nPL-03,PL,30\n")
        assert [(fault.fault.column, fault.fault.message) for fault in draft.faults] == [
            ("name", "must be filled")
        ]

    def test_another_way_to_write_the_same_is_no_change(self, quick: Store) -> None:
        text = "cohort_id;step;site_id;start\nA2-01;1;PL-01;18.01.2027\n"
        with pytest.raises(UsageError, match="changes nothing of version 1"):
            uploads.upload_draft(quick, PAWEL, "pins.csv", text.encode())

    def test_rows_that_it_lacks_stay_unless_they_are_to_go(self, quick: Store) -> None:
        text = "site_id,course_id,parallel_classes\nPL-01,BASIC,3\nPL-01,LEAD,1\n"
        read = uploads.read_upload(quick, PAWEL, "capacity.csv", text.encode())
        assert [edit.key for edit in read.lacking] == [("PL-02", "BASIC", "")]
        kept = uploads.upload_draft(quick, PAWEL, "capacity.csv", text.encode())
        assert [key for _, key, _ in edits(quick, kept)] == [("PL-01", "BASIC", "")]
        gone = uploads.upload_draft(quick, PAWEL, "capacity.csv", text.encode(), delete_missing=True)
        assert [key for _, key, _ in edits(quick, gone)] == [("PL-01", "BASIC", ""), ("PL-02", "BASIC", "")]

    def test_a_new_site_comes_with_what_it_offers(self, quick: Store) -> None:
        sites = "site_id,nation_id,name,beds\nPL-03,PL,New,40\n"
        offers = "site_id,course_id,parallel_classes\nPL-03,BASIC,1\n"
        packed = archive({"sites.csv": sites, "capacity.csv": offers})
        draft = uploads.upload_draft(quick, PAWEL, "new.zip", packed)
        assert [key[0] for _, key, _ in edits(quick, draft)] == ["PL-03", "PL-03"]

    def test_its_name_says_what_it_was_exported_from(self, planning: Store) -> None:
        changed(planning, beds("PL-01", 130))
        old = uploads.upload_draft(planning, PAWEL, "sites-v1.csv", POLISH.replace("130", "140").encode())
        assert old.base == 1
        new = uploads.upload_draft(planning, PAWEL, "sites.csv", POLISH.replace("130", "140").encode())
        assert new.base == 2
        asked = uploads.upload_draft(planning, PAWEL, "sites.csv", POLISH.encode(), base=1)
        assert asked.base == 1

    def test_a_cell_that_cannot_be_is_a_fault_of_the_draft(self, quick: Store) -> None:
        draft = uploads.upload_draft(quick, PAWEL, "sites.csv", POLISH.replace("130", "many").encode())
        assert [fault.fault.place for fault in draft.faults] == ["sites!D2"]


class TestWhatIsRefused:
    def test_rows_outside_the_scope_by_line(self, quick: Store) -> None:
        text = SITES.replace("Munster,100", "Munster,50").replace("Drawsko,120", "Drawsko,130")
        with pytest.raises(OutsideScope) as told:
            uploads.upload_draft(quick, PAWEL, "sites.csv", text.encode())
        places = [fault.place for fault in told.value.faults]
        assert places == ["sites.csv:2", "sites.csv:3"]  # not seen, so new to the actor, and not theirs
        assert drafts.list_drafts(quick, CORA) == []

    def test_rows_outside_the_scope_by_sheet_and_cell(self, quick: Store, tmp_path: Path) -> None:
        write_dataset(lay_out(tmp_path / "other"), tmp_path / "data.xlsx")
        with pytest.raises(OutsideScope) as told:
            uploads.upload_draft(quick, ANNA, "data.xlsx", (tmp_path / "data.xlsx").read_bytes())
        places = {fault.place for fault in told.value.faults}
        assert {"demand!A4", "demand!A5", "capacity!A2"} <= places
        assert not {"demand!A2", "demand!A3"} & places

    def test_what_cannot_be_read(self, quick: Store) -> None:
        for name, content, error in (
            ("sites.csv", b"site_id,nation\nPL-01,PL\n", DatasetFaults),
            ("data.xlsx", b"no workbook", DatasetFaults),
            ("data.zip", b"no archive", DatasetFaults),
            ("../../etc/passwd\0", b"x", UsageError),
            ("notes.csv", b"a,b\n1,2\n", DatasetFaults),
            ("capacity.csv", b"site_id,parallel_classes\nPL-01,3\n", DatasetFaults),
        ):
            with pytest.raises(error) as told:
                uploads.upload_draft(quick, CORA, name, content)
            assert "trainopt-work" not in str(told.value), "where it was laid out"

    def test_a_reader_uploads_nothing(self, quick: Store) -> None:
        with pytest.raises(NotAllowed):
            uploads.upload_draft(quick, RITA, "sites.csv", POLISH.encode())
