"""Arguments and options that several commands have, each declared once, and the effort that they make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from trainopt.cli.types import Duration, Memory, Percentage
from trainopt.search.effort import Effort
from trainopt.search.params import MOST_PARAMS, Clock, Params
from trainopt.service.logs import LOG_FORMATS
from trainopt.words.voice import LANGUAGES

Decorator = Callable[[Callable[..., int]], Callable[..., int]]
"""What gives a command an option."""

FOLDER = click.Path(path_type=Path)
SEED_RANGE = click.IntRange(0, MOST_PARAMS["seed"])

json_option = click.option(
    "--json", "as_json", is_flag=True, default=False, help="Print one JSON document instead of tables."
)

published_option = click.option(
    "--published", type=FOLDER, default=None, help="The plan in force, which says what has begun."
)

language_option = click.option(
    "--language",
    type=click.Choice(tuple(LANGUAGES), case_sensitive=False),
    default=next(iter(LANGUAGES)),
    show_default=True,
    help="The language of what people read in it; tables, ids and what is read back are the same in each.",
)

overwrite_option = click.option(
    "--overwrite", is_flag=True, default=False, help="Replace what stands there, if it is of the same kind."
)

gap_option = click.option(
    "--gap",
    type=Percentage(),
    default="0%",
    show_default=True,
    help="End a tier when its gap is at most this.",
)
workers_option = click.option(
    "--workers",
    type=click.IntRange(0, MOST_PARAMS["workers"]),
    default=0,
    show_default=True,
    help="Use this many threads; 0 uses all processors.",
)
engine_option = click.option(
    "--engine",
    default="local",
    show_default=True,
    help="Where to plan: `local`, or `dask://ADDRESS` of a scheduler.",
)
seed_option = click.option(
    "--seed",
    type=SEED_RANGE,
    default=1,
    show_default=True,
    help="Another seed may find another plan.",
)
quiet_option = click.option("--quiet", is_flag=True, default=False, help="Show no progress.")

log_format_option = click.option(
    "--log-format",
    type=click.Choice(LOG_FORMATS, case_sensitive=False),
    default=None,
    help="Log a line for each request and run on stderr, in this form. Unless given, warnings alone.",
)


def time_limit_option(default: str, meaning: str = "Stop after this time, with start-up.") -> Decorator:
    """How long a command may take."""
    return click.option("--time-limit", type=Duration(), default=default, show_default=True, help=meaning)


def repeatable_option(meaning: str) -> Decorator:
    """That the same input gives the same."""
    return click.option("--repeatable", is_flag=True, default=False, help=meaning)


def memory_option(meaning: str) -> Decorator:
    """How much memory all processes may have."""
    return click.option("--memory-limit", "memory", type=Memory(), default=None, help=meaning)


def several(*options: Decorator) -> Decorator:
    """Several options as one, in this order."""

    def give(command: Callable[..., int]) -> Callable[..., int]:
        for option in reversed(options):
            command = option(command)
        return command

    return give


def effort_of(began: float, time_limit: float, **choices: Any) -> Effort:
    """What a command may spend since it was started; it tells nobody."""
    return Effort(Params(seconds=time_limit, **choices), Clock(began, time_limit))
