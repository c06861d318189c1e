"""Nights one after another through the program: what is published, what stays, and what is left to read."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.nights import CLOSED, DEMAND, LENIENT, Nights, X, Y
from tests.support.postgres import postgres
from tests.support.running import PLAN_FILES, Ran, contents, raising, table, trainopt, write_mini
from trainopt.errors import NoPlanInTime, RejectedPlan
from trainopt.runs.nightly.snapshot import files_of
from trainopt.runs.verify import verify

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> tuple[Nights, list[Ran], list[str]]:
    """A first night, one without news, one with a site closed, a faulty one, one that does not publish."""
    nights = Nights(tmp_path_factory.mktemp("nights"))
    rans, summaries = [], []
    for files, options in (
        ({}, ("--repeatable",)),
        ({}, ()),
        ({"closures.csv": CLOSED}, nights.rules(LENIENT)),
        ({"demand.csv": DEMAND + X + "Y,W,PC,12a,4,,2026-04-19,,1\n"}, ()),
        ({"closures.csv": CLOSED.replace("A1", "A2")}, ()),
    ):
        rans.append(nights.run(files, *options))
        summaries.append(nights.summary())
        nights.left.append(sorted(path.name for path in nights.out.iterdir()))
    return nights, rans, summaries


def test_exit_codes(five: Any) -> None:
    _, rans, _ = five
    assert [ran.code for ran in rans] == [0, 0, 0, 3, 7], [ran.err for ran in rans]


def test_the_list_says_what_became_of_each(five: Any) -> None:
    nights, _, _ = five
    listed = [(run["run"], run["status"], run["plan"]) for run in nights.runs("list")["runs"]]
    assert listed == [
        (5, "held back", None),
        (4, "faulty input", None),
        (3, "published", "in force"),
        (2, "published", "was in force"),
        (1, "published", "was in force"),
    ]
    assert [run["run"] for run in nights.runs("list", "--last", 2)["runs"]] == [5, 4]


def test_a_night_without_news_changes_nothing(five: Any) -> None:
    _, rans, summaries = five
    figures = rans[1].document["figures"]
    assert (figures["moved_cohorts"], figures["moved_trainees"], figures["data_changes"]) == (0, 0, 0)
    assert "0 differences since run 1" in summaries[1]


def test_the_folder_holds_the_plan_in_force_and_the_last_runs(five: Any, tmp_path: Path) -> None:
    nights, _, _ = five
    for name in ("published", "run"):
        assert sorted(path.name for path in (nights.out / name).iterdir()) == PLAN_FILES
    assert trainopt("runs", "show", 3, "--store", nights.store, "--out", tmp_path / "3").code == 0
    assert contents(tmp_path / "3" / "plan") == contents(nights.out / "published")
    assert contents(tmp_path / "3" / "dataset") == contents(nights.folder / "data3")
    verdict = verify(tmp_path / "3" / "dataset", nights.out / "published", published=tmp_path / "3" / "base")
    assert (verdict.broken, verdict.stale) == ((), ())
    held = {row["site_id"] for row in table(nights.out / "published" / "assignments.csv")}
    assert held == {"A2"}


def test_the_summary_says_what_changed_and_why(five: Any) -> None:
    _, _, summaries = five
    text = summaries[2]
    assert text.startswith("# mini, as of 2026-02-02: run 3 published\n")
    assert text.splitlines()[2:7] == [
        "- **The plan of this run is in force.**",
        "- 8 of 8 trainees are placed (before: 8), 100 % of what can be placed at most.",
        "- 0 of them are late (before: 0).",
        "- Nobody is unmet (before: 0).",
        "- Nobody who had a place has lost it.",
    ]
    assert re.search(
        r"\| closures \| site_id=A1 first_day=2026-02-02 .*note=fire \\\| works \| row added \|", text
    )
    assert re.search(
        r"\| [XY]-01 \| 4 \| yes \| step 1: A1 .* → A2 .* \| cannot stay: closures: site_id=A1", text
    )
    assert "- X-01 step 1 at A1" in text or "- Y-01 step 1 at A1" in text
    assert "not a proven one" in text


def test_changes_name_their_likely_causes(five: Any, tmp_path: Path) -> None:
    nights, _, _ = five
    with (nights.out / "data_changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["table"], row["change"]) for row in rows] == [("closures", "removed"), ("closures", "added")]
    changes = table(nights.out / "changes.csv")
    assert {row["forced"] for row in changes} == {"yes"}
    assert all("closures" in row["touched_by"] for row in changes)


def test_a_faulty_night_says_every_fault_and_where_to_mend_it(five: Any) -> None:
    nights, rans, summaries = five
    left = nights.left
    faults = {line["message"] for line in map(json.loads, rans[3].messages) if line["event"] == "fault"}
    assert faults == {
        "demand.csv:3: trainees: must be a whole number of at least 1 (got '12a')",
        next(fault for fault in faults if fault.startswith("demand.csv:3: unit_id:")),
    }
    assert "the plan of run 3 stays in force" in summaries[3]
    assert all(f"- {fault}" in summaries[3] for fault in faults)
    assert left[3] == ["published", "summary.md"]
    shown = nights.runs("show", 4)
    assert set(shown["outcome"]["faults"]) == faults
    assert shown["inputs"] is not None


def test_a_night_that_does_not_publish_says_why_and_what_to_do(five: Any) -> None:
    nights, rans, summaries = five
    assert "- **Not published: the plan of run 3 stays in force.**" in summaries[4]
    assert (
        "2 of 2 (100 %) of the near cohorts can no longer stay where they are: more than 30 %" in summaries[4]
    )
    assert "the plan in force breaks rules" in summaries[4]
    assert "trainopt runs publish 5" in summaries[4]
    assert "not published" in rans[4].document["message"]
    assert nights.in_force() == 3


def test_the_log_is_json_with_the_number_of_the_run(five: Any) -> None:
    nights, rans, _ = five
    for number, ran in enumerate(rans, 1):
        lines = [json.loads(line) for line in ran.messages]
        assert {line["run"] for line in lines} == {number}
        assert (lines[0]["event"], lines[-1]["event"]) == ("begun", "ended")
        assert lines[-1]["exit_code"] == ran.code
        assert all({"at", "level", "message"} <= line.keys() for line in lines)
        assert nights.runs("show", number)["log"] == lines


def test_show_has_what_a_run_was_made_of(five: Any) -> None:
    nights, _, _ = five
    shown = nights.runs("show", 3)
    assert shown["parameters"]["rules"]["near_forced_percent"] == 100
    assert {"trainopt", "ortools", "python", "program"} <= shown["versions"].keys()
    assert [entry["action"] for entry in shown["audit"]] == ["publish"]
    assert {one["rule"]: one["holds"] for one in shown["outcome"]["rules"]}["never_worse"]
    printed = trainopt("runs", "show", 5, "--store", nights.store, "--log")
    assert "FAILS" in printed.out
    assert "held back, exit code 7" in printed.out


class TestReplay:
    def test_a_repeatable_run_makes_the_same_plan(self, five: Any) -> None:
        nights, _, _ = five
        assert nights.runs("replay", 1)["same"]

    def test_of_a_run_that_was_not_what_it_made_is_checked(self, five: Any) -> None:
        nights, _, _ = five
        ran = trainopt("runs", "replay", 2, "--store", nights.store)
        assert ran.code == 0
        first, second = ran.out.splitlines()
        assert first == "cannot be repeated: parameter repeatable: the run was not --repeatable"
        assert second.startswith("run 2: its plan, as stored, breaks no rule under the data it was made from")
        told = nights.runs("replay", 2)
        assert (told["same"], told["checked"], told["sound"]) == (False, True, True)

    @pytest.mark.parametrize(
        ("file", "old", "new", "said"),
        [
            ("kpis.csv", "placed,8,", "placed,7,", "kpis.csv"),
            ("assignments.csv", ",A1,", ",A2,", "class"),
        ],
        ids=["a figure that does not follow", "a rule that is broken"],
    )
    def test_one_that_is_not_what_it_says_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str, said: str
    ) -> None:
        def altered(folder: Path) -> dict[str, bytes]:
            files = files_of(folder)
            assert old in files[file].decode()
            return files | {file: files[file].decode().replace(old, new).encode()}

        nights = Nights(tmp_path)
        monkeypatch.setattr("trainopt.runs.nightly.night.files_of", altered)
        assert nights.run().code == 0
        ran = trainopt("runs", "replay", 1, "--store", nights.store)
        assert ran.code == 6
        assert said in ran.out
        assert "as stored, breaks no rule" not in ran.out

    def test_a_run_without_a_plan_says_so(self, five: Any) -> None:
        nights, _, _ = five
        ran = trainopt("runs", "replay", 4, "--store", nights.store)
        assert ran.code == 2
        assert "run 4 has no plan: it ended as faulty input" in ran.out

    def test_another_version_that_plans_otherwise_is_named(
        self, five: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nights, _, _ = five
        now = {"trainopt": "9", "ortools": "9.99"}
        monkeypatch.setattr("trainopt.runs.history.versions", lambda: now)
        monkeypatch.setattr("trainopt.runs.writing.version", lambda name: now[name])
        ran = trainopt("runs", "replay", 1, "--store", nights.store)
        assert ran.code == 2
        assert re.search(r"differs: ortools: then 9\.15\S*, now 9\.99", ran.out)
        assert "differs: manifest.json" in ran.out
        assert "differs: assignments.csv" not in ran.out


class TestByHand:
    @pytest.fixture
    def nights(self, tmp_path: Path) -> Nights:
        nights = Nights(tmp_path)
        assert nights.run().code == 0
        other = nights.run({"closures.csv": CLOSED})
        assert other.code == 7, other.err
        return nights

    def test_a_plan_held_back_can_be_published_with_a_reason(self, nights: Nights) -> None:
        words = ("--store", nights.store, "--out", nights.out, "--reason", "the fire is real")
        ran = trainopt("runs", "publish", 2, *words)
        assert (ran.code, ran.out) == (0, "the plan of run 2 is in force\n"), ran.err
        assert nights.in_force() == 2
        (entry,) = nights.runs("show", 2)["audit"]
        assert entry["detail"] == "by hand: the fire is real"
        assert "@" in entry["who"]
        assert "was put in force by hand by" in nights.summary().splitlines()[0]
        assert "the fire is real" in nights.summary().splitlines()[0]
        assert contents(nights.out / "published") == contents(nights.out / "run")

    def test_one_that_breaks_rules_under_the_newest_data_is_not(self, nights: Nights) -> None:
        words = ("runs", "publish", 1, "--store", nights.store, "--reason", "back")
        ran = trainopt(*words)
        assert ran.code == 6
        assert "--anyway" in ran.err
        assert nights.runs("show", 1)["audit"][-1]["detail"] != "by hand: back"
        assert trainopt(*words, "--anyway").code == 0
        assert nights.runs("show", 1)["audit"][-1]["detail"] == "by hand: back"

    def test_what_is_pruned_is_gone_and_the_rest_replays(self, nights: Nights) -> None:
        assert nights.run({}, "--repeatable").code == 0
        assert nights.runs("prune", "--keep", 1)["runs"] == [1, 2]
        assert nights.runs("replay", 3)["same"]
        ran = trainopt("runs", "show", 2, "--store", nights.store, "--out", nights.folder / "x")
        assert ran.code == 2
        assert "it was pruned" in ran.err

    def test_there_is_no_such_run(self, nights: Nights) -> None:
        for words in (("publish", 9, "--reason", "x"), ("show", 9), ("replay", 9)):
            ran = trainopt("runs", *words, "--store", nights.store)
            assert (ran.code, ran.err) == (2, "there is no run 9 in the store\n")


def test_on_postgresql_it_is_the_same(tmp_path: Path) -> None:
    with postgres() as server:
        nights = Nights(tmp_path)
        nights.store = server.database()
        assert nights.run({}, "--repeatable").code == 0
        faulty = nights.run({"demand.csv": DEMAND + X.replace("4,4", "0,4")})
        held_back = nights.run({"closures.csv": CLOSED})
        assert (faulty.code, held_back.code) == (3, 7), held_back.err
        assert nights.runs("replay", 1)["same"]
        assert nights.runs("publish", 3, "--reason", "seen")["published"]
        assert nights.in_force() == 3
        assert [run["status"] for run in nights.runs("list")["runs"]] == [
            "held back",
            "faulty input",
            "published",
        ]


def test_the_plan_in_force_is_put_back_where_it_is_missing(tmp_path: Path) -> None:
    """A run killed between publishing and writing the folder leaves it behind; a faulty night mends it."""
    nights = Nights(tmp_path)
    assert nights.run().code == 0
    before = contents(nights.out / "published")
    (nights.out / "published" / "assignments.csv").write_text("cohort_id\n", encoding="utf-8")
    assert nights.run({"demand.csv": DEMAND + X.replace("4,4", "0,4")}).code == 3
    assert contents(nights.out / "published") == before
    shutil.rmtree(nights.out)
    assert nights.run({"demand.csv": DEMAND + X.replace("4,4", "0,4")}).code == 3
    assert contents(nights.out / "published") == before


class TestNeverWorse:
    def test_where_the_search_finds_nothing_the_repaired_plan_is_what_there_is(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nights = Nights(tmp_path)
        assert nights.run().code == 0
        monkeypatch.setattr("trainopt.runs.solve.optimise", raising(NoPlanInTime("no plan")))
        ran = nights.run({}, *nights.rules("gap_known = false\n"))
        assert ran.code == 0, ran.err
        assert ran.document["method"] == "repair"
        rows = [table(nights.out / name / "assignments.csv") for name in ("published", "run")]
        before, after = ([(row["cohort_id"], row["site_id"], row["start"]) for row in one] for one in rows)
        assert before == after

    def test_of_it_nothing_is_proven_so_it_is_not_published_by_default(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nights = Nights(tmp_path)
        assert nights.run().code == 0
        monkeypatch.setattr("trainopt.runs.solve.optimise", raising(NoPlanInTime("no plan")))
        too_many = "".join(f"{name},V,PC,4,4,2026-04-13,2026-04-26,2026-04-26,1\n" for name in "QRSTZ")
        ran = nights.run({"demand.csv": DEMAND + X + Y + too_many})
        assert ran.code == 7, ran.err
        assert "nothing is proven of it" in ran.document["message"]

    def test_without_any_plan_the_code_is_5(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        nights = Nights(tmp_path)
        monkeypatch.setattr("trainopt.runs.solve.optimise", raising(NoPlanInTime("no plan")))
        ran = nights.run()
        assert (ran.code, ran.document["status"]) == (5, "failed")
        assert "no plan is in force" in nights.summary()


def test_a_bug_is_recorded_and_the_plan_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nights = Nights(tmp_path)
    assert nights.run().code == 0
    (tmp_path / "replay").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "replay"))
    for error in (RejectedPlan("rule 7"), ZeroDivisionError("oh")):
        monkeypatch.setattr("trainopt.runs.solve.optimise", raising(error))
        ran = nights.run()
        assert ran.code == 1
        assert "a bug in trainopt" in ran.messages[-1]
    listed = nights.runs("list")["runs"]
    assert [(run["status"], run["exit_code"]) for run in listed[:2]] == [("failed", 1), ("failed", 1)]
    assert nights.in_force() == 1


def test_a_workbook_is_planned_kept_and_compared_with_the_folder_before(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    assert nights.run().code == 0
    book = tmp_path / "data.xlsx"
    assert trainopt("convert", nights.data({"closures.csv": CLOSED}), book).code == 0
    words = ("--store", nights.store, "--out", nights.out, "--time-limit", "120s", *nights.rules(LENIENT))
    ran = trainopt("nightly", book, *words)
    assert ran.code == 0, ran.err
    assert "fire" in nights.summary()
    assert nights.runs("show", 2)["inputs"].keys() == {"data.xlsx"}
    assert trainopt("nightly", book, *words).code == 0


def test_metrics_and_heartbeat(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    metrics, heart = tmp_path / "node" / "trainopt.prom", tmp_path / "heartbeat.json"
    assert nights.run({}, "--metrics", metrics, "--heartbeat", heart).code == 0
    lines = [line for line in metrics.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    values = {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}
    assert values["trainopt_run_exit_code"] == 0
    assert values["trainopt_run_published"] == 1
    assert values["trainopt_plan_placed"] == 8
    assert values['trainopt_tier_gap{term="unmet",tier="1"}'] == 0
    assert values["trainopt_run_duration_seconds"] > 0
    beat = json.loads(heart.read_text(encoding="utf-8"))
    assert (beat["run"], beat["doing"]) == (1, "ended: published")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--rules", "none.toml"), "none.toml cannot be read"),
        (("--time-limit", "0s"), "no duration"),
    ],
)
def test_wrong_use(tmp_path: Path, options: tuple[str, str], said: str) -> None:
    ran = trainopt("nightly", write_mini(tmp_path / "d"), "--store", tmp_path / "s.db", *options)
    assert ran.code == 2
    assert said in ran.err


def test_faulty_rules_are_told_before_anything_is_done(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    ran = nights.run({}, *nights.rules("near_weeks = -1\nx = 1\n"))
    assert ran.code == 3
    assert len(ran.messages) == 2
    assert not (tmp_path / "store.db").exists()
    ran = nights.run({}, *nights.rules("near_weeks = -1\nx = 1\n"), "--json")
    assert [fault["column"] for fault in ran.document["faults"]] == ["near_weeks", "x"]


def test_plain_lines_for_who_watches(tmp_path: Path) -> None:
    ran = trainopt("nightly", tmp_path / "none", "--store", tmp_path / "s.db", "--log-format", "plain")
    assert ran.code == 3
    assert re.fullmatch(r"\d\d:\d\d:\d\d \S+none: no such folder", ran.messages[1])
    assert "1 fault in the data; nothing was planned; no plan is in force" in ran.messages[-1]


def test_quiet_leaves_warnings_and_errors(tmp_path: Path) -> None:
    """The store has the whole log all the same."""
    nights = Nights(tmp_path)
    assert nights.run({}, "--quiet").messages == []
    faulty = nights.run({"demand.csv": DEMAND + "Y,W,PC,12a,4,,2026-04-19,,1\n"}, "--quiet")
    held_back = nights.run({"closures.csv": CLOSED}, "--quiet")
    for ran in (faulty, held_back):
        assert {json.loads(line)["level"] for line in ran.messages} <= {"warning", "error"}
        assert json.loads(ran.messages[-1])["event"] == "ended"
    assert nights.runs("show", 1)["log"][0]["event"] == "begun"
