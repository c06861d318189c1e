"""A step said to be held somewhere, with all that it refers to, or what keeps it from being held there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trainopt.dataset.expectation import expected_text, expected_trainees
from trainopt.dataset.index import Index
from trainopt.dataset.wording import listed
from trainopt.errors import shown
from trainopt.tables import HUNDRED, Capacity, Demand, Pin, Site, Unit
from trainopt.wording import counted


@dataclass(frozen=True)
class Claim:
    """A step of a cohort that is said to be held at a site from the week of a day.

    A row of pins.csv says so, or the published plan: of the file `published`, where it is not None.
    """

    cohort_id: str
    step: int
    site_id: str
    start: date
    line: int
    published: str | None = None

    @classmethod
    def of(cls, pin: Pin) -> Claim:
        """What a row of pins.csv says."""
        return cls(pin.cohort_id, pin.step, pin.site_id, pin.start, pin.line)

    def place(self, index: Index) -> str:
        """Where it is said, as seen from pins.csv: `line 7`."""
        return (
            index.sheets["pins"].at(self.line) if self.published is None else f"{self.published}:{self.line}"
        )


@dataclass(frozen=True)
class Obstacle:
    """What keeps a step from being held: the column of the claim that is wrong, and why.

    `got` is the value that is wrong; `rows` are the rows of the data that make it so, as messages name them.
    """

    column: str
    message: str
    got: str | None = None
    rows: tuple[str, ...] = ()

    @property
    def cause(self) -> str:
        """As it is told of a step that was published: the rows first, then what they make impossible."""
        said = self.message if self.got is None else f"{self.message} (got {shown(self.got)})"
        return ": ".join(part for part in (listed(self.rows), said) if part)


@dataclass(frozen=True)
class PinnedStep:
    """A claim with all it refers to: its cohort's demand and size, the capacity row and its weeks."""

    pin: Claim
    demand: Demand
    unit: Unit
    size: int
    row: Capacity
    class_max: int
    nation_id: str
    start: int
    end: int

    @property
    def weeks(self) -> range:
        """The weeks the step occupies."""
        return range(self.start, self.end + 1)

    @property
    def owners(self) -> dict[str, str]:
        """Of each table whose rows limit trainees, the one whose limits the step draws on."""
        return {"sites": self.pin.site_id, "nations": self.nation_id, "units": self.unit.unit_id}


def resolve(pin: Claim, index: Index) -> PinnedStep | Obstacle | None:
    """What the claim of a cohort that exists refers to, or its obstacle; None where such a row is faulty."""
    demand_id = pin.cohort_id.rpartition("-")[0]
    demand = index.demands.get(demand_id)
    if demand is None:
        return None
    steps = index.steps[demand.pipeline_id]
    if pin.step > len(steps):
        message = f"{demand.pipeline_id} has {counted(len(steps), 'step')}"
        return Obstacle("step", message, str(pin.step), (index.at("pipelines", steps[-1].line),))
    if pin.site_id not in index.sites:
        return Obstacle("site_id", f"is not in {index.sheets['sites'].table.file}", pin.site_id)
    if demand.unit_id not in index.units:
        return None
    size = index.roster.members[pin.cohort_id].size
    return _placed(pin, demand, size, steps[pin.step - 1].course_id, index)


def _placed(pin: Claim, demand: Demand, size: int, course_id: str, index: Index) -> PinnedStep | Obstacle:
    site, unit = index.sites[pin.site_id], index.units[demand.unit_id]
    if unit.allowed_nations is not None and site.nation_id not in unit.allowed_nations:
        message = f"{unit.unit_id} may not be hosted by {site.nation_id}"
        return Obstacle("site_id", message, pin.site_id, (index.at("units", unit.line),))
    rows = index.capacity.get((pin.site_id, course_id), [])
    if not rows:
        message = f"{pin.site_id} does not offer {course_id}, the course of step {pin.step}"
        return Obstacle("site_id", message, pin.site_id, (index.sheets["capacity"].table.file,))
    week = index.calendar.week(pin.start)
    row = next((row for row in rows if week in index.starts(row)), None)
    if row is None:
        return _no_start(pin, rows, site, week, index)
    too_many = _too_many(pin, size, row, index)
    if too_many:
        return Obstacle("cohort_id", too_many, pin.cohort_id, (index.at("capacity", row.line),))
    end = week + index.duration(row) - 1
    return PinnedStep(pin, demand, unit, size, row, index.seats(row), site.nation_id, week, end)


def _too_many(pin: Claim, size: int, row: Capacity, index: Index) -> str:
    """What keeps a cohort out of a class of the row with nobody else in it; nothing where it fits."""
    most = row.shape(index.courses[row.course_id]).most
    member = index.roster.members[pin.cohort_id]
    if size > index.seats(row):
        more = f" and {index.settings.overbook_percent} % more" if index.seats(row) > most else ""
        return f"its {size} trainees are over class_max {most}{more} at {pin.site_id}"
    if index.settings.seats_on != "expected" or pin.step - 1 not in member.needs:
        return ""
    expected = expected_trainees(index, member)[member.needs.index(pin.step - 1)]
    if expected <= HUNDRED * most:
        return ""
    return f"its {expected_text(expected)} expected trainees are over class_max {most} at {pin.site_id}"


def _no_start(pin: Claim, rows: list[Capacity], site: Site, week: int, index: Index) -> Obstacle:
    course_id = rows[0].course_id
    if not 0 <= week < index.calendar.weeks:
        return Obstacle("start", "lies outside the horizon", str(pin.start))
    longest = max(index.duration(row) for row in rows)
    during = range(week, min(week + longest, index.calendar.weeks))
    closed = index.calendar.spans(index.closed(site, course_id).intersection(during))
    starts = sorted(s for row in rows for s in index.starts(row))
    near = ", ".join(str(index.calendar.monday(s)) for s in sorted(starts, key=lambda s: abs(s - week))[:2])
    why = f" (closed {listed(closed)})" if closed else ""
    hint = f"; the nearest starts are {near}" if near else ""
    message = f"no class of {course_id} can start at {site.site_id} in this week{why}{hint}"
    closures = [index.at("closures", row.line) for row, _ in index.closures(site, course_id, during)]
    offers = [index.at("capacity", row.line) for row in rows]
    return Obstacle("start", message, str(pin.start), tuple(closures or offers))
