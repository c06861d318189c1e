"""Plans and answers of runs as somebody's scope shows them: what `extract` makes, and nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, select

from trainopt.dataset.whole import work_folder
from trainopt.errors import NotThere
from trainopt.plan.compare import COMPARED_BY, Comparison, compare_opened
from trainopt.plan.extract import WholePlan, read_whole_plan, write_share
from trainopt.plan.folder import check_manifests_alike
from trainopt.plan.opened import OpenedPlan
from trainopt.runs.nightly.snapshot import files_of, laid_out
from trainopt.runs.store import Store
from trainopt.runs.store.folders import Files, check_kept, read_folder
from trainopt.runs.store.publishing import published_runs
from trainopt.runs.store.records import run_by_number
from trainopt.runs.store.service_schema import queue
from trainopt.service.access import Action, allowed, not_there, require
from trainopt.service.actors import ALL, Actor, Role, Scope
from trainopt.service.contents import Kept, data_at
from trainopt.service.hiding import Hidden, hidden_from
from trainopt.service.publication import plan_in_force
from trainopt.service.queueing import run_at

Made = TypeVar("Made")

TABLE = ".csv"
"""How the files of an answer are named that are tables; the others are changes."""
NAMED_IN = ("assignments", "unmet")
"""The tables of a plan that name every class and every cohort."""


def _bytes_of(files: Files) -> int:
    return sum(map(len, files.values()))


_SHARES: Kept[Files] = Kept(256 << 20, _bytes_of)
"""In bytes: what all nations and brigades see of a few large plans; each is cut once."""
_WHOLE: Kept[WholePlan] = Kept(1)
"""The plan of which shares are cut one after the other."""


EMPTY_COMPARISON = 500
"""What a comparison without any rows takes, in rows: frames and what is around them."""


def _weight_of(found: Comparison) -> int:
    return EMPTY_COMPARISON + sum(map(len, found.frames().values()))


_COMPARED: Kept[Comparison] = Kept(200_000, _weight_of)
"""In rows: a few large plans, one beside the other, or four hundred of which nothing differs."""
_OPENED: Kept[OpenedPlan] = Kept(4)
"""What was compared last: beside the plan in force stands one after the other."""
_NAMED: Kept[dict[str, frozenset[str]]] = Kept(20)


@dataclass(frozen=True)
class PlainRun:
    """A run that no queue has, as a night at the command line: every scope sees its share."""

    author: str = ""
    guests: tuple[str, ...] = ()

    def within(self, _scope: Scope) -> bool:
        """Whatever the scope, its own extract is shown."""
        return True


def scope_given(actor: Actor, scope: Scope | None) -> Scope:
    """The scope that is asked for, or the widest of the actor's. Raises NotThere for another's."""
    if scope is None:
        own = actor.scopes(Role.READER)
        scope = ALL if ALL in own or not own else own[0]
    require(actor, Action.SEE_SCOPE, scope, f"scope {scope}")
    return scope


@dataclass(frozen=True)
class ShareFound:
    """Which plan is shown and within which scope; what it shows never changes under `content`.

    `made_at` is when its run ended.
    """

    run: int
    made_at: str
    plan_id: str
    dataset_id: str
    scope: Scope

    @property
    def content(self) -> tuple[str, str, Scope]:
        """What the share follows from."""
        return self.plan_id, self.dataset_id, self.scope


def scopes_seen(actor: Actor) -> tuple[Scope, ...]:
    """The scopes within which the actor may look at a plan, first the one that goes without saying."""
    require(actor, Action.SEE_DATA)
    widest = scope_given(actor, None)
    return (widest, *(scope for scope in actor.scopes(Role.READER) if scope != widest))


def find_share(
    store: Store, actor: Actor, number: int | None = None, scope: Scope | None = None
) -> ShareFound:
    """Which plan a run made, or without a number which is in force, for a scope of the actor's.

    Raises NotThere where there is none for the actor, NotAllowed.
    """
    require(actor, Action.SEE_DATA)
    run = plan_in_force(store, actor).run if number is None else number
    shown = scope_given(actor, scope)
    with store.look() as connection:
        _require_run(connection, actor, run)
        made = run_by_number(connection, run)
    if made.plan_id is None or made.dataset_id is None:
        raise not_there(f"plan of run {run}")
    return ShareFound(run, made.ended_at or made.started_at, made.plan_id, made.dataset_id, shown)


def find_kept_share(
    store: Store, actor: Actor, number: int | None = None, scope: Scope | None = None
) -> ShareFound:
    """The same, for what is made of the share once: UsageError where the store has the plan no more."""
    found = find_share(store, actor, number, scope)
    with store.look() as connection:
        check_kept(connection, found.plan_id)
    return found


def plan_share(store: Store, actor: Actor, number: int | None = None, scope: Scope | None = None) -> Files:
    """A run's plan, or without a number the plan in force, as a scope of the actor's shows it: a plan folder.

    Raises NotThere where there is none for the actor, UsageError where the store has it no more, NotAllowed.
    """
    require(actor, Action.SEE_DATA)
    found = find_share(store, actor, number, scope)
    with store.look() as connection:
        if found.scope == ALL:
            return read_folder(connection, found.plan_id)
        return _SHARES.get(found.content, lambda: _extracted(connection, *found.content))


def made_of_share(
    store: Store,
    actor: Actor,
    number: int | None,
    scope: Scope | None,
    kept: Kept[Made],
    make: Callable[[Files], Made],
) -> Made:
    """What is made of a run's plan as a scope of the actor's shows it: once for all who see the same.

    Raises what `plan_share` raises.
    """
    require(actor, Action.SEE_DATA)
    found = find_kept_share(store, actor, number, scope)
    return kept.get(found.content, lambda: make(plan_share(store, actor, found.run, found.scope)))


def _require_run(connection: Connection, actor: Actor, number: int) -> None:
    """Raise NotThere where the actor may not know of the run; a plan that was in force everybody saw."""
    if number in published_runs(connection):
        return
    queued = connection.scalar(select(queue.c.run).where(queue.c.run == number)) is not None
    run = run_at(connection, number) if queued else PlainRun()
    require(actor, Action.SEE_RUN, run, f"run {number}")


def _extracted(connection: Connection, plan_id: str, dataset_id: str, scope: Scope) -> Files:
    """The extract; of a scope that the plan knows nothing of there is none."""
    data = data_at(connection, dataset_id)
    if not data.knows(scope):
        raise not_there(f"{scope.kind} {scope.name}")
    whose = {str(scope.kind): scope.name}
    whole = _WHOLE.get(plan_id, lambda: _whole(connection, plan_id))
    with work_folder() as work:
        write_share(whole, work / "share", data=data.dataset, **whose)  # type: ignore[arg-type]
        return files_of(work / "share")


def _whole(connection: Connection, plan_id: str) -> WholePlan:
    with laid_out(read_folder(connection, plan_id)) as folder:
        return read_whole_plan(folder)


@contextmanager
def share_laid_out(
    store: Store, actor: Actor, number: int | None = None, scope: Scope | None = None
) -> Iterator[Path]:
    """The same as a folder for whoever makes a report, a workbook or calendars of it; gone afterwards."""
    require(actor, Action.SEE_DATA)
    with laid_out(plan_share(store, actor, number, scope)) as folder:
        yield folder


def compare_runs(
    store: Store, actor: Actor, number: int, other: int | None = None, scope: Scope | None = None
) -> Comparison:
    """Two runs' plans side by side, without another the plan in force, as a scope of the actor's shows both.

    Raises what `plan_share` raises.
    """
    require(actor, Action.SEE_DATA)
    both = [find_share(store, actor, run, scope) for run in (number, other)]
    with store.look() as connection:
        for one in both:
            check_kept(connection, one.plan_id)
    return _COMPARED.get(tuple(one.content for one in both), lambda: _compared(store, actor, *both))


def _compared(store: Store, actor: Actor, one: ShareFound, two: ShareFound) -> Comparison:
    require(actor, Action.SEE_DATA)
    first, second = (_opened(store, actor, found) for found in (one, two))
    check_manifests_alike((f"run {one.run}", first.manifest), (f"run {two.run}", second.manifest))
    return compare_opened(first, second)


def _opened(store: Store, actor: Actor, found: ShareFound) -> OpenedPlan:
    """A share of which all that is compared was read: its folder is gone."""
    require(actor, Action.SEE_DATA)

    def read() -> OpenedPlan:
        with share_laid_out(store, actor, found.run, found.scope) as folder:
            opened = OpenedPlan(folder)
            for table in COMPARED_BY:
                opened.frame(table)
            _ = opened.manifest, opened.names
            return opened

    return _OPENED.get(found.content, read)


def is_in_share(store: Store, actor: Actor, column: str, name: str) -> bool:
    """Whether a class or a cohort, placed or unmet, is in the plan in force as the actor may see it."""
    require(actor, Action.SEE_DATA)
    for scope in actor.scopes(Role.READER):
        try:
            named = made_of_share(store, actor, None, scope, _NAMED, _named)
        except NotThere:
            continue
        if name in named[column]:
            return True
    return False


def _named(files: Files) -> dict[str, frozenset[str]]:
    """The classes and cohorts that a share names, by the column that has them."""
    found: dict[str, set[str]] = {"class_id": set(), "cohort_id": set()}
    for table in NAMED_IN:
        for row in csv.DictReader(io.StringIO(files.get(f"{table}{TABLE}", b"").decode())):
            for column, names in found.items():
                names.add(row.get(column) or "")
    return {column: frozenset(names - {""}) for column, names in found.items()}


def answer_of(store: Store, actor: Actor, number: int) -> Files:
    """What a run explained or valued, by the names of its files.

    To who does not see all: rows of values that are about others are left out, elsewhere others stand as
    `others`, and a change that touches others is not offered. Raises NotThere.
    """
    files, hidden = _answer(store, actor, number)
    kept: dict[str, bytes] = {}
    for name, content in files.items():
        if name.endswith(TABLE):
            kept[name] = _written([[*line.cells] for line in _lines(name, content, hidden)])
        elif not hidden.named_in(content.decode()):
            kept[name] = content
    return kept


@dataclass(frozen=True)
class AnswerLine:
    """A row of an answer, with its number in the table as it was made, from 1; 0 for the headings."""

    number: int
    cells: tuple[str, ...]


def answer_lines(store: Store, actor: Actor, number: int) -> dict[str, list[AnswerLine]]:
    """The tables of the same by name, each its headings and then its rows. Raises NotThere."""
    files, hidden = _answer(store, actor, number)
    return {
        name.removesuffix(TABLE): _lines(name, content, hidden)
        for name, content in files.items()
        if name.endswith(TABLE)
    }


def _answer(store: Store, actor: Actor, number: int) -> tuple[Files, Hidden]:
    """The answer whole, and what of it the actor must not be told."""
    require(actor, Action.SEE_DATA)
    with store.look() as connection:
        run = run_at(connection, number)
        require(actor, Action.SEE_RUN, run, f"run {number}")
        if run.result_id is None:
            raise not_there(f"answer of run {number}")
        files = read_folder(connection, run.result_id)
        data = data_at(connection, run_by_number(connection, number).dataset_id or "")
    if allowed(actor, Action.SEE_SCOPE, ALL):
        return files, Hidden(frozenset(), frozenset())
    return files, hidden_from(data, actor.scopes(Role.READER))


def _lines(name: str, content: bytes, hidden: Hidden) -> list[AnswerLine]:
    rows = csv.reader(io.StringIO(content.decode()))
    told_of_others = name != "values.csv"
    return [
        AnswerLine(place, tuple(map(hidden.replaced, row)))
        for place, row in enumerate(rows)
        if told_of_others or not any(map(hidden.named_in, row))
    ]


def _written(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
