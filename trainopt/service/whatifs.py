"""What-ifs: drafts beside each other with the runs that planned them, and drafts made of what runs found."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trainopt.errors import NotAllowed, NotThere, UsageError
from trainopt.runs.store import Store
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import Actor
from trainopt.service.differences import RowEdit
from trainopt.service.drafts import LONGEST_TITLE, Draft, applied_draft, begin_draft, list_drafts, show_draft
from trainopt.service.queueing import QueuedRun, RunKind, ask_for_run
from trainopt.service.runs_seen import RunSeen, run_seen, whatif_runs
from trainopt.service.shares import answer_lines, answer_of

MOST_BESIDE = 50
"""Drafts that are shown beside each other."""

OFFERS = {RunKind.EXPLAIN: ("reliefs", "relief"), RunKind.VALUE: ("values", "more")}
"""By what was asked: the table whose rows are changes, and how the files of these changes begin."""

MOST_OFFERS = 60
"""Changes of an answer, the best first, that a page shows and a draft can be made of."""


@dataclass(frozen=True)
class WhatIfShown:
    """A draft as a what-if: the rows that it edits, and the runs that planned it alone, newest first.

    `sound`: it has no faults. `stale`: it was changed after the newest of them was asked for.
    """

    draft: Draft
    edits: tuple[RowEdit, ...]
    sound: bool
    runs: tuple[RunSeen, ...]

    @property
    def run(self) -> RunSeen | None:
        """The newest."""
        return self.runs[0] if self.runs else None

    @property
    def stale(self) -> bool:
        """Whether the draft is no longer what its newest run planned."""
        return self.run is not None and self.draft.changed_at > self.run.asked_at


def whatifs_shown(
    store: Store, actor: Actor, numbers: Sequence[int] = (), *, everybody: bool = False
) -> list[WhatIfShown]:
    """These drafts as what-ifs, in their order; without any the open ones, newest first.

    Of the open ones one's own and those that one was invited to, or `everybody`'s. Raises NotThere.
    """
    require(actor, Action.SEE_DATA)
    if numbers:
        drafts = [show_draft(store, actor, number) for number in dict.fromkeys(numbers[:MOST_BESIDE])]
    else:
        drafts = [
            draft
            for draft in list_drafts(store, actor, most=MOST_BESIDE)
            if everybody or actor.name in (draft.author, *draft.guests)
        ]
    runs = whatif_runs(store, actor, [draft.number for draft in drafts])
    made = [applied_draft(store, actor, draft.number) for draft in drafts]
    return [
        WhatIfShown(draft, of.edits, of.sound, tuple(runs.get(draft.number, ())))
        for draft, of in zip(drafts, made, strict=True)
    ]


def plan_each(
    store: Store, actor: Actor, numbers: Sequence[int], seconds: float | None = None
) -> tuple[list[QueuedRun], str]:
    """Queue a what-if of each of these drafts alone, as far as one may have wait; why not all, else blank.

    Raises what `ask_for_run` raises where not even the first can be queued.
    """
    require(actor, Action.WHAT_IF)
    queued: list[QueuedRun] = []
    for number in numbers:
        try:
            queued.append(ask_for_run(store, actor, RunKind.WHATIF, drafts=[number], seconds=seconds))
        except UsageError as error:
            if not queued or isinstance(error, NotAllowed | NotThere):
                raise
            return queued, str(error)
    return queued, ""


# What would help, and what is worth most


@dataclass(frozen=True)
class OfferedChange:
    """A row of an answer that stands for a change: its cells, and the name of the change.

    The name is blank where no draft can be made of it: it was not worked out, or touches others.
    """

    cells: dict[str, str]
    name: str


@dataclass(frozen=True)
class AnswerShown:
    """What a run explained or valued: its offers, and its other tables by name as rows."""

    offers: tuple[OfferedChange, ...]
    tables: dict[str, tuple[dict[str, str], ...]]


def answer_shown(store: Store, actor: Actor, number: int) -> AnswerShown:
    """The answer of a run, as the actor may see it. Raises NotThere."""
    require(actor, Action.SEE_DATA)
    run = run_seen(store, actor, number)
    if run.kind not in OFFERS:
        raise not_there(f"answer of run {number}")
    table, begins = OFFERS[run.kind]
    lines = answer_lines(store, actor, number)
    there = answer_of(store, actor, number)
    rows = {
        name: [(line.number, dict(zip(head.cells, line.cells, strict=True))) for line in rest]
        for name, (head, *rest) in lines.items()
    }
    offers = []
    for place, cells in rows.pop(table, []):
        name = f"{begins}-{place:02d}"
        offers.append(OfferedChange(cells, name if f"{name}.toml" in there else ""))
    return AnswerShown(tuple(offers), {name: tuple(cells for _, cells in of) for name, of in rows.items()})


def draft_of_answer(store: Store, actor: Actor, number: int, name: str) -> Draft:
    """A draft of a change that a run offers, on the version that the run was of.

    Raises NotThere where there is no such change for the actor, OutsideScope, UsageError, NotAllowed.
    """
    require(actor, Action.BEGIN_DRAFT)
    run = run_seen(store, actor, number)
    offers = answer_shown(store, actor, number).offers
    offer = next((one for one in offers if name and one.name == name), None)
    if offer is None:
        raise NotThere(f"run {number} offers no change {name}")
    text = answer_of(store, actor, number)[f"{name}.toml"].decode()
    changes = tomllib.loads(text, parse_float=Decimal)["change"]
    title = offer.cells.get("relief") or offer.cells.get("change") or name
    return begin_draft(store, actor, title[:LONGEST_TITLE], changes, run.version)
