"""What others see: plans as shares, answers, comments, feeds; and nothing of a scope that is not theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import delete

from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA, changed
from tests.service.test_notices import A1, plan_of
from tests.support.people import GOOD, actor
from tests.support.planning import OP, beds, with_dataset
from trainopt.errors import NotAllowed, NotThere, TrainoptError, UsageError
from trainopt.plan.compare import Comparison, compare
from trainopt.runs.history import prune_runs
from trainopt.runs.store import Store, open_store
from trainopt.runs.store.folders import hashes_in
from trainopt.runs.store.schema import folder_files, folders
from trainopt.service import datasets, drafts, feeds, morning, people, proposals, settings, shares, talk
from trainopt.service import told as told_of
from trainopt.service.actors import Actor, Scope, parse_scope
from trainopt.service.auditing import read_audit
from trainopt.service.contents import Kept
from trainopt.service.publication import plan_in_force
from trainopt.service.queueing import RunKind, ask_for_run, events_of, show_queued
from trainopt.service.runs_seen import run_seen, runs_seen
from trainopt.service.talk import Topic
from trainopt.service.totals import calendars_of, totals_of
from trainopt.service.versions import version_at
from trainopt.service.working import work
from trainopt.tables import TABLES

DORA = actor("dora", "planner:nation:DE")
BORIS = actor("boris", "planner:unit:BDE-B")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with people, versions, drafts, proposals, comments, and a night's plan in force."""
    folder = tmp_path_factory.mktemp("planned")
    with open_store(folder / "store.db") as store:
        fill(with_dataset(store, folder))
        yield store


def fill(store: Store) -> None:
    for who in (PAWEL, DORA, CORA, ANNA, BORIS):
        people.add_person(store, OP, who.name, [str(grant) for grant in who.grants], GOOD)
    changed(store, beds("PL-01", 118), by=PAWEL, why="AURA roof")
    changed(store, beds("DE-01", 98), by=DORA, why="BORA roof")
    for who, site, word in ((PAWEL, "PL-02", "AURA"), (DORA, "DE-02", "BORA")):
        draft = drafts.begin_draft(store, who, f"{word} idea", [beds(site, 70)])
        talk.say(store, who, Topic.DRAFT, str(draft.number), f"{word} says")
        ask_for_run(store, who, RunKind.WHATIF, drafts=[draft.number], seconds=5)
        submitted = drafts.begin_draft(store, who, f"{word} plan", [beds(site, 75)])
        proposals.submit_draft(store, who, submitted.number, f"{word} why")
        row = talk.row_object("sites", [site])
        talk.say(store, who, Topic.ROW, row, f"{word} row")
    ask_for_run(store, CORA, RunKind.NIGHT, seconds=15)
    work(store, once=True)
    for who in (ANNA, BORIS):
        ask_for_run(store, who, RunKind.EXPLAIN, subject="A1" if who is ANNA else "B1", seconds=5)
        ask_for_run(store, who, RunKind.VALUE, seconds=5)
    work(store, once=True)


