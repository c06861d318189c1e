"""The plan that was in force before the one that is: which it is, and when there is none."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from tests.support.people import actor
from trainopt.errors import NotAllowed, NotThere
from trainopt.runs.store import Store
from trainopt.runs.store.folders import add_folder
from trainopt.runs.store.publishing import in_force, publish, withdraw
from trainopt.runs.store.records import queue_run
from trainopt.runs.store.schema import folder_files, folders
from trainopt.service.publication import plan_before

RITA = actor("rita", "reader:unit:BDE-1")


def published(store: Store, plans: str) -> list[int]:
    """The runs whose plans, each a letter, were published in this order; `-` takes the last one back."""
    runs = []
    for plan in plans:
        with store.begin() as connection:
            if plan == "-":
                current = in_force(connection)
                assert current is not None
                withdraw(connection, current, "op")
                continue
            runs.append(queue_run(connection))
            publish(connection, runs[-1], add_folder(connection, {"plan": plan.encode()}), "op", "x")
    return runs


@pytest.mark.parametrize(
    ("plans", "place"),
    [("AB", 0), ("ABB", 0), ("ABC", 1), ("ABC-", 2), ("AB-", 1), ("AB-C", 0), ("ABA", 1)],
)
def test_it_is_the_last_other_plan_that_was_in_force(store: Store, plans: str, place: int) -> None:
    runs = published(store, plans)
    assert plan_before(store, RITA).run == runs[place]


@pytest.mark.parametrize("plans", ["", "A", "AA", "A-", "AB--"])
def test_before_the_first_there_was_none(store: Store, plans: str) -> None:
    published(store, plans)
    with pytest.raises(NotThere):
        plan_before(store, RITA)


def test_of_a_plan_that_was_pruned_nothing_is_shown(store: Store) -> None:
    published(store, "AB")
    before = plan_before(store, RITA)
    with store.begin() as connection:
        connection.execute(delete(folder_files).where(folder_files.c.folder_id == before.plan_id))
        connection.execute(delete(folders).where(folders.c.folder_id == before.plan_id))
    with pytest.raises(NotThere):
        plan_before(store, RITA)


def test_who_sees_no_data_is_not_told(store: Store) -> None:
    published(store, "AB")
    with pytest.raises(NotAllowed):
        plan_before(store, actor("adm", "admin"))
