"""Planning against a plan in force: what is near is kept, the rest changes as little as can be."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.support.held_plans import BASE, CAPACITY, CHEAPEST, CLOSED, DEMAND, PLAN, Case, X, Y, step
from tests.support.running import MINI, hand_made, header, replaced, table, trainopt, write_mini
from trainopt.dataset import read_dataset
from trainopt.plan.folder import read_in_force
from trainopt.runs.hold import frozen_steps

pytestmark = pytest.mark.slow


class TestUnchangedData:
    @pytest.mark.parametrize("start", ["2026-02-02", "2026-03-30"])
    def test_nothing_moves_though_elsewhere_is_cheaper(self, tmp_path: Path, start: str) -> None:
        case = Case(tmp_path, {}, step("X-01", 1, "C", "A1", start))
        case.solve()
        assert case.held() == {"X-01/1": f"A1 {start}"}
        assert (case.kpi("changes"), case.changes()) == ("0", [])

    def test_a_plan_made_by_the_program_is_kept_as_it_is(self, tmp_path: Path) -> None:
        case = Case(tmp_path, {"demand.csv": DEMAND + X + Y + "Z,U,CD,8,4,,2026-03-29,,2\n"})
        first, again = tmp_path / "first", tmp_path / "again"
        assert trainopt("solve", case.dataset, "--out", first, "--time-limit", "300s").code == 0
        ran = trainopt("solve", case.dataset, "--published", first, "--out", again, "--time-limit", "300s")
        assert ran.code == 0
        keys = ("cohort_id", "step", "site_id", "start")
        before, after = (
            [[row[key] for key in keys] for row in table(plan / "assignments.csv")] for plan in (first, again)
        )
        assert len(before) == 6
        assert before == after
        assert table(again / "changes.csv") == []

    def test_without_a_published_plan_the_cheaper_site_is_taken(self, tmp_path: Path) -> None:
        """What the other tests of this file rest on."""
        case = Case(tmp_path, {})
        assert trainopt("solve", case.dataset, "--out", case.out).code == 0
        assert case.held()["X-01/1"].startswith("A2 ")


class TestFrozen:
    # Cost ranks before changes here, and A2 is cheaper: what is not frozen moves there.
    @pytest.mark.parametrize(
        ("start", "kept"),
        [("2026-02-02", True), ("2026-02-16", True), ("2026-02-23", False)],
        ids=["week of as_of", "last frozen week", "first free week"],
    )
    def test_a_step_within_freeze_weeks_is_kept_though_moving_it_would_improve(
        self, tmp_path: Path, start: str, kept: bool
    ) -> None:
        files = {"plan.toml": PLAN + CHEAPEST}
        case = Case(tmp_path, files, step("X-01", 1, "C", "A1", start))
        case.solve()
        assert (case.held()["X-01/1"] == f"A1 {start}") is kept
        assert case.pinned() == {"X-01": "yes" if kept else "no"}
        assert case.kpi("changes") == ("0" if kept else "4")

    @pytest.mark.parametrize(("weeks", "kept"), [(0, False), (1, True)])
    def test_freeze_weeks_counts_the_week_of_as_of(self, tmp_path: Path, weeks: int, kept: bool) -> None:
        plan = PLAN.replace("freeze_weeks = 3", f"freeze_weeks = {weeks}")
        files = {"plan.toml": plan + CHEAPEST}
        case = Case(tmp_path, files, step("X-01", 1, "C", "A1", "2026-02-02"))
        case.solve()
        assert (case.held()["X-01/1"] == "A1 2026-02-02") is kept

    def test_a_step_begun_before_as_of_is_kept_and_its_cohort_goes_on(self, tmp_path: Path) -> None:
        files = {"demand.csv": DEMAND + "X,U,CD,4,4,,2026-04-19,,3\n"}
        begun = step("X-01", 1, "C", "A1", "2026-01-26")
        case = Case(tmp_path, files, begun, step("X-01", 2, "D", "A1", "2026-03-02"))
        case.solve()
        assert case.held() == {"X-01/1": "A1 2026-01-26", "X-01/2": "A1 2026-03-02"}
        assert trainopt("verify", case.dataset, case.out, "--published", case.published).code == 0

    def test_a_pin_goes_before_what_is_frozen(self, tmp_path: Path) -> None:
        files = {"pins.csv": "cohort_id,step,site_id,start\nX-01,1,A2,2026-02-16\n"}
        case = Case(tmp_path, files, step("X-01", 1, "C", "A1", "2026-02-09"))
        case.solve()
        assert case.held() == {"X-01/1": "A2 2026-02-16"}
        assert case.kpi("changes") == "4"


NO_A1 = CAPACITY.replace("A1,C,1,70\n", "")


class TestReleased:
    FROZEN = step("X-01", 1, "C", "A1", "2026-02-09")
    TWO = (step("X-01", 1, "C", "A1", "2026-02-09"), step("Y-01", 1, "C", "A1", "2026-02-09"))

    @pytest.mark.parametrize(
        ("files", "cause"),
        [
            ({"closures.csv": CLOSED}, "closures.csv:2"),
            ({"capacity.csv": NO_A1}, "capacity.csv: A1 does not offer C"),
            ({"demand.csv": DEMAND + "X,U,PC,4,4,2026-02-16,2026-04-19,,3\n"}, "demand.csv:2"),
            ({"units.csv": "unit_id,name,max_away,allowed_nations\nU,Unit,,BB\nV,Other,,\n",
              "capacity.csv": CAPACITY + "B1,C,1,\n"}, "units.csv:2"),
        ],
        ids=["the site is closed", "the course is no longer offered", "ready later", "nation not allowed"],
    )  # fmt: skip
    def test_what_can_no_longer_be_held_is_released_and_named_with_the_row_that_causes_it(
        self, tmp_path: Path, files: dict[str, str], cause: str
    ) -> None:
        case = Case(tmp_path, files, self.FROZEN)
        ran = case.solve()
        released = [line for line in ran.messages if line.startswith("released: ")]
        assert len(released) == 1
        assert all(word in released[0] for word in ("X-01", "step 1", "A1", cause))
        assert case.held()["X-01/1"] != "A1 2026-02-09"
        assert (case.kpi("unmet"), case.kpi("changes")) == ("0", "4")

    def test_a_site_that_is_gone_releases_its_steps(self, tmp_path: Path) -> None:
        case = Case(tmp_path, {}, step("X-01", 1, "C", "Z9", "2026-02-09"))
        ran = case.solve()
        assert any("X-01" in line and "Z9" in line for line in ran.messages if "released" in line)
        assert [row["site_id_before"] for row in case.changes()] == ["Z9"]

    def test_what_only_the_search_can_show_is_released_too(self, tmp_path: Path) -> None:
        """X and Y were one class; Y's demand is withdrawn, and X alone is below class_min."""
        courses = MINI["courses.csv"].replace("C,Cook,2,2,4", "C,Cooking,2,8,8")
        together = DEMAND + X + "N,V,PC,4,4,2026-03-02,2026-04-19,,1\n"
        case = Case(tmp_path, {"courses.csv": courses, "demand.csv": together}, *self.TWO)
        ran = case.solve()
        assert [line for line in ran.messages if "released" in line and "X-01" in line] != []
        assert case.kpi("unmet") == "0"
        assert case.held()["X-01/1"] == case.held()["N-01/1"]

    def test_on_a_large_problem_what_no_quick_way_holds_is_released_without_proof(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same, where the whole model would be too large to prove it by."""
        monkeypatch.setattr("trainopt.search.method.WHOLE_OPTIONS", 0)
        courses = MINI["courses.csv"].replace("C,Cook,2,2,4", "C,Cooking,2,8,8")
        together = DEMAND + X + "N,V,PC,4,4,2026-03-02,2026-04-19,,1\n"
        case = Case(tmp_path, {"courses.csv": courses, "demand.csv": together}, *self.TWO)
        ran = case.solve()
        assert [line for line in ran.messages if "released" in line and "X-01" in line] != []
        assert case.kpi("unmet") == "0"

    def test_on_a_large_problem_what_can_be_held_is_held(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("trainopt.search.method.WHOLE_OPTIONS", 0)
        case = Case(tmp_path, {"demand.csv": DEMAND + X + Y}, self.FROZEN)
        ran = case.solve()
        assert [line for line in ran.messages if "released" in line] == []
        assert case.held()["X-01/1"] == "A1 2026-02-09"

    @pytest.mark.parametrize(
        ("files", "cause"),
        [
            ({"sites.csv": "site_id,nation_id,name,beds\nA1,AA,One,7\nA2,AA,Two,9\nB1,BB,Three,9\n"},
             "sites.csv:2: with the steps held before it 8 of beds of A1 would be needed"),
            ({"capacity.csv": CAPACITY.replace("A1,C,1,70", "A1,C,0,70")}, "capacity.csv:2"),
            ({"units.csv": "unit_id,name,max_away\nU,Unit,7\nV,Other,\n"}, "units.csv:2"),
        ],
        ids=["beds", "parallel_classes", "max_away"],
    )  # fmt: skip
    def test_what_goes_beyond_a_limit_is_released_and_what_was_held_before_it_is_not(
        self, tmp_path: Path, files: dict[str, str], cause: str
    ) -> None:
        """X-01 and X-02 are in one class, for which there is room for the first of them at the most."""
        courses = MINI["courses.csv"].replace("C,Cook,2,2,4", "C,Cook,2,2,8")
        demand = DEMAND + "X,U,PC,8,4,,2026-04-19,,3\n"
        held = (step(name, 1, "C", "A1", "2026-02-09") for name in ("X-01", "X-02"))
        case = Case(tmp_path, {"courses.csv": courses, "demand.csv": demand, **files}, *held)
        released = [line for line in case.solve().messages if line.startswith("released: ")]
        assert any(cause in line for line in released), released
        kept = "parallel" not in cause and "capacity" not in cause
        assert len(released) == (1 if kept else 2)
        assert (case.held()["X-01/1"] == "A1 2026-02-09") is kept

    def test_only_as_much_as_must_be_is_released(self, tmp_path: Path) -> None:
        files = {"closures.csv": CLOSED, "demand.csv": DEMAND + X + Y}
        case = Case(tmp_path, files, self.FROZEN, step("Y-01", 1, "C", "A2", "2026-02-09"))
        ran = case.solve()
        assert [line for line in ran.messages if "released" in line and "Y-01" in line] == []
        assert case.held()["Y-01/1"] == "A2 2026-02-09"

    def test_json_names_what_was_released_as_stderr_does(self, tmp_path: Path) -> None:
        case = Case(tmp_path, {"closures.csv": CLOSED}, self.FROZEN)
        options = ("--published", case.published, "--out", case.out, "--json")
        ran = trainopt("solve", case.dataset, *options)
        assert ran.code == 0
        assert ran.document["plan"] == str(case.out)
        told = [line.removeprefix("released: ") for line in ran.messages if line.startswith("released: ")]
        assert told == ran.document["released"]
        assert told[0].startswith("X-01 step 1 at A1: ")


class TestTheTermChanges:
    # Published for a cohort of 4 at A1; the plan to judge; what the contract counts.
    @pytest.mark.parametrize(
        ("published", "plan", "counted"),
        [
            ("2026-02-09", step("X-01", 1, "C", "A1", "2026-02-09"), 0),
            ("2026-02-09", step("X-01", 1, "C", "A2", "2026-02-09"), 4),
            ("2026-02-09", step("X-01", 1, "C", "A1", "2026-02-16"), 4),
            ("2026-02-02", step("X-01", 1, "C", "A1", "2026-02-09"), 4),
            ("2026-01-26", step("X-01", 1, "C", "A1", "2026-01-26"), 0),
            ("2026-02-09", step("Y-01", 1, "C", "A1", "2026-02-09"), 4),
        ],
        ids=["same", "elsewhere", "later", "in as_of's week", "before as_of does not count", "gone"],
    )
    def test_trainees_of_published_steps_held_otherwise(
        self, tmp_path: Path, published: str, plan: str, counted: int
    ) -> None:
        case = Case(tmp_path, {"demand.csv": DEMAND + X + Y}, step("X-01", 1, "C", "A1", published))
        hand_made(tmp_path / "judged", plan)
        ran = trainopt("verify", case.dataset, tmp_path / "judged", "--published", case.published, "--json")
        assert ran.code == 0, ran.out
        assert ran.document["terms"]["changes"] == counted

    def test_without_a_published_plan_it_is_0(self, tmp_path: Path) -> None:
        case = Case(tmp_path, {})
        hand_made(tmp_path / "judged", step("X-01", 1, "C", "A2", "2026-02-09"))
        ran = trainopt("verify", case.dataset, tmp_path / "judged", "--json")
        assert ran.document["terms"]["changes"] == 0

    def test_a_cohort_that_is_no_longer_asked_for_counts_with_its_published_trainees(
        self, tmp_path: Path
    ) -> None:
        case = Case(tmp_path, {}, step("X-01", 1, "C", "A1", "2026-02-09"))
        gone = step("GONE-01", 1, "C", "A2", "2026-02-09")
        text = (case.published / "assignments.csv").read_text().splitlines()
        lines = [text[0] + ",trainees", text[1] + ",4", gone + ",3", ""]
        (case.published / "assignments.csv").write_text("\n".join(lines))
        case.solve()
        assert case.kpi("changes") == "3"
        assert [(row["cohort_id"], row["change"], row["trainees"]) for row in case.changes()] == [
            ("GONE-01", "removed", "3")
        ]

    def test_fewer_changes_come_before_cost(self, tmp_path: Path) -> None:
        """A1 is closed for X's weeks alone: X moves, Y stays where it is dearer."""
        files = {"closures.csv": CLOSED, "demand.csv": DEMAND + X + Y}
        case = Case(
            tmp_path,
            files,
            step("X-01", 1, "C", "A1", "2026-02-09"),
            step("Y-01", 1, "C", "A1", "2026-03-23"),
        )
        case.solve()
        assert case.held()["Y-01/1"] == "A1 2026-03-23"
        assert case.kpi("changes") == "4"


def test_changes_csv_tells_added_removed_and_moved(tmp_path: Path) -> None:
    """X is moved by the closure, R has no seat left within its time, N is new."""
    demand = DEMAND + X + "N,V,PC,3,4,,2026-04-19,,1\n" + "R,V,PC,2,4,,2026-02-22,2026-02-22,1\n"
    closures = CLOSED + ",A2,,2026-02-02,2026-02-22,\n,A1,,2026-02-02,2026-02-08,\n"
    published = (step("R-01", 1, "C", "A2", "2026-02-09"), step("X-01", 1, "C", "A1", "2026-02-09"))
    case = Case(tmp_path, {"closures.csv": closures, "demand.csv": demand}, *published)
    case.solve()
    held = case.held()
    site, start = held["X-01/1"].split()
    new_site, new_start = held["N-01/1"].split()
    assert header(case.out / "changes.csv") == [
        *("cohort_id", "step", "course_id", "change", "site_id_before", "start_before"),
        *("site_id", "start", "trainees"),
    ]
    assert [list(row.values()) for row in case.changes()] == [
        ["N-01", "1", "C", "added", "", "", new_site, new_start, "3"],
        ["R-01", "1", "C", "removed", "A2", "2026-02-09", "", "", "2"],
        ["X-01", "1", "C", "moved", "A1", "2026-02-09", site, start, "4"],
    ]
    assert case.kpi("changes") == "6"


class TestThePublishedPlanItself:
    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("2026-02-09,", "2026-02-10x,", "assignments.csv:2: start"),
            ("X-01,1,", "X-01,one,", "assignments.csv:2: step"),
            ("cohort_id,", "cohort,", "cohort_id"),
        ],
    )
    def test_a_fault_in_it_is_said_and_nothing_planned(
        self, tmp_path: Path, old: str, new: str, said: str
    ) -> None:
        case = Case(tmp_path, {}, step("X-01", 1, "C", "A1", "2026-02-09") + ",")
        text = (case.published / "assignments.csv").read_text().replace("site_id,start", "site_id,start,end")
        (case.published / "assignments.csv").write_text(text)
        replaced(case.published / "assignments.csv", old, new)
        ran = trainopt("solve", case.dataset, "--published", case.published, "--out", case.out)
        assert ran.code == 3
        assert any(said in line for line in ran.messages)
        assert not case.out.exists()

    def test_one_that_is_missing_is_said(self, tmp_path: Path) -> None:
        case = Case(tmp_path, {})
        ran = trainopt("solve", case.dataset, "--published", tmp_path / "none", "--out", case.out)
        assert (ran.code, case.out.exists()) == (3, False)
        assert str(tmp_path / "none") in ran.err

    def test_its_hash_stands_in_the_manifest(self, tmp_path: Path) -> None:
        case = Case(tmp_path, {}, step("X-01", 1, "C", "A1", "2026-02-09"))
        case.solve()
        assert "published/assignments.csv" in (case.out / "manifest.json").read_text()


