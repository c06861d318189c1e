"""Pruning a store: what is old goes, what the plan in force needs stays."""

from __future__ import annotations

from tests.support.stores import DATA, PLAN
from trainopt.runs.store import Store
from trainopt.runs.store.folders import add_folder, hashes_in, read_folder
from trainopt.runs.store.prune import prune
from trainopt.runs.store.publishing import entries, publish
from trainopt.runs.store.records import (
    RunStatus,
    add_line,
    begin_run,
    end_run,
    log_of,
    newest_runs,
    run_by_number,
)


def filled(store: Store) -> list[int]:
    """Six runs, each with data and a plan of its own; the second one's plan is in force."""
    numbers = []
    base: str | None = None
    for one in range(6):
        with store.begin() as connection:
            number = begin_run(connection, {}, {}, base)
            data = add_folder(connection, DATA | {"n": b"%d" % one})
            plan = add_folder(connection, PLAN | {"n": b"%d" % one})
            add_line(connection, number, {"message": "x"})
            end_run(connection, number, RunStatus.HELD_BACK, 7, dataset_id=data, plan_id=plan, summary="s")
            if one < 2:
                publish(connection, number, plan, "ann", "x")
            base = plan if one == 1 else base
        numbers.append(number)
    return numbers


def has(store: Store, number: int) -> dict[str, bool]:
    with store.begin() as connection:
        run = run_by_number(connection, number)
        ids = {"data": run.dataset_id, "base": run.base_id, "plan": run.plan_id}
        return {name: hashes_in(connection, one) is not None for name, one in ids.items() if one}


def test_what_is_old_goes_but_not_what_the_plan_in_force_needs(store: Store) -> None:
    runs = filled(store)
    with store.begin() as connection:
        pruned = prune(connection, 1, "ann")
    assert pruned.runs == (runs[0], *runs[2:5])
    assert pruned.folders == 7, "the plan of the first run was published: to it one can go back"
    assert pruned.bytes > 0
    assert has(store, runs[0]) == {"data": False, "plan": True}
    assert has(store, runs[1]) == {"data": True, "plan": True}
    assert has(store, runs[5]) == {"data": True, "base": True, "plan": True}
    assert has(store, runs[3]) == {"data": False, "base": True, "plan": False}
    with store.begin() as connection:
        assert len(newest_runs(connection)) == 6
        assert (log_of(connection, runs[0]), len(log_of(connection, runs[1]))) == ([], 1)
        assert [entry.action for entry in entries(connection)] == ["publish", "publish", "prune"]


def test_again_there_is_nothing_left_to_do(store: Store) -> None:
    filled(store)
    for expected in (4, 0):
        with store.begin() as connection:
            assert len(prune(connection, 1, "ann").runs) == expected
    with store.begin() as connection:
        assert len(entries(connection)) == 3


def test_what_is_kept_is_whole(store: Store) -> None:
    runs = filled(store)
    with store.begin() as connection:
        prune(connection, 2, "ann")
        for number in (runs[1], runs[4], runs[5]):
            run = run_by_number(connection, number)
            assert read_folder(connection, run.plan_id or "")["manifest.json"] == b"{}"
