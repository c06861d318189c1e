"""Who is in the classes of a plan: batches of cohorts, each with its way, until the classes are full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from trainopt.dataset.cohorts import cut
from trainopt.generate.catalogue import PRE_TRAINED, ROLES, Post, pipelines_of, weeks_of
from trainopt.generate.demand import COMPANIES, PARTS, PLATOON, PRE_TRAINED_AT_FIRST, rotations
from trainopt.generate.dice import Dice
from trainopt.generate.slots import PlantedClass
from trainopt.generate.spec import Spec
from trainopt.generate.units import Brigade
from trainopt.generate.ways import PlantedUnit, PlantedWay, Ways

FILLED_BY = {
    "BN": "BATTALION",
    "COY": "COMPANY",
    "PLT": "PLATOON",
    "TTT": "TRAINER",
    "SEC": "SECTION",
    "CLS": "MEDIC",
    "DEM": "SAPPER",
    "CBRN": "CBRN-EXP",
    "SNP": "SNIPER",
    "UAS": "DRONE",
    "AD": "AIRDEF-EXP",
    "ART": "GUNNER",
    "MNT": "FITTER",
    "BCT": "BASIC",
}
"""The pipeline of the role that fills a course's classes. In this order, later courses before those that
lead to them: who comes through several steps is there before the rest is filled up."""

NEAR = 2  # weeks between the classes of one batch at most
LEAST = 4  # trainees in a cohort at least
COMPANIES_IN_BATTALION = 5
COMPANY = (114, 119)  # trainees in the smaller companies of a battalion: five fill a battalion exercise
PLATOON_OF_COMPANY = (29, 32)  # trainees in the smaller platoons of a company: four fill its exercise


@dataclass(frozen=True)
class Party:
    """A cohort with its way."""

    size: int
    way: PlantedWay


@dataclass
class CohortBatch:
    """A demand to be: cohorts of one unit and pipeline, whose sizes differ by at most one."""

    brigade: Brigade
    unit_id: str
    pipeline_id: str
    parties: list[Party] = field(default_factory=list)

    @property
    def trainees(self) -> int:
        """All trainees."""
        return sum(party.size for party in self.parties)

    @property
    def start(self) -> int:
        """The week in which the first of them starts."""
        return min(party.way[0].start for party in self.parties)

    @property
    def end(self) -> int:
        """The week in which the last of them ends."""
        return max(party.way[-1].end for party in self.parties)

    def can_have(self, sizes: Sequence[int]) -> bool:
        """Whether cohorts of these sizes too are what the contract cuts all the trainees into."""
        together = [*(party.size for party in self.parties), *sizes]
        return cut(sum(together), max(together)) == sorted(together, reverse=True)


@dataclass(frozen=True)
class Waves:
    """Whose trainees become ready in which week; `all_brigades` also holds those of no wave."""

    brigades: dict[int, list[Brigade]]
    all_brigades: Sequence[Brigade]

    def before(self, week: int) -> int:
        """The week of the last wave up to a week."""
        return max((wave for wave in self.brigades if wave <= week), default=0)


def draw_waves(spec: Spec, brigades: Sequence[Brigade], dice: Dice) -> Waves:
    """Waves as in the ordinary datasets."""
    drawn = groupby(rotations(spec, brigades, dice), key=lambda rotation: rotation.week)
    return Waves({week: [rotation.brigade for rotation in wave] for week, wave in drawn}, brigades)


def fill(
    slots: Mapping[str, Sequence[PlantedClass]],
    wanted: Mapping[str, int],
    trainees: int,
    waves: Waves,
    dice: Dice,
) -> list[CohortBatch]:
    """Fill classes of each course until it has the trainees wanted; of the last, until they all are there."""
    filler = _Filler(slots, waves, dice)
    batches: list[CohortBatch] = []
    *courses, last = (course_id for course_id in FILLED_BY if course_id in slots)
    for course_id in courses:
        batches += filler.fill(course_id, wanted[course_id])
    rest = trainees - sum(batch.trainees for batch in batches)
    return [*batches, *filler.fill(last, rest + sum(slot.taken for slot in slots[last]))]


class _Filler:
    def __init__(self, slots: Mapping[str, Sequence[PlantedClass]], waves: Waves, dice: Dice) -> None:
        self.slots = slots
        self.waves = waves
        self.dice = dice
        self.ways = Ways(slots, dice)
        self.known = pipelines_of(tuple(slots))

    def fill(self, course_id: str, wanted: int) -> Iterator[CohortBatch]:
        """Batches that fill up the classes that have been begun, then empty ones."""
        role = next(role for role in ROLES if role.pipeline == FILLED_BY[course_id])
        chosen = self._chosen(self.slots[course_id], wanted)
        for slot in chosen:
            if not slot.is_full:
                near = [other for other in chosen if abs(other.start - slot.start) <= NEAR]
                batch = self._batch(role, slot, near)
                if batch is not None:
                    yield batch

    def _chosen(self, slots: Sequence[PlantedClass], wanted: int) -> list[PlantedClass]:
        """The slots to fill, in the order of their starts; the plan does without the other empty ones."""
        chosen = [slot for slot in slots if slot.taken and not slot.is_full]
        trainees = sum(slot.taken for slot in slots) + sum(slot.free for slot in chosen)
        for slot in self.dice.shuffled([slot for slot in slots if not slot.taken]):
            if trainees < wanted:
                chosen.append(slot)
                trainees += slot.free
        return sorted(chosen, key=lambda slot: slot.start)

    def _batch(self, role: Post, seed: PlantedClass, near: Sequence[PlantedClass]) -> CohortBatch | None:
        """A batch that fills the slot, and others near it while it has trainees left; None if it cannot."""
        brigade = self._brigade(role, seed)
        unit_id = self.dice.pick(brigade.battalions(role.battalion))
        size, wanted = self._size(role, seed), self._trainees(role)
        tried = (CohortBatch(brigade, unit_id, pipeline_id) for pipeline_id in self._pipelines(role, seed))
        batch = next((batch for batch in tried if self._enter(batch, seed, size)), None)
        if batch is not None:
            for slot in near:
                if batch.trainees < wanted and not slot.is_full:
                    self._enter(batch, slot, size)
        return batch

    def _brigade(self, role: Post, seed: PlantedClass) -> Brigade:
        """A brigade of the wave; any other where none of them may be there."""
        begin = seed.end + 1 - weeks_of(role.pipeline)
        wave = self.waves.brigades[self.waves.before(begin)]
        nation_id = seed.place.nation_id
        hosted = [brigade for brigade in wave if brigade.may_be_in(nation_id)]
        return self.dice.pick(hosted or [b for b in self.waves.all_brigades if b.may_be_in(nation_id)])

    def _pipelines(self, role: Post, seed: PlantedClass) -> list[str]:
        """The role's pipelines, the likelier one first."""
        first = self.waves.before(seed.start) == 0
        ways = [role.pipeline, role.trained_pipeline]
        if self.dice.chance(PRE_TRAINED_AT_FIRST if first else PRE_TRAINED):
            ways.reverse()
        return [way for way in ways if way in self.known]

    def _size(self, role: Post, seed: PlantedClass) -> int:
        """Trainees in the smaller cohorts of a batch that shall fill the slot."""
        if role.group == "battalion":
            return self.dice.whole(*COMPANY)
        if role.group == "companies":
            return self.dice.whole(*PLATOON_OF_COMPANY)
        if role.group == "draft":
            parts = -(-seed.free // self.dice.whole(*PLATOON))
        else:
            parts = 1 if seed.taken else self.dice.weighted(*PARTS)
        return seed.free // max(1, min(parts, seed.free // LEAST))

    def _trainees(self, role: Post) -> int:
        """How many trainees a batch shall have at least, if they find room."""
        if role.group == "battalion":
            return COMPANIES_IN_BATTALION * role.trainees[0]
        if role.group == "companies":
            return self.dice.weighted(*COMPANIES) * role.trainees[0]
        return self.dice.whole(*role.trainees)

    def _enter(self, batch: CohortBatch, slot: PlantedClass, size: int) -> bool:
        """Fill the slot with cohorts of this size or one more, if each finds a way; whether they did."""
        count = slot.free // size
        sizes = [size + (number < slot.free - count * size) for number in range(count)]
        if slot.taken + sum(sizes) < slot.enough or not batch.can_have(sizes):
            return False
        entered: list[Party] = []
        for own in sizes:
            who = PlantedUnit(batch.brigade, batch.unit_id, own)
            way = self.ways.through(batch.pipeline_id, slot, who) if who.may_be_in(slot) else None
            if way is None:
                self._take_back(entered)
                return False
            entered.append(Party(own, way))
            for step in way:
                step.enter(own, batch.unit_id)
        batch.parties += entered
        return True

    @staticmethod
    def _take_back(parties: Sequence[Party]) -> None:
        for party in parties:
            for slot in party.way:
                slot.leave(party.size)
