"""`trainopt serve`: the service and the planners' page."""

from __future__ import annotations

import os
from pathlib import Path

import click
import rich_click

import trainopt
from trainopt.cli.options import FOLDER, log_format_option, published_option
from trainopt.cli.output import say


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER, required=False, default=None)
@click.option(
    "--store",
    "where",
    envvar="TRAINOPT_STORE",
    show_envvar=True,
    default=None,
    help="The store to serve; without it the file plans/store.db.",
)
@published_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen at this address.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Listen at this port; 0 takes any.",
)
@click.option(
    "--public-url",
    default="",
    envvar="TRAINOPT_PUBLIC_URL",
    help="What people type into their browser, where a proxy stands in front: https://plan.example.",
)
@click.option(
    "--without-tls",
    is_flag=True,
    default=False,
    help="Listen at an address that others reach although nothing encrypts passwords on their way.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Answer with so many processes.",
)
@click.option(
    "--no-worker",
    is_flag=True,
    default=False,
    help="Start no process that takes queued runs: `trainopt work` does, here or on other machines.",
)
@click.option(
    "--metrics-port",
    type=click.IntRange(0, 65535),
    default=None,
    help="Serve metrics for Prometheus at this port, an address of their own; 0 takes any.",
)
@click.option("--metrics-host", default="127.0.0.1", show_default=True, help="Serve metrics at this address.")
@log_format_option
@click.option(
    "--first-admin",
    default=None,
    help="Where the store has no people yet, add this admin and print a one-time password.",
)
def serve(
    dataset: Path | None,
    where: str | None,
    published: Path | None,
    host: str,
    port: int,
    public_url: str,
    without_tls: bool,
    processes: int,
    no_worker: bool,
    metrics_port: int | None,
    metrics_host: str,
    log_format: str | None,
    first_admin: str | None,
) -> int:
    """Serve a store: pages for planners, and the interface for programs."""
    provider = {name: os.environ.get(f"TRAINOPT_{name.upper()}", "") for name in trainopt.WebSettings.OIDC}
    settings = trainopt.WebSettings(
        where or _own_store(), public_url, **provider, log_format=log_format or ""
    )
    order = trainopt.ServeOrder(
        settings, host, port, processes, without_tls, not no_worker, metrics_port, metrics_host
    )
    if dataset is not None:
        _bring_in(settings.store, dataset, published)
    elif published is not None:
        raise trainopt.UsageError("--published is of the first version: name its DATASET")
    if first_admin is not None:
        _add_admin(settings.store, first_admin)
    trainopt.serve(
        order,
        lambda address: say(f"trainopt is at {address}"),
        lambda address: say(f"metrics are at {address}"),
    )
    return 0


def _own_store() -> str:
    """The file beside the plans that `./run` makes."""
    folder = Path("plans")
    folder.mkdir(exist_ok=True)
    return str(folder / "store.db")


def _bring_in(where: str, dataset: Path, published: Path | None) -> None:
    with trainopt.open_store(where) as store:
        brought = trainopt.bring_in(store, trainopt.operator(), dataset, published=published)
    if brought.is_new:
        say(f"{dataset} is version {brought.version.number}")
    else:
        say(f"{dataset} was not brought in: the store has version {brought.version.number} already")


def _add_admin(where: str, name: str) -> None:
    password = trainopt.first_admin(where, name)
    if password is None:
        say(f"there are people already: {name} was not added")
    else:
        say(f"{name} signs in with this one-time password, and then chooses another: {password}")
