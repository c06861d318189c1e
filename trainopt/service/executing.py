"""What a run of the queue is: a dataset of the store planned, explained or valued, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trainopt.dataset import Dataset
from trainopt.dataset.whole import work_folder
from trainopt.errors import Interrupted, RejectedPlan, TrainoptError, UsageError
from trainopt.explain.explain import explain_plan
from trainopt.explain.value import value_capacity
from trainopt.plan.placements import Plan
from trainopt.problem import build_problem
from trainopt.runs.cases import repair_plan
from trainopt.runs.explaining import write_explanation, write_values
from trainopt.runs.history import Replayed, replay_run
from trainopt.runs.nightly.comparing import compare_night
from trainopt.runs.nightly.night import nightly as plan_night
from trainopt.runs.nightly.order import NightOrder
from trainopt.runs.nightly.planning import NightTask, plan_candidate
from trainopt.runs.nightly.rules import PublicationRules
from trainopt.runs.nightly.snapshot import files_of, laid_out
from trainopt.runs.nightly.versions import versions
from trainopt.runs.nightly.wording import tier_facts
from trainopt.runs.store import Store
from trainopt.runs.store.folders import Files, add_folder, read_folder
from trainopt.runs.store.publishing import in_force
from trainopt.runs.store.records import RunStatus, run_by_number
from trainopt.search.effort import Effort
from trainopt.search.result import Stopped
from trainopt.service.certainty import WITHOUT
from trainopt.service.contents import data_at
from trainopt.service.queueing import QueuedRun, RunKind, RunState
from trainopt.service.taking import begin_queued, finish, put_back
from trainopt.service.versions import version_at
from trainopt.service.whatifs import MOST_OFFERS
from trainopt.wording import counted

NOTHING_YET = "cancelled before there was any plan"
MADE_HERE = (RunKind.NIGHT, RunKind.REPLAY)
"""What a worker makes on its own machine, also where it has a cluster."""


@dataclass(frozen=True)
class WhatCame:
    """What came of a run: how it ended, the figures, and the files of its plan or of its answer."""

    state: RunState
    outcome: Mapping[str, Any]
    plan: Files | None = None
    result: Files | None = None


@dataclass(frozen=True)
class RunTask:
    """What a run needs, on whatever machine it is made: a dataset, and the plan in force if there is one.

    `without` is the dataset without the changes of a what-if, None for other kinds.
    """

    run: QueuedRun
    dataset: Dataset
    base: Files | None
    without: Dataset | None


Maker = Callable[[RunTask, Effort], WhatCame]
"""Makes what comes of a run, here or elsewhere."""


def execute(
    store: Store,
    run: QueuedRun,
    worker: str,
    effort: Effort,
    leaving: Callable[[], bool],
    make: Maker | None = None,
) -> RunState:
    """Do a run that was taken from the queue, to its end in the store; how it ended.

    A run that ended early because its worker is `leaving` goes back into the queue, unless it is a night.
    Nights and replays are made here, others by `make`; `effort` says who searches for a night besides.

    What goes wrong is told in the run, and raised only where it is a bug of ours.
    """
    if run.kind is RunKind.NIGHT:
        return _night(store, run, worker, effort)
    bug: Exception | None = None
    try:
        task = _task(store, run, effort)
        if run.kind is RunKind.REPLAY:
            came = _replay(store, run, effort)
        else:
            came = (make or what_comes_of)(task, effort)
    except Interrupted:
        came = WhatCame(RunState.CANCELLED, {"message": NOTHING_YET})
    except TrainoptError as error:
        came = WhatCame(RunState.FAILED, {"message": str(error)})
    except Exception as error:
        came, bug = WhatCame(RunState.FAILED, {"message": "a bug in trainopt ended it"}), error
    outcome = dict(came.outcome) | {"seconds": round(effort.clock.elapsed(), 3)}
    with store.begin() as connection:
        leaves = came.state is RunState.CANCELLED and leaving()
        if leaves and put_back(connection, run.number, worker):
            return RunState.QUEUED
        plan_id = None if came.plan is None else add_folder(connection, came.plan)
        result_id = None if came.result is None else add_folder(connection, came.result)
        finish(connection, run.number, worker, came.state, outcome, plan_id=plan_id, result_id=result_id)
    if bug is not None:
        raise bug
    return came.state


def _task(store: Store, run: QueuedRun, effort: Effort) -> RunTask:
    with store.look() as connection:
        dataset_id = run_by_number(connection, run.number).dataset_id or ""
        dataset = data_at(connection, dataset_id).dataset
        current = in_force(connection)
        base = None if current is None else read_folder(connection, current.plan_id)
    with store.begin() as connection:
        begin_queued(
            connection, run.number, asdict(effort.params), versions(), name=dataset.settings.name,
            base_id=None if current is None else current.plan_id,
        )  # fmt: skip
    without = None
    if run.kind is RunKind.WHATIF:
        with store.look() as connection:
            without = data_at(connection, version_at(connection, run.version).dataset_id).dataset
    return RunTask(run, dataset, base, without)


def what_comes_of(task: RunTask, effort: Effort) -> WhatCame:
    """Plan, explain or value; what is wrong with that is in what comes of it. Raises bugs of ours alone."""
    try:
        return _made(task, effort)
    except Interrupted:
        return WhatCame(RunState.CANCELLED, {"message": NOTHING_YET})
    except TrainoptError as error:
        return WhatCame(RunState.FAILED, {"message": str(error)})


def _made(task: RunTask, effort: Effort) -> WhatCame:
    run, dataset, base = task.run, task.dataset, task.base
    if run.kind in (RunKind.PLAN, RunKind.WHATIF):
        return _plan(dataset, base, effort, task.without)
    if base is None:
        raise UsageError("no plan is in force that could be explained or valued: publish one first")
    return _answer(run, dataset, base, effort)


def _plan(dataset: Dataset, base: Files | None, effort: Effort, without: Dataset | None) -> WhatCame:
    """Plan a dataset from the plan in force, and judge it as a night would.

    `without` is the dataset without the changes of a what-if, for whether its plan needs them.
    """
    rules = PublicationRules()
    with ExitStack() as stack:
        work = stack.enter_context(work_folder())
        before = None if base is None else stack.enter_context(laid_out(base))
        folder = work / "plan"
        candidate = plan_candidate(NightTask(dataset, effort, folder))
        compared = compare_night(candidate, (folder, before), rules, None)
        files = files_of(folder)
    if candidate.bug is not None:
        raise RejectedPlan(str(candidate.bug))
    cancelled = effort.stopped or candidate.found.stopped == Stopped.INTERRUPTED
    tiers = [tier_facts(tier) for tier in candidate.found.tiers]
    first = tiers[0]
    outcome = {
        "method": candidate.found.method,
        "stopped": candidate.found.stopped,
        "repeatable": effort.params.repeatable and candidate.found.stopped == Stopped.FINISHED,
        "tiers": tiers,
        "rules": [vars(judged) for judged in compared.judged],
        "figures": compared.figures,
        "released": [str(one) for one in candidate.released],
        "message": f"{first['term']} {first['value']:,} (bound {first['bound']:,})",
    }
    if without is not None and not cancelled:
        outcome[WITHOUT] = _taken_back(without, candidate.found.plan)
    return WhatCame(RunState.CANCELLED if cancelled else RunState.DONE, outcome, plan=files)


def _taken_back(without: Dataset, plan: Plan) -> list[int] | None:
    """The tiers of a what-if's plan, repaired for the data without its changes; None where it cannot be."""
    repaired = repair_plan(build_problem(without), plan)
    return None if repaired is None else list(repaired.rank)