class TestGrowth:
    """What holding takes, in calls of functions: for twice as many steps about twice as much."""

    @staticmethod
    def calls(work: Callable[[], object]) -> int:
        counted = 0

        def count(_frame: FrameType, event: str, _arg: Any) -> None:
            nonlocal counted
            counted += event == "call"

        sys.setprofile(count)
        try:
            work()
        finally:
            sys.setprofile(None)
        return counted

    def judged(self, folder: Path, cohorts: int, files: Mapping[str, str]) -> tuple[int, int, int]:
        """How many steps are held and how many released of so many cohorts, and the calls that took."""
        demand = f"{DEMAND}X,U,PC,{cohorts},1,,2026-04-19,,3\n"
        courses = "course_id,name,duration_weeks,class_min,class_max\nC,C,2,1,9000\nD,D,2,2,4\n"
        wide = "site_id,nation_id,name,beds\nA1,AA,One,9000\nA2,AA,Two,9000\nB1,BB,Three,9\n"
        base = {**BASE, "demand.csv": demand, "courses.csv": courses, "sites.csv": wide, **files}
        data = write_mini(folder / f"data{cohorts}", base)
        names = [f"X-{number:02d}" for number in range(1, cohorts + 1)]
        lines = (step(name, 1, "C", "A1", "2026-02-09") for name in names)
        dataset = read_dataset(
            data, in_force=read_in_force(hand_made(folder / f"published{cohorts}", *lines))
        )
        found: list[Any] = []
        calls = self.calls(lambda: found.extend(frozen_steps(dataset)))
        return len(found[0]), len(found[1]), calls

    @pytest.mark.parametrize(
        ("files", "kept"),
        [
            ({}, 1.0),
            ({"closures.csv": CLOSED}, 0.0),
            ({"units.csv": "unit_id,name,max_away\nU,Unit,50\nV,Other,\n"}, 0.5),
        ],
        ids=["all are held", "all are released by a row", "half are released by a limit"],
    )
    def test_twice_the_steps_take_twice_the_work(
        self, tmp_path: Path, files: dict[str, str], kept: float
    ) -> None:
        held, released, calls = self.judged(tmp_path, 100, files)
        assert (held, released) == (100 * kept, 100 - 100 * kept)
        held, released, more = self.judged(tmp_path, 200, files)
        assert held + released == 200
        assert more < 2.2 * calls


def test_what_hangs_on_the_plan_in_force_is_judged_against_that_one_alone(tmp_path: Path) -> None:
    """Of a plan in force that is judged as such nothing is out of date; a figure that is wrong is."""
    case = Case(tmp_path, {"demand.csv": DEMAND + X + Y}, step("X-01", 1, "C", "A1", "2026-02-09"))
    assert case.solve().code == 0
    for published in ((), ("--published", case.published), ("--published", case.out)):
        told = trainopt("verify", case.dataset, case.out, *published)
        assert (told.code, "out of date" in told.err) == (0, False), told.err
    rows = (case.out / "assignments.csv").read_text(encoding="utf-8")
    (case.out / "assignments.csv").write_text(rows.replace(",yes\n", ",no\n"), encoding="utf-8")
    told = trainopt("verify", case.dataset, case.out, "--published", case.published)
    assert "pinned: says 'no', the placements give 'yes'" in told.err
