"""The CLI reference: made from the commands, complete, and the committed page is the newest."""

from __future__ import annotations

import re
from inspect import cleandoc

import click
import pytest

from tests.support.commands import commands
from tests.support.root import ROOT
from tests.support.running import trainopt
from trainopt.cli.app import run
from trainopt.cli.reference import cli_reference
from trainopt.errors import ExitCode, TrainoptError

PAGE = ROOT / "docs" / "cli.md"
README = ROOT / "README.md"


def section(name: str) -> str:
    """The section of a command."""
    (_, rest) = re.split(rf"\n##+ {name}\n", cli_reference())
    return re.split(r"\n##+ ", rest)[0]


def test_the_committed_page_is_what_the_code_makes() -> None:
    assert PAGE.read_text(encoding="utf-8") == cli_reference()


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_argument_and_option_is_described(name: str, command: click.Command) -> None:
    text = section(name)
    assert text.strip().startswith(cleandoc(str(command.help)))
    usage = text.partition("```text\n")[2].partition("\n")[0]
    assert usage.startswith(f"trainopt {name}")
    for param in command.params:
        if isinstance(param, click.Argument):
            assert (param.metavar or str(param.name).upper()) in usage
        elif isinstance(param, click.Option):
            lines = [line for line in text.splitlines() if line.startswith(f"| `{param.opts[0]}`")]
            assert len(lines) == 1
            assert lines[0].endswith(f" {param.help} |")


def test_words_to_choose_from_are_known_in_any_case() -> None:
    choices = [
        param.type
        for _, command in commands()
        for param in command.params
        if isinstance(param.type, click.Choice)
    ]
    assert len(choices) > 4
    assert [choice for choice in choices if choice.case_sensitive] == []


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (
            "solve",
            "| `--time-limit` | such as `90s`, `10m` or `1h30m` | `60s` "
            "| Stop after this time, with start-up. |",
        ),
        ("solve", "| `--out` | path | must be given | Write the plan to this folder. |"),
        ("solve", "| `--workers` | 0 to 256 | `0` | Use this many threads; 0 uses all processors. |"),
        ("runs list", "| `--last` | at least 1 | `30` | List at most this many. |"),
        (
            "runs publish",
            "| `--reason` | text | must be given | Why it is published; the audit keeps this text. |",
        ),
        (
            "generate",
            "| `--size` | `small`, `medium`, `large`, `huge` | must be given | How large the dataset is. |",
        ),
        ("Before any command", "| `-h`, `--help` |  |  | Show this message and exit. |"),
    ],
)
def test_how_a_line_reads(command: str, line: str) -> None:
    assert line in section(command).splitlines()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_line_for_the_tab_key_is_one(
    shell: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the shell evaluates, and what is asked when the key is pressed."""
    made = f"_TRAINOPT_COMPLETE={shell}_source trainopt"
    line = f"env {made} | source" if shell == "fish" else f'eval "$({made})"'
    assert line in cli_reference()
    monkeypatch.setenv("_TRAINOPT_COMPLETE", f"{shell}_source")
    assert run([]) == 0
    assert "_trainopt_completion" in capsys.readouterr().out
    monkeypatch.setenv("_TRAINOPT_COMPLETE", f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", "trainopt runs pu")
    monkeypatch.setenv("COMP_CWORD", "pu" if shell == "fish" else "2")
    assert run([]) == 0
    assert "publish" in capsys.readouterr().out


def all_errors(error: type[TrainoptError]) -> set[type[TrainoptError]]:
    return {error}.union(*(all_errors(below) for below in error.__subclasses__()))


def test_every_exit_code_is_described_and_as_in_the_readme() -> None:
    assert {type(error.exit_code) for error in all_errors(TrainoptError)} == {ExitCode}
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", README.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [(int(code), meaning) for code, meaning in rows] == [(code, code.meaning) for code in ExitCode]


def needs(command: click.Command) -> list[click.Option]:
    """The options that a command must be given."""
    return [param for param in command.params if isinstance(param, click.Option) and param.required]


@pytest.mark.parametrize(("name", "command"), [one for one in commands() if needs(one[1])])
def test_what_must_be_given_and_is_not_is_named(
    name: str, command: click.Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for option in needs(command):
        monkeypatch.delenv(str(option.envvar), raising=False)
    given = ["1" for param in command.params if isinstance(param, click.Argument) and param.required]
    ran = trainopt(*name.split(), *given)
    assert ran.code == ExitCode.WRONG_USE, ran.err
    assert "Missing option" in ran.err
