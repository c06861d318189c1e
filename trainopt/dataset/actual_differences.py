"""What actuals.csv says and the plan in force does not, or otherwise, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from trainopt.dataset.begun import BegunRecord, occurrences
from trainopt.dataset.in_force import PublishedRow
from trainopt.dataset.index import Index
from trainopt.tables import Actual
from trainopt.wording import counted


@dataclass(frozen=True)
class ActualDifference:
    """A step that really was otherwise than published, and the row of actuals.csv that says so.

    `kinds` are what differs: the step itself (not_published, not_said, not_held), its start or site, who is
    left (trainees), what became of it (failed, stopped), its end. `said` is a sentence: `D1-01 began a week
    late at PL-02; 27 of 30 are left`.
    """

    cohort_id: str
    course_id: str
    place: str
    kinds: tuple[str, ...] = field(repr=False)
    said: str

    def __str__(self) -> str:
        """With the row in front."""
        return f"{self.place}: {self.said}"


def differences_of(index: Index) -> list[ActualDifference]:
    """By cohort, in the order of its steps; nothing without a plan in force that binds.

    A plan that was made with what is said says the same, so each is told until it is published.
    """
    if index.in_force is None or not index.in_force.binds:
        return []
    record = BegunRecord(index)
    return [one for cohort_id in sorted(record.actuals) for one in _Compared(index, record, cohort_id).all()]


@dataclass(frozen=True)
class _Compared:
    """What was said of a cohort beside what was published for it."""

    index: Index
    record: BegunRecord
    cohort_id: str

    def all(self) -> Iterator[ActualDifference]:
        rows = self.record.actuals[self.cohort_id]
        published = self.record.published_by_course(self.cohort_id)
        held = [row for row in rows if row.state != "not_held"]
        keys = dict(zip(occurrences(row.course_id for row in held), held, strict=True))
        for (course_id, nth), row in keys.items():
            is_planned_again = (course_id, nth + 1) in published
            yield from self._of_row(row, published.get((course_id, nth)), is_planned_again)
        starts = {(key[0], self.index.calendar.week(was.start)) for key, was in published.items()}
        for row in rows:
            if row.state == "not_held" and (row.course_id, self.index.calendar.week(row.start)) in starts:
                said = f"{self.cohort_id} did not begin {row.course_id} {self._where(row)}: it was not held"
                yield self._difference(row, ("not_held",), said)
        not_held = {row.course_id for row in rows if row.state == "not_held"}
        for key, was in published.items():
            begun = self.index.calendar.week(was.start) < self.index.as_of
            if begun and key not in keys and key[0] not in not_held:
                said = f"{self.cohort_id} is not said to have begun {key[0]} {self._where(was)}, as published"
                yield self._difference(rows[-1], ("not_said",), said, key[0])

    def _of_row(
        self, row: Actual, was: PublishedRow | None, is_planned_again: bool
    ) -> Iterator[ActualDifference]:
        if was is None:
            said = f"{self.cohort_id} began {row.course_id} {self._where(row)}, which was not published"
            yield self._difference(row, ("not_published",), said)
            return
        found = [*self._place(row, was), *self._left(row, was), *self._end(row, was)]
        if row.state == "failed" and not is_planned_again:
            found.append(("failed", f"failed {row.course_id}, which is planned again"))
        if row.state == "stopped" and self._goes_on(was):
            found.append(("stopped", f"stopped in {row.course_id}: nothing more is planned"))
        if found:
            kinds, parts = zip(*found, strict=True)
            named = [part for part in parts if part]
            yield self._difference(row, tuple(kinds), f"{self.cohort_id} {'; '.join(named)}")

    def _place(self, row: Actual, was: PublishedRow) -> Iterator[tuple[str, str]]:
        week = self.index.calendar.week
        weeks = week(row.start) - week(was.start)
        elsewhere = row.site_id != was.site_id
        course = f" {row.course_id}" if len(self.record.actuals[self.cohort_id]) > 1 else ""
        if weeks:
            by = "a week" if abs(weeks) == 1 else counted(abs(weeks), "week")
            when = f" {by} {'late' if weeks > 0 else 'early'}"
            there = f", not {was.site_id}" if elsewhere else ""
            yield "start", f"began{course}{when} at {row.site_id}{there}"
        if elsewhere:
            yield "site", "" if weeks else f"began{course} at {row.site_id}, not {was.site_id}"

    def _left(self, row: Actual, was: PublishedRow) -> Iterator[tuple[str, str]]:
        if was.trainees is None or row.trainees == was.trainees:
            return
        if row.trainees > was.trainees:
            yield "trainees", f"{row.trainees} are there, {was.trainees} were planned"
        else:
            left = {0: "nobody", 1: "1"}.get(row.trainees, str(row.trainees))
            yield "trainees", f"{left} of {was.trainees} {'are' if row.trainees > 1 else 'is'} left"

    def _goes_on(self, was: PublishedRow) -> bool:
        """Whether the plan in force has a step going on, or has more for the cohort behind it."""
        going = was.end is not None and self.index.calendar.week(was.end) >= self.index.as_of
        return going or any(
            other.start > was.start for other in self.record.published.get(self.cohort_id, ())
        )

    def _end(self, row: Actual, was: PublishedRow) -> Iterator[tuple[str, str]]:
        if was.end is not None and row.state is not None:
            end, as_of = self.index.calendar.week(was.end), self.index.as_of
            if row.state == "done" and end >= as_of:
                yield "end", f"is done with {row.course_id}, published to end on {was.end}"
            elif row.state == "running" and end < as_of:
                yield "end", f"is still in {row.course_id}, published to end on {was.end}"

    def _where(self, row: Actual | PublishedRow) -> str:
        monday = self.index.calendar.monday(self.index.calendar.week(row.start))
        return f"at {row.site_id} on {monday}"

    def _difference(
        self, row: Actual, kinds: tuple[str, ...], said: str, course_id: str | None = None
    ) -> ActualDifference:
        place = self.index.at("actuals", row.line)
        return ActualDifference(self.cohort_id, course_id or row.course_id, place, kinds, said)
