"""A plan folder: what stands in each file, why cohorts are unmet, and how it is written and judged."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.support.running import (
    MINI,
    PLAN_FILES,
    Figures,
    contents,
    hand_made,
    header,
    replaced,
    table,
    trainopt,
    write_mini,
    write_small,
)
from trainopt.dataset import read_dataset
from trainopt.plan.folder import read_plan
from trainopt.plan.given import tables_of
from trainopt.plan.placements import Plan
from trainopt.plan.reasons import CODES
from trainopt.problem import Problem, build_problem
from trainopt.search.effort import Effort, Progress
from trainopt.search.params import Clock
from trainopt.search.result import Result, Stopped

pytestmark = pytest.mark.slow

Pair = tuple[Path, Path]  # a dataset and a plan of it

# The columns of each table; those of its key with an asterisk.
CONTRACT = {
    "assignments": "cohort_id* demand_id unit_id pipeline_id step* course_id class_id site_id nation_id "
    "start end trainees expected wait_weeks weeks_late pinned",
    "classes": "class_id* site_id nation_id course_id start end trainees expected class_min class_max fill",
    "unmet": "cohort_id* demand_id unit_id pipeline_id trainees priority reason detail",
    "demand": "demand_id* unit_id pipeline_id trainees priority due placed on_time late unmet first_start "
    "last_end max_weeks_late",
    "load": "week* owner_kind* owner_id* resource* used expected available",
    "kpis": "kpi* value unit",
    "changes": "cohort_id* step* course_id change site_id_before start_before site_id start trainees",
    "sites": "site_id* nation_id name latitude longitude",
}
COLUMNS = {f"{name}.csv": text.replace("*", "").split() for name, text in CONTRACT.items()}
KEYS = {f"{name}.csv": re.findall(r"(\w+)\*", text) for name, text in CONTRACT.items()}


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A generated dataset, with a plan of it that was made against another plan of it."""
    folder = tmp_path_factory.mktemp("folder")
    data = write_small(folder / "small")
    first, plan = folder / "first", folder / "plan"
    limit = ("--time-limit", "6s", "--quiet")
    assert trainopt("solve", data, "--out", first, *limit).code == 0
    assert trainopt("solve", data, "--out", plan, "--published", first, "--seed", "9", *limit).code == 0
    return data, plan


