"""Every command through the function that the program calls: exit codes, what is printed and where."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from tests.support.faulty.base import BASE
from tests.support.processes import PATIENCE
from tests.support.running import (
    MINI,
    PLAN_FILES,
    Ran,
    contents,
    ended,
    hand_made,
    raising,
    replaced,
    start,
    table,
    trainopt,
    write_mini,
)
from trainopt.cli.app import app
from trainopt.cli.output import print_wide
from trainopt.errors import ContradictoryPins, Fault, Interrupted, NoPlanInTime
from trainopt.plan.by import BY

COMMANDS = tuple(app.commands)
PINS = "cohort_id,step,site_id,start\nX-01,1,A1,2026-01-05\n"
HELD = "X-01,1,A1.C.2026-01-05.1,A1,2026-01-05"
LONG = "L" * 400
PIN = Fault("pins.csv", 2, "", "held")


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_mini(tmp_path_factory.mktemp("cli") / "mini")


@pytest.fixture(scope="module")
def solved(mini: Path) -> tuple[Path, Ran]:
    """A plan of MINI, and the run that made it."""
    out = mini.parent / "plan"
    return out, trainopt("solve", mini, "--out", out)


@pytest.fixture(scope="module")
def plan(solved: tuple[Path, Ran]) -> Path:
    return solved[0]


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """MINI with three faults, one of them on a long line."""
    demand = MINI["demand.csv"] + f"Z,{LONG},PC,12a,,2026-13-01,,1\n"
    return write_mini(tmp_path / "faulty", {"demand.csv": demand})


class TestHappyPaths:
    def test_check(self, mini: Path) -> None:
        ran = trainopt("check", mini)
        assert (ran.code, ran.err) == (0, "")
        assert "mini: no faults" in ran.out
        assert re.search(r"\b8 trainees in 2 cohorts", ran.out)
        assert re.search(r"C .* 4/", ran.out)

    def test_check_says_what_fits_in_no_plan(self, tmp_path: Path) -> None:
        units = MINI["units.csv"].replace("U,Unit,,", "U,Unit,,BB")
        ran = trainopt("check", write_mini(tmp_path / "data", {"units.csv": units}))
        assert ran.code == 0
        assert "demand.csv:2: pipeline_id" in ran.err
        assert re.search(r"X .*no_capacity", ran.out)

    def test_solve(self, solved: tuple[Path, Ran]) -> None:
        out, ran = solved
        assert ran.code == 0
        assert f"plan written to {out}" in ran.out
        assert re.search(r"unmet +0 \(0 trainees\) +proven", ran.out)
        assert sorted(path.name for path in out.iterdir()) == PLAN_FILES

    def test_verify(self, mini: Path, plan: Path) -> None:
        ran = trainopt("verify", mini, plan)
        assert (ran.code, ran.err) == (0, "")
        assert "the plan breaks no rule" in ran.out
        assert re.search(r"cost +82\b", ran.out)

    def test_show(self, plan: Path) -> None:
        ran = trainopt("show", plan)
        assert (ran.code, ran.err) == (0, "")
        for title in ("Tiers", "Trainees by priority", "Fullest pools", "Notice: how soon hosts"):
            assert title in ran.out

    @pytest.mark.parametrize(
        ("by", "cells"),
        [
            ("nation", ["AA", "Aland", "2", "8", "8", "100%"]),
            ("site", ["A1", "One", "2", "8", "8", "100%"]),
            ("course", ["C", "Cook", "1", "4", "4", "100%"]),
            ("unit", ["U", "Unit", "4", "4", "4", "0", "0"]),
            ("demand", ["Y", "4", "4", "4", "0", "0"]),
        ],
    )
    def test_show_by(self, plan: Path, by: str, cells: list[str]) -> None:
        ran = trainopt("show", plan, "--by", by)
        assert ran.code == 0
        assert cells in [
            [cell.strip() for cell in line.strip("│").split("│")] for line in ran.out.split("\n")
        ]

    def test_generate(self, tmp_path: Path) -> None:
        ran = trainopt("generate", "--size", "small", "--seed", "1", "--out", tmp_path / "deep" / "data")
        assert (ran.code, ran.err) == (0, "")
        assert str(tmp_path / "deep" / "data") in ran.out
        assert trainopt("check", tmp_path / "deep" / "data").code == 0

    def test_generate_gives_equal_files_for_equal_seeds(self, tmp_path: Path) -> None:
        for name, seed in (("one", 1), ("same", 1), ("other", 2)):
            trainopt("generate", "--size", "small", "--seed", seed, "--out", tmp_path / name)
        one, same, other = (contents(tmp_path / name) for name in ("one", "same", "other"))
        assert one == same
        assert one != other

    @pytest.mark.parametrize("arguments", [["--help"], ["-h"], *([name, "--help"] for name in COMMANDS)])
    def test_help(self, arguments: list[str]) -> None:
        ran = trainopt(*arguments)
        assert (ran.code, ran.err) == (0, "")
        expected = COMMANDS if len(arguments) == 1 else ("trainopt", arguments[0], "--help")
        assert [word for word in expected if word not in ran.out] == []

    def test_version(self) -> None:
        ran = trainopt("--version")
        assert ran.code == 0
        assert re.search(r"\d+\.\d+\.\d+", ran.out)


class TestJson:
    """One document on stdout, whatever happens; `Ran.document` fails on anything else."""

    def test_check(self, mini: Path) -> None:
        document = trainopt("check", mini, "--json").document
        assert (document["cohorts"], document["trainees"], document["faults"]) == (2, 8, [])
        assert document["loaded"]["demand"] == 2
        seats = {
            (row["course_id"], row["month"]): row["trainees"] for row in document["demand_against_seats"]
        }
        assert seats["C", "2026-01"] == 4

    @pytest.mark.slow
    def test_solve(self, mini: Path, tmp_path: Path) -> None:
        ran = trainopt("solve", mini, "--out", tmp_path / "plan", "--json")
        assert (ran.code, ran.document["plan"]) == (0, str(tmp_path / "plan"))
        tiers = ran.document["tiers"]
        assert tiers[0]["term"] == "unmet"
        assert all({"value", "bound", "gap", "status"} <= set(tier) for tier in tiers)
        assert ran.document["terms"]["cost"] == 82
        assert (ran.document["headline"]["placed"], ran.document["unmet_trainees"]) == (8, 0)
        assert (ran.document["warnings"], ran.document["released"], ran.document["workbook"]) == (
            [],
            [],
            None,
        )

    def test_verify(self, mini: Path, plan: Path) -> None:
        document = trainopt("verify", mini, plan, "--json").document
        assert (document["broken"], document["stale"]) == ([], [])
        assert (document["terms"]["unmet"], document["unmet_trainees"]) == (0, 0)

    @pytest.mark.parametrize("by", [[], *(["--by", key] for key in BY)])
    def test_show(self, plan: Path, by: list[str]) -> None:
        document = trainopt("show", plan, *by, "--json").document
        head = document.pop("headline")
        assert (head["placed"], head["marking"], head["most"]) == (8, "", 1.0)
        assert len(document) == (1 if by else 4)
        assert all(isinstance(row, dict) for rows in document.values() for row in rows)

    def test_what_is_not_known_is_null(self, plan: Path, tmp_path: Path) -> None:
        """Of a share nobody knows how full its classes are; JSON has no NaN."""
        assert trainopt("extract", plan, "--unit", "U", "--out", tmp_path / "share").code == 0
        ran = trainopt("show", tmp_path / "share", "--by", "site", "--json")
        assert "NaN" not in ran.out
        assert ran.document["headline"]["most"] is None

    @pytest.mark.parametrize("command", ["check", "solve", "verify"])
    def test_a_faulty_dataset(self, faulty: Path, command: str) -> None:
        none = faulty.parent / "none"
        more: dict[str, list[object]] = {"solve": ["--out", none], "verify": [none]}
        ran = trainopt(command, faulty, *more.get(command, []), "--json")
        assert ran.code == 3
        faults = ran.document["faults"]
        assert set(faults[0]) == {"file", "line", "column", "message", "cell"}
        assert {(fault["line"], fault["column"]) for fault in faults} >= {(4, "trainees"), (4, "due")}

    def test_a_broken_plan(self, mini: Path, tmp_path: Path) -> None:
        broken = hand_made(tmp_path / "plan", HELD.replace("2026-01-05", "2026-01-12"))
        ran = trainopt("verify", mini, broken, "--json")
        assert (ran.code, ran.document["terms"]) == (6, None)
        assert ran.document["broken"][0]["rule"] == 2
        assert ran.document["broken"][0]["lines"] == [2]

    def test_a_contradiction(self, contradictory: Path) -> None:
        ran = trainopt("solve", contradictory, "--out", contradictory.parent / "plan", "--json")
        assert ran.code == 4
        assert {row["file"] for row in ran.document["contradiction"]} >= {"pins.csv"}
        assert ran.document["verified"] is True


@pytest.fixture
def contradictory(tmp_path: Path) -> Path:
    """X is pinned to a class that needs eight; Y could join it but is ready only when it has begun."""
    demand = MINI["demand.csv"].replace("Y,V,PD,4,,2026-01-18,2026-01-18", "Y,V,PC,4,2026-01-12,2026-02-18,")
    courses = MINI["courses.csv"].replace("C,Cook,2,2,4", "C,Cooking,2,8,8")
    files = {"demand.csv": demand, "courses.csv": courses, "pins.csv": PINS}
    return write_mini(tmp_path / "contradictory", files)


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
            (HELD.replace("X-01,1", "X-01,2"), 1),
            (HELD.replace("2026-01-05", "2026-01-12"), 2),
            (HELD.replace("A1", "B1"), 4),
            (HELD.replace("A1", "Z9"), 4),
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


class TestProgress:
    def test_lines_appear_on_stderr_when_piped(self, solved: tuple[Path, Ran]) -> None:
        lines = [line for line in solved[1].messages if re.match(r"\d+ s  ", line)]
        assert lines != []
        assert re.search(r"unmet 0 .*placed 8 of 8 trainees", lines[-1])

    def test_none_when_quiet(self, mini: Path, tmp_path: Path) -> None:
        ran = trainopt("solve", mini, "--out", tmp_path / "plan", "--quiet")
        assert (ran.code, ran.err) == (0, "")

    @pytest.mark.slow
    def test_no_colours_and_no_control_characters_in_a_pipe(self, mini: Path, tmp_path: Path) -> None:
        process = start("solve", mini, "--out", tmp_path / "plan", NO_COLOR="1")
        ran = ended(process, PATIENCE)
        assert ran.code == 0
        assert all(line.isprintable() for line in [*ran.messages, *ran.out.splitlines()])


@pytest.mark.slow
def test_options_reach_the_manifest(mini: Path, tmp_path: Path) -> None:
    options = ("--time-limit", "0.5m", "--gap", "5%", "--workers", "1", "--seed", "7")
    assert trainopt("solve", mini, "--out", tmp_path / "plan", *options).code == 0
    manifest = json.loads((tmp_path / "plan" / "manifest.json").read_text())
    assert (manifest["seed"], manifest["workers"]) == (7, 1)
    assert manifest["limits"] == {"time_limit_seconds": 30.0, "gap": 0.05, "memory_limit_bytes": None}


@pytest.mark.slow
def test_solve_keeps_the_pins_of_a_larger_dataset(tmp_path: Path) -> None:
    write_mini(tmp_path / "data", BASE)
    assert trainopt("solve", tmp_path / "data", "--out", tmp_path / "plan", "--time-limit", "6s").code == 0
    rows = table(tmp_path / "plan" / "assignments.csv")
    keys = BASE["pins.csv"].split()[0].split(",")
    pinned = {",".join(row[key] for key in keys) for row in rows if row["pinned"] == "yes"}
    assert pinned == set(BASE["pins.csv"].split()[1:])
    assert trainopt("verify", tmp_path / "data", tmp_path / "plan").code == 0
    replaced(tmp_path / "data" / "pins.csv", "D2-01,1,PL-01,2026-02-02", "D2-01,1,PL-01,2026-02-16")
    assert trainopt("verify", tmp_path / "data", tmp_path / "plan").code == 6


@pytest.mark.parametrize(("width", "parts"), [(140, 2), (80, 4), (40, 12), (10, 24)])
def test_a_wide_table_is_cut_into_legible_parts(
    width: int, parts: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two years by month: no part is wider than the output, each has the first column, none is left out."""
    monkeypatch.setattr("trainopt.cli.output.PIPED_WIDTH", width)
    months = [f"{year}-{month:02}" for year in (2026, 2027) for month in range(1, 13)]
    frame = pd.DataFrame({"course_id": ["BCT"], **{month: ["12/345"] for month in months}})
    print_wide(frame, "Demand")
    out = capsys.readouterr().out
    titles = [line for line in out.splitlines() if line.startswith("Demand, ")]
    assert len(titles) == parts if width > 10 else len(titles) == 24
    if width > 10:
        assert max(map(len, out.splitlines())) <= width
        assert re.findall(r"20\d\d-\d\d(?= [┃┡])", out) == months
        assert out.count("BCT") == parts


def test_what_is_narrow_is_one_table(capsys: pytest.CaptureFixture[str]) -> None:
    print_wide(pd.DataFrame({"course_id": ["BCT"], "2026-01": ["1/2"]}), "Demand")
    assert capsys.readouterr().out.splitlines()[0].strip() == "Demand"
