"""The bottom line of a night: is its plan in force, who is placed, late or unmet, and who lost a place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from trainopt.plan.headline import both_ways, near_whole, part_of_most
from trainopt.problem import Problem
from trainopt.problem.entities import Cohort
from trainopt.runs.nightly.comparing import Compared
from trainopt.runs.nightly.planning import NightPlan
from trainopt.runs.nightly.wording import PLAIN
from trainopt.words.voice import Voice

MOST_UNITS = 10


def bottom_line(candidate: NightPlan, compared: Compared, voice: Voice = PLAIN) -> Iterator[str]:
    """A line each, for whoever reads no further."""
    yield voice.say(_placed(candidate, compared))
    yield voice.say(f"{compared.figures['late']:,} of them are late{_before(compared, 'late')}.")
    yield " ".join(map(voice.say, _unmet(candidate, compared)))
    yield _lost(candidate, voice)


def _before(compared: Compared, name: str) -> str:
    return f" (before: {compared.before[name]:,})" if compared.before else ""


def _placed(candidate: NightPlan, compared: Compared) -> str:
    problem = candidate.problem
    placed = f"{compared.figures['placed']:,} of {problem.all_trainees:,} trainees are placed"
    tier = next((tier for tier in candidate.found.tiers if tier.term == "unmet"), None)
    most = ""
    if tier is not None:
        everybody = sum(map(problem.weight, problem.cohorts))
        part = part_of_most(everybody, tier.value, tier.bound)
        most = f", {near_whole(part)} of what can be placed at most"
    return f"{placed}{_before(compared, 'placed')}{most}."


def _unmet(candidate: NightPlan, compared: Compared) -> list[str]:
    """`Unmet, weighted by priority: 10 (5 trainees).`, as the tier is, and who they are, in sentences."""
    problem, placed = candidate.problem, _placed_now(candidate)
    left = [cohort for cohort in problem.cohorts if cohort.cohort_id not in placed]
    if not left:
        return [f"Nobody is unmet{_before(compared, 'not_placed')}."]
    trainees: Counter[int] = Counter()
    for cohort in left:
        trainees[problem.demands[cohort.demand].priority] += cohort.size
    told = ", ".join(
        f"priority {priority}: {number:,}" for priority, number in sorted(trainees.items(), reverse=True)
    )
    both = both_ways(sum(map(problem.weight, left)), sum(cohort.size for cohort in left))
    before = f", before: {compared.before['not_placed']:,} trainees" if compared.before else ""
    return [f"Unmet, weighted by priority: {both}{before}.", f"Trainees by priority: {told}."]


def _placed_now(candidate: NightPlan) -> set[str]:
    return {placement.cohort_id for placement in candidate.found.plan.placements}


def _lost(candidate: NightPlan, voice: Voice) -> str:
    """Who had a place in the plan in force and has none in this one, by unit, the most trainees first."""
    lost = lost_places(candidate.problem, _placed_now(candidate))
    if not lost:
        return voice.say("Nobody who had a place has lost it.")
    units = sorted(lost.items(), key=lambda item: (-sum(cohort.size for cohort in item[1]), item[0]))
    told = [_of_unit(candidate.problem, unit, cohorts, voice) for unit, cohorts in units[:MOST_UNITS]]
    if len(units) > MOST_UNITS:
        told.append(voice.say(f"and {len(units) - MOST_UNITS} more units"))
    trainees = sum(cohort.size for _, cohorts in units for cohort in cohorts)
    return f"{voice.say(f'{trainees:,} trainees lost the place they had')}: {'; '.join(told)}."


def lost_places(problem: Problem, placed: set[str]) -> Mapping[str, list[Cohort]]:
    """By unit, the cohorts that the published plan places and this one does not."""
    published = {cohort_id for cohort_id, _ in problem.published or {}}
    lost: dict[str, list[Cohort]] = defaultdict(list)
    for cohort in problem.cohorts:
        if cohort.cohort_id in published - placed:
            lost[problem.units[problem.demands[cohort.demand].unit].unit_id].append(cohort)
    return lost


def _of_unit(problem: Problem, unit: str, cohorts: list[Cohort], voice: Voice) -> str:
    name = problem.names.get(("unit", unit), "")
    members = ", ".join(cohort.cohort_id for cohort in cohorts[:3])
    more = f" {voice.say(f'and {len(cohorts) - 3} more')}" if len(cohorts) > 3 else ""
    trainees = voice.number(sum(cohort.size for cohort in cohorts))
    return f"{unit} {name}".strip() + f" {trainees} ({members}{more})"
