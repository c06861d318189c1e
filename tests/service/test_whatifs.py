"""What-ifs beside each other, and drafts made of what runs found."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA
from tests.service.test_runs import DORA
from tests.support.planning import beds
from trainopt.errors import NotAllowed, NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.folders import add_folder
from trainopt.service.actors import Actor
from trainopt.service.drafts import begin_draft, change_draft, draft_edits
from trainopt.service.outside import OutsideScope
from trainopt.service.queueing import MOST_WAITING, RunKind, RunState, ask_for_run
from trainopt.service.runs_seen import runs_seen
from trainopt.service.taking import finish, take_next
from trainopt.service.whatifs import answer_shown, draft_of_answer, plan_each, whatifs_shown

DEMANDS = "demand_id,unit_id,priority,unmet,late,weeks_late,weeks_certain,place_found,answer\n"
RELIEFS = "demand_id,relief,helps,others_gain,others_lose,verified,evidence,smallest\n"
VALUES = "place,place_name,course_id,capacity,month,more,unmet_by_plan,unmet_verified,evidence,change\n"

HELP = {
    "demands.csv": DEMANDS + "A1,BDE-A,1,40,0,0,0,0,changes\n",
    "blocks.csv": "demand_id,step,course_id,site_id,starts,weeks,limit,short,unit,used_by\n",
    "reliefs.csv": RELIEFS
    + "A1,due of A1: 2027-04-11,40,0,0,yes,proven,proven\n"
    + "A1,beds of DE-01: 130,40,0,0,yes,found,not proven\n",
    "relief-01.toml": 'name = "relief-01"\n\n[[change]]\ntable = "demand"\nwhere = { demand_id = "A1" }\n'
    "set = { due = 2027-04-11 }\n",
    "relief-02.toml": 'name = "relief-02"\n\n[[change]]\ntable = "sites"\nwhere = { site_id = "DE-01" }\n'
    "set = { beds = 130 }\n",
}
WORTH = {
    "values.csv": VALUES
    + "DE-01,BORA Munster,BASIC,classes,2027-01,1,4,4,found,one class more at DE-01\n"
    + "PL-01,AURA Drawsko,BASIC,classes,2027-01,1,2,,,one class more at PL-01\n"
    + "PL-02,AURA Orzysz,BASIC,classes,2027-01,1,1,,,one class more at PL-02\n",
    "more-01.toml": 'name = "more-01"\n\n[[change]]\ntable = "sites"\nwhere = { site_id = "DE-01" }\n'
    "add = { beds = 10 }\n",
    "more-02.toml": 'name = "more-02"\n\n[[change]]\ntable = "sites"\nwhere = { site_id = "PL-01" }\n'
    "add = { beds = 10 }\n",
}


def answered(store: Store, who: Actor, kind: RunKind, files: dict[str, str], subject: str = "") -> int:
    """A run that has found these files."""
    run = ask_for_run(store, who, kind, subject=subject).number
    with store.begin() as connection:
        while (taken := take_next(connection, "w")) is not None:
            found = add_folder(connection, {name: text.encode() for name, text in files.items()})
            result = found if taken.number == run else None
            finish(connection, taken.number, "w", RunState.DONE, {"message": "x"}, result_id=result)
    return run


class TestBesideEachOther:
    def test_each_with_the_runs_of_it_alone_newest_first(self, quick: Store) -> None:
        one, two = (begin_draft(quick, PAWEL, title, [beds("PL-01", 130)]).number for title in ("a", "b"))
        first, _, again = (
            ask_for_run(quick, PAWEL, RunKind.WHATIF, drafts=drafts).number
            for drafts in ([one], [one, two], [one])
        )
        shown = {what.draft.number: what for what in whatifs_shown(quick, PAWEL)}
        assert [run.number for run in shown[one].runs] == [again, first]
        assert shown[two].run is None
        assert not shown[one].stale
        assert shown[one].edits[0].key == ("PL-01",)

    def test_in_the_order_asked_for_or_ones_own_open_ones(self, quick: Store) -> None:
        polish, german = (
            begin_draft(quick, who, "x", [beds(site, 130)]).number
            for who, site in ((PAWEL, "PL-01"), (DORA, "DE-01"))
        )

        def shown(who: Actor, numbers: Sequence[int] = (), *, everybody: bool = False) -> list[int]:
            found = whatifs_shown(quick, who, numbers, everybody=everybody)
            return [what.draft.number for what in found]

        assert shown(CORA, [german, polish]) == [german, polish]
        assert shown(CORA) == []
        assert shown(CORA, everybody=True) == [german, polish]
        assert shown(PAWEL, everybody=True) == [polish]
        with pytest.raises(NotThere):
            whatifs_shown(quick, PAWEL, [german])

    def test_a_draft_that_was_changed_since_is_stale(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        draft = begin_draft(quick, PAWEL, "a", [beds("PL-01", 130)]).number
        ask_for_run(quick, PAWEL, RunKind.WHATIF, drafts=[draft])
        monkeypatch.setattr("trainopt.service.drafts.now", lambda: "2999-01-01T00:00:00Z")
        change_draft(quick, PAWEL, draft, 1, changes=[beds("PL-01", 140)])
        (shown,) = whatifs_shown(quick, PAWEL)
        assert shown.stale

    def test_many_are_queued_as_far_as_one_may_have_wait(self, quick: Store) -> None:
        drafts = [begin_draft(quick, PAWEL, "x", []).number for _ in range(MOST_WAITING + 2)]
        queued, why = plan_each(quick, PAWEL, drafts, 5)
        assert (len(queued), "wait already" in why) == (MOST_WAITING, True)
        with pytest.raises(UsageError, match="wait already"):
            plan_each(quick, PAWEL, drafts[-1:], 5)
        mine = [begin_draft(quick, CORA, "x", []).number for _ in range(MOST_WAITING + 2)]
        assert plan_each(quick, CORA, mine, 5)[1] == ""
        assert len(runs_seen(quick, CORA)) == 2 * MOST_WAITING + 2


class TestOfWhatRunsFound:
    def test_each_row_is_a_change_that_becomes_a_draft(self, quick: Store) -> None:
        run = answered(quick, CORA, RunKind.EXPLAIN, HELP, "A1")
        found = answer_shown(quick, CORA, run)
        assert [offer.name for offer in found.offers] == ["relief-01", "relief-02"]
        assert found.tables["demands"][0]["unit_id"] == "BDE-A"
        draft = draft_of_answer(quick, CORA, run, "relief-01")
        assert (draft.title, draft.base, draft.faults) == ("due of A1: 2027-04-11", 1, ())
        (edit,) = draft_edits(quick, CORA, draft.number)
        assert (edit.key, (edit.after or {})["due"]) == (("A1",), "2027-04-11")

    def test_it_stands_on_the_version_that_was_explained(self, quick: Store) -> None:
        from tests.service.test_datasets import changed

        run = answered(quick, CORA, RunKind.VALUE, WORTH)
        changed(quick, beds("DE-01", 200))
        assert draft_of_answer(quick, CORA, run, "more-01").base == 1

    def test_a_change_that_touches_others_is_not_offered(self, quick: Store) -> None:
        run = answered(quick, ANNA, RunKind.EXPLAIN, HELP, "A1")
        assert [offer.name for offer in answer_shown(quick, ANNA, run).offers] == ["relief-01", "relief-02"]
        with pytest.raises(OutsideScope):  # a unit sees sites, and does not change them
            draft_of_answer(quick, ANNA, run, "relief-02")
        assert draft_of_answer(quick, ANNA, run, "relief-01").faults == ()

    def test_rows_keep_their_changes_when_those_of_others_are_left_out(self, quick: Store) -> None:
        run = answered(quick, PAWEL, RunKind.VALUE, WORTH)
        offers = answer_shown(quick, PAWEL, run).offers
        named = [(offer.cells["place"], offer.name) for offer in offers]
        assert named == [("PL-01", "more-02"), ("PL-02", "")]
        draft = draft_of_answer(quick, PAWEL, run, "more-02")
        assert draft_edits(quick, PAWEL, draft.number)[0].key == ("PL-01",)
        for name in ("more-01", "more-03", "", "values"):
            with pytest.raises(NotThere):
                draft_of_answer(quick, PAWEL, run, name)

    def test_others_runs_and_other_kinds_have_none(self, quick: Store) -> None:
        run = answered(quick, PAWEL, RunKind.VALUE, WORTH)
        plan = ask_for_run(quick, CORA, RunKind.PLAN).number
        for who, number in ((DORA, run), (CORA, plan), (CORA, 99)):
            with pytest.raises(NotThere):
                answer_shown(quick, who, number)
        with pytest.raises(NotAllowed):
            draft_of_answer(quick, RITA, run, "more-01")
