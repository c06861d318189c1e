"""Heat maps by week: the load of pools, the fill of sites' classes, units in training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from trainopt.dataset.source import Where
from trainopt.limits import OF_OWNERS
from trainopt.report.plan_tables import PlanTables, tables_given
from trainopt.report.style import SHARE_SCALE, empty_figure, plain, plotly, share, share_bar, weeks_on_x
from trainopt.wording import counted

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Numbers = npt.NDArray[np.float64]
WORDS_OF_OURS = frozenset(kind.name for kind in OF_OWNERS)
"""The pools that every dataset may have, which have words; those of resources have names."""


def owners_of(tables: PlanTables, resource: str) -> list[str]:
    """Who has a limited pool of a resource (`beds`, `arrivals`, …): sites, nations or units, in order."""
    load = tables.load
    limited = load[(load["resource"] == resource) & load["available"].notna()]
    return sorted(set(limited["owner_id"]))


@dataclass(frozen=True)
class WeekGrid:
    """By owner and week: what is taken of what there is; missing where there is nothing to say."""

    owners: list[str]
    taken: Numbers
    whole: Numbers

    @property
    def shares(self) -> Numbers:
        """What part is taken; all of it where something is taken of nothing."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Numbers = np.where(
                self.whole > 0, self.taken / self.whole, np.where(self.taken > 0, 1.0, np.nan)
            )
        return found


def load_grid(tables: PlanTables, resource: str, owners: Sequence[str]) -> WeekGrid:
    """How much of a resource's pools is used, of those that have a limit."""
    load = _limited(tables, resource, owners)
    found = load["owner_id"], load["week"]
    used = _by_week(tables, *found, load["used"], owners)
    return WeekGrid(list(owners), used, _by_week(tables, *found, load["available"], owners))


def _limited(tables: PlanTables, resource: str, owners: Sequence[str]) -> pd.DataFrame:
    load = tables.load[(tables.load["resource"] == resource) & tables.load["owner_id"].isin(owners)]
    return load[load["available"].notna()]


def seats_grid(tables: PlanTables, sites: Sequence[str]) -> WeekGrid:
    """How many of the seats of the running classes of each site are filled."""
    weekly = _each_week(tables.filled[tables.filled["site_id"].isin(sites)])
    found = weekly["site_id"], weekly["week"]
    taken = _by_week(tables, *found, weekly["trainees"], sites)
    return WeekGrid(list(sites), taken, _by_week(tables, *found, weekly["class_max"], sites))


def load_heatmap(plan: PlanTables | Where, resource: str, owners: Sequence[str] | None = None) -> Figure:
    """How much of a resource's pools is used, by owner and week, from 0 (light) to all of it (dark).

    `resource` is `beds`, `trainees`, `arrivals`, `away` or a resource's name. A week in which nothing is
    available and nothing used is blank. Raises UsageError where plotly is not installed.

    >>> figure = trainopt.load_heatmap("plans/example", "beds")
    """
    tables = tables_given(plan)
    owners = owners_of(tables, resource) if owners is None else owners
    grid = load_grid(tables, resource, owners)
    load, available = _limited(tables, resource, owners), grid.whole
    texts = _texts(tables, grid.taken, available, "{0:,.0f} of {1:,.0f} used")
    if load["expected"].notna().all() and (load["expected"] != load["used"]).any():
        expected = _by_week(tables, load["owner_id"], load["week"], load["expected"], owners)
        likely = _texts(tables, expected, available, "{0:,.2f} expected")
        texts = [
            [", ".join(filter(None, [a, b])) for a, b in zip(*both, strict=True)]
            for both in zip(texts, likely, strict=True)
        ]
    kinds = dict(zip(load["owner_id"], load["owner_kind"], strict=True))
    labels = [tables.label(kinds.get(owner, ""), owner) for owner in owners]
    words = _of_load(tables, grid, labels, resource)
    return _heatmap(tables, labels, grid, texts, "used", words)


def _of_load(tables: PlanTables, grid: WeekGrid, owners: Sequence[str], resource: str) -> str:
    used, available, say = grid.taken, grid.whole, tables.voice.say
    if not np.nansum(available):
        return _said_of(tables, "Nothing of {resource} is available in this plan.", resource)
    full = (used >= available) & (used > 0)
    part = share(np.nansum(used), np.nansum(available))
    words = _said_of(tables, f"Over the whole plan {part} of {{resource}} is used.", resource)
    if not full.any():
        return f"{words} {say('Nobody’s is used up in any week.')}"
    most = np.argsort(-full.sum(axis=1), kind="stable")[:3]
    named = [f"{owners[i]} ({say(counted(int(full[i].sum()), 'week'))})" for i in most if full[i].any()]
    return f"{words} {say('Used up most often:')} {', '.join(named)}."


def _said_of(tables: PlanTables, sentence: str, resource: str) -> str:
    if resource in WORDS_OF_OURS:
        return tables.voice.say(sentence.format(resource=resource))
    return tables.voice.say_with(sentence, {"resource": resource})


