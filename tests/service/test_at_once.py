"""Two at once: whatever one of them has read still holds when it writes, on each database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from tests.service.test_datasets import CORA, PAWEL
from tests.service.test_runs import taken
from tests.service.test_spreadsheets import held
from tests.support.people import GOOD, OTHER
from tests.support.planning import OP, TABLES, beds, lay_out
from tests.support.processes import PATIENCE
from trainopt.errors import NotSignedIn, UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.folders import read_folder
from trainopt.runs.store.records import run_by_number
from trainopt.search.effort import Effort
from trainopt.search.params import Params
from trainopt.service import datasets, drafts, people, proposals, queueing, run_basis, sessions, spreadsheets
from trainopt.service.contents import DataAtHand
from trainopt.service.differences import TextTables
from trainopt.service.executing import WhatCame, execute
from trainopt.service.next_data import NextData, next_data
from trainopt.service.passwords import fits
from trainopt.service.queueing import (
    RunKind,
    RunState,
    ask_for_run,
    cancel_run,
    show_queued,
)
from trainopt.service.runs_seen import runs_seen
from trainopt.service.versions import newest_version

MEET = 0.3
"""Seconds that one waits for the other where it should not come."""


def met(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, after which who called it waits for another who calls it: if there can be one."""
    both = threading.Barrier(2)

    def called(*given: Any, **named: Any) -> Any:
        found = function(*given, **named)
        with suppress(threading.BrokenBarrierError):
            both.wait(MEET)
        return found

    return called


def both(work: Callable[[int], object]) -> list[object]:
    """What each of two at once comes to: its error, where it is one of wrong use."""

    def tried(number: int) -> object:
        try:
            return work(number)
        except UsageError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(tried, range(2)))


def test_who_writes_waits_for_who_writes_already(store: Store) -> None:
    ended: list[str] = []

    def second() -> None:
        with store.begin():
            ended.append("second")

    with ThreadPoolExecutor(1) as pool:
        with store.begin():
            waiting = pool.submit(second)
            with pytest.raises(TimeoutError):
                waiting.result(MEET)
            ended.append("first")
        waiting.result()
    assert ended == ["first", "second"]


def test_who_reads_waits_for_nobody(store: Store) -> None:
    with store.begin(), store.look() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1


