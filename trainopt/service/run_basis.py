"""What a run is asked for on: a version, or what drafts make of it; and whom it is to explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from trainopt.errors import DatasetFaults, ScenarioFaults, UsageError
from trainopt.runs.store.folders import Files
from trainopt.service.access import Action, allowed, not_there, require
from trainopt.service.actors import ALL, Actor, Role
from trainopt.service.contents import DataAtHand, data_at
from trainopt.service.drafts import DraftHere, draft_here, revision_of
from trainopt.service.merging import Take, merge, take_all
from trainopt.service.next_data import next_data
from trainopt.service.scopes import RowHere
from trainopt.service.telling import faults_told
from trainopt.service.versions import DatasetVersion, version_at


@dataclass(frozen=True)
class RunBasis:
    """A version, and of a what-if its data and the drafts.

    `revisions` are the number of the version and those of the drafts, by which it is seen if they change.
    """

    version: DatasetVersion
    data: DataAtHand | None
    drafts: tuple[DraftHere, ...]
    revisions: tuple[int, ...]


def run_basis(connection: Connection, actor: Actor, version: int | str, drafts: Sequence[int]) -> RunBasis:
    """What a run is asked for on, if it is there for the actor. Raises NotThere."""
    base = version_at(connection, version)
    found = tuple(draft_here(connection, number) for number in drafts)
    for number, here in zip(drafts, found, strict=True):
        require(actor, Action.SEE_DRAFT, here, f"draft {number}")
    data = data_at(connection, base.dataset_id) if drafts else None
    return RunBasis(base, data, found, (base.number, *(here.draft.revision for here in found)))


def revisions_of_basis(connection: Connection, version: int | str, drafts: Sequence[int]) -> tuple[int, ...]:
    """The number of the version, and the revisions of drafts, as they are now."""
    return (
        version_at(connection, version).number,
        *(revision_of(connection, number) for number in drafts),
    )


def content_of_basis(actor: Actor, basis: RunBasis) -> Files | None:
    """The dataset with drafts applied in their order; where two clash, the later one counts. None for none.

    Raises ScenarioFaults for a draft with faults, DatasetFaults where they are faulty together.
    """
    if basis.data is None:
        return None
    text = basis.data.text
    for here in basis.drafts:
        applied = here.applied
        if not applied.sound:
            faults = faults_told(applied, actor.scopes(Role.READER))
            raise ScenarioFaults([replace(fault, file=f"draft {here.draft.number}") for fault in faults])
        clashes = merge(text, applied.edits).clashes
        text = merge(text, applied.edits, take_all(clashes, Take.MINE)).text
    try:
        return next_data(basis.data, text).content
    except DatasetFaults:
        if allowed(actor, Action.SEE_SCOPE, ALL):
            raise
        raise UsageError("together these drafts have faults: plan each alone, or ask a coordinator") from None


def check_explained(connection: Connection, actor: Actor, dataset_id: str, subject: str) -> None:
    """Raise NotThere for a demand, a cohort or a unit that is none, or none that the actor sees."""
    data = data_at(connection, dataset_id)
    demand = subject.rpartition("-")[0]
    for table, key in (("demand", subject), ("demand", demand), ("units", subject)):
        cells = data.text[table].get((key,))
        if cells is not None:
            require(actor, Action.SEE_ROW, RowHere(data.reaches, table, cells), f"demand or unit {subject}")
            return
    if subject or ALL not in actor.scopes(Role.READER):
        raise not_there(f"demand or unit {subject}")
