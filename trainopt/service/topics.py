"""What people talk about and follow, and how each of it is called."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Table, select

from trainopt.runs.store.service_schema import follows


class Topic(StrEnum):
    """What can be talked about; `object` is its number, its id, or of a row `[table, key …]` as JSON."""

    DRAFT = "draft"
    PROPOSAL = "proposal"
    ROW = "row"
    CLASS = "class"
    COHORT = "cohort"
    RUN = "run"


def row_object(table: str, key: Iterable[str]) -> str:
    """How a row is called as the object of a comment."""
    return json.dumps([table, *key], ensure_ascii=False)


def is_about(table: Table, topic: Topic, object: str) -> ColumnElement[bool]:
    """Whether a line of a table is about an object."""
    return (table.c.kind == topic.value) & (table.c.object == object)


def followers(connection: Connection, topic: Topic, object: str) -> set[str]:
    """Who follows an object, whether or not they still see it."""
    return set(connection.scalars(select(follows.c.person).where(is_about(follows, topic, object))))
