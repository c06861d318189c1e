"""Wishes: a cell with another value becomes a draft, many values become many, and drafts become a grid."""

from __future__ import annotations

import pytest

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA
from tests.support.planning import beds
from trainopt.errors import NotAllowed, NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.service.actors import Actor
from trainopt.service.drafts import begin_draft, draft_edits, list_drafts
from trainopt.service.outside import OutsideScope
from trainopt.service.wishes import (
    MOST_IN_SWEEP,
    DataCell,
    cells_about,
    cells_near,
    grid_of,
    sweep,
    wish,
    wished_cell,
)

BEDS = DataCell("sites", ("PL-01",), "beds")
CLASSES = DataCell("capacity", ("PL-01", "BASIC", ""), "parallel_classes")


class TestOneCell:
    def test_what_stands_there_and_what_kind_it_is(self, quick: Store) -> None:
        found = wished_cell(quick, PAWEL, BEDS)
        assert (found.now, found.kind, found.unit, found.least) == ("120", "number", "trainees", 0)
        assert wished_cell(quick, CORA, DataCell("demand", ("A1",), "due")).kind == "day"
        assert wished_cell(quick, CORA, DataCell("sites", ("PL-01",), "name")).kind == "text"
        assert wished_cell(quick, CORA, DataCell("plan", (), "weeks")).now == "20"

    @pytest.mark.parametrize(
        ("who", "cell"),
        [
            (PAWEL, DataCell("sites", ("DE-01",), "beds")),
            (PAWEL, DataCell("demand", ("A1",), "trainees")),
            (ANNA, DataCell("sites", ("PL-01",), "beds")),
            (CORA, DataCell("sites", ("PL-01",), "moons")),
            (CORA, DataCell("sites", ("XX",), "beds")),
            (CORA, DataCell("moons", ("PL-01",), "beds")),
        ],
    )
    def test_of_what_is_not_there_there_is_no_cell(self, quick: Store, who: Actor, cell: DataCell) -> None:
        with pytest.raises(NotThere):
            wished_cell(quick, who, cell)
        with pytest.raises(NotThere):
            wish(quick, who, cell, "5")

    def test_another_value_becomes_a_draft(self, quick: Store) -> None:
        draft = wish(quick, PAWEL, CLASSES, " 4 ")
        assert (draft.title, draft.faults) == ("PL-01 BASIC parallel_classes = 4", ())
        (edit,) = draft_edits(quick, PAWEL, draft.number)
        assert (edit.key, edit.columns) == (CLASSES.key, ["parallel_classes"])
        assert edit.after is not None
        assert edit.after["parallel_classes"] == "4"
        assert wish(quick, PAWEL, BEDS, "many", "a title").faults != ()
        assert wish(quick, CORA, DataCell("plan", (), "weeks"), "24").faults == ()

    def test_the_same_value_is_no_wish(self, quick: Store) -> None:
        with pytest.raises(UsageError, match="is 120 already"):
            wish(quick, PAWEL, BEDS, "120")
        assert list_drafts(quick, CORA) == []

    def test_who_sees_and_may_not_change_is_told_so(self, quick: Store) -> None:
        with pytest.raises(OutsideScope):
            wish(quick, PAWEL, DataCell("courses", ("BASIC",), "class_max"), "40")
        with pytest.raises(NotAllowed):
            wish(quick, RITA, BEDS, "130")


class TestCellsAboutAThing:
    @pytest.mark.parametrize(
        ("who", "kind", "name", "cells"),
        [
            (PAWEL, "class", "PL-01.BASIC.2027-01-18.1", {CLASSES, BEDS}),
            (PAWEL, "site", "PL-01", {CLASSES, BEDS}),
            (
                ANNA,
                "cohort",
                "A1-01",
                {DataCell("demand", ("A1",), "due"), DataCell("demand", ("A1",), "trainees")},
            ),
            (ANNA, "demand", "A1", {DataCell("demand", ("A1",), "latest")}),
            (ANNA, "unit", "BDE-A", {DataCell("units", ("BDE-A",), "max_away")}),
        ],
    )
    def test_are_those_it_depends_on(
        self, quick: Store, who: Actor, kind: str, name: str, cells: set[DataCell]
    ) -> None:
        assert cells <= {wished.cell for wished in cells_about(quick, who, kind, name)}

    @pytest.mark.parametrize(
        ("who", "kind", "name"),
        [
            (PAWEL, "site", "DE-01"),
            (PAWEL, "cohort", "A1-01"),
            (ANNA, "demand", "B1"),
            (CORA, "class", "no class"),
            (CORA, "moon", "PL-01"),
        ],
    )
    def test_are_not_there_where_the_thing_is_not(
        self, quick: Store, who: Actor, kind: str, name: str
    ) -> None:
        with pytest.raises(NotThere):
            cells_about(quick, who, kind, name)

    def test_near_a_cell_are_the_numbers_of_its_row_and_of_its_site(self, quick: Store) -> None:
        near = {wished.cell for wished in cells_near(quick, PAWEL, CLASSES)}
        assert {BEDS, DataCell("capacity", ("PL-01", "LEAD", ""), "parallel_classes")} <= near
        assert CLASSES not in near
        assert {one.table for one in near} == {"capacity", "sites"}


