"""What came of each run, counted while it is played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trainopt.simulate.crowds import WeekByRun
from trainopt.simulate.odds import Counts
from trainopt.simulate.programme import Programme, Route

COUNTED = {
    "came": "of those whose training begins, those who came for it",
    "not_shown": "those who did not come",
    "turned_away": "found no seat in their class, which had more planned than seats",
    "too_late": "missed their class since the one before it ended later than planned",
    "cancelled": "were in a class that was cancelled",
    "not_passed": "did not pass a course",
    "joined_later": "took a free seat in a later class, counted in each course",
    "trained": "those who passed their last course",
    "trained_on_time": "of these, who did so by due",
}  # fmt: skip
"""What is counted over the whole plan, in trainees."""

PLAYED = ("lateness", "transfers", "waiting", "cost")
"""The terms that are counted on the way."""


@dataclass
class Tally:
    """By class who was there at its start and whether they were too few; by demand who was trained.

    Each figure is an array with a number for each run; `trained` and `on_time` have a row for each demand.
    """

    trained: NDArray[np.int64]
    on_time: NDArray[np.int64]
    terms: dict[str, Counts]
    counts: dict[str, Counts]
    there: dict[int, Counts] = field(default_factory=dict)
    below: dict[int, NDArray[np.bool_]] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """How many."""
        return int(self.trained.shape[1])

    def count(self, what: str, people: Counts) -> None:
        """Count people under a name of `COUNTED`."""
        self.counts[what] += people

    def finish(self, route: Route, people: Counts, end: WeekByRun) -> None:
        """People of a route whose last course ends in a week, or in one for each run."""
        assert route.demand is not None
        late = np.maximum(end - route.due, 0)
        in_time = np.where(late == 0, people, 0)
        self.trained[route.demand] += people
        self.on_time[route.demand] += in_time
        self.terms["lateness"] += route.priority * people * late
        self.count("trained", people)
        self.count("trained_on_time", in_time)

    def begin(self, people: Counts, moved: bool, wait: WeekByRun) -> None:
        """People who begin a step after another one, in another nation or not, and the weeks between."""
        if moved:
            self.terms["transfers"] += people
        self.terms["waiting"] += people * np.maximum(wait, 0)


def tally_of(programme: Programme, runs: int) -> Tally:
    """A tally of nothing yet."""
    demands = len(programme.problem.demands)

    def nothing() -> Counts:
        return np.zeros(runs, np.int64)

    return Tally(
        np.zeros((demands, runs), np.int64),
        np.zeros((demands, runs), np.int64),
        {name: nothing() for name in PLAYED},
        {name: nothing() for name in COUNTED},
    )


def joined(tallies: Sequence[Tally]) -> Tally:
    """The runs of several tallies of a programme as those of one."""
    if len(tallies) == 1:
        return tallies[0]
    first = tallies[0]
    return Tally(
        np.concatenate([one.trained for one in tallies], axis=1),
        np.concatenate([one.on_time for one in tallies], axis=1),
        {name: np.concatenate([one.terms[name] for one in tallies]) for name in first.terms},
        {name: np.concatenate([one.counts[name] for one in tallies]) for name in first.counts},
        {index: np.concatenate([one.there[index] for one in tallies]) for index in first.there},
        {index: np.concatenate([one.below[index] for one in tallies]) for index in first.below},
    )
