"""A night on a tiny dataset in this process: read against the plan in force, hold, plan, write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from tests.support import oracle, small
from tests.support.oracle_begun import Rolled, rolled
from tests.support.oracle_data import BegunStep
from tests.support.rolling import World
from tests.support.running import table
from trainopt.dataset import Dataset, read_dataset
from trainopt.errors import DatasetFaults
from trainopt.plan.folder import read_in_force, read_manifest, write_plan
from trainopt.plan.given import tables_of
from trainopt.plan.placements import Plan, plan_of
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.runs.hold import Held, hold
from trainopt.runs.writing import Provenance, manifest_of
from trainopt.search.child import Job
from trainopt.search.messages import Contradiction, Found, Message
from trainopt.search.params import Clock, Params
from trainopt.search.tiers import Search

PARAMS = Params(seconds=600, workers=1)


@dataclass(frozen=True)
class PlannedNight:
    """What was planned, on what, against which plan in force; `plan` is None where nothing holds the pins."""

    dataset: Dataset
    before: list[dict[str, str]]
    held: Held
    plan: Plan | None
    after: list[dict[str, str]]
    seen: Rolled

    @property
    def problem(self) -> Problem:
        return self.held.problem

    @property
    def instance(self) -> oracle.Instance:
        return self.seen.instance

    @property
    def bound(self) -> oracle.Instance:
        """As the oracle sees it, with what is frozen pinned."""
        pins = {(pin.cohort_id, pin.step): (pin.site_id, pin.start) for pin in self.problem.pins}
        assert self.instance.pins.items() <= pins.items()
        assert pins.items() - self.instance.pins.items() <= self.seen.frozen.items()
        return replace(self.instance, pins=pins)

    @property
    def repinned(self) -> set[str]:
        """The cohorts of whom pins.csv says what has begun."""
        return {pin.cohort_id for pin in self.dataset.pins}

    def begun(self, cohort_id: str) -> tuple[BegunStep, ...]:
        """What the oracle has as begun of a cohort."""
        known = self.instance.history.get(cohort_id)
        return known.begun if known else ()

    @staticmethod
    def day(cell: str) -> date:
        return date.fromisoformat(cell)

    @staticmethod
    def by_cohort(rows: Sequence[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
        found: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in rows:
            found[row["cohort_id"]].append(row)
        return found


TRIES = 8


def nights(world: World, folder: Path, many: int) -> Iterator[PlannedNight]:
    """A first night and so many after it, each against the plan of the one before.

    Where a change leaves a fault behind, there is another; it ends where pins contradict each other.
    """
    published: Path | None = None
    began: dict[str, int] = {}
    for number in range(many + 1):
        for attempt in range(TRIES):
            if published is not None:
                world.night(table(published / "assignments.csv"))
            here = folder / f"{number}-{attempt}"
            night = night_of(here, world.texts(), published, began)
            if night is not None:
                break
        if night is None or night.plan is None:
            return
        yield night
        published, began = here / "plan", night.seen.remembered


def night_of(
    folder: Path, texts: Mapping[str, str], published: Path | None, began: Mapping[str, int]
) -> PlannedNight | None:
    """The night in a folder of its own, the plan under `plan`; None where the data is faulty.

    `began` is how many were known to have begun of each cohort.
    """
    in_force = None if published is None else read_in_force(published)
    try:
        data = read_dataset(small.write(folder, texts), in_force=in_force)
    except DatasetFaults:
        return None
    before = [] if published is None else table(published / "assignments.csv")
    counted = None if published is None else read_manifest(published).counted_from
    seen = rolled(texts, None if published is None else before, counted, began)
    held, plan = planned(hold(data))
    after: list[dict[str, str]] = []
    if plan is not None:
        written(folder / "plan", data, held, plan)
        after = table(folder / "plan" / "assignments.csv")
    return PlannedNight(data, before, held, plan, after, seen)


def written(folder: Path, data: Dataset, held: Held, plan: Plan) -> None:
    """The plan as a folder, as `solve` writes it."""
    origin = Provenance(data.settings, held.hashes, PARAMS, data.counted_from, held.problem.began)
    tables = tables_of(held.problem, find_options(held.problem), plan)
    write_plan(folder, tables, manifest_of(origin, (), "test", "finished", 0.0), overwrite=False)


def planned(held: Held) -> tuple[Held, Plan | None]:
    """What the search finds; frozen steps that are proven to contradict are released, as `solve` does."""
    while True:
        messages: list[Message] = []
        Search(held.problem, PARAMS, Clock.start(PARAMS.seconds), messages.append).run(
            Job(number=0, start=None, bounds=False)
        )
        found = [one for one in messages if isinstance(one, Found)]
        if found:
            return held, plan_of(held.problem, found[-1].assignment)
        (contradiction,) = [one for one in messages if isinstance(one, Contradiction)]
        free = held.without_contradicting(contradiction.members)
        if free is None:
            return held, None
        held = free


def to_oracle(instance: oracle.Instance, plan: Plan) -> oracle.Plan:
    """The plan as one of the oracle's: classes that have begun by its numbers, the others by names of ours.

    Fails where who is in a begun class together differs.
    """
    numbers: dict[str, int] = {}
    for held in plan.placements:
        was = instance.was(held.cohort_id, held.step)
        if was is not None:
            assert numbers.setdefault(held.class_id, was.number) == was.number, held
    others = sorted({held.class_id for held in plan.placements} - numbers.keys())
    numbers |= {name: 100 + at for at, name in enumerate(others)}
    return {
        (held.cohort_id, held.step): (held.site_id, held.start, numbers[held.class_id])
        for held in plan.placements
    }
