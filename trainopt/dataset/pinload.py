"""What the pins together take of classes, beds, ceilings, arrivals, max_away and pools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

from trainopt.dataset.index import Index
from trainopt.dataset.pinned import PinnedStep
from trainopt.dataset.wording import listed
from trainopt.errors import Fault
from trainopt.limits import OF_OWNERS
from trainopt.tables import TABLES, Capacity

Pool = tuple[str, str]
"""An owner and a resource."""

BLAMED = {"beds": "site_id", "trainees": "site_id"}
"""The column of a pin that a fault of such a limit is at; of any other it is the start."""

Weekly = dict[int, list[tuple[int, PinnedStep]]]
"""By week, what each pinned step takes, in the order of the steps' lines."""


class PinLoad:
    """The load of pinned steps; classes are counted as the fewest that can seat the pinned trainees."""

    def __init__(self, index: Index, pinned: Iterable[PinnedStep]) -> None:
        self.index = index
        self.sheets = index.sheets
        self.calendar = index.calendar
        self.pinned = sorted(pinned, key=lambda step: step.pin.line)

    def faults(self) -> Iterator[Fault]:
        """One fault per limit that the pins alone exceed, at the row that tips it over."""
        yield from self._trainee_faults()
        yield from self._class_faults()

    def _trainee_faults(self) -> Iterator[Fault]:
        """Of the limits of sites, nations and units that trainees draw on."""
        before = {(s.pin.cohort_id, s.pin.step): s.nation_id for s in self.pinned}
        for kind in OF_OWNERS:
            drawn: dict[str, Weekly] = defaultdict(lambda: defaultdict(list))
            for step in self.pinned:
                arrives = _arrives(step, before.get((step.pin.cohort_id, step.pin.step - 1)))
                weeks = step.weeks if kind.drawn_by == "trainees" else [step.start] if arrives else []
                for week in weeks:
                    drawn[step.owners[kind.table]][week].append((step.size, step))
            column = BLAMED.get(kind.name, "start")
            for row in self.sheets[kind.table].rows:
                owner_id = getattr(row, TABLES[kind.table].key[0])
                limit = getattr(row, kind.column)
                yield from self._over(drawn[owner_id], limit, f"{kind.column} of {owner_id}", column)

    def _class_faults(self) -> Iterator[Fault]:
        starting: dict[tuple[Capacity, int], list[PinnedStep]] = defaultdict(list)
        for step in self.pinned:
            starting[step.row, step.start].append(step)
        running: dict[Capacity, Weekly] = defaultdict(lambda: defaultdict(list))
        held: dict[Pool, Weekly] = defaultdict(lambda: defaultdict(list))
        for (row, _), steps in starting.items():
            taken = [(running[row], 1), *((held[pool], each) for pool, each in self._pools(row))]
            for added, step in self._classes(steps):
                for (weekly, each), week in product(taken, step.weeks):
                    weekly[week].append((added * each, step))
        for row, weekly in running.items():
            what = f"parallel_classes of {row.site_id} {row.course_id}"
            yield from self._over(weekly, row.parallel_classes, what, "start")
        for (owner, resource), weekly in held.items():
            available = {week: self._available((owner, resource), week) for week in weekly}
            yield from self._over(weekly, available, f"{resource} of {owner}", "start")

    def _classes(self, steps: list[PinnedStep]) -> Iterator[tuple[int, PinnedStep]]:
        """How many more classes each step needs at the least, beyond those of the steps before it."""
        trainees: dict[str, int] = defaultdict(int)
        for step in steps:
            key = "" if self.index.courses[step.row.course_id].mixed_units else step.unit.unit_id
            needed = -(-trainees[key] // step.class_max)
            trainees[key] += step.size
            yield -(-trainees[key] // step.class_max) - needed, step

    def _pools(self, row: Capacity) -> Iterator[tuple[Pool, int]]:
        """The pools that a class of the row draws on, and how much of each."""
        for need in self.index.needs[row.course_id]:
            own, shared = ((owner, need.resource) for owner in (row.site_id, self._nation(row)))
            yield (own if own in self.index.pools else shared), need.per_class

    def _nation(self, row: Capacity) -> str:
        return self.index.sites[row.site_id].nation_id

    def _available(self, pool: Pool, week: int) -> int:
        return sum(
            row.quantity
            for row in self.index.pools.get(pool, ())
            if self.calendar.week_or(row.valid_from, week) <= week
            and week <= self.calendar.week_or(row.valid_to, week)
        )

    def _over(
        self, weekly: Weekly, limit: int | dict[int, int] | None, what: str, column: str
    ) -> Iterator[Fault]:
        """The first week in which the pins take more than the limit, at the pin that goes over it."""
        if limit is None:
            return
        rows = self.sheets["pins"].table.form.line
        for week in sorted(weekly):
            most = limit[week] if isinstance(limit, dict) else limit
            taken = 0
            for amount, step in weekly[week]:
                taken += amount
                if amount and taken > most:
                    lines = sorted({s.pin.line for _, s in weekly[week]} - {step.pin.line})
                    others = f" with {rows}s {listed([str(line) for line in lines])}" if lines else ""
                    message = f"the pins{others} need {taken} of {what} in the week of "
                    message += f"{self.calendar.monday(week)}, where {most} can be"
                    got = getattr(step.pin, column)
                    yield self.sheets["pins"].fault(step.pin.line, column, message, str(got))
                    return


def _arrives(step: PinnedStep, came_from: str | None) -> bool:
    """Whether the step is pinned to be the first, or after one that is pinned in another nation."""
    return step.pin.step == 1 or came_from not in (None, step.nation_id)
