"""What a command says of faults, of wrong use and of a run that comes to nothing, and its exit codes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.processes import PATIENCE
from tests.support.running import (
    MINI,
    X_HELD,
    contents,
    ended,
    hand_made,
    raising,
    start,
    trainopt,
    write_mini,
)
from trainopt.errors import ContradictoryPins, Fault, Interrupted, NoPlanInTime

PIN = Fault("pins.csv", 2, "", "held")


class TestFaults:
    def test_each_stands_on_one_line_of_stderr(self, faulty: Path) -> None:
        ran = trainopt("check", faulty)
        assert (ran.code, ran.out) == (3, "")
        blamed = [line.split(": ")[:2] for line in ran.messages[:-1]]
        assert ["demand.csv:4", "trainees"] in blamed
        assert ["demand.csv:4", "due"] in blamed
        assert all(where == "demand.csv:4" for where, _ in blamed)
        assert ran.messages[-1] == f"{len(blamed)} faults"

    @pytest.mark.slow
    @pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"COLUMNS": "40"}, {"FORCE_COLOR": "1"}])
    def test_piped_lines_are_neither_wrapped_nor_coloured(
        self, tmp_path: Path, environment: Mapping[str, str]
    ) -> None:
        """The nearest name, the file and the value make a line that is wider than any terminal."""
        name = "u" * 60
        units = MINI["units.csv"] + f"{name}1,Third,,\n"
        demand = MINI["demand.csv"] + f"Z,{name}2,PC,4,,2026-01-18,,1\n"
        write_mini(tmp_path / "data", {"units.csv": units, "demand.csv": demand})
        ran = ended(start("check", tmp_path / "data", **environment), PATIENCE)
        assert ran.code == 3
        assert len(ran.messages) == 2
        assert len(ran.messages[0]) > 140
        assert "\x1b" not in ran.err

    def test_solve_plans_nothing(self, faulty: Path, tmp_path: Path) -> None:
        ran = trainopt("solve", faulty, "--out", tmp_path / "plan")
        assert (ran.code, ran.out) == (3, "")
        assert not (tmp_path / "plan").exists()

    @pytest.mark.parametrize("command", ["check", "verify", "show", "solve"])
    def test_a_folder_that_is_not_there_is_a_fault_of_the_input(self, command: str, tmp_path: Path) -> None:
        none = tmp_path / "none"
        more: dict[str, list[object]] = {"verify": [none], "solve": ["--out", tmp_path / "plan"]}
        ran = trainopt(command, none, *more.get(command, []))
        assert (ran.code, ran.out) == (3, "")
        assert str(none) in ran.err or "plan.toml" in ran.err

    def test_beside_a_fault_planning_does_not_go_on(self, tmp_path: Path) -> None:
        demand = MINI["demand.csv"].replace("Y,V,PD,4,,2026-01-18,2026-01-18", "Y,V,PD,4,,2027-01-18,")
        write_mini(tmp_path / "data", {"demand.csv": demand + "Z,V,PD,many,,2026-01-18,,\n"})
        ran = trainopt("check", tmp_path / "data")
        assert [line.partition(":")[0] for line in ran.messages] == [
            "demand.csv", "1 warning besides", "demand.csv", "1 fault",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ("check data", "it can be planned all the same"),
            ("verify data plan", "the plan is checked all the same"),
            ("convert data data.xlsx", "it was written all the same"),
        ],
    )
    def test_under_warnings_a_command_says_what_it_does(
        self, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, said: str
    ) -> None:
        demand = MINI["demand.csv"].replace("Y,V,PD,4,,2026-01-18,2026-01-18", "Y,V,PD,4,,2027-01-18,")
        write_mini(tmp_path / "data", {"demand.csv": demand})
        shutil.copytree(plan, tmp_path / "plan")
        monkeypatch.chdir(tmp_path)
        assert trainopt(*words.split()).messages[0] == f"1 warning; {said}:"

    def test_warnings_are_said_and_planning_goes_on(self, tmp_path: Path) -> None:
        demand = MINI["demand.csv"].replace("Y,V,PD,4,,2026-01-18,2026-01-18", "Y,V,PD,4,,2027-01-18,")
        write_mini(tmp_path / "data", {"demand.csv": demand})
        ran = trainopt("solve", tmp_path / "data", "--out", tmp_path / "plan", "--quiet")
        assert (ran.code, ran.messages[0]) == (0, "1 warning; planning goes on:")
        assert ran.messages[1].startswith("demand.csv:3: due: ")

    @pytest.mark.parametrize("file", ["demand.csv", "classes.csv", "load.csv", "manifest.json"])
    @pytest.mark.parametrize("content", ["", "junk\n1\n", "\x00"], ids=["empty", "junk", "nul"])
    def test_a_broken_file_in_a_plan_folder_is_named(
        self, mini: Path, plan: Path, tmp_path: Path, file: str, content: str
    ) -> None:
        copy = Path(shutil.copytree(plan, tmp_path / "plan"))
        (copy / file).write_text(content)
        shown = trainopt("show", copy, *(["--by", "site"] if file == "classes.csv" else []))
        judged = trainopt("verify", mini, copy)
        assert (shown.code, file in shown.err) == (3, True), shown.err
        assert judged.code in (0, 3), judged.err
        assert file in judged.err


class TestWrongUse:
    @pytest.mark.parametrize(
        "options",
        [
            *(["--time-limit", limit] for limit in ("0", "-1s", "soon", "1d", "8000000s", "", "nan", "1e3")),
            *(["--gap", gap] for gap in ("-1%", "101%", "200", "x", "", "nan")),
            *(["--workers", workers] for workers in ("-1", "257", "two")),
            *(["--seed", seed] for seed in ("-1", "2147483648", "1.5")),
            *(["--faster"], ["--published"], ["another"]),
        ],
        ids=" ".join,
    )
    def test_of_solve_changes_nothing(self, mini: Path, tmp_path: Path, options: list[str]) -> None:
        ran = trainopt("solve", mini, "--out", tmp_path / "plan", *options)
        assert (ran.code, ran.out) == (2, "")
        assert re.search(r"^Usage: |Error", ran.err, re.MULTILINE)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "arguments",
        [
            *("nothing", "check", "solve", "solve data", "verify data", "show", "show plan --by moon"),
            *("generate", "generate --size small", "generate --size tiny --out x"),
            "generate --size small --out x --seed a",
        ],
    )
    def test_missing_and_unknown_words(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        ran = trainopt(*arguments.split())
        assert ran.code == 2
        assert ran.err != ""
        assert list(tmp_path.iterdir()) == []

    def test_solve_never_writes_over_what_exists(self, mini: Path, plan: Path) -> None:
        before = contents(plan)
        ran = trainopt("solve", mini, "--out", plan)
        assert (ran.code, ran.out) == (2, "")
        assert ran.messages == [f"{plan} exists; choose another folder or say --overwrite"]
        assert contents(plan) == before

    @pytest.mark.parametrize("kind", ["folder", "file", "link to nowhere"])
    def test_generate_never_writes_over_what_exists(self, tmp_path: Path, kind: str) -> None:
        out = tmp_path / "out"
        if kind == "file":
            out.touch()
        elif kind == "folder":
            out.mkdir()
        else:
            out.symlink_to(tmp_path / "nowhere")
        ran = trainopt("generate", "--size", "small", "--out", out)
        assert (ran.code, ran.out, len(ran.messages)) == (2, "", 1), ran.err
        assert not out.is_dir() or list(out.iterdir()) == []

    def test_generate_below_a_file_is_said_in_one_line(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        ran = trainopt("generate", "--size", "small", "--out", tmp_path / "file" / "out")
        assert (ran.code, ran.out, len(ran.messages)) == (2, "", 1), ran.err


class TestTheOtherCodes:
    def test_4_with_the_rows_that_contradict_each_other(self, contradictory: Path, tmp_path: Path) -> None:
        ran = trainopt("solve", contradictory, "--out", tmp_path / "plan", "--quiet")
        assert (ran.code, ran.out) == (4, "")
        assert any(line.startswith("pins.csv:2: ") for line in ran.messages)
        assert any(re.match(r"(courses|capacity|demand)\.csv:\d+: ", line) for line in ran.messages)
        assert not (tmp_path / "plan").exists()

    @pytest.mark.parametrize(
        ("line", "rule"),
        [
            (X_HELD.replace("X-01,1", "X-01,2"), 1),
            (X_HELD.replace("2026-01-05", "2026-01-12"), 2),
            (X_HELD.replace("A1", "B1"), 4),
            (X_HELD.replace("A1", "Z9"), 4),
        ],
    )
    def test_6_with_each_broken_rule(self, mini: Path, tmp_path: Path, line: str, rule: int) -> None:
        ran = trainopt("verify", mini, hand_made(tmp_path / "plan", line))
        assert ran.code == 6
        assert re.search(rf"^the plan breaks rules: .*\b{rule}\b", ran.out, re.MULTILINE)

    @pytest.mark.parametrize(
        ("error", "code", "said"),
        [
            (Interrupted("interrupted before there was any plan"), 130, "interrupted"),
            (KeyboardInterrupt(), 130, "interrupted"),
            (NoPlanInTime("no plan after 1.0 s"), 5, "no plan after 1.0 s"),
            (ContradictoryPins([PIN], verified=False, smallest=False), 4, "pins.csv:2"),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_errors_become_codes(
        self, mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        error: BaseException, code: int, said: str,
    ) -> None:  # fmt: skip
        monkeypatch.setattr("trainopt.runs.solve.optimise", raising(error))
        ran = trainopt("solve", mini, "--out", tmp_path / "plan")
        assert (ran.code, ran.out) == (code, "")
        assert said in ran.err
