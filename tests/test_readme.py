"""What the README shows is executed: its commands, and its Python."""

import re
from pathlib import Path

import pytest

from trainopt.cli.app import run

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def commands() -> list[list[str]]:
    """The command lines after `$ trainopt`."""
    lines = [line for block in blocks("console") for line in block.splitlines()]
    return [line.removeprefix("$ trainopt ").split() for line in lines if line.startswith("$ trainopt ")]


@pytest.fixture
def beside_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder from which `data/` is seen as from the project's."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_commands_run(beside_data: Path) -> None:
    shown = commands()
    assert {command[0] for command in shown} == {"check", "solve", "show", "verify", "generate"}
    assert [run(command) for command in shown] == [0] * len(shown)
    assert (beside_data / "plans/example/manifest.json").is_file()


def test_python_runs(beside_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("unmet ")
    assert all(line.endswith(" optimal") for line in lines)


def test_set_up_commands_are_the_scripts() -> None:
    assert [block.strip() for block in blocks("sh")] == ["./run", "./test"]
    for name in ("run", "test"):
        assert (ROOT / name).stat().st_mode & 0o111
