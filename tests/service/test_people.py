"""Accounts, grants, tokens and sessions: what each lets in, and what each keeps out."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.people import GOOD, OTHER, actor
from trainopt.errors import NotAllowed, NotSignedIn, NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.service import attempts, passwords, people, sessions, tokens
from trainopt.service.actors import Grant, Role, operator, parse_grant, parse_scope
from trainopt.service.auditing import read_audit

OP = operator("op")


class TestGrants:
    @pytest.mark.parametrize(
        "text",
        ["reader:all", "planner:nation:PL", "reader:unit:BDE-1", "planner:all", "coordinator:all", "admin"],
    )
    def test_what_is_a_grant(self, text: str) -> None:
        assert str(parse_grant(text)) == text

    @pytest.mark.parametrize(
        "text",
        [
            *("", "admin:all", "coordinator:nation:PL", "coordinator", "reader", "reader:", "reader:nation"),
            *("reader:nation:", "reader:all:PL", "reader:site:PL-01", "owner:all", "reader:nation:P L"),
        ],
    )
    def test_what_is_none(self, text: str) -> None:
        with pytest.raises(UsageError, match=r"a grant is|a scope is"):
            parse_grant(text)

    @pytest.mark.parametrize(
        ("held", "wanted", "covers"),
        [
            ("coordinator:all", "planner:nation:PL", True),
            ("planner:nation:PL", "reader:nation:PL", True),
            ("planner:nation:PL", "planner:nation:DE", False),
            ("planner:nation:PL", "reader:all", False),
            ("reader:nation:PL", "planner:nation:PL", False),
            ("admin", "reader:all", False),
            ("coordinator:all", "admin", False),
            ("planner:unit:A", "planner:nation:A", False),
        ],
    )
    def test_what_covers_what(self, held: str, wanted: str, covers: bool) -> None:
        assert parse_grant(held).covers(parse_grant(wanted)) is covers

    def test_an_actor_has_scopes_by_role(self) -> None:
        ann = actor("ann", "reader:all", "planner:nation:PL", "admin")
        assert [str(scope) for scope in ann.scopes(Role.READER)] == ["all", "nation:PL"]
        assert [str(scope) for scope in ann.scopes(Role.PLANNER)] == ["nation:PL"]
        assert ann.scopes(Role.ADMIN) == ()


class TestPasswords:
    @pytest.mark.parametrize("password", [GOOD, OTHER, "q7Vt-m2Rk-x9Lw", "ddxzn-g46w8-ts4ef-aexzm"])
    def test_what_may_be_chosen(self, password: str) -> None:
        passwords.check_password(password, "ann")

    @pytest.mark.parametrize(
        ("password", "why"),
        [
            ("short-one!1", "at least 12"),
            ("x" * 129, "at most 128"),
            ("password1234", "common"),
            ("123456789012", "common"),
            ("aaaaaaaaaaaaaaaa", "common"),
            ("unbelievable", "common"),
            ("annika-annika", "owner's name"),
        ],
    )
    def test_what_may_not(self, password: str, why: str) -> None:
        with pytest.raises(UsageError, match=why) as told:
            passwords.check_password(password, "annika")
        assert password not in str(told.value)

    def test_it_is_kept_as_an_argon2id_hash_and_nowhere_else(self, store: Store) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        with store.look() as connection:
            from trainopt.runs.store.service_schema import people as table

            (row,) = connection.execute(table.select())
        assert row.password.startswith("$argon2id$")
        assert GOOD not in repr(row)
        assert GOOD not in repr(read_audit(store, OP))


class TestAccounts:
    def test_one_without_a_password_gets_one_that_must_be_changed(self, store: Store) -> None:
        made = people.add_person(store, OP, "ann", ["planner:nation:PL"])
        assert made.password is not None
        assert made.person.must_change
        first = sessions.sign_in(store, "ann", made.password)
        with pytest.raises(NotAllowed):
            tokens.list_tokens(store, first.actor)
        people.change_password(store, first.actor, made.password, GOOD)
        again = sessions.actor_of_session(store, first.secret)
        assert tokens.list_tokens(store, again) == []
        with pytest.raises(NotSignedIn):
            sessions.sign_in(store, "ann", made.password)

    def test_one_with_a_password_need_not_change_it(self, store: Store) -> None:
        made = people.add_person(store, OP, "ann", [], GOOD)
        assert made.password is None
        assert not sessions.sign_in(store, "ann", GOOD).actor.must_change

    def test_names_are_taken_once(self, store: Store) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        with pytest.raises(UsageError, match="already"):
            people.add_person(store, OP, "ann", [], GOOD)
        for name in ("", "a b", "@ann", "../x", "-x", "x" * 65):
            with pytest.raises(UsageError, match="name"):
                people.add_person(store, OP, name, [], GOOD)

    def test_grants_come_and_go(self, store: Store) -> None:
        people.add_person(store, OP, "ann", ["reader:all"], GOOD)
        people.grant_person(store, OP, "ann", ["planner:nation:PL", "reader:all"])
        after = people.revoke_grants(store, OP, "ann", ["reader:all"])
        assert [str(grant) for grant in after.grants] == ["planner:nation:PL"]
        with pytest.raises(UsageError, match="no grant"):
            people.revoke_grants(store, OP, "ann", ["reader:all"])
        assert people.list_people(store, OP) == [after]

    def test_what_is_revoked_is_gone_from_open_sessions(self, store: Store) -> None:
        people.add_person(store, OP, "ann", ["admin"], GOOD)
        secret = sessions.sign_in(store, "ann", GOOD).secret
        assert people.list_people(store, sessions.actor_of_session(store, secret))
        people.revoke_grants(store, OP, "ann", ["admin"])
        with pytest.raises(NotAllowed):
            people.list_people(store, sessions.actor_of_session(store, secret))

    def test_a_closed_account_lets_nobody_in(self, store: Store) -> None:
        people.add_person(store, OP, "ann", ["reader:all"], GOOD)
        secret = sessions.sign_in(store, "ann", GOOD).secret
        token = tokens.make_token(store, sessions.actor_of_session(store, secret), "t", 1).secret
        people.disable_person(store, OP, "ann")
        for try_it in (
            lambda: sessions.sign_in(store, "ann", GOOD),
            lambda: sessions.actor_of_session(store, secret),
            lambda: tokens.actor_of_token(store, token),
        ):
            with pytest.raises(NotSignedIn):
                try_it()
        people.disable_person(store, OP, "ann", disabled=False)
        sessions.sign_in(store, "ann", GOOD)
        with pytest.raises(NotSignedIn):
            tokens.actor_of_token(store, token)

    def test_a_reset_ends_sessions(self, store: Store) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        secret = sessions.sign_in(store, "ann", GOOD).secret
        once = people.reset_password(store, OP, "ann")
        with pytest.raises(NotSignedIn):
            sessions.actor_of_session(store, secret)
        assert sessions.sign_in(store, "ann", once).actor.must_change

    @pytest.mark.parametrize(
        "act",
        [
            lambda store, who: people.list_people(store, who),
            lambda store, who: people.add_person(store, who, "bob", []),
            lambda store, who: people.grant_person(store, who, "ann", ["admin"]),
            lambda store, who: people.revoke_grants(store, who, "ann", ["reader:all"]),
            lambda store, who: people.disable_person(store, who, "ann"),
            lambda store, who: people.reset_password(store, who, "ann"),
            lambda store, who: tokens.make_token(store, who, "t", 1, person="ann"),
            lambda store, who: tokens.list_tokens(store, who, "ann"),
            lambda store, who: tokens.revoke_token(store, who, 1, "ann"),
        ],
    )
    def test_only_an_admin_does_it(self, store: Store, act: Callable[[Store, Any], object]) -> None:
        people.add_person(store, OP, "ann", ["reader:all"], GOOD)
        with pytest.raises(NotAllowed):
            act(store, actor("cora", "coordinator:all"))

    @pytest.mark.parametrize(
        "act",
        [
            lambda store: people.person_by_name(store, OP, "nobody"),
            lambda store: people.grant_person(store, OP, "nobody", ["admin"]),
            lambda store: people.reset_password(store, OP, "nobody"),
            lambda store: people.disable_person(store, OP, "nobody"),
            lambda store: tokens.make_token(store, OP, "t", 1, person="nobody"),
        ],
    )
    def test_whom_there_is_not(self, store: Store, act: Callable[[Store], object]) -> None:
        with pytest.raises(NotThere):
            act(store)


class TestSessions:
    def test_each_sign_in_has_a_secret_of_its_own(self, store: Store) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        one, two = (sessions.sign_in(store, "ann", GOOD, "10.0.0.1", "Firefox") for _ in range(2))
        assert one.secret != two.secret
        assert [s.current for s in sessions.list_sessions(store, two.actor)] == [False, True]
        sessions.end_session(store, two.actor, one.actor.key)
        with pytest.raises(NotSignedIn):
            sessions.actor_of_session(store, one.secret)
        sessions.end_session(store, two.actor)
        with pytest.raises(NotSignedIn):
            sessions.actor_of_session(store, two.secret)

    def test_nobody_ends_that_of_another(self, store: Store) -> None:
        for name in ("ann", "bob"):
            people.add_person(store, OP, name, [], GOOD)
        ann, bob = (sessions.sign_in(store, name, GOOD) for name in ("ann", "bob"))
        with pytest.raises(NotThere):
            sessions.end_session(store, bob.actor, ann.actor.key)
        assert sessions.actor_of_session(store, ann.secret).name == "ann"

    @pytest.mark.parametrize("after", [sessions.IDLE_SECONDS, sessions.MOST_SECONDS])
    def test_it_ends_idle_and_anyway(self, store: Store, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        began = time.time()
        secret = sessions.sign_in(store, "ann", GOOD).secret
        step = sessions.IDLE_SECONDS - 60 if after == sessions.MOST_SECONDS else after
        moments = range(step, after + 1, step)
        for moment in moments:
            monkeypatch.setattr(time, "time", lambda moment=moment: began + moment)
            if moment < after:
                sessions.actor_of_session(store, secret)
        monkeypatch.setattr(time, "time", lambda: began + after + 1)
        with pytest.raises(NotSignedIn, match="sign in again"):
            sessions.actor_of_session(store, secret)

    def test_what_is_only_looked_at_keeps_it_from_nothing(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        began = time.time()
        secret = sessions.sign_in(store, "ann", GOOD).secret
        monkeypatch.setattr(time, "time", lambda: began + sessions.IDLE_SECONDS - 60)
        assert sessions.actor_of_session(store, secret, noticed=False).name == "ann"
        monkeypatch.setattr(time, "time", lambda: began + sessions.IDLE_SECONDS + 1)
        with pytest.raises(NotSignedIn, match="sign in again"):
            sessions.actor_of_session(store, secret)

    def test_a_wrong_name_and_a_wrong_password_are_told_alike(self, store: Store) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        for name, password in (("ann", OTHER), ("bob", GOOD), ("ann", "")):
            with pytest.raises(NotSignedIn, match=f"^{sessions.WRONG}$"):
                sessions.sign_in(store, name, password)

    def test_after_many_failures_from_an_address_none_more_is_tried(self, store: Store) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        for _ in range(attempts.MOST_BY_ONE):
            with pytest.raises(NotSignedIn, match="wrong"):
                sessions.sign_in(store, "ann", OTHER, "10.0.0.9")
        with pytest.raises(NotSignedIn, match="too many"):
            sessions.sign_in(store, "ann", GOOD, "10.0.0.9")
        assert sessions.sign_in(store, "ann", GOOD, "10.0.0.1").actor.name == "ann"

    def test_the_old_password_is_tried_no_more_often_than_at_the_sign_in(self, store: Store) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        ann = sessions.sign_in(store, "ann", GOOD, "10.0.0.9").actor
        for _ in range(attempts.MOST_BY_ONE - 1):
            with pytest.raises(UsageError, match="old password is wrong"):
                people.change_password(store, ann, OTHER, OTHER)
        people.change_password(store, ann, GOOD, OTHER)  # which forgets the failures before it
        for _ in range(attempts.MOST_BY_ONE):
            with pytest.raises(UsageError, match="old password is wrong"):
                people.change_password(store, ann, GOOD, GOOD)
        with pytest.raises(UsageError, match="too many"):
            people.change_password(store, ann, OTHER, GOOD)
        assert "change password failed" in [line.action for line in read_audit(store, OP)]

    def test_who_signs_in_anew_leaves_no_other_session_of_the_browser_open(self, store: Store) -> None:
        people.add_person(store, OP, "ann", [], GOOD, subject="42")
        people.add_person(store, OP, "bob", [], GOOD)
        first, elsewhere = (sessions.sign_in(store, "ann", GOOD).secret for _ in range(2))
        second = sessions.sign_in(store, "bob", GOOD, before=first).secret
        third = sessions.sign_in_as(store, "42", before=second).secret
        for secret in (first, second):
            with pytest.raises(NotSignedIn):
                sessions.actor_of_session(store, secret)
        for secret in (elsewhere, third):
            assert sessions.actor_of_session(store, secret).name == "ann"
        ended = [(line.who, line.object) for line in read_audit(store, OP) if line.action == "end session"]
        assert ended == [("ann", "bob"), ("bob", "ann")]

    def test_a_failed_sign_in_ends_no_session(self, store: Store) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        secret = sessions.sign_in(store, "ann", GOOD).secret
        with pytest.raises(NotSignedIn):
            sessions.sign_in(store, "ann", OTHER, before=secret)
        assert sessions.actor_of_session(store, secret).name == "ann"

    def test_whom_an_identity_provider_knows(self, store: Store) -> None:
        made = people.add_person(store, OP, "ann", ["reader:all"], subject="https://id.example|42")
        assert made.password is None
        assert sessions.sign_in_as(store, "https://id.example|42").actor.name == "ann"
        with pytest.raises(NotSignedIn):
            sessions.sign_in_as(store, "https://id.example|43")
        with pytest.raises(NotSignedIn):
            sessions.sign_in(store, "ann", "")


class TestTokens:
    def test_one_has_a_part_of_the_grants(self, store: Store) -> None:
        people.add_person(store, OP, "ann", ["planner:nation:PL", "reader:all"], GOOD)
        ann = sessions.sign_in(store, "ann", GOOD).actor
        made = tokens.make_token(store, ann, "export", 30, ["reader:nation:PL"])
        assert made.secret not in repr(made)
        assert tokens.actor_of_token(store, made.secret).grants == (parse_grant("reader:nation:PL"),)
        whole = tokens.make_token(store, ann, "all", 30)
        assert tokens.actor_of_token(store, whole.secret).grants == ann.grants

    def test_no_more_than_its_person_has_then_and_later(self, store: Store) -> None:
        people.add_person(store, OP, "ann", ["planner:nation:PL"], GOOD)
        ann = sessions.sign_in(store, "ann", GOOD).actor
        with pytest.raises(UsageError, match="no grant that covers"):
            tokens.make_token(store, ann, "t", 30, ["planner:nation:DE"])
        made = tokens.make_token(store, ann, "t", 30, ["planner:nation:PL"])
        people.revoke_grants(store, OP, "ann", ["planner:nation:PL"])
        assert tokens.actor_of_token(store, made.secret).grants == ()

    def test_it_ends(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        ann = sessions.sign_in(store, "ann", GOOD).actor
        made = tokens.make_token(store, ann, "t", 1)
        revoked = tokens.make_token(store, ann, "u", 1)
        tokens.revoke_token(store, ann, revoked.token.number)
        with pytest.raises(NotSignedIn):
            tokens.actor_of_token(store, revoked.secret)
        assert tokens.actor_of_token(store, made.secret).name == "ann"
        later = time.time() + 86_401
        monkeypatch.setattr(time, "time", lambda: later)
        with pytest.raises(NotSignedIn):
            tokens.actor_of_token(store, made.secret)

    def test_a_token_makes_no_tokens(self, store: Store) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        made = tokens.make_token(store, OP, "t", 1, person="ann")
        with pytest.raises(UsageError, match="not by another token"):
            tokens.make_token(store, tokens.actor_of_token(store, made.secret), "u", 1)


class TestTheAudit:
    def test_it_has_who_what_from_where_before_and_after(self, store: Store) -> None:
        people.add_person(store, OP, "ann", ["reader:all"], GOOD)
        adm = actor("adm", "admin")
        people.grant_person(store, adm, "ann", ["admin"])
        entry = read_audit(store, adm)[0]
        assert (entry.who, entry.action, entry.object, entry.address) == ("adm", "grant", "ann", "10.0.0.1")
        assert entry.before is not None
        assert entry.after is not None
        assert json.loads(entry.before) == {"grants": ["reader:all"]}
        assert json.loads(entry.after) == {"grants": ["admin", "reader:all"]}

    def test_who_reads_which_part(self, store: Store) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        assert read_audit(store, actor("cora", "coordinator:all")) == []
        assert [entry.action for entry in read_audit(store, actor("adm", "admin"))] == ["add person"]
        with pytest.raises(NotAllowed):
            read_audit(store, actor("ann", "reader:all", "planner:all"))

    def test_what_failed_leaves_nothing(self, store: Store) -> None:
        people.add_person(store, OP, "ann", [], GOOD)
        with pytest.raises(UsageError):
            people.revoke_grants(store, OP, "ann", ["admin"])
        assert len(read_audit(store, OP)) == 1


def test_scopes_are_read_as_they_are_written() -> None:
    for text in ("all", "nation:PL", "unit:BDE-1"):
        assert str(parse_scope(text)) == text
    assert str(Grant(Role.PLANNER, parse_scope("unit:X"))) == "planner:unit:X"
