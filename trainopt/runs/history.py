"""The run store as people use it: runs listed and shown, published by hand, replayed, pruned."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from trainopt.dataset import read_dataset
from trainopt.dataset.deadline import NEVER
from trainopt.dataset.source import Where, path_given
from trainopt.dataset.whole import try_to_write, work_folder
from trainopt.errors import Interrupted, UsageError
from trainopt.plan.folder import read_in_force
from trainopt.plan.manifest import MANIFEST
from trainopt.runs.nightly.outputs import check_out, holds, is_free, note_publication, write_folder
from trainopt.runs.nightly.planning import NightTask, plan_candidate
from trainopt.runs.nightly.snapshot import files_of, laid_out, laid_out_dataset
from trainopt.runs.nightly.versions import versions
from trainopt.runs.store import Store
from trainopt.runs.store.folders import Files, hashes_in, read_folder
from trainopt.runs.store.killed import look_for_killed
from trainopt.runs.store.lock import HeldLock, beating, confirm, release, take
from trainopt.runs.store.now import now
from trainopt.runs.store.prune import Pruned, prune
from trainopt.runs.store.publishing import Entry, entries, in_force, publish, published_runs
from trainopt.runs.store.records import (
    Run,
    RunStatus,
    last_sound_run,
    log_of,
    newest_runs,
    run_by_number,
)
from trainopt.runs.verify import Verdict, verify
from trainopt.search.effort import Effort
from trainopt.search.params import Clock, Params

JudgedBy = Callable[[Connection], str | None]
"""Says by which dataset a plan is judged that is to be put in force, as the store is at the moment."""


@dataclass(frozen=True)
class Listed:
    """A run of the list: whether its plan ever was in force, and whether it is."""

    run: Run
    published: bool
    in_force: bool


def list_runs(store: Store, most: int | None = None) -> list[Listed]:
    """The runs, newest first, at most so many.

    >>> with trainopt.open_store("runs.db") as store:
    ...     len(trainopt.list_runs(store))
    0
    """
    with look_for_killed(store) as (connection, killed):
        current, ever = in_force(connection), published_runs(connection)
        return [
            Listed(
                _as_it_is(run, killed), run.number in ever, current is not None and run.number == current.run
            )
            for run in newest_runs(connection, most)
        ]


def _as_it_is(run: Run, killed: Set[int]) -> Run:
    return replace(run, status=RunStatus.KILLED) if run.number in killed else run


@dataclass(frozen=True)
class Shown:
    """All that the store has of a run. `inputs` are the hashes of its files; None once pruned."""

    listed: Listed
    inputs: dict[str, str] | None
    log: list[dict[str, Any]]
    audit: list[Entry]

    def __repr__(self) -> str:
        return f"Shown({self.listed.run!r})"


def show_run(store: Store, number: int) -> Shown:
    """A run with its log. Raises UsageError where there is none of that number.

    >>> with trainopt.open_store("plans/nights.db") as store:
    ...     trainopt.show_run(store, 1).listed.run.number
    1
    """
    with look_for_killed(store) as (connection, killed):
        run, current = run_by_number(connection, number), in_force(connection)
        inputs = None if run.dataset_id is None else hashes_in(connection, run.dataset_id)
        is_now = current is not None and current.run == number
        listed = Listed(_as_it_is(run, killed), number in published_runs(connection), is_now)
        return Shown(listed, inputs, log_of(connection, number), entries(connection, number))


def take_out(store: Store, number: int, out: Where) -> list[Path]:
    """Write a run's dataset, plan and summary to a folder, as the store has them; what was written.

    Raises UsageError where the store has them no more, and where something else stands in their place.

    >>> with trainopt.open_store("plans/nights.db") as store:
    ...     [folder.name for folder in trainopt.take_out(store, 1, "taken")][:2]
    ['dataset', 'plan']
    """
    out = Path(out)
    try_to_write(out)
    with store.begin() as connection:
        run = run_by_number(connection, number)
        named = {"dataset": run.dataset_id, "plan": run.plan_id, "base": run.base_id}
        content = {name: read_folder(connection, id_) for name, id_ in named.items() if id_ is not None}
    if not content:
        raise UsageError(f"run {number} read nothing: there is nothing to take out")
    for name, files in content.items():
        if not is_free(out / name) and not holds(out / name, files):
            raise UsageError(f"{out / name} exists and holds something else: choose another --out")
    for name, files in content.items():
        write_folder(out / name, files)
    return [out / name for name in content]


def publish_by_hand(
    store: Store,
    number: int,
    who: str,
    reason: str,
    *,
    anyway: bool = False,
    out: Where | None = None,
    judged_by: JudgedBy | None = None,
    address: str = "",
) -> Verdict:
    """Put a run's plan in force by hand, if it breaks no rule under the newest sound data.

    With `anyway` also where it does. `out` is the folder of the nightly run, whose `published` is renewed,
    `judged_by` says the dataset by which it is judged; else that is the newest that a run found sound.
    `address` is where whoever publishes it is.
    What the plan breaks is in what is returned. Raises UsageError where the run has no plan.
    """
    folder = path_given(out)
    if folder is not None:
        check_out(folder)
    with _locked(store) as held:
        judged: _Basis | None = None
        while True:
            with store.begin() as connection:
                confirm(connection, held)
                basis = _basis(connection, number, judged_by)
                if basis == judged:
                    publish(connection, number, basis.plan_id, who, f"by hand: {reason}", address)
                    break
                files, data = read_folder(connection, basis.plan_id), read_folder(connection, basis.data_id)
                base = None if basis.base_id is None else read_folder(connection, basis.base_id)
            judged, verdict = basis, _verdict(data, files, base)
            if verdict.broken and not anyway:
                return verdict
        if folder is not None:
            _write_published(folder, number, files, f"by hand by {who}: {reason}")
        return verdict


class _Basis(NamedTuple):
    """What a plan is judged by; another, if somebody accepts or publishes something meanwhile."""

    plan_id: str
    data_id: str
    base_id: str | None


def _basis(connection: Connection, number: int, judged_by: JudgedBy | None) -> _Basis:
    run = run_by_number(connection, number)
    if run.plan_id is None:
        raise UsageError(run.without_plan)
    current, sound = in_force(connection), last_sound_run(connection)
    newest = sound.dataset_id if sound is not None and sound.dataset_id else run.dataset_id
    data_id = None if judged_by is None else judged_by(connection)
    return _Basis(run.plan_id, data_id or newest or "", None if current is None else current.plan_id)


def _write_published(out: Path, number: int, files: Files, how: str) -> None:
    try:
        note_publication(out, files, f"{now()}: the plan of run {number} was put in force {how}")
    except (UsageError, OSError) as error:
        raise UsageError(f"the plan of run {number} is published and in force; but {error}") from error


def _verdict_as_made(data: Files, plan: Files, base: Files | None) -> Verdict:
    """The same of a plan beside the one that was in force when it was made; where none was, beside none."""
    if base is not None:
        return _verdict(data, plan, base)
    with laid_out_dataset(data) as dataset, laid_out(plan) as folder:
        return verify(dataset, folder)


def _verdict(data: Files, plan: Files, base: Files | None) -> Verdict:
    with laid_out_dataset(data) as dataset, laid_out(plan) as folder, laid_out(base or plan) as published:
        return verify(dataset, folder, published=published)


@contextmanager
def _locked(store: Store) -> Iterator[HeldLock]:
    """The lock, held and shown to be. Whether it still is, each transaction confirms for itself."""
    held = take(store)
    try:
        with beating(store, held, lambda: None, lambda: None):
            yield held
    finally:
        with suppress(UsageError):
            release(store, held)


def prune_runs(store: Store, keep: int, who: str) -> Pruned:
    """Remove the content of old runs, all but the newest so many and what the plan in force needs.

    >>> with trainopt.open_store("plans/nights.db") as store:
    ...     trainopt.prune_runs(store, keep=1, who="planner").runs
    ()
    """
    with _locked(store) as held, store.begin() as connection:
        confirm(connection, held)
        return prune(connection, keep, who)


@dataclass(frozen=True)
class Replayed:
    """What came of a replay.

    `hindrances` say why the search cannot be repeated; then nothing was planned. `differing` are the plan's
    files that came out otherwise, `versions` what is not as it was, which may be why. `checked`: what could
    not be planned again was made again from its placements; `broken` are the rules that it breaks.
    """

    run: int
    hindrances: tuple[str, ...]
    versions: tuple[str, ...]
    differing: tuple[str, ...]
    checked: bool = False
    broken: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Replayed(run {self.run}, {len(self.differing):,} differing, {len(self.broken):,} broken)"

    @property
    def same(self) -> bool:
        """Whether the same plan came out, to the byte; the seconds in its manifest aside."""
        return not self.hindrances and not self.differing

    @property
    def sound(self) -> bool:
        """Whether the plan stands: it came out the same, or else breaks no rule and says what is so."""
        return self.same or (self.checked and not self.broken and not self.differing)


def replay_run(store: Store, number: int, stop: threading.Event | None = None) -> Replayed:
    """Make a run's plan again from what the store holds. Raises UsageError where there is no such run.

    Where the search was one that cannot be repeated, the plan's tables are made again from its placements.
    Raises Interrupted once `stop` is set.

    >>> with trainopt.open_store("plans/nights.db") as store:
    ...     trainopt.replay_run(store, 1).same
    False
    """
    with look_for_killed(store) as (connection, killed):
        run = _as_it_is(run_by_number(connection, number), killed)
        missing = [] if run.plan_id is not None else [run.without_plan]
        content: dict[str, Files] = {}
        for name, folder_id in (("data", run.dataset_id), ("plan", run.plan_id), ("base", run.base_id)):
            try:
                if folder_id is not None:
                    content[name] = read_folder(connection, folder_id)
            except UsageError as error:
                missing.append(f"{name}: {error}")
    changed = tuple(_changed_versions(run.versions))
    if missing:
        return Replayed(number, tuple(missing), changed, ())
    if hindrances := tuple(_parameters_in_the_way(run)):
        verdict = _verdict_as_made(content["data"], content["plan"], content.get("base"))
        broken = tuple(map(str, verdict.broken))
        return Replayed(number, hindrances, changed, tuple(map(str, verdict.stale)), True, broken)
    made = _plan_again(run, content["data"], content.get("base"), stop or threading.Event())
    return Replayed(number, (), changed, tuple(_differing(content["plan"], made)))


def _parameters_in_the_way(run: Run) -> Iterator[str]:
    if not run.parameters["repeatable"]:
        yield "parameter repeatable: the run was not --repeatable"
    elif not run.outcome.get("repeatable"):
        seconds = run.parameters["seconds"]
        yield f"parameter time-limit: {seconds:g} s were up before the count was; give more"


def _changed_versions(then: Mapping[str, str]) -> Iterator[str]:
    now = versions()
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield f"{name}: then {_short(then.get(name))}, now {_short(now.get(name))}"


def _short(version: str | None) -> str:
    return "none" if version is None else version[:20]


def _plan_again(run: Run, data: Files, base: Files | None, stop: threading.Event) -> Files:
    params = Params(**{field.name: run.parameters[field.name] for field in fields(Params)})
    # What ends a repeatable run is its count: give it all the time that a slower machine may need.
    effort = Effort(params, Clock.start(10 * params.seconds), stop)
    with laid_out_dataset(data) as source, work_folder() as work:
        before = None
        if base is not None:
            with laid_out(base) as published:
                before = read_in_force(published)
        dataset = read_dataset(source, NEVER, before)
        # A run of the queue has no rules; None in nights of before the rule had a value.
        percent = run.parameters.get("rules", {}).get("most_moved_percent")
        plan_candidate(NightTask(dataset, effort, work / "plan", percent))
        if stop.is_set():
            raise Interrupted(f"the replay of run {run.number} was ended before its search was")
        return files_of(work / "plan")


def _differing(then: Files, now: Files) -> Iterator[str]:
    for name in sorted({*then, *now}):
        if _comparable(name, then.get(name)) != _comparable(name, now.get(name)):
            yield name


def _comparable(name: str, content: bytes | None) -> Any:
    """A file's bytes; of the manifest all but the seconds that things took."""
    if name != MANIFEST or content is None:
        return content
    manifest = json.loads(content)
    tiers = [{key: cell for key, cell in tier.items() if key != "seconds"} for tier in manifest["tiers"]]
    return manifest | {"tiers": tiers, "seconds": None}
