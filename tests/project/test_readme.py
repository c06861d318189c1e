"""What the README shows is executed: its commands, and its Python."""

from pathlib import Path

import pytest

from tests.support.root import ROOT
from tests.support.shown import SOLVED, blocks, commands, run_page

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_runs(tmp_path: Path, example_plan: Path) -> None:
    printed = run_page(README, tmp_path, {SOLVED: example_plan})
    assert (tmp_path / "plans/example/manifest.json").is_file()
    (python,) = blocks(README, "python")
    lines = printed[python.text].splitlines()
    assert lines[0].startswith("unmet ")
    assert all(line.endswith(" optimal") for line in lines)


def test_which_commands_it_shows() -> None:
    shown = [command.words for block in blocks(README, "console") for command in commands(block)]
    assert {words[0] for words in shown} == {"trainopt"}
    assert {words[1] for words in shown} == {"check", "solve", "explain", "show", "verify", "generate"}


def test_set_up_commands_are_the_scripts() -> None:
    assert [block.text.strip() for block in blocks(README, "sh")] == ["./run", "./test"]
    for name in ("run", "test"):
        assert (ROOT / name).stat().st_mode & 0o111


def test_its_lines_are_short() -> None:
    """Rows of tables aside, which cannot be broken."""
    lines = [line for line in README.splitlines() if not line.startswith("|")]
    assert [line for line in lines if len(line) > 122] == []
