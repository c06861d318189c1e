"""Which steps of a published plan can still be held beside the pins, as far as rows alone show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from trainopt.dataset.begun_load import begun_load
from trainopt.dataset.cohorts import demand_meant
from trainopt.dataset.index import Index
from trainopt.dataset.pinned import Claim, Obstacle, PinnedStep, resolve
from trainopt.dataset.pins import judged_pins, order_obstacles
from trainopt.dataset.reader import Dataset
from trainopt.dataset.roster import indexed
from trainopt.dataset.sheet import Sheet, Sheets
from trainopt.tables import TABLES

Fallen = tuple[Claim, Obstacle]
"""A step that can no longer be held, and what keeps it from that."""


def standing(dataset: Dataset, claims: Iterable[Claim]) -> tuple[list[Claim], list[Fallen]]:
    """The claims that still can be held all together, and the others, each with its cause.

    One after the other, of those under way first, is put beside the pins, which never give way, and those
    held before it: what one step more costs does not depend on how many there are.
    """
    return _Standing(index_of(dataset)).judge(claims)


def index_of(dataset: Dataset) -> Index:
    """The rows of a sound dataset by id, and the cohorts that they make against the plan in force."""
    form = dataset.places.form
    sheets = {
        name: Sheet(replace(table, form=form), list(dataset.rows(name))) for name, table in TABLES.items()
    }
    return indexed(Sheets(sheets, dataset.settings, dataset.in_force), dataset.settings)


class _Standing:
    def __init__(self, index: Index) -> None:
        self.index = index
        self.known = set(index.demands)
        self.load = begun_load(index)
        self.pinned: dict[str, list[PinnedStep]] = defaultdict(list)
        for pin in judged_pins(index):
            found = resolve(Claim.of(pin), index)
            assert isinstance(found, PinnedStep)  # of a dataset that was read, every pin is sound
            self.pinned[pin.cohort_id].append(found)
        self.load.add(step for steps in self.pinned.values() for step in steps)

    def judge(self, claims: Iterable[Claim]) -> tuple[list[Claim], list[Fallen]]:
        of_cohort: dict[str, list[Claim]] = defaultdict(list)
        for claim in sorted(claims, key=self._is_of_nobody_under_way):
            of_cohort[claim.cohort_id].append(claim)
        fallen = [one for cohort_id, found in of_cohort.items() for one in self._fallen(cohort_id, found)]
        gone = {claim for claim, _ in fallen}
        return [claim for found in of_cohort.values() for claim in found if claim not in gone], fallen

    def _is_of_nobody_under_way(self, claim: Claim) -> bool:
        member = self.index.roster.members.get(claim.cohort_id)
        return member is None or not member.begun

    def _fallen(self, cohort_id: str, claims: Iterable[Claim]) -> Iterator[Fallen]:
        """Of the claims of one cohort those that fall; the others are held from now on."""
        steps = []
        for claim in claims:
            found = self._resolved(cohort_id, claim)
            if isinstance(found, Obstacle):
                yield claim, found
            else:
                steps.append(found)
        yield from self._out_of_order(cohort_id, steps)
        for step in sorted(steps, key=lambda step: step.pin.step):
            obstacle = self.load.refused(step)
            if obstacle is not None:
                yield step.pin, obstacle

    def _resolved(self, cohort_id: str, claim: Claim) -> PinnedStep | Obstacle:
        demand_id = demand_meant(cohort_id, self.known)
        if demand_id not in self.known:
            file = self.index.sheets["demand"].table.file
            return Obstacle("cohort_id", f"{demand_id} is not in {file}")
        if cohort_id not in self.index.roster.members:
            row = self.index.at("demand", self.index.demands[demand_id].line)
            return Obstacle("cohort_id", f"no such cohort: {self.index.roster.told(demand_id)}", None, (row,))
        found = resolve(claim, self.index)
        assert found is not None  # of a dataset that was read, every row is sound
        return found

    def _out_of_order(self, cohort_id: str, steps: list[PinnedStep]) -> Iterator[Fallen]:
        """The steps that do not go with the cohort's window, its pins or each other, taken out of `steps`."""
        while steps:
            blamed = dict(order_obstacles(self.index, [*self.pinned.get(cohort_id, ()), *steps]))
            if not blamed:
                return
            fallen = [step for step in blamed if step in steps]
            # A pin is too early or too far behind what was published: that falls, then, and not the pin.
            for step in fallen or steps[-1:]:
                steps.remove(step)
                yield step.pin, blamed.get(step) or next(iter(blamed.values()))
