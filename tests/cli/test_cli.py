"""Every command through the function that the program calls: what is printed where, and what is written."""

from __future__ import annotations

import json
import re
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
    replaced,
    start,
    table,
    trainopt,
    write_mini,
)
from trainopt.cli.app import app
from trainopt.cli.output import print_wide

COMMANDS = tuple(app.commands)


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
            ("nation", ["AA", "Aland", "2", "8", "8", "100 %"]),
            ("site", ["A1", "One", "2", "8", "8", "100 %"]),
            ("course", ["C", "Cook", "1", "4", "4", "100 %"]),
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
