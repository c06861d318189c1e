"""Proposals: submitted, accepted together, with every clash named; rejected, sent back, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA, cell
from tests.support.people import actor
from tests.support.planning import beds
from trainopt.errors import DatasetFaults, NotAllowed, NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.service import datasets, drafts, proposals
from trainopt.service.actors import Actor
from trainopt.service.auditing import read_audit
from trainopt.service.merging import Clash, ClashChoice, Clashes, Take

DORA = actor("dora", "planner:nation:DE")


def proposed(store: Store, who: Actor, *changes: dict[str, Any], title: str = "x") -> int:
    draft = drafts.begin_draft(store, who, title, list(changes), base=1)
    assert draft.faults == ()
    return proposals.submit_draft(store, who, draft.number, "why").number


def accept(store: Store, *numbers: int, choices: tuple[ClashChoice, ...] = ()) -> int:
    return proposals.accept_proposals(store, CORA, numbers, choices).number


def clashes(store: Store, *numbers: int) -> list[Clash]:
    with pytest.raises(Clashes) as told:
        accept(store, *numbers)
    return list(told.value.clashes)


SITE = {"site_id": "PL-01"}


class TestAnew:
    def test_where_nothing_is_left_of_it_it_waits_as_it_was(self, quick: Store) -> None:
        number = proposed(quick, PAWEL, beds("PL-01", 130))
        accept(quick, proposed(quick, CORA, beds("PL-01", 140)))
        before = proposals.show_proposal(quick, PAWEL, number)
        theirs = ClashChoice(number, "sites", ("PL-01",), "beds", Take.THEIRS)
        with pytest.raises(UsageError):
            proposals.submit_anew(quick, PAWEL, number, [theirs])
        assert proposals.show_proposal(quick, PAWEL, number) == before
        assert drafts.show_draft(quick, PAWEL, before.draft).base == 1


class TestAccepting:
    def test_several_make_one_version(self, planning: Store) -> None:
        one, two = proposed(planning, PAWEL, beds("PL-01", 130)), proposed(planning, DORA, beds("DE-01", 90))
        assert accept(planning, one, two) == 2
        assert (cell(planning, "sites", ("PL-01",), "beds"), cell(planning, "sites", ("DE-01",), "beds")) == (
            "130",
            "90",
        )
        version = datasets.show_version(planning, RITA)
        assert (version.detail, version.author) == ({"proposals": [1, 2]}, "cora")
        assert {c.author for c in datasets.version_changes_seen(planning, CORA, 2)} == {"pawel", "dora"}
        assert [p.status for p in proposals.list_proposals(planning, CORA, waiting=False)] == ["accepted"] * 2
        assert drafts.show_draft(planning, PAWEL, 1).status == "accepted"

    def test_other_cells_of_a_row_merge(self, planning: Store) -> None:
        one = proposed(planning, PAWEL, beds("PL-01", 130))
        two = proposed(planning, PAWEL, {"table": "sites", "where": SITE, "set": {"name": "New"}})
        accept(planning, one)
        accept(planning, two)
        assert (cell(planning, "sites", ("PL-01",), "beds"), cell(planning, "sites", ("PL-01",), "name")) == (
            "130",
            "New",
        )

    def test_equal_values_are_no_clash(self, planning: Store) -> None:
        numbers = [proposed(planning, PAWEL, beds("PL-01", 130)) for _ in range(2)]
        assert accept(planning, *numbers) == 2
        insert = {"table": "sites", "insert": {"site_id": "PL-03", "nation_id": "PL", "name": "n", "beds": 9}}
        numbers = [proposed(planning, PAWEL, insert) for _ in range(2)]
        assert accept(planning, *numbers) == 3

    @pytest.mark.parametrize(
        ("first", "second", "column", "told"),
        [
            (beds("PL-01", 130), beds("PL-01", 140), "beds", ("120", "130", "140")),
            (
                {"table": "sites", "where": SITE, "add": {"beds": 5}},
                {"table": "sites", "where": SITE, "add": {"beds": 7}},
                "beds",
                ("120", "125", "127"),
            ),
            (
                {"table": "closures", "where": {"site_id": "PL-02"}, "delete": True},
                {"table": "closures", "where": {"site_id": "PL-02"}, "set": {"last_day": "2027-03-21"}},
                None,
                None,
            ),
            (
                {"table": "capacity", "where": {"site_id": "PL-02"}, "set": {"parallel_classes": 3}},
                {"table": "capacity", "where": {"site_id": "PL-02"}, "delete": True},
                "",
                (
                    "site_id = PL-02; course_id = BASIC; parallel_classes = 1",
                    "site_id = PL-02; course_id = BASIC; parallel_classes = 3",
                    "",
                ),
            ),
            (
                {"table": "capacity", "where": {"site_id": "PL-02"}, "delete": True},
                {"table": "capacity", "where": {"site_id": "PL-02"}, "set": {"parallel_classes": 3}},
                "",
                (
                    "site_id = PL-02; course_id = BASIC; parallel_classes = 1",
                    "",
                    "site_id = PL-02; course_id = BASIC; parallel_classes = 3",
                ),
            ),
            (
                {
                    "table": "capacity",
                    "insert": {"site_id": "PL-02", "course_id": "LEAD", "parallel_classes": 1},
                },
                {
                    "table": "capacity",
                    "insert": {"site_id": "PL-02", "course_id": "LEAD", "parallel_classes": 2},
                },
                "",
                (
                    "",
                    "site_id = PL-02; course_id = LEAD; parallel_classes = 1",
                    "site_id = PL-02; course_id = LEAD; parallel_classes = 2",
                ),
            ),
        ],
    )
    def test_what_clashes(
        self,
        quick: Store,
        first: dict[str, Any],
        second: dict[str, Any],
        column: str | None,
        told: tuple[str, str, str] | None,
    ) -> None:
        one, two = proposed(quick, PAWEL, first), proposed(quick, PAWEL, second)
        accept(quick, one)
        if told is None:
            accept(quick, two)
            return
        (clash,) = clashes(quick, two)
        assert (clash.proposal, clash.change, clash.column) == (two, 1, column)
        assert (clash.base, clash.theirs, clash.mine) == told
        assert datasets.show_version(quick, RITA).number == 2
        assert proposals.clashes_of(quick, CORA, [two]) == (clash,)

    def test_within_one_act_too(self, planning: Store) -> None:
        one, two = (
            proposed(planning, PAWEL, beds("PL-01", 130)),
            proposed(planning, PAWEL, beds("PL-01", 140)),
        )
        (clash,) = clashes(planning, one, two)
        assert (clash.proposal, clash.theirs) == (two, "130")
        assert proposals.list_proposals(planning, CORA)[0].status == "waiting"

    @pytest.mark.parametrize(
        ("take", "value", "beds_then"),
        [(Take.THEIRS, "", "130"), (Take.MINE, "", "140"), (Take.VALUE, "77", "77")],
    )
    def test_a_choice_is_taken(self, planning: Store, take: Take, value: str, beds_then: str) -> None:
        one, two = (
            proposed(planning, PAWEL, beds("PL-01", 130)),
            proposed(planning, PAWEL, beds("PL-01", 140)),
        )
        accept(planning, one)
        accept(planning, two, choices=(ClashChoice(two, "sites", ("PL-01",), "beds", take, value, "130"),))
        assert cell(planning, "sites", ("PL-01",), "beds") == beds_then

    def test_a_choice_for_what_no_longer_stands_there_is_asked_again(self, planning: Store) -> None:
        numbers = [proposed(planning, PAWEL, beds("PL-01", n)) for n in (130, 135, 140)]
        accept(planning, numbers[0])
        stale = ClashChoice(numbers[2], "sites", ("PL-01",), "beds", Take.MINE, theirs="130")
        accept(
            planning, numbers[1], choices=(ClashChoice(numbers[1], "sites", ("PL-01",), "beds", Take.MINE),)
        )
        with pytest.raises(Clashes) as told:
            accept(planning, numbers[2], choices=(stale,))
        assert told.value.clashes[0].theirs == "135"

    @pytest.mark.parametrize(("take", "there"), [(Take.MINE, True), (Take.THEIRS, False)])
    def test_a_row_that_was_deleted_can_come_back(self, planning: Store, take: Take, there: bool) -> None:
        row = {"site_id": "PL-02", "course_id": "BASIC"}
        gone = proposed(planning, PAWEL, {"table": "capacity", "where": row, "delete": True})
        kept = proposed(planning, PAWEL, {"table": "capacity", "where": row, "set": {"parallel_classes": 3}})
        accept(planning, gone)
        accept(planning, kept, choices=(ClashChoice(kept, "capacity", ("PL-02", "BASIC", ""), "", take),))
        keys = datasets.show_table(planning, RITA, "capacity").keys
        assert (("PL-02", "BASIC", "") in keys) is there

    def test_what_they_make_together_must_be_sound(self, planning: Store) -> None:
        more = {
            "table": "demand",
            "insert": {
                "demand_id": "A9",
                "unit_id": "BN-A1",
                "pipeline_id": "SHORT",
                "trainees": 9,
                "due": "2027-04-04",
            },
        }
        one = proposed(planning, ANNA, more)
        two = proposed(
            planning,
            CORA,
            {"table": "pins", "where": {"cohort_id": "A2-01"}, "delete": True},
            {"table": "demand", "where": {"demand_id": "A2"}, "delete": True},
            {"table": "units", "where": {"unit_id": "BN-A1"}, "delete": True},
        )
        accept(planning, one)
        with pytest.raises(DatasetFaults, match=r"demand!B5: unit_id: .*BN-A1"):
            accept(planning, two)
        assert datasets.show_version(planning, RITA).number == 2

    def test_who_may_and_what_waits(self, planning: Store) -> None:
        number = proposed(planning, PAWEL, beds("PL-01", 130))
        for who in (PAWEL, RITA, actor("adm", "admin")):
            with pytest.raises(NotAllowed):
                proposals.accept_proposals(planning, who, [number])
        accept(planning, number)
        with pytest.raises(UsageError, match="accepted already"):
            accept(planning, number)
        with pytest.raises(NotThere):
            accept(planning, 99)
        with pytest.raises(UsageError, match="each once"):
            accept(planning, number, number)


class TestDeciding:
    def test_a_rejection_has_a_reason(self, planning: Store) -> None:
        number = proposed(planning, PAWEL, beds("PL-01", 130))
        with pytest.raises(UsageError, match="say why"):
            proposals.reject_proposal(planning, CORA, number, "")
        rejected = proposals.reject_proposal(planning, CORA, number, "no money")
        assert (rejected.status, rejected.word, rejected.decided_by) == ("rejected", "no money", "cora")
        assert drafts.show_draft(planning, PAWEL, 1).status == "rejected"

    def test_sent_back_it_can_be_changed_and_submitted_again(self, planning: Store) -> None:
        number = proposed(planning, PAWEL, beds("PL-01", 130))
        proposals.send_back(planning, CORA, number, "fewer")
        draft = drafts.show_draft(planning, PAWEL, 1)
        assert (draft.status, draft.note) == ("open", "fewer")
        drafts.change_draft(planning, PAWEL, 1, draft.revision, changes=[beds("PL-01", 125)])
        again = proposals.submit_draft(planning, PAWEL, 1)
        assert accept(planning, again.number) == 2
        assert cell(planning, "sites", ("PL-01",), "beds") == "125"

    def test_its_author_takes_it_back(self, planning: Store) -> None:
        number = proposed(planning, PAWEL, beds("PL-01", 130))
        with pytest.raises(NotThere):
            proposals.withdraw_proposal(planning, DORA, number)
        proposals.withdraw_proposal(planning, PAWEL, number)
        assert drafts.show_draft(planning, PAWEL, 1).status == "open"
        with pytest.raises(UsageError, match="withdrawn already"):
            accept(planning, number)

    def test_a_submitted_draft_stays_as_it_is(self, planning: Store) -> None:
        proposed(planning, PAWEL, beds("PL-01", 130))
        with pytest.raises(UsageError, match="submitted"):
            drafts.change_draft(planning, PAWEL, 1, 1, changes=[])

    def test_who_no_longer_plans_there_does_not_submit(self, planning: Store) -> None:
        draft = drafts.begin_draft(planning, PAWEL, "x", [beds("PL-01", 130)])
        moved = actor("pawel", "planner:nation:DE")
        with pytest.raises(NotThere):
            proposals.submit_draft(planning, moved, draft.number)

    def test_an_empty_one_is_not_submitted(self, planning: Store) -> None:
        draft = drafts.begin_draft(planning, PAWEL, "x", [beds("PL-01", 120)])
        with pytest.raises(UsageError, match="changes nothing"):
            proposals.submit_draft(planning, PAWEL, draft.number)

    def test_who_sees_it(self, planning: Store) -> None:
        number = proposed(planning, PAWEL, beds("PL-01", 130))
        for who in (PAWEL, RITA, CORA, actor("x", "reader:nation:PL")):
            assert proposals.show_proposal(planning, who, number).number == number
            assert len(proposals.list_proposals(planning, who)) == 1
        for who in (DORA, ANNA):
            with pytest.raises(NotThere):
                proposals.show_proposal(planning, who, number)
            assert proposals.list_proposals(planning, who) == []

    def test_each_decision_is_in_the_audit(self, planning: Store) -> None:
        number = proposed(planning, PAWEL, beds("PL-01", 130))
        accept(planning, number)
        actions = [entry.action for entry in read_audit(planning, CORA)]
        assert actions == [
            "proposal accepted",
            "version accepted",
            "submit",
            "begin draft",
            "version brought in",
        ]
