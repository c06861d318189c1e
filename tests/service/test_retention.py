"""How long drafts and the audit are kept: as long as the settings say, and no longer once it is pruned."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Executable, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from tests.service.test_datasets import CORA, PAWEL, RITA, changed
from tests.support.planning import OP, beds
from trainopt.errors import NotThere, UsageError
from trainopt.runs.history import prune_runs
from trainopt.runs.store import Store
from trainopt.runs.store.publishing import add_entry
from trainopt.runs.store.schema import audit
from trainopt.runs.store.service_schema import comments, drafts, proposals
from trainopt.service import datasets, talk
from trainopt.service.auditing import read_audit
from trainopt.service.drafts import begin_draft, list_drafts, show_draft, withdraw_draft
from trainopt.service.proposals import list_proposals, submit_draft
from trainopt.service.settings import change_setting
from trainopt.service.talk import Topic

LONG_AGO = "2020-01-01T00:00:00Z"


def executed(store: Store, statement: Executable) -> None:
    with store.begin() as connection:
        connection.execute(statement)


def age(store: Store) -> None:
    """All drafts and proposals as they are were changed and decided long ago."""
    with store.begin() as connection:
        connection.execute(update(drafts).values(changed_at=LONG_AGO))
        decided = update(proposals).where(proposals.c.decided_at.isnot(None))
        connection.execute(decided.values(decided_at=LONG_AGO))


class TestDrafts:
    def test_decided_ones_go_with_what_was_said_of_them(self, planning: Store) -> None:
        changed(planning, beds("PL-01", 101), by=PAWEL, why="roof")
        withdrawn = begin_draft(planning, PAWEL, "withdrawn", [beds("PL-01", 90)])
        talk.say(planning, PAWEL, Topic.DRAFT, str(withdrawn.number), "no, @cora")
        withdraw_draft(planning, PAWEL, withdrawn.number)
        still = begin_draft(planning, PAWEL, "open", [beds("PL-02", 70)])
        talk.say(planning, PAWEL, Topic.DRAFT, str(still.number), "yes")
        waiting = begin_draft(planning, PAWEL, "waits", [beds("PL-02", 71)])
        submit_draft(planning, PAWEL, waiting.number)
        age(planning)
        assert prune_runs(planning, 1, "op").drafts == 0  # unless a setting says so
        change_setting(planning, OP, "keep_drafts_days", 30)
        assert prune_runs(planning, 1, "op").drafts == 2
        assert [one.number for one in list_drafts(planning, CORA, every=True)] == [
            waiting.number, still.number,
        ]  # fmt: skip
        assert len(list_proposals(planning, CORA, waiting=False)) == 1
        with planning.look() as connection:
            assert list(connection.scalars(select(comments.c.said))) == ["yes"]
        with pytest.raises(NotThere):
            show_draft(planning, PAWEL, withdrawn.number)
        (change,) = datasets.row_history(planning, RITA, "sites", ["PL-01"])
        assert "roof" in change.reason
        assert read_audit(planning, CORA)[0].action == "prune drafts"

    def test_what_was_decided_lately_stays(self, planning: Store) -> None:
        changed(planning, beds("PL-01", 101), by=PAWEL)
        change_setting(planning, OP, "keep_drafts_days", 30)
        assert prune_runs(planning, 1, "op").drafts == 0


class TestAudit:
    def test_old_lines_go_and_that_is_a_line_itself(self, store: Store) -> None:
        with store.begin() as connection:
            self.add_old(connection)
            add_entry(connection, "ann", "publish", None, "new")
        assert prune_runs(store, 1, "op").audit == 0
        change_setting(store, OP, "keep_audit_days", 30)
        assert prune_runs(store, 1, "op").audit == 1
        assert [(one.who, one.action) for one in read_audit(store, CORA)] == [
            ("op", "prune audit"), ("ann", "publish"),
        ]  # fmt: skip
        assert prune_runs(store, 1, "op").audit == 0

    def test_nothing_else_takes_a_line_out_also_afterwards(self, store: Store) -> None:
        with store.begin() as connection:
            self.add_old(connection)
            add_entry(connection, "ann", "publish", None, "new")
        change_setting(store, OP, "keep_audit_days", 30)
        prune_runs(store, 1, "op")
        for forbidden in (delete(audit), update(audit).values(who="bob")):
            with pytest.raises((UsageError, IntegrityError), match="audit can only be added to"):
                executed(store, forbidden)
        with store.look() as connection:
            assert connection.scalar(select(func.count()).select_from(audit)) == 3

    def add_old(self, connection: Connection) -> None:
        values = {"at": LONG_AGO, "who": "ann", "action": "publish", "detail": "old"}
        connection.execute(audit.insert().values(values))


def test_a_setting_may_be_taken_back(store: Store) -> None:
    change_setting(store, OP, "keep_audit_days", 30)
    change_setting(store, OP, "keep_audit_days", None)
    with store.begin() as connection:
        TestAudit().add_old(connection)
    assert prune_runs(store, 1, "op").audit == 0
