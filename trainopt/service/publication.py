"""The plan in force: published with a reason and withdrawn, by pages and commands alike."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from trainopt.check import Broken
from trainopt.dataset.source import Where
from trainopt.errors import UsageError
from trainopt.runs.history import publish_by_hand
from trainopt.runs.store import Store
from trainopt.runs.store.folders import hashes_in
from trainopt.runs.store.publishing import Publication, in_force, in_force_before
from trainopt.runs.store.publishing import withdraw as take_back
from trainopt.runs.store.records import run_by_number
from trainopt.runs.verify import Verdict
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import Actor, operator
from trainopt.service.auditing import note
from trainopt.service.news import try_to_tell_news
from trainopt.service.versions import newest_version


@dataclass(frozen=True)
class PublicationTried:
    """What came of publishing: whether it was, what the plan breaks, and which publication rules it fails."""

    published: bool
    broken: tuple[Broken, ...]
    fails: tuple[str, ...]


def publish_plan(
    store: Store, actor: Actor, number: int, reason: str, *, anyway: bool = False
) -> PublicationTried:
    """Put a run's plan in force, if it breaks no rule under the newest version and fails no publication rule.

    `anyway`: also where it does. Raises UsageError where the run has no plan or without a reason, NotAllowed.
    """
    require(actor, Action.PUBLISH)
    with store.look() as connection:
        judged = run_by_number(connection, number).outcome.get("rules", [])
    fails = tuple(str(rule["said"]) for rule in judged if not rule["holds"])
    if fails and not anyway:
        return PublicationTried(False, (), fails)
    verdict = _put_in_force(store, actor, number, reason, anyway=anyway)
    return PublicationTried(anyway or not verdict.broken, verdict.broken, fails)


def _put_in_force(
    store: Store, actor: Actor, number: int, reason: str, *, anyway: bool, out: Where | None = None
) -> Verdict:
    require(actor, Action.PUBLISH)
    if not reason.strip():
        raise UsageError("say why it is published: the audit keeps the reason")
    verdict = publish_by_hand(
        store,
        number,
        actor.name,
        reason,
        anyway=anyway,
        out=out,
        judged_by=_newest_data,
        address=actor.address,
    )
    try_to_tell_news(store)
    return verdict


def _newest_data(connection: Connection) -> str | None:
    newest = newest_version(connection)
    return None if newest is None else newest.dataset_id


def publish_run(
    store: Store, number: int, who: str, reason: str, *, anyway: bool = False, out: Where | None = None
) -> Verdict:
    """Put a run's plan in force by hand, if it breaks no rule under the newest sound data.

    With `anyway` also where it does. `out` is the folder of the nightly run, whose `published` is renewed.
    What the plan breaks is in what is returned. Raises UsageError where the run has no plan.

    >>> with trainopt.open_store("plans/nights.db") as store:
    ...     trainopt.publish_run(store, 1, "planner", "agreed by phone").broken
    ()
    """
    return _put_in_force(store, operator(who), number, reason, anyway=anyway, out=out)


def withdraw_publication(store: Store, actor: Actor, reason: str) -> Publication | None:
    """Take the plan in force back: the one before it is in force again, or none is; what then is.

    Raises UsageError where none is in force or without a reason, NotAllowed.
    """
    require(actor, Action.PUBLISH)
    if not reason.strip():
        raise UsageError("say why it is withdrawn: the audit keeps the reason")
    with store.begin() as connection:
        current = in_force(connection)
        if current is None:
            raise UsageError("no plan is in force")
        take_back(connection, current, actor.name)
        now = in_force(connection)
        after = {"run": None if now is None else now.run}
        note(
            connection, actor, "withdraw", "plan", run=current.run, detail=reason, after=after,
            before={"run": current.run},
        )  # fmt: skip
    try_to_tell_news(store)
    return now


def plan_in_force(store: Store, actor: Actor) -> Publication:
    """The publication whose plan is in force. Raises NotThere where none is, NotAllowed."""
    require(actor, Action.SEE_DATA)
    with store.look() as connection:
        found = in_force(connection)
    if found is None:
        raise not_there("plan in force yet")
    return found


def plan_before(store: Store, actor: Actor) -> Publication:
    """The publication whose plan was in force before: another plan than the one in force, and still there.

    After a withdrawal that is the one that was withdrawn. Raises NotThere where there is none, NotAllowed.
    """
    require(actor, Action.SEE_DATA)
    with store.look() as connection:
        before = in_force_before(connection)
        if before is None or hashes_in(connection, before.plan_id) is None:
            raise not_there("plan before it")
    return before
