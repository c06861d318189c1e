"""Bin packing: items of some sizes into as few bins of one size as can be.

How it maps: a bin is the class of a week, with as many seats as a bin has room and one class a week; the
items of one size are a demand whose cohorts have that size, so a cohort is an item and stays whole. A class
costs 10,000 EUR, so cost is 10,000 times the number of bins. The horizon has a quarter more weeks than the
sizes alone ask for.

Format (Falkenauer, OR-Library): how many instances; then for each its name, the size of a bin, how many
items, the fewest bins known, and the items.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ortools.sat.python import cp_model

from benchmarks.problems.instance import Instance, Reading, monday, settings
from trainopt.dataset import Dataset
from trainopt.generate.rows import make
from trainopt.tables import Capacity, Course, Demand, Nation, PipelineStep, Site, Unit

COST = 10_000
"""Of a bin, in EUR."""


@dataclass(frozen=True)
class Packing(Instance):
    """The items' sizes, and that of a bin."""

    name: str
    room: int
    items: tuple[int, ...]
    known: int | None = None
    family: str = "bin packing"

    def dataset(self) -> Dataset:
        """A class a week, a demand for each size."""
        least = -(-sum(self.items) // self.room)
        weeks = max(least * 5 // 4 + 1, min(self.by_rules().values()))
        return Dataset(
            settings=settings(self.name, weeks, "cost"),
            nations=(make(Nation, nation_id="STORE", name="Store"),),
            sites=(make(Site, site_id="BINS", nation_id="STORE", name="Bins", beds=self.room),),
            courses=(
                make(
                    Course, course_id="BIN", name="A bin", duration_weeks=1, class_min=1, class_max=self.room
                ),
            ),
            capacity=(
                make(Capacity, site_id="BINS", course_id="BIN", parallel_classes=1, cost_per_class=COST),
            ),
            pipelines=(make(PipelineStep, pipeline_id="PACK", step=1, course_id="BIN"),),
            units=(make(Unit, unit_id="ITEMS", name="Items"),),
            demand=tuple(
                make(
                    Demand,
                    demand_id=f"S{size}",
                    unit_id="ITEMS",
                    pipeline_id="PACK",
                    trainees=size * count,
                    cohort_max=size,
                    due=monday(weeks - 1),
                )
                for size, count in sorted(Counter(self.items).items())
            ),
        )

    def reading(self) -> Reading:
        """Bins by what they cost."""
        return Reading("cost", factor=COST)

    def by_rules(self) -> dict[str, int]:
        """The largest item first, into the first bin, or into the fullest one, that has room for it."""
        return {
            "first fit decreasing": self._fitted(best=False),
            "best fit decreasing": self._fitted(best=True),
        }

    def _fitted(self, *, best: bool) -> int:
        left: list[int] = []
        for item in sorted(self.items, reverse=True):
            fits = [bin for bin, room in enumerate(left) if room >= item]
            if not fits:
                left.append(self.room - item)
                continue
            left[min(fits, key=lambda bin: left[bin]) if best else fits[0]] -= item
        return len(left)

    def model(self) -> cp_model.CpModel:
        """Which item is in which bin; bins are used in turn."""
        model = cp_model.CpModel()
        items, bins = sorted(self.items, reverse=True), range(min(self.by_rules().values()))
        used = [model.new_bool_var("") for _ in bins]
        inside = [[model.new_bool_var("") for _ in bins] for _ in items]
        for row in inside:
            model.add_exactly_one(row)
        for bin in bins:
            model.add(sum(items[i] * row[bin] for i, row in enumerate(inside)) <= self.room * used[bin])
        for bin in bins[1:]:
            model.add_implication(used[bin], used[bin - 1])
        model.minimize(sum(used))
        return model


def read(_: str, text: str) -> list[Packing]:
    """The instances of a file."""
    words = iter(text.split())
    found = []
    for _once in range(int(next(words))):
        name, room, count, known = next(words), round(float(next(words))), int(next(words)), int(next(words))
        items = tuple(round(float(next(words))) for _ in range(count))
        found.append(Packing(name, room, items, known))
    return found
