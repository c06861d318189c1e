"""Rows that are not the actor's to change: refused, each by its table and cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trainopt.errors import Fault, NotAllowed
from trainopt.service.access import Action, allowed
from trainopt.service.actors import Actor, Grant, Role, Scope
from trainopt.service.checking import Applied
from trainopt.service.differences import PLAN, RowEdit
from trainopt.service.scopes import EditHere
from trainopt.service.telling import cell_of

NOT_YOURS = "is not yours to change: your scope does not cover it"


class OutsideScope(NotAllowed):
    """Rows that the actor may not change; `faults` names each, by table and cell."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


def edits_here(applied: Applied) -> list[EditHere]:
    """The edits of a draft, between its base and what it makes of it."""
    return [EditHere(applied.base.reaches, applied.reaches, edit) for edit in applied.edits]


def check_edits(actor: Actor, applied: Applied, scopes: Iterable[Scope] | None = None) -> None:
    """Raise OutsideScope, with every row, where `allowed` says that some are not the actor's to change.

    With `scopes`, those of a draft's author: others who work on it stay within them, too.
    """
    planners = planners_of(actor, scopes)
    refused = [
        _refused(actor, applied, here.edit)
        for here in edits_here(applied)
        if not all(allowed(planner, Action.CHANGE_ROW, here) for planner in planners)
    ]
    if refused:
        raise OutsideScope(refused)


def planners_of(actor: Actor, scopes: Iterable[Scope] | None) -> list[Actor]:
    """Who must be allowed an edit: the actor, and whoever plans in the scopes of a draft's author."""
    if scopes is None:
        return [actor]
    return [actor, Actor(actor.name, tuple(Grant(Role.PLANNER, scope) for scope in scopes))]


def _refused(actor: Actor, applied: Applied, edit: RowEdit) -> Fault:
    """The row that is not the actor's, by its cell where it is one that they see."""
    place = Fault(edit.table, 0, "", "")
    for line, cells in applied.base.records.get(edit.table, {}).items():
        if cells == edit.before:
            column = edit.columns[0] if edit.after is not None and edit.columns else ""
            place = cell_of(applied, actor.scopes(Role.READER), edit.table, line, column)
            break
    named = f"{' '.join(filter(None, edit.key))} {NOT_YOURS}" if edit.table != PLAN else NOT_YOURS
    return Fault(place.file, place.line, place.column, named, place.cell)
