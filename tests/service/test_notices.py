"""Who is told of what: decisions, rows, plans, nights; nothing that they may not see; by mail once a day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA, changed
from tests.support.people import GOOD, actor
from tests.support.planning import OP, beds
from trainopt.errors import NotThere, UsageError
from trainopt.runs.history import prune_runs
from trainopt.runs.store import Store
from trainopt.runs.store.prune import PLANS_KEPT
from trainopt.runs.store.publishing import publish
from trainopt.runs.store.records import RunStatus, begin_run, end_run, run_by_number
from trainopt.service import drafts, mailings, news, people, proposals, publication, talk, told
from trainopt.service.actors import Actor
from trainopt.service.notices import NoticeKind
from trainopt.service.topics import Topic, row_object
from trainopt.service.versions import version_at

DORA = actor("dora", "planner:nation:DE")
BORIS = actor("boris", "planner:unit:BDE-B")
EVERYBODY = (PAWEL, DORA, ANNA, BORIS, CORA, RITA)


@pytest.fixture
def known(planning: Store) -> Store:
    """A store with a dataset and everybody's account."""
    return with_people(planning)


@pytest.fixture
def here(quick: Store) -> Store:
    """The same on SQLite alone."""
    return with_people(quick)


def with_people(store: Store) -> Store:
    for who in EVERYBODY:
        people.add_person(store, OP, who.name, [str(grant) for grant in who.grants], GOOD)
    return store


def kinds(store: Store, who: Actor) -> list[str]:
    return [str(one.kind) for one in told.list_told(store, who)]


def submitted(store: Store, who: Actor, site: str = "PL-01") -> int:
    draft = drafts.begin_draft(store, who, "more beds", [beds(site, 99)])
    return proposals.submit_draft(store, who, draft.number, "a hall").number


class TestDecisions:
    def test_its_author_and_who_follows_are_told_and_nobody_else(self, known: Store) -> None:
        number = submitted(known, PAWEL)
        talk.follow(known, RITA, Topic.PROPOSAL, str(number))
        proposals.reject_proposal(known, CORA, number, "no money")
        (one,) = told.list_told(known, PAWEL)
        assert (one.kind, one.object, one.facts["word"]) == (NoticeKind.DECIDED, str(number), "no money")
        assert kinds(known, RITA) == ["decided"]
        assert [kinds(known, who) for who in (CORA, DORA, ANNA)] == [[], [], []]

    def test_who_decides_their_own_is_not_told_and_withdrawing_tells_no_author(self, here: Store) -> None:
        proposals.accept_proposals(here, CORA, [submitted(here, CORA)])
        proposals.withdraw_proposal(here, PAWEL, submitted(here, PAWEL, "PL-02"))
        assert (kinds(here, CORA), kinds(here, PAWEL)) == ([], [])

    def test_what_is_no_longer_seen_is_no_longer_told(self, here: Store) -> None:
        proposals.reject_proposal(here, CORA, submitted(here, PAWEL), "no")
        assert kinds(here, actor("pawel", "planner:nation:DE")) == []
        assert told.count_unseen(here, actor("pawel", "planner:nation:DE")) == 0


class TestRows:
    def test_who_follows_a_row_is_told_what_others_change_in_it(self, known: Store) -> None:
        row = row_object("sites", ["PL-01"])
        for who in (PAWEL, RITA):
            talk.follow(known, who, Topic.ROW, row)
        changed(known, beds("PL-01", 99), by=PAWEL)
        (one,) = told.list_told(known, RITA)
        assert (one.topic, one.object, one.facts) == (Topic.ROW, row, {"version": 2})
        assert "row" not in kinds(known, PAWEL)
        changed(known, beds("PL-02", 70), by=PAWEL)
        assert len(told.list_told(known, RITA)) == 1

    def test_who_accepts_it_is_not_told_what_they_decided(self, here: Store) -> None:
        row = row_object("sites", ["PL-01"])
        for who in (CORA, RITA):
            talk.follow(here, who, Topic.ROW, row)
        proposals.accept_proposals(here, CORA, [submitted(here, PAWEL)])
        assert (kinds(here, CORA), kinds(here, RITA)) == ([], ["row"])

    def test_a_cell_that_is_not_shown_is_not_told_of(self, here: Store) -> None:
        """A unit sees the names of sites, and not their beds."""
        talk.follow(here, ANNA, Topic.ROW, row_object("sites", ["PL-01"]))
        changed(here, beds("PL-01", 99), by=PAWEL)
        assert kinds(here, ANNA) == []
        rename = beds("PL-01", 0) | {"set": {"name": "AURA Poznan"}}
        changed(here, rename, by=PAWEL)
        assert kinds(here, ANNA) == ["row"]


