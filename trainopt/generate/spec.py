"""What a dataset is made from: hosts, places, offers. Drawn by chance for a size, or written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from trainopt.dataset.calendar import Calendar
from trainopt.tables import Closure


@dataclass(frozen=True)
class Host:
    """A nation that hosts training. `middle` is its rough latitude and longitude, `price` its cost level."""

    nation_id: str
    name: str
    middle: tuple[float, float]
    price: float = 1.0


@dataclass(frozen=True)
class HostPlace:
    """A site. `weight` is its part of the training, seen against other sites that offer a course."""

    site_id: str
    nation_id: str
    name: str
    weight: float = 1.0
    position: tuple[float, float] | None = None


@dataclass(frozen=True)
class Offer:
    """A capacity row whose number of classes is still to be found.

    A `rolling` row may start a class in any week, another one only on a grid. The overrides are the
    capacity table's.
    """

    place: HostPlace
    course_id: str
    valid_from: date | None = None
    valid_to: date | None = None
    duration_weeks: int | None = None
    class_min: int | None = None
    class_max: int | None = None
    rolling: bool = False


@dataclass(frozen=True)
class Spec:
    """All that is decided before demand, class numbers and pools are drawn.

    `start` is a Monday; `cohorts` is how many cohorts the demand shall be cut into.
    """

    name: str
    start: date
    weeks: int
    as_of: date
    cohorts: int
    brigades: int
    courses: tuple[str, ...]
    hosts: tuple[Host, ...]
    offers: tuple[Offer, ...]
    closures: tuple[Closure, ...]

    @property
    def calendar(self) -> Calendar:
        """The horizon."""
        return Calendar(self.start, self.weeks)

    def day(self, week: int, weekday: int) -> date:
        """A day of a week; weekday 0 is its Monday."""
        return self.calendar.monday(week) + timedelta(days=weekday)

    @property
    def places(self) -> list[HostPlace]:
        """The sites, each once, in the order of the offers."""
        return list({offer.place.site_id: offer.place for offer in self.offers}.values())
