"""The plan in force where a store begins: it says what has begun, and is in force in the store, too."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Connection

from trainopt.dataset import Dataset
from trainopt.dataset.plain import Unread, read_inside
from trainopt.errors import ExitCode, Fault, PlanFaults, UsageError
from trainopt.plan.folder import PLAN_FILES, read_in_force
from trainopt.runs.nightly.versions import versions
from trainopt.runs.store.folders import Files, add_folder
from trainopt.runs.store.publishing import publish
from trainopt.runs.store.records import RunStatus, begin_run, end_run, note_run
from trainopt.runs.verify import verify
from trainopt.search.params import Params
from trainopt.service.actors import Actor

LARGEST_FILE = 2**30
BROUGHT = "brought in with the first version"


def plan_brought(path: Path, published: Path) -> Files:
    """The files of the plan that is in force, which is judged as such.

    Raises PlanFaults, DatasetFaults, UsageError where it breaks rules.
    """
    read_in_force(published)
    broken = verify(path, published, published=published).broken
    if broken:
        raise UsageError(f"the plan in force breaks {len(broken):,} rules, the first: {broken[0]}")
    there = [name for name in sorted(PLAN_FILES) if (published / name).exists()]
    try:
        return {name: read_inside(published, name, LARGEST_FILE) for name in there}
    except Unread as error:
        raise PlanFaults([Fault(str(published), 0, "", str(error))]) from None


def begin_in_force(connection: Connection, actor: Actor, dataset: Dataset, data_id: str, plan: Files) -> None:
    """Put a plan in force that no run of this store has made: a run of its own stands for it."""
    run = begin_run(connection, asdict(Params()), versions(), None)
    note_run(connection, run, name=dataset.settings.name, dataset_id=data_id)
    plan_id = add_folder(connection, plan)
    done = {"outcome": {"message": BROUGHT}, "plan_id": plan_id}
    end_run(connection, run, RunStatus.DONE, ExitCode.DONE, **done)
    publish(connection, run, plan_id, actor.name, BROUGHT, actor.address)