@pytest.fixture(scope="module")
def mini_plan(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """MINI and its plan: both demands placed in the first week."""
    folder = tmp_path_factory.mktemp("mini")
    data = write_mini(folder / "mini")
    assert trainopt("solve", data, "--out", folder / "plan").code == 0
    return data, folder / "plan"


@pytest.fixture
def edited(mini_plan: Pair, tmp_path: Path) -> Pair:
    """MINI and a copy of its plan to change."""
    return mini_plan[0], Path(shutil.copytree(mini_plan[1], tmp_path / "edited"))


class TestTheContract:
    def test_the_files(self, planned: Pair) -> None:
        assert sorted(path.name for path in planned[1].iterdir()) == PLAN_FILES

    @pytest.mark.parametrize("file", COLUMNS)
    def test_columns_and_their_order(self, planned: Pair, file: str) -> None:
        assert header(planned[1] / file) == COLUMNS[file]

    @pytest.mark.parametrize("file", sorted(set(KEYS) - {"changes.csv"}))
    def test_rows_are_sorted_by_their_key_which_none_shares(self, planned: Pair, file: str) -> None:
        rows = table(planned[1] / file)
        keys = [tuple(row[key].zfill(3) if key == "step" else row[key] for key in KEYS[file]) for row in rows]
        assert len(keys) > 3
        assert keys == sorted(set(keys))

    @pytest.mark.parametrize(("weekday", "columns"), [(0, "start first_start week"), (6, "end last_end")])
    def test_starts_are_mondays_and_ends_sundays(self, planned: Pair, weekday: int, columns: str) -> None:
        rows = [row for file in COLUMNS for row in table(planned[1] / file)]
        days = {row[column] for row in rows for column in columns.split() if row.get(column)}
        assert len(days) > 3
        assert {date.fromisoformat(day).weekday() for day in days} == {weekday}

    def test_every_figure_follows_from_the_assignments_and_the_input(self, planned: Pair) -> None:
        """Each table in turn, so that the first difference is named."""
        data, plan = planned
        figures = Figures(data, plan)
        published = table(data.parent / "first" / "assignments.csv")
        made = {"assignments.csv": figures.assignments(published), "classes.csv": figures.classes()}
        made |= {"demand.csv": figures.demand(), "load.csv": figures.load(), "unmet.csv": figures.unmet()}
        for file, rows in made.items():
            found = [{key: row[key] for key in rows[0]} for row in table(plan / file)]
            assert found == rows, file

    def test_the_terms_in_kpis_and_manifest_too(self, planned: Pair) -> None:
        data, plan = planned
        figures = Figures(data, plan)
        kpis = {row["kpi"]: row["value"] for row in table(plan / "kpis.csv")}
        terms = figures.terms(table(data.parent / "first" / "assignments.csv"))
        assert {term: kpis[term] for term in terms} == {term: str(value) for term, value in terms.items()}
        assert terms["lateness"] > 0
        manifest = json.loads((plan / "manifest.json").read_text())
        assert {tier["term"]: tier["value"] for tier in manifest["tiers"]} == terms

    def test_sites_are_those_of_the_input_with_their_places(self, planned: Pair) -> None:
        data, plan = planned
        rows = sorted(table(data / "sites.csv"), key=lambda row: row["site_id"])
        found = table(plan / "sites.csv")
        columns = CONTRACT["sites"].replace("*", "").split()
        assert found == [{column: row[column] for column in columns} for row in rows]
        assert any(row["latitude"] for row in found)

    def test_kpis_besides_the_terms(self, planned: Pair) -> None:
        data, plan = planned
        kpis = {row["kpi"]: row["value"] for row in table(plan / "kpis.csv")}
        assert {kpi: kpis[kpi] for kpi in Figures(data, plan).counts()} == Figures(data, plan).counts()

    def test_changes_add_up_to_the_term(self, planned: Pair) -> None:
        data, plan = planned
        as_of = Figures(data, plan).as_of
        counted = [row for row in table(plan / "changes.csv") if row["start_before"] >= as_of.isoformat()]
        kpis = {row["kpi"]: row["value"] for row in table(plan / "kpis.csv")}
        assert sum(int(row["trainees"]) for row in counted) == int(kpis["changes"])

    def test_reasons_come_from_the_registry_and_say_more(self, planned: Pair) -> None:
        rows = table(planned[1] / "unmet.csv")
        codes = {re.sub(":.*", ":<resource>", row["reason"]) for row in rows}
        assert rows
        assert codes <= set(CODES)
        assert [row for row in rows if not row["detail"].strip()] == []


class TestTheManifest:
    @pytest.fixture
    def manifest(self, planned: Pair) -> Any:
        return json.loads((planned[1] / "manifest.json").read_text())

    def test_what_stands_in_it(self, manifest: Any) -> None:
        assert {"version", "seed", "limits", "workers", "inputs", "tiers", "seconds"} <= set(manifest)
        assert (manifest["seed"], manifest["limits"]["time_limit_seconds"]) == (9, 6.0)
        assert manifest["workers"] >= 1

    def test_each_input_file_with_its_hash(self, manifest: Any, planned: Pair) -> None:
        data = planned[0]
        expected = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in data.iterdir()}
        first = (data.parent / "first" / "assignments.csv").read_bytes()
        expected["published/assignments.csv"] = hashlib.sha256(first).hexdigest()
        assert manifest["inputs"] == expected

    def test_the_tiers_in_their_order_with_bound_gap_and_status(self, manifest: Any) -> None:
        tiers = manifest["tiers"]
        expected = ["unmet", "lateness", "changes", "transfers", "waiting", "cost"]
        assert [tier["term"] for tier in tiers] == expected
        for tier in tiers:
            value, bound = tier["value"], tier["bound"]
            assert 0 <= bound <= value
            assert tier["gap"] == pytest.approx((value - bound) / value if value else 0, abs=1e-5)
            assert tier["status"] == ("optimal" if value == bound else "feasible")
        assert 0 < sum(tier["seconds"] for tier in tiers) <= manifest["seconds"] <= 10 + 2


