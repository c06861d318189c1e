"""The dataset's versions as the store has them: each with its parent, its cause and the rows it changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from trainopt.runs.nightly.differences import RowCells
from trainopt.runs.store.folders import Files, add_folder, is_kept
from trainopt.runs.store.now import now
from trainopt.runs.store.service_schema import follows, version_changes, versions
from trainopt.service.access import not_there
from trainopt.service.actors import Actor
from trainopt.service.auditing import note
from trainopt.service.differences import RowEdit, RowKey
from trainopt.service.notices import NoticeKind, tell
from trainopt.service.topics import Topic, followers, row_object

LATEST = "latest"


class VersionCause(StrEnum):
    """Why there is a version."""

    BROUGHT_IN = "brought in"
    FOLDER = "folder"
    ACCEPTED = "accepted"
    SET_BACK = "set back"


@dataclass(frozen=True)
class DatasetVersion:
    """A version: `dataset_id` is the folder of its tables, `detail` what it was made from."""

    number: int
    dataset_id: str
    source_id: str | None
    parent: int | None
    cause: VersionCause
    author: str
    at: str
    reason: str
    detail: dict[str, Any]

    def __repr__(self) -> str:
        return f"DatasetVersion({self.number}, {self.cause}, {self.author!r})"


@dataclass(frozen=True)
class CausedEdit:
    """An edit that a version made, whose it was and why; `proposal` is None where it came from none."""

    edit: RowEdit
    author: str
    reason: str
    proposal: int | None = None


@dataclass(frozen=True)
class RowChange:
    """A line of a row's history: what a version did to it, who asked for that, and why."""

    version: int
    at: str
    table: str
    key: RowKey
    before: RowCells | None
    after: RowCells | None
    author: str
    reason: str
    proposal: int | None


def newest_version(connection: Connection) -> DatasetVersion | None:
    """The last version; None where nothing was brought in yet."""
    row = connection.execute(select(versions).order_by(versions.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else _as_version(row._mapping)


def version_at(connection: Connection, number: int | str) -> DatasetVersion:
    """A version by its number; `latest` is a number too. Raises NotThere."""
    if number == LATEST:
        found = newest_version(connection)
        if found is None:
            raise not_there("version yet: a dataset is brought in first")
        return found
    known = versions.c.number == number
    row = connection.execute(select(versions).where(known)).one_or_none() if isinstance(number, int) else None
    if row is None:
        raise not_there(f"version {number}")
    return _as_version(row._mapping)


def base_kept(connection: Connection, number: int) -> tuple[DatasetVersion, bool]:
    """The version that something stands on, and whether its tables are still there.

    Where they were pruned, which happens to what is decided alone, the newest version takes its place.
    """
    version = version_at(connection, number)
    if is_kept(connection, version.dataset_id):
        return version, True
    return version_at(connection, LATEST), False


def all_versions(connection: Connection, before: int | None, most: int) -> list[DatasetVersion]:
    """The newest versions before a number, at most so many."""
    found = select(versions).order_by(versions.c.number.desc()).limit(most)
    if before is not None:
        found = found.where(versions.c.number < before)
    return [_as_version(row._mapping) for row in connection.execute(found)]


@dataclass(frozen=True)
class NewVersion:
    """A version that is to be added: `content` are the files of its dataset."""

    content: Files
    cause: VersionCause
    reason: str
    parent: DatasetVersion | None
    edits: tuple[CausedEdit, ...] = ()
    source_id: str | None = None
    detail: Mapping[str, Any] | None = None


def add_version(connection: Connection, actor: Actor, new: NewVersion) -> DatasetVersion:
    """Add a version with the rows that it changes, and say so in the audit."""
    row: dict[str, Any] = {
        "dataset_id": add_folder(connection, new.content),
        "source_id": new.source_id,
        "parent": None if new.parent is None else new.parent.number,
        "cause": new.cause.value,
        "author": actor.name,
        "at": now(),
        "reason": new.reason,
        "detail": dict(new.detail or {}),
    }
    number = int(connection.execute(insert(versions).values(row).returning(versions.c.number)).scalar_one())
    lines = [_line(number, place, caused) for place, caused in enumerate(new.edits)]
    if lines:
        connection.execute(insert(version_changes), lines)
    _tell_followers(connection, actor, number, new.edits)
    facts = {"version": number, "dataset": row["dataset_id"], "rows": len(lines), **row["detail"]}
    before = {"version": row["parent"]} if row["parent"] else None
    note(connection, actor, f"version {new.cause}", f"version {number}", before=before, after=facts,
         detail=new.reason)  # fmt: skip
    return version_at(connection, number)


def _tell_followers(connection: Connection, actor: Actor, number: int, edits: Iterable[CausedEdit]) -> None:
    """Whoever follows a row is told that it changed, unless they asked for it or decided it."""
    followed = set(connection.scalars(select(follows.c.object).where(follows.c.kind == Topic.ROW.value)))
    if not followed:
        return
    for caused in edits:
        row = row_object(caused.edit.table, caused.edit.key)
        if row in followed:
            names = followers(connection, Topic.ROW, row) - {caused.author, actor.name}
            tell(connection, names, NoticeKind.ROW, f"{number} {row}")


def _line(number: int, place: int, caused: CausedEdit) -> dict[str, Any]:
    edit = caused.edit
    return {
        "version": number,
        "place": place,
        "table_name": edit.table,
        "row_key": json.dumps(edit.key),
        "before": None if edit.before is None else dict(edit.before),
        "after": None if edit.after is None else dict(edit.after),
        "author": caused.author,
        "reason": caused.reason,
        "proposal": caused.proposal,
    }


def changes_in(connection: Connection, number: int) -> list[RowChange]:
    """The rows that a version changed, in their order."""
    where = version_changes.c.version == number
    return _changes(connection, select(version_changes).where(where).order_by(version_changes.c.place))


def changes_of_row(connection: Connection, table: str, key: RowKey) -> list[RowChange]:
    """What versions did to a row, oldest first."""
    where = (version_changes.c.table_name == table) & (version_changes.c.row_key == json.dumps(key))
    order = (version_changes.c.version, version_changes.c.place)
    return _changes(connection, select(version_changes).where(where).order_by(*order))


def _changes(connection: Connection, found: Any) -> list[RowChange]:
    rows = list(connection.execute(found))
    numbers = {row.version for row in rows}
    wanted = select(versions.c.number, versions.c.at).where(versions.c.number.in_(numbers))
    times = {row.number: row.at for row in connection.execute(wanted)}
    return [
        RowChange(
            row.version,
            times[row.version],
            row.table_name,
            tuple(json.loads(row.row_key)),
            row.before,
            row.after,
            row.author,
            row.reason,
            row.proposal,
        )
        for row in rows
    ]


def _as_version(row: Mapping[Any, Any]) -> DatasetVersion:
    values: Iterable[tuple[str, Any]] = ((str(name), value) for name, value in row.items())
    return DatasetVersion(**dict(values) | {"cause": VersionCause(row["cause"])})