def _replay(store: Store, run: QueuedRun, effort: Effort) -> WhatCame:
    """Make a run's plan again from what the store holds, and say what came out otherwise."""
    found = replay_run(store, int(run.subject), effort.stop)
    outcome = {
        "message": _replay_words(found),
        "same": found.same,
        "sound": found.sound,
        "hindrances": list(found.hindrances),
        "versions": list(found.versions),
        "differing": list(found.differing),
        "broken": list(found.broken),
    }
    return WhatCame(RunState.DONE, outcome)


def _replay_words(found: Replayed) -> str:
    if found.same:
        return f"the plan of run {found.run} came out the same, to the byte"
    if found.sound:
        return f"the plan of run {found.run} stands: its tables are as its placements make them"
    if found.checked or found.differing:
        return f"the plan of run {found.run} did not come out the same"
    return f"the plan of run {found.run} cannot be made again: {'; '.join(found.hindrances)}"


def _answer(run: QueuedRun, dataset: Dataset, base: Files, effort: Effort) -> WhatCame:
    """Explain whom the run is about, or value capacity, on the plan in force."""
    with laid_out(base) as plan, work_folder() as work:
        folder = work / "answer"
        if run.kind is RunKind.EXPLAIN:
            found = explain_plan(dataset, plan, **_subject(dataset, run.subject), params=effort)
            write_explanation(folder, found)
            demands, reliefs = len(found.demands), len(found.reliefs)
            said = f"{counted(demands, 'demand')}, {counted(reliefs, 'relief')}"
            said = said if demands else "none of them is unmet or late"
        else:
            values = value_capacity(dataset, plan, params=effort)
            write_values(folder, values, MOST_OFFERS)
            said = f"{len(values.ranking):,} capacities ranked"
        files = files_of(folder)
    state = RunState.CANCELLED if effort.stopped else RunState.DONE
    return WhatCame(state, {"message": said}, result=files)


def _subject(dataset: Dataset, subject: str) -> dict[str, Any]:
    """Whom to explain: a demand, a unit, else a cohort; everybody where nothing is named."""
    if not subject:
        return {}
    if any(row.demand_id == subject for row in dataset.demand):
        return {"demand": subject}
    return {"unit" if any(row.unit_id == subject for row in dataset.units) else "cohort": subject}


def _night(store: Store, run: QueuedRun, worker: str, effort: Effort) -> RunState:
    """A night on a version: it writes its own line in the store, and publishes what keeps the rules."""
    with store.look() as connection:
        files = read_folder(connection, version_at(connection, run.version).dataset_id)
    try:
        with laid_out(files) as data:
            order = NightOrder(Path(data), effort, who=run.author, run=run.number)
            night = plan_night(order, store)
    except TrainoptError as error:
        with store.begin() as connection:
            finish(connection, run.number, worker, RunState.FAILED, {"message": str(error)})
        return RunState.FAILED
    state = {
        RunStatus.PUBLISHED: RunState.DONE,
        RunStatus.HELD_BACK: RunState.DONE,
        RunStatus.INTERRUPTED: RunState.CANCELLED,
    }.get(night.status, RunState.FAILED)
    outcome = dict(night.outcome) | {"message": night.message, "seconds": night.seconds}
    with store.begin() as connection:
        finish(connection, run.number, worker, state, outcome, own_line=False)
    return state
