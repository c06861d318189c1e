"""The nightly run over versions: what a folder changes becomes one, and the newest is planned."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from trainopt.dataset import read_dataset
from trainopt.errors import InputFaults, UsageError
from trainopt.runs.nightly.night import nightly as plan_night
from trainopt.runs.nightly.order import Night, NightOrder
from trainopt.runs.nightly.snapshot import check_sums, laid_out, take_snapshot
from trainopt.runs.store import Store
from trainopt.runs.store.folders import read_folder
from trainopt.runs.store.records import note_run, run_by_number
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor, operator
from trainopt.service.contents import data_at
from trainopt.service.datasets import BroughtIn, bring_in_changes
from trainopt.service.differences import text_of
from trainopt.service.merging import Clash
from trainopt.service.news import try_to_tell_news
from trainopt.service.versions import LATEST, newest_version, version_at


def nightly(order: NightOrder, store: Store) -> Night:
    """Run a night. What goes wrong once the run has a number is in the store, and in what is returned.

    What the order's dataset changes against the one before becomes a version first; without a dataset the
    newest version is planned. Raises UsageError where another run holds the store, where there is no version
    to plan, or where nothing can be written.

    >>> with trainopt.open_store("nights.db") as store:
    ...     order = trainopt.NightOrder("data/example", trainopt.Params(seconds=5))
    ...     night = trainopt.nightly(order, store)
    >>> night.run
    1
    """
    night = _night(order, store)
    try_to_tell_news(store)
    return night


def _night(order: NightOrder, store: Store) -> Night:
    actor = operator(order.who)
    if order.dataset is None:
        return _newest(order, store, ())
    try:
        brought = _brought_in(order, store, actor)
    except InputFaults:
        return plan_night(order, store)  # which tells every fault, in the store too
    if brought is None or _says_the_same(order, store):
        return plan_night(order, store)
    return _newest(order, store, brought.kept)


def _brought_in(order: NightOrder, store: Store, actor: Actor) -> BroughtIn | None:
    """The folder's changes as a version; None where somebody is uploading it, which the night tells."""
    require(actor, Action.BRING_IN)
    folder = Path(order.dataset or "")
    check_sums(take_snapshot(folder), required=order.require_sums)
    return bring_in_changes(store, actor, folder, f"the night's {folder.name}")


def _says_the_same(order: NightOrder, store: Store) -> bool:
    """Whether the folder is what the newest version says: then it is planned as it lies there."""
    with store.look() as connection:
        newest = newest_version(connection)
        if newest is None:
            return True
        data = data_at(connection, newest.dataset_id)
    return text_of(read_dataset(Path(order.dataset or ""), in_force=data.dataset.in_force)) == data.text


def _newest(order: NightOrder, store: Store, kept: tuple[Clash, ...]) -> Night:
    """Plan the newest version; its message says which cells of the folder it does not have."""
    with store.look() as connection:
        if newest_version(connection) is None:
            raise UsageError("the store has no version of a dataset: name a folder or workbook once")
        files = read_folder(connection, version_at(connection, LATEST).dataset_id)
    with ExitStack() as stack:
        folder = stack.enter_context(laid_out(files))
        night = plan_night(replace(order, dataset=folder, require_sums=False), store)
    if not kept:
        return night
    cells = [f"{clash.table} {' '.join(filter(None, clash.key))} {clash.column}" for clash in kept]
    with store.begin() as connection:
        outcome = run_by_number(connection, night.run).outcome
        note_run(connection, night.run, outcome=outcome | {"kept": cells})
    return replace(night, message=f"{night.message}; as accepted, not as in the folder: {', '.join(cells)}")
