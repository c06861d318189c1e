"""Pictures that the server draws: how full each week is, and where the sites lie."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from trainopt.report import heat, maps
from trainopt.report.plan_tables import PlanTables, rows_of
from trainopt.report.style import STEPS

SEATS = "seats"
"""What is shown of a week unless a pool is asked for."""


@dataclass(frozen=True)
class HeatCell:
    """A week of an owner: what is taken of what there is, the step of its shade; or nothing to say."""

    taken: int | None = None
    whole: int | None = None
    step: int = 0

    @property
    def share(self) -> float:
        """What part is taken."""
        return (self.taken or 0) / self.whole if self.whole else 1.0


@dataclass(frozen=True)
class HeatRow:
    """An owner with a cell for each week; `kind` is site, unit or nation."""

    kind: str
    owner: str
    name: str
    cells: list[HeatCell]


@dataclass(frozen=True)
class HeatTable:
    """A heat map as a table: months over weeks, and a row for each owner."""

    months: list[tuple[pd.Timestamp, int]]
    weeks: list[pd.Timestamp]
    rows: list[HeatRow]


def pools_of(tables: PlanTables) -> list[str]:
    """What can be shown of weeks beside seats: the resources of which somebody has a limited pool."""
    limited = tables.load[tables.load["available"].notna()]
    return sorted(set(limited["resource"]))


def heat_table(tables: PlanTables, pool: str, only: str = "") -> HeatTable:
    """The seats, or a pool, of each week; of one owner alone where it is asked for."""
    if pool == SEATS:
        owners = heat.sites_in_order(tables)
        grid = heat.seats_grid(tables, [owner for owner in owners if only in ("", owner)])
        kinds = dict.fromkeys(owners, "site")
    else:
        owners = heat.owners_of(tables, pool)
        grid = heat.load_grid(tables, pool, [owner for owner in owners if only in ("", owner)])
        load = tables.load
        kinds = dict(zip(load["owner_id"], load["owner_kind"], strict=True))
    rows = [_row(tables, grid, at, kinds[owner]) for at, owner in enumerate(grid.owners)]
    weeks = list(tables.mondays)
    return HeatTable(_months(weeks), weeks, rows)


def _row(tables: PlanTables, grid: heat.WeekGrid, at: int, kind: str) -> HeatRow:
    owner = grid.owners[at]
    shares = grid.shares[at]
    cells = [
        HeatCell()
        if math.isnan(part) or math.isnan(taken)
        else HeatCell(int(taken), int(whole), round(min(max(part, 0.0), 1.0) * (len(STEPS) - 1)))
        for part, taken, whole in zip(shares, grid.taken[at], grid.whole[at], strict=True)
    ]
    return HeatRow(kind, owner, tables.names.of(kind, owner), cells)


def _months(weeks: list[pd.Timestamp]) -> list[tuple[pd.Timestamp, int]]:
    found: list[tuple[pd.Timestamp, int]] = []
    for week in weeks:
        if found and (found[-1][0].year, found[-1][0].month) == (week.year, week.month):
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((week, 1))
    return found


# The map


@dataclass(frozen=True)
class SitePlace:
    """A site on the map: its circle in units of the map, the step of its shade, and what is held there."""

    site: Any
    x: float
    y: float
    radius: float
    step: int
    side: str

    @property
    def label(self) -> tuple[float, float, str] | None:
        """Where its id stands and how it is anchored; None where it would hide something."""
        away = self.radius * 1.15
        places = {
            "middle right": (self.x + away, self.y, "start"),
            "middle left": (self.x - away, self.y, "end"),
            "top center": (self.x, self.y - 1.6 * away, "middle"),
            "bottom center": (self.x, self.y + 1.6 * away, "middle"),
        }
        return places.get(self.side)


@dataclass(frozen=True)
class SiteMap:
    """A map without tiles: the outlines of countries as paths, and circles. `scale` is units a pixel."""

    view: tuple[float, float, float, float]
    land: list[str]
    places: list[SitePlace]
    scale: float


def site_map(tables: PlanTables) -> SiteMap | None:
    """The sites where they lie; None where none has coordinates."""
    sites = maps.site_totals(tables)
    if sites.empty:
        return None
    (left, right), (low, high) = window = maps.map_window(sites)
    scale = max(right - left, high - low) / maps.HEIGHT
    sizes = maps.circle_sizes(sites["trainees"].to_numpy(float), int(sites["trainees"].max()) or 1)
    x, y = sites["longitude"].to_numpy(float), maps.mercator(sites["latitude"])
    sides = maps.label_sides(x, y, sizes / 2, [len(site) for site in sites["site_id"]], window)
    places = [
        SitePlace(one, float(one.longitude), -float(up), float(size) / 2 * scale, _filled(one), side)
        for one, up, size, side in zip(rows_of(sites), y, sizes, sides, strict=True)
    ]
    return SiteMap((left, -high, right - left, high - low), list(_paths(window)), places, scale)


def _filled(site: Any) -> int:
    part = site.trainees / site.class_max if site.class_max else 0.0
    return round(min(part, 1.0) * (len(STEPS) - 1))


def _paths(window: tuple[list[float], list[float]]) -> Iterator[str]:
    for along, up in maps.land_in(window):
        points = np.column_stack([along, -up])
        yield "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"