class TestSweeps:
    def test_each_combination_is_a_draft(self, quick: Store) -> None:
        made = sweep(quick, PAWEL, [(CLASSES, ["3", "4"]), (BEDS, ["120", "150"])], "more")
        assert [draft.title for draft in made] == [
            f"more: PL-01 BASIC parallel_classes = {classes}; PL-01 beds = {number}"
            for classes in (3, 4)
            for number in (120, 150)
        ]

    @pytest.mark.parametrize(
        ("axes", "said"),
        [
            ([(BEDS, [])], "1 to 25 drafts"),
            ([(BEDS, [str(n) for n in range(MOST_IN_SWEEP + 1)])], "got 26"),
            ([(BEDS, ["1"]), (BEDS, ["2"])], "different cells"),
        ],
    )
    def test_too_many_or_none_are_refused_before_any_is_made(
        self, quick: Store, axes: list[tuple[DataCell, list[str]]], said: str
    ) -> None:
        with pytest.raises(UsageError, match=said):
            sweep(quick, PAWEL, axes)
        assert list_drafts(quick, CORA) == []

    def test_values_without_end_are_counted_and_not_combined(self, quick: Store) -> None:
        many = [str(number) for number in range(1, 1_000_001)]
        with pytest.raises(UsageError, match="got 1,000,000,000,000"):
            sweep(quick, PAWEL, [(CLASSES, many), (BEDS, many)])

    def test_of_a_cell_of_others_none_is_made(self, quick: Store) -> None:
        with pytest.raises(NotThere):
            sweep(quick, PAWEL, [(BEDS, ["1"]), (DataCell("sites", ("DE-01",), "beds"), ["2"])])
        assert list_drafts(quick, CORA) == []


class TestTheGrid:
    def test_has_an_axis_for_each_cell_that_differs_numbers_by_size(self, quick: Store) -> None:
        made = sweep(quick, PAWEL, [(CLASSES, ["3", "10"]), (BEDS, ["120", "150"])])
        grid = grid_of([draft_edits(quick, PAWEL, draft.number) for draft in made])
        assert grid is not None
        assert grid.across is not None
        assert (grid.down.cell, grid.down.values) == (CLASSES, ("3", "10"))
        assert (grid.across.cell, grid.across.values) == (BEDS, ("120", "150"))
        assert grid.places == ((0, 1), (2, 3))

    def test_what_no_draft_has_is_left_open(self, quick: Store) -> None:
        made = sweep(quick, PAWEL, [(CLASSES, ["3", "4"]), (BEDS, ["130", "150"])])[:3]
        grid = grid_of([draft_edits(quick, PAWEL, draft.number) for draft in made])
        assert grid is not None
        assert grid.places == ((0, 1), (2, None))

    def test_one_cell_alone_is_one_axis_and_what_stood_there_a_value(self, quick: Store) -> None:
        nothing = begin_draft(quick, PAWEL, "as it is")
        made = [nothing, *sweep(quick, PAWEL, [(BEDS, ["130", "90"])])]
        grid = grid_of([draft_edits(quick, PAWEL, draft.number) for draft in made])
        assert grid is not None
        assert (grid.down.values, grid.across) == (("90", "120", "130"), None)
        assert grid.places == ((2,), (0,), (1,))

    def test_three_cells_and_two_alike_make_none(self, quick: Store) -> None:
        three = [
            begin_draft(quick, CORA, "x", [beds(site, 300)]) for site in ("PL-01", "PL-02", "DE-01", "DE-02")
        ]
        alike = [begin_draft(quick, CORA, "x", [beds("PL-01", 300)]) for _ in range(2)]
        for drafts in (three, alike, alike[:1]):
            assert grid_of([draft_edits(quick, CORA, draft.number) for draft in drafts]) is None
