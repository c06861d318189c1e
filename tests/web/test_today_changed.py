"""What Today says has changed: between the plan that was in force before and the one that is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import delete, update

from tests.support.scoped import World, named_in, planted, who
from trainopt.runs.store.folders import add_folder, read_folder
from trainopt.runs.store.publishing import publish
from trainopt.runs.store.records import RunStatus, begin_run, end_run, run_by_number
from trainopt.runs.store.schema import folder_files, folders, runs
from trainopt.service import morning
from trainopt.service.contents import Kept
from trainopt.service.held import steps_at
from trainopt.service.morning import PlanBrief, plan_brief
from trainopt.service.publication import withdraw_publication
from trainopt.service.shares import compare_runs

CORA = who("cora")


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A copy of the store for each test, since each changes which plan is in force."""
    with planted(tmp_path_factory) as made:
        yield made


def brief_of(world: World, name: str = "cora") -> PlanBrief:
    found = plan_brief(world.service.store, who(name))
    assert found is not None
    return found


def steps(brief: PlanBrief) -> list[tuple[str, int, str]]:
    return [(line["cohort_id"], line["step"], line["change"]) for line in brief.moved or ()]


def differing(world: World, before: int, now: int) -> list[tuple[str, int, str]]:
    moved = compare_runs(world.service.store, CORA, before, now).moved
    return list(moved[["cohort_id", "step", "change"]].itertuples(index=False, name=None))


def test_before_the_first_plan_nothing_has_changed(world: World) -> None:
    brief = brief_of(world)
    assert (brief.moved, brief.beside) == ([], None)
    assert "No step is held in another way" in world.clients["cora"].get("/").text


def other_plan(
    world: World, base: str | None = None, steps: int | None = None, as_of: date | None = None
) -> int:
    """The night's plan without its last step, or with so many `steps`, in force in its place."""
    with world.service.store.begin() as connection:
        night = run_by_number(connection, world.numbers["night"])
        files = dict(read_folder(connection, night.plan_id or ""))
        head, *lines = files["assignments.csv"].splitlines(keepends=True)
        files["assignments.csv"] = b"".join([head, *lines[: -1 if steps is None else steps]])
        if as_of is not None:
            manifest = json.loads(files["manifest.json"]) | {"as_of": str(as_of)}
            files["manifest.json"] = json.dumps(manifest).encode()
        run, plan_id = begin_run(connection, {}, {}, None), add_folder(connection, files)
        end_run(connection, run, RunStatus.DONE, 0, plan_id=plan_id, dataset_id=night.dataset_id)
        connection.execute(update(runs).where(runs.c.number == run).values(base_id=base))
        publish(connection, run, plan_id, "op", "by hand")
    return run


def test_a_plan_that_was_published_by_hand_stands_beside_the_one_before(world: World) -> None:
    night, now = world.numbers["night"], other_plan(world)
    ((_, _, change),) = differing(world, night, now)
    assert change == "removed"
    assert (steps(brief_of(world)), brief_of(world).beside) == (differing(world, night, now), night)


def test_after_a_withdrawal_it_stands_beside_the_one_that_was_withdrawn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainopt.web.pages.today.MOST_MOVED", 0)
    store, night, now = world.service.store, world.numbers["night"], other_plan(world)
    withdraw_publication(store, CORA, "wrong")
    ((_, _, change),) = steps(brief_of(world))
    assert (change, brief_of(world).beside) == ("added", now)
    for name, client in world.clients.items():
        told = client.get("/").text
        assert named_in(name, told) == set()
        if name == "cora":
            assert f"/runs/{night}/difference?with={now}&amp;scope=all#moved" in told


def test_steps_that_were_over_when_the_data_was_true_are_left_out_as_the_notice_leaves_them(
    world: World,
) -> None:
    night = world.numbers["night"]
    with world.service.store.look() as connection:
        held = steps_at(connection, plan_of_run(world, night))
    as_of = max(step.end for step in held)
    now = other_plan(world, steps=0, as_of=as_of)
    ahead = [(step.cohort_id, step.step, "removed") for step in held if step.end >= as_of]
    assert 0 < len(ahead) < len(held) == len(differing(world, night, now))
    assert sorted(steps(brief_of(world))) == sorted(ahead)


def test_what_has_changed_is_made_once_for_all_who_see_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(morning, "_MOVED", Kept(100, len))
    other_plan(world)
    first = brief_of(world)
    monkeypatch.setattr(morning, "_as_change", None)  # whoever asks next would fail
    assert (first.moved, first.beside) == (brief_of(world, "rita").moved, world.numbers["night"])
    assert first.moved


def test_what_a_plan_says_of_the_one_that_it_was_made_from_is_told_as_it_says_it(world: World) -> None:
    other_plan(world, base=plan_of_run(world, world.numbers["night"]))
    assert (steps(brief_of(world)), brief_of(world).beside) == ([], None)  # its changes.csv has no rows


def test_where_the_plan_before_is_not_kept_it_is_said(world: World) -> None:
    store, now = world.service.store, other_plan(world)
    withdrawn = plan_of_run(world, now)
    withdraw_publication(store, CORA, "wrong")
    with store.begin() as connection:
        connection.execute(delete(folder_files).where(folder_files.c.folder_id == withdrawn))
        connection.execute(delete(folders).where(folders.c.folder_id == withdrawn))
    assert (brief_of(world).moved, brief_of(world).beside) == (None, None)
    assert "The plan that was in force before is no longer kept" in world.clients["cora"].get("/").text


def plan_of_run(world: World, number: int) -> str:
    """The plan of a run."""
    with world.service.store.look() as connection:
        return run_by_number(connection, number).plan_id or ""
