"""The CLI reference: every command with its options as markdown, made from the click commands."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import click

from trainopt.cli.app import app
from trainopt.dictionary import markdown_table
from trainopt.errors import ExitCode

INTRODUCTION = """\
# Command line

<!-- Made by trainopt/cli/reference.py from the commands; a test compares the two. -->

Results go to stdout, progress and messages to stderr. `DATASET` is the folder of a dataset, `PLAN` a plan
folder, `SCENARIOS` are TOML files or workbooks with a sheet `scenarios`. `trainopt COMMAND --help` says the
same as this page.

A shell completes commands and options with the tab key once it has read a line at its start, in `~/.bashrc`,
`~/.zshrc` or `~/.config/fish/config.fish`, where `trainopt` is on the path (`.venv/bin` in the project's
folder):

```sh
eval "$(_TRAINOPT_COMPLETE=bash_source trainopt)"  # bash
eval "$(_TRAINOPT_COMPLETE=zsh_source trainopt)"   # zsh
env _TRAINOPT_COMPLETE=fish_source trainopt | source  # fish
```
"""


def cli_reference() -> str:
    """The CLI reference as markdown."""
    commands = [section for command in app.commands.values() for section in _sections(command, ())]
    return "\n".join([INTRODUCTION, _exit_codes(), _common(), *commands])


def _exit_codes() -> str:
    rows = [(str(code.value), code.meaning) for code in ExitCode]
    return "\n".join(["## Exit codes", "", *markdown_table(("exit code", "meaning"), rows), ""])


def _common() -> str:
    """The options that stand before a command; `--help` stands after one as well."""
    context = click.Context(app, info_name="trainopt", **app.context_settings)
    return "\n".join(
        [
            "## Before any command",
            "",
            *_usage("trainopt [OPTIONS] COMMAND [ARGS]..."),
            *_options(app.get_params(context)),
        ]
    )


def _sections(command: click.Command, group: tuple[str, ...]) -> Iterator[str]:
    """A command, and where it is a group, each of its own below it."""
    name = (*group, str(command.name))
    yield _section(command, name)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from _sections(below, name)


def _section(command: click.Command, name: tuple[str, ...]) -> str:
    """A command: what it does, how it is called, its options."""
    context = click.Context(command, info_name=command.name)
    usage = " ".join(["trainopt", *name, *command.collect_usage_pieces(context)])
    title = f"{'#' * (1 + len(name))} {' '.join(name)}"
    return "\n".join([title, "", cleandoc(str(command.help)), "", *_usage(usage), *_options(command.params)])


def _usage(text: str) -> list[str]:
    return ["```text", text, "```", ""]


def _options(params: list[click.Parameter]) -> Iterator[str]:
    rows = [_row(param) for param in params if isinstance(param, click.Option)]
    if rows:
        yield from markdown_table(("option", "value", "default", "meaning"), rows)
        yield ""


def _row(option: click.Option) -> tuple[str, str, str, str]:
    names = ", ".join(f"`{name}`" for name in option.opts)
    return names, "" if option.is_flag else _value(option), _default(option), option.help or ""


def _value(option: click.Option) -> str:
    """How a value of an option is written."""
    if option.multiple:
        return f"{option.metavar}, several times if need be"
    match kind := option.type:
        case click.IntRange():
            return f"at least {kind.min:,}" if kind.max is None else f"{kind.min:,} to {kind.max:,}"
        case click.Choice():
            return ", ".join(f"`{choice}`" for choice in kind.choices)
        case _:
            return str(getattr(kind, "written", kind.name))


def _default(option: click.Option) -> str:
    if option.required:
        return "must be given"
    return "" if option.is_flag or option.default in (None, ()) else f"`{option.default}`"