def everything(store: Store, who: Actor) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every function that tells somebody something, by name, with every id that there is."""
    yield "versions", partial(datasets.list_versions, store, who)
    for version in range(1, 4):
        yield f"version {version}", partial(datasets.show_version, store, who, version)
        yield f"changes {version}", partial(datasets.version_changes_seen, store, who, version)
        for table in ("plan", *TABLES):
            yield f"{table} {version}", partial(datasets.show_table, store, who, table, version)
    yield "audit", partial(read_audit, store, who)
    yield "drafts", partial(drafts.list_drafts, store, who, every=True)
    yield "proposals", partial(proposals.list_proposals, store, who, waiting=False)
    yield "runs", partial(runs_seen, store, who)
    yield "told", partial(told_of.list_told, store, who)
    yield "feeds", partial(feeds.list_feeds, store, who)
    for number in range(1, 9):
        yield f"draft {number}", partial(drafts.show_draft, store, who, number)
        yield f"applied {number}", partial(drafts.draft_edits, store, who, number)
        yield f"proposal {number}", partial(proposals.show_proposal, store, who, number)
        yield f"clashes {number}", partial(proposals.clashes_of, store, who, [number])
        yield f"run {number}", partial(show_queued, store, who, number)
        yield f"events {number}", partial(events_of, store, who, number)
        yield f"plan {number}", partial(shares.plan_share, store, who, number)
        yield f"answer {number}", partial(shares.answer_of, store, who, number)
        yield f"compare {number}", partial(compared, store, who, number)
        for topic in (Topic.DRAFT, Topic.PROPOSAL, Topic.RUN):
            yield f"on {topic} {number}", partial(talk.list_comments, store, who, topic, str(number))
    for site in ("PL-01", "PL-02", "DE-01", "DE-02"):
        row = talk.row_object("sites", [site])
        yield f"history {site}", partial(datasets.row_history, store, who, "sites", [site])
        yield f"comments {site}", partial(talk.list_comments, store, who, Topic.ROW, row)
        yield f"feed {site}", partial(feeds.make_feed, store, who, "site", site)
    for unit in ("TOP", "BDE-A", "BN-A1", "BDE-B", "BN-B1"):
        yield f"feed {unit}", partial(feeds.make_feed, store, who, "unit", unit)
        yield f"explain {unit}", partial(ask_for_run, store, who, RunKind.EXPLAIN, subject=unit)
    for scope in ("all", "nation:PL", "nation:DE", "unit:BDE-A", "unit:BDE-B"):
        yield f"share {scope}", partial(shares.plan_share, store, who, None, parse_scope(scope))


def compared(store: Store, who: Actor, number: int) -> str:
    frames = shares.compare_runs(store, who, number).frames()
    return "".join(frame.to_csv() for frame in frames.values())


def told(store: Store, who: Actor) -> dict[str, str]:
    """What each of them tells, as text; of an error its words."""
    said: dict[str, str] = {}
    for name, ask in everything(store, who):
        try:
            said[name] = repr(ask())
        except (NotThere, NotAllowed):
            continue  # names no more than whoever asks did
        except TrainoptError as error:
            said[name] = str(error)
    return said


ELSEWHERE = {
    "pawel": (PAWEL, "BORA (?!Brigade|Battalion)|DE-0[12]"),
    "dora": (DORA, "AURA (?!Brigade|Battalion)|PL-0[12]"),
    "anna": (ANNA, "BORA says|BORA why|BORA idea|BORA Brigade|BORA Battalion|B[12]-0|BDE-B|BN-B1"),
    "boris": (BORIS, "AURA says|AURA why|AURA idea|AURA Brigade|AURA Battalion|A[12]-0|BDE-A|BN-A1"),
}
"""What somebody must never be told: a nation of others' sites, a unit of others' units and cohorts.

