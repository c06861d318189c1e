"""Datasets and plans in the store: folders by what is in them, each file's bytes once, compressed."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select

from trainopt.errors import UsageError, shown
from trainopt.runs.store.now import now
from trainopt.runs.store.schema import files, folder_files, folders

Files = Mapping[str, bytes]
"""A folder: its files' bytes by name."""


def is_file_name(name: str) -> bool:
    """Whether a name is one component of a path: what is written under it lies within the folder."""
    return name not in ("", ".", "..") and not set(name) & set("/\\\0")


def hashes_of(content: Files) -> dict[str, str]:
    """SHA-256 of every file, by name, in the order of the names."""
    return {name: hashlib.sha256(content[name]).hexdigest() for name in sorted(content)}


def folder_id_of(hashes: Mapping[str, str]) -> str:
    """What a folder is known by: the SHA-256 of a line `hash  name` per file, as `sha256sum` prints them."""
    lines = "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))
    return hashlib.sha256(lines.encode()).hexdigest()


def add_folder(connection: Connection, content: Files) -> str:
    """Put a folder into the store, as far as it is not there; its id.

    Raises UsageError for a name that could lead out of a folder.
    """
    for name in content:
        if not is_file_name(name):
            raise UsageError(f"a file named {shown(name)} cannot be stored: rename it")
    hashes = hashes_of(content)
    folder_id = folder_id_of(hashes)
    if is_kept(connection, folder_id):
        return folder_id
    connection.execute(insert(folders).values(folder_id=folder_id, added_at=now()))
    known = set(connection.scalars(select(files.c.sha256).where(files.c.sha256.in_(hashes.values()))))
    for name, sha256 in hashes.items():
        if sha256 not in known:
            data = zlib.compress(content[name])
            connection.execute(insert(files).values(sha256=sha256, size=len(content[name]), data=data))
            known.add(sha256)
        connection.execute(insert(folder_files).values(folder_id=folder_id, name=name, sha256=sha256))
    return folder_id


def is_kept(connection: Connection, folder_id: str) -> bool:
    """Whether a folder is in the store (still)."""
    found = select(folders.c.folder_id).where(folders.c.folder_id == folder_id)
    return connection.scalar(found) is not None


def hashes_in(connection: Connection, folder_id: str) -> dict[str, str] | None:
    """The hashes of a folder's files by name; None where the folder is not in the store (any more)."""
    if not is_kept(connection, folder_id):
        return None
    rows = connection.execute(
        select(folder_files.c.name, folder_files.c.sha256)
        .where(folder_files.c.folder_id == folder_id)
        .order_by(folder_files.c.name)
    )
    return {row.name: row.sha256 for row in rows}


def read_folder(connection: Connection, folder_id: str) -> dict[str, bytes]:
    """A folder's files as they were put in.

    Raises UsageError where the store has it no more, where a file is not what it was, and where a name is
    none that a folder's file can have: whoever writes the files would write elsewhere.
    """
    rows = connection.execute(
        select(folder_files.c.name, files.c.sha256, files.c.data)
        .join(files, files.c.sha256 == folder_files.c.sha256)
        .where(folder_files.c.folder_id == folder_id)
        .order_by(folder_files.c.name)
    )
    found = {name: _unpacked(name, sha256, data) for name, sha256, data in rows}
    if folder_id_of(hashes_of(found)) != folder_id:
        raise _pruned(folder_id)
    return found


def check_kept(connection: Connection, folder_id: str) -> None:
    """Raise UsageError where the store has a folder no more: what was made of it is not shown either."""
    if not is_kept(connection, folder_id):
        raise _pruned(folder_id)


def _pruned(folder_id: str) -> UsageError:
    return UsageError(f"the store no longer holds {folder_id[:12]}: it was pruned")


def read_file(connection: Connection, folder_id: str, name: str) -> bytes | None:
    """One file of a folder; None where there is none of that name. Raises UsageError if damaged."""
    row = connection.execute(
        select(files.c.sha256, files.c.data)
        .join(folder_files, files.c.sha256 == folder_files.c.sha256)
        .where(folder_files.c.folder_id == folder_id, folder_files.c.name == name)
    ).one_or_none()
    return None if row is None else _unpacked(name, row.sha256, row.data)


def read_if_there(connection: Connection, folder_id: str | None) -> dict[str, bytes] | None:
    """A folder's files; None for no folder, and for one that was pruned. Raises UsageError if damaged."""
    if folder_id is None or hashes_in(connection, folder_id) is None:
        return None
    return read_folder(connection, folder_id)


def _unpacked(name: str, sha256: str, data: bytes) -> bytes:
    if not is_file_name(name):
        raise UsageError(f"the store is damaged: {shown(name)} is no name of a file; restore a backup")
    try:
        content = zlib.decompress(data)
    except zlib.error:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UsageError(
            f"the store is damaged: {name} ({sha256[:12]}) is not what was put in; restore a backup"
        )
    return content
