"""What nights and publications bring, told to whom it concerns: read from the store, each once.

A plan is put in force by processes that know nobody's name. So it is not told as it happens, but found here:
what was told last stands in the store, and whoever calls `tell_news` tells what came since. Killed before it,
nothing is lost; called twice, nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import Connection, case, func, insert, select, update

from trainopt.errors import InputFaults, UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.folders import Files, is_kept, read_if_there
from trainopt.runs.store.publishing import in_force
from trainopt.runs.store.records import RunStatus, run_by_number
from trainopt.runs.store.schema import publications, runs
from trainopt.runs.store.service_schema import settings
from trainopt.service.actors import ALL, Actor, Role, Scope
from trainopt.service.contents import DataAtHand, data_at
from trainopt.service.held import StepInPlan, held_steps
from trainopt.service.notices import NoticeKind, tell
from trainopt.service.people import open_accounts

TOLD_PLAN, TOLD_RUN = "told plan", "told run"
"""Where it stands in the store what was told last: the publication with its plan, and the run."""


def tell_news(store: Store) -> None:
    """Tell people what nights and publications brought since it was told last."""
    with store.look() as connection:
        publication, told = _newest(connection), _setting(connection, TOLD_PLAN)
        lines = []
        if publication and publication != (told or {}).get("publication"):
            lines = _lines(connection, publication, told)
    with store.begin() as connection:  # of two at once, one tells it
        _tell_held_back(connection)
        if publication and _setting(connection, TOLD_PLAN) == told:
            known_to = _done_by(connection, (told or {}).get("publication", 0))
            for name, detail in lines:
                if name != known_to:
                    tell(connection, [name], NoticeKind.MOVED, str(publication), detail=detail)
            current = in_force(connection)
            plan, run = (None, None) if current is None else (current.plan_id, current.run)
            _set(connection, TOLD_PLAN, {"publication": publication, "plan": plan, "run": run})


def try_to_tell_news(store: Store) -> None:
    """The same after something that has succeeded: what cannot be told now is told later."""
    with suppress(InputFaults, UsageError):
        tell_news(store)


def _newest(connection: Connection) -> int:
    """The number of the last publication or withdrawal; 0 where there was none."""
    return int(connection.scalar(select(func.max(publications.c.number))) or 0)


def _done_by(connection: Connection, told: int) -> str:
    """Who published or withdrew, by hand, all that came after a publication; blank where several did.

    What a night put in force by its rules is news to whoever asked for the night, too.
    """
    by_nights = select(func.min(publications.c.number)).join(runs).group_by(publications.c.run)
    by_rules = publications.c.number.in_(by_nights.where(runs.c.status == RunStatus.PUBLISHED.value))
    since = select(case((by_rules, ""), else_=publications.c.published_by))
    names = set(connection.scalars(since.where(publications.c.number > told)))
    return names.pop() if len(names) == 1 else ""


def _lines(
    connection: Connection, publication: int, told: Mapping[str, Any] | None
) -> list[tuple[str, dict[str, Any]]]:
    """Whom the plan now in force concerns, and how many cohorts of theirs it holds otherwise."""
    current = in_force(connection)
    before = read_if_there(connection, (told or {}).get("plan"))
    now = None if current is None else read_if_there(connection, current.plan_id)
    if current is None or before is None or now is None:
        return []
    data = _data_of(connection, current.run)
    known = _known_to_both(connection, data, (told or {}).get("run"))
    moved = list(_moved(before, now, data.dataset.settings.as_of or data.dataset.settings.start))
    both = {"run": current.run, "before": (told or {}).get("run")}
    found = ((actor.name, _detail(_scopes(actor), moved, data, known)) for actor in open_accounts(connection))
    return [(name, {**both, **detail}) for name, detail in found if detail["cohorts"]]


def _data_of(connection: Connection, run: int) -> DataAtHand:
    return data_at(connection, run_by_number(connection, run).dataset_id or "")


def _known_to_both(connection: Connection, data: DataAtHand, before: int | None) -> tuple[DataAtHand, ...]:
    """The data of both plans; nothing where that of the run before is not kept: nobody can look at it."""
    found = None if before is None else run_by_number(connection, before).dataset_id
    return (data, data_at(connection, found)) if found and is_kept(connection, found) else ()


def _scopes(actor: Actor) -> tuple[Scope, ...]:
    own = actor.scopes(Role.READER)
    return (ALL,) if ALL in own else own


def _detail(
    scopes: Sequence[Scope], moved: Sequence[StepInPlan], data: DataAtHand, known: Sequence[DataAtHand]
) -> dict[str, Any]:
    """The cohorts of which a step was held, or is, where one of these scopes shows it.

    `shown` is the first scope that shows one beside the plan of before: both plans' data, `known`, have it.
    """
    within = {scope: {one.cohort_id for one in moved if one.within(scope, data)} for scope in scopes}
    shown = (str(scope) for scope in scopes if within[scope] and all(one.knows(scope) for one in known))
    return {
        "cohorts": len(set().union(*within.values())),
        "scopes": list(map(str, scopes)),
        "shown": next(shown, None) if known else None,
    }


def _moved(before: Files, now: Files, as_of: date) -> Iterator[StepInPlan]:
    """The steps from `as_of` on that differ in site or start, as they were and as they are.

    Steps are the same by cohort and course, as in the tier `changes`.
    """
    was, becomes = ({(step.cohort_id, step.course_id): step for step in held_steps(p)} for p in (before, now))
    for key in {**was, **becomes}:
        sides = [step for step in (was.get(key), becomes.get(key)) if step is not None]
        places = {(step.site_id, step.start) for step in sides}
        if any(step.end >= as_of for step in sides) and (len(sides) == 1 or len(places) == 2):
            yield from sides


def _tell_held_back(connection: Connection) -> None:
    """Every night that was held back and that nobody was told of yet."""
    told = int(_setting(connection, TOLD_RUN) or 0)
    ended = select(runs.c.number).where(runs.c.number > told)
    held = list(connection.scalars(ended.where(runs.c.status == RunStatus.HELD_BACK.value)))
    if held:
        names = [actor.name for actor in open_accounts(connection) if actor.has(Role.READER)]
        for number in held:
            tell(connection, names, NoticeKind.HELD_BACK, str(number))
    going_on = connection.scalar(
        select(func.min(runs.c.number)).where((runs.c.number > told) & runs.c.ended_at.is_(None))
    )
    last = connection.scalar(select(func.max(runs.c.number))) or 0
    upto = last if going_on is None else going_on - 1
    if upto > told:
        _set(connection, TOLD_RUN, upto)


def _setting(connection: Connection, name: str) -> Any:
    return connection.scalar(select(settings.c.value).where(settings.c.name == name))


def _set(connection: Connection, name: str, value: Any) -> None:
    changed = update(settings).where(settings.c.name == name).values(value=value)
    if not connection.execute(changed).rowcount:
        connection.execute(insert(settings).values(name=name, value=value))
