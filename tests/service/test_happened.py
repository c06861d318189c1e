"""What really happened: entered by the host for its sites and by the unit for its people, as a draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA
from tests.support.people import GOOD, actor
from tests.support.planning import OP, TABLES, lay_out
from trainopt.errors import NotAllowed, NotThere, UsageError
from trainopt.runs.store import Store, open_store
from trainopt.runs.store.folders import add_folder
from trainopt.runs.store.publishing import publish
from trainopt.runs.store.records import RunStatus, begin_run, end_run
from trainopt.service import counted_shares, datasets, drafts, people, proposals
from trainopt.service.actors import Actor
from trainopt.service.happened import BegunClass, CohortEntry, enter_class, what_happened
from trainopt.service.outside import OutsideScope
from trainopt.service.versions import version_at

DORA = actor("dora", "planner:nation:DE")
BORIS = actor("boris", "planner:unit:BDE-B")

HELD = """\
cohort_id,step,unit_id,course_id,class_id,site_id,start,end,trainees
A1-01,1,BDE-A,BASIC,PL-01.BASIC.2027-01-04.1,PL-01,2027-01-04,2027-01-17,20
A1-02,1,BDE-A,BASIC,PL-01.BASIC.2027-01-04.1,PL-01,2027-01-04,2027-01-17,20
B1-01,1,BDE-B,BASIC,DE-01.BASIC.2027-01-04.1,DE-01,2027-01-04,2027-01-17,18
B1-01,2,BDE-B,LEAD,PL-01.LEAD.2027-01-18.1,PL-01,2027-01-18,2027-01-24,18
A2-01,1,BN-A1,BASIC,PL-02.BASIC.2027-03-01.1,PL-02,2027-03-01,2027-03-14,30
"""
BASIC, LEAD = "PL-01.BASIC.2027-01-04.1", "PL-01.LEAD.2027-01-18.1"


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Store]:
    """A store whose data is as of the third week, with a plan in force by which classes have begun."""
    with open_store(tmp_path / "begun.db") as store:
        plan = TABLES["plan.toml"] + "as_of = 2027-01-20\n"
        datasets.bring_in(
            store, OP, lay_out(tmp_path / "data", plan=plan, pins="cohort_id,step,site_id,start\n")
        )
        for who in (PAWEL, DORA, ANNA, BORIS, CORA):
            people.add_person(store, OP, who.name, [str(grant) for grant in who.grants], GOOD)
        with store.begin() as connection:
            run = begin_run(connection, {}, {}, None)
            plan_id = add_folder(connection, {"assignments.csv": HELD.encode()})
            dataset_id = version_at(connection, "latest").dataset_id
            end_run(connection, run, RunStatus.DONE, 0, plan_id=plan_id, dataset_id=dataset_id)
            publish(connection, run, plan_id, "op", "by hand")
        yield store


def classes(store: Store, who: Actor) -> dict[str, BegunClass]:
    return {one.class_id: one for one in what_happened(store, who).classes}


def enter(store: Store, who: Actor, class_id: str, start: str = "2027-01-04", **came: str) -> drafts.Draft:
    entries = [CohortEntry(name.replace("_", "-"), *text.partition(" ")[::2]) for name, text in came.items()]
    return enter_class(store, who, class_id, date.fromisoformat(start), entries, "What happened")


def accepted(store: Store, who: Actor) -> dict[tuple[str, ...], dict[str, str]]:
    draft = what_happened(store, who).draft
    assert draft is not None
    assert draft.faults == ()
    proposals.accept_proposals(store, CORA, [proposals.submit_draft(store, who, draft.number).number])
    table = datasets.show_table(store, RITA, "actuals")
    return {key: dict(row) for key, row in zip(table.keys, table.rows, strict=True)}


class TestWhatIsShown:
    def test_what_began_by_now_as_the_scope_shows_it(self, begun: Store) -> None:
        assert set(classes(begun, RITA)) == {BASIC, LEAD, "DE-01.BASIC.2027-01-04.1"}
        assert set(classes(begun, PAWEL)) == {BASIC, LEAD}
        assert set(classes(begun, DORA)) == {"DE-01.BASIC.2027-01-04.1"}
        assert set(classes(begun, ANNA)) == {BASIC}
        assert set(classes(begun, BORIS)) == {LEAD, "DE-01.BASIC.2027-01-04.1"}
        with pytest.raises(NotAllowed):
            what_happened(begun, actor("adm", "admin"))

    def test_the_planned_numbers_stand_there_and_nothing_was_said(self, begun: Store) -> None:
        shown = classes(begun, PAWEL)[BASIC]
        assert (shown.over, shown.mine, shown.said) == (True, True, False)
        assert [(one.cohort_id, one.planned, one.trainees) for one in shown.cohorts] == [
            ("A1-01", 20, None),
            ("A1-02", 20, None),
        ]
        assert not classes(begun, RITA)[BASIC].mine

    def test_without_a_plan_in_force_nothing_has_begun(self, quick: Store) -> None:
        assert what_happened(quick, PAWEL).classes == ()


class TestEntering:
    def test_the_host_enters_a_class_and_it_becomes_actuals(self, begun: Store) -> None:
        draft = enter(begun, PAWEL, BASIC, A1_01="19", A1_02="20 failed")
        assert (draft.title, draft.faults) == ("What happened", ())
        shown = classes(begun, PAWEL)[BASIC]
        assert [(one.trainees, one.state, one.in_draft) for one in shown.cohorts] == [
            (19, "", True),
            (20, "failed", True),
        ]
        rows = accepted(begun, PAWEL)
        assert rows["A1-01", "1"]["trainees"] == "19"
        assert rows["A1-02", "1"]["state"] == "failed"
        assert what_happened(begun, PAWEL).draft is None
        assert [one.in_draft for one in classes(begun, PAWEL)[BASIC].cohorts] == [False, False]

    def test_what_is_entered_again_stands_in_place_of_what_was(self, begun: Store) -> None:
        first = enter(begun, PAWEL, BASIC, A1_01="19")
        again = enter(begun, PAWEL, BASIC, "2027-01-11", A1_01="18 running", A1_02="20")
        assert (again.number, len(again.changes)) == (first.number, 2)
        rows = accepted(begun, PAWEL)
        assert (rows["A1-01", "1"]["trainees"], rows["A1-01", "1"]["start"]) == ("18", "2027-01-11")
        enter(begun, PAWEL, BASIC, "2027-01-11", A1_01="17 done")
        assert accepted(begun, PAWEL)["A1-01", "1"] | {} == rows["A1-01", "1"] | {
            "trainees": "17",
            "state": "done",
        }

    def test_the_unit_enters_what_was_before_with_it(self, begun: Store) -> None:
        draft = enter(begun, BORIS, LEAD, "2027-01-18", B1_01="16")
        assert (len(draft.changes), what_happened(begun, BORIS).cohorts_in_draft) == (2, 1)
        rows = accepted(begun, BORIS)
        assert {key: row["trainees"] for key, row in rows.items()} == {
            ("B1-01", "1"): "18",
            ("B1-01", "2"): "16",
        }

    def test_a_host_waits_for_what_was_before_elsewhere(self, begun: Store) -> None:
        assert [one.ready for one in classes(begun, PAWEL)[LEAD].cohorts] == [False]
        with pytest.raises(NotAllowed, match="comes first"):
            enter(begun, PAWEL, LEAD, "2027-01-18", B1_01="16")
        enter(begun, DORA, "DE-01.BASIC.2027-01-04.1", B1_01="17")
        accepted(begun, DORA)
        assert [one.ready for one in classes(begun, PAWEL)[LEAD].cohorts] == [True]
        enter(begun, PAWEL, LEAD, "2027-01-18", B1_01="16")
        assert ("B1-01", "2") in accepted(begun, PAWEL)

    def test_what_was_held_at_anothers_site_instead_is_not_told(self, begun: Store) -> None:
        row = {"cohort_id": "A1-01", "step": "1", "course_id": "BASIC", "site_id": "DE-02"}
        change = {"table": "actuals", "insert": row | {"start": "2027-01-04", "trainees": "13"}}
        draft = drafts.begin_draft(begun, ANNA, "it was in Germany", [change])
        assert draft.faults == ()
        proposals.accept_proposals(
            begun, CORA, [proposals.submit_draft(begun, ANNA, draft.number, "roof").number]
        )
        said = {who.name: classes(begun, who)[BASIC].cohorts[0].trainees for who in (ANNA, PAWEL)}
        assert said == {"anna": 13, "pawel": None}

    def test_what_was_not_held(self, begun: Store) -> None:
        enter(begun, PAWEL, BASIC, A1_01="20 not_held", A1_02="20 not_held")
        assert accepted(begun, PAWEL)["A1-02", "1"]["state"] == "not_held"
        assert classes(begun, PAWEL)[BASIC].said

    def test_a_slip_is_a_fault_of_the_draft(self, begun: Store) -> None:
        draft = enter(begun, PAWEL, BASIC, A1_01="many")
        assert "trainees" in str(draft.faults[0])
        assert classes(begun, PAWEL)[BASIC].cohorts[0].trainees is None

    def test_other_drafts_of_the_same_person_are_left_alone(self, begun: Store) -> None:
        other = drafts.begin_draft(begun, PAWEL, "beds", [
            {"table": "sites", "where": {"site_id": "PL-01"}, "set": {"beds": 99}}
        ])  # fmt: skip
        assert enter(begun, PAWEL, BASIC, A1_01="19").number != other.number

    def test_what_is_not_theirs_is_not_there_or_refused(self, begun: Store) -> None:
        with pytest.raises(NotThere):
            enter(begun, DORA, BASIC, A1_01="19")
        with pytest.raises(NotThere):
            enter(begun, PAWEL, BASIC, B1_01="19")
        with pytest.raises(NotThere):
            enter(begun, PAWEL, "PL-02.BASIC.2027-03-01.1", A2_01="19")
        with pytest.raises(OutsideScope):
            enter(begun, actor("both", "reader:all", "planner:nation:DE"), BASIC, A1_01="19")
        with pytest.raises(NotAllowed):
            enter(begun, RITA, BASIC, A1_01="19")


class TestShares:
    def test_they_are_counted_and_offered_within_the_scope(self, begun: Store) -> None:
        enter(begun, ANNA, BASIC, A1_01="17", A1_02="17")
        accepted(begun, ANNA)
        whole, hosts = counted_shares.shares_so_far(begun, CORA), counted_shares.shares_so_far(begun, DORA)
        assert {(row["by"], row["number"]) for _, row in whole.rates.table.iterrows()} >= {("course", 34)}
        assert len(hosts.rates.table) == 0
        assert [change["table"] for change in whole.changes] == ["courses"]
        assert counted_shares.shares_so_far(begun, PAWEL).changes == ()
        draft = counted_shares.draft_shares(begun, CORA, "as counted")
        assert draft.faults == ()
        assert drafts.draft_edits(begun, CORA, draft.number)[0].after == {
            **datasets.show_table(begun, CORA, "courses").rows[0],
            "pass_percent": "85",
        }
        with pytest.raises(UsageError, match="too few"):
            counted_shares.draft_shares(begun, PAWEL, "x")

    def test_who_came_is_offered_to_the_unit(self, begun: Store) -> None:
        data = "show_percent"
        enter(begun, BORIS, LEAD, "2027-01-18", B1_01="18")
        enter(begun, ANNA, BASIC, "2027-01-18", A1_01="15 running", A1_02="15 running")
        accepted(begun, ANNA)
        (change,) = counted_shares.shares_so_far(begun, ANNA).changes
        assert (change["table"], change["where"], change["set"]) == (
            "demand",
            {"unit_id": "BDE-A"},
            {data: 75},
        )
