"""`trainopt work`: a worker that takes the queued runs of a store."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
import rich_click

import trainopt
from trainopt.cli.nights import open_for, store_option
from trainopt.cli.options import FOLDER, log_format_option
from trainopt.cli.output import say
from trainopt.search.stopping import stop_when_stdin_closes

if TYPE_CHECKING:
    from trainopt import DaskEngine


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
@click.option(
    "--engine",
    default="local",
    show_default=True,
    help="Where to make runs: `local`, or `dask://ADDRESS` of a scheduler that is trusted. Nights are local.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="With a cluster, take so many runs at once.",
)
@click.option("--tls-ca", type=FOLDER, default=None, help="The authority that the cluster is known by.")
@click.option("--tls-cert", type=FOLDER, default=None, help="The certificate to show to the cluster.")
@click.option("--tls-key", type=FOLDER, default=None, help="The key of that certificate.")
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
    cluster = _cluster(engine, jobs, (tls_ca, tls_cert, tls_key))
    stop = threading.Event()
    if watch:
        stop_when_stdin_closes(stop)
    with open_for(where) as store:
        done = trainopt.work(store, stop=stop, once=once, say=tell, engine=cluster, jobs=jobs)
    tell(f"{done} {'run' if done == 1 else 'runs'} done")
    return 0


def _cluster(engine: str, jobs: int, files: tuple[Path | None, ...]) -> DaskEngine | None:
    """The cluster to make runs on; None for this machine."""
    tls = [file for file in files if file is not None]
    if tls and len(tls) < len(files):
        raise trainopt.UsageError("TLS takes all three: --tls-ca, --tls-cert and --tls-key")
    if engine == "local":
        if tls or jobs > 1:
            raise trainopt.UsageError(
                "--jobs and the options of TLS are for a cluster: give --engine dask://…"
            )
        return None
    from trainopt.runs.engines import ClusterTls, DaskEngine, engine_of

    made = engine_of(engine, jobs, ClusterTls(*tls) if tls else None)
    assert isinstance(made, DaskEngine)
    return made


def _teller(log_format: str | None, *, quiet: bool) -> Callable[[str], None]:
    """What hears of each run: nobody, a log, or whoever reads stderr."""
    if quiet:
        return lambda _: None
    if not log_format:
        return say
    from trainopt.service.logs import log_in

    log_in(log_format)
    return logging.getLogger("trainopt.work").info
