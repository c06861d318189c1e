"""The results as a picture: the first tier's value and bound over time, one panel per dataset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.contest.contestants import CONTESTANTS
from benchmarks.contest.judge import Judged
from benchmarks.contest.tables import Panel

COLOURS = ("#0072b2", "#999999", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
"""Colours that colour-blind readers can tell apart; one for each contestant in turn."""


def write_chart(file: Path, panels: Sequence[Panel]) -> None:
    """Values as solid lines, bounds as dashed ones."""
    with mpl.rc_context(
        {
            "svg.hashsalt": "trainopt",  # the same results make the same file
            "svg.fonttype": "none",
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    ):
        figure = Figure(figsize=(5.5 * len(panels), 4.2), layout="constrained")
        axes = figure.subplots(1, len(panels), squeeze=False)[0]
        for axis, panel in zip(axes, panels, strict=True):
            _draw(axis, panel)
        figure.legend(
            *axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False
        )
        figure.savefig(file, format="svg", metadata={"Date": None})


def _draw(axis: Axes, panel: Panel) -> None:
    end = panel.marks[-1]
    for number, (one, colour) in enumerate(zip(panel.judged, COLOURS, strict=False)):
        # Earlier lines are wider, so that they show behind others that run over them.
        width = 1.2 + 0.8 * (len(panel.judged) - 1 - number)
        values = [(at, value[0]) for at, value in one.better if at <= end]
        label = CONTESTANTS[one.outcome.name].label
        axis.step(*_until(values, end), where="post", color=colour, linewidth=width, label=label)
        bounds = _until(_positive(one, end), end)
        axis.step(*bounds, where="post", color=colour, linewidth=width, linestyle="--")
    axis.set_title(panel.title, fontsize=10)
    axis.set_xlabel("seconds after reading the dataset")
    axis.set_ylabel(f"{panel.problem.objective[0]} (dashed: bound)")
    axis.set_xlim(0, end)
    axis.set_ylim(bottom=0)
    axis.grid(axis="y", linewidth=0.4)


def _positive(one: Judged, end: float) -> list[tuple[float, int]]:
    """A bound of 0 says nothing and is left out."""
    return [(at, bound) for at, bound in one.bounds if at <= end and bound > 0]


def _until(points: list[tuple[float, int]], end: float) -> tuple[list[float], list[int]]:
    """Times and values of a line that stays as it is after its last point, to the end."""
    times = [*(at for at, _ in points), *([end] if points else [])]
    return times, [*(value for _, value in points), *(value for _, value in points[-1:])]
