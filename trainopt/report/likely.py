"""What is likely to come of a plan, from a simulation of it: units in a picture, and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from trainopt.errors import UsageError
from trainopt.report.lists import ListCell, Listing, listing_of
from trainopt.report.plan_tables import PlanTables, rows_of
from trainopt.report.style import INK, LINE, ON_TIME, empty_figure, plain, plotly, rows_on_y, share
from trainopt.report.words import TERM_WORDS
from trainopt.simulate.simulate import Simulated
from trainopt.words.voice import ENGLISH, Voice

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_CLASSES = 200
TOLD = 3


def check_same_plan(plan: PlanTables, found: Simulated) -> None:
    """Raise UsageError where the simulation is of another plan: the terms as planned are not the plan's."""
    tiers = found.figures[found.figures["kind"] == "tier"]
    planned = dict(zip(tiers["id"], tiers["planned"], strict=True))
    kpis = dict(zip(plan.kpis["kpi"], plan.kpis["value"], strict=True))
    for term, value in planned.items():
        if kpis.get(term) != value:
            raise UsageError(
                f"the simulation is of another plan: {term} is {value:,} as planned there, "
                f"{kpis.get(term, 'nothing')} in the plan"
            )


def units_in_order(found: Simulated) -> list[str]:
    """The units of which somebody has a place, those who lose the largest part of them first."""
    rows = _of(found, "unit", "trained")
    rows = rows[rows["planned"] > 0]
    lost = 1 - rows["mean"] / rows["planned"]
    return list(rows.assign(lost=lost).sort_values(["lost", "id"], ascending=[False, True])["id"])


def likely_bars(plan: PlanTables, found: Simulated, units: Sequence[str]) -> Figure:
    """By unit how many are trained: as planned, on average, and in eight of ten runs."""
    rows = _of(found, "unit", "trained").set_index("id").reindex(list(units))
    figure = empty_figure(_in_words(plan, rows), len(rows), legend=True)
    say = plan.voice.say
    at = list(range(len(rows)))
    hover = [
        "<br>".join(
            [
                f"<b>{plain(plan.label('unit', str(unit)))}</b>",
                say(f"planned {row['planned']:,}, on average {row['mean']:,.1f}"),
                say(f"in eight of ten runs {row['p10']:,} to {row['p90']:,}"),
            ]
        )
        for unit, row in rows.iterrows()
    ]
    shown = {"orientation": "h", "y": at, "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>"}
    line = {"width": 0.5, "color": INK}
    figure.add_trace(
        plotly().Bar(
            name=say("in eight of ten runs"), base=list(rows["p10"]), x=list(rows["p90"] - rows["p10"]),
            width=0.55, marker={"color": ON_TIME, "line": line}, **shown,
        )
    )  # fmt: skip
    for name, column, symbol in (
        ("on average", "mean", "line-ns-open"),
        ("planned", "planned", "diamond-open"),
    ):
        marker = {"symbol": symbol, "size": 10, "color": INK, "line": {"width": 2, "color": INK}}
        points = {name: value for name, value in shown.items() if name != "orientation"}
        figure.add_trace(
            plotly().Scatter(name=say(name), x=list(rows[column]), mode="markers", marker=marker, **points)
        )
    rows_on_y(figure, [(float(i), plan.label("unit", str(u))) for i, u in enumerate(rows.index)], len(rows))
    most = int(rows["planned"].max()) if len(rows) else 0
    figure.update_xaxes(
        range=[0, 1.05 * max(most, int(rows["p90"].max()) if len(rows) else 0, 1)],
        title={"text": say("trainees who are trained"), "standoff": 2},
        side="top",
        gridcolor=LINE,
        tickformat=",d",
    )
    return figure


def _in_words(plan: PlanTables, rows: pd.DataFrame) -> str:
    say = plan.voice.say
    if rows.empty:
        return say("Nobody has a place.")
    told = [
        f"{plan.label('unit', str(unit))} {say(_of_planned(row))}" for unit, row in rows.head(TOLD).iterrows()
    ]
    return f"{say('Trained on average, the largest loss first:')} {'; '.join(told)}."


def _of_planned(row: pd.Series[float]) -> str:
    """`47 of 50 (94 %)`."""
    return f"{row['mean']:,.0f} of {row['planned']:,} ({share(row['mean'], row['planned'])})"


def tiers_likely(found: Simulated, voice: Voice = ENGLISH) -> Listing:
    """A row for each tier."""
    rows: list[list[ListCell]] = [
        [voice.say(TERM_WORDS[row.id][0]), row.planned, row.mean, row.p10, row.p90]
        for row in rows_of(found.figures[found.figures["kind"] == "tier"])
    ]
    words = f"{found.runs:,} runs, seed {found.seed}."
    return listing_of(words, ("goal", *OF_RUNS), rows, voice)


OF_RUNS = ("planned", "mean", "in a tenth of the runs at most", "in nine tenths at most")


def people_likely(found: Simulated, voice: Voice = ENGLISH) -> Listing:
    """A row for each thing that is counted and happens."""
    rows: list[list[ListCell]] = [
        [voice.say(f"{row.id.replace('_', ' ')}: {row.name}"), row.planned, row.mean, row.p10, row.p90]
        for row in rows_of(found.figures[found.figures["kind"] == "plan"])
        if row.planned or row.mean
    ]
    words = "What happens to people, in trainees, and to classes."
    return listing_of(words, ("what", *OF_RUNS), rows, voice)


def classes_likely(found: Simulated, voice: Voice = ENGLISH) -> Listing:
    """A row for each class that falls below its minimum, most often first."""
    classes = found.figures[found.figures["kind"] == "class"]
    short = classes[classes["below_min"].fillna(0) > 0]
    short = short.sort_values(["below_min", "id"], ascending=[False, True]).head(MOST_CLASSES)
    rows: list[list[ListCell]] = [
        [row.id, row.name, row.planned, row.mean, row.p10, row.p90, voice.say(share(row.below_min, 1))]
        for row in rows_of(short)
    ]
    words = (
        "Classes that fall below their minimum in some run." if rows else "No class falls below its minimum."
    )
    return listing_of(words, ("class", "name", *OF_RUNS, "runs below its minimum"), rows, voice)


def _of(found: Simulated, kind: str, measure: str) -> pd.DataFrame:
    figures = found.figures
    return figures[(figures["kind"] == kind) & (figures["measure"] == measure)]