def test_of_two_acceptances_each_stands_on_the_other(
    planning: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [drafts.begin_draft(planning, PAWEL, "x", [beds(site, 77)]) for site in ("PL-01", "PL-02")]
    waiting = [proposals.submit_draft(planning, PAWEL, draft.number).number for draft in asked]
    monkeypatch.setattr(proposals, "newest_version", met(newest_version))
    both(lambda number: proposals.accept_proposals(planning, CORA, [waiting[number]]))
    line = datasets.list_versions(planning, CORA)
    assert [version.parent for version in line] == [2, 1, None]
    sites = datasets.show_table(planning, CORA, "sites")
    assert [row["beds"] for row in sites.rows if row["nation_id"] == "PL"] == ["77", "77"]


def test_nobody_holds_more_spreadsheets_than_they_may(
    planning: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(spreadsheets.MOST_HELD - 1):
        held(planning, PAWEL)
    monkeypatch.setattr(spreadsheets, "_check_room", met(spreadsheets._check_room))
    came = both(lambda _: held(planning, PAWEL).number)
    assert [type(one) for one in came].count(UsageError) == 1
    assert len(spreadsheets.list_spreadsheets(planning, PAWEL)) == spreadsheets.MOST_HELD


def test_nobody_has_more_runs_waiting_than_they_may(planning: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = drafts.begin_draft(planning, PAWEL, "x").number

    def whatif(_: int) -> int:
        return ask_for_run(planning, PAWEL, RunKind.WHATIF, drafts=[draft]).number

    for _ in range(queueing.MOST_WAITING - 1):
        whatif(0)
    monkeypatch.setattr(queueing, "_check_share", met(queueing._check_share))
    assert [type(one) for one in both(whatif)].count(UsageError) == 1


def test_whoever_has_a_what_if_judged_keeps_nobody_from_writing(
    planning: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written meanwhile counts: here the draft itself."""
    draft = drafts.begin_draft(planning, PAWEL, "x", [beds("PL-01", 77)]).number
    judged = []

    def meanwhile(base: DataAtHand, text: TextTables) -> NextData:
        judged.append(next_data(base, text))
        if len(judged) == 1:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(
                    drafts.change_draft, planning, PAWEL, draft, 1, changes=[beds("PL-01", 88)]
                ).result(PATIENCE)
        return judged[-1]

    monkeypatch.setattr(run_basis, "next_data", meanwhile)
    run = ask_for_run(planning, PAWEL, RunKind.WHATIF, drafts=[draft])
    with planning.look() as connection:
        planned = read_folder(connection, run_by_number(connection, run.number).dataset_id or "")
    assert planned == judged[1].content != judged[0].content
    assert len(runs_seen(planning, PAWEL)) == 1


def test_a_run_is_taken_or_cancelled_and_not_both(planning: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = ask_for_run(planning, CORA, RunKind.PLAN).number
    monkeypatch.setattr(queueing, "run_at", met(queueing.run_at))
    works = (lambda: cancel_run(planning, CORA, run).state, lambda: taken(planning))
    both(lambda number: works[number]())
    ended = show_queued(planning, CORA, run)
    assert ended.cancelled
    assert (ended.state, ended.tries) in ((RunState.CANCELLED, 0), (RunState.RUNNING, 1))


def test_a_run_that_is_cancelled_while_its_worker_leaves_ends_with_its_plan(quick: Store) -> None:
    """Else it would wait for another worker, who finds nothing to keep."""
    number = ask_for_run(quick, CORA, RunKind.PLAN).number
    assert taken(quick, "w") == number

    def made(*_: object) -> WhatCame:
        cancel_run(quick, CORA, number)
        return WhatCame(RunState.CANCELLED, {"message": "as far as it came"}, {"plan.csv": b"plan"})

    run = show_queued(quick, CORA, number)
    state = execute(quick, run, "w", Effort.of(Params(seconds=5)), lambda: True, made)
    ended = show_queued(quick, CORA, number)
    assert (state, ended.state, ended.plan_id is not None) == (RunState.CANCELLED, RunState.CANCELLED, True)


def test_a_run_whose_worker_leaves_is_another_ones(quick: Store) -> None:
    number = ask_for_run(quick, CORA, RunKind.PLAN).number
    assert taken(quick, "w") == number
    came = WhatCame(RunState.CANCELLED, {}, {"plan.csv": b"plan"})
    run = show_queued(quick, CORA, number)
    assert execute(quick, run, "w", Effort.of(Params()), lambda: True, lambda *_: came) is RunState.QUEUED
    assert taken(quick, "other") == number


def test_a_password_that_is_reset_while_it_is_tried_lets_nobody_in(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.add_person(store, OP, "ann", [], GOOD)

    def slowly(kept: str | None, password: str) -> bool:
        found = fits(kept, password)
        monkeypatch.setattr(sessions, "fits", fits)
        people.reset_password(store, OP, "ann")
        return found

    monkeypatch.setattr(sessions, "fits", slowly)
    with pytest.raises(NotSignedIn, match="wrong"):
        sessions.sign_in(store, "ann", GOOD)


def test_a_password_that_is_changed_while_it_is_tried_is_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.add_person(store, OP, "ann", [], GOOD)
    actor = sessions.sign_in(store, "ann", GOOD).actor

    def slowly(kept: str | None, password: str) -> bool:
        monkeypatch.setattr(sessions, "fits", fits)
        people.change_password(store, actor, GOOD, OTHER)
        return True

    monkeypatch.setattr(sessions, "fits", slowly)
    assert sessions.sign_in(store, "ann", OTHER).actor.name == "ann"


def test_a_folder_that_is_brought_in_while_another_is_compares_with_that(
    planning: Store, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def folder(site: str) -> Any:
        sites = TABLES["sites.csv"].replace(f"{site},PL,AURA", f"{site},PL,HERA AURA")
        return lay_out(tmp_path_factory.mktemp("f") / "data", sites=sites)

    folders = [folder("PL-01"), folder("PL-02")]
    monkeypatch.setattr(datasets, "_source", met(datasets._source))
    both(lambda number: datasets.bring_in_changes(planning, OP, folders[number]))
    names = [row["name"] for row in datasets.show_table(planning, OP, "sites").rows]
    assert [name for name in names if name.startswith("HERA")] in (
        ["HERA AURA Drawsko"], ["HERA AURA Orzysz"],
    )  # fmt: skip
