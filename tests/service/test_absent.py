"""Nations and units of grants that the data does not have: who hears of which."""

from __future__ import annotations

import pytest

from tests.service.test_datasets import CORA, PAWEL, changed
from tests.support.people import GOOD, actor
from tests.support.planning import OP
from trainopt.errors import NotAllowed
from trainopt.runs.store import Store
from trainopt.service import people
from trainopt.service.absent import absent_of_anybody, absent_scopes
from trainopt.service.actors import Actor, parse_scope

ADMIN = actor("adm", "admin")
HUNGARY, NO_UNIT = parse_scope("nation:HU"), parse_scope("unit:BDE-Z")


def test_whoever_has_such_a_grant_hears_of_that_one_alone(planning: Store) -> None:
    both = Actor("ann", (*PAWEL.grants, *actor("x", "reader:nation:HU", "planner:unit:BDE-Z").grants))
    assert absent_scopes(planning, both) == (HUNGARY, NO_UNIT)
    for who in (PAWEL, CORA):
        assert absent_scopes(planning, who) == ()
    with pytest.raises(NotAllowed):
        absent_scopes(planning, ADMIN)


def test_the_newest_data_counts(planning: Store) -> None:
    ann = actor("ann", "reader:nation:HU")
    assert absent_scopes(planning, ann) == (HUNGARY,)
    changed(planning, {"table": "nations", "insert": {"nation_id": "HU", "name": "Hungary"}})
    assert absent_scopes(planning, ann) == ()


def test_where_there_is_no_data_yet_nothing_is_amiss(store: Store) -> None:
    people.add_person(store, OP, "ann", ["reader:nation:HU"], GOOD)
    assert absent_scopes(store, actor("ann", "reader:nation:HU")) == ()
    assert absent_of_anybody(store, ADMIN) == frozenset()


def test_an_admin_hears_of_what_was_granted(planning: Store) -> None:
    assert absent_of_anybody(planning, ADMIN) == frozenset()
    grants = ["reader:nation:HU", "planner:nation:PL", "reader:all", "admin"]
    people.add_person(planning, OP, "ann", grants, GOOD)
    people.add_person(planning, OP, "bob", ["reader:unit:BDE-Z", "reader:nation:HU"], GOOD)
    assert absent_of_anybody(planning, ADMIN) == {HUNGARY, NO_UNIT}
    people.revoke_grants(planning, OP, "bob", ["reader:unit:BDE-Z"])
    assert absent_of_anybody(planning, ADMIN) == {HUNGARY}
    with pytest.raises(NotAllowed):
        absent_of_anybody(planning, CORA)