A nation is told which units it hosts."""


class TestPlantedWords:
    @pytest.mark.parametrize("name", ELSEWHERE)
    def test_nothing_tells_of_another_scope(self, planned: Store, name: str) -> None:
        who, words = ELSEWHERE[name]
        said = told(planned, who)
        assert {
            place: re.findall(words, text) for place, text in said.items() if re.search(words, text)
        } == {}
        assert len(said) > 30

    def test_who_sees_all_is_told_all(self, planned: Store) -> None:
        """So that the test above can fail."""
        said = " ".join(told(planned, RITA).values())
        for _, words in ELSEWHERE.values():
            assert re.search(words, said)

    def test_whoever_has_nothing_is_told_nothing(self, planned: Store) -> None:
        for who in (actor("no"), actor("adm", "admin")):
            said = told(planned, who)
            assert set(said) <= {"audit", "told", "feeds"}
            assert not re.search("AURA|BORA|DE-0|PL-0|B[12]-|A[12]-", " ".join(said.values()))


class TestShares:
    def test_a_share_is_what_extract_makes(self, planned: Store, tmp_path: Path) -> None:
        whole, share = shares.plan_share(planned, RITA), shares.plan_share(planned, PAWEL)
        assert b"DE-01" in whole["classes.csv"]
        assert b"extract" in share["manifest.json"]
        assert set(share) <= {*whole, "names.csv", "notice.csv", "sites.csv"}
        with shares.share_laid_out(planned, PAWEL) as folder:
            assert (folder / "manifest.json").is_file()

    def test_a_scope_that_is_not_theirs_is_not_there(self, planned: Store) -> None:
        with pytest.raises(NotThere):
            shares.plan_share(planned, PAWEL, None, parse_scope("nation:DE"))
        assert shares.plan_share(planned, CORA, None, parse_scope("nation:DE"))

    def test_two_runs_are_compared_within_a_scope(self, planned: Store) -> None:
        (mine,) = [r.number for r in runs_seen(planned, PAWEL) if r.kind is RunKind.WHATIF]
        share = shares.compare_runs(planned, PAWEL, mine)
        whole = shares.compare_runs(planned, CORA, mine)
        assert "unmet" in set(whole.tiers["term"])
        assert share.tiers.empty  # the tiers are the whole plan's
        assert set(share.load["owner_id"]) <= {"PL", "PL-01", "PL-02"}
        with pytest.raises(NotThere):
            shares.compare_runs(planned, DORA, mine)

    def test_what_is_made_of_plans_is_made_once_for_all_who_see_the_same(
        self, planned: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (mine,) = [r.number for r in runs_seen(planned, PAWEL) if r.kind is RunKind.WHATIF]

        def made(who: Actor) -> list[object]:
            found = [totals_of(planned, who, mine), calendars_of(planned, who, mine)]
            return [
                *found,
                shares.compare_runs(planned, who, mine),
                shares.is_in_share(planned, who, "cohort_id", "X"),
            ]

        before = {who: made(who) for who in (CORA, PAWEL)}
        assert before[CORA][0] != before[PAWEL][0]
        monkeypatch.setattr(shares, "plan_share", lambda *_: pytest.fail("it is read anew"))
        monkeypatch.setattr(shares, "_compared", lambda *_: pytest.fail("it is compared anew"))
        for who in (CORA, PAWEL):
            assert made(who)[2] is before[who][2]
        assert made(RITA)[2] is before[CORA][2]

    def test_beside_the_plan_in_force_each_plan_is_read_once(
        self, planned: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whatifs = [run.number for run in runs_seen(planned, CORA) if run.kind is RunKind.WHATIF]
        for name in ("_OPENED", "_COMPARED"):
            monkeypatch.setattr(shares, name, Kept(4))
        read: list[int] = []
        laid_out = shares.share_laid_out

        def noted(store: Store, who: Actor, number: int, scope: Scope) -> AbstractContextManager[Path]:
            read.append(number)
            return laid_out(store, who, number, scope)

        monkeypatch.setattr(shares, "share_laid_out", noted)
        current = plan_in_force(planned, CORA).run
        found = [shares.compare_runs(planned, CORA, current, number) for number in whatifs]
        assert sorted(read) == sorted({current, *whatifs})
        for number, kept in zip(whatifs, found, strict=True):
            with laid_out(planned, CORA, current) as one, laid_out(planned, CORA, number) as two:
                for name, frame in compare(one, two).frames().items():
                    pd.testing.assert_frame_equal(frame, kept.frames()[name])

    def test_of_comparisons_without_a_difference_so_many_are_kept_and_no_more(self, planned: Store) -> None:
        current = plan_in_force(planned, CORA).run
        found = shares.compare_runs(planned, CORA, current, current)
        made: list[int] = []

        def make(key: int) -> Comparison:
            made.append(key)
            return found

        for key in (*range(400), 399, 0):
            shares._COMPARED.get(("same", key), partial(make, key))
        assert made == [*range(400), 0]

    def test_what_was_made_of_a_plan_is_gone_with_it(self, quick: Store) -> None:
        number = plan_of(quick, A1.format("PL-01"), unmet="A1-02")
        plan_id = run_seen(quick, CORA, number).plan_id
        assert shares.is_in_share(quick, CORA, "cohort_id", "A1-02")
        assert calendars_of(quick, CORA, number)["site"] == ("PL-01",)
        with quick.begin() as connection:
            connection.execute(delete(folder_files).where(folder_files.c.folder_id == plan_id))
            connection.execute(delete(folders).where(folders.c.folder_id == plan_id))
        for ask in (
            partial(calendars_of, quick, CORA, number),
            partial(shares.compare_runs, quick, CORA, number, number),
            partial(shares.is_in_share, quick, CORA, "cohort_id", "A1-02"),
        ):
            with pytest.raises(UsageError, match="pruned"):
                ask()

    def test_a_run_of_somebody_else_is_not_there(self, planned: Store) -> None:
        numbers = [run.number for run in runs_seen(planned, DORA) if run.kind is RunKind.WHATIF]
        assert numbers
        for number in numbers:
            with pytest.raises(NotThere):
                shares.plan_share(planned, PAWEL, number)


class TestTalk:
    def test_who_is_named_or_follows_is_told_if_they_see_it(self, planning: Store) -> None:
        for name, grant in (
            ("piotr", "reader:nation:PL"),
            ("dora", "reader:nation:DE"),
            ("rita", "reader:all"),
        ):
            people.add_person(planning, OP, name, [grant], GOOD)
        row = talk.row_object("sites", ["PL-01"])
        talk.follow(planning, actor("rita", "reader:all"), Topic.ROW, row)
        said = talk.say(planning, PAWEL, Topic.ROW, row, "@piotr look, @dora too; @nobody, mail@rita")
        assert (said.told, said.not_told) == (("piotr", "rita"), ("dora", "nobody"))
        piotr = actor("piotr", "reader:nation:PL")
        (one,) = told_of.list_told(planning, piotr)
        assert one.comment is not None
        assert (one.comment.said[:6], one.seen) == ("@piotr", False)
        told_of.mark_seen(planning, piotr, [one.number])
        assert told_of.list_told(planning, piotr)[0].seen
        assert told_of.list_told(planning, actor("piotr", "reader:nation:DE")) == []

    def test_on_what_is_not_seen_nobody_talks(self, planning: Store) -> None:
        row = talk.row_object("sites", ["PL-01"])
        for topic, thing in (
            (Topic.ROW, row),
            (Topic.DRAFT, "1"),
            (Topic.RUN, "x"),
            (Topic.ROW, "[]"),
            (Topic.COHORT, "B1-01"),
        ):
            with pytest.raises(NotThere):
                talk.say(planning, DORA, topic, thing, "x")
        with pytest.raises(UsageError, match="characters"):
            talk.say(planning, PAWEL, Topic.ROW, row, " ")

    def test_classes_and_cohorts_of_the_plan(self, planned: Store) -> None:
        talk.say(planned, ANNA, Topic.COHORT, "A2-01", "where?")
        assert [c.said for c in talk.list_comments(planned, CORA, Topic.COHORT, "A2-01")] == ["where?"]
        with pytest.raises(NotThere):
            talk.list_comments(planned, BORIS, Topic.COHORT, "A2-01")

    def test_a_cohort_without_a_place_too(self, quick: Store) -> None:
        plan_of(quick, A1.format("PL-01"), unmet="A1-02")
        talk.say(quick, CORA, Topic.COHORT, "A1-02", "what would help?")
        assert [one.said for one in talk.list_comments(quick, RITA, Topic.COHORT, "A1-02")] == [
            "what would help?"
        ]
        with pytest.raises(NotThere):
            talk.say(quick, CORA, Topic.COHORT, "A1-03", "is there one?")


class TestMorning:
    def test_the_plan_of_that_moment_is_read_and_read_once(
        self, planned: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Another may be put in force between two questions: what is read is that of the first."""
        asked: list[int | None] = []
        laid_out = shares.share_laid_out

        def noted(store: Store, who: Actor, number: int | None, scope: Scope) -> AbstractContextManager[Path]:
            asked.append(number)
            return laid_out(store, who, number, scope)

        monkeypatch.setattr(morning, "_READ", Kept(8))
        monkeypatch.setattr(morning, "share_laid_out", noted)
        first, second = (morning.plan_brief(planned, ANNA) for _ in range(2))
        assert first is not None
        assert (asked, first) == ([first.publication.run], second)


