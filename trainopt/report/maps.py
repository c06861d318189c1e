"""A map of the sites over the outlines of countries, without any tile server."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from trainopt.dataset.source import Where
from trainopt.report.plan_tables import PlanTables, rows_of, tables_given
from trainopt.report.style import (
    SHARE_SCALE,
    WHITE,
    empty_figure,
    letters_on,
    plain,
    plotly,
    shade,
    share,
    share_bar,
)
from trainopt.wording import counted
from trainopt.words.voice import Voice

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Degrees = npt.NDArray[np.float64]

LAND, BORDER, SEA, RIM = "#EFEBE0", "#A9A396", "#F3F7FA", "#5A5A5A"
HEIGHT, WIDTH = 640, 480  # pixels; the width is that of half a page, so that labels never meet
NARROW = 250  # pixels: of the map beside its scale on a telephone, where the margin is narrower than a label
LARGEST, SMALLEST = 46, 7  # diameters of sites, in pixels
LETTER = 8  # width of a letter and half the height of a label, in pixels


@cache
def outline() -> tuple[Degrees, ...]:
    """The outlines of countries: rings of (longitude, latitude) in degrees."""
    text = files("trainopt.report").joinpath("assets", "outline.json").read_text(encoding="utf-8")
    return tuple(np.array(ring, dtype=float).reshape(-1, 2) for ring in json.loads(text)["rings"])


def site_totals(tables: PlanTables) -> pd.DataFrame:
    """The sites that have coordinates, with classes, trainees (each in each class), seats; largest first."""
    classes = tables.classes.assign(classes=1)
    sums = classes.groupby("site_id")[["classes", "trainees", "class_max"]].sum()
    sites = tables.sites.dropna(subset=["latitude", "longitude"])
    found = sites.join(sums, on="site_id").fillna({"classes": 0, "trainees": 0, "class_max": 0})
    return found.sort_values(["trainees", "site_id"], ascending=[False, True]).reset_index(drop=True)


def site_map(plan: PlanTables | Where, largest: int | None = None) -> Figure:
    """The sites where they lie, their area by trainees, their colour by how full their classes are.

    `largest`: trainees of the largest circle, so that two maps can share a scale; else the plan's own.
    Sites without coordinates are left out, which the summary says. Raises UsageError without plotly.

    >>> figure = trainopt.site_map("plans/example")
    """
    tables = tables_given(plan)
    sites = site_totals(tables)
    figure = empty_figure(_in_words(tables, sites))
    figure.update_layout(height=HEIGHT, margin={"t": 10, "b": 10, "l": 10, "r": 10}, plot_bgcolor=SEA)
    if sites.empty:
        figure.update_layout(height=80, xaxis_visible=False, yaxis_visible=False)
        return figure
    window = map_window(sites)
    figure.add_trace(_land(window))
    figure.add_trace(_circles(tables.voice, sites, largest or int(sites["trainees"].max()) or 1, window))
    axes: dict[str, Any] = {"showgrid": False, "zeroline": False, "showticklabels": False}
    figure.update_xaxes(range=window[0], **axes)
    figure.update_yaxes(range=window[1], scaleanchor="x", scaleratio=1, **axes)
    return figure


def _in_words(tables: PlanTables, sites: pd.DataFrame) -> str:
    say = tables.voice.say
    if tables.sites.empty:
        return say("Where the sites lie is not known: this plan folder is from before there was a sites.csv.")
    if sites.empty:
        return say("No site of this plan has coordinates.")
    number = tables.voice.number
    top = ", ".join(f"{one.site_id} {one.name} ({number(one.trainees)})" for one in rows_of(sites.head(3)))
    words = [say(f"{counted(len(sites), 'site')} on the map.")]
    most = "Most trainees, counted in each of their classes: {sites}."
    words += [tables.voice.say_with(most, {"sites": top})]
    left = len(tables.sites) - len(sites)
    words += [say(f"{counted(left, 'site has', 'sites have')} no coordinates and cannot be shown.")] * bool(
        left
    )
    return " ".join(words)


def mercator(latitude: npt.ArrayLike) -> Degrees:
    """Latitude as a height that keeps shapes, in degrees of longitude at the equator."""
    radians = np.radians(np.clip(np.asarray(latitude, dtype=float), -85, 85))
    height: Degrees = np.degrees(np.arcsinh(np.tan(radians)))
    return height


def map_window(sites: pd.DataFrame) -> tuple[list[float], list[float]]:
    """The part of the map that holds all sites: from and to, along and up, with a margin."""
    x, y = sites["longitude"].to_numpy(float), mercator(sites["latitude"])
    margin = max(2.5, 0.08 * max(np.ptp(x), np.ptp(y)))
    return [x.min() - margin, x.max() + margin], [float(y.min()) - margin, float(y.max()) + margin]


def land_in(window: tuple[list[float], list[float]]) -> Iterator[tuple[Degrees, Degrees]]:
    """The outlines that touch the window, along and up, with room beside it for a wide screen."""
    (left, right), (low, high) = window
    wide = right - left + high - low
    for ring in outline():
        along, up = ring[:, 0], mercator(ring[:, 1])
        if along.max() < left - wide or along.min() > right + wide or up.max() < low or up.min() > high:
            continue
        yield along.round(2), up.round(2)


def _land(window: tuple[list[float], list[float]]) -> Any:
    x: list[float | None] = []
    y: list[float | None] = []
    for along, up in land_in(window):
        x += [*along, None]
        y += [*up, None]
    return plotly().Scatter(
        x=x, y=y, mode="lines", fill="toself", fillcolor=LAND, line={"color": BORDER, "width": 0.8},
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def _circles(voice: Voice, sites: pd.DataFrame, largest: int, window: tuple[list[float], list[float]]) -> Any:
    x, y = sites["longitude"].to_numpy(float), mercator(sites["latitude"])
    trainees, seats = (sites[column].to_numpy(float) for column in ("trainees", "class_max"))
    fill = np.divide(trainees, seats, out=np.zeros(len(sites)), where=seats > 0)
    sizes = circle_sizes(trainees, largest)
    sides = label_sides(x, y, sizes / 2, [len(site) for site in sites["site_id"]], window)
    return plotly().Scatter(
        x=list(x.round(3)),
        y=list(y.round(3)),
        mode="markers+text",
        text=[plain(site) if side else "" for site, side in zip(sites["site_id"], sides, strict=True)],
        textposition=[side or "middle right" for side in sides],
        marker={
            "size": list(sizes.round(1)),
            "color": list(fill.round(3)),
            "colorscale": SHARE_SCALE,
            "cmin": 0,
            "cmax": 1,
            "line": {
                "width": 1,
                "color": [WHITE if letters_on(shade(part)) == WHITE else RIM for part in fill],
            },
            "colorbar": share_bar(voice.say("seats filled"), 12),
            "opacity": 1,
        },
        hovertext=[
            "<br>".join(
                [
                    f"<b>{plain(one.site_id)} {plain(one.name)}</b>",
                    voice.say(counted(int(one.classes), "class", "classes")),
                    voice.say(
                        f"{one.trainees:,.0f} of {one.class_max:,.0f} seats "
                        f"({share(one.trainees, one.class_max)})"
                    ),
                ]
            )
            for one in rows_of(sites)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def circle_sizes(trainees: Degrees, largest: int) -> Degrees:
    """The diameter of each site's circle in pixels: its area stands for the trainees."""
    sizes: Degrees = np.maximum(LARGEST * np.sqrt(trainees / largest), SMALLEST)
    return sizes


