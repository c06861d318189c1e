"""Whatever time there is: who can still be held is, and what cannot is released with its cause."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.held_plans import BASE, CAPACITY, DEMAND, X, step
from tests.support.running import MINI, hand_made, write_mini
from trainopt.dataset import Dataset, read_dataset
from trainopt.errors import ContradictoryPins, Fault
from trainopt.plan.folder import read_in_force
from trainopt.runs.hold import NO_WAY, Held, frozen_steps, hold
from trainopt.runs.solve import Solved, _Run, _Target
from trainopt.search.effort import Effort
from trainopt.search.params import Clock, Params
from trainopt.search.patience import HoldPatience
from trainopt.search.repair import pin_rank

MOST_ASKED = 12


@dataclass
class EndsAt(HoldPatience):
    """Patience that is over from so many questions on."""

    left: int = 0

    def is_over(self) -> bool:
        self.left -= 1
        return self.left < 0


def read(folder: Path, files: dict[str, str], *published: str) -> Dataset:
    in_force = read_in_force(hand_made(folder / "published", *published))
    return read_dataset(write_mini(folder / "data", BASE | files), in_force=in_force)


def effort(gone: float = 0.0) -> Effort:
    return Effort(Params(seconds=100), Clock(time.monotonic() - gone, 100))


def places(held: Held) -> set[tuple[str, int, str, int]]:
    assert held.repaired is not None
    return {(p.cohort_id, p.step, p.site_id, p.start) for p in held.repaired.plan.placements}


FROZEN = step("X-01", 1, "C", "A1", "2026-02-09")
MOVED_ON = {
    "demand.csv": DEMAND + "X,U,CD,4,4,,2026-04-19,,3\nY,V,PC,4,4,,2026-04-19,,1\n",
    "capacity.csv": CAPACITY.replace("A1,D,1,\n", ""),
}
"""X has its first step as published; the second one is offered at A2 alone now."""


def test_whenever_time_is_up_who_can_go_on_elsewhere_is_held(tmp_path: Path) -> None:
    then = step("X-01", 2, "D", "A1", "2026-03-02")
    dataset = read(tmp_path, MOVED_ON, FROZEN, then, step("Y-01", 1, "C", "A2", "2026-02-09"))
    for asked in range(MOST_ASKED):
        patience = EndsAt(effort(), left=asked)
        held = hold(dataset, patience).without_stuck(patience)
        assert held.released == ()
        assert {("X-01", 1, "A1", 5), ("Y-01", 1, "A2", 5)} <= places(held)


LEFT_ALONE = {
    "courses.csv": MINI["courses.csv"].replace("C,Cook,2,2,4", "C,Cooking,2,8,8"),
    "demand.csv": DEMAND + X + "N,V,PC,4,4,2026-03-02,2026-04-19,,1\n",
}
"""X was in one class with Y, whose demand is withdrawn; alone it is below class_min there."""
TWO = (FROZEN, step("Y-01", 1, "C", "A1", "2026-02-09"))


def test_whenever_time_is_up_there_is_a_plan_and_what_is_released_has_a_cause(tmp_path: Path) -> None:
    dataset = read(tmp_path, LEFT_ALONE, *TWO)
    for asked in range(MOST_ASKED):
        patience = EndsAt(effort(), left=asked)
        held = hold(dataset, patience).without_stuck(patience)
        assert held.repaired is not None
        assert {one.pin.cohort_id for one in held.released} == {"X-01", "Y-01"}
        assert all(one.cause not in ("", NO_WAY) for one in held.released)


def planned(monkeypatch: pytest.MonkeyPatch, held: Held, folder: Path, *, verified: bool) -> _Run:
    """A run whose search first tells of a contradiction of which a limit alone is known, then has a plan."""
    told: Iterable[Any] = iter(
        [ContradictoryPins([Fault("capacity.csv", 2, "", "x")], verified=verified, smallest=verified)]
    )

    def plan(_run: _Run, _problem: object) -> Solved | None:
        if (error := next(iter(told), None)) is not None:
            raise error
        return None

    monkeypatch.setattr(_Run, "_plan", plan)
    return _Run(held, effort(), _Target(folder, None, overwrite=False))


def test_of_a_contradiction_that_time_cut_short_who_is_stuck_is_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hold(read(tmp_path, LEFT_ALONE, *TWO))
    assert [pin.cohort_id for pin in held.frozen] == ["X-01"]
    run = planned(monkeypatch, held, tmp_path / "plan", verified=False)
    run.run()
    assert run.held.frozen == ()
    assert run.held.repaired is not None
    assert "C needs 8" in run.held.released[-1].cause


def test_of_a_contradiction_without_frozen_steps_nothing_is_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hold(read(tmp_path, LEFT_ALONE, *TWO))
    for verified, given in ((True, held), (False, held.without_stuck())):
        run = planned(monkeypatch, given, tmp_path / "plan", verified=verified)
        with pytest.raises(ContradictoryPins):
            run.run()
        assert run.held is given


def test_who_is_under_way_is_held_before_who_has_not_begun(tmp_path: Path) -> None:
    """There are beds for one of them; Z has begun."""
    files = {
        "demand.csv": DEMAND + "X,U,CD,4,4,,2026-04-19,,3\nZ,U,CD,4,4,,2026-04-19,,1\n",
        "sites.csv": "site_id,nation_id,name,beds\nA1,AA,One,7\nA2,AA,Two,9\nB1,BB,Three,9\n",
    }
    begun = step("Z-01", 1, "C", "A2", "2026-01-12")
    frozen, released = frozen_steps(
        read(tmp_path, files, FROZEN, begun, step("Z-01", 2, "D", "A1", "2026-02-09"))
    )
    assert [pin.cohort_id for pin in frozen] == ["Z-01"]
    assert [one.pin.cohort_id for one in released] == ["X-01"]


@pytest.mark.parametrize("file", ["assignments.csv", "capacity.csv"])
def test_of_a_contradiction_that_time_cut_short_a_frozen_step_that_is_known_is_released(
    tmp_path: Path, file: str
) -> None:
    """Also where nobody is stuck; where no known row is of a frozen step all are released."""
    stuck = replace(hold(read(tmp_path, {}, FROZEN)), repaired=None, stuck={})
    line = stuck.frozen[0].line
    told = ContradictoryPins([Fault(file, line, "", "x")], verified=False, smallest=False)
    fewer = stuck.without_contradicting(told.members)
    assert (fewer is None) is (file == "capacity.csv")
    fewer = stuck.fewer_against(told)
    assert fewer is not None
    assert fewer.frozen == ()
    assert (fewer.released[0].cause == NO_WAY) is (file == "capacity.csv")


def test_who_is_pinned_comes_before_who_is_under_way_and_only_frozen(tmp_path: Path) -> None:
    """Where only one of them has a place, what can be released gives way."""
    files = {
        "demand.csv": DEMAND + "X,U,CD,4,4,,2026-04-19,,1\nZ,U,CD,4,4,,2026-04-19,,3\n",
        "pins.csv": "cohort_id,step,site_id,start\nX-01,1,A1,2026-02-09\n",
    }
    begun = step("Z-01", 1, "C", "A2", "2026-01-12")
    held = hold(read(tmp_path, files, begun, step("Z-01", 2, "D", "A1", "2026-02-09")))
    problem = held.problem
    assert [pin.cohort_id for pin in held.frozen] == ["Z-01"]
    order = sorted(problem.cohorts, key=lambda cohort: pin_rank(problem, cohort))
    assert [cohort.cohort_id for cohort in order] == ["X-01", "Z-01"]
    free = replace(problem, pins=(), cohorts=tuple(replace(c, pins=(None,) * len(c.pins)) for c in order))
    assert len({pin_rank(free, cohort) for cohort in free.cohorts}) == 1
