"""What everybody asks of a plan first: how many are placed, how near the best, of when the data is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

from trainopt.dataset import Dataset
from trainopt.dataset.source import Where
from trainopt.plan.folder import read_manifest, read_rows
from trainopt.plan.given import plan_folder
from trainopt.plan.manifest import Manifest
from trainopt.plan.placements import Plan
from trainopt.plan.results import KPIS
from trainopt.wording import percent

COUNTED_KPIS = ("trainees", "placed", "on_time", "late", "not_placed", "trainees_weighted")


@dataclass(frozen=True)
class Headline:
    """A plan in a few figures.

    Trainees are plain; `weighted` says who counts more than once, by priority. `most` is what part is placed
    of what can be placed at most, both weighted, None where no bound is known: a share of a plan has none.
    A nation's share does not know who is unmet.
    """

    name: str
    as_of: str
    marking: str
    trainees: int
    placed: int
    on_time: int
    late: int
    unmet: int | None
    unmet_weighted: int | None
    most: float | None

    @property
    def of_most(self) -> str:
        """`98.4 % of what can be placed at most`; blank where no bound is known."""
        return "" if self.most is None else f"{near_whole(self.most)} of what can be placed at most"


def headline(plan: Plan | Where, dataset: Dataset | Where | None = None) -> Headline:
    """The headline of a plan; one that was read or found needs its `dataset`. Raises PlanFaults.

    >>> trainopt.headline("plans/example").of_most
    '100 % of what can be placed at most'
    """
    with plan_folder(plan, dataset) as folder:
        kpis = {line["kpi"]: line["value"] for line in read_rows(folder, KPIS.name).lines}
        return headline_of(read_manifest(folder), kpis)


def headline_of(manifest: Manifest, kpis: Mapping[str, Any]) -> Headline:
    """The headline from what manifest.json and kpis.csv say."""
    counts = {name: int(kpis.get(name) or 0) for name in COUNTED_KPIS}
    unmet = next((tier for tier in manifest.tiers if tier.term == "unmet"), None)
    return Headline(
        name=manifest.name or "",
        as_of=str(manifest.as_of or ""),
        marking=manifest.marking or "",
        trainees=counts["trainees"],
        placed=counts["placed"],
        on_time=counts["on_time"],
        late=counts["late"],
        unmet=None if manifest.of_nation else counts["not_placed"],
        unmet_weighted=None if kpis.get("unmet") is None else int(kpis["unmet"]),
        most=None if unmet is None else part_of_most(counts["trainees_weighted"], unmet.value, unmet.bound),
    )


def part_of_most(everybody: int, unmet: int, bound: int) -> float:
    """What part is placed of what can be placed at most: all but `bound`. All three are weighted.

    It is told in tenths of a percent, rounded down: nothing is said to be whole which is not.
    """
    return _tenths(everybody - unmet, everybody - bound) if everybody > bound else 1.0


def _tenths(placed: int, possible: int) -> float:
    return 1000 * placed // possible / 1000


def near_whole(part: float) -> str:
    """`98.4 %`, rounded down, so that nothing is said to be whole which is not."""
    tenths = floor(1000 * part + 1e-9)
    return percent(1) if tenths >= 1000 else percent(tenths / 1000, 1)


def both_ways(weighted: int, trainees: int) -> str:
    """A weighted number with the plain one: `3,867 (2,951 trainees)`."""
    return f"{weighted:,} ({trainees:,} trainee{'' if trainees == 1 else 's'})"
