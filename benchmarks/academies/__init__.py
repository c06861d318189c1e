"""Another generator: a few large academies and long chains of courses, drawn from a seed, the same each time.

What helps a search on the coalition's datasets may be due to how these are made. Here nothing is like there:
courses of all lengths that follow each other by chance, a handful of academies that each hold a part of
them, flat units, no waves, and beds that are just enough. `academies(size, seed, planted=True)` is made
around a plan that places everybody on time; without it a few more ask for training than that plan holds.
"""

from __future__ import annotations

from dataclasses import replace

from benchmarks.academies import filling, tables
from benchmarks.academies.world import SIZES, START, TRANSFER_WEEKS, make_world
from trainopt.dataset import Dataset
from trainopt.generate.dice import Dice
from trainopt.generate.rows import make
from trainopt.plan.placements import Plan
from trainopt.tables import CourseResource, Settings

BESIDE = 0.06
"""Where not everybody fits: who is asked for beside the plan, as a part of those in it."""


def academies(size_name: str, seed: int, *, planted: bool = False) -> tuple[Dataset, Plan]:
    """A dataset, and the plan that it was made around: of everybody, on time, where it is `planted`."""
    size, dice = SIZES[size_name], Dice(seed)
    world = make_world(size, dice)
    asked = filling.planned(world)
    if not planted:
        asked += [filling.drawn(world) for _ in range(round(BESIDE * len(asked)))]
    asked = dice.shuffled(asked)
    demands = [tables.demand(world, one, f"A{number:04d}") for number, one in enumerate(asked, 1)]
    kind = "Planted" if planted else "Synthetic"
    dataset = Dataset(
        settings=Settings(
            name=f"{kind} {size_name}, seed {seed}",
            start=START,
            weeks=size.weeks,
            as_of=START,
            transfer_weeks=TRANSFER_WEEKS,
        ),
        nations=tuple(tables.nations(world, asked)),
        sites=tuple(tables.sites(world)),
        courses=tuple(world.courses),
        course_resources=tuple(
            make(CourseResource, course_id=course_id, resource="instructor", per_class=units)
            for course_id, units in world.needs.items()
        ),
        resources=tuple(tables.resources(world)),
        capacity=tuple(tables.capacity(world)),
        closures=(),
        pipelines=tuple(step for chain in world.chains for step in chain),
        units=tuple(tables.with_most_away(world, asked)),
        demand=tuple(demands),
    )
    return replace(dataset, limits=tuple(tables.beds(world))), tables.plan(world, asked, demands)
