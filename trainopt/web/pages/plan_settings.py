"""The settings of plan.toml as a form: each with its value, what it means and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from trainopt.errors import Outrun, UsageError
from trainopt.runs.store import Store
from trainopt.service import datasets, drafts, grids
from trainopt.service.access import Action
from trainopt.service.actors import Actor
from trainopt.service.checking import RawChange
from trainopt.service.differences import NO_KEY, PLAN
from trainopt.service.gates import pass_gate
from trainopt.service.grids import DraftInGrid, GridColumn, TableGrid, as_typed
from trainopt.service.offered import is_offered
from trainopt.service.versions import LATEST
from trainopt.web.addresses import history_of
from trainopt.web.asking import Asking, SentForm, TheStore
from trainopt.web.bodies import number_in_path
from trainopt.web.data import version_in_path
from trainopt.web.pages.filters import TableView
from trainopt.web.pages.table_frame import frame_of
from trainopt.web.pages.visits import said_of
from trainopt.web.refilled import WAS
from trainopt.web.templates import page, reader

router = APIRouter(include_in_schema=False)

FIELD = "s."
"""Before the name of a setting, as the form has it."""


@dataclass(frozen=True)
class SettingShown:
    """A setting: as it stands in the version, in the draft, as whoever types has it, and what is wrong."""

    column: GridColumn
    now: str
    kept: str
    value: str
    faults: tuple[str, ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether it is another than in the version."""
        return (self.value or self.column.blank) != (self.now or self.column.blank)

    @property
    def was(self) -> str:
        """What stands in its field where nobody types: where it has words, one of them."""
        return self.kept or (self.column.blank if self.column.kind == "word" else "")

    @property
    def is_day(self) -> bool:
        """Whether a field for days can show it, which shows nothing of what is none."""
        return self.column.kind == "day" and (not self.value or _is_day(self.value))


def _is_day(text: str) -> bool:
    try:
        return str(date.fromisoformat(text)) == text
    except ValueError:
        return False


def settings_page(
    request: Request,
    actor: Actor,
    store: Store,
    grid: TableGrid,
    found: DraftInGrid | None,
    asked: Mapping[str, str],
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    message: str = "",
) -> Response:
    """The page of the settings, with what a draft makes of them.

    `asked` is the draft or the version that is looked at, `typed` what a form had that `message` refuses.
    """
    newest = datasets.show_version(store, actor).number == grid.version
    open_to = newest and is_offered(actor, Action.BEGIN_DRAFT) if found is None else found.may_change
    return page(
        request,
        "tables/settings.html",
        status,
        grid=grid,
        draft=None if found is None else found.draft,
        shown=_shown(grid, found, typed),
        may_change=open_to and all(grid.may),
        history=history_of(PLAN, NO_KEY),
        field=FIELD,
        was=WAS,
        message=message,
        **frame_of(actor, PLAN, asked, TableView()),
    )


def _shown(
    grid: TableGrid, found: DraftInGrid | None, typed: Mapping[str, str] | None = None
) -> list[SettingShown]:
    """Every setting that one sees, in order."""
    (cells,) = grid.rows
    sees_all = all(grid.may)
    now = {one.name: cells.get(one.name, "") for one in grid.columns if sees_all or one.name in cells}
    kept = now | {name: text for name, text in _in_draft(found).items() if name in now}
    values = kept | dict(typed or {})
    faults = () if found is None else [one.fault for one in found.draft.faults if one.fault.file == PLAN]
    return [
        SettingShown(
            one,
            now[one.name],
            kept[one.name],
            values[one.name],
            tuple(fault.message for fault in faults if fault.column == one.name),
        )
        for one in grid.columns
        if one.name in now
    ]


def _in_draft(found: DraftInGrid | None) -> dict[str, str]:
    """What a draft sets, as people type it."""
    changes = [] if found is None else [one for one in found.changes if one.get("table") == PLAN]
    sets = [one["set"] for one in changes if isinstance(one.get("set"), dict)]
    return {str(name): as_typed(value) for one in sets for name, value in one.items()}


@router.post("/tables/plan")
def change_settings(request: Request, actor: Asking, store: TheStore, form: SentForm) -> Response:
    """Take what was typed into the draft, or into a new one on the version that was looked at."""
    pass_gate(actor, Action.BEGIN_DRAFT)
    number = _number(form, "draft")
    version = version_in_path(str(form.get("version", LATEST)))
    grid = grids.table_grid(store, actor, PLAN, version, number)
    found = None if number is None else grids.draft_in_grid(store, actor, number)
    typed = _typed(form, [one.column.name for one in _shown(grid, found)])
    asked = {} if number is None else {"draft": str(number)}
    try:
        draft = _kept(request, actor, store, grid, found, typed, _number(form, "revision"))
    except Outrun as error:
        return settings_page(request, actor, store, grid, found, asked, 412, typed, str(error))
    except UsageError as error:
        return settings_page(request, actor, store, grid, found, asked, 422, typed, said_of(error))
    return RedirectResponse(f"/tables/plan?draft={draft}", 303)


def _typed(form: FormData, names: Iterable[str]) -> dict[str, str]:
    """What was typed, by setting: a field that stands as it was shown says nothing."""
    fields = [(name, FIELD + name) for name in names if FIELD + name in form]
    return {name: str(form[at]).strip() for name, at in fields if form[at] != form.get(WAS + at)}


def _number(form: FormData, name: str) -> int | None:
    text = str(form.get(name, ""))
    return number_in_path(text, f"{name} {text}") if text else None


def _kept(
    request: Request,
    actor: Actor,
    store: Store,
    grid: TableGrid,
    found: DraftInGrid | None,
    typed: Mapping[str, str],
    revision: int | None,
) -> int:
    """The number of the draft that has it now."""
    values = {
        one.column.name: _as_in_file(one.column, one.value)
        for one in _shown(grid, found, typed)
        if one.is_set
    }
    change: list[RawChange] = [{"table": PLAN, "set": values}] if values else []
    if found is not None:
        others = [one for one in found.draft.changes if one.get("table") != PLAN]
        seen = found.draft.revision if revision is None else revision
        return drafts.change_draft(store, actor, found.draft.number, seen, changes=[*others, *change]).number
    if not change:
        raise UsageError("this changes nothing")
    title = reader(request).t("tables-new-title", table=PLAN)
    return drafts.begin_draft(store, actor, title, change, grid.version).number


def _as_in_file(column: GridColumn, text: str) -> Any:
    """A value as plan.toml has it. What should be a number and is none stays text, to be told of."""
    if column.kind == "whole" and text.isdecimal() and len(text) < 10:
        return int(text)
    return text.split() if column.kind == "words" and text else text
