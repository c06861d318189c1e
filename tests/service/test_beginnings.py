"""A store that begins with a plan in force: what has begun counts, and the plan is in force in the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.test_datasets import CORA
from tests.support.planning import OP
from tests.support.running import trainopt, write_mini
from trainopt.errors import UsageError
from trainopt.runs.history import list_runs, prune_runs
from trainopt.runs.solve import solve
from trainopt.runs.store import Store, open_store
from trainopt.search.params import Params
from trainopt.service import datasets
from trainopt.service.publication import plan_in_force
from trainopt.service.queueing import RunKind, ask_for_run, show_queued
from trainopt.service.shares import plan_share
from trainopt.service.versions import newest_version
from trainopt.service.working import work


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a dataset in `data`, and a plan for it in `plan`."""
    folder = tmp_path_factory.mktemp("begins")
    solve(write_mini(folder / "data"), folder / "plan", Params(seconds=60, workers=1))
    return folder


def test_the_plan_is_in_force_from_the_first_version_on(store: Store, planned: Path) -> None:
    (planned / "plan" / "notes").mkdir(exist_ok=True)  # what is no part of a plan is not taken
    assert datasets.bring_in(store, OP, planned / "data", published=planned / "plan").is_new
    found = plan_in_force(store, CORA)
    assert found.published_by == OP.name
    there = plan_share(store, CORA)
    assert there["assignments.csv"] == (planned / "plan" / "assignments.csv").read_bytes()
    assert "notes" not in there
    (line,) = list_runs(store)
    assert line.run.number == found.run
    prune_runs(store, 1, "op")
    assert plan_share(store, CORA) == there


def test_what_is_planned_next_begins_from_it(planned: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "store.db") as store:
        datasets.bring_in(store, OP, planned / "data", published=planned / "plan")
        run = ask_for_run(store, CORA, RunKind.PLAN, seconds=60)
        work(store, once=True)
        done = show_queued(store, CORA, run.number)
        assert {tier["term"]: tier["value"] for tier in done.outcome["tiers"]}["changes"] == 0


def test_one_that_breaks_rules_is_none_and_nothing_is_brought_in(planned: Path, tmp_path: Path) -> None:
    few = "site_id,nation_id,name,beds\nA1,AA,One,1\nA2,AA,Two,1\nB1,BB,Three,1\n"
    other = write_mini(tmp_path / "other", {"sites.csv": few})
    with open_store(tmp_path / "store.db") as store:
        with pytest.raises(UsageError, match="the plan in force breaks"):
            datasets.bring_in(store, OP, other, published=planned / "plan")
        with store.look() as connection:
            assert newest_version(connection) is None


def test_by_the_command_it_is_of_a_dataset(tmp_path: Path) -> None:
    ran = trainopt("serve", "--store", tmp_path / "store.db", "--published", tmp_path)
    assert ran.code == 2
    assert "--published is of the first version" in ran.err
