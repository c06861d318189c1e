"""`convert --map`: a spreadsheet of one's own layout into a dataset, or into tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainopt.cli.app import run
from trainopt.errors import ExitCode

MAP = """
[[table]]
table = "closures"
[table.columns]
site_id = "Where"
first_day = "From"
last_day = "To"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    path = tmp_path / "own.csv"
    path.write_text("Leave 2026\nWhere,From,To\nPL-01,2026-08-03,2026-08-16\n", encoding="utf-8")
    return path


def converted(own: Path, *more: str) -> int:
    return run(["convert", str(own), str(own.parent / "out"), *more])


def test_tables_are_written_without_a_dataset(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert converted(own, "--map", str(own.parent / "map.toml")) == ExitCode.DONE
    assert "closures: 1 row" in capsys.readouterr().out
    assert [path.name for path in (own.parent / "out").iterdir()] == ["closures.csv"]
    assert "PL-01" in (own.parent / "out" / "closures.csv").read_text(encoding="utf-8")


def test_a_dataset_takes_up_the_rows(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert converted(own, "--map", str(own.parent / "map.toml"), "--like", "data/example") == ExitCode.DONE
    assert (own.parent / "out" / "plan.toml").is_file()
    assert "PL-01,,2026-08-03,2026-08-16" in (own.parent / "out" / "closures.csv").read_text(encoding="utf-8")


def test_a_fault_leaves_nothing_behind(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own.write_text("Where,From,To\nPL-99,2026-08-03,2026-08-16\n", encoding="utf-8")
    code = converted(own, "--map", str(own.parent / "map.toml"), "--like", "data/example")
    assert code == ExitCode.FAULTY_INPUT
    assert "own.csv:2: site_id:" in capsys.readouterr().err
    assert not (own.parent / "out").exists()


def test_a_faulty_map_is_told(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own.parent / "map.toml").write_text(MAP + "nots = 'x'\n", encoding="utf-8")
    assert converted(own, "--map", str(own.parent / "map.toml")) == ExitCode.FAULTY_INPUT
    assert "map.toml: table 1, columns.nots: no such column in closures" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--like", "data/example"], ["--map", "map.toml", "--like", "nowhere"]])
def test_wrong_use_is_told(own: Path, more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert converted(own, *more) in (ExitCode.WRONG_USE, ExitCode.FAULTY_INPUT)
    assert not (own.parent / "out").exists()


def test_tables_take_the_place_of_tables_alone(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping = ["--map", str(own.parent / "map.toml")]
    assert converted(own, *mapping) == ExitCode.DONE
    assert converted(own, *mapping) == ExitCode.WRONG_USE
    assert converted(own, *mapping, "--overwrite") == ExitCode.DONE
    (own.parent / "out" / "plan.toml").write_text("name = 'a dataset'\n", encoding="utf-8")
    assert converted(own, *mapping, "--overwrite") == ExitCode.WRONG_USE
    assert run(["convert", str(own), str(own.parent / "out.xlsx"), *mapping]) == ExitCode.WRONG_USE


def test_a_suggested_map_is_written_and_reads(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    suggested = own.parent / "suggested.toml"
    command = ["convert", str(own), "--suggest-map", str(suggested), "--like", "data/example"]
    assert run(command) == ExitCode.DONE
    text = suggested.read_text(encoding="utf-8")
    assert run([*command, "--overwrite"]) == ExitCode.DONE
    assert suggested.read_text(encoding="utf-8") == text
    assert converted(own, "--map", str(suggested), "--like", "data/example") == ExitCode.DONE
    assert "PL-01,,2026-08-03,2026-08-16" in (own.parent / "out" / "closures.csv").read_text(encoding="utf-8")


def test_a_suggestion_takes_the_place_of_one_alone(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["convert", str(own), "--suggest-map", str(own), "--overwrite"]
    assert run(command) == ExitCode.WRONG_USE
    assert own.read_text(encoding="utf-8").startswith("Leave 2026")


@pytest.mark.parametrize("more", [["out"], ["--map", "map.toml"]])
def test_a_suggestion_is_all_that_is_written(
    own: Path, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["convert", str(own), *more, "--suggest-map", "x.toml"]) == ExitCode.WRONG_USE
    assert run(["convert", str(own)]) == ExitCode.WRONG_USE
