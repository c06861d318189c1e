"""What a proposal would bring: the newest what-if of its draft, beside the plan in force."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from trainopt.errors import StoreDown, UsageError
from trainopt.plan.compare import Comparison
from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import queue
from trainopt.service.access import Action, allowed, require
from trainopt.service.actors import Actor
from trainopt.service.publication import plan_in_force
from trainopt.service.queueing import QueuedRun, RunKind, RunState, run_at, show_queued
from trainopt.service.shares import compare_runs


@dataclass(frozen=True)
class Foreseen:
    """The newest what-if of a draft alone, and the plan in force (A) beside its plan (B).

    `compared` is None while the run has no plan, where no plan is in force, and where a plan is not kept.
    """

    run: QueuedRun
    compared: Comparison | None


def foreseen(store: Store, actor: Actor, draft: int) -> Foreseen | None:
    """What the newest what-if of the draft alone came to, as the actor's scopes show it; None without one."""
    require(actor, Action.SEE_DATA)
    number = _newest(store, actor, draft)
    if number is None:
        return None
    run = show_queued(store, actor, number)
    if run.state is not RunState.DONE:
        return Foreseen(run, None)
    try:
        return Foreseen(run, compare_runs(store, actor, plan_in_force(store, actor).run, number))
    except StoreDown:
        raise
    except UsageError:  # no plan is in force, or one of the two was pruned
        return Foreseen(run, None)


def _newest(store: Store, actor: Actor, draft: int) -> int | None:
    """The newest what-if of this draft and no other that the actor may see."""
    asked = select(queue.c.run, queue.c.drafts).where(queue.c.kind == RunKind.WHATIF.value)
    with store.look() as connection:
        for run, drafts in connection.execute(asked.order_by(queue.c.run.desc())):
            if list(drafts) == [draft] and allowed(actor, Action.SEE_RUN, run_at(connection, run)):
                return int(run)
    return None
