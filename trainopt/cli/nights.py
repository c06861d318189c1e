"""The unattended run, and the commands of the run store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import rich_click

import trainopt
from trainopt.cli.clusters import cluster_of, engine_option_of, tls_options
from trainopt.cli.options import (
    FOLDER,
    effort_of,
    gap_option,
    json_option,
    language_option,
    memory_option,
    repeatable_option,
    seed_option,
    time_limit_option,
    workers_option,
)
from trainopt.cli.output import console, echo_faults_as_json, echo_json
from trainopt.errors import InputFaults, TrainoptError, told_of_the_machine
from trainopt.wording import percent

if TYPE_CHECKING:
    from trainopt import Night, Store

store_option = click.option(
    "--store",
    "where",
    required=True,
    envvar="TRAINOPT_STORE",
    show_envvar=True,
    help="The run store: a path (SQLite) or postgresql://USER@HOST/DATABASE.",
)


before_option = click.option("--store", default=None, help="The run store, unless it is named later.")


class StoreGroup(rich_click.RichGroup):
    """Commands of one store, which can be named before the command as well as behind it."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command with the store that was named before it; one that is named behind it counts."""
        name, command, rest = super().resolve_command(ctx, args)
        where = ctx.params.get("store")
        return name, command, rest if where is None else ["--store", where, *rest]


def open_for(where: str, *, create: bool = False, look: bool = False) -> Store:
    """The store; only a night makes one, and who only looks at it need not be able to write to it."""
    return trainopt.open_store(where, create=create, look=look)


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER, required=False, default=None)
@store_option
@click.option(
    "--out", type=FOLDER, default=None, help="Write the plan in force, changes and summary to this folder."
)
@language_option
@click.option(
    "--rules",
    type=FOLDER,
    default=None,
    help="Use the publication rules of this TOML file instead of the defaults.",
)
@time_limit_option("60s")
@gap_option
@workers_option
@seed_option
@repeatable_option("Plan so that `runs replay` can make the same plan again.")
@memory_option("All processes together may use this much memory.")
@click.option(
    "--require-sums", is_flag=True, default=False, help="Take a dataset without SHA256SUMS for faulty."
)
@click.option(
    "--metrics", type=FOLDER, default=None, help="Write metrics for Prometheus' node exporter to this file."
)
@click.option("--heartbeat", type=FOLDER, default=None, help="Write this file anew every few seconds.")
@engine_option_of("Where to search: `local`, or `dask://ADDRESS` of a scheduler that is trusted, and here.")
@tls_options
@click.option(
    "--log-format",
    type=click.Choice(["json", "plain"], case_sensitive=False),
    default=None,
    help="The form of the log on stderr. Unless given it is plain on a terminal and JSON lines elsewhere.",
)
@click.option("--quiet", is_flag=True, default=False, help="Log warnings and errors only.")
@json_option
@click.pass_obj
def nightly(
    began: float,
    /,
    dataset: Path | None,
    where: str,
    out: Path | None,
    language: str,
    rules: Path | None,
    time_limit: float,
    require_sums: bool,
    metrics: Path | None,
    heartbeat: Path | None,
    engine: str,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    log_format: str | None,
    quiet: bool,
    as_json: bool,
    **choices: Any,
) -> int:
    """Plan unattended from the published plan, and publish what keeps the publication rules.

    What DATASET changes against the one before becomes a version first; without it the newest is planned.
    On a cluster large problems are searched by its workers, too, and here.
    """
    from trainopt.cli.logging import log_to_stderr
    from trainopt.runs.engines import islands_of
    from trainopt.runs.nightly.metrics import tell_not_begun

    log_to_stderr(plain=None if log_format is None else log_format == "plain", quiet=quiet)
    effort = effort_of(began, time_limit, **choices)
    try:
        cluster = cluster_of(engine, (tls_ca, tls_cert, tls_key))
        effort = replace(effort, islands=islands_of(cluster, effort.params))
        chosen = trainopt.read_rules(rules) if rules else trainopt.PublicationRules()
        order = trainopt.NightOrder(
            dataset, effort, chosen, trainopt.whoami(), out, metrics, heartbeat, require_sums,
            language=language,
        )  # fmt: skip
        with told_of_the_machine(), open_for(where, create=True) as store:
            night = trainopt.nightly(order, store)
    except TrainoptError as error:
        tell_not_begun(error, metrics, effort.clock.elapsed())
        if as_json and isinstance(error, InputFaults):
            echo_faults_as_json(error.faults, error.warnings)
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
            bound = f"bound {tier['bound']:,}, gap {percent(tier['gap'], 1)}"
            console().print(f"  {tier['term']:<10} {tier['value']:>14,}  {bound}", markup=False)
    if night.error is not None and night.error.exit_code == TrainoptError.exit_code:
        raise night.error
    return night.exit_code