def plan_of(
    store: Store, *rows: str, unmet: str = "", by: str = "op", status: RunStatus = RunStatus.DONE
) -> int:
    """A run with a plan of these steps and cohorts; a plan folder of which nothing but them is looked at."""
    from trainopt.runs.store.folders import add_folder

    header = "cohort_id,step,unit_id,course_id,class_id,site_id,start,end,trainees\n"
    with store.begin() as connection:
        dataset_id = version_at(connection, "latest").dataset_id
        run = begin_run(connection, {}, {}, None)
        text = header + "\n".join(rows) + "\n"
        tables = {"assignments.csv": text.encode(), "unmet.csv": f"cohort_id\n{unmet}\n".encode()}
        plan_id = add_folder(connection, tables)
        end_run(connection, run, status, 0, plan_id=plan_id, dataset_id=dataset_id)
        publish(connection, run, plan_id, by, "by hand")
    news.tell_news(store)
    return run


A1 = "A1-01,1,BDE-A,BASIC,X.1,{},2027-02-01,2027-02-14,10"
N1 = "N1-01,1,BDE-N,BASIC,X.3,{},2027-02-01,2027-02-14,10"
B1 = "B1-01,1,BDE-B,BASIC,X.2,{},2027-02-01,2027-02-14,10"


class TestPlans:
    def test_whose_cohorts_moved_is_told_and_counted_within_their_scope(self, known: Store) -> None:
        first = plan_of(known, A1.format("PL-01"), B1.format("DE-01"))
        assert [kinds(known, who) for who in EVERYBODY] == [[]] * 6
        run = plan_of(known, A1.format("PL-02"), B1.format("DE-01"))
        said = {who.name: [one.facts["cohorts"] for one in told.list_told(known, who)] for who in EVERYBODY}
        assert said == {"pawel": [1], "dora": [], "anna": [1], "boris": [], "cora": [1], "rita": [1]}
        (notice,) = told.list_told(known, ANNA)
        assert notice.object == str(run)
        assert notice.facts["before"] == first
        plan_of(known, A1.format("DE-01"), B1.format("DE-02"))
        assert [one.facts["cohorts"] for one in told.list_told(known, DORA)] == [2]

    def test_the_scope_that_shows_what_moved_is_named(self, here: Store) -> None:
        """A scope may show nothing that moved, or be unknown to the data of the plan before."""
        eva = actor("eva", "reader:nation:DE", "reader:nation:PL")
        nora = actor("nora", "reader:unit:BDE-N", "reader:nation:PL")
        for who in (eva, nora):
            people.add_person(here, OP, who.name, [str(grant) for grant in who.grants], GOOD)
        first = plan_of(here, A1.format("PL-01"))
        unit = {"unit_id": "BDE-N", "name": "NOVA Brigade", "parent_unit_id": "TOP"}
        changed(here, {"table": "units", "insert": unit})
        plan_of(here, A1.format("PL-02"), N1.format("PL-02"))
        for who in (eva, nora):
            (one,) = told.list_told(here, who)
            assert (one.facts["before"], one.facts["scope"]) == (first, "nation:PL")
        assert [one.facts["scope"] for one in told.list_told(here, RITA)] == ["all"]

    def test_a_plan_that_is_not_kept_is_not_led_to(self, here: Store) -> None:
        first = plan_of(here, A1.format("PL-01"))
        plan_of(here, A1.format("PL-02"))
        assert [one.facts["before"] for one in told.list_told(here, ANNA)] == [first]
        for more in range(PLANS_KEPT):
            plan_of(here, A1.format("PL-01"), unmet=str(more))
        prune_runs(here, 1, "op")
        assert [(one.facts["before"], one.facts["scope"]) for one in told.list_told(here, ANNA)][-1:] == [
            (None, None)
        ]

    def test_it_is_told_once_and_a_withdrawal_is_told_too(self, here: Store) -> None:
        first = plan_of(here, A1.format("PL-01"))
        second = plan_of(here, A1.format("PL-02"))
        news.tell_news(here)
        assert kinds(here, ANNA) == ["moved"]
        publication.withdraw_publication(here, CORA, "wrong")
        assert kinds(here, ANNA) == ["moved", "moved"]
        newest = told.list_told(here, ANNA)[0]
        assert (newest.object, newest.facts["before"]) == (str(first), second)

    def test_who_publishes_or_withdraws_is_not_told_what_they_did(self, known: Store) -> None:
        plan_of(known, A1.format("PL-01"))
        plan_of(known, A1.format("PL-02"), by="cora")
        assert (kinds(known, CORA), kinds(known, RITA)) == ([], ["moved"])
        publication.withdraw_publication(known, CORA, "wrong")
        assert (kinds(known, CORA), kinds(known, RITA)) == ([], ["moved", "moved"])

    def test_what_others_published_meanwhile_is_told(
        self, here: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plan_of(here, A1.format("PL-01"))
        with monkeypatch.context() as patched:
            patched.setattr(news, "tell_news", lambda store: None)
            plan_of(here, A1.format("PL-02"), by="rita")
        plan_of(here, A1.format("DE-01"), by="cora")
        assert kinds(here, CORA) == ["moved"]

    def test_what_a_night_published_by_its_rules_is_told_to_who_asked_for_it(self, here: Store) -> None:
        plan_of(here, A1.format("PL-01"))
        night = plan_of(here, A1.format("PL-02"), by="cora", status=RunStatus.PUBLISHED)
        assert kinds(here, CORA) == ["moved"]
        plan_of(here, A1.format("DE-01"))
        with here.begin() as connection:
            plan_id = run_by_number(connection, night).plan_id or ""
            publish(connection, night, plan_id, "cora", "again, by hand")
        news.tell_news(here)
        assert kinds(here, CORA) == ["moved", "moved"]

    def test_whoever_lost_the_scope_is_not_told_the_number(self, here: Store) -> None:
        plan_of(here, A1.format("PL-01"))
        plan_of(here, A1.format("PL-02"))
        assert kinds(here, actor("anna", "planner:unit:BDE-B")) == []

    def test_what_is_over_did_not_move(self, here: Store) -> None:
        past = "A1-01,1,BDE-A,BASIC,X.1,{},2026-11-02,2026-11-15,10"
        plan_of(here, past.format("PL-01"))
        plan_of(here, past.format("PL-02"))
        assert kinds(here, ANNA) == []


class TestNights:
    def night(self, store: Store, status: RunStatus) -> None:
        with store.begin() as connection:
            end_run(connection, begin_run(connection, {}, {}, None), status, 7)

    def test_one_that_was_held_back_is_told_to_whoever_sees_data(self, known: Store) -> None:
        with known.begin() as connection:
            begin_run(connection, {}, {}, None)  # it goes on; what came after it is told all the same
        self.night(known, RunStatus.HELD_BACK)
        people.add_person(known, OP, "adm", ["admin"], GOOD)
        for _ in range(2):
            news.tell_news(known)
        assert [kinds(known, who) for who in EVERYBODY] == [["held back"]] * 6
        assert kinds(known, actor("adm", "admin")) == []

    def test_one_that_was_published_is_not(self, here: Store) -> None:
        self.night(here, RunStatus.PUBLISHED)
        news.tell_news(here)
        assert kinds(here, CORA) == []


class TestMail:
    def wish(self, store: Store, who: Actor, *only: NoticeKind) -> None:
        mailings.wish_for_mail(store, who, "p@example.org", "uk", only or tuple(NoticeKind))

    def test_one_mail_a_day_with_what_came_since(self, known: Store) -> None:
        proposals.reject_proposal(known, CORA, submitted(known, PAWEL), "before")
        self.wish(known, PAWEL)
        assert list(mailings.due_mails(known)) == []
        proposals.reject_proposal(known, CORA, submitted(known, PAWEL), "after")
        (mail,) = mailings.due_mails(known, "2027-01-04")
        assert [one.facts["word"] for one in mail.told] == ["after"]
        assert (mail.wish.address, mail.wish.language) == ("p@example.org", "uk")
        assert mailings.claim_mail(known, mail, "2027-01-04")
        mailings.mark_mailed(known, mail, "2027-01-04")
        proposals.reject_proposal(known, CORA, submitted(known, PAWEL), "later")
        assert list(mailings.due_mails(known, "2027-01-04")) == []
        (next_day,) = mailings.due_mails(known, "2027-01-05")
        assert [one.facts["word"] for one in next_day.told] == ["later"]

    def test_one_process_alone_has_a_mail_to_send(self, known: Store) -> None:
        self.wish(known, PAWEL)
        proposals.reject_proposal(known, CORA, submitted(known, PAWEL), "no")
        (mail,) = mailings.due_mails(known, "2027-01-04")
        claims = [mailings.claim_mail(known, mail, "2027-01-04") for _ in range(2)]
        assert claims == [True, False]
        mailings.give_mail_back(known, mail, "2027-01-04")
        assert mailings.claim_mail(known, mail, "2027-01-04")
        mailings.wish_for_mail(known, PAWEL, "", "uk", ())
        assert not mailings.claim_mail(known, mail, "2027-01-05")

    def test_what_was_claimed_and_never_sent_comes_the_next_day(self, here: Store) -> None:
        self.wish(here, PAWEL)
        proposals.reject_proposal(here, CORA, submitted(here, PAWEL), "no")
        (mail,) = mailings.due_mails(here, "2027-01-04")
        mailings.claim_mail(here, mail, "2027-01-04")
        assert list(mailings.due_mails(here, "2027-01-04")) == []
        (later,) = mailings.due_mails(here, "2027-01-05")
        assert later.told == mail.told

    def test_what_was_seen_or_is_not_wanted_is_not_sent(self, here: Store) -> None:
        self.wish(here, PAWEL, NoticeKind.MOVED)
        proposals.reject_proposal(here, CORA, submitted(here, PAWEL), "no")
        assert list(mailings.due_mails(here)) == []
        self.wish(here, PAWEL)
        assert len(list(mailings.due_mails(here))) == 1
        told.mark_seen(here, PAWEL, [one.number for one in told.list_told(here, PAWEL)])
        assert list(mailings.due_mails(here)) == []

    def test_a_closed_account_and_a_blank_address_get_none(self, here: Store) -> None:
        self.wish(here, PAWEL)
        proposals.reject_proposal(here, CORA, submitted(here, PAWEL), "no")
        people.disable_person(here, OP, "pawel")
        assert list(mailings.due_mails(here)) == []
        people.disable_person(here, OP, "pawel", disabled=False)
        assert mailings.wish_for_mail(here, PAWEL, " ", "uk", ()) is None
        assert mailings.read_wish(here, PAWEL) is None
        assert list(mailings.due_mails(here)) == []

    @pytest.mark.parametrize("address", ["nobody", "a@b c", "a@b\nBcc: x@y", "<a@b>", "a@b,c@d", "ä@b"])
    def test_what_is_no_address_is_refused(self, here: Store, address: str) -> None:
        with pytest.raises(UsageError, match="no address"):
            mailings.wish_for_mail(here, PAWEL, address, "en", tuple(NoticeKind))
        with pytest.raises(UsageError, match="at least one kind"):
            mailings.wish_for_mail(here, PAWEL, "a@b", "en", ())

    def test_who_has_no_account_has_no_mail(self, here: Store) -> None:
        with pytest.raises(NotThere):
            mailings.wish_for_mail(here, OP, "a@b", "en", tuple(NoticeKind))


def test_notices_of_an_older_store_stay_and_go_back(tmp_path: Path, where: str) -> None:
    """Down to the schema before and up again: comments are told of still, other notices are not."""
    from tests.support.planning import with_dataset
    from trainopt.runs.store import open_store
    from trainopt.runs.store.migrate import take_back

    with open_store(where) as store:
        with_people(with_dataset(store, tmp_path))
        talk.say(store, CORA, Topic.ROW, row_object("sites", ["PL-01"]), "look, @pawel")
        proposals.reject_proposal(store, CORA, submitted(store, PAWEL), "no")
        assert kinds(store, PAWEL) == ["decided", "comment"]
        with store.begin() as connection:
            end_run(connection, begin_run(connection, {}, {}, None), RunStatus.HELD_BACK, 7)
        with store.begin() as connection:
            take_back(connection, "0003")
    with open_store(where) as store:
        (one,) = told.list_told(store, PAWEL)
        assert (one.kind, one.at) == (NoticeKind.COMMENT, one.comment.at if one.comment else "")
        news.tell_news(store)  # nights of before the schema had a place for it are nobody's news
        assert kinds(store, PAWEL) == ["comment"]
        talk.say(store, CORA, Topic.ROW, row_object("sites", ["PL-01"]), "again, @pawel")
        assert kinds(store, PAWEL) == ["comment", "comment"]
