"""The dataset's versions: brought in, shown within scopes, told apart, set back; and the history of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from trainopt.dataset import Dataset, dataset_content, read_dataset
from trainopt.dataset.in_force import InForce
from trainopt.dataset.source import Where
from trainopt.errors import UsageError
from trainopt.plan.extract import KEPT
from trainopt.plan.folder import read_in_force
from trainopt.runs.nightly.differences import RowCells
from trainopt.runs.store import Store
from trainopt.runs.store.folders import add_folder, hashes_in
from trainopt.runs.store.prune import BROUGHT_IN
from trainopt.runs.store.publishing import in_force
from trainopt.runs.store.service_schema import settings
from trainopt.service.access import Action, allowed, not_there, require
from trainopt.service.actors import ALL, Actor, Role
from trainopt.service.beginnings import begin_in_force, plan_brought
from trainopt.service.contents import DataAtHand, data_at, plan_at
from trainopt.service.differences import (
    NO_KEY,
    PLAN,
    RowEdit,
    RowKey,
    columns_of,
    edits_between,
    key_columns,
    text_of,
)
from trainopt.service.merging import Clash, Take, merge, take_all
from trainopt.service.next_data import next_data
from trainopt.service.scopes import EditHere, Reaches, RowHere, shows_table
from trainopt.service.versions import (
    LATEST,
    CausedEdit,
    DatasetVersion,
    NewVersion,
    RowChange,
    VersionCause,
    add_version,
    all_versions,
    changes_in,
    changes_of_row,
    newest_version,
    version_at,
)
from trainopt.tables import TABLES, Settings

SHARED_SETTINGS = frozenset(KEPT) & Settings.model_fields.keys()
"""The settings that a nation or a unit sees."""


@dataclass(frozen=True)
class TableShown:
    """A table as somebody sees it: its columns, and the rows with their keys, in the order of the table."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[RowKey, ...]
    rows: tuple[RowCells, ...]

    def __repr__(self) -> str:
        return f"TableShown({self.name!r}, {len(self.rows):,} rows)"


@dataclass(frozen=True)
class TablesShown:
    """A version as somebody sees it: the dataset's name, and each table that is shown to them."""

    name: str
    version: int
    tables: tuple[TableShown, ...]


@dataclass(frozen=True)
class BroughtIn:
    """What came of bringing a dataset in: the version now newest, whether it is new, and the cells kept.

    `kept` are those in which the folder says otherwise than what was accepted meanwhile, which stays.
    """

    version: DatasetVersion
    is_new: bool
    kept: tuple[Clash, ...] = field(default=(), repr=False)


def bring_in(
    store: Store, actor: Actor, path: Where, reason: str = "", *, published: Where | None = None
) -> BroughtIn:
    """A folder or workbook as the first version; where there are versions already, nothing is changed.

    `published` is the plan in force, which says what has begun: it is in force in the store, too.

    Raises DatasetFaults where it is faulty, PlanFaults, NotAllowed, UsageError where the plan breaks rules.

    >>> with trainopt.open_store("brought.db") as store:
    ...     trainopt.bring_in(store, trainopt.operator("op"), "data/example").version
    DatasetVersion(1, brought in, 'op')
    """
    require(actor, Action.BRING_IN)
    with store.look() as connection:
        newest = newest_version(connection)
    if newest is not None:
        return BroughtIn(newest, False)
    plan = None if published is None else plan_brought(Path(path), Path(published))
    before = _plan_in_force(store) if published is None else read_in_force(Path(published))
    dataset = read_dataset(Path(path), in_force=before)
    with store.begin() as connection:
        newest = newest_version(connection)
        if newest is not None:
            return BroughtIn(newest, False)
        source = _note_source(connection, dataset)
        reason = reason or f"{dataset.settings.name} was brought in"
        content = dataset_content(dataset)
        new = NewVersion(content, VersionCause.BROUGHT_IN, reason, None, source_id=source)
        version = add_version(connection, actor, new)
        if plan is not None:
            begin_in_force(connection, actor, dataset, version.dataset_id, plan)
        return BroughtIn(version, True)


def bring_in_changes(store: Store, actor: Actor, path: Where, reason: str = "") -> BroughtIn:
    """What a folder changes against the one that was brought in last, as a version of its own.

    A cell that was changed otherwise meanwhile, by what was accepted, keeps its value and is told. The first
    folder of all is the first version. Raises DatasetFaults where the folder, or what it would make of the
    newest version, is faulty; NotAllowed.
    """
    require(actor, Action.BRING_IN)
    folder = read_dataset(Path(path), in_force=_plan_in_force(store))
    while True:
        with store.look() as connection:
            newest = newest_version(connection)
            last = _source(connection)
            if newest is None or last is None:
                return bring_in(store, actor, path, reason)
            before, now = data_at(connection, last), data_at(connection, newest.dataset_id)
        edits = edits_between(before.text, text_of(folder))
        clashes = merge(now.text, edits).clashes
        merged = merge(now.text, edits, take_all(clashes, Take.THEIRS))
        content = next_data(now, merged.text).content if merged.edits else {}
        with store.begin() as connection:
            if (newest_version(connection), _source(connection)) != (newest, last):
                continue  # somebody was quicker
            source = _note_source(connection, folder)
            if not merged.edits:
                return BroughtIn(newest, False, clashes)
            reason = reason or "what the folder changes against the one before"
            caused = tuple(CausedEdit(edit, actor.name, reason) for edit in merged.edits)
            kept = [f"{c.table} {' '.join(c.key)} {c.column}".strip() for c in clashes]
            new = NewVersion(content, VersionCause.FOLDER, reason, newest, caused, source, {"kept": kept})
            return BroughtIn(add_version(connection, actor, new), True, clashes)


