"""How a plan folder is written: whole or not at all, and over nothing that it should not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.support.plan_columns import COLUMNS, Pair
from tests.support.running import contents, header, table, trainopt
from trainopt.plan.given import tables_of
from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.search.effort import Effort, Progress
from trainopt.search.params import Clock
from trainopt.search.result import Result, Stopped

pytestmark = pytest.mark.slow


class TestWriting:
    """What is on disk when it goes wrong."""

    @pytest.fixture
    def data(self, mini_plan: Pair) -> Path:
        return mini_plan[0]

    @pytest.mark.parametrize("stands", [False, True], ids=["new", "over a plan"])
    @pytest.mark.parametrize("failing", ["assignments.csv", "load.csv"])
    def test_a_full_disk_leaves_what_stood_there(
        self, data: Path, edited: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        failing: str, stands: bool,
    ) -> None:  # fmt: skip
        out = edited[1] if stands else tmp_path / "new" / "plan"
        before = contents(edited[1])
        write = pd.DataFrame.to_csv

        def fill_up(frame: pd.DataFrame, path: Path, **options: Any) -> None:
            if Path(path).name == failing:
                Path(path).write_text("half")
                raise OSError(28, "No space left on device")
            write(frame, path, **options)

        monkeypatch.setattr(pd.DataFrame, "to_csv", fill_up)
        ran = trainopt("solve", data, "--out", out, "--overwrite", "--quiet")
        assert (ran.code, ran.messages) == (2, [f"{out} cannot be written: No space left on device"])
        assert contents(edited[1]) == before
        assert list(tmp_path.rglob("*.partial")) == []
        assert out.exists() is stands

    def test_over_a_plan_only_with_overwrite(self, edited: Pair) -> None:
        data, plan = edited
        (plan / "kpis.csv").write_text("old")
        before = contents(plan)
        assert trainopt("solve", data, "--out", plan).code == 2
        assert contents(plan) == before
        assert trainopt("solve", data, "--out", plan, "--overwrite").code == 0
        assert header(plan / "kpis.csv") == COLUMNS["kpis.csv"]

    @pytest.mark.parametrize("names", [["letter.txt"], ["plan.toml", "demand.csv"], ["manifest.json"]])
    def test_overwrite_refuses_what_is_no_plan_folder(
        self, data: Path, tmp_path: Path, names: list[str]
    ) -> None:
        out = tmp_path / "precious"
        out.mkdir()
        for name in names:
            (out / name).write_text("mine")
        ran = trainopt("solve", data, "--out", out, "--overwrite")
        assert (ran.code, len(ran.messages)) == (2, 1)
        assert contents(out) == dict.fromkeys(sorted(names), b"mine")

    def test_overwrite_refuses_a_file(self, data: Path, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("mine")
        assert trainopt("solve", data, "--out", tmp_path / "out", "--overwrite").code == 2
        assert (tmp_path / "out").read_text() == "mine"

    def test_a_better_plan_is_kept_and_a_worse_one_replaced(
        self, edited: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The search is made to find nothing but the empty plan, which is allowed."""
        data, good = edited
        before = contents(good)
        with monkeypatch.context() as patched:
            patched.setattr("trainopt.runs.solve.optimise", nothing_better)
            ran = trainopt("solve", data, "--out", good, "--overwrite", "--json")
            assert trainopt("solve", data, "--out", tmp_path / "poor").code == 0
        assert (ran.code, contents(good)) == (0, before)
        assert (ran.document["kept"], ran.document["headline"]) == (True, None)
        assert f"{good} holds a better plan, which was kept" in ran.err
        assert len(table(tmp_path / "poor" / "unmet.csv")) == 2
        ran = trainopt("solve", data, "--out", tmp_path / "poor", "--overwrite")
        assert (ran.code, "kept" in ran.err) == (0, False)
        assert table(tmp_path / "poor" / "unmet.csv") == []

    def test_where_a_better_plan_stands_the_end_has_the_time_that_writing_takes(
        self, edited: Pair, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Learnt once, from the first plan, though it is not written. Making the tables takes 7 s here."""
        data, good = edited
        before, reserves = contents(good), []

        def slowly(*words: Any) -> Any:
            clocks[0].began -= 7
            return tables_of(*words)

        def search(problem: Problem, effort: Effort, *_: object) -> Result:
            clocks.append(effort.clock)
            for _time in range(2):
                effort.observer(Progress("greedy", None, (), 0, 1.0, plan=Plan(())))
                reserves.append(effort.clock.reserve)
            return nothing_better(problem)

        clocks: list[Clock] = []
        monkeypatch.setattr("trainopt.runs.solve.tables_of", slowly)
        monkeypatch.setattr("trainopt.runs.solve.optimise", search)
        assert trainopt("solve", data, "--out", good, "--overwrite").code == 0
        assert contents(good) == before
        assert reserves[0] == reserves[1] >= 7

    @pytest.mark.parametrize(
        "text", ["X-01,1,A1.C.2026-01-12.1,A1,2026-01-12", "Q-01,1,A1.C.2026-01-05.1,A1,2026-01-05", "junk"]
    )
    def test_a_plan_that_is_not_allowed_is_never_the_better_one(
        self, edited: Pair, monkeypatch: pytest.MonkeyPatch, text: str
    ) -> None:
        data, plan = edited
        (plan / "assignments.csv").write_text(f"cohort_id,step,class_id,site_id,start\n{text}\n")
        monkeypatch.setattr("trainopt.runs.solve.optimise", nothing_better)
        assert trainopt("solve", data, "--out", plan, "--overwrite").code == 0
        assert table(plan / "assignments.csv") == []

    def test_through_a_link_the_folder_behind_it_is_replaced(self, edited: Pair, tmp_path: Path) -> None:
        data, plan = edited
        (plan / "kpis.csv").write_text("old")
        link = tmp_path / "link"
        link.symlink_to(plan)
        assert trainopt("solve", data, "--out", link).code == 2
        assert trainopt("solve", data, "--out", link, "--overwrite").code == 0
        assert link.readlink() == plan
        assert (plan / "kpis.csv").read_text() != "old"

    def test_parent_folders_are_made(self, data: Path, tmp_path: Path) -> None:
        out = tmp_path / "a" / "b" / "plan"
        assert trainopt("solve", data, "--out", out).code == 0
        assert [path.name for path in out.parent.iterdir()] == ["plan"]

    @pytest.mark.parametrize("kind", ["file", "read-only"])
    def test_a_parent_that_cannot_be_written_is_told_in_one_line(
        self, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        parent = tmp_path / "parent"
        if kind == "file":
            parent.touch()
        else:
            parent.mkdir(mode=0o500)
            if os.access(parent, os.W_OK):  # a superuser may: then the system is made to say no
                monkeypatch.setattr("tempfile.mkdtemp", denied)
        ran = trainopt("solve", data, "--out", parent / "plan", "--quiet")
        assert (ran.code, ran.out, len(ran.messages)) == (2, "", 1)
        assert str(parent / "plan") in ran.err
        assert "None" not in ran.err


def nothing_better(problem: Problem, *_: object) -> Result:
    """A search that places nobody."""
    values = {"unmet": sum(map(problem.weight, problem.cohorts))}
    terms = dict.fromkeys(problem.objective, 0) | values
    return Result(Plan(()), (), terms, Stopped.TIME, "greedy", 1.0, ())


def denied(*_: object, **__: object) -> str:
    raise PermissionError(13, "Permission denied")
