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
    from trainopt.runs.robustness import Robustness

MARKERS = "osD^v<>P*X"


def plot_robustness(found: Robustness, out: Where) -> None:
    """Draw each setting with its bound and its interval into a file, whose ending says how (svg, png, pdf).

    Along: unmet as planned, back to what is proven. Up: unmet as it comes out, thick the interval of the
    mean, thin from the tenth to the ninetieth percentile. Raises UsageError where matplotlib is not installed
    or the file cannot be written.

    >>> found = trainopt.robustness("data/example", trainopt.Params(seconds=20), runs=100)
    >>> trainopt.plot_robustness(found, "robustness.svg")
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise missing("this needs matplotlib", "plot") from error
    try_to_write_file(Path(out), PICTURE)
    figure = Figure(figsize=(8.0, 5.0), layout="constrained")
    axes = figure.add_subplot()
    for point, marker in zip(found.points, MARKERS, strict=False):
        is_best = point.against_best == BEST
        colour = UNMET if is_best else ON_TIME
        axes.hlines(point.unmet, point.bound, point.planned, colors=colour, linestyles=":", linewidth=1)
        axes.vlines(point.planned, point.p10, point.p90, colors=colour, linewidth=1)
        axes.vlines(point.planned, point.low, point.high, colors=colour, linewidth=4)
        label = f"{point.setting}{' (best)' if is_best else ''}"
        axes.plot(point.planned, point.unmet, marker, color=colour, markeredgecolor="white", label=label)
    axes.set(xlabel="unmet as planned, weighted trainees", ylabel="unmet as it comes out, weighted trainees")
    figure.legend(loc="outside right upper", fontsize=8)
    marking = f"{found.marking}: " if found.marking else ""
    axes.set_title(f"{marking}{found.name}, {found.runs:,} runs", parse_math=False)
    try:
        figure.savefig(out)
    except (OSError, ValueError) as error:
        raise UsageError(f"{out} cannot be written: {error}") from error