def _plan_in_force(store: Store) -> InForce | None:
    with store.look() as connection:
        current = in_force(connection)
        return None if current is None else plan_at(connection, current.plan_id)


def _source(connection: Connection) -> str | None:
    found: str | None = connection.scalar(select(settings.c.value).where(settings.c.name == BROUGHT_IN))
    return found


def _note_source(connection: Connection, dataset: Dataset) -> str:
    """Keep what was brought in, for what the next one changes against it."""
    source = add_folder(connection, dataset_content(dataset))
    kept = update(settings).where(settings.c.name == BROUGHT_IN).values(value=source)
    if not connection.execute(kept).rowcount:
        connection.execute(insert(settings).values(name=BROUGHT_IN, value=source))
    return source


def has_data(store: Store, actor: Actor) -> bool:
    """Whether there is any version yet. Raises NotAllowed."""
    require(actor, Action.SEE_DATA)
    with store.look() as connection:
        return newest_version(connection) is not None


def list_versions(
    store: Store, actor: Actor, *, before: int | None = None, most: int = 100
) -> list[DatasetVersion]:
    """The newest versions before a number, at most so many: without words of others to who sees a part."""
    require(actor, Action.SEE_DATA)
    with store.look() as connection:
        return [_as_seen(actor, version) for version in all_versions(connection, before, most)]


def show_version(store: Store, actor: Actor, number: int | str = LATEST) -> DatasetVersion:
    """A version by its number, or the newest. Raises NotThere, NotAllowed."""
    require(actor, Action.SEE_DATA)
    with store.look() as connection:
        return _as_seen(actor, version_at(connection, number))


def _as_seen(actor: Actor, version: DatasetVersion) -> DatasetVersion:
    """For whoever does not see all: that there is a version and when it came to be; no words of others."""
    if allowed(actor, Action.SEE_SCOPE, ALL):
        return version
    return DatasetVersion(version.number, "", None, version.parent, version.cause, "", version.at, "", {})


def show_table(store: Store, actor: Actor, table: str, number: int | str = LATEST) -> TableShown:
    """A table of a version as the actor's scopes show it; `plan` are the settings.

    Raises NotThere for a version or a table that is not there, or not for the actor; NotAllowed.
    """
    require(actor, Action.SEE_DATA)
    data = data_of(store, actor, number)
    if (table != PLAN and table not in TABLES) or not shows_table(actor.scopes(Role.READER), table):
        raise not_there(f"table {table}")
    return table_within(data, actor, table)


def show_tables(store: Store, actor: Actor, number: int | str = LATEST) -> TablesShown:
    """All tables of a version as the actor's scopes show them. Raises NotThere, NotAllowed."""
    require(actor, Action.SEE_DATA)
    with store.look() as connection:
        version = version_at(connection, number)
        data = data_at(connection, version.dataset_id)
    scopes = actor.scopes(Role.READER)
    tables = tuple(table_within(data, actor, table) for table in TABLES if shows_table(scopes, table))
    return TablesShown(data.dataset.settings.name, version.number, tables)


def data_of(store: Store, actor: Actor, number: int | str = LATEST) -> DataAtHand:
    """A version's data, whole: whoever passes it on cuts it to the actor's scopes. Raises NotThere."""
    require(actor, Action.SEE_DATA)
    with store.look() as connection:
        return data_at(connection, version_at(connection, number).dataset_id)


def table_within(data: DataAtHand, actor: Actor, table: str) -> TableShown:
    """A table as the actor's scopes show it."""
    rows = data.text[table]
    if table == PLAN:
        cells = settings_within(actor, rows[NO_KEY])
        return TableShown(table, tuple(columns_of(table, cells)), (NO_KEY,), (cells,))
    shown = [(key, _cut(data.reaches, actor, table, cells)) for key, cells in rows.items()]
    kept = [(key, cells) for key, cells in shown if cells is not None]
    keys, cut = tuple(key for key, _ in kept), tuple(cells for _, cells in kept)
    return TableShown(table, tuple(TABLES[table].columns), keys, cut)


def settings_within(actor: Actor, cells: RowCells) -> RowCells:
    """The settings as the actor's scopes show them: to who does not see all, what a share of a plan tells."""
    if allowed(actor, Action.SEE_SCOPE, ALL):
        return cells
    return {key: text for key, text in cells.items() if key in SHARED_SETTINGS}


