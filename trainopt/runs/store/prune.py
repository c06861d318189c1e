"""What is old is removed: datasets, plans and logs that nothing depends on. Who did what stays for good."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from trainopt.runs.store.publishing import add_entry, in_force
from trainopt.runs.store.records import Run, last_sound_run, newest_runs, note_run
from trainopt.runs.store.retention import (
    remove_ended_spreadsheets,
    remove_old_audit,
    remove_old_drafts,
    setting_of,
)
from trainopt.runs.store.schema import files, folder_files, folders, publications, run_log, runs
from trainopt.runs.store.service_schema import drafts, proposals, queue, settings, versions

KEEP_VERSIONS = "keep_versions"
"""The setting that says how many of the newest versions keep their tables; all where it is not set."""
BROUGHT_IN = "brought in"
"""The setting that names the folder that was brought in last."""
UNDECIDED = ("open", "submitted", "waiting")
PLANS_KEPT = 5
"""The newest publications whose plans stay, so that one can be withdrawn."""


@dataclass(frozen=True)
class Pruned:
    """What was removed: runs whose log and folders went, folders, and bytes as they lay in the store.

    With them decided drafts and lines of the audit, where a setting says how long these are kept.
    """

    runs: tuple[int, ...]
    folders: int
    bytes: int
    drafts: int = 0
    audit: int = 0

    def __repr__(self) -> str:
        return f"Pruned({len(self.runs):,} runs, {self.folders:,} folders, {self.bytes:,} bytes)"


def prune(connection: Connection, keep: int, who: str) -> Pruned:
    """Keep the newest runs, so many, the plan in force and all that it and the next night need.

    The lines of the runs themselves and the publications stay; the audit unless a setting says how long.
    """
    decided = remove_old_drafts(connection, who)
    remove_ended_spreadsheets(connection, who)
    every = newest_runs(connection)
    kept = {run.number for run in every[:keep]} | _needed(connection)
    stay = _folders_of([run for run in every if run.number in kept]) | _needed_by_people(connection, kept)
    gone = tuple(
        run.number
        for run in reversed(every)
        if run.number not in kept and _has_something(connection, run, stay)
    )
    for number in gone:
        connection.execute(delete(run_log).where(run_log.c.run == number))
        note_run(connection, number, summary=None)
    removed = _remove_folders(connection, stay)
    size = _remove_files(connection)
    if gone:
        add_entry(connection, who, "prune", None, f"runs {', '.join(map(str, gone))}: {size:,} bytes")
    return Pruned(gone, removed, size, decided, remove_old_audit(connection, who))


def _needed(connection: Connection) -> set[int]:
    """The run whose plan is in force, and the last one with sound data, which the next is compared with."""
    published, sound = in_force(connection), last_sound_run(connection)
    needed = set() if published is None else {published.run}
    return needed if sound is None else needed | {sound.number}


def _needed_by_people(connection: Connection, kept: set[int]) -> set[str]:
    """What the service needs: versions, as many as the setting says, and those on which drafts stand.

    With them the bases of proposals, what was brought in last, the plans to which a publication can be
    withdrawn, what waits to be run, and the answers of the runs that are kept.
    """
    most = setting_of(connection, KEEP_VERSIONS)
    numbers = set(
        connection.scalars(select(versions.c.number).order_by(versions.c.number.desc()).limit(most))
    )
    numbers |= set(connection.scalars(select(drafts.c.base).where(drafts.c.status.in_(UNDECIDED))))
    numbers |= set(connection.scalars(select(proposals.c.base).where(proposals.c.status.in_(UNDECIDED))))
    asked = (
        select(versions.c.dataset_id).where(versions.c.number.in_(numbers)),
        select(settings.c.value).where(settings.c.name == BROUGHT_IN),
        select(publications.c.plan_id).order_by(publications.c.number.desc()).limit(PLANS_KEPT),
        select(queue.c.result_id).where(queue.c.run.in_(kept)),
        select(runs.c.dataset_id)
        .join(queue, queue.c.run == runs.c.number)
        .where(queue.c.state.in_(("queued", "running"))),
    )
    return {found for one in asked for found in connection.scalars(one) if found}


def _folders_of(kept: list[Run]) -> set[str]:
    """With the plans that the kept runs began from, so that they can be replayed."""
    named = {folder for run in kept for folder in (run.dataset_id, run.base_id, run.plan_id)}
    return {folder for folder in named if folder is not None}


def _has_something(connection: Connection, run: Run, stay: set[str]) -> bool:
    """Whether anything of the run goes: lines of its log, or a folder that is not among those that stay."""
    named = {folder for folder in (run.dataset_id, run.plan_id) if folder is not None} - stay
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
