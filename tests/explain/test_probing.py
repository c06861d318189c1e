"""Reliefs tried by several short searches each: what they show, and what is made of none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.explain.test_relief import changed, reliefs, situation
from tests.explain.test_trials import D1_PLACED, ONE_CLASS, trial
from tests.support.kernels import needs_kernel
from trainopt.errors import RejectedPlan
from trainopt.explain import probing
from trainopt.explain.probing import RUNS, most_tried, probe_all, try_all
from trainopt.explain.relief import Relief
from trainopt.explain.situation import Situation
from trainopt.explain.trials import Evidence, Searched, Trial, is_too_late, judged, unproven
from trainopt.search.effort import Effort
from trainopt.search.params import Clock, Params
from trainopt.search.probes import Probe, Probed, probed


@pytest.fixture(scope="module")
def found() -> Situation:
    """D1 has the class; D2, six trainees, is unmet."""
    return situation(D1_PLACED, **ONE_CLASS)


@pytest.fixture(scope="module")
def seats(found: Situation) -> Relief:
    return next(one for one in reliefs(found, "D2-01") if "seats" in one.text)


def effort(seconds: float = 600.0, threads: int = 2) -> Effort:
    return Effort(Params(seconds=seconds, workers=threads), Clock.start(seconds))


# What several searches show

Runs = tuple[tuple[int, ...], ...]


@pytest.mark.parametrize(
    ("runs", "alone", "evidence"),
    [
        (((3, 0), (4, 9)), ((5, 0), (5, 0)), Evidence.REPEATED),
        (((4, 8), (4, 9)), ((5, 0), (4, 10)), Evidence.REPEATED),  # later tiers count, too
        (((3, 0), (5, 0)), ((5, 0), (5, 0)), Evidence.NOISE),  # one is as good without
        (((3, 0), (4, 0)), ((5, 0), (3, 0)), Evidence.NOISE),
        (((3, 0),), ((5, 0), (5, 0)), Evidence.NOISE),  # fewer searches
        ((), (), Evidence.NOISE),
    ],
)
def test_an_effect_is_what_every_search_with_it_shows_beside_every_one_without(
    found: Situation, seats: Relief, runs: Runs, alone: Runs, evidence: Evidence
) -> None:
    """The plan without it is that of ten weeks' lateness with everybody placed: nobody can be added."""
    before = trial(found, 0, lateness=10)
    searched = Searched(seats, changed(found, seats), None, trial(found, 0, lateness=3), runs)
    made = judged(before, searched, Clock.start(0), alone)
    assert isinstance(made, Trial)
    assert (made.evidence, made.helps) == (evidence, evidence is Evidence.REPEATED)


# Whole


class InThisProcess:
    """Searches here; `asked` are the probes."""

    def __init__(self) -> None:
        self.asked: list[Probe] = []

    def __enter__(self) -> InThisProcess:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def search(self, probe: Probe, _: float) -> tuple[Probed, ...]:
        self.asked.append(probe)
        return probed(probe)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> InThisProcess:
    made = InThisProcess()
    monkeypatch.setattr(probing, "Probes", lambda: made)
    return made


@needs_kernel
def test_a_relief_is_tried_from_the_plan_with_its_cohorts_beside_the_plan_as_it_is(
    found: Situation, seats: Relief, here: InThisProcess
) -> None:
    trials = probe_all(unproven(found), [seats], effort())
    (made,) = trials.trials
    assert isinstance(made, Trial)
    assert (trials.before.values[0], made.values[0]) == (6, 0)
    assert made.evidence is Evidence.FOUND
    assert [len(one.seeds) for one in here.asked] == [RUNS, RUNS]
    assert sorted(len(one.start) for one in here.asked if isinstance(one.start, dict)) == [1, 2]


@needs_kernel
def test_what_planning_on_finds_is_no_relief(found: Situation, seats: Relief, here: InThisProcess) -> None:
    """Nobody is placed in this plan; searching on places D1 or D2 without any change."""
    empty = situation("", **ONE_CLASS)
    trials = probe_all(unproven(empty), [seats], effort())
    assert trials.before.values[0] == 6
    assert unproven(empty).values[0] == 16


@needs_kernel
def test_without_time_nothing_is_tried_and_what_leaves_a_fault_is_said(
    found: Situation, seats: Relief, here: InThisProcess
) -> None:
    late = probe_all(unproven(found), [seats], effort(seconds=0.0))
    assert late.trials == (None,)
    (change,) = seats.scenario.changes
    faulty = replace(change, where={**change.where, "site_id": "NOWHERE"})
    relief = replace(seats, scenario=replace(seats.scenario, changes=(faulty,)))
    (text,) = probe_all(unproven(found), [relief], effort()).trials
    assert "no row matches" in str(text)


@needs_kernel
def test_a_plan_that_breaks_a_rule_is_not_taken(
    found: Situation, seats: Relief, here: InThisProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "check", lambda *_: ["a rule"])
    with pytest.raises(RejectedPlan, match="kernel broke rules: a rule"):
        probe_all(unproven(found), [seats], effort())


@pytest.mark.parametrize(("made", "tried"), [(0.0, True), (200.0, False)])
def test_nothing_is_begun_that_would_end_too_late(
    found: Situation, seats: Relief, here: InThisProcess, made: float, tried: bool
) -> None:
    """Of ten minutes a trial would take eight hundred seconds."""
    now = unproven(replace(found, made=made))
    assert (probe_all(now, [seats], effort()).trials != (None,)) is tried
    assert is_too_late(now, effort()) is not tried


@pytest.mark.parametrize(
    ("suits", "made", "most"),
    [(True, 0.0, 14), (True, 1.0, 4), (False, 0.0, 5), (False, 1.0, 3), (False, 5.0, 0)],
)
def test_how_many_there_is_time_for(
    found: Situation, monkeypatch: pytest.MonkeyPatch, suits: bool, made: float, most: int
) -> None:
    """Of a problem that took a second to be made each takes four."""
    monkeypatch.setattr(probing, "can_probe", lambda _: suits)
    stood = effort(seconds=10.6)
    monkeypatch.setattr(Clock, "left", lambda _: 10.0)
    assert most_tried(unproven(replace(found, made=made)), stood) == most


@pytest.mark.parametrize("suits", [True, False])
def test_short_searches_are_for_problems_that_nobody_solves_whole(
    found: Situation, seats: Relief, monkeypatch: pytest.MonkeyPatch, suits: bool
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(probing, "can_probe", lambda _: suits)
    for name in ("probe_all", "plan_all"):
        monkeypatch.setattr(probing, name, lambda *_, name=name: asked.append(name))
    now: Any = unproven(found)
    try_all(now, [seats], effort())
    try_all(now, [], effort())
    assert asked == (["probe_all", "plan_all"] if suits else ["plan_all", "plan_all"])
