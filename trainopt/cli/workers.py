"""`trainopt work`: a worker that takes the queued runs of a store."""

from __future__ import annotations

import click
import rich_click

import trainopt
from trainopt.cli.nights import open_for, store_option
from trainopt.cli.output import say


@click.command(cls=rich_click.RichCommand)
@store_option
@click.option("--once", is_flag=True, default=False, help="End as soon as no run waits.")
@click.option("--quiet", is_flag=True, default=False, help="Say nothing of each run.")
def work(where: str, once: bool, quiet: bool) -> int:
    """Take queued runs of a store, one after the other, until stopped."""
    with open_for(where) as store:
        done = trainopt.work(store, once=once, say=(lambda _: None) if quiet else say)
    if not quiet:
        say(f"{done} {'run' if done == 1 else 'runs'} done")
    return 0
