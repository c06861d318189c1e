"""The frozen part of a published plan: steps begun or about to begin, pinned where they still can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from threading import Event

from trainopt.dataset import Calendar, Dataset
from trainopt.dataset.index import Index
from trainopt.dataset.pins import pin_faults
from trainopt.dataset.sheet import Sheet, Sheets
from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.problem.build import PublishedPlan
from trainopt.problem.entities import Pin
from trainopt.problem.options import Options
from trainopt.search.greedy import stuck_cohorts
from trainopt.search.params import Clock, Params
from trainopt.tables import TABLES
from trainopt.tables import Pin as PinRow

PUBLISHED_FILE = "assignments.csv"

# The part of the time limit that trying to hold frozen steps may take; in a repeatable run, how often it
# may ask per second of the limit whether its time is up.
HOLD_SHARE = 0.3
HOLD_ASKS = 300


def patience(params: Params, clock: Clock, stop: Event | None = None) -> Callable[[], bool]:
    """When to give up trying to hold frozen steps, to be asked again and again during a run.

    Once the run is stopped, or has used a part of its time; in a repeatable run after a count instead.
    """
    stop = stop or Event()
    if not params.repeatable:
        return lambda: stop.is_set() or clock.elapsed() > HOLD_SHARE * clock.seconds
    asked, most = count(), params.seconds * HOLD_ASKS
    return lambda: stop.is_set() or next(asked) >= most


def frozen_pins(dataset: Dataset, published: PublishedPlan) -> tuple[list[Pin], list[Pin]]:
    """The steps of the published plan that are pinned, and those that no longer can be.

    Frozen are the steps that start in the first `freeze_weeks` weeks from that of `as_of` on, and those
    that start before it: what has begun goes on. A step that contradicts the data or the pins, as far as
    the rows alone show, is released; what only the search can show is released later.
    """
    calendar = Calendar.of(dataset.settings)
    as_of = calendar.week_or(dataset.settings.as_of, 0)
    pinned = {(pin.cohort_id, pin.step) for pin in dataset.pins}
    candidates = [
        Pin(cohort_id, step, held.site_id, held.start, PUBLISHED_FILE, held.line)
        for (cohort_id, step), held in sorted(published.items())
        if held.start < as_of + dataset.settings.freeze_weeks and (cohort_id, step) not in pinned
    ]
    held = candidates
    while faulty := _contradicted(dataset, calendar, held):
        held = [pin for pin in held if pin.line not in faulty]
    kept = {pin.line for pin in held}
    return held, [pin for pin in candidates if pin.line not in kept]


def without_stuck(
    problem: Problem, options: Options, frozen: Sequence[Pin], base: Plan, expired: Callable[[], bool]
) -> list[Pin]:
    """The frozen pins without those of cohorts for whom no quick way is found to hold them.

    For problems too large to prove anything of: there the search, too, would find no plan with them.
    Once `expired` says yes, what is not held by then is given up.
    """
    stuck = stuck_cohorts(problem, options, base, expired)
    return [pin for pin in frozen if pin.cohort_id not in stuck]


def _contradicted(dataset: Dataset, calendar: Calendar, frozen: Sequence[Pin]) -> set[int]:
    """The lines of the frozen pins that are at fault; a pin of pins.csv is never the one to give way."""
    last = max((pin.line for pin in dataset.pins), default=0)
    rows = [
        PinRow.model_construct(
            line=last + pin.line, cohort_id=pin.cohort_id, step=pin.step, site_id=pin.site_id,
            start=calendar.monday(pin.start),
        )
        for pin in frozen
    ]  # fmt: skip
    index = Index(_sheets(dataset, rows), dataset.settings)
    return {fault.line - last for fault in pin_faults(index) if fault.line > last}


def _sheets(dataset: Dataset, frozen: Iterable[PinRow]) -> Sheets:
    sheets = {name: Sheet(table, list(dataset.rows(name))) for name, table in TABLES.items()}
    sheets["pins"].rows += frozen
    return Sheets(sheets, dataset.settings)
