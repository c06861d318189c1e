"""Synthetic datasets that use every feature of the data contract, in sizes up to the real one."""

from __future__ import annotations

from datetime import date, timedelta

from trainopt.dataset import Dataset
from trainopt.errors import UsageError
from trainopt.generate.build import build
from trainopt.generate.closures import draw_closures
from trainopt.generate.dice import Dice
from trainopt.generate.hosts import HOSTS, draw_places
from trainopt.generate.offers import draw_offers
from trainopt.generate.saturation import Saturation, saturation
from trainopt.generate.sizes import SIZES, Size
from trainopt.generate.spec import Spec

__all__ = ["SIZES", "Saturation", "Size", "generate", "saturation"]


START = date(2026, 8, 31)  # a Monday; every size then has the turn of the year in its horizon
AS_OF = START + timedelta(days=9)


def generate(size: str, seed: int) -> Dataset:
    """A dataset of a size of `SIZES`; the same size and seed always give the same one."""
    if size not in SIZES:
        raise UsageError(f"no such size {size}: there are {', '.join(SIZES)}")
    dice = Dice(seed)
    return build(_draw_spec(SIZES[size], seed, dice), dice)


def _draw_spec(size: Size, seed: int, dice: Dice) -> Spec:
    """All about the hosts that a size leaves to chance."""
    offers = draw_offers(draw_places(size, dice), size, START, dice)
    return Spec(
        name=f"Synthetic {size.name} dataset, seed {seed}",
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
