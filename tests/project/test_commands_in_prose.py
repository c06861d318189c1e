"""Commands that guides name in a sentence are there, with the options that they name; blocks are run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from tests.support.root import ROOT
from trainopt.cli.app import app

GUIDES = ("README.md", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/**/*.md")))
"""Decisions aside, which say what was."""
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")
OTHERS = {
    "--numprocesses", "--sizes", "--seeds", "--contestants", "--instances", "--stores", "--host",
    "--no-nanny", "--states", "--looks", "--tls-key-file",
}  # fmt: skip
"""Options of other programs: those of tests, benchmarks and Dask."""


def spoken_of(text: str) -> Iterator[list[str]]:
    """The words of each piece of code in the sentences of a page."""
    for code in CODE.findall(FENCED.sub("", text)):
        try:
            words = shlex.split(code)
        except ValueError:  # a quote alone: no command
            continue
        if words:
            yield words


def found(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that words name, with the words behind its name."""
    command: click.Command = app
    rest = list(words)
    while isinstance(command, click.Group) and rest and rest[0] in command.commands:
        command = command.commands[rest.pop(0)]
    return command, rest


def options_of(command: click.Command) -> set[str]:
    with click.Context(command, **command.context_settings) as context:
        return {name for one in command.get_params(context) for name in (*one.opts, *one.secondary_opts)}


def every_option(command: click.Command) -> set[str]:
    own = options_of(command)
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return own.union(*map(every_option, below))


def amiss(words: list[str]) -> list[str]:
    """What of a piece of code is no command or no option of it."""
    named = [word.partition("=")[0] for word in words if word.startswith("--")]
    if words[0] == "trainopt" or words[0] in app.commands:
        command, rest = found(words[1:] if words[0] == "trainopt" else words)
        below = isinstance(command, click.Group) and rest and re.fullmatch("[a-z]+", rest[0])
        known = options_of(command) | {"--help"}
        return [*(rest[:1] if below else ()), *(name for name in named if name not in known)]
    if words[0].startswith("--"):
        return [name for name in named if name not in every_option(app) | OTHERS | {"--help"}]
    return []


@pytest.mark.parametrize("guide", [name for name in GUIDES if "/decisions/" not in name])
def test_commands_in_sentences_are_there(guide: str) -> None:
    pieces = spoken_of((ROOT / guide).read_text(encoding="utf-8"))
    assert {" ".join(words): found for words in pieces if (found := amiss(words))} == {}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("trainopt solve DATASET --out PLAN", []),
        ("trainopt runs list --store STORE", []),
        ("runs prune --keep 60", []),
        ("--time-limit", []),
        ("a table", []),
        ("trainopt slove DATASET", ["slove"]),
        ("trainopt runs lst", ["lst"]),
        ("solve DATASET --timelimit 9s", ["--timelimit"]),
        ("trainopt check --out PLAN", ["--out"]),
        ("--time-limt", ["--time-limt"]),
    ],
)
def test_what_is_amiss_in_a_command(code: str, said: list[str]) -> None:
    assert amiss(shlex.split(code)) == said