Box = tuple[float, float, float, float]  # left, low, right, high, in pixels


def label_sides(
    x: Degrees, y: Degrees, radii: Degrees, lengths: Sequence[int], window: tuple[list[float], list[float]]
) -> list[str]:
    """On which side each label stands, the largest site's first; blank where it would hide something.

    Where there is a choice it stands where a telephone shows all of it.
    """
    (left, right), (low, high) = window
    pixels = min(WIDTH / (right - left), HEIGHT / (high - low))
    centres = list(zip(x * pixels, y * pixels, radii, strict=True))
    circles: list[Box] = [(a - r, b - r, a + r, b + r) for a, b, r in centres]
    taken: list[Box] = []
    sides = []
    for at, ((a, b, r), length) in enumerate(zip(centres, lengths, strict=True)):
        wide = length * LETTER
        boxes: dict[str, Box] = {
            "middle right": (a + r, b - LETTER, a + r + wide, b + LETTER),
            "middle left": (a - r - wide, b - LETTER, a - r, b + LETTER),
            "top center": (a - wide / 2, b + r, a + wide / 2, b + r + 2 * LETTER),
            "bottom center": (a - wide / 2, b - r - 2 * LETTER, a + wide / 2, b - r),
        }
        others = [*taken, *circles[:at], *circles[at + 1 :]]
        free = [it for it, box in boxes.items() if not any(_overlap(box, other) for other in others)]
        narrow = (x[at] - left) / (right - left) * NARROW - a  # by how much it lies further left there
        whole = (it for it in free if boxes[it][0] + narrow >= 0 and boxes[it][2] + narrow <= NARROW)
        side = next(whole, next(iter(free), ""))
        taken += [boxes[side]] if side else []
        sides.append(side)
    return sides


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
