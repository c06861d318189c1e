"""Drafts: judged as they are typed, within a scope, by several at once, shared, moved and withdrawn."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any

import pytest

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA, cell, changed
from tests.support.people import GOOD, actor
from tests.support.planning import OP, beds
from trainopt.errors import NotAllowed, NotThere, Outrun, UsageError
from trainopt.runs.store import Store
from trainopt.service import drafts, people, proposals
from trainopt.service.actors import Actor
from trainopt.service.auditing import read_audit
from trainopt.service.merging import ClashChoice, Clashes, Take
from trainopt.service.outside import OutsideScope
from trainopt.service.telling import UNSEEN

MONDAY = "2027-01-18"


def faults(store: Store, who: Actor, *changes: dict[str, Any]) -> list[str]:
    return [str(fault) for fault in drafts.begin_draft(store, who, "x", list(changes)).faults]


def demand(demand_id: str, **cells: object) -> dict[str, object]:
    return {"table": "demand", "where": {"demand_id": demand_id}, "set": cells}


class TestFaults:
    def test_a_sound_draft_has_none(self, planning: Store) -> None:
        draft = drafts.begin_draft(planning, PAWEL, " more beds ", [beds("PL-01", 130)])
        assert (draft.number, draft.title, draft.author, draft.base) == (1, "more beds", "pawel", 1)
        assert (draft.revision, draft.status, draft.faults) == (1, "open", ())
        assert drafts.show_draft(planning, PAWEL, 1) == draft

    def test_all_are_told_at_change_and_cell(self, quick: Store) -> None:
        told = faults(
            quick,
            CORA,
            beds("PL-01", "many"),
            {
                "table": "capacity",
                "where": {"site_id": "PL-01", "course_id": "BASIC"},
                "set": {"class_min": 99},
            },
            demand("B1", pipeline_id="NONE"),
        )
        assert [text.split(":")[:2] for text in told] == [
            ["change 1 (sites)", " sites!D4"],
            ["change 2 (capacity)", " capacity!I5"],
            ["change 3 (demand)", " demand!C4"],
        ]

    def test_what_a_change_is_itself(self, quick: Store) -> None:
        told = faults(
            quick,
            CORA,
            {"table": "sitse", "where": {}, "set": {"beds": 1}},
            {"table": "plan", "set": {"weeks": 0}},
            {"table": "sites", "where": {"site_id": "PL-09"}, "set": {"beds": 1}},
            {"table": "plan", "delete": True},
        )
        assert [text.split(":")[0] for text in told] == [
            "change 2 (plan)",
            "change 4 (plan)",
            "change 1 (sitse)",
            "change 3 (sites)",
        ]

    @pytest.mark.parametrize("column", ["beds", "name"])
    def test_a_cell_that_no_file_could_hold_is_one(self, quick: Store, column: str) -> None:
        """Else its row would be gone from what the draft makes, and nothing would say so."""
        change = beds("PL-02", 1) | {"set": {column: "9" * 1_001}}
        (fault,) = drafts.begin_draft(quick, PAWEL, "x", [change]).faults
        assert (fault.change, fault.fault.column) == ("change 1 (sites)", column)
        assert "at most 1,000" in fault.fault.message

    def test_a_new_row_has_the_cell_after_the_last(self, quick: Store) -> None:
        (told,) = faults(
            quick,
            CORA,
            {"table": "sites", "insert": {"site_id": "PL-03", "nation_id": "PL", "name": "x", "beds": "-"}},
        )
        assert told.startswith("change 1 (sites): sites!D6: beds: ")

    def test_a_draft_may_be_saved_with_faults_and_not_submitted(self, planning: Store) -> None:
        draft = drafts.begin_draft(planning, PAWEL, "x", [beds("PL-01", "many")])
        assert len(draft.faults) == 1
        with pytest.raises(Exception, match="beds"):
            proposals.submit_draft(planning, PAWEL, draft.number)
        mended = drafts.change_draft(planning, PAWEL, draft.number, 1, changes=[beds("PL-01", 130)])
        assert mended.faults == ()
        proposals.submit_draft(planning, PAWEL, draft.number)

    def test_numbers_and_days_are_as_they_were_given(self, quick: Store) -> None:
        changes = [
            {"table": "sites", "where": {"site_id": "PL-01"}, "scale": {"beds": Decimal("0.85")}},
            {"table": "sites", "where": {"site_id": "PL-02"}, "set": {"latitude": 53.5}},
            {"table": "plan", "set": {"as_of": "2027-01-11", "freeze_weeks": 2}},
        ]
        draft = drafts.begin_draft(quick, CORA, "x", changes)
        assert draft.faults == ()
        text = drafts.applied_draft(quick, CORA, draft.number).text
        assert text["sites"]["PL-01",]["beds"] == "102"
        assert text["sites"]["PL-02",]["latitude"] == "53.5"
        assert text["plan"][()]["as_of"] == "2027-01-11"


class TestScopes:
    @pytest.mark.parametrize(
        ("who", "change"),
        [
            (PAWEL, beds("PL-01", 130)),
            (PAWEL, {"table": "nations", "where": {"nation_id": "PL"}, "set": {"max_trainees": 800}}),
            (
                PAWEL,
                {"table": "sites", "insert": {"site_id": "PL-03", "nation_id": "PL", "name": "n", "beds": 9}},
            ),
            (PAWEL, {"table": "resources", "where": {"owner_id": "PL"}, "add": {"quantity": 1}}),
            (PAWEL, {"table": "capacity", "where": {"site_id": "PL-02"}, "set": {"parallel_classes": 2}}),
            (
                PAWEL,
                {
                    "table": "capacity",
                    "insert": {"site_id": "PL-02", "course_id": "LEAD", "parallel_classes": 1},
                },
            ),
            (
                PAWEL,
                {
                    "table": "closures",
                    "insert": {"site_id": "PL-01", "first_day": "2027-04-05", "last_day": "2027-04-11"},
                },
            ),
            (PAWEL, {"table": "closures", "where": {"site_id": "PL-02"}, "delete": True}),
            (PAWEL, {"table": "pins", "where": {"cohort_id": "A2-01"}, "delete": True}),
            (PAWEL, {"table": "limits", "where": {"owner_id": "PL-01"}, "set": {"quantity": 75}}),
            (ANNA, {"table": "units", "where": {"unit_id": "BN-A1"}, "set": {"max_away": 40}}),
            (ANNA, demand("A2", trainees=33)),
            (
                ANNA,
                {
                    "table": "demand",
                    "insert": {
                        "demand_id": "A3",
                        "unit_id": "BN-A1",
                        "pipeline_id": "SHORT",
                        "trainees": 9,
                        "due": "2027-04-04",
                    },
                },
            ),
            (ANNA, {"table": "pins", "where": {"cohort_id": "A2-01"}, "delete": True}),
            (ANNA, {"table": "limits", "where": {"owner_id": "BDE-A"}, "delete": True}),
            (CORA, {"table": "courses", "where": {"course_id": "LEAD"}, "set": {"class_max": 22}}),
            (CORA, {"table": "units", "where": {"unit_id": "BN-A1"}, "set": {"parent_unit_id": "BDE-B"}}),
        ],
    )
    def test_what_may_be_changed(self, quick: Store, who: Actor, change: dict[str, Any]) -> None:
        assert drafts.begin_draft(quick, who, "x", [change]).faults == ()

    @pytest.mark.parametrize(
        ("who", "change"),
        [
            (PAWEL, {"table": "courses", "where": {"course_id": "LEAD"}, "set": {"class_max": 22}}),
            (
                PAWEL,
                {"table": "sites", "insert": {"site_id": "DE-03", "nation_id": "DE", "name": "n", "beds": 9}},
            ),
            (PAWEL, {"table": "sites", "where": {"site_id": "PL-02"}, "set": {"nation_id": "DE"}}),
            (
                PAWEL,
                {
                    "table": "capacity",
                    "insert": {"site_id": "DE-02", "course_id": "LEAD", "parallel_classes": 1},
                },
            ),
            (PAWEL, {"table": "closures", "where": {"note": "nobody leads"}, "delete": True}),
            (
                PAWEL,
                {
                    "table": "closures",
                    "insert": {"course_id": "LEAD", "first_day": "2027-04-05", "last_day": "2027-04-11"},
                },
            ),
            (
                PAWEL,
                {
                    "table": "demand",
                    "insert": {
                        "demand_id": "A3",
                        "unit_id": "BN-A1",
                        "pipeline_id": "SHORT",
                        "trainees": 9,
                        "due": "2027-04-04",
                    },
                },
            ),
            (PAWEL, {"table": "nations", "insert": {"nation_id": "FR", "name": "France"}}),
            (PAWEL, {"table": "plan", "set": {"freeze_weeks": 1}}),
            (ANNA, {"table": "units", "where": {"unit_id": "BN-A1"}, "set": {"parent_unit_id": ""}}),
            (
                ANNA,
                {"table": "units", "insert": {"unit_id": "BN-A9", "name": "n", "parent_unit_id": "BDE-A"}},
            ),
            (ANNA, demand("A2", unit_id="BDE-B")),
            (ANNA, {"table": "sites", "where": {"site_id": "PL-01"}, "set": {"name": "mine"}}),
            (ANNA, {"table": "limits", "insert": {"owner_id": "BDE-B", "limit": "max_away", "quantity": 1}}),
        ],
    )
    def test_what_may_not(self, quick: Store, who: Actor, change: dict[str, Any]) -> None:
        with pytest.raises(OutsideScope, match="not yours to change") as told:
            drafts.begin_draft(quick, who, "x", [change])
        assert len(told.value.faults) == 1
        assert drafts.list_drafts(quick, CORA) == []

    def test_what_is_not_shown_is_not_there(self, quick: Store) -> None:
        for who, change in (
            (PAWEL, beds("DE-01", 1)),
            (PAWEL, demand("A1", trainees=1)),
            (ANNA, demand("B1", trainees=1)),
            (ANNA, {"table": "capacity", "where": {"site_id": "PL-01"}, "set": {"parallel_classes": 1}}),
        ):
            seen = faults(quick, who, change)
            none = faults(quick, who, {**change, "where": dict.fromkeys(change["where"], "NONE")})  # type: ignore[call-overload]
            assert len(seen) == 1
            wanted = next(iter(change["where"].values()))  # type: ignore[attr-defined]
            nothing = [text.replace("NONE", str(wanted)).split(";")[0] for text in none]
            assert nothing == [text.split(";")[0] for text in seen]

    def test_a_change_of_all_rows_is_one_of_those_that_are_shown(self, quick: Store) -> None:
        draft = drafts.begin_draft(quick, PAWEL, "x", [{"table": "sites", "scale": {"beds": Decimal("0.5")}}])
        edits = drafts.applied_draft(quick, PAWEL, draft.number).edits
        assert [edit.key for edit in edits] == [("PL-01",), ("PL-02",)]

    def test_cells_are_those_of_the_rows_that_are_shown(self, quick: Store) -> None:
        (told,) = faults(quick, PAWEL, beds("PL-02", "many"))
        assert told.startswith("change 1 (sites): sites!D3: beds: ")
        (told,) = faults(quick, CORA, beds("PL-02", "many"))
        assert told.startswith("change 1 (sites): sites!D5: beds: ")

    def test_a_fault_tells_nothing_of_what_is_not_shown(self, quick: Store) -> None:
        """Cohorts of a brigade that may go to Germany alone are pinned in Poland."""
        told = faults(quick, PAWEL, *(
            {"table": "pins", "insert": {"cohort_id": c, "step": 1, "site_id": "PL-01", "start": MONDAY}}
            for c in ("B1-01", "B2-02", "B2-09")
        ))  # fmt: skip
        assert told
        for word in ("BORA", "DE-0", "B1-02", "BDE-B", "BN-B1", "line"):
            assert word not in " ".join(told)
        assert any(UNSEEN in text for text in told)

    def test_readers_and_admins_begin_none(self, quick: Store) -> None:
        for who in (RITA, actor("adm", "admin"), actor("nobody")):
            with pytest.raises(NotAllowed):
                drafts.begin_draft(quick, who, "x")


class TestWorkingTogether:
    def test_whoever_was_slower_is_told(self, planning: Store) -> None:
        draft = drafts.begin_draft(planning, PAWEL, "x", [])
        drafts.change_draft(planning, PAWEL, draft.number, 1, title="y")
        with pytest.raises(Outrun, match="revision 2"):
            drafts.change_draft(planning, PAWEL, draft.number, 1, title="z")
        assert drafts.show_draft(planning, PAWEL, draft.number).title == "y"

    def test_of_many_at_once_each_that_is_told_yes_counts(self, planning: Store) -> None:
        draft = drafts.begin_draft(planning, PAWEL, "x", [])
        won: list[int] = []

        def work(who: int) -> None:
            for _ in range(4):
                now = drafts.show_draft(planning, PAWEL, draft.number)
                more = [*now.changes, beds("PL-01", 100 + who)]
                try:
                    drafts.change_draft(planning, PAWEL, draft.number, now.revision, changes=more)
                except Outrun:
                    continue
                won.append(who)

        threads = [threading.Thread(target=work, args=(who,)) for who in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        after = drafts.show_draft(planning, PAWEL, draft.number)
        assert len(after.changes) == len(won) == after.revision - 1
        assert won

    def test_only_its_author_the_invited_and_coordinators_see_it(self, planning: Store) -> None:
        people.add_person(planning, OP, "piotr", ["planner:nation:PL"], GOOD)
        people.add_person(planning, OP, "dora", ["planner:nation:DE"], GOOD)
        piotr, dora = actor("piotr", "planner:nation:PL"), actor("dora", "planner:nation:DE")
        number = drafts.begin_draft(planning, PAWEL, "x", [beds("PL-01", 130)]).number
        for who in (piotr, dora, RITA):
            with pytest.raises(NotThere):
                drafts.show_draft(planning, who, number)
            assert drafts.list_drafts(planning, who) == []
        assert drafts.list_drafts(planning, CORA)
        with pytest.raises(UsageError, match="do not cover"):
            drafts.invite(planning, PAWEL, number, "dora")
        assert drafts.show_draft(planning, PAWEL, number).guests == ()
        drafts.invite(planning, PAWEL, number, "piotr")
        drafts.change_draft(planning, piotr, number, 1, changes=[beds("PL-02", 70)])
        with pytest.raises(NotAllowed):
            drafts.withdraw_draft(planning, piotr, number)
        drafts.invite(planning, PAWEL, number, "piotr", undo=True)
        with pytest.raises(NotThere):
            drafts.show_draft(planning, piotr, number)

    def test_a_guest_stays_within_the_authors_scope(self, planning: Store) -> None:
        people.add_person(planning, OP, "max", ["planner:all"], GOOD)
        number = drafts.begin_draft(planning, PAWEL, "x", [beds("PL-01", 130)]).number
        drafts.invite(planning, PAWEL, number, "max")
        wide = actor("max", "planner:all")
        lead = {"table": "courses", "where": {"course_id": "LEAD"}, "set": {"class_max": 22}}
        with pytest.raises(OutsideScope):
            drafts.change_draft(planning, wide, number, 1, changes=[lead])

    def test_withdrawn_it_stays_as_it_was(self, planning: Store) -> None:
        number = drafts.begin_draft(planning, PAWEL, "x", [beds("PL-01", 130)]).number
        drafts.withdraw_draft(planning, PAWEL, number)
        assert drafts.list_drafts(planning, PAWEL) == []
        assert [draft.status for draft in drafts.list_drafts(planning, PAWEL, every=True)] == ["withdrawn"]
        with pytest.raises(UsageError, match="withdrawn"):
            drafts.change_draft(planning, PAWEL, number, 1, title="y")
        with pytest.raises(UsageError, match="no longer open"):
            proposals.submit_draft(planning, PAWEL, number)

    def test_each_change_is_in_the_audit(self, planning: Store) -> None:
        number = drafts.begin_draft(planning, PAWEL, "x", []).number
        drafts.change_draft(planning, PAWEL, number, 1, changes=[beds("PL-01", 130)])
        entry = read_audit(planning, CORA)[0]
        assert (entry.who, entry.action, entry.object) == ("pawel", "change draft", "draft 1")
        assert '"changes": []' in (entry.before or "")
        assert '"beds": 130' in (entry.after or "")


class TestMoving:
    def test_onto_the_newest_version(self, planning: Store) -> None:
        number = drafts.begin_draft(planning, PAWEL, "x", [beds("PL-01", 130)]).number
        changed(
            planning,
            beds("PL-02", 70),
            {"table": "sites", "where": {"site_id": "PL-01"}, "set": {"name": "N"}},
        )
        moved = drafts.move_draft(planning, PAWEL, number, 1)
        assert (moved.base, moved.revision, moved.faults) == (2, 2, ())
        proposal = proposals.submit_draft(planning, PAWEL, number)
        proposals.accept_proposals(planning, CORA, [proposal.number])
        assert (cell(planning, "sites", ("PL-01",), "beds"), cell(planning, "sites", ("PL-01",), "name")) == (
            "130",
            "N",
        )

    def test_a_clash_does_not_tell_of_a_row_that_has_become_anothers(self, planning: Store) -> None:
        number, again, other = (
            drafts.begin_draft(planning, who, "x", [beds("PL-02", 70)]).number for who in (PAWEL, PAWEL, CORA)
        )
        gone: dict[str, object] = {
            "table": "sites",
            "where": {"site_id": "PL-02"},
            "set": {"nation_id": "DE", "beds": 1234},
        }
        changed(planning, gone)
        with pytest.raises(Clashes) as told:
            drafts.move_draft(planning, PAWEL, number, 1)
        (clash,) = told.value.clashes
        assert (clash.base, clash.theirs, clash.mine) == ("80", "", "70")
        assert "1234" not in str(told.value)
        with pytest.raises(Clashes) as whole:
            drafts.move_draft(planning, CORA, other, 1)
        assert [one.theirs for one in whole.value.clashes] == ["1234"]
        mine = ClashChoice(0, "sites", clash.key, clash.column, Take.MINE, theirs=clash.theirs)
        assert drafts.move_draft(planning, PAWEL, again, 1, [mine]).faults  # of a row that is not there
        assert drafts.draft_edits(planning, PAWEL, again) == ()
        theirs = ClashChoice(0, "sites", clash.key, clash.column, Take.THEIRS, theirs=clash.theirs)
        assert drafts.move_draft(planning, PAWEL, number, 1, [theirs]).changes == ()

    def test_a_clash_asks_its_author(self, planning: Store) -> None:
        number = drafts.begin_draft(planning, PAWEL, "x", [beds("PL-01", 130)]).number
        changed(planning, beds("PL-01", 70))
        with pytest.raises(Clashes) as told:
            drafts.move_draft(planning, PAWEL, number, 1)
        (clash,) = told.value.clashes
        assert (clash.base, clash.theirs, clash.mine, clash.change) == ("120", "70", "130", 1)
        choice = ClashChoice(0, "sites", ("PL-01",), "beds", Take.VALUE, "100")
        moved = drafts.move_draft(planning, PAWEL, number, 1, [choice])
        assert drafts.applied_draft(planning, PAWEL, moved.number).text["sites"]["PL-01",]["beds"] == "100"
