"""The CLI reference: made from the commands, complete, and the committed page is the newest."""

from __future__ import annotations

import re

import click
import pytest

from tests.support.root import ROOT
from trainopt.cli import INTERRUPTED
from trainopt.cli.app import BUG, WRONG_USE, app
from trainopt.cli.commands import BROKEN_RULES
from trainopt.cli.reference import EXIT_CODES, cli_reference
from trainopt.cli.scenarios import FAILED
from trainopt.errors import TrainoptError
from trainopt.runs.nightly.night import HELD_BACK

PAGE = ROOT / "docs" / "cli.md"
README = ROOT / "README.md"


def section(name: str) -> str:
    """The section of a command."""
    _, _, rest = cli_reference().partition(f"\n## {name}\n")
    return rest.partition("\n## ")[0]


def test_the_committed_page_is_what_the_code_makes() -> None:
    assert PAGE.read_text(encoding="utf-8") == cli_reference()


@pytest.mark.parametrize("command", app.commands.values(), ids=lambda command: str(command.name))
def test_every_argument_and_option_is_described(command: click.Command) -> None:
    text = section(str(command.name))
    assert text.splitlines()[1] == command.help
    usage = text.partition("```text\n")[2].partition("\n")[0]
    for param in command.params:
        if isinstance(param, click.Argument):
            assert (param.metavar or str(param.name).upper()) in usage
        elif isinstance(param, click.Option):
            lines = [line for line in text.splitlines() if line.startswith(f"| `{param.opts[0]}`")]
            assert len(lines) == 1
            assert lines[0].endswith(f" {param.help} |")


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (
            "solve",
            "| `--time-limit` | such as `90s`, `10m` or `1.5h` | `60s` | Start to end. |",
        ),
        ("solve", "| `--out` | path | must be given | Folder for the plan. |"),
        ("solve", "| `--workers` | 0 to 256 | `0` | Threads; 0: all cores. |"),
        ("generate", "| `--size` | `small`, `medium`, `large`, `huge` | must be given | How large. |"),
        ("Before any command", "| `-h`, `--help` |  |  | Show this message and exit. |"),
    ],
)
def test_how_a_line_reads(command: str, line: str) -> None:
    assert line in section(command).splitlines()


def all_errors(error: type[TrainoptError]) -> set[type[TrainoptError]]:
    return {error}.union(*(all_errors(below) for below in error.__subclasses__()))


def test_every_exit_code_is_described_and_as_in_the_readme() -> None:
    ends_with = {error.exit_code for error in all_errors(TrainoptError)}
    assert set(EXIT_CODES) == {0, BUG, WRONG_USE, BROKEN_RULES, FAILED, HELD_BACK, INTERRUPTED} | ends_with
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", README.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {int(code): meaning for code, meaning in rows} == EXIT_CODES
