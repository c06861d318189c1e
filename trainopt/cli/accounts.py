"""`trainopt people`: accounts, grants and tokens of a store, as an operator of the machine gives them."""

from __future__ import annotations

import sys
from collections.abc import Set
from typing import TYPE_CHECKING, Any

import click
import rich_click

import trainopt
from trainopt.cli.nights import StoreGroup, before_option, open_for, store_option
from trainopt.cli.options import json_option
from trainopt.cli.output import console, echo_json, print_frame, say

if TYPE_CHECKING:
    from trainopt import Person, Scope

grant_option = click.option(
    "--grant",
    "grants",
    multiple=True,
    default=(),
    help="ROLE:SCOPE, as planner:nation:PL, reader:unit:BDE-1, coordinator:all, or admin.",
)
name_argument = click.argument("name")


@click.group("people", cls=StoreGroup)
@before_option
def accounts(store: str | None) -> None:
    """Who may work with a store's service: accounts, grants, tokens."""


@accounts.command("list", cls=rich_click.RichCommand)
@store_option
@json_option
def list_(where: str, as_json: bool) -> int:
    """List the accounts with their grants."""
    import pandas as pd

    from trainopt.service.absent import absent_of_anybody

    with open_for(where, look=True) as store:
        absent = absent_of_anybody(store, trainopt.operator())
        people = trainopt.list_people(store, trainopt.operator())
    lines = [_line(person, absent) for person in people]
    if as_json:
        echo_json({"people": lines})
    elif lines:
        cells = [_as_cells(line) for line in lines]
        print_frame(pd.DataFrame(cells).astype(str), "People")
    else:
        console().print("nobody yet")
    for line in () if as_json else lines:
        _warn_of_absent(line)
    return 0


def _as_cells(line: dict[str, Any]) -> dict[str, Any]:
    """A line for a terminal: grants in one cell; of what the data lacks it is said below."""
    cells = {name: value for name, value in line.items() if name != "absent"}
    return cells | {"grants": " ".join(line["grants"])}


def _warn_of_absent(line: dict[str, Any]) -> None:
    """Say which of somebody's grants are for what no row of the newest data names."""
    for one in line["absent"]:
        say(
            f"{line['name']}: {one}: no row of the newest data names it, so nothing is seen by this grant; "
            "is it written as the tables write it?"
        )


def _line(person: Person, absent: Set[Scope]) -> dict[str, Any]:
    state = "disabled" if person.disabled else "must change password" if person.must_change else "open"
    return {
        "name": person.name,
        "state": state,
        "grants": [str(grant) for grant in person.grants],
        "absent": [str(grant) for grant in person.grants if grant.scope and grant.scope in absent],
        "created_at": person.created_at,
        "created_by": person.created_by,
    }


@accounts.command(cls=rich_click.RichCommand)
@name_argument
@store_option
@grant_option
@click.option(
    "--password-stdin",
    "from_stdin",
    is_flag=True,
    default=False,
    help="Read the password from stdin; without it one is made, printed once, and must be changed.",
)
def add(name: str, where: str, grants: tuple[str, ...], from_stdin: bool) -> int:
    """Add an account. A one-time password stands alone on stdout."""
    from trainopt.service.absent import absent_of_anybody

    password = sys.stdin.readline().rstrip("\n") if from_stdin else None
    with open_for(where, create=True) as store:
        absent = absent_of_anybody(store, trainopt.operator(), grants)
        welcome = trainopt.add_person(store, trainopt.operator(), name, grants, password)
    say(f"{name} was added")
    _warn_of_absent(_line(welcome.person, absent))
    if welcome.password is not None:
        console().print(welcome.password, markup=False)
    return 0


@accounts.command(cls=rich_click.RichCommand)
@name_argument
@store_option
@grant_option
def grant(name: str, where: str, grants: tuple[str, ...]) -> int:
    """Give an account more grants."""
    from trainopt.service.absent import absent_of_anybody

    with open_for(where) as store:
        absent = absent_of_anybody(store, trainopt.operator(), grants)
        person = trainopt.grant_person(store, trainopt.operator(), name, grants)
    _say_grants(person)
    _warn_of_absent(_line(person, absent))
    return 0


@accounts.command(cls=rich_click.RichCommand)
@name_argument
@store_option
@grant_option
def revoke(name: str, where: str, grants: tuple[str, ...]) -> int:
    """Take grants from an account."""
    with open_for(where) as store:
        _say_grants(trainopt.revoke_grants(store, trainopt.operator(), name, grants))
    return 0


def _say_grants(person: Person) -> None:
    say(f"{person.name}: {' '.join(map(str, person.grants)) or 'no grants'}")


@accounts.command(cls=rich_click.RichCommand)
@name_argument
@store_option
@click.option("--undo", is_flag=True, default=False, help="Open the account again.")
def disable(name: str, where: str, undo: bool) -> int:
    """Close an account, with its sessions and tokens."""
    with open_for(where) as store:
        trainopt.disable_person(store, trainopt.operator(), name, disabled=not undo)
    say(f"{name} is {'open again' if undo else 'disabled'}")
    return 0


@accounts.command(cls=rich_click.RichCommand)
@name_argument
@store_option
def reset(name: str, where: str) -> int:
    """Make a new one-time password for an account; it stands alone on stdout."""
    with open_for(where) as store:
        password = trainopt.reset_password(store, trainopt.operator(), name)
    console().print(password, markup=False)
    return 0


@accounts.command(cls=rich_click.RichCommand)
@name_argument
@store_option
@click.option("--name", "label", required=True, help="What the token is for.")
@click.option("--days", type=click.IntRange(1), required=True, help="It ends after so many days.")
@grant_option
def token(name: str, where: str, label: str, days: int, grants: tuple[str, ...]) -> int:
    """Make a token for a program; it stands alone on stdout, and is shown this once."""
    with open_for(where) as store:
        made = trainopt.make_token(store, trainopt.operator(), label, days, grants or None, name)
    console().print(made.secret, markup=False, soft_wrap=True)
    return 0
