"""`trainopt work`: a worker that takes the queued runs of a store."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

import click
import rich_click

import trainopt
from trainopt.cli.clusters import cluster_of, engine_option_of, tls_options
from trainopt.cli.nights import open_for, store_option
from trainopt.cli.options import log_format_option
from trainopt.cli.output import say
from trainopt.search.stopping import stop_when_stdin_closes


@click.command(cls=rich_click.RichCommand)
@store_option
@click.option("--once", is_flag=True, default=False, help="End as soon as no run waits.")
@click.option(
    "--until-stdin-closes",
    "watch",
    is_flag=True,
    default=False,
    help="Leave when standard input is closed: whoever started it is gone then.",
)
@engine_option_of("Where to make runs: `local`, or `dask://ADDRESS` of a scheduler that is trusted.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="With a cluster, take so many runs at once.",
)
@tls_options
@log_format_option
@click.option("--quiet", is_flag=True, default=False, help="Say nothing of each run.")
def work(
    where: str,
    once: bool,
    watch: bool,
    engine: str,
    jobs: int,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    log_format: str | None,
    quiet: bool,
) -> int:
    """Take queued runs of a store, one after the other, until stopped."""
    tell = _teller(log_format, quiet=quiet)
    cluster = cluster_of(engine, (tls_ca, tls_cert, tls_key), jobs)
    stop = threading.Event()
    if watch:
        stop_when_stdin_closes(stop)
    with open_for(where) as store:
        done = trainopt.work(store, stop=stop, once=once, say=tell, engine=cluster, jobs=jobs)
    tell(f"{done} {'run' if done == 1 else 'runs'} done")
    return 0


def _teller(log_format: str | None, *, quiet: bool) -> Callable[[str], None]:
    """What hears of each run: nobody, a log, or whoever reads stderr."""
    if quiet:
        return lambda _: None
    if not log_format:
        return say
    from trainopt.service.logs import log_in

    log_in(log_format)
    return logging.getLogger("trainopt.work").info
