"""How every picture looks: colours that colour-blind readers tell apart, one font, one axis of weeks."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from trainopt.errors import UsageError
from trainopt.extras import missing
from trainopt.report.plan_tables import PlanTables
from trainopt.wording import percent

if TYPE_CHECKING:
    from plotly.graph_objects import Figure
# Okabe and Ito's palette; what differs in it by hue differs by lightness or pattern too.
ON_TIME, LATE, UNMET = "#0072B2", "#F0E442", "#D55E00"
INK, WHITE, LINE = "#1B1B1B", "#FFFFFF", "#DDDDDD"
# ColorBrewer's YlGnBu: safe for colour-blind readers, and even in lightness.
_SHADES = (
    "#FFFFD9", "#EDF8B1", "#C7E9B4", "#7FCDBB", "#41B6C4", "#1D91C0", "#225EA8", "#253494", "#081D58"
)  # fmt: skip


@dataclass(frozen=True)
class Shading:
    """The colours of shares on a ground, from none to all: the fuller, the farther from the ground.

    `untold` is a bar of which is not told how full it is, as a share sees its part of classes that others are
    in too; `waiting` is a wait.
    """

    ground: str
    steps: tuple[str, ...]
    untold: str
    waiting: str


# Each without the step that looks like nothing on its ground. On white dark is full, so that print shows load
# as ink; the dark ground is that of the pages.
ON_LIGHT = Shading(WHITE, _SHADES[1:], "#E3E3E3", "#C9C9C9")
ON_DARK = Shading("#15181C", _SHADES[-2::-1], "#4A5058", "#767D85")
STEPS = ON_LIGHT.steps
SHARE_SCALE = [[at / (len(STEPS) - 1), colour] for at, colour in enumerate(STEPS)]
FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif"

FIFTHS = [at / 5 for at in range(6)]  # what is marked beside a scale of shares
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
    """`87 %`; never 100 % or 0 % of what is not all or nothing."""
    if not whole:
        return percent(0)
    found = part / whole
    return percent(found if part in (0, whole) else min(max(found, 0.01), 0.99))


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


def share_bar(title: str, rows: int, whole: float = 1) -> dict[str, Any]:
    """The legend of a colour that stands for a share, from 0 to `whole`."""
    return {
        "title": {"text": title, "side": "right"},
        "tickvals": [whole * part for part in FIFTHS],
        "ticktext": [percent(part) for part in FIFTHS],
        "lenmode": "pixels",
        "len": min(max(rows, LEAST_ROWS) * ROW, 260),  # longer than the rows it would squeeze them
        "ypad": 0,
        "y": 1,
        "yanchor": "top",
        "thickness": 14,
        "outlinewidth": 0,
    }


def lightness(colour: str) -> float:
    """How light `#rrggbb` is, from 0 to 1: the relative luminance of WCAG."""
    parts = (part / 255 for part in bytes.fromhex(colour[1:]))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How two colours stand apart, from 1 to 21: the contrast of WCAG."""
    low, high = sorted((lightness(one), lightness(other)))
    return (high + 0.05) / (low + 0.05)


@cache
def letters_on(colour: str) -> str:
    """In which colour letters are read better on a shade: white, or ink."""
    return max(INK, WHITE, key=lambda letters: contrast(colour, letters))


def shade(part: float) -> str:
    """The colour of a share from 0 to 1 on white, as `#rrggbb`; of NaN that of what is not told."""
    if math.isnan(part):
        return ON_LIGHT.untold
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
