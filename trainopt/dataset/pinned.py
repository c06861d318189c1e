"""A pin with all that it refers to, or the fault that keeps it from referring to anything."""

from __future__ import annotations

from dataclasses import dataclass

from trainopt.dataset.index import Index
from trainopt.dataset.wording import counted, listed
from trainopt.errors import Fault
from trainopt.tables import Capacity, Demand, Pin, Site, Unit


@dataclass(frozen=True)
class PinnedStep:
    """A pin with all it refers to: its cohort's demand and size, the capacity row and the weeks it takes."""

    pin: Pin
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


def resolve(pin: Pin, index: Index) -> PinnedStep | Fault | None:
    """What the pin of a cohort that exists refers to, or the pin's fault; None where such a row is faulty."""
    sheet = index.sheets["pins"]
    demand_id, _, number = pin.cohort_id.rpartition("-")
    demand = index.demands.get(demand_id)
    if demand is None:
        return None
    steps = index.steps[demand.pipeline_id]
    if pin.step > len(steps):
        message = f"{demand.pipeline_id} has {counted(len(steps), 'step')}"
        return sheet.fault(pin.line, "step", message, str(pin.step))
    if pin.site_id not in index.sites:
        return sheet.fault(pin.line, "site_id", f"is not in {index.sheets['sites'].table.file}", pin.site_id)
    if demand.unit_id not in index.units:
        return None
    size = index.sizes(demand)[int(number) - 1]
    return _placed(pin, demand, size, steps[pin.step - 1].course_id, index)


def _placed(pin: Pin, demand: Demand, size: int, course_id: str, index: Index) -> PinnedStep | Fault:
    sheet = index.sheets["pins"]
    site, unit = index.sites[pin.site_id], index.units[demand.unit_id]
    if unit.allowed_nations is not None and site.nation_id not in unit.allowed_nations:
        message = f"{unit.unit_id} may not be hosted by {site.nation_id}"
        return sheet.fault(pin.line, "site_id", message, pin.site_id)
    rows = index.capacity.get((pin.site_id, course_id), [])
    if not rows:
        message = f"{pin.site_id} does not offer {course_id}, the course of step {pin.step}"
        return sheet.fault(pin.line, "site_id", message, pin.site_id)
    week = index.calendar.week(pin.start)
    row = next((row for row in rows if week in index.starts(row)), None)
    if row is None:
        return sheet.fault(pin.line, "start", _no_start(rows, site, week, index), str(pin.start))
    if size > index.seats(row):
        message = f"its {size} trainees are over class_max {index.seats(row)} at {pin.site_id}"
        return sheet.fault(pin.line, "cohort_id", message, pin.cohort_id)
    end = week + index.duration(row) - 1
    return PinnedStep(pin, demand, unit, size, row, index.seats(row), site.nation_id, week, end)


def _no_start(rows: list[Capacity], site: Site, week: int, index: Index) -> str:
    course_id = rows[0].course_id
    if not 0 <= week < index.calendar.weeks:
        return "lies outside the horizon"
    during = {w for row in rows for w in range(week, week + index.duration(row))}
    closed = index.calendar.spans(during & index.closed(site, course_id))
    starts = sorted(s for row in rows for s in index.starts(row))
    near = ", ".join(str(index.calendar.monday(s)) for s in sorted(starts, key=lambda s: abs(s - week))[:2])
    why = f" (closed {listed(closed)})" if closed else ""
    hint = f"; the nearest starts are {near}" if near else ""
    return f"no class of {course_id} can start at {site.site_id} in this week{why}{hint}"
