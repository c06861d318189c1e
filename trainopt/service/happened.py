"""What really happened: the classes that have begun, and who came, as a draft that becomes actuals.csv.

A draft of nothing but rows of actuals.csv is one of these; what a person enters gathers in their newest one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from trainopt.dataset import Calendar
from trainopt.errors import NotAllowed, Outrun
from trainopt.runs.nightly.differences import RowCells
from trainopt.runs.store import Store
from trainopt.runs.store.publishing import in_force
from trainopt.runs.store.service_schema import drafts
from trainopt.service.access import Action, allowed, not_there, require
from trainopt.service.actors import Actor, Role
from trainopt.service.checking import RawChange, changes_from_json
from trainopt.service.contents import DataAtHand, data_at
from trainopt.service.differences import RowEdit
from trainopt.service.drafts import Draft, DraftStatus, begin_draft, change_draft, draft_edits, show_draft
from trainopt.service.held import StepInPlan, steps_at
from trainopt.service.scopes import EditHere, RowHere
from trainopt.service.versions import LATEST, version_at

ACTUALS = "actuals"
NOT_HELD = "not_held"
BEFORE_FIRST = "what was before it at another site comes first: its host or its unit enters that"
MOST_TRIES = 5


@dataclass(frozen=True)
class BegunCohort:
    """A cohort in a class that has begun: `planned` trainees, and what was said of it.

    `trainees`, `state` and `start` are as they were said, in the draft or before it, None where nothing was.
    `ready`: it can be entered by whoever asks; if not, what was before it has to be entered first.
    """

    cohort_id: str
    unit_id: str
    planned: int
    trainees: int | None
    state: str | None
    start: date | None
    ready: bool
    in_draft: bool

    @property
    def said(self) -> bool:
        """Whether anything was said of it."""
        return self.state is not None


@dataclass(frozen=True)
class BegunClass:
    """A class that has begun, or should have, with its cohorts; `over` where it should have ended, too."""

    class_id: str
    course_id: str
    site_id: str
    start: date
    end: date
    over: bool
    mine: bool
    cohorts: tuple[BegunCohort, ...]

    @property
    def said(self) -> bool:
        """Whether something was said of every cohort."""
        return all(cohort.said for cohort in self.cohorts)


@dataclass(frozen=True)
class CohortEntry:
    """How many of a cohort are in training still, or passed, as it was typed; and what became of the step.

    A blank state is that of the plan: running until its last week, then done.
    """

    cohort_id: str
    trainees: str
    state: str = ""


@dataclass(frozen=True)
class Happened:
    """The classes that have begun by `as_of`, newest first, and the draft in which one's entries gather."""

    as_of: date
    classes: tuple[BegunClass, ...]
    draft: Draft | None

    @property
    def cohorts_in_draft(self) -> int:
        """Of how many cohorts the draft says something, whatever it says of their steps."""
        return len({_key_of(change)[0] for change in self.draft.changes}) if self.draft else 0


def what_happened(store: Store, actor: Actor) -> Happened:
    """The classes of the plan in force that have begun, as one's scopes show them. Raises NotAllowed."""
    require(actor, Action.SEE_DATA)
    looked = _look(store, actor)
    return Happened(looked.as_of, tuple(looked.classes()), looked.draft)


def enter_class(
    store: Store, actor: Actor, class_id: str, start: date, entries: Iterable[CohortEntry], title: str
) -> Draft:
    """Say of a class who came and is left: it is in one's draft then, which `title` names if it is new.

    What was said of the same cohorts before is said anew. Steps before it that nobody has entered are entered
    as published, as far as they are the actor's. Raises NotThere for a class or a cohort that is none,
    NotAllowed where what was before is not theirs to say, OutsideScope, UsageError.
    """
    require(actor, Action.BEGIN_DRAFT)
    wanted = list(entries)
    for _ in range(MOST_TRIES):
        looked = _look(store, actor)
        changes = looked.changes(class_id, start, wanted)
        draft = looked.draft
        if draft is None:
            return begin_draft(store, actor, title, changes)
        keys = {_key_of(change) for change in changes}
        kept = [change for change in draft.changes if _key_of(change) not in keys]
        try:
            return change_draft(store, actor, draft.number, draft.revision, changes=[*kept, *changes])
        except Outrun:
            continue  # entered from two places at once: what the other one said stays
    raise Outrun("others are entering the same: try again in a moment")


