"""Nights plan the newest version, or a folder's changes as one more; where there is a cluster it searches."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.test_datasets import CORA, PAWEL, RITA, changed
from tests.support.planning import OP, TABLES, beds, lay_out
from tests.support.running import trainopt
from trainopt.errors import UsageError
from trainopt.runs.engines import DaskEngine
from trainopt.runs.nightly.order import NightOrder
from trainopt.runs.store import Store, open_store
from trainopt.search.effort import Effort
from trainopt.search.params import Params
from trainopt.service import datasets
from trainopt.service.nights import nightly
from trainopt.service.queueing import RunKind, RunState, ask_for_run, show_queued
from trainopt.service.runs_seen import runs_seen
from trainopt.service.working import work


class TestNights:
    def night(self, store: Store, folder: Path | None) -> str:
        return nightly(NightOrder(folder, Params(seconds=15), who="op"), store).message

    def test_without_a_folder_the_newest_version_is_planned(self, planning: Store) -> None:
        changed(planning, beds("PL-01", 60))
        assert self.night(planning, None) == "published; the first plan"
        with planning.look() as connection:
            from trainopt.runs.store.records import run_by_number

            found = run_by_number(connection, 1)
        assert found.dataset_id == datasets.show_version(planning, RITA).dataset_id

    def test_with_one_its_changes_become_a_version_and_what_was_accepted_stays(
        self, planning: Store, tmp_path: Path
    ) -> None:
        changed(planning, beds("PL-01", 60))
        sites = TABLES["sites.csv"].replace("Drawsko,120", "Drawsko,130").replace("Orzysz,80", "Orzysz,85")
        said = self.night(planning, lay_out(tmp_path / "next", sites=sites))
        assert said.endswith("as accepted, not as in the folder: sites PL-01 beds")
        (run,) = runs_seen(planning, RITA)
        assert run.outcome["kept"] == ["sites PL-01 beds"]
        assert runs_seen(planning, PAWEL)[0].outcome == {}
        assert [v.number for v in datasets.list_versions(planning, RITA)] == [3, 2, 1]
        rows = datasets.show_table(planning, RITA, "sites").rows
        assert [row["beds"] for row in rows if row["site_id"].startswith("PL")] == ["60", "85"]

    @pytest.mark.parametrize("repeatable", [False, True])
    def test_a_worker_with_a_cluster_has_it_search_for_nights_too(
        self, quick: Store, monkeypatch: pytest.MonkeyPatch, repeatable: bool
    ) -> None:
        monkeypatch.setattr("trainopt.runs.engines.DaskEngine.__init__", lambda *_, **__: None)
        monkeypatch.setattr("trainopt.runs.engines.DaskEngine.answers", lambda _: False)
        engine, orders = DaskEngine("somewhere:1"), []
        waits = ask_for_run(quick, CORA, RunKind.PLAN).number  # for the cluster, which is gone

        def night(order: NightOrder, _: Store) -> None:
            orders.append(order)
            raise UsageError("as far as this test goes")

        monkeypatch.setattr("trainopt.service.executing.plan_night", night)
        run = ask_for_run(quick, CORA, RunKind.NIGHT, order={"repeatable": repeatable})
        assert work(quick, once=True, engine=engine) == 1
        (order,) = orders
        assert order.run == run.number
        assert isinstance(order.params, Effort)
        assert order.params.islands == (None if repeatable else engine.islands)
        assert show_queued(quick, CORA, waits).state is RunState.QUEUED

    def test_a_store_without_a_version_says_so(self, store: Store) -> None:
        with pytest.raises(UsageError, match="no version of a dataset"):
            self.night(store, None)

    def test_the_first_folder_is_the_first_version(self, store: Store, tmp_path: Path) -> None:
        self.night(store, lay_out(tmp_path / "data"))
        assert datasets.show_version(store, OP).cause == "brought in"

    def test_the_command_takes_no_dataset(self, tmp_path: Path) -> None:
        path = tmp_path / "store.db"
        with open_store(path) as store:
            datasets.bring_in(store, OP, lay_out(tmp_path / "data"))
        ran = trainopt("nightly", "--store", path, "--time-limit", "10s", "--quiet")
        assert (ran.code, "published; the first plan" in ran.out) == (0, True), ran.err
        assert trainopt("work", "--store", path, "--once", "--quiet").code == 0
