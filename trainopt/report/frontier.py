"""A picture of the price of robustness: who is unmet as it comes out over who is as planned."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trainopt.dataset.source import Where
from trainopt.dataset.whole import try_to_write_file
from trainopt.errors import UsageError
from trainopt.extras import missing
from trainopt.report.search_log import PICTURE
from trainopt.report.style import ON_TIME, UNMET
from trainopt.runs.robustness import BEST

if TYPE_CHECKING:
    from trainopt.runs.robustness import Robustness, RobustPoint


def plot_robustness(found: Robustness, out: Where) -> None:
    """Draw who is unmet at each setting into a file, whose ending says how (svg, png, pdf).

    As planned, down to what is proven; and as it comes out, thick the interval of the mean, thin from the
    tenth to the ninetieth percentile. Raises UsageError where matplotlib is not installed or the file cannot
    be written.

    >>> found = trainopt.robustness("data/example", trainopt.Params(seconds=6), runs=100)
    >>> trainopt.plot_robustness(found, "robustness.svg")
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise missing("this needs matplotlib", "plot") from error
    try_to_write_file(Path(out), PICTURE)
    figure = Figure(figsize=(8.0, 5.0), layout="constrained")
    axes = figure.add_subplot()
    at, points = list(range(len(found.points))), found.points
    planned, unmet = [point.planned for point in points], [point.unmet for point in points]
    axes.vlines(at, [point.bound for point in points], planned, colors=ON_TIME, linestyles=":")
    axes.plot(at, planned, "--D", color=ON_TIME, fillstyle="none", label="as planned, dotted down to proven")
    axes.vlines(at, [point.p10 for point in points], [point.p90 for point in points], colors=UNMET)
    axes.vlines(at, [point.low for point in points], [point.high for point in points], colors=UNMET, lw=5)
    axes.plot(at, unmet, "-o", color=UNMET, label="as it comes out, thick the mean, thin 8 of 10 runs")
    names = [_name(point) for point in points]
    axes.set_xticks(at, names, fontsize=8)
    axes.set(ylabel="unmet, weighted trainees", ylim=(0, None))
    axes.legend(fontsize=8)
    marking = f"{found.marking}: " if found.marking else ""
    axes.set_title(f"{marking}{found.name}, {found.runs:,} runs", parse_math=False)
    try:
        figure.savefig(out)
    except (OSError, ValueError) as error:
        raise UsageError(f"{out} cannot be written: {error}") from error


def _name(point: RobustPoint) -> str:
    """The setting on two or three lines."""
    best = "\n(best)" if point.against_best == BEST else ""
    return point.setting.replace("minimum on ", "minimum on\n") + best