class TestFeeds:
    def test_a_feed_is_served_as_long_as_its_person_may_see_it(self, planning: Store) -> None:
        people.add_person(planning, OP, "pawel", ["reader:nation:PL"], GOOD)
        made = feeds.make_feed(planning, PAWEL, "site", "PL-01")
        served = feeds.feed_by_secret(planning, made.secret)
        assert (served.feed.subject, str(served.scope), served.actor.name) == ("PL-01", "nation:PL", "pawel")
        assert made.secret not in repr(made)
        people.revoke_grants(planning, OP, "pawel", ["reader:nation:PL"])
        with pytest.raises(NotThere):
            feeds.feed_by_secret(planning, made.secret)

    def test_revoked_it_leads_nowhere(self, planning: Store) -> None:
        people.add_person(planning, OP, "anna", ["reader:unit:BDE-A"], GOOD)
        made = feeds.make_feed(planning, ANNA, "unit", "BN-A1")
        with pytest.raises(NotThere):
            feeds.revoke_feed(planning, PAWEL, made.feed.number)
        feeds.revoke_feed(planning, ANNA, made.feed.number)
        with pytest.raises(NotThere):
            feeds.feed_by_secret(planning, made.secret)
        with pytest.raises(NotThere):
            feeds.feed_by_secret(planning, "guess")

    @pytest.mark.parametrize(
        ("who", "kind", "subject"),
        [
            (PAWEL, "site", "DE-01"),
            (ANNA, "site", "PL-01"),
            (ANNA, "unit", "BDE-B"),
            (PAWEL, "unit", "BDE-A"),
            (RITA, "room", "1"),
        ],
    )
    def test_what_is_not_theirs_has_none(self, quick: Store, who: Actor, kind: str, subject: str) -> None:
        with pytest.raises(NotThere):
            feeds.make_feed(quick, who, kind, subject)