# Each makes Y the one that cannot be placed: MINI's file, the change, the reason, words of its detail.
MONDAY = "2026-01-05"
D_AT_A2 = ("capacity.csv", "A1,D", "A2,D")
BOTH_C = ("demand.csv", "Y,V,PD", "Y,V,PC")
Y_OF_U = ("demand.csv", "Y,V", "Y,U")
Y_OF_2 = ("demand.csv", "PC,4,,2026-01-18,2026-01-18,1", "PC,2,,2026-01-18,2026-01-18,4")
NEED, STOCK = (
    "course_id,resource,per_class\nC,tutor,2\nD,tutor,1\n",
    "owner_id,resource,quantity\nAA,tutor,2\n",
)
TUTORS = ("course_resources.csv", "", NEED), ("resources.csv", "", STOCK)
CLOSED = f"nation_id,site_id,course_id,first_day,last_day,note\n,,D,{MONDAY},2026-03-29,\n"
REASONS: dict[str, tuple[list[tuple[str, str, str]], str, str]] = {
    "closed all the time": ([("closures.csv", "", CLOSED)], "no_capacity", "D 2026-01-18"),
    "nowhere allowed": ([("units.csv", "V,Other,,", "V,Other,,BB")], "no_capacity", "D 2026-01-18"),
    "alone too few": ([("demand.csv", "PD,4", "PD,1")], "below_class_min", "D 2"),
    "two tutors, both with X": ([*TUTORS], "pool:tutor", "D A1 AA tutor"),
    "two tutors, and at another site": ([*TUTORS, D_AT_A2], "pool:tutor", "D A2 AA tutor"),
    "beds for four": ([("sites.csv", "One,100", "One,4")], "beds", "A1 beds"),
    "four in the nation": ([("nations.csv", "Aland,,", "Aland,4,"), D_AT_A2], "nation_ceiling", "AA"),
    "four arrive a week": ([("nations.csv", "Aland,,", "Aland,,4"), D_AT_A2], "arrivals", "AA"),
    "four of a unit away": ([("units.csv", "Unit,,", "Unit,4,"), Y_OF_U], "max_away", "U"),
    "X ranks higher": ([BOTH_C], "outranked", "C A1 X"),
    "X ranks as high": ([BOTH_C, ("demand.csv", "18,3", "18,1")], "outranked", "C A1 X"),
    "X has the class, and the beds": (
        [BOTH_C, ("sites.csv", "One,100", "One,4")], "several_limits", "C A1 X beds",
    ),
    "X ranks lower but is larger": ([BOTH_C, Y_OF_2], "seats_taken", "C A1 X"),
}  # fmt: skip


def changed(edits: list[tuple[str, str, str]]) -> dict[str, str]:
    """MINI with these changes, each at one place of a file or a file of its own."""
    files = dict(MINI)
    for file, old, new in edits:
        assert (files[file].count(old) == 1) if old else file not in files
        files[file] = files[file].replace(old, new) if old else new
    return files


def test_a_site_name_is_no_formula_and_without_degrees_a_site_stays_blank(tmp_path: Path) -> None:
    files = changed([("sites.csv", "A1,AA,One,100", '"A1",AA,"=HYPERLINK(""x"",\n""y"")",100')])
    data = write_mini(tmp_path / "data", files)
    assert trainopt("solve", data, "--out", tmp_path / "plan", "--quiet").code == 0
    assert (tmp_path / "plan" / "sites.csv").read_text() == (
        "site_id,nation_id,name,latitude,longitude\n"
        'A1,AA,"\'=HYPERLINK(""x"", ""y"")",,\nA2,AA,Two,,\nB1,BB,Three,,\n'
    )
    assert trainopt("verify", data, tmp_path / "plan", "--json").document["stale"] == []


