"""Tables as they are edited: what columns take, what may be changed, drafts as a grid goes on with them."""

from __future__ import annotations

import pytest

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA
from tests.support.planning import beds
from trainopt.errors import NotThere
from trainopt.runs.store import Store
from trainopt.service import drafts, grids
from trainopt.service.actors import Actor
from trainopt.tables import TABLES

FORMS = {"day", "whole", "degrees", "yes", "id", "ids", "word", "words", "text"}


def locked(grid: grids.TableGrid) -> list[str]:
    return [" ".join(key) for key, may in zip(grid.keys, grid.may, strict=True) if not may]


class TestColumns:
    def test_every_column_of_every_table_has_a_form(self, quick: Store) -> None:
        for table in (*TABLES, "plan"):
            columns = grids.table_grid(quick, CORA, table).columns
            assert {column.kind for column in columns} <= FORMS
            assert all(column.meaning for column in columns)
            if table != "plan":
                assert [column.name for column in columns] == list(TABLES[table].columns)

    def test_what_a_cell_may_be_is_offered(self, quick: Store) -> None:
        grid = grids.table_grid(quick, CORA, "limits")
        by_name = {column.name: column for column in grid.columns}
        assert by_name["limit"].words == ("beds", "max_trainees", "max_weekly_arrivals", "max_away")
        assert by_name["owner_id"].refers == ("sites", "nations", "units")
        assert ("PL-01", "AURA Drawsko") in grid.choices["sites"]
        assert (by_name["quantity"].kind, by_name["quantity"].least, by_name["quantity"].most) == (
            "whole",
            0,
            1_000_000,
        )

    def test_settings_stand_in_one_row_as_people_type_them(self, quick: Store) -> None:
        grid = grids.table_grid(quick, CORA, "plan")
        (cells,) = grid.rows
        assert (cells["weeks"], cells["start"], cells["marking"]) == ("20", "2027-01-04", "EXERCISE")
        assert cells["objective"].split()[0] == "unmet"
        assert (grid.may, grid.may_add) == ((True,), False)
        assert grids.table_grid(quick, PAWEL, "plan").may == (False,)


class TestWhatMayBeChanged:
    @pytest.mark.parametrize(
        ("actor", "table", "shown", "seen_only", "may_add"),
        [
            (CORA, "sites", 4, [], True),
            (PAWEL, "sites", 2, [], True),
            (PAWEL, "nations", 1, [], False),
            (PAWEL, "courses", 2, ["BASIC", "LEAD"], False),
            (PAWEL, "closures", 2, ["  LEAD 2027-04-05 2027-04-11 nobody leads"], True),
            (ANNA, "units", 2, [], False),
            (ANNA, "demand", 2, [], True),
            (ANNA, "sites", 4, ["DE-01", "DE-02", "PL-01", "PL-02"], False),
            (RITA, "sites", 4, ["DE-01", "DE-02", "PL-01", "PL-02"], False),
        ],
    )
    def test_by_scope(
        self, quick: Store, actor: Actor, table: str, shown: int, seen_only: list[str], may_add: bool
    ) -> None:
        grid = grids.table_grid(quick, actor, table)
        assert (len(grid.rows), locked(grid), grid.may_add) == (shown, seen_only, may_add)

    def test_a_column_that_only_who_plans_all_changes(self, quick: Store) -> None:
        def fixed(actor: Actor) -> list[str]:
            return [column.name for column in grids.table_grid(quick, actor, "units").columns if column.fixed]

        assert (fixed(ANNA), fixed(CORA)) == (["parent_unit_id"], [])

    def test_who_works_on_the_draft_of_another_stays_within_its_scopes(self, quick: Store) -> None:
        draft = drafts.begin_draft(quick, PAWEL, "beds", [beds("PL-01", 130)])
        grid = grids.table_grid(quick, CORA, "sites", draft=draft.number)
        assert locked(grid) == ["DE-01", "DE-02"]

    def test_what_a_scope_does_not_show_is_not_there(self, quick: Store) -> None:
        for actor, table in ((PAWEL, "demand"), (ANNA, "capacity"), (CORA, "none")):
            with pytest.raises(NotThere):
                grids.table_grid(quick, actor, table)
        draft = drafts.begin_draft(quick, PAWEL, "beds", [beds("PL-01", 130)])
        with pytest.raises(NotThere):
            grids.table_grid(quick, ANNA, "units", draft=draft.number)


class TestDraftsInGrids:
    def test_changes_of_single_rows_stay_as_they_are_also_faulty_ones(self, quick: Store) -> None:
        changes: list[dict[str, object]] = [
            beds("PL-01", "many"),
            {"table": "sites", "insert": {"site_id": "PL-01", "nation_id": "PL", "name": "again"}},
            {"table": "plan", "set": {"weeks": "x"}},
        ]
        draft = drafts.begin_draft(quick, CORA, "t", changes)
        found = grids.draft_in_grid(quick, CORA, draft.number)
        assert (list(found.changes), found.may_change, found.owns) == (changes, True, True)

    def test_others_become_the_cells_that_they_give(self, quick: Store) -> None:
        changes: list[dict[str, object]] = [
            {"table": "sites", "where": {"nation_id": "PL"}, "add": {"beds": 10}},
            {"table": "sites", "where": {"site_id": "XX"}, "delete": True},
        ]
        draft = drafts.begin_draft(quick, CORA, "t", changes)
        found = grids.draft_in_grid(quick, CORA, draft.number)
        assert list(found.changes) == [
            {"table": "sites", "where": {"site_id": "PL-01"}, "set": {"beds": "130"}},
            {"table": "sites", "where": {"site_id": "PL-02"}, "set": {"beds": "90"}},
            changes[1],
        ]

    def test_rows_are_deleted_that_are_there_and_may_be(self, quick: Store) -> None:
        grid = grids.table_grid(quick, PAWEL, "closures")
        assert [edit.key for edit in grids.rows_to_delete(grid, [*grid.keys, ("none",)])] == [grid.keys[0]]
