"""Who is on time, late or unmet: trainees by unit or by priority."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from trainopt.dataset.source import Where
from trainopt.errors import UsageError, shown
from trainopt.report.plan_tables import PlanTables, tables_given
from trainopt.report.style import (
    INK,
    LATE,
    LINE,
    ON_TIME,
    UNMET,
    empty_figure,
    plain,
    plotly,
    rows_on_y,
    share,
)

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

# Each outcome's column, its name, colour, and the pattern that tells it from the others without colour.
OUTCOMES = (
    ("on_time", "on time", ON_TIME, ""),
    ("late", "late", LATE, "/"),
    ("unmet", "unmet", UNMET, "x"),
)
TOLD = {"priority": 6, "unit": 3}
OUTCOME_BY = {"priority": "priority", "unit": "unit_id"}


def outcome_totals(tables: PlanTables, by: str) -> pd.DataFrame:
    """Trainees asked for, on time, late and unmet, by `priority` (highest first) or `unit` (worst first).

    Raises UsageError for any other `by`.
    """
    if by not in OUTCOME_BY:
        raise UsageError(f"what becomes of trainees is drawn by {', '.join(OUTCOME_BY)}, not by {shown(by)}")
    columns = ["trainees", *(column for column, *_ in OUTCOMES)]
    totals = tables.demand.groupby(OUTCOME_BY[by])[columns].sum()
    if by == "priority":
        return totals.sort_index(ascending=False)
    worst = (totals["unmet"] + totals["late"]) / totals["trainees"].clip(lower=1)
    return totals.loc[worst.sort_values(ascending=False, kind="stable").index]


def outcome_bars(plan: PlanTables | Where, by: str, keys: Sequence[object] | None = None) -> Figure:
    """Trainees on time, late and unmet: a bar for each priority or unit, or for each of these `keys`.

    `by` is `priority` or `unit`. Raises UsageError for any other, and where plotly is not installed.

    >>> figure = trainopt.outcome_bars("plans/example", "priority")
    """
    tables = tables_given(plan)
    totals = outcome_totals(tables, by)
    if keys is not None:
        totals = totals.reindex(list(keys)).fillna(0).astype(int)
    figure = empty_figure(_in_words(tables, totals, by), len(totals), legend=True)
    say = tables.voice.say
    for column, name, colour, pattern in OUTCOMES:
        figure.add_trace(
            plotly().Bar(
                name=say(name),
                orientation="h",
                x=list(totals[column]),
                y=list(range(len(totals))),
                width=0.75,
                marker={"color": colour, "line": {"width": 0.5, "color": INK}},
                marker_pattern=_pattern(pattern, colour),
                hovertext=[
                    f"<b>{plain(_label(tables, key, by))}</b><br>"
                    + say(
                        f"{row[column]:,} of {row['trainees']:,} trainees {name} "
                        f"({share(row[column], row['trainees'])})"
                    )
                    for key, row in totals.iterrows()
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    labels = [(float(at), _label(tables, key, by)) for at, key in enumerate(totals.index)]
    rows_on_y(figure, labels, len(totals))
    figure.update_xaxes(
        range=[0, 1.02 * max(int(totals["trainees"].max()) if len(totals) else 0, 1)],
        title={"text": say("trainees"), "standoff": 2},
        side="top",
        gridcolor=LINE,
        tickformat=",d",
    )
    figure.update_layout(barmode="stack")
    return figure


def _pattern(shape: str, colour: str) -> dict[str, object]:
    return {"shape": shape, "size": 6, "solidity": 0.15, "fgcolor": INK, "bgcolor": colour}


def _label(tables: PlanTables, key: object, by: str) -> str:
    return tables.voice.say(f"priority {key}") if by == "priority" else tables.label("unit", str(key))


def _in_words(tables: PlanTables, totals: pd.DataFrame, by: str) -> str:
    """All priorities where they are few; of units those who fare worst."""
    say = tables.voice.say
    if not totals["trainees"].sum():
        return say("Nobody is asked for here.")
    rows = [(key, row) for key, row in totals.iterrows() if by == "priority" or row["late"] + row["unmet"]]
    if not rows:
        return say("All of them are on time.")
    told = "; ".join(f"{_label(tables, key, by)}: {say(_shares(row))}" for key, row in rows[: TOLD[by]])
    return f"{told}." if by == "priority" else f"{say('Furthest behind:')} {told}."


def _shares(row: pd.Series[int]) -> str:
    """`87 % on time, 3 % late, 10 % unmet`."""
    return ", ".join(f"{share(row[column], row['trainees'])} {name}" for column, name, *_ in OUTCOMES)