def _cut(reaches: Reaches, actor: Actor, table: str, cells: RowCells) -> RowCells | None:
    """A row as the actor's scopes show it; None where `allowed` says that they do not."""
    if not allowed(actor, Action.SEE_ROW, RowHere(reaches, table, cells)):
        return None
    return reaches.cut(actor.scopes(Role.READER), table, cells)


def version_changes_seen(store: Store, actor: Actor, number: int | str = LATEST) -> list[RowChange]:
    """The rows that a version changed, as the actor's scopes show them. Raises NotThere, NotAllowed."""
    require(actor, Action.SEE_DATA)
    with store.look() as connection:
        version = version_at(connection, number)
        changes = changes_in(connection, version.number)
        return _seen_changes(connection, actor, version, changes)


def row_history(store: Store, actor: Actor, table: str, key: Sequence[str]) -> list[RowChange]:
    """What became of a row, oldest first, as the actor's scopes show it. Raises NotThere, NotAllowed."""
    require(actor, Action.SEE_DATA)
    if table != PLAN and (table not in TABLES or len(key) != len(key_columns(table))):
        raise not_there(f"row {' '.join(key)} in {table}")
    with store.look() as connection:
        newest = version_at(connection, LATEST)
        found = _seen_changes(connection, actor, newest, changes_of_row(connection, table, tuple(key)))
        data = data_at(connection, newest.dataset_id)
    now = data.text.get(table, {}).get(tuple(key))
    seen = now is not None and (table == PLAN or _cut(data.reaches, actor, table, now) is not None)
    if not found and not seen:
        raise not_there(f"row {' '.join(key)} in {table}")
    return found


def _seen_changes(
    connection: Connection, actor: Actor, version: DatasetVersion, changes: Sequence[RowChange]
) -> list[RowChange]:
    """The changes of rows that the scopes show, by what they show of the version and of the one before it.

    Who asked for a change and why is told where all that was asked for with it is shown.
    """
    after = data_at(connection, version.dataset_id)
    parent = after.dataset_id
    if version.parent is not None:
        parent = version_at(connection, version.parent).dataset_id
    # What was pruned tells no more what a scope showed of it: then what it shows now counts.
    before = after if hashes_in(connection, parent) is None else data_at(connection, parent)
    seeing = _Seeing(actor, before, after)
    hidden: set[tuple[int, int | None]] = set()
    for number in {change.version for change in changes}:
        every = changes_in(connection, number)
        hidden |= {(number, one.proposal) for one in every if not seeing.whole(one)}
    found = (seeing.cut(change, (change.version, change.proposal) not in hidden) for change in changes)
    return [seen for seen in found if seen is not None]


@dataclass(frozen=True)
class _Seeing:
    """What an actor sees of the changes between two datasets."""

    actor: Actor
    before: DataAtHand
    after: DataAtHand

    def _sides(self, change: RowChange) -> tuple[RowCells | None, RowCells | None]:
        if change.table == PLAN:
            return tuple(  # type: ignore[return-value]
                None if cells is None else settings_within(self.actor, cells)
                for cells in (change.before, change.after)
            )
        was = change.before and _cut(self.before.reaches, self.actor, change.table, change.before)
        return was, change.after and _cut(self.after.reaches, self.actor, change.table, change.after)

    def whole(self, change: RowChange) -> bool:
        """Whether all of the change is seen."""
        if change.table == PLAN:
            return self._sides(change) == (change.before, change.after)
        edit = RowEdit(change.table, change.key, change.before, change.after)
        return allowed(self.actor, Action.SEE_ROW, EditHere(self.before.reaches, self.after.reaches, edit))

    def cut(self, change: RowChange, told: bool) -> RowChange | None:
        """The change as it is seen; None where nothing of it is."""
        was, becomes = self._sides(change)
        if was == becomes:  # neither is shown, or nothing of what is shown has changed
            return None
        said = (change.author, change.reason, change.proposal) if told else ("", "", None)
        return RowChange(change.version, change.at, change.table, change.key, was, becomes, *said)


def set_back(store: Store, actor: Actor, number: int, reason: str) -> DatasetVersion:
    """A new version whose content is an old one's.

    Raises NotThere, NotAllowed, and UsageError without a reason.
    """
    require(actor, Action.BRING_IN)
    if not reason.strip():
        raise UsageError("say why: the history of every row that changes back keeps the reason")
    while True:
        with store.look() as connection:
            old, newest = version_at(connection, number), version_at(connection, LATEST)
            then, now = data_at(connection, old.dataset_id), data_at(connection, newest.dataset_id)
        edits = edits_between(now.text, then.text)
        caused = tuple(CausedEdit(edit, actor.name, reason) for edit in edits)
        detail = {"set_back_to": old.number}
        content = dataset_content(then.dataset)
        new = NewVersion(content, VersionCause.SET_BACK, reason, newest, caused, detail=detail)
        with store.begin() as connection:
            if newest_version(connection) == newest:
                return add_version(connection, actor, new)