class TestPruning:
    def test_what_people_need_is_spared(self, planning: Store) -> None:
        for number in range(3):
            changed(planning, beds("PL-01", 100 + number))
        drafts.begin_draft(planning, PAWEL, "x", [beds("PL-02", 70)], base=2)
        run = ask_for_run(planning, CORA, RunKind.NIGHT, seconds=10)
        settings.change_setting(planning, OP, "keep_versions", 1)
        prune_runs(planning, 1, "op")
        datasets.show_table(planning, RITA, "sites", 4)
        assert drafts.show_draft(planning, PAWEL, 4).faults == ()
        with planning.look() as connection:
            there = [hashes_in(connection, version_at(connection, n).dataset_id) for n in (1, 2, 3, 4)]
        assert [found is not None for found in there] == [True, True, False, True]
        assert len(proposals.list_proposals(planning, CORA, waiting=False)) == 3
        assert len(drafts.list_drafts(planning, CORA, every=True)) == 4
        assert proposals.list_proposals(planning, DORA, waiting=False) == []
        work(planning, once=True)
        assert show_queued(planning, CORA, run.number).state == "done"
        assert datasets.row_history(planning, RITA, "sites", ["PL-01"])

    def test_without_the_setting_all_versions_stay(self, planning: Store) -> None:
        changed(planning, beds("PL-01", 100))
        prune_runs(planning, 1, "op")
        datasets.show_table(planning, RITA, "sites", 1)
        for name, value in (("keep_versions", 0), ("keep_audit_days", 29), ("speed", 1)):
            with pytest.raises(UsageError, match="the settings are"):
                settings.change_setting(planning, OP, name, value)
        with pytest.raises(NotAllowed):
            settings.change_setting(planning, CORA, "keep_versions", 3)
        settings.change_setting(planning, OP, "keep_versions", 3)
        assert settings.read_settings_of_store(planning, OP) == {"keep_versions": 3}
