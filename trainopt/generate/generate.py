"""A dataset of a size, or one made around a plan: drawn from a seed, the same each time."""

from __future__ import annotations

from datetime import date, timedelta

from trainopt.dataset import Dataset
from trainopt.errors import UsageError
from trainopt.generate.build import build
from trainopt.generate.closures import draw_closures
from trainopt.generate.dice import Dice
from trainopt.generate.hosts import HOSTS, draw_places
from trainopt.generate.offers import draw_offers
from trainopt.generate.planted import plant
from trainopt.generate.sizes import SIZES
from trainopt.generate.spec import Spec
from trainopt.plan.placements import Plan

START = date(2026, 8, 31)  # a Monday; every size then has the turn of the year in its horizon
AS_OF = START + timedelta(days=9)


def generate(size: str, seed: int) -> Dataset:
    """A dataset of a size of `SIZES`; the same size and seed always give the same one."""
    dice = Dice(seed)
    return build(_draw_spec(size, f"Synthetic {size} dataset, seed {seed}", dice), dice)


def generate_planted(size: str, seed: int) -> tuple[Dataset, Plan]:
    """A dataset made around a plan that places everybody on time, and that plan; else as `generate`."""
    dice = Dice(seed)
    return plant(_draw_spec(size, f"Planted {size} dataset, seed {seed}", dice), dice)


def _draw_spec(size_name: str, name: str, dice: Dice) -> Spec:
    """All about the hosts that a size leaves to chance."""
    if size_name not in SIZES:
        raise UsageError(f"no such size {size_name}: there are {', '.join(SIZES)}")
    size = SIZES[size_name]
    offers = draw_offers(draw_places(size, dice), size, START, dice)
    return Spec(
        name=name,
        start=START,
        weeks=size.weeks,
        as_of=AS_OF,
        cohorts=size.cohorts,
        brigades=size.brigades,
        courses=size.courses,
        hosts=HOSTS[: size.nations],
        offers=tuple(offers),
        closures=tuple(draw_closures(offers, START, size.weeks, dice)),
    )
