"""`trainopt notices`: the daily mail of a store."""

from __future__ import annotations

import os

import click
import rich_click

import trainopt
from trainopt.cli.nights import open_for, store_option
from trainopt.cli.options import json_option
from trainopt.cli.output import echo_json, say
from trainopt.errors import ExitCode


@click.command(cls=rich_click.RichCommand)
@store_option
@click.option(
    "--smtp",
    required=True,
    envvar="TRAINOPT_SMTP",
    show_envvar=True,
    help="The mail server: smtp://USER@HOST:PORT or smtps://…; its password is in TRAINOPT_SMTP_PASSWORD.",
)
@click.option(
    "--from",
    "sender",
    required=True,
    envvar="TRAINOPT_MAIL_FROM",
    show_envvar=True,
    help="Whom mails come from: plan@example.org.",
)
@click.option(
    "--public-url",
    default="",
    envvar="TRAINOPT_PUBLIC_URL",
    show_envvar=True,
    help="Where the pages are, for the links in mails: https://plan.example.",
)
@json_option
def notices(where: str, smtp: str, sender: str, public_url: str, as_json: bool) -> int:
    """Send what is new to everybody who wants it by mail: one mail a person and day.

    A timer calls it, once a day or more often. What cannot be sent is tried again by the next call.
    """
    server = trainopt.MailServer(smtp, sender, os.environ.get("TRAINOPT_SMTP_PASSWORD", ""))
    with open_for(where) as store:
        came = trainopt.send_notices(store, server, public_url)
    if as_json:
        echo_json({"sent": list(came.sent), "failed": [list(one) for one in came.failed]})
    for name, why in came.failed:
        say(f"no mail to {name}: {why}")
    if not as_json:
        say(f"{len(came.sent)} {'mail' if len(came.sent) == 1 else 'mails'} sent")
    return ExitCode.WRONG_USE if came.failed else 0
