"""`trainopt people`: what is printed, what is in the store afterwards, what is refused."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.support.people import GOOD
from tests.support.planning import with_dataset
from tests.support.running import trainopt
from trainopt.runs.store import open_store
from trainopt.service.sessions import sign_in
from trainopt.service.tokens import actor_of_token


def people(store: Path, *words: str, stdin: str = "") -> tuple[int, str, str]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "stdin", io.StringIO(stdin))
        ran = trainopt("people", *words, "--store", store)
    return ran.code, ran.out, ran.err


def test_an_account_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    code, once, said = people(path, "add", "ann", "--grant", "planner:nation:PL", "--grant", "reader:all")
    assert (code, said) == (0, "ann was added\n")
    with open_store(path) as store:
        assert sign_in(store, "ann", once.strip()).actor.must_change
    assert people(path, "grant", "ann", "--grant", "coordinator:all")[0] == 0
    assert people(path, "revoke", "ann", "--grant", "reader:all")[0] == 0
    code, again, _ = people(path, "reset", "ann")
    assert code == 0
    assert again != once
    code, secret, _ = people(
        path, "token", "ann", "--name", "x", "--days", "3", "--grant", "reader:nation:PL"
    )
    with open_store(path) as store:
        assert [str(grant) for grant in actor_of_token(store, secret.strip()).grants] == ["reader:nation:PL"]
    assert people(path, "disable", "ann")[0] == 0
    code, listed, _ = people(path, "list", "--json")
    (ann,) = json.loads(listed)["people"]
    assert (ann["state"], ann["grants"]) == ("disabled", ["coordinator:all", "planner:nation:PL"])
    assert "ann" in people(path, "list")[1]


def test_a_password_of_ones_own_need_not_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    code, out, _ = people(path, "add", "ann", "--password-stdin", stdin=f"{GOOD}\n")
    assert (code, out) == (0, "")
    with open_store(path) as store:
        assert not sign_in(store, "ann", GOOD).actor.must_change


def test_the_store_may_be_named_before_the_command(tmp_path: Path) -> None:
    path, other = tmp_path / "store.db", tmp_path / "other.db"
    assert trainopt("people", "--store", path, "add", "ann").code == 0
    assert people(other, "add", "bob")[0] == 0
    assert "ann" in trainopt("people", "--store", path, "list").out
    assert "bob" in trainopt("people", "--store", path, "list", "--store", other).out
    assert trainopt("runs", "--store", path, "list").code == 0
    assert trainopt("people", "list").code == 2


def test_what_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    assert people(path, "list")[0] == 2
    assert people(path, "add", "ann")[0] == 0
    for words, stdin, said in (
        (("add", "ann"), "", "already"),
        (("add", "bob", "--grant", "owner:all"), "", "a grant is ROLE:SCOPE"),
        (("add", "bob", "--password-stdin"), "short\n", "at least 12 characters"),
        (("grant", "bob", "--grant", "admin"), "", "there is no person bob"),
        (("token", "ann", "--name", "x", "--days", "3", "--grant", "admin"), "", "no grant that covers"),
        (("token", "ann", "--name", "x", "--days", "999"), "", "1 to 366 days"),
    ):
        code, out, err = people(path, *words, stdin=stdin)
        assert (code, out) == (2, "")
        assert said in err


def test_grants_for_what_the_data_lacks_are_given_and_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path) as store:
        with_dataset(store, tmp_path)
    code, _, said = people(path, "add", "ann", "--grant", "planner:nation:pl", "--grant", "reader:nation:PL")
    assert code == 0
    added, warned = said.splitlines()
    assert added == "ann was added"
    assert warned.startswith("ann: planner:nation:pl: no row of the newest data names it")
    code, _, said = people(path, "grant", "ann", "--grant", "reader:unit:BDE-Z")
    assert code == 0
    assert "ann: reader:unit:BDE-Z: no row of the newest data names it" in said
    code, listed, said = people(path, "list", "--json")
    (ann,) = json.loads(listed)["people"]
    assert (code, said, ann["absent"]) == (0, "", ["planner:nation:pl", "reader:unit:BDE-Z"])
    code, table, said = people(path, "list")
    assert code == 0
    assert "absent" not in table
    assert [line.split(":")[0] for line in said.splitlines()] == ["ann", "ann"]


def test_of_grants_for_what_the_data_has_nothing_is_said(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    assert people(path, "add", "ann", "--grant", "reader:nation:HU")[2] == "ann was added\n"  # no data yet
    with open_store(path) as store:
        with_dataset(store, tmp_path)
    assert people(path, "revoke", "ann", "--grant", "reader:nation:HU")[0] == 0
    assert people(path, "grant", "ann", "--grant", "planner:nation:PL")[2] == "ann: planner:nation:PL\n"
    assert people(path, "list")[2] == ""
