"""What is old is removed: datasets, plans and logs that nothing depends on. Who did what stays for good."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from trainopt.runs.store.publishing import add_entry, in_force
from trainopt.runs.store.records import Run, last_sound_run, newest_runs, note_run
from trainopt.runs.store.schema import files, folder_files, folders, run_log


@dataclass(frozen=True)
class Pruned:
    """What was removed: runs whose log and folders went, folders, and bytes as they lay in the store."""

    runs: tuple[int, ...]
    folders: int
    bytes: int

    def __repr__(self) -> str:
        return f"Pruned({len(self.runs):,} runs, {self.folders:,} folders, {self.bytes:,} bytes)"


def prune(connection: Connection, keep: int, who: str) -> Pruned:
    """Keep the newest runs, so many, the plan in force and all that it and the next night need.

    The lines of the runs themselves, the publications and the audit stay.
    """
    every = newest_runs(connection)
    kept = {run.number for run in every[:keep]} | _needed(connection)
    gone = tuple(
        run.number for run in reversed(every) if run.number not in kept and _has_something(connection, run)
    )
    for number in gone:
        connection.execute(delete(run_log).where(run_log.c.run == number))
        note_run(connection, number, summary=None)
    removed = _remove_folders(connection, _folders_of([run for run in every if run.number in kept]))
    size = _remove_files(connection)
    if gone:
        add_entry(connection, who, "prune", None, f"runs {', '.join(map(str, gone))}: {size:,} bytes")
    return Pruned(gone, removed, size)


def _needed(connection: Connection) -> set[int]:
    """The run whose plan is in force, and the last one with sound data, which the next is compared with."""
    published, sound = in_force(connection), last_sound_run(connection)
    needed = set() if published is None else {published.run}
    return needed if sound is None else needed | {sound.number}


def _folders_of(kept: list[Run]) -> set[str]:
    """With the plans that the kept runs began from, so that they can be replayed."""
    named = {folder for run in kept for folder in (run.dataset_id, run.base_id, run.plan_id)}
    return {folder for folder in named if folder is not None}


def _has_something(connection: Connection, run: Run) -> bool:
    named = [folder for folder in (run.dataset_id, run.plan_id) if folder is not None]
    held = select(func.count()).select_from(folders).where(folders.c.folder_id.in_(named))
    logged = select(func.count()).select_from(run_log).where(run_log.c.run == run.number)
    return bool(connection.scalar(held)) or bool(connection.scalar(logged))


def _remove_folders(connection: Connection, kept: set[str]) -> int:
    known = set(connection.scalars(select(folders.c.folder_id)))
    for folder_id in known - kept:
        connection.execute(delete(folder_files).where(folder_files.c.folder_id == folder_id))
        connection.execute(delete(folders).where(folders.c.folder_id == folder_id))
    return len(known - kept)


def _remove_files(connection: Connection) -> int:
    """Remove the files that no folder has any more; how many bytes that frees."""
    unused = ~select(folder_files.c.sha256).where(folder_files.c.sha256 == files.c.sha256).exists()
    size = connection.scalar(select(func.coalesce(func.sum(func.length(files.c.data)), 0)).where(unused))
    connection.execute(delete(files).where(unused))
    return int(size or 0)