class TestReasons:
    @pytest.mark.parametrize("name", REASONS)
    def test_the_one_in_the_way_is_named(self, tmp_path: Path, name: str) -> None:
        edits, code, words = REASONS[name]
        data = write_mini(tmp_path / "data", changed(edits))
        assert trainopt("solve", data, "--out", tmp_path / "plan", "--quiet").code == 0
        rows = table(tmp_path / "plan" / "unmet.csv")
        assert [(row["cohort_id"], row["reason"]) for row in rows] == [("Y-01", code)]
        wanted = words.split() + [MONDAY] * (code != "below_class_min")
        assert [word for word in wanted if word not in rows[0]["detail"]] == [], rows[0]["detail"]

    def test_each_code_is_planted(self) -> None:
        planted = {code.replace("pool:tutor", "pool:<resource>") for _, code, _ in REASONS.values()}
        assert set(CODES) - planted <= {"search_incomplete"}


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


class TestVerify:
    X, Y = "X-01,1,A1.C.2026-01-05.1,A1,2026-01-05", "Y-01,1,A1.D.2026-01-05.1,A1,2026-01-05"

    def test_five_columns_are_enough(self, mini_plan: Pair, tmp_path: Path) -> None:
        ran = trainopt("verify", mini_plan[0], hand_made(tmp_path / "plan", self.Y, self.X), "--json")
        assert (ran.code, ran.document["stale"]) == (0, [])
        assert (ran.document["terms"]["unmet"], ran.document["terms"]["cost"]) == (0, 82)

    def test_a_class_may_have_any_name(self, mini_plan: Pair, tmp_path: Path) -> None:
        line = self.X.replace("A1.C.2026-01-05.1", "my own class")
        assert trainopt("verify", mini_plan[0], hand_made(tmp_path / "plan", line)).code == 0

    @pytest.mark.parametrize(
        ("file", "old", "new", "said"),
        [
            ("kpis.csv", "cost,82,", "cost,83,", ":6: value: says '83', the placements give '82'"),
            ("classes.csv", "4,4.0,2,4,1.0\nA1.D", "4,4.0,2,4,0.5\nA1.D", ":2: fill: says '0.5', the"),
            ("demand.csv", "PC,4,3,2026-01-18,4", "PC,4,3,2026-01-18,3", ":2: placed: says '3', the"),
            ("load.csv", "05,site,A1,beds,8,", "05,site,A1,beds,7,", ":4: used: says '7', the"),
            ("assignments.csv", ",no\nY", ",yes\nY", ":2: pinned: says 'yes', the placements give 'no'"),
            ("manifest.json", '"value": 82,', '"value": 81,', ": cost: says 81, the placements give 82"),
        ],
    )
    def test_figures_out_of_date_are_said(
        self, edited: Pair, file: str, old: str, new: str, said: str
    ) -> None:
        data, plan = edited
        replaced(plan / file, old, new)
        ran = trainopt("verify", data, plan)
        assert ran.code == 0
        assert [line for line in ran.messages if line.startswith(f"out of date: {file}{said}")] != [], ran.err

    def test_a_cohort_cut_smaller_breaks_rule_1(self, edited: Pair) -> None:
        data, plan = edited
        replaced(plan / "assignments.csv", "2026-01-18,4,4.0,,0,no\nY", "2026-01-18,3,4.0,,0,no\nY")
        ran = trainopt("verify", data, plan, "--json")
        assert ran.code == 6
        assert [(one["rule"], one["lines"]) for one in ran.document["broken"]] == [(1, [2])]

    def test_a_plan_reads_back_as_it_was(self, mini_plan: Pair) -> None:
        problem = build_problem(read_dataset(mini_plan[0]))
        placements = read_plan(mini_plan[1], problem.calendar).placements
        assert [(one.cohort_id, one.start) for one in placements] == [("X-01", 0), ("Y-01", 0)]
