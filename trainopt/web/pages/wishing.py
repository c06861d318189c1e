"""Pages on which a draft is begun: another value for a cell, and many values at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.service.access import Action
from trainopt.service.actors import Actor
from trainopt.service.drafts import LONGEST_TITLE, Draft
from trainopt.service.gates import pass_gate
from trainopt.service.queueing import SECONDS, RunKind, ask_for_run
from trainopt.service.row_weeks import is_row_to_split
from trainopt.service.topics import Topic
from trainopt.service.whatifs import plan_each
from trainopt.service.wishes import (
    MOST_IN_SWEEP,
    DataCell,
    WishedCell,
    cells_about,
    cells_near,
    sweep,
    wish,
    wished_cell,
)
from trainopt.web.addresses import page_of
from trainopt.web.asking import Asking, TheStore
from trainopt.web.pages.drafts import draft_page
from trainopt.web.pages.runs import LimitSent, minutes_text, plan_now, seconds_given
from trainopt.web.pages.visits import Visit, said_of
from trainopt.web.pages.whatifs import address_of, listed
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False)

WISHED_ABOUT = ("class", "cohort", "demand", "unit", "site")
"""What a wish can be about, each the name of a value in the address."""
IN_PLAN = (Topic.CLASS, Topic.COHORT)
"""Of these, what whoever wishes comes from in the plan."""
AXES = 2
LONGEST_TITLE_OF_SWEEP = 80
"""Each draft of a sweep has its values behind the title."""
LONGEST_RANGE = 40
"""Characters of `1..5`; what is longer means no numbers that a table could hold."""

Texts = Annotated[tuple[str, ...], Query(max_length=40)]
Named = Annotated[str, Query(max_length=200)]
TextSent = Annotated[str, Form(max_length=1000)]


@router.get("/what-ifs/new")
def new(
    request: Request,
    actor: Asking,
    store: TheStore,
    table: Named = "",
    key: Texts = (),
    column: Named = "",
    value: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """A form for another value of a cell: of the one in the address, or of those that a thing depends on.

    `?table=capacity&key=PL-01&key=BCT&key=&column=parallel_classes&value=3`, or `?class=…`, `?cohort=…`,
    `?demand=…`, `?unit=…`, `?site=…`.
    """
    pass_gate(actor, Action.BEGIN_DRAFT)
    if table:
        cell = DataCell(table, tuple(key), column)
        return _form(request, store, actor, [wished_cell(store, actor, cell)], value=value)
    try:
        kind, name = _about(request)
        cells = cells_about(store, actor, kind, name)
    except NotThere as error:  # what was typed, beside where it was
        return listed(request, store, actor, (), 404, said=str(error))
    return _form(request, store, actor, cells, about=(kind, name))


def _about(request: Request) -> tuple[str, str]:
    """What the address names: of which kind, and its id. Raises NotThere for nothing."""
    for kind in WISHED_ABOUT:
        if name := request.query_params.get(kind):
            return kind, name[:100]
    raise NotThere("there is no such thing: name a cell, a class, a cohort, a demand, a unit or a site")


def _form(
    request: Request,
    store: Store,
    actor: Actor,
    cells: Sequence[WishedCell],
    *,
    about: tuple[str, str] = ("", ""),
    value: str = "",
) -> Response:
    return page(
        request,
        "whatifs/new.html",
        cells=cells,
        about=about,
        may_add=about[0] == "class" and is_row_to_split(store, actor, about[1]),
        page_about=page_of(Topic(about[0]), about[1]) if about[0] in IN_PLAN else "",
        value=value,
        limit=minutes_text(SECONDS[RunKind.WHATIF]),
        explained=about[0] in ("cohort", "demand", "unit") and plan_now(store, actor) is not None,
        longest_title=LONGEST_TITLE,
        island_words=["whatifs-"],
    )


@router.post("/what-ifs/new")
def begin(
    request: Request,
    actor: Asking,
    store: TheStore,
    table: TextSent = "",
    key: Annotated[tuple[str, ...], Form()] = (),
    column: TextSent = "",
    value: TextSent = "",
    title: TextSent = "",
    plan: Annotated[bool, Form()] = False,
    time_limit: LimitSent = "",
) -> Response:
    """Begin a draft of the other value, and with `plan` plan it at once."""
    pass_gate(actor, Action.BEGIN_DRAFT)
    cell = DataCell(table, tuple(key), column)
    seconds = seconds_given(time_limit)
    made = wish(store, actor, cell, value, title)
    return made_and_planned(Visit(request, actor, store), made, seconds, plan=plan)


def made_and_planned(visit: Visit, made: Draft, seconds: float | None, *, plan: bool) -> Response:
    """Lead to a draft that was begun; with `plan` it is planned, unless it has faults, and that is led to."""
    if not plan or made.faults:
        return RedirectResponse(f"/drafts/{made.number}", 303)
    try:
        run = ask_for_run(visit.store, visit.actor, RunKind.WHATIF, drafts=[made.number], seconds=seconds)
    except UsageError as error:  # as of a full queue: the draft is there, and can be planned later
        return draft_page(visit, made.number, 422, said=said_of(error))
    return RedirectResponse(f"/runs/{run.number}", 303)


@router.get("/what-ifs/sweep")
def new_sweep(
    request: Request,
    actor: Asking,
    store: TheStore,
    table: Named = "",
    key: Texts = (),
    column: Named = "",
) -> Response:
    """A form for many values of a cell, or of two, each combination a draft."""
    pass_gate(actor, Action.BEGIN_DRAFT)
    cell = wished_cell(store, actor, DataCell(table, tuple(key), column))
    return page(
        request,
        "whatifs/sweep.html",
        cell=cell,
        near=cells_near(store, actor, cell.cell),
        suggested=_suggested(cell),
        limit=minutes_text(SECONDS[RunKind.WHATIF]),
        most=MOST_IN_SWEEP,
        longest_title=LONGEST_TITLE_OF_SWEEP,
        island_words=["whatifs-"],
    )


def _suggested(cell: WishedCell) -> str:
    """What stands there, and so many more: the values that the form begins with."""
    return ", ".join(str(int(cell.now) + more) for more in range(6)) if cell.now.isdecimal() else cell.now


@router.post("/what-ifs/sweep")
def begin_sweep(
    request: Request,
    actor: Asking,
    store: TheStore,
    cell: Annotated[tuple[str, ...], Form()] = (),
    values: Annotated[tuple[str, ...], Form()] = (),
    title: TextSent = "",
    plan: Annotated[bool, Form()] = False,
    time_limit: LimitSent = "",
) -> Response:
    """Begin a draft for each combination, and with `plan` plan them all."""
    pass_gate(actor, Action.BEGIN_DRAFT)
    axes = [
        (cell_given(one), _values(text))
        for one, text in list(zip(cell, values, strict=False))[:AXES]
        if one and text.strip()
    ]
    if not axes:
        raise UsageError("a sweep is of one or two cells, each with its values")
    seconds = seconds_given(time_limit)
    numbers = [draft.number for draft in sweep(store, actor, axes, title)]
    if plan:
        try:
            _, why = plan_each(store, actor, numbers, seconds)
        except UsageError as error:
            why = said_of(error)
        if why:
            return listed(request, store, actor, numbers, said=why)
    return RedirectResponse(address_of(numbers), 303)


def cell_given(text: str) -> DataCell:
    """A cell as forms hold it: table, column and the parts of the key, a tab between them."""
    table, column, *key = text.split("\t")[:32] + [""] * max(0, 2 - len(text.split("\t")))
    return DataCell(table, tuple(key), column)


def _values(text: str) -> list[str]:
    """Values with commas or spaces between them, each once; `1..5` are all numbers from one to the other."""
    found: list[str] = []
    for part in text.replace(";", ",").replace(" ", ",").split(","):
        first, dots, last = part.partition("..")
        if dots and first.isdecimal() and last.isdecimal() and len(part) <= LONGEST_RANGE:
            one_too_many = int(first) + MOST_IN_SWEEP + 1
            found += map(str, range(int(first), min(int(last) + 1, one_too_many)))
        elif part:
            found.append(part)
    return list(dict.fromkeys(found))
