"""A way through all steps of a pipeline, found from one of its classes backwards and forwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainopt.generate.build import TRANSFER_WEEKS
from trainopt.generate.catalogue import PIPELINES, CatalogueStep
from trainopt.generate.dice import Dice
from trainopt.generate.slots import PlantedClass
from trainopt.generate.units import Brigade

LONGEST_WAIT = 7  # weeks; nobody is meant to wait longer for the next step, whatever is allowed
ABROAD = 3.0  # weeks of waiting that staying in the nation is worth
CHANCE = 4.0  # weeks of waiting that chance may outweigh
TRIED = 6  # slots that are tried for a step

PlantedWay = tuple[PlantedClass, ...]
"""A slot for each step of a pipeline."""


@dataclass(frozen=True)
class PlantedUnit:
    """Who shall go: so many of a unit of a brigade."""

    brigade: Brigade
    unit_id: str
    size: int

    def may_be_in(self, slot: PlantedClass) -> bool:
        """Whether the slot has room for them in a nation that may host them."""
        return self.brigade.may_be_in(slot.place.nation_id) and slot.takes(self.size, self.unit_id)


@dataclass(frozen=True)
class Ways:
    """Finds ways through slots that have room; `slots` are those of each course."""

    slots: Mapping[str, Sequence[PlantedClass]]
    dice: Dice

    def through(self, pipeline_id: str, slot: PlantedClass, who: PlantedUnit) -> PlantedWay | None:
        """A way for them that holds the step of the slot's course there; None where none is found."""
        steps = PIPELINES[pipeline_id]
        at = next(number for number, step in enumerate(steps) if step.course_id == slot.course_id)
        before = self._onwards(steps, at, slot, -1, who)
        after = self._onwards(steps, at, slot, 1, who)
        return None if before is None or after is None else (*reversed(before), slot, *after)

    def _onwards(
        self, steps: Sequence[CatalogueStep], at: int, slot: PlantedClass, way: int, who: PlantedUnit
    ) -> list[PlantedClass] | None:
        """Slots for all steps on one side (`way` is 1 or -1) of step `at`, which is in the slot."""
        if not 0 <= at + way < len(steps):
            return []
        for other in self._beside(steps, at, slot, way, who):
            rest = self._onwards(steps, at + way, other, way, who)
            if rest is not None:
                return [other, *rest]
        return None

    def _beside(
        self, steps: Sequence[CatalogueStep], at: int, slot: PlantedClass, way: int, who: PlantedUnit
    ) -> list[PlantedClass]:
        """Slots for the step beside step `at`: rather soon and in the same nation, but chance has a say."""
        step = steps[max(at, at + way)]
        ranked = []
        for number, other in enumerate(self.slots[steps[at + way].course_id]):
            pair = (slot, other) if way > 0 else (other, slot)
            if follows(*pair, step) and who.may_be_in(other):
                abroad = ABROAD if other.place.nation_id != slot.place.nation_id else 0.0
                rank = empty_weeks(*pair) + abroad + self.dice.share(0, CHANCE)
                ranked.append((rank, number, other))
        return [other for _, _, other in sorted(ranked)[:TRIED]]


def empty_weeks(before: PlantedClass, after: PlantedClass) -> int:
    """The weeks between two classes."""
    return after.start - before.end - 1


def follows(before: PlantedClass, after: PlantedClass, step: CatalogueStep) -> bool:
    """Whether `step` may be in the one class when the step before it is in the other."""
    abroad = before.place.nation_id != after.place.nation_id
    if abroad and step.location in ("same_nation", "same_site"):
        return False
    if step.location == "same_site" and before.place.site_id != after.place.site_id:
        return False
    longest = LONGEST_WAIT if step.max_wait is None else min(step.max_wait, LONGEST_WAIT)
    return (TRANSFER_WEEKS if abroad else 0) <= empty_weeks(before, after) <= longest
