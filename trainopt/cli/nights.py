"""The unattended run, and the commands of the run store."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import rich_click

import trainopt
from trainopt.cli.options import FOLDER, json_option
from trainopt.cli.output import console, echo_json
from trainopt.cli.types import Duration, Memory, Percentage
from trainopt.errors import TrainoptError, UsageError
from trainopt.search.params import Clock, Params

if TYPE_CHECKING:
    from trainopt import Night, Store

store_option = click.option(
    "--store",
    "where",
    required=True,
    envvar="TRAINOPT_STORE",
    show_envvar=True,
    default=None,
    help="The run store: a path (SQLite) or postgresql://USER@HOST/DATABASE.",
)


def open_for(where: str, *, create: bool = False, look: bool = False) -> Store:
    """The store; only a night makes one, and who only looks at it need not be able to write to it."""
    return trainopt.open_store(where, create=create, look=look)


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER)
@store_option
@click.option(
    "--out", type=FOLDER, default=None, help="Write the plan in force, changes and summary to this folder."
)
@click.option(
    "--rules",
    type=FOLDER,
    default=None,
    help="Use the publication rules of this TOML file instead of the defaults.",
)
@click.option(
    "--time-limit",
    type=Duration(),
    default="60s",
    show_default=True,
    help="Stop after this time, with start-up.",
)
@click.option(
    "--gap",
    type=Percentage(),
    default="0%",
    show_default=True,
    help="End a tier when its gap is at most this.",
)
@click.option(
    "--workers",
    type=click.IntRange(0, 256),
    default=0,
    show_default=True,
    help="Use this many threads; 0 uses all processors.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    show_default=True,
    help="Another seed may find another plan.",
)
@click.option(
    "--repeatable",
    is_flag=True,
    default=False,
    help="Plan so that `runs replay` can make the same plan again.",
)
@click.option(
    "--memory-limit",
    "memory",
    type=Memory(),
    default=None,
    help="All processes together may use this much memory.",
)
@click.option(
    "--require-sums", is_flag=True, default=False, help="Take a dataset without SHA256SUMS for faulty."
)
@click.option(
    "--metrics", type=FOLDER, default=None, help="Write metrics for Prometheus' node exporter to this file."
)
@click.option("--heartbeat", type=FOLDER, default=None, help="Write this file anew every few seconds.")
@click.option(
    "--log-format",
    type=click.Choice(["json", "plain"]),
    default=None,
    help="The form of the log on stderr. Unless given it is plain on a terminal and JSON lines elsewhere.",
)
@click.option("--quiet", is_flag=True, default=False, help="Log warnings and errors only.")
@json_option
@click.pass_obj
def nightly(
    began: float,
    /,
    dataset: Path,
    where: str,
    out: Path | None,
    rules: Path | None,
    time_limit: float,
    require_sums: bool,
    metrics: Path | None,
    heartbeat: Path | None,
    log_format: str | None,
    quiet: bool,
    as_json: bool,
    **choices: Any,
) -> int:
    """Plan unattended from the published plan, and publish what keeps the publication rules."""
    from trainopt.cli.logging import log_to_stderr
    from trainopt.runs.nightly.journal import Journal
    from trainopt.runs.nightly.metrics import write_metrics

    log_to_stderr(plain=None if log_format is None else log_format == "plain", quiet=quiet)
    params = Params(seconds=time_limit, **choices)
    try:
        chosen = trainopt.read_rules(rules) if rules else trainopt.PublicationRules()
        order = trainopt.NightOrder(
            dataset, params, chosen, trainopt.whoami(), out, metrics, heartbeat, require_sums
        )
        with open_for(where, create=True) as store:
            night = trainopt.nightly(order, store, Clock(began, time_limit))
    except TrainoptError as error:
        for line in str(error).splitlines():
            Journal().say("not begun", line, "error", exit_code=error.exit_code)
        if metrics is not None:
            with suppress(UsageError):
                write_metrics(metrics, 0, error.exit_code, Clock(began, time_limit).elapsed(), {})
        return error.exit_code
    return _ended(night, as_json=as_json)


def _ended(night: Night, *, as_json: bool) -> int:
    """Say what came of it; a bug of ours goes on as one."""
    if as_json:
        echo_json(
            {
                "run": night.run,
                "status": night.status,
                "exit_code": night.exit_code,
                "message": night.message,
                "seconds": night.seconds,
                **night.outcome,
            }
        )
    else:
        console().print(f"run {night.run}: {night.message}", markup=False, soft_wrap=True)
        for tier in night.outcome.get("tiers", ()):
            bound = f"bound {tier['bound']:,}, gap {tier['gap']:.1%}"
            console().print(f"  {tier['term']:<10} {tier['value']:>14,}  {bound}", markup=False)
    if night.error is not None and night.error.exit_code == TrainoptError.exit_code:
        raise night.error
    return night.exit_code
