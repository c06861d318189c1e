"""Weeks roll on over random datasets: whatever changes overnight, people under way go on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support import oracle
from tests.support.added_up import the_tables_add_up
from tests.support.rolling import World
from tests.support.rolling_nights import PlannedNight, nights, to_oracle, written
from trainopt.check import check, terms
from trainopt.plan.placements import Plan
from trainopt.search import whole

SEEDS, MORE_SEEDS = range(12), range(12, 150)
NIGHTS = 3
MOST_NODES = 3000


@pytest.mark.parametrize(
    "seed", [*SEEDS, *(pytest.param(seed, marks=pytest.mark.slow) for seed in MORE_SEEDS)]
)
def test_nobody_under_way_loses_anything_overnight(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "POLISH_IDLE", 3)
    for number, night in enumerate(nights(World(seed), tmp_path, NIGHTS)):
        judge(night)
        assert night.plan is not None
        written(tmp_path / f"tables-{number}", night.dataset, night.held, night.plan)
        the_tables_add_up(tmp_path / f"tables-{number}")


def judge(night: PlannedNight) -> None:
    """All that must be so of a night."""
    assert night.plan is not None
    assert check(night.problem, night.plan) == []
    as_the_oracle_has_it(night)
    nobody_begins_again(night)
    what_has_begun_goes_on(night)
    sizes_add_up(night)
    what_is_near_is_held(night)
    other_plans_are_refused(night, night.plan)


def as_the_oracle_has_it(night: PlannedNight) -> None:
    """The same cohorts, an allowed plan, the same figures, and the optimum wherever it can be counted out."""
    assert night.plan is not None
    instance, found = night.bound, to_oracle(night.instance, night.plan)
    assert oracle.violations(instance, found) == set()
    values = terms(night.problem, night.plan)
    assert values == oracle.terms(instance, found, night.seen.published)
    placed_or_not = {cohort.cohort_id: cohort.size for cohort in night.problem.cohorts}
    assert placed_or_not.items() <= {c.cohort_id: c.size for c in instance.cohorts.values()}.items()
    try:
        best = oracle.optimum(instance, night.seen.published, max_nodes=MOST_NODES)
    except oracle.TooBig:
        return
    assert tuple(values[term] for term in night.problem.objective) == best


def nobody_begins_again(night: PlannedNight) -> None:
    """Of a course that was begun and passed nobody has another class, unless the pipeline has it twice."""
    asked = {row.demand_id: row.pipeline_id for row in night.dataset.demand}
    pipelines: dict[str, Counter[str]] = defaultdict(Counter)
    for step in night.dataset.pipelines:
        pipelines[step.pipeline_id][step.course_id] += 1
    again = Counter((row.cohort_id, row.course_id) for row in night.dataset.actuals if row.state == "failed")
    for cohort_id, rows in night.by_cohort(night.after).items():
        pipeline = pipelines[asked.get(cohort_id.rpartition("-")[0], "")]
        begun = Counter(step.course for step in night.begun(cohort_id))
        for course, times in Counter(row["course_id"] for row in rows).items():
            most = max(pipeline[course] + again[cohort_id, course], begun[course])
            assert times <= most, (cohort_id, course, rows)


def what_has_begun_goes_on(night: PlannedNight) -> None:
    """Every begun step stands where it was, as published or as was told, unless it was released."""
    told = {row.cohort_id for row in night.dataset.actuals}
    released = {(one.pin.cohort_id, one.pin.site_id, one.pin.start) for one in night.held.released}
    gone = {row["cohort_id"] for row in night.before} - {row["cohort_id"] for row in night.after}
    week = night.problem.calendar.week
    now = {(r["cohort_id"], r["course_id"], r["site_id"], r["start"]) for r in night.after}
    for row in night.before:
        start = week(night.day(row["start"]))
        if start >= night.problem.as_of or row["cohort_id"] in told | gone | night.repinned:
            continue
        here = (row["cohort_id"], row["course_id"], row["site_id"], row["start"])
        assert here in now or (row["cohort_id"], row["site_id"], start) in released, row
    for row in night.before:  # who is gone had a demand that is gone, and was over
        if row["cohort_id"] in gone - told and week(night.day(row["start"])) < night.problem.as_of:
            no_demand = row["demand_id"] not in {demand.demand_id for demand in night.dataset.demand}
            of_released = any(one.pin.cohort_id == row["cohort_id"] for one in night.held.released)
            assert no_demand or of_released or night.problem.cohort_index.get(row["cohort_id"]) is not None


def sizes_add_up(night: PlannedNight) -> None:
    """Of each demand: who has begun, whoever left since counted, and those who are cut."""
    for demand in night.dataset.demand:
        mine = f"{demand.demand_id}-"
        began = sum(n for name, n in night.seen.began.items() if name.startswith(mine))
        others = [c for c in night.problem.cohorts if c.cohort_id not in night.seen.began]
        cut = sum(cohort.size for cohort in others if cohort.cohort_id.startswith(mine))
        assert began + cut == max(demand.trainees, began), demand


def what_is_near_is_held(night: PlannedNight) -> None:
    """What is released has a cause, and no plan could hold it beside what is held."""
    for one in night.held.released:
        assert one.cause
        pin = one.pin
        frozen = {key: place for key, place in night.seen.frozen.items() if key[0] == pin.cohort_id}
        key = next((key for key, place in frozen.items() if place == (pin.site_id, pin.start)), None)
        if key is None or key in night.bound.pins:
            continue
        pins = night.bound.pins | {key: frozen[key]}
        try:
            best = oracle.optimum(replace(night.bound, pins=pins, objective=("unmet",)), None, MOST_NODES)
        except oracle.TooBig:
            continue
        assert best is None, f"{one} could be held"


def other_plans_are_refused(night: PlannedNight, plan: Plan) -> None:
    """The checker refuses every plan in which what has begun is not as it was."""
    for other in _otherwise(night, plan):
        broken = check(night.problem, other)
        assert broken, other


def _otherwise(night: PlannedNight, plan: Plan) -> Iterator[Plan]:
    """A begun step left out, elsewhere, at another time, or begun again; somebody joins a begun class."""
    begun = [held for held in plan.placements if (held.cohort_id, held.step) in night.problem.begun_at]
    pinned = {(pin.cohort_id, pin.step) for pin in night.problem.pins}
    rest = [
        held for held in plan.placements if held not in begun and (held.cohort_id, held.step) not in pinned
    ]
    for held in begun:
        others = tuple(one for one in plan.placements if one is not held)
        yield Plan(others)
        yield Plan(tuple(sorted([*others, replace(held, start=held.start + 1)])))
        yield Plan(tuple(sorted([*others, replace(held, site_id="elsewhere")])))
        last = max(one.step for one in plan.placements if one.cohort_id == held.cohort_id)
        again = replace(held, step=last + 1, start=night.problem.as_of, class_id="again")
        yield Plan(tuple(sorted([*plan.placements, again])))
        for other in rest:
            joins = replace(other, site_id=held.site_id, start=held.start, class_id=held.class_id)
            yield Plan(tuple(sorted([*(one for one in plan.placements if one is not other), joins])))