def site_heatmap(plan: PlanTables | Where, sites: Sequence[str] | None = None) -> Figure:
    """How full the running classes of each site are, by week; blank where no class runs.

    Raises UsageError where plotly is not installed.

    >>> figure = trainopt.site_heatmap("plans/example")
    """
    tables = tables_given(plan)
    classes = tables.classes
    sites = sites_in_order(tables) if sites is None else sites
    grid = seats_grid(tables, sites)
    texts = _texts(tables, grid.taken, grid.whole, "{0:,.0f} of {1:,.0f} seats")
    words = "No classes in this plan."
    if len(classes):
        filled = share(tables.filled["trainees"].sum(), tables.filled["class_max"].sum())
        seats_filled = f"; {filled} of their seats are filled" if len(tables.filled) == len(classes) else ""
        words = (
            f"{counted(len(classes), 'class', 'classes')} at {counted(classes['site_id'].nunique(), 'site')} "
            f"in {counted(len(tables.nations), 'nation')}{seats_filled}."
        )
    labels = [tables.label("site", site) for site in sites]
    return _heatmap(tables, labels, grid, texts, "seats filled", tables.voice.say(words))


def sites_in_order(tables: PlanTables) -> list[str]:
    """Every site that holds a class, by nation."""
    pairs = tables.classes[["nation_id", "site_id"]].drop_duplicates()
    return [str(site) for _, site in sorted(pairs.itertuples(index=False, name=None))]


def unit_heatmap(plan: PlanTables | Where, units: Sequence[str] | None = None) -> Figure:
    """What share of each unit's trainees is in classes, by week. Raises UsageError without plotly.

    >>> figure = trainopt.unit_heatmap("plans/example")
    """
    tables = tables_given(plan)
    units = tables.units if units is None else units
    weekly = _each_week(tables.assignments[tables.assignments["unit_id"].isin(units)])
    inside = _by_week(tables, weekly["unit_id"], weekly["week"], weekly["trainees"], units)
    asked = tables.demand.groupby("unit_id")["trainees"].sum().reindex(list(units)).fillna(0)
    every = np.repeat(asked.to_numpy(float)[:, None], inside.shape[1], axis=1)
    every[np.isnan(inside)] = np.nan
    texts = _texts(tables, inside, every, "{0:,.0f} of {1:,.0f} trainees in classes")
    total, placed = (int(tables.demand[column].sum()) for column in ("trainees", "placed"))
    words = f"{counted(len(tables.units), 'unit')}: {placed:,} of {total:,} trainees are placed."
    return _heatmap(
        tables,
        [tables.label("unit", unit) for unit in units],
        WeekGrid(list(units), inside, every),
        texts,
        "of the unit in classes",
        tables.voice.say(words),
    )


def _each_week(held: pd.DataFrame) -> pd.DataFrame:
    """A row for each week from start to end of each row."""
    weeks = ((held["end"] - held["start"]).dt.days + 1) // 7
    repeated = held.loc[held.index.repeat(weeks)]
    offset = repeated.groupby(level=0).cumcount()
    return repeated.assign(week=repeated["start"] + pd.to_timedelta(7 * offset, unit="D"))


def _by_week(
    tables: PlanTables,
    rows: pd.Series[str],
    weeks: pd.Series[pd.Timestamp],
    values: pd.Series[float],
    order: Sequence[str],
) -> Numbers:
    """Sums of values, a row for each name of `order`, a column for each week; missing where there is none."""
    grid = np.full((len(order), len(tables.mondays)), np.nan)
    row = rows.map({name: at for at, name in enumerate(order)}).to_numpy(int)
    column = tables.mondays.get_indexer(pd.DatetimeIndex(weeks))
    known = column >= 0
    np.nan_to_num(grid, copy=False, nan=0.0)
    np.add.at(grid, (row[known], column[known]), values.to_numpy(float)[known])
    touched = np.zeros(grid.shape, dtype=bool)
    touched[row[known], column[known]] = True
    grid[~touched] = np.nan
    return grid


def _texts(tables: PlanTables, part: Numbers, whole: Numbers, form: str) -> list[list[str]]:
    say = cache(tables.voice.say)  # many weeks have the same figures
    return [
        ["" if np.isnan(a) or np.isnan(b) else say(form.format(a, b)) for a, b in zip(*both, strict=True)]
        for both in zip(part, whole, strict=True)
    ]


def _heatmap(
    tables: PlanTables,
    names: Sequence[str],
    grid: WeekGrid,
    texts: list[list[str]],
    title: str,
    words: str,
) -> Figure:
    figure = empty_figure(words, len(names))
    options: dict[str, Any] = {"colorscale": SHARE_SCALE, "zmin": 0, "zmax": 100, "xgap": 1, "ygap": 1}
    # The middle of each week, so that its cell spans Monday to Sunday.
    thursdays = [f"{monday + pd.Timedelta(days=3):%Y-%m-%d} 12:00" for monday in tables.mondays]
    figure.add_trace(
        plotly().Heatmap(
            x=thursdays,
            y=[plain(name) for name in names],
            z=np.round(100 * grid.shares, 1).astype(np.float32),
            text=texts,
            xhoverformat=tables.voice.say("week %V of %G"),
            hovertemplate="<b>%{y}</b>, %{x}<br>%{text}<br>%{z:.0f}\N{NO-BREAK SPACE}%<extra></extra>",
            colorbar=share_bar(tables.voice.say(title), len(names), 100),
            **options,
        )
    )
    figure.update_yaxes(
        type="category", autorange="reversed", automargin=True, fixedrange=True, showgrid=False, dtick=1
    )
    weeks_on_x(figure, tables)
    return figure