def _key_of(change: RawChange) -> tuple[str, str]:
    row = change.get("where") or change.get("insert") or {}
    return str(row.get("cohort_id", "")), str(row.get("step", ""))


def _own_draft(store: Store, actor: Actor) -> Draft | None:
    """The newest open draft of one's own that says what happened, and nothing else."""
    own = (drafts.c.author == actor.name) & (drafts.c.status == DraftStatus.OPEN.value)
    found = select(drafts.c.number, drafts.c.changes).where(own).order_by(drafts.c.number.desc())
    with store.look() as connection:
        rows = connection.execute(found).all()
    for row in rows:
        changes = changes_from_json(row.changes)
        if changes and all(change.get("table") == ACTUALS for change in changes):
            return show_draft(store, actor, row.number)
    return None


def _look(store: Store, actor: Actor) -> _Looked:
    require(actor, Action.SEE_DATA)
    draft = _own_draft(store, actor)
    with store.look() as connection:
        data = data_at(connection, version_at(connection, LATEST).dataset_id)
        current = in_force(connection)
        steps = () if current is None else steps_at(connection, current.plan_id)
    edits = () if draft is None else draft_edits(store, actor, draft.number)
    return _Looked(actor, data, steps, draft, edits)


@dataclass
class _Looked:
    """The plan in force beside what was said, as one person sees both."""

    actor: Actor
    data: DataAtHand
    steps: Sequence[StepInPlan]
    draft: Draft | None
    edits: Sequence[RowEdit]
    said: dict[str, dict[int, RowCells]] = field(default_factory=lambda: defaultdict(dict))
    drafted: set[tuple[str, int]] = field(default_factory=set)
    of_cohort: dict[str, list[StepInPlan]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for (cohort_id, number), cells in self.data.text[ACTUALS].items():
            self.said[cohort_id][int(number)] = cells
        for edit in self.edits:
            self._apply(edit)
        for step in self.steps:
            if step.start <= self.as_of:
                self.of_cohort[step.cohort_id].append(step)

    def _apply(self, edit: RowEdit) -> None:
        cohort_id, step = edit.key
        if not step.isdecimal():
            return  # a slip in the draft, which says so itself
        self.said[cohort_id].pop(int(step), None)
        if edit.after is not None:
            self.said[cohort_id][int(step)] = edit.after
            self.drafted.add((cohort_id, int(step)))

    @property
    def as_of(self) -> date:
        """The last day of the week in which a step may have begun."""
        settings = self.data.dataset.settings
        calendar = Calendar.of(settings)
        return calendar.sunday(calendar.week_or(settings.as_of, 0))

    def classes(self) -> Iterator[BegunClass]:
        """Those that the actor's scopes show, newest first."""
        held: dict[str, list[StepInPlan]] = defaultdict(list)
        scopes = self.actor.scopes(Role.READER)
        for of_cohort in self.of_cohort.values():
            for step in of_cohort:
                if any(step.within(scope, self.data) for scope in scopes):
                    held[step.class_id].append(step)
        for class_id, steps in sorted(held.items(), key=lambda one: (-one[1][0].start.toordinal(), one[0])):
            first = steps[0]
            cohorts = tuple(self._cohort(step) for step in steps)
            over, mine = first.end <= self.as_of, any(map(self._may_say, steps))
            yield BegunClass(
                class_id, first.course_id, first.site_id, first.start, first.end, over, mine, cohorts
            )

    def _cohort(self, step: StepInPlan) -> BegunCohort:
        number = self._number_of(step)
        cells = self.said[step.cohort_id].get(number) if number is not None else None
        if cells is not None and not allowed(
            self.actor, Action.SEE_ROW, RowHere(self.data.reaches, ACTUALS, cells)
        ):
            cells = None  # it was held at another's site instead, who alone says what came of it
        text = (cells or {}).get("trainees", "")
        return BegunCohort(
            step.cohort_id,
            step.unit_id,
            step.trainees,
            int(text) if text.isdecimal() else None,
            None if cells is None else cells.get("state", ""),
            None if cells is None else _day(cells.get("start", "")),
            self._may_say(step) and all(map(self._may_say, self._unsaid_before(step))),
            number is not None and (step.cohort_id, number) in self.drafted,
        )

    def _number_of(self, step: StepInPlan) -> int | None:
        """Under which step it was said: the same course, as often as the cohort went through it before."""
        before = self.of_cohort[step.cohort_id]
        place = [one for one in before if one.course_id == step.course_id].index(step)
        rows = [
            number
            for number, cells in sorted(self.said[step.cohort_id].items())
            if cells.get("course_id") == step.course_id and _is_of(cells, step)
        ]
        return rows[place] if place < len(rows) else None

    def _unsaid_before(self, step: StepInPlan) -> list[StepInPlan]:
        """The steps of the cohort before it of which nothing was said: of a cohort all is, or nothing."""
        steps = self.of_cohort[step.cohort_id]
        return [one for one in steps if one.step < step.step and self._number_of(one) is None]

    def _may_say(self, step: StepInPlan) -> bool:
        cells = self._row(step, 1, step.start, str(step.trainees), "")
        edit = RowEdit(ACTUALS, (step.cohort_id, "1"), None, cells)
        return allowed(self.actor, Action.CHANGE_ROW, EditHere(self.data.reaches, self.data.reaches, edit))

    @staticmethod
    def _row(step: StepInPlan, number: int, start: date, trainees: str, state: str) -> dict[str, str]:
        row = {
            "cohort_id": step.cohort_id,
            "step": str(number),
            "course_id": step.course_id,
            "site_id": step.site_id,
            "start": str(start),
            "trainees": trainees,
            "state": state,
        }
        return {column: text for column, text in row.items() if text}

    # What is entered

    def changes(self, class_id: str, start: date, entries: Sequence[CohortEntry]) -> list[dict[str, Any]]:
        """The changes that say it."""
        scopes = self.actor.scopes(Role.READER)
        steps = {
            step.cohort_id: step
            for steps in self.of_cohort.values()
            for step in steps
            if step.class_id == class_id and any(step.within(scope, self.data) for scope in scopes)
        }
        if not steps or any(entry.cohort_id not in steps for entry in entries):
            raise not_there(f"class {class_id} with these cohorts that has begun")
        found: list[dict[str, Any]] = []
        for entry in entries:
            found += self._said_of(steps[entry.cohort_id], start, entry)
        return found

    def _said_of(self, step: StepInPlan, start: date, entry: CohortEntry) -> Iterator[dict[str, Any]]:
        numbers = self.said[step.cohort_id]
        for earlier in self._unsaid_before(step):
            if not self._may_say(earlier):
                raise NotAllowed(f"{step.cohort_id}: {BEFORE_FIRST}")
            most = max(earlier.trainees, int(entry.trainees) if entry.trainees.isdecimal() else 0)
            row = self._row(earlier, _next(numbers), earlier.start, str(most), "")
            numbers[int(row["step"])] = row
            yield self._change(row)
        number = self._number_of(step)
        row = self._row(
            step, _next(numbers) if number is None else number, start, entry.trainees, entry.state
        )
        numbers[int(row["step"])] = row
        yield self._change(row)

    def _change(self, row: Mapping[str, str]) -> dict[str, Any]:
        key = (row["cohort_id"], row["step"])
        if key not in self.data.text[ACTUALS]:
            return {"table": ACTUALS, "insert": dict(row)}
        where = {"cohort_id": key[0], "step": key[1]}
        values = {name: row.get(name, "") for name in ("start", "trainees", "state")}
        return {"table": ACTUALS, "where": where, "set": values}


def _next(numbers: Mapping[int, RowCells]) -> int:
    return max(numbers, default=0) + 1


def _is_of(cells: RowCells, step: StepInPlan) -> bool:
    """What was not held is planned again: it is of the step of that time, and of no later one."""
    return cells.get("state") != NOT_HELD or cells.get("start") == str(step.start)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def seen_actuals(data: DataAtHand, actor: Actor) -> frozenset[str]:
    """The cohorts of which the actor sees all that actuals.csv says."""
    hidden = {
        cells["cohort_id"]
        for cells in data.text[ACTUALS].values()
        if not allowed(actor, Action.SEE_ROW, RowHere(data.reaches, ACTUALS, cells))
    }
    return frozenset(cells["cohort_id"] for cells in data.text[ACTUALS].values()) - hidden
