"""What the classes would take of every pool week by week if all of them ran: what pools are sized by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from trainopt.dataset.calendar import closed_weeks, start_weeks
from trainopt.generate.catalogue import SUBJECTS
from trainopt.generate.saturation import in_sequence
from trainopt.generate.spec import HostPlace, Spec
from trainopt.tables import Capacity, Course

OwnerOf = Callable[[str, HostPlace], str]
"""Who holds a resource for the classes at a place: the site or its nation."""

NEARLY_ALL = 0.8  # in a fifth of the weeks a tight pool is what stops the classes


@dataclass
class Load:
    """The use of a pool by all classes that could run at once; `largest` is the most that one class takes."""

    weekly: list[int]
    largest: int = 0
    classes: int = 0

    def add(self, weeks: Sequence[int], amount: int, parallel: int) -> None:
        """So many classes side by side, each taking the amount, in each of the weeks."""
        self.largest = max(self.largest, amount)
        self.classes += parallel
        for week in weeks:
            self.weekly[week] += amount * parallel

    @property
    def peak(self) -> int:
        """The use in the busiest week."""
        return max(self.weekly)

    @property
    def tight(self) -> int:
        """Too little in the busiest weeks, but enough for any one class; the peak where few classes run."""
        if self.classes < 4 or not self.peak:
            return max(self.peak, self.largest)
        busy = sorted(amount for amount in self.weekly if amount)
        return max(self.largest, min(busy[int(NEARLY_ALL * len(busy))], int(self.peak * 0.93)))


@dataclass
class Loads:
    """The loads by owner (a site or a nation) and what is taken: `trainees`, `arrivals` or a resource."""

    weeks: int
    by_pool: dict[tuple[str, str], Load] = field(default_factory=dict)

    def of(self, owner: str, what: str) -> Load:
        """The load of one pool."""
        return self.by_pool.setdefault((owner, what), Load([0] * self.weeks))


def all_loads(
    spec: Spec, rows: Sequence[Capacity], courses: Mapping[str, Course], owner_of: OwnerOf
) -> Loads:
    """The loads of every pool that the rows draw on."""
    loads = Loads(spec.weeks)
    places = {place.site_id: place for place in spec.places}
    for row in rows:
        _add(loads, row, places[row.site_id], courses[row.course_id], spec, owner_of)
    return loads


def _add(
    loads: Loads, row: Capacity, place: HostPlace, course: Course, spec: Spec, owner_of: OwnerOf
) -> None:
    closed = closed_weeks(spec.closures, place.nation_id, row.site_id, row.course_id, spec.calendar)
    starts = start_weeks(row, course, closed, spec.calendar)
    duration, _, seats = row.shape(course)
    running = sorted({week for start in starts for week in range(start, start + duration)})
    for owner in (row.site_id, place.nation_id):
        loads.of(owner, "trainees").add(running, seats, row.parallel_classes)
        loads.of(owner, "arrivals").add(in_sequence(starts, duration), seats, row.parallel_classes)
    for resource, units in SUBJECTS[row.course_id].needs().items():
        loads.of(owner_of(resource, place), resource).add(running, units, row.parallel_classes)
