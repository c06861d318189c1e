"""The options by which a command is told of a cluster, and the cluster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

import trainopt
from trainopt.cli.options import FOLDER, Decorator

if TYPE_CHECKING:
    from trainopt import DaskEngine

TLS = (
    ("--tls-ca", "The authority that the cluster is known by."),
    ("--tls-cert", "The certificate to show to the cluster."),
    ("--tls-key", "The key of that certificate."),
)


def tls_options(command: Callable[..., int]) -> Callable[..., int]:
    """The files by which a command and a cluster know each other."""
    for name, meaning in reversed(TLS):
        command = click.option(name, type=FOLDER, default=None, help=meaning)(command)
    return command


def engine_option_of(meaning: str) -> Decorator:
    """Where a command has its work done."""
    return click.option("--engine", default="local", show_default=True, help=meaning)


def cluster_of(engine: str, files: tuple[Path | None, ...], jobs: int = 1) -> DaskEngine | None:
    """The cluster that an engine names; None for this machine. Raises UsageError."""
    tls = [file for file in files if file is not None]
    if tls and len(tls) < len(files):
        raise trainopt.UsageError("TLS takes all three: --tls-ca, --tls-cert and --tls-key")
    if engine == "local":
        if tls or jobs > 1:
            raise trainopt.UsageError(
                "--jobs and the options of TLS are for a cluster: give --engine dask://…"
            )
        return None
    from trainopt.runs.cluster_client import ClusterTls
    from trainopt.runs.engines import DaskEngine, engine_of

    made = engine_of(engine, jobs, ClusterTls(*tls) if tls else None)
    assert isinstance(made, DaskEngine)
    return made
