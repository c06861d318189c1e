"""Writes that are sent twice are done once: write and answer are kept together, or neither is."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.service.test_datasets import PAWEL
from tests.support.people import GOOD, actor
from tests.support.planning import OP
from tests.support.processes import PATIENCE
from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import follows
from trainopt.service.actors import Actor, operator
from trainopt.service.once import answered_before, do_once
from trainopt.service.people import add_person, list_people

DORA = actor("dora", "planner:nation:DE")

KILLED = """
import os, signal, sys
from trainopt.runs.store import open_store
from trainopt.service import once, people
from trainopt.service.actors import operator

def end():
    os.kill(os.getpid(), signal.SIGKILL)

def write(one):
    people.add_person(one, operator(), "a", [], subject="a")
    if sys.argv[2] == "before":
        end()
    return {"added": "a"}

with open_store(sys.argv[1]) as store:
    once.do_once(store, operator("ann"), "k", b"a", write)
    end()
"""


def test_a_write_that_comes_twice_is_answered_once(store: Store) -> None:
    assert added(store, PAWEL, "a") is None
    assert answered_before(store, PAWEL, "k", b"a") == {"added": "a"}
    assert answered_before(store, DORA, "k", b"a") is None
    with pytest.raises(UsageError, match="another request"):
        answered_before(store, PAWEL, "k", b"b")


def test_what_came_at_the_same_time_is_done_once_and_answered_alike(store: Store) -> None:
    def overtaken(one: Store) -> object:
        assert added(store, PAWEL, "a") is None
        return add(one, "b")

    assert do_once(store, PAWEL, "k", b"a", overtaken) == {"added": "a"}
    assert names(store) == ["a"]


def test_what_failed_is_not_done_and_may_come_again(store: Store) -> None:
    def failing(one: Store) -> object:
        add(one, "a")
        assert names(one) == ["a"]
        return add(one, "a")  # who is there already

    with pytest.raises(UsageError, match="already"):
        do_once(store, PAWEL, "k", b"a", failing)
    assert names(store) == []
    assert added(store, PAWEL, "a") is None


def test_a_part_that_failed_is_undone_alone(store: Store) -> None:
    def going_on(one: Store) -> object:
        add(one, "a")
        with pytest.raises(IntegrityError):
            follow_twice(one)
        return add(one, "b")

    assert do_once(store, PAWEL, "k", b"a", going_on) is None
    with store.look() as connection:
        assert connection.execute(select(follows)).all() == []
    assert names(store) == ["a", "b"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_between_write_and_answer_it_is_done_once(store: Store, when: str) -> None:
    where = store.engine.url.render_as_string(hide_password=False)
    killed = subprocess.run([sys.executable, "-c", KILLED, where, when], timeout=PATIENCE, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert names(store) == (["a"] if when == "after" else [])
    kept = answered_before(store, operator("ann"), "k", b"a")
    assert kept == ({"added": "a"} if when == "after" else None)


def follow_twice(store: Store) -> None:
    with store.begin() as connection:
        for _ in range(2):
            connection.execute(insert(follows).values(person="a", kind="run", object="1"))


def added(store: Store, who: Actor, name: str) -> object:
    return do_once(store, who, "k", b"a", lambda one: add(one, name))


def add(store: Store, name: str) -> object:
    add_person(store, OP, name, [], GOOD)
    return {"added": name}


def names(store: Store) -> list[str]:
    return [person.name for person in list_people(store, OP)]
