"""What pinned steps take of classes, beds, ceilings, arrivals, max_away and pools, and what is too much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from trainopt.dataset.index import Index
from trainopt.dataset.pinned import Obstacle, PinnedStep
from trainopt.dataset.wording import listed
from trainopt.errors import Fault
from trainopt.limits import OF_OWNERS, LimitKind
from trainopt.tables import Capacity

BLAMED = {"beds": "site_id", "trainees": "site_id"}
"""The column of a claim that exceeds such a limit; of any other it is the start."""

_Key = tuple[str, ...]
_Most = Callable[[int], int | None]
"""The most of a week; None where there is no limit."""
_Row = Callable[[int], str]
"""Where the row stands that sets the limit of a week."""


@dataclass(frozen=True)
class _Limit:
    """A limit by week: its name, the row that sets it, and the column of a claim that exceeds it.

    `data_column` is the column of the row that sets it.
    """

    name: str
    most: _Most
    row: _Row
    column: str
    data_column: str


@dataclass
class LimitTaken:
    """What is taken of a limit: by week, in sum and by each step in the order in which they were taken up."""

    limit: _Limit
    total: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    by_step: dict[int, list[tuple[int, PinnedStep]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, amount: int, step: PinnedStep, weeks: Sequence[int]) -> None:
        """Take up what a step takes in each of the weeks."""
        for week in weeks:
            self.total[week] += amount
            self.by_step[week].append((amount, step))


_Use = tuple[LimitTaken, int, Sequence[int]]
"""What is taken of a limit, by how much a step adds to it, and in which weeks."""


class PinLoad:
    """The load of steps taken up one by one; classes are counted as the fewest that can seat the trainees.

    `seated` are seats that are taken, `opened` classes, by what all of a class have in common.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self.taken: dict[_Key, LimitTaken] = {}
        self.nations: dict[tuple[str, int], str] = {}
        self.seated: dict[tuple[str, str, int, str], int] = defaultdict(int)
        self.opened: dict[tuple[str, str, int, str], int] = defaultdict(int)

    def add(self, steps: Iterable[PinnedStep]) -> None:
        """Take up steps in the order of their lines, whatever they exceed."""
        steps = sorted(steps, key=lambda step: step.pin.line)
        self.nations |= {(step.pin.cohort_id, step.pin.step): step.nation_id for step in steps}
        for step in steps:
            self._take(step, list(self._uses(step)))

    def refused(self, step: PinnedStep) -> Obstacle | None:
        """Take up one more step where nothing is exceeded with it, else what would be."""
        uses = list(self._uses(step))
        for taken, amount, weeks in uses:
            for week in weeks if amount else ():
                needed, most = taken.total[week] + amount, taken.limit.most(week)
                if most is not None and needed > most:
                    return self._too_much(taken.limit, week, needed, most)
        self.nations[step.pin.cohort_id, step.pin.step] = step.nation_id
        self._take(step, uses)
        return None

    def _too_much(self, limit: _Limit, week: int, needed: int, most: int) -> Obstacle:
        monday = self.index.calendar.monday(week)
        message = f"with the steps held before it {needed} of {limit.name} would be needed"
        message += f" in the week of {monday}, where {most} can be"
        return Obstacle(limit.column, message, None, (limit.row(week),))

    def _take(self, step: PinnedStep, uses: Iterable[_Use]) -> None:
        for taken, amount, weeks in uses:
            taken.add(amount, step, weeks)
        key = self._class_key(step)
        self.seated[key] += step.size
        self.opened[key] = max(self.opened[key], -(-self.seated[key] // step.class_max))

    def _uses(self, step: PinnedStep) -> Iterator[_Use]:
        """What the step takes beside those taken up."""
        for kind in OF_OWNERS:
            taken = self.of_owner(kind, step.owners[kind.table])
            if kind.drawn_by == "trainees":
                yield taken, step.size, step.weeks
            elif self._arrives(step):
                yield taken, step.size, step.weeks[:1]
        yield from self._class_uses(step)

    def _arrives(self, step: PinnedStep) -> bool:
        """Whether it is known that the cohort comes from elsewhere."""
        before = self.nations.get((step.pin.cohort_id, step.pin.step - 1))
        return step.pin.step == 1 or before not in (None, step.nation_id)

    def _class_uses(self, step: PinnedStep) -> Iterator[_Use]:
        key = self._class_key(step)
        added = max(-(-(self.seated[key] + step.size) // step.class_max) - self.opened[key], 0)
        yield self.of_row(step.row), added, step.weeks
        for owner, resource, each in self.pools(step.row.site_id, step.row.course_id):
            yield self.of_pool(owner, resource), added * each, step.weeks

    def _class_key(self, step: PinnedStep) -> tuple[str, str, int, str]:
        """What the trainees of one class have in common; a row has no start week of another."""
        mixed = self.index.courses[step.row.course_id].mixed_units
        return step.row.site_id, step.row.course_id, step.start, "" if mixed else step.unit.unit_id

    def pools(self, site_id: str, course_id: str) -> Iterator[tuple[str, str, int]]:
        """The pools that a class of a course at a site draws on, and how much of each.

        There is one for whatever the site offers; what has begun may be what nobody offers any more.
        """
        for need in self.index.needs[course_id]:
            own = (site_id, need.resource) in self.index.pools
            owner = site_id if own else self.index.sites[site_id].nation_id
            if (owner, need.resource) in self.index.pools:
                yield owner, need.resource, need.per_class

    def of_owner(self, kind: LimitKind, owner_id: str) -> LimitTaken:
        """What is taken of a limit of a site, nation or unit: as limits.csv has it, else its own row."""
        own = self.index.owners[kind.table][owner_id]
        usual: int | None = getattr(own, kind.column)
        dated = {
            week: row
            for row in self.index.limits.get((owner_id, kind.column), ())
            for week in self.index.calendar.within(row)
        }

        def most(week: int) -> int | None:
            return dated[week].quantity if week in dated else usual

        def place(week: int) -> str:
            here = ("limits", dated[week].line) if week in dated else (kind.table, own.line)
            return self.index.at(*here)

        column = BLAMED.get(kind.name, "start")
        name = f"{kind.column} of {owner_id}"
        return self._of((kind.name, owner_id), _Limit(name, most, place, column, kind.column))

    def of_row(self, row: Capacity) -> LimitTaken:
        """How many classes of a capacity row run."""
        name = f"parallel_classes of {row.site_id} {row.course_id}"
        key = (name, str(row.valid_from))
        place = self.index.at("capacity", row.line)
        limit = _Limit(name, lambda _: row.parallel_classes, lambda _: place, "start", "parallel_classes")
        return self._of(key, limit)

    def of_pool(self, owner: str, resource: str) -> LimitTaken:
        """What is taken of a resource; nothing is there in the weeks in which none of its rows is valid."""
        rows = self.index.pools.get((owner, resource), [])
        place = self.index.at("resources", rows[0].line if rows else 0)

        def most(week: int) -> int:
            return sum(row.quantity for row in rows if week in self.index.calendar.within(row))

        limit = _Limit(f"{resource} of {owner}", most, lambda _: place, "start", "quantity")
        return self._of((owner, resource, ""), limit)

    def _of(self, key: _Key, limit: _Limit) -> LimitTaken:
        if key not in self.taken:
            self.taken[key] = LimitTaken(limit)
        return self.taken[key]

    def faults(self) -> Iterator[Fault]:
        """One fault per limit that the pins alone exceed, in its first week, at the row that tips it over."""
        for taken in self.taken.values():
            over = (week for week in sorted(taken.total) if _exceeded(taken, week))
            week = next(over, None)
            if week is not None:
                yield self._fault(taken, week)

    def _fault(self, taken: LimitTaken, week: int) -> Fault:
        sheet = self.index.sheets["pins"]
        most = taken.limit.most(week)
        assert most is not None
        needed, step = _tipping(taken.by_step[week], most)
        lines = sorted({s.pin.line for _, s in taken.by_step[week]} - {step.pin.line})
        others = f" with {sheet.table.form.line}s {listed([str(line) for line in lines])}" if lines else ""
        message = f"the pins{others} need {needed} of {taken.limit.name} in the week of "
        message += f"{self.index.calendar.monday(week)}, where {most} can be"
        return sheet.fault(
            step.pin.line, taken.limit.column, message, str(getattr(step.pin, taken.limit.column))
        )


def _tipping(uses: Iterable[tuple[int, PinnedStep]], most: int) -> tuple[int, PinnedStep]:
    """The first step with which more than `most` is taken, and how much that is."""
    needed = 0
    for amount, step in uses:
        needed += amount
        if amount and needed > most:
            return needed, step
    raise AssertionError("a limit that is exceeded is exceeded by some step")


def _exceeded(taken: LimitTaken, week: int) -> bool:
    most = taken.limit.most(week)
    return most is not None and taken.total[week] > most
