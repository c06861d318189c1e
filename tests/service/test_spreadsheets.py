"""Spreadsheets of one's own layout as drafts: what they change, what is refused, what is kept."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, insert, update

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA
from tests.support.people import actor
from trainopt.errors import DatasetFaults, MapFaults, NotAllowed, NotThere, UsageError
from trainopt.mapping.form import map_of
from trainopt.runs.history import prune_runs
from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import mappings as table_of_mappings
from trainopt.runs.store.service_schema import spreadsheets as table_of_spreadsheets
from trainopt.service import drafts, layouts, mappings, proposals, spreadsheets
from trainopt.service.actors import Actor
from trainopt.service.auditing import read_audit
from trainopt.service.layouts import is_own_layout
from trainopt.service.outside import OutsideScope

OTHER = actor("other", "planner:nation:PL")
OFFER = """
[[table]]
table = "capacity"
columns = { site_id = "Ośrodek", course_id = { heading = "Kurs", values = { Podstawowy = "BASIC" } } }
weeks = { value = "parallel_classes", first = "valid_from", last = "valid_to", year = 2027 }
"""
SHEET = "Grafik;;;;;\nOśrodek;Kurs;KW 1;KW 2;KW 3;KW 4\nAURA Drawsko;Podstawowy;3;4;4;4\n"
BEDS = """
[[table]]
table = "sites"
columns = { site_id = "Code", beds = "Beds", nation_id = "N", name = "Site" }
"""


def read(store: Store, who: Actor, sheet: str, mapping: str = OFFER) -> layouts.OwnLayout:
    grids = layouts.grids_of("grafik.csv", sheet.encode())
    return layouts.read_own_layout(store, who, grids, map_of("map.toml", mapping))


def told(layout: layouts.OwnLayout) -> list[str]:
    return [str(fault) for fault in layout.faults]


def held(
    store: Store, who: Actor, sheet: str = SHEET, name: str = "grafik.csv"
) -> spreadsheets.HeldSpreadsheet:
    return spreadsheets.hold_spreadsheet(store, who, name, sheet.encode())


def ended(store: Store) -> None:
    """A day has gone by since all that is held came."""
    with store.begin() as connection:
        connection.execute(update(table_of_spreadsheets).values(ends=1))


def made(store: Store, who: Actor, mapping: str = OFFER, **how: object) -> drafts.Draft:
    one = held(store, who)
    spreadsheets.map_held(store, who, one.number, mapping)
    return spreadsheets.draft_of_held(store, who, one.number, "latest", **how)  # type: ignore[arg-type]


class TestWhatIsOnesOwn:
    def test_what_trainopt_wrote_is_not(self, tmp_path: object) -> None:
        assert not is_own_layout("sites.csv", b"Code;Beds\n")
        assert not is_own_layout("sites-v12.csv", b"")
        assert not is_own_layout("data.zip", b"")
        assert not is_own_layout("grafik.xlsx", b"no workbook")
        assert is_own_layout("grafik.csv", b"")


class TestWhatItChanges:
    def test_its_rows_take_the_place_of_those_that_they_agree_with(self, quick: Store) -> None:
        layout = read(quick, PAWEL, SHEET)
        assert layout.faults == ()
        changed = [
            (edit.key, (edit.after or {}).get("parallel_classes")) for edit, _ in layout.compared.changed
        ]
        assert changed == [(("PL-01", "BASIC", "2027-01-04"), "3"), (("PL-01", "BASIC", "2027-01-11"), "4")]
        assert [edit.key for edit in layout.compared.replaced] == [("PL-01", "BASIC", "")]
        assert [edit.key[:2] for edit in layout.compared.lacking] == [("PL-01", "LEAD"), ("PL-02", "BASIC")]

    def test_they_have_what_it_says_nothing_of_from_those_whose_place_they_take(self, quick: Store) -> None:
        cells = {"cost_per_class": 500, "first_start": "2027-01-04", "start_every_weeks": 2}
        where = {"site_id": "PL-01", "course_id": "BASIC"}
        change = {"table": "capacity", "where": where, "set": cells}
        begun = drafts.begin_draft(quick, CORA, "costs", [change]).number
        proposals.accept_proposals(quick, CORA, [proposals.submit_draft(quick, CORA, begun).number])
        layout = read(quick, PAWEL, SHEET)
        told = [{name: (edit.after or {}).get(name) for name in cells} for edit, _ in layout.compared.changed]
        assert told == [{name: str(cell) for name, cell in cells.items()}] * 2

    def test_what_it_says_nothing_of_stays(self, quick: Store) -> None:
        layout = read(quick, PAWEL, "Code;N;Site;Beds\nPL-01;PL;AURA Drawsko;130\n", BEDS)
        ((edit, _),) = layout.compared.changed
        assert edit.columns == ["beds"]

    def test_of_a_row_that_is_there_it_needs_the_key_and_what_changes(self, quick: Store) -> None:
        grids = layouts.grids_of("beds.csv", b"Code;Beds\nPL-01;130\nPL-09;20\n")
        few = '[[table]]\ntable = "sites"\ncolumns = { site_id = "Code", beds = "Beds" }\n'
        layout = layouts.read_own_layout(quick, CORA, grids, mappings.map_for_drafts("m", few))
        assert [edit.columns for edit, _ in layout.compared.changed][:1] == [["beds"]]
        assert {str(fault)[:12] for fault in layout.faults} == {"beds.csv:3: "}, "a new row needs all"
        with pytest.raises(MapFaults, match=r"columns\.site_id"):
            mappings.map_for_drafts("m", few.replace("site_id", "name"))

    def test_rows_that_it_lacks_go_if_that_is_asked_for(self, quick: Store) -> None:
        kept, gone = made(quick, PAWEL), made(quick, PAWEL, delete_missing=True)
        assert len(gone.changes) == len(kept.changes) + 2
        assert kept.faults == gone.faults == ()

    def test_a_faulty_cell_is_told_where_it_stands_and_the_draft_may_have_it(self, quick: Store) -> None:
        sheet = SHEET.replace(";3;", ";many;")
        layout = read(quick, PAWEL, sheet)
        assert layout.blocking == ()
        (fault,) = layout.others
        assert (fault.place, fault.column) == ("grafik.csv:3", "parallel_classes")
        assert [line for line, found in layout.faults_by_line.items() if fault in found]
        draft = layouts.draft_of_layout(quick, PAWEL, "grafik.csv", layout)
        assert [one.fault.column for one in draft.faults] == ["parallel_classes"]

    def test_a_fault_among_rows_is_told_at_the_row_of_the_spreadsheet(self, quick: Store) -> None:
        layout = read(quick, PAWEL, "Ośrodek;Kurs;KW 1\nPL-01;NOSUCH;1\n")
        assert [fault[:24] for fault in told(layout)] == ["grafik.csv:2: course_id:"]


class TestWhatIsRefused:
    def test_what_cannot_be_told_makes_no_draft(self, quick: Store) -> None:
        layout = read(quick, PAWEL, SHEET.replace("AURA Drawsko", "AURA Drawskoo"))
        assert told(layout) == [
            "grafik.csv:3: site_id: is neither an id nor a name of sites (got 'AURA Drawskoo'); "
            "did you mean 'aura drawsko'?"
        ]
        with pytest.raises(DatasetFaults):
            layouts.draft_of_layout(quick, PAWEL, "grafik.csv", layout)

    def test_two_rows_of_one_key_make_no_draft(self, quick: Store) -> None:
        row = "PL-01;PL;AURA Drawsko;130\n"
        layout = read(quick, PAWEL, f"Code;N;Site;Beds\n{row}{row}", BEDS)
        assert [fault.place for fault in layout.blocking] == ["grafik.csv:3"]

    def test_rows_of_others_by_their_cells_and_names_of_others_are_none(self, quick: Store) -> None:
        layout = read(quick, PAWEL, SHEET.replace("AURA Drawsko", "DE-01"))
        assert {fault.place for fault in layout.blocking} == {"grafik.csv:3"}
        assert all("is not yours to change" in fault.message for fault in layout.blocking)
        with pytest.raises(OutsideScope):
            layouts.draft_of_layout(quick, PAWEL, "grafik.csv", layout)
        (named,) = told(read(quick, PAWEL, SHEET.replace("AURA Drawsko", "BORA Munste")))
        assert "BORA Munster" not in named
        assert "bora munster" not in named
        assert "bora munster" in told(read(quick, CORA, SHEET.replace("AURA Drawsko", "BORA Munste")))[0]

    def test_a_table_that_the_scope_does_not_show(self, quick: Store) -> None:
        layout = read(quick, ANNA, SHEET)
        assert layout.blocking
        assert {fault.message.partition(" is ")[2] for fault in layout.blocking} == {"no row of your scope"}

    def test_a_map_that_lacks_something(self, quick: Store) -> None:
        with pytest.raises(MapFaults):
            made(quick, PAWEL, '[[table]]\ntable = "capacity"\ncolumns = { site_id = "Ośrodek" }\n')

    def test_readers_have_no_part_in_it(self, quick: Store) -> None:
        one = held(quick, PAWEL)
        for act in (
            lambda: held(quick, RITA),
            lambda: spreadsheets.show_spreadsheet(quick, RITA, one.number),
            lambda: mappings.list_mappings(quick, RITA),
            lambda: mappings.keep_mapping(quick, RITA, "x", OFFER),
            lambda: read(quick, RITA, SHEET),
        ):
            with pytest.raises(NotAllowed):
                act()

    def test_a_file_that_is_no_spreadsheet(self, quick: Store) -> None:
        for name, content, error in (
            ("x.xlsx", b"no workbook", DatasetFaults),
            ("x.csv", b"\xff\xfe\0", DatasetFaults),
            ("x.exe", b"MZ", UsageError),
            ("../x\0.csv", b"a,b", UsageError),
        ):
            with pytest.raises(error) as raised:
                spreadsheets.hold_spreadsheet(quick, PAWEL, name, content)
            assert "trainopt-work" not in str(raised.value)


class TestHolding:
    def test_it_is_there_for_its_person_alone(self, planning: Store) -> None:
        one = held(planning, PAWEL)
        assert spreadsheets.show_spreadsheet(planning, PAWEL, one.number).data == SHEET.encode()
        for act in (spreadsheets.show_spreadsheet, spreadsheets.drop_spreadsheet):
            for who in (OTHER, CORA):
                with pytest.raises(NotThere):
                    act(planning, who, one.number)
        with pytest.raises(NotThere):
            spreadsheets.map_held(planning, CORA, one.number, OFFER)
        with pytest.raises(NotThere):
            spreadsheets.draft_of_held(planning, OTHER, one.number, 1)

    def test_it_ends_and_one_too_many_is_refused_until_another_is_dropped(self, planning: Store) -> None:
        numbers = [held(planning, PAWEL).number for _ in range(spreadsheets.MOST_HELD)]
        other = held(planning, OTHER).number
        with pytest.raises(UsageError, match="remove it first"):
            held(planning, PAWEL)
        assert [one[0] for one in spreadsheets.list_spreadsheets(planning, PAWEL)] == numbers[::-1]
        spreadsheets.drop_spreadsheet(planning, PAWEL, numbers[0])
        held(planning, PAWEL)
        ended(planning)
        for act in (spreadsheets.show_spreadsheet, spreadsheets.drop_spreadsheet):
            with pytest.raises(NotThere):
                act(planning, OTHER, other)
        assert spreadsheets.list_spreadsheets(planning, PAWEL) == []

    @pytest.mark.parametrize("when", ["the next comes", "it is pruned"])
    def test_what_has_ended_goes_with_a_line_of_the_audit_each(self, planning: Store, when: str) -> None:
        held(planning, PAWEL)
        held(planning, OTHER)
        ended(planning)
        if when == "it is pruned":
            prune_runs(planning, 1, "op")
        else:
            held(planning, CORA)
        gone = [one for one in read_audit(planning, CORA) if one.action == "drop spreadsheet"]
        assert [(one.who, one.detail) for one in gone] == [
            ("op" if when == "it is pruned" else "cora", f"spreadsheet {number} of {person} has ended")
            for number, person in ((2, "other"), (1, "pawel"))
        ]

    def test_of_two_at_once_one_makes_its_draft(self, quick: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        one = held(quick, PAWEL)
        spreadsheets.map_held(quick, PAWEL, one.number, OFFER)
        first, name = layouts.draft_of_layout, "trainopt.service.spreadsheets.draft_of_layout"

        def later(*given: Any, **how: Any) -> drafts.Draft:
            monkeypatch.setattr(name, first)
            spreadsheets.draft_of_held(quick, PAWEL, one.number, "latest")
            return first(*given, **how)

        monkeypatch.setattr(name, later)
        with pytest.raises(NotThere):
            spreadsheets.draft_of_held(quick, PAWEL, one.number, "latest")
        assert len(drafts.list_drafts(quick, PAWEL)) == 1
        assert len(mappings.list_mappings(quick, PAWEL)) == 1

    def test_all_that_is_done_is_in_the_audit(self, planning: Store) -> None:
        made(planning, PAWEL)
        actions = [entry.action for entry in read_audit(planning, CORA, most=5)]
        assert actions == [
            "drop spreadsheet",
            "keep mapping",
            "begin draft",
            "map spreadsheet",
            "hold spreadsheet",
        ]

    def test_where_no_draft_can_be_made_the_file_stays_and_no_map_is_kept(self, planning: Store) -> None:
        one = held(planning, PAWEL, SHEET.replace("AURA Drawsko", "nowhere at all"))
        spreadsheets.map_held(planning, PAWEL, one.number, OFFER)
        with pytest.raises(DatasetFaults):
            spreadsheets.draft_of_held(planning, PAWEL, one.number, "latest")
        assert spreadsheets.show_spreadsheet(planning, PAWEL, one.number).text == OFFER
        assert mappings.list_mappings(planning, PAWEL) == []


class TestTheNextFile:
    def test_its_map_is_found_again_by_the_headings(self, planning: Store) -> None:
        made(planning, PAWEL)
        (kept,) = mappings.list_mappings(planning, PAWEL)
        assert kept.name == "grafik"
        later = held(planning, PAWEL, "neu\n" + SHEET.replace(";3;4", ";5;6"), "lutego.csv")
        assert (later.mapping, later.kept_name) == (kept.number, "grafik")
        layout = spreadsheets.read_held(planning, PAWEL, later)
        assert [row.cells["parallel_classes"] for row in layout.read.mapped.tables["capacity"]] == [
            "5",
            "6",
            "4",
        ]
        assert held(planning, OTHER).mapping is None, "a map is its person's alone"
        assert held(planning, PAWEL, "Ort;Kurs\nx;y\n").mapping is None, "another layout"

    def test_a_map_of_another_layout_is_not_replaced_by_a_file_of_the_same_name(self, quick: Store) -> None:
        mappings.keep_mapping(quick, PAWEL, "grafik", BEDS)
        made(quick, PAWEL)
        kept = {one.name: one.mapping.table[0].table for one in mappings.list_mappings(quick, PAWEL)}
        assert kept == {"grafik": "sites", "grafik (2)": "capacity"}

    def test_a_changed_map_is_kept_in_place_of_the_one_that_it_comes_from(self, quick: Store) -> None:
        made(quick, PAWEL, map_name="mine")
        again = held(quick, PAWEL)
        spreadsheets.map_held(quick, PAWEL, again.number, OFFER.replace("KW", "KW") + "# my words\n")
        spreadsheets.draft_of_held(quick, PAWEL, again.number, "latest")
        (kept,) = mappings.list_mappings(quick, PAWEL)
        assert (kept.name, kept.text.endswith("# my words\n")) == ("mine", True)


class TestKeptMaps:
    def test_kept_renamed_and_deleted_with_a_line_of_the_audit_each(self, planning: Store) -> None:
        first = mappings.keep_mapping(planning, PAWEL, " my  map ", OFFER)
        assert first.name == "my map"
        assert mappings.keep_mapping(planning, PAWEL, "my map", OFFER) == first
        assert mappings.keep_mapping(planning, PAWEL, "my map", BEDS).number == first.number
        second = mappings.keep_mapping(planning, PAWEL, "other", OFFER)
        with pytest.raises(UsageError, match="another of your maps is called other"):
            mappings.rename_mapping(planning, PAWEL, first.number, "other")
        assert mappings.rename_mapping(planning, PAWEL, first.number, "new").name == "new"
        mappings.delete_mapping(planning, PAWEL, second.number)
        assert [one.name for one in mappings.list_mappings(planning, PAWEL)] == ["new"]
        actions = [entry.action for entry in read_audit(planning, CORA, most=5)]
        assert actions == ["delete mapping", "rename mapping", "keep mapping", "keep mapping", "keep mapping"]

    def test_a_name_that_is_given_at_the_same_moment_is_taken(
        self, planning: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one = mappings.keep_mapping(planning, PAWEL, "one", OFFER)
        mappings.keep_mapping(planning, PAWEL, "other", OFFER)

        def meanwhile(connection: Connection, actor: Actor) -> None:
            row = {"person": actor.name, "name": "new", "text": BEDS, "created_at": "", "changed_at": ""}
            connection.execute(insert(table_of_mappings).values(row))

        monkeypatch.setattr(mappings, "_check_room", meanwhile)
        with pytest.raises(UsageError, match="another of your maps is called new"):
            mappings.keep_mapping(planning, PAWEL, "new", OFFER)
        monkeypatch.setattr(mappings, "mappings_of", lambda *_: [])
        with pytest.raises(UsageError, match="another of your maps is called other"):
            mappings.rename_mapping(planning, PAWEL, one.number, "other")
        assert mappings.show_mapping(planning, PAWEL, one.number).name == "one"

    def test_others_have_no_part_in_them(self, planning: Store) -> None:
        one = mappings.keep_mapping(planning, PAWEL, "mine", OFFER)
        assert mappings.list_mappings(planning, OTHER) == []
        for act in (mappings.show_mapping, mappings.delete_mapping):
            with pytest.raises(NotThere):
                act(planning, CORA, one.number)
        with pytest.raises(NotThere):
            mappings.rename_mapping(planning, OTHER, one.number, "theirs")
        assert mappings.keep_mapping(planning, OTHER, "mine", BEDS).number != one.number

    def test_what_is_no_map_is_not_kept(self, quick: Store) -> None:
        with pytest.raises(MapFaults):
            mappings.keep_mapping(quick, PAWEL, "x", "[[table]]\n")
        for name, text in (("", OFFER), ("x" * 201, OFFER), ("a\0b", OFFER), ("x", "#" * 100_001)):
            with pytest.raises(UsageError):
                mappings.keep_mapping(quick, PAWEL, name, text)

    def test_there_is_an_end_to_them(self, quick: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mappings, "MOST_KEPT", 1)
        mappings.keep_mapping(quick, PAWEL, "a", OFFER)
        mappings.keep_mapping(quick, PAWEL, "a", BEDS)
        with pytest.raises(UsageError, match="delete one"):
            mappings.keep_mapping(quick, PAWEL, "b", OFFER)
