"""Classes in the order of their starts: who comes, is turned away, joins, passes; in all runs at once.

Each figure is an array with a number for each run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trainopt.simulate.chances import CANCEL, Chances
from trainopt.simulate.crowds import Crowd, Crowds, LastPlace, WeekByRun, least_gap
from trainopt.simulate.odds import Counts, Draws, Swing, how_many, shock_of
from trainopt.simulate.programme import PlayedClass, Programme, Route
from trainopt.simulate.room import Room, Use, uses_of
from trainopt.simulate.tally import Tally, tally_of


@dataclass(frozen=True)
class Present:
    """Those of a cohort, or of a crowd, who are in a class: `there` is how many in each run.

    `stay` is where they were before. `again`: they are in a class of this course once more. `counts` is false
    of who has no place to the end. `flow` is that of a cohort, None of a crowd. `uses` is what each of them
    draws on, `luck` what decides who passes.
    """

    route: Route
    step: int
    stay: LastPlace | None
    again: bool
    counts: bool
    flow: int | None
    uses: tuple[Use, ...]
    luck: np.random.Generator
    there: Counts


class Play:
    """A programme, played in as many runs as the draws are for."""

    def __init__(self, programme: Programme, chances: Chances, draws: Draws) -> None:
        self.programme = programme
        self.problem = programme.problem
        self.chances = chances
        self.draws = draws
        self.shock = shock_of(chances)
        self.tally = tally_of(programme, draws.runs)
        self.crowds = Crowds(programme.problem)
        self.room = Room(programme, draws.runs)
        self.left = [np.full(draws.runs, flow.size, np.int64) for flow in programme.flows]
        self.stays = [
            None if flow.came_from is None else LastPlace(flow.came_from, flow.came_from.end)
            for flow in programme.flows
        ]
        self._nations: dict[str, NDArray[np.float64]] = {}
        self._lost: dict[str, Counts] = {}

    def run(self) -> Tally:
        """Play all classes."""
        for flow, left, stay in zip(self.programme.flows, self.left, self.stays, strict=True):
            if flow.counts and not flow.legs and stay is not None:
                self.tally.finish(flow.route, left, stay.end)
        for at in self.programme.classes:
            self._hold(at)
        return self.tally

    def _hold(self, at: PlayedClass) -> None:
        """One class: who comes, who has a seat, who joins, whether it runs, who passes."""
        show, passing = self._swings(at)
        groups = [self._arriving(at, flow, step, show) for flow, step in at.members]
        groups = self._seated(at, groups)
        for group in groups:
            assert group.flow is not None
            self.room.take(group.uses, group.there - self.programme.flows[group.flow].size)
        own = _sum(groups, self.draws.runs)
        joining = [] if at.has_begun else list(self._joining(at, at.most - own))
        there = own + _sum([group for _, group in joining], self.draws.runs)
        runs = self._runs(at, there)
        for crowd, group in joining:
            crowd.count = crowd.count - np.where(runs, group.there, 0)
            self.tally.count("joined_later", np.where(runs, group.there, 0))
        stay = LastPlace(at.place, self._end(at))
        for group in [*groups, *(group for _, group in joining)]:
            self._send_home(at, group, np.where(runs, 0, group.there))
            self._teach(at, replace(group, there=np.where(runs, group.there, 0)), passing, stay)

    # Who is there

    def _swings(self, at: PlayedClass) -> NDArray[np.float64]:
        """By how much the odds of coming swing in the class, and below it those of passing."""
        if self.shock == 0:
            return np.zeros((2, self.draws.runs))
        if at.nation_id not in self._nations:
            self._nations[at.nation_id] = self.draws.normals("nation", at.nation_id)
        of_class = self.draws.normals("class", at.class_id)
        chances = self.chances
        return chances.class_shock * of_class + chances.nation_shock * self._nations[at.nation_id]

    def _arriving(self, at: PlayedClass, index: int, step: int, show: Swing) -> Present:
        """Who of a cohort comes to its class; who is still elsewhere waits for a later one."""
        flow, stay, left = self.programme.flows[index], self.stays[index], self.left[index]
        if step == 0 and flow.show is not None:
            draw = self.draws.of("show", flow.cohort_id)
            came = how_many(draw, left, flow.show, self.shock, show)
            self.tally.count("came", came)
            self.tally.count("not_shown", left - came)
            left = came
        uses = uses_of(self.problem, at, flow.route.unit, None if stay is None else stay.place)
        luck = self.draws.of("pass", f"{flow.cohort_id} {step}")
        group = Present(flow.route, step, stay, False, flow.counts, index, uses, luck, left)
        if stay is None or isinstance(stay.end, int):
            return group
        in_time = at.start - stay.end - 1 >= least_gap(self.problem, stay.place, at)
        return self._without(at, group, np.where(in_time, 0, left), "too_late")

    def _seated(self, at: PlayedClass, groups: list[Present]) -> list[Present]:
        """Where more are there than seats, some are turned away: the lowest priority first, else by lot."""
        over = np.maximum(_sum(groups, self.draws.runs) - at.most, 0)
        if at.has_begun or not over.any():
            return groups
        draw = self.draws.of("turned away", at.class_id)
        gone: dict[int, Counts] = {}
        for priority in sorted({group.route.priority for group in groups}):
            alike = {i: group.there for i, group in enumerate(groups) if group.route.priority == priority}
            leave = np.minimum(over, sum(alike.values()))
            over = over - leave
            gone |= _by_lot(draw, alike, leave)
        return [self._without(at, group, gone[i], "turned_away") for i, group in enumerate(groups)]

    def _joining(self, at: PlayedClass, seats: Counts) -> Iterator[tuple[Crowd, Present]]:
        """Who takes the seats that are free, as far as beds and all other limits allow."""
        luck = self.draws.of("pass later", at.class_id)
        for crowd, able in self.crowds.who_may_join(at):
            stay = crowd.stay
            place = None if stay is None else stay.place
            uses = uses_of(self.problem, at, crowd.route.unit, place)
            taken = np.minimum(np.minimum(able, seats), self.room.least(uses))
            if taken.any():
                seats = seats - taken
                self.room.take(uses, taken)
                again, step = crowd.again, crowd.step
                yield crowd, Present(crowd.route, step, stay, again, True, None, uses, luck, taken)

    # What becomes of them

    def _runs(self, at: PlayedClass, there: Counts) -> NDArray[np.bool_]:
        """In which runs the class is held. One that has begun is, whoever is left."""
        below = (there < at.least) & (not at.has_begun)
        self.tally.there[at.index], self.tally.below[at.index] = there, below
        held = ~below if self.chances.below_min == CANCEL else there > 0
        self.tally.terms["cost"] += np.where(held, at.cost_per_class + at.cost_per_trainee * there, 0)
        return held

    def _end(self, at: PlayedClass) -> WeekByRun:
        """The last week of the class: a week later for each that its site loses."""
        if not self.chances.lost_weeks:
            return at.end
        if at.site_id not in self._lost:
            size = (self.problem.weeks, self.draws.runs)
            lost = self.draws.of("lost", at.site_id).random(size) < self.chances.lost_weeks
            self._lost[at.site_id] = lost.astype(np.int64)
        first = max(at.weeks.start, self.problem.as_of)
        late: Counts = self._lost[at.site_id][first : at.weeks.stop].sum(axis=0)
        return at.end + late

    def _send_home(self, at: PlayedClass, group: Present, people: Counts) -> None:
        """Whose class is cancelled looks for a later one, and draws on nothing meanwhile."""
        if not people.any():
            return
        self.room.take(group.uses, -people)
        if group.flow is None:  # they are still in their crowd
            return
        self.tally.count("cancelled", people)
        self._wait(at, group, people)

    def _without(self, at: PlayedClass, group: Present, people: Counts, why: str) -> Present:
        """The group without some, who look for a later class."""
        self.tally.count(why, people)
        self._wait(at, group, people)
        return replace(group, there=group.there - people)

    def _wait(self, at: PlayedClass, group: Present, people: Counts) -> None:
        if group.counts:
            self.crowds.add(Crowd(group.route, group.step, group.stay, at.start + 1, group.again, people))

    def _teach(self, at: PlayedClass, group: Present, passing: Swing, stay: LastPlace) -> None:
        """Who passes goes on to the next step; who does not may ask for a seat once more."""
        if group.stay is not None:
            moved = group.stay.place.nation_id != at.nation_id
            self.tally.begin(group.there, moved, at.start - group.stay.end - 1)
        percent = self.programme.rates.passes(at.course_id)
        passed = how_many(group.luck, group.there, percent, self.shock, passing)
        self.tally.count("not_passed", group.there - passed)
        if group.counts and not group.again:
            asking = self._asking(group, group.there - passed)
            self.crowds.add(Crowd(group.route, group.step, stay, at.end + 1, True, asking))
        self._go_on(at, group, passed, stay)

    def _asking(self, group: Present, failed: Counts) -> Counts:
        """Who of those that did not pass asks for a seat once more."""
        if self.chances.repeat == 1 or not failed.any():
            return failed
        return group.luck.binomial(failed, self.chances.repeat)

    def _go_on(self, at: PlayedClass, group: Present, passed: Counts, stay: LastPlace) -> None:
        is_last = group.step == len(group.route.steps) - 1
        if group.flow is not None:
            self.left[group.flow], self.stays[group.flow] = passed, stay
        elif not is_last:
            self.crowds.add(Crowd(group.route, group.step + 1, stay, at.end + 1, False, passed))
        if is_last and group.counts:
            useful = stay.end <= max(group.route.latest, at.end)
            self.tally.finish(group.route, np.where(useful, passed, 0), stay.end)


def _sum(groups: Sequence[Present], runs: int) -> Counts:
    """How many are there in all."""
    return sum((group.there for group in groups), start=np.zeros(runs, np.int64))


def _by_lot(draw: np.random.Generator, alike: dict[int, Counts], leave: Counts) -> dict[int, Counts]:
    """How many of each group leave, if each of all groups together is as likely to."""
    rest: Counts = sum(alike.values(), start=np.zeros_like(leave))
    gone = {}
    for index, there in alike.items():
        rest = rest - there
        gone[index] = draw.hypergeometric(there, rest, leave)
        leave = leave - gone[index]
    return gone
