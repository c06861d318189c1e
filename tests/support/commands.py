"""The commands of the command line."""

from __future__ import annotations

from collections.abc import Iterator

import click

from trainopt.cli.app import app


def commands(group: click.Group = app, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command by its name, those of groups too."""
    for command in group.commands.values():
        name = f"{before}{command.name}"
        yield name, command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} ")
