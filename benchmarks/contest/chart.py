"""The record as a picture: the first tier's value and bound over processor time, one panel per dataset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.contest.contestants import CONTESTANTS
from benchmarks.contest.record import Record, Run
from benchmarks.contest.tables import Panel, panels_of, runs_of, title_of
from trainopt.tables import TERMS

COLOURS = dict(
    zip(CONTESTANTS, ("#0072b2", "#999999", "#d55e00", "#e69f00", "#009e73", "#cc79a7"), strict=True)
)
"""Colours that colour-blind readers can tell apart."""


def write_chart(file: Path, record: Record, seconds: float) -> None:
    """Of the runs of so many seconds: values as solid lines, bounds as dashed ones."""
    panels = [panel for panel in panels_of(record) if panel[2] == seconds]
    with mpl.rc_context(
        {
            "svg.hashsalt": "trainopt",  # the same results make the same file
            "svg.fonttype": "none",
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    ):
        columns = min(len(panels), 2)
        lines = -(-len(panels) // columns)
        width = max(5.5 * columns, 9.0)  # the names of the contestants need as much
        figure = Figure(figsize=(width, 3.6 * lines + 0.6), layout="constrained")
        axes = [*figure.subplots(lines, columns, squeeze=False).flat]
        labels = {}
        for axis, panel in zip(axes, panels, strict=False):
            _draw(axis, record, panel, runs_of(record, panel))
            handles, names = axis.get_legend_handles_labels()
            labels |= dict(zip(names, handles, strict=True))
        for axis in axes[len(panels) :]:
            axis.set_axis_off()
        figure.legend(labels.values(), labels, loc="outside lower center", ncols=3, frameon=False)
        figure.savefig(file, format="svg", metadata={"Date": None})


def _draw(axis: Axes, record: Record, panel: Panel, runs: Sequence[Run]) -> None:
    end = panel[2]
    for number, run in enumerate(runs):
        # Earlier lines are wider, so that they show behind others that run over them.
        width = 1.2 + 0.8 * (len(runs) - 1 - number)
        colour, label = COLOURS[run.entry.contestant], CONTESTANTS[run.entry.contestant].label
        kept = record.of_run(run.entry)
        values = [(one.processor, one.values[0]) for one in kept if one.values]
        axis.step(*_until(values, end), where="post", color=colour, linewidth=width, label=label)
        # A bound of 0 says nothing and is left out.
        bounds = [(one.processor, one.bound) for one in kept if one.bound]
        axis.step(*_until(bounds, end), where="post", color=colour, linewidth=width, linestyle="--")
    axis.set_title(title_of(runs[0]), fontsize=10)
    axis.set_xlabel("processor seconds after reading the dataset")
    axis.set_ylabel(f"{TERMS[0]} (dashed: bound)")
    axis.set_xlim(0, end)
    axis.set_ylim(bottom=0)
    axis.grid(axis="y", linewidth=0.4)


def _until(points: list[tuple[float, int]], end: float) -> tuple[list[float], list[int]]:
    """Times and values of a line that stays as it is after its last point, to the end."""
    times = [*(at for at, _ in points), *([end] if points else [])]
    return times, [*(value for _, value in points), *(value for _, value in points[-1:])]
