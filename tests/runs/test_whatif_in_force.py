"""What-ifs against the plan in force: what is frozen of it is held in each, unless none can hold it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.support.running import hand_made
from tests.support.whatifs import IN_FORCE, MORE, run, tight, write_scenario
from trainopt.errors import ContradictoryPins, Fault, NoPlanInTime, TrainoptError
from trainopt.plan.folder import read_plan
from trainopt.runs.cases import Case, Failure, Planned, plan_case
from trainopt.runs.variants import BASELINE

pytestmark = pytest.mark.slow


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tight(tmp_path)


def test_what_is_frozen_of_the_plan_in_force_is_held_in_every_scenario(dataset: Path, tmp_path: Path) -> None:
    """Where the site is closed in one of its weeks it is released, in that scenario alone."""
    in_force = hand_made(tmp_path / "published", "D1-01,1,DE-1.BASIC.2026-03-02.1,DE-1,2026-03-02")
    days = "first_day = 2026-03-02, last_day = 2026-03-08"
    closed = f"[[change]]\ntable = 'closures'\ninsert = {{ site_id = 'DE-1', {days} }}\n"
    files = [write_scenario(tmp_path, "more", MORE), write_scenario(tmp_path, "closed", closed)]
    found = run(dataset, files, tmp_path / "out", published=in_force)
    for name in (BASELINE, "more"):
        placed = read_plan(tmp_path / "out" / name, dataset).placements
        assert ("D1-01", "DE-1", 0) in {(one.cohort_id, one.site_id, one.start) for one in placed}
    assert {name: [one.pin.cohort_id for one in steps] for name, steps in found.released.items()} == {
        "closed": ["D1-01"]
    }
    assert all("closures" in one.cause for one in found.released["closed"])


class FailsOnce:
    """In place of the search: tells once of an error, then plans; every case is kept."""

    def __init__(self, error: TrainoptError) -> None:
        self.errors = [error]
        self.cases: list[Case] = []

    def __call__(self, case: Case, stop: threading.Event | None = None) -> Planned | Failure:
        self.cases.append(case)
        if self.errors:
            error = self.errors.pop()
            return Failure(case.name, error)
        return plan_case(case, stop)


def contradiction(file: str) -> ContradictoryPins:
    return ContradictoryPins([Fault(file, 2, "", "x")], verified=True, smallest=True)


@pytest.mark.parametrize(
    ("error", "held"), [(contradiction("assignments.csv"), False), (NoPlanInTime("late"), True)]
)
def test_what_is_frozen_is_held_by_the_search_that_begins_from_the_plan_in_force(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: TrainoptError, held: bool
) -> None:
    """What is proven to contradict is released; where time was short the repaired plan is there."""
    searched = FailsOnce(error)
    monkeypatch.setattr("trainopt.runs.whatif.plan_case", searched)
    in_force = hand_made(tmp_path / "published", IN_FORCE)
    found = run(dataset, [write_scenario(tmp_path, "nothing")], tmp_path / "out", published=in_force)
    assert [len(case.problem.pins) for case in searched.cases] == ([1] if held else [1, 0])
    for case in searched.cases:
        assert case.base is not None
        assert [(one.cohort_id, one.site_id, one.start) for one in case.base.placements] == [
            ("D1-01", "DE-1", 0)
        ]
    assert list(found.released) == ([] if held else [BASELINE])
    if not held:
        assert found.released[BASELINE][0].cause == "cannot be held beside other published steps"


def test_what_only_the_search_can_hold_is_not_released(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small problem is solved whole: that no quick way was found says nothing of it."""
    monkeypatch.setattr("trainopt.runs.hold.try_to_hold", lambda *_: (None, {"D1-01": "stuck"}))
    in_force = hand_made(tmp_path / "published", IN_FORCE)
    found = run(dataset, [write_scenario(tmp_path, "more", MORE)], tmp_path / "out", published=in_force)
    assert found.released == {}
    for name in (BASELINE, "more"):
        placed = read_plan(tmp_path / "out" / name, dataset).placements
        assert ("D1-01", "DE-1", 0) in {(one.cohort_id, one.site_id, one.start) for one in placed}
