"""Lists of numbered things, newest first: those that the actor may see, a part at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Select

Thing = TypeVar("Thing")


def newest_seen(
    connection: Connection,
    found: Select[Any],
    before: int | None,
    most: int | None,
    see: Callable[[int], Thing | None],
) -> list[Thing]:
    """At most so many of the things whose numbers are `found`, those before a number; all for None.

    `see` gives a thing, or None where the actor may not see it: such ones take nobody's place.
    """
    number: Column[int] = found.selected_columns[0]  # type: ignore[assignment]
    wanted = found.order_by(number.desc())
    if before is not None:
        wanted = wanted.where(number < before)
    seen: list[Thing] = []
    for (one,) in connection.execute(wanted).all():
        thing = see(one)
        if thing is not None:
            seen.append(thing)
        if len(seen) == most:
            break
    return seen
