"""How every picture looks: colours that colour-blind readers tell apart, one font, one axis of weeks."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from trainopt.errors import UsageError
from trainopt.extras import missing
from trainopt.report.plan_tables import PlanTables

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
# Okabe and Ito's palette; what differs in it by hue differs by lightness or pattern too.
ON_TIME, LATE, UNMET = "#0072B2", "#F0E442", "#D55E00"
WAITING, INK, LINE = "#C9C9C9", "#1B1B1B", "#DDDDDD"
# ColorBrewer's YlGnBu without its palest step, which looks like nothing: safe for colour-blind readers, even
# in lightness, and dark is full, so that print shows load as ink.
STEPS = ("#EDF8B1", "#C7E9B4", "#7FCDBB", "#41B6C4", "#1D91C0", "#225EA8", "#253494", "#081D58")
SHARE_SCALE = [[at / (len(STEPS) - 1), colour] for at, colour in enumerate(STEPS)]
DARK = 0.64  # of the scale: from here on white letters are read better than dark ones
FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif"

ROW, LEAST_ROWS = 16, 6  # height of a row in pixels, and how many there is room for at the least
TOP, LEGEND, BOTTOM = 44, 34, 24  # room for what stands above the rows, for a legend too, and below
DAY = 24 * 3600 * 1000  # plotly's durations are in milliseconds


def missing_plotly() -> UsageError:
    """The error where there is no plotly."""
    return missing("this needs plotly", "report")


def plotly() -> Any:
    """plotly's graph objects. Raises UsageError where plotly is not installed."""
    try:
        from plotly import graph_objects
    except ImportError as error:
        raise missing_plotly() from error
    return graph_objects


def plain(text: object) -> str:
    """A text that plotly shows as it stands: it would take `<a href=…>` for a link."""
    return html.escape(str(text), quote=False)


def share(part: float, whole: float) -> str:
    """`87%`; never 100% or 0% of what is not all or nothing."""
    if not whole:
        return "0%"
    rounded = round(100 * part / whole)
    return f"{rounded if part in (0, whole) else min(max(rounded, 1), 99)}%"


def empty_figure(summary: str, rows: int = LEAST_ROWS, *, legend: bool = False) -> Figure:
    """A figure in the house's style, of so many rows; `summary` says in words what it shows."""
    top = TOP + LEGEND * legend
    height = max(rows, LEAST_ROWS) * ROW
    layout = {
        "template": {},
        "font": {"family": FONT, "size": 12, "color": INK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "height": height + top + BOTTOM,
        "margin": {"t": top, "b": BOTTOM, "l": 20, "r": 20},
        "legend": {
            "orientation": "h",
            "traceorder": "normal",
            "x": 0,
            "y": 1 + TOP / height,
            "yanchor": "bottom",
        },
        "hoverlabel": {"bgcolor": "white", "bordercolor": INK, "font": {"color": INK, "size": 13}},
        "hovermode": "closest",
        "barmode": "overlay",
        "dragmode": "zoom",
        "meta": {"summary": summary},
    }
    return plotly().Figure(layout=layout)


def summary_of(figure: Figure) -> str:
    """What a figure shows, in words."""
    return str(figure.layout.meta["summary"])


def weeks_on_x(figure: Figure, tables: PlanTables) -> None:
    """A horizontal axis of days over the plan's span, with the months above the rows."""
    figure.update_xaxes(
        type="date",
        range=list(tables.span),
        side="top",
        dtick="M1",
        tickformat="%b\n%Y",
        ticklabelmode="period",
        showgrid=True,
        gridcolor=LINE,
        zeroline=False,
    )


def rows_on_y(figure: Figure, labels: Sequence[tuple[float, str]], rows: int) -> None:
    """A vertical axis of numbered rows, the first on top, labelled where a label is given."""
    figure.update_yaxes(
        range=[max(rows, LEAST_ROWS) - 0.5, -0.5],
        tickmode="array",
        tickvals=[at for at, _ in labels],
        ticktext=[plain(label) for _, label in labels],
        automargin=True,
        fixedrange=True,
        showgrid=False,
        zeroline=False,
    )


def share_bar(title: str, rows: int) -> dict[str, Any]:
    """The legend of a colour that stands for a share from 0 to 1."""
    return {
        "title": {"text": title, "side": "right"},
        "tickformat": ".0%",
        "lenmode": "pixels",
        "len": min(max(rows, LEAST_ROWS) * ROW, 260),  # longer than the rows it would squeeze them
        "ypad": 0,
        "y": 1,
        "yanchor": "top",
        "thickness": 14,
        "outlinewidth": 0,
    }


def shade(part: float) -> str:
    """The colour of a share from 0 to 1, as `#rrggbb`."""
    at = min(max(part, 0.0), 1.0) * (len(STEPS) - 1)
    low = min(int(at), len(STEPS) - 2)
    pairs = zip(bytes.fromhex(STEPS[low][1:]), bytes.fromhex(STEPS[low + 1][1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * (at - low)):02X}" for a, b in pairs)


def scale_alone(title: str, rows: int) -> Any:
    """A trace of nothing, whose legend says what the shades of other traces stand for."""
    marker = {
        "color": [0],
        "colorscale": SHARE_SCALE,
        "cmin": 0,
        "cmax": 1,
        "colorbar": share_bar(title, rows),
    }
    return plotly().Scatter(
        x=[None], y=[None], mode="markers", marker=marker, hoverinfo="skip", showlegend=False
    )


def days(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """`2026-03-02 to 2026-03-15`."""
    return f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
