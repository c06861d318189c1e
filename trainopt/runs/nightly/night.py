"""One night: lock, read, plan from the published plan, compare, publish or not, and leave word of it all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from trainopt.dataset import Dataset, read_dataset
from trainopt.dataset.source import path_given
from trainopt.dataset.whole import try_to_write_file, work_folder
from trainopt.errors import (
    ExitCode,
    InputFaults,
    Interrupted,
    TrainoptError,
    UsageError,
    told_of_the_machine,
)
from trainopt.plan.folder import read_in_force
from trainopt.runs.checking import actual_differences
from trainopt.runs.nightly import heartbeat, metrics
from trainopt.runs.nightly.comparing import Compared, compare_night
from trainopt.runs.nightly.differences import DataChange, data_changes
from trainopt.runs.nightly.folder import NightFolder
from trainopt.runs.nightly.heartbeat import Heartbeat
from trainopt.runs.nightly.journal import Journal
from trainopt.runs.nightly.metrics import write_metrics
from trainopt.runs.nightly.order import Night, NightOrder
from trainopt.runs.nightly.outputs import check_out
from trainopt.runs.nightly.planning import NightPlan, NightTask, plan_candidate
from trainopt.runs.nightly.snapshot import check_sums, files_of, laid_out, laid_out_dataset, take_snapshot
from trainopt.runs.nightly.storing import store_at_last
from trainopt.runs.nightly.summary import Story, summary_of
from trainopt.runs.nightly.versions import versions
from trainopt.runs.nightly.wording import message_of, page_of_failure, tier_facts, where
from trainopt.runs.store import Store
from trainopt.runs.store.folders import Files, add_folder, read_folder, read_if_there
from trainopt.runs.store.lock import HeldLock, beating, confirm, release, take
from trainopt.runs.store.publishing import Publication, in_force, publish
from trainopt.runs.store.records import (
    RunStatus,
    begin_run,
    end_run,
    last_sound_run,
    note_run,
    run_by_number,
)
from trainopt.search.effort import Effort, Progress
from trainopt.search.result import Stopped
from trainopt.search.stopping import interruptible
from trainopt.words.voice import FileWords, voice_of

SAY_EVERY = 60.0

# Of the time limit, what is kept back for comparing and storing: some of it, and as long as reading took. As
# long as there is no plan to compare and store, it is spent on finding one.
KEPT_SECONDS, KEPT_PER_SECOND, KEPT_SHARE = 1.0, 1.0, 0.25


def nightly(order: NightOrder, store: Store) -> Night:
    """Run a night. What goes wrong once the run has a number is in the store, and in what is returned.

    Raises UsageError where another run holds the store, where nothing can be written, or for another
    language.

    >>> with trainopt.open_store("nights.db") as store:
    ...     order = trainopt.NightOrder("data/example", trainopt.Params(seconds=5))
    ...     night = trainopt.nightly(order, store)
    >>> night.run
    1
    """
    effort = Effort.of(order.params)
    voice_of(order.language, FileWords.NIGHTS)
    if order.out is not None:
        check_out(Path(order.out))
    for path, kind in ((order.metrics, metrics.KIND), (order.heartbeat, heartbeat.KIND)):
        if path is not None:
            try_to_write_file(Path(path), kind)
    held = take(store)
    try:
        return _Nightly(order, store, effort, held).run()
    finally:
        with suppress(UsageError):
            release(store, held)


@dataclass(frozen=True)
class _Base:
    """The plan in force when the run began: its publication, its files, and the data it was made from."""

    publication: Publication
    files: Files
    data: Files | None


@dataclass
class _Nightly:
    order: NightOrder
    store: Store
    effort: Effort
    held: HeldLock
    number: int = 0
    base: _Base | None = None
    last_data: Files | None = None
    said: float = 0.0

    def __post_init__(self) -> None:
        self.folder = NightFolder(path_given(self.order.out))
        self.journal = Journal(self.store)
        self.heart = Heartbeat(path_given(self.order.heartbeat))
        self.voice = voice_of(self.order.language, FileWords.NIGHTS)

    def run(self) -> Night:
        with (
            interruptible(self.effort.stop),
            beating(self.store, self.held, self.heart.beat, self.effort.stop.set),
        ):
            self._begin()
            night = self._guarded()
            self._write_page_and_metrics(night)
            return self._last_word(night)

    def _begin(self) -> None:
        parameters = asdict(self.effort.params) | {"rules": self.order.rules.model_dump()}
        with self.store.begin() as connection:
            confirm(connection, self.held)
            publication = in_force(connection)
            base_id = None if publication is None else publication.plan_id
            self.number = begin_run(connection, parameters, versions(), base_id, self.order.run)
            last = last_sound_run(connection, self.number)
            if publication is not None:
                made = run_by_number(connection, publication.run).dataset_id
                self.base = _Base(
                    publication,
                    read_folder(connection, publication.plan_id),
                    read_if_there(connection, made),
                )
            self.last_data = None if last is None else read_if_there(connection, last.dataset_id)
        self.journal.run = self.heart.run = self.number
        for run in self.held.killed:
            self.journal.say("killed", f"run {run} never ended: it was killed", "warning", killed=run)
        if self.held.dead is not None:
            self.journal.say(
                "taken over", f"the lock of {self.held.dead}, which died, was taken over", "warning"
            )
        what = "no plan is in force" if self.base is None else f"run {self.base.publication.run} is in force"
        self.journal.say(
            "begun", f"run {self.number} began; {what}", dataset=os.fspath(self.order.dataset or "")
        )
        if self.base is not None:
            self.folder.put_published(self.base.files)

    def _guarded(self) -> Night:
        """The night, whatever happens in it: nothing ends it without an entry in the store."""
        try:
            with told_of_the_machine():
                return self._night()
        except InputFaults as error:
            for fault in error.faults:
                self.journal.say("fault", str(fault), "error", **where(fault))
            many = (
                f"{len(error.faults)} fault{'s' * (len(error.faults) > 1)} in the data; nothing was planned"
            )
            faults = [str(fault) for fault in error.faults]
            return self._failed(RunStatus.FAULTY, error, many, {"faults": faults})
        except TrainoptError as error:
            interrupted = isinstance(error, Interrupted)
            status = RunStatus.INTERRUPTED if interrupted else RunStatus.FAILED
            return self._failed(status, error, str(error), {"error": str(error)})
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            night = self._failed(RunStatus.FAILED, TrainoptError(said), said, {"error": said})
            with suppress(Exception):
                self._write_page_and_metrics(night)
            with suppress(Exception):
                self._last_word(night)
            raise

    def _failed(
        self, status: RunStatus, error: TrainoptError, message: str, outcome: dict[str, Any]
    ) -> Night:
        with suppress(UsageError):
            self._end(status, error.exit_code, outcome=outcome)
        stays = "no plan is in force"
        if self.base is not None:
            stays = f"the plan of run {self.base.publication.run} stays in force"
        said = "; ".join(filter(None, (message, stays, self.folder.keep())))
        return self._night_of(status, error.exit_code, said, outcome, error)

    def _night_of(
        self, status: RunStatus, code: int, message: str, outcome: dict[str, Any], error: TrainoptError | None
    ) -> Night:
        seconds = round(self.effort.clock.elapsed(), 3)
        return Night(self.number, status, code, message, outcome, seconds, error)

    def _end(self, status: RunStatus, code: int, **known: object) -> None:
        with self.store.begin() as connection:
            end_run(connection, self.number, status, code, **known)

    def _night(self) -> Night:
        self.heart.at("reading")
        if self.order.dataset is None:
            raise UsageError("a night needs a dataset: name a folder or workbook")
        content = take_snapshot(Path(self.order.dataset))
        with self.store.begin() as connection:
            note_run(connection, self.number, dataset_id=add_folder(connection, content))
        check_sums(content, required=self.order.require_sums)
        with laid_out_dataset(content) as data, self._base_folder() as base:
            before = None if base is None else read_in_force(base)
            dataset = read_dataset(data, self.effort.clock.deadline, before)
            self._read(dataset)
            changes = [] if self.base is None else self._data_changes(self.base.data, dataset)
            with work_folder() as work:
                folder = work / "plan"
                candidate = plan_candidate(self._task(dataset, folder))
                self.folder.lay_out(files_of(folder))
                self._planned(dataset, candidate)
                compared = compare_night(candidate, (folder, base), self.order.rules, changes)
                return self._decide(dataset, candidate, compared, files_of(folder))

    @contextmanager
    def _base_folder(self) -> Iterator[Path | None]:
        if self.base is None:
            yield None
            return
        with laid_out(self.base.files) as folder:
            yield folder

    def _read(self, dataset: Dataset) -> None:
        name = dataset.settings.name
        with self.store.begin() as connection:
            note_run(connection, self.number, name=name)
        for warning in dataset.warnings:
            self.journal.say("data warning", str(warning), "warning", **where(warning))
        self.journal.say(
            "read", f"read {name}: {len(dataset.demand):,} demands", warnings=len(dataset.warnings)
        )

    def _data_changes(self, before: Files | None, dataset: Dataset) -> list[DataChange] | None:
        """What differs from earlier data; None where there is none, or it can no longer be read."""
        if before is None:
            return None
        try:
            with laid_out_dataset(before) as earlier:
                return data_changes(read_dataset(earlier), dataset)
        except InputFaults:
            self.journal.say("no comparison", "the earlier data cannot be read by this version", "warning")
            return None

    def _task(self, dataset: Dataset, folder: Path) -> NightTask:
        clock = self.effort.clock
        kept = KEPT_SECONDS + KEPT_PER_SECOND * clock.elapsed()
        kept = min(kept, KEPT_SHARE * clock.seconds)
        clock = replace(clock, seconds=clock.seconds - kept, spare=kept)
        effort = replace(self.effort, clock=clock, observer=self._observe)
        return NightTask(dataset, effort, folder, self.order.rules.most_moved_percent)

    def _observe(self, progress: Progress) -> None:
        self.heart.doing = progress.working
        self.effort.observer(progress)
        if not progress.tiers or (self.said and progress.elapsed - self.said < SAY_EVERY):
            return
        self.said = progress.elapsed
        tier = progress.tiers[0]
        message = f"{tier.term} {tier.value:,} (bound {tier.bound:,}) after {progress.elapsed:.0f} s"
        self.journal.say("searching", message, placed=progress.placed, working=progress.working)

    def _planned(self, dataset: Dataset, candidate: NightPlan) -> None:
        self.heart.at("comparing")
        for told in actual_differences(dataset):
            self.journal.say("not as published", str(told), "warning", cohort_id=told.cohort_id)
        for one in candidate.released:
            self.journal.say("released", str(one), "warning", cohort_id=one.pin.cohort_id)
        tiers = [tier_facts(tier) for tier in candidate.found.tiers]
        self.journal.say("planned", f"the search ended: {candidate.found.stopped}", tiers=tiers)

    def _decide(self, dataset: Dataset, candidate: NightPlan, compared: Compared, files: Files) -> Night:
        """Store the plan and, if all rules hold and nobody ended the run, put it in force, in one step."""
        status, code, error = self._verdict(candidate, compared)
        story = self._story(dataset, candidate, compared, status)
        summary = summary_of(story)
        outcome = self._outcome(candidate, compared)
        self.folder.tell(compared)

        def write(connection: Connection) -> None:
            confirm(connection, self.held)
            plan_id = add_folder(connection, files)
            end_run(connection, self.number, status, code, plan_id=plan_id, outcome=outcome, summary=summary)
            if status is RunStatus.PUBLISHED:
                publish(connection, self.number, plan_id, self.order.who, "all publication rules hold")

        store_at_last(self.store, write, self.journal, self.effort.stop)
        self.folder.at_stake = None
        for judged in compared.judged:
            level = "info" if judged.holds else "warning"
            self.journal.say("rule", judged.said, level, rule=judged.rule, holds=judged.holds)
        if status is RunStatus.PUBLISHED:
            self.folder.put_published(files)
        self.folder.write_page(summary_of(replace(story, voice=self.voice)))
        return self._night_of(status, code, message_of(status, compared, self._base_run()), outcome, error)

    def _verdict(
        self, candidate: NightPlan, compared: Compared
    ) -> tuple[RunStatus, int, TrainoptError | None]:
        if candidate.bug is not None:
            return RunStatus.FAILED, candidate.bug.exit_code, candidate.bug
        if self.effort.stopped or candidate.found.stopped == Stopped.INTERRUPTED:
            return RunStatus.INTERRUPTED, Interrupted.exit_code, None
        if not compared.holds:
            return RunStatus.HELD_BACK, ExitCode.HELD_BACK, None
        return RunStatus.PUBLISHED, 0, None

    def _story(self, dataset: Dataset, found: NightPlan, compared: Compared, status: RunStatus) -> Story:
        since = None
        if self.base is not None and self.last_data not in (None, self.base.data):
            changes = self._data_changes(self.last_data, dataset)
            since = None if changes is None else len(changes)
        settings = dataset.settings
        as_of, marking = str(settings.as_of or settings.start), settings.marking or ""
        base = self._base_run()
        told = tuple(actual_differences(dataset))
        warnings = dataset.warnings
        return Story(self.number, base, as_of, marking, status, found, compared, since, warnings, told)

    def _base_run(self) -> int | None:
        return None if self.base is None else self.base.publication.run

    def _outcome(self, candidate: NightPlan, compared: Compared) -> dict[str, Any]:
        found = candidate.found
        return {
            "method": found.method,
            "stopped": found.stopped,
            "seconds": round(self.effort.clock.elapsed(), 3),
            "repeatable": self.effort.params.repeatable and found.stopped == Stopped.FINISHED,
            "tiers": [tier_facts(tier) for tier in found.tiers],
            "repaired": None if candidate.repaired is None else list(candidate.repaired.rank),
            "rules": [vars(judged) for judged in compared.judged],
            "figures": compared.figures,
            "in_force_breaks": len(compared.broken),
            "released": [str(one) for one in candidate.released],
        }

    def _last_word(self, night: Night) -> Night:
        """The last line of the log. What could not be written is wrong use, if nothing else is wrong."""
        for message in self.folder.unwritten:
            self.journal.say("not written", message, "error")
        if self.folder.unwritten:
            night = replace(
                night,
                message=f"{night.message}; but {'; '.join(self.folder.unwritten)}",
                exit_code=night.exit_code or UsageError.exit_code,
            )
            with suppress(UsageError), self.store.begin() as connection:
                note_run(connection, self.number, exit_code=night.exit_code)
        level = {RunStatus.PUBLISHED: "info", RunStatus.HELD_BACK: "warning"}.get(night.status, "error")
        self.journal.say(
            "ended", night.message, level, status=night.status.value, exit_code=night.exit_code,
            seconds=night.seconds,
        )  # fmt: skip
        self.heart.at(f"ended: {night.status.value}")
        return night

    def _write_page_and_metrics(self, night: Night) -> None:
        """The metrics, and a page for the morning where there was no plan."""
        if "tiers" not in night.outcome:
            self.folder.clear()
            faults = night.error.faults if isinstance(night.error, InputFaults) else []
            page = page_of_failure(night.run, night.status, night.message, faults, self.voice)
            self.folder.write_page(page)
        if self.order.metrics is None:
            return
        with self.folder.noting():
            write_metrics(Path(self.order.metrics), night.run, night.exit_code, night.seconds, night.outcome)
