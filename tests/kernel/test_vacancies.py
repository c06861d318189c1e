"""What the kernel keeps of openings is what a new kernel finds there, whatever was moved in between."""

from __future__ import annotations

import ctypes
from random import Random

import pytest

from tests.support import small
from tests.support.generated import thinned
from tests.support.kernels import SteppedKernel, needs_kernel, stepped
from trainopt.kernel.phases import CPhase, phase_of
from trainopt.plan.placements import Assignment
from trainopt.problem import Problem, build_problem
from trainopt.tables import TERMS

pytestmark = needs_kernel


def without_chance(problem: Problem) -> CPhase:
    """A phase in which nothing is overlooked and no price varies."""
    phase = phase_of(problem, 0, dict.fromkeys(TERMS, 0), 0.0)
    phase.overlook = 0
    phase.prices.new_class = phase.prices.end = 0
    return phase


def insert(kernel: SteppedKernel, phase: CPhase, cohort: int) -> list[tuple[int, int]] | None:
    """Where a cohort goes, by capacity row and start week; None where there is no room."""
    found = kernel._compiled.kernel_insert(kernel._kernel, ctypes.byref(phase), cohort)
    return [(seat.row, seat.start) for seat in kernel.plan()[0][cohort]] if found else None


def in_a_new_kernel(problem: Problem, plan: Assignment, phase: CPhase, cohort: int) -> object:
    with stepped(problem) as other:
        other.load(plan)
        return insert(other, phase, cohort)


BOTH = small.steps("ONE,1,BASIC,,", "TWO,1,LEADER,,")
APART = small.offers("DE-1,BASIC,1,2026-03-02,2026-03-15,,", "DE-2,LEADER,1,2026-03-02,2026-03-08,,")
TOGETHER = APART.replace("DE-2", "DE-1")
NEEDS = small.needs("BASIC,instructor,1", "LEADER,instructor,1")


@pytest.mark.parametrize(
    "tables",
    [
        {"capacity": TOGETHER, "sites": small.sites("DE-1,DE,Munster,11")},
        {"capacity": APART, "nations": small.nations("DE,Germany,11,", "PL,Poland,,")},
        {"capacity": TOGETHER, "course_resources": NEEDS, "resources": small.pools("DE-1,instructor,1,,")},
        {"capacity": APART, "course_resources": NEEDS, "resources": small.pools("DE,instructor,1,,")},
        {"capacity": APART, "courses": small.courses("BASIC,Basic,2,4,11,", "LEADER,Leader,1,2,12,")},
    ],
    ids=["beds", "ceiling", "resource of the site", "resource of the nation", "seats"],
)
def test_whoever_goes_leaves_room_for_whoever_comes(tables: dict[str, str]) -> None:
    """Two cohorts, of which one at a time has room: what one uses up is asked of the other's opening."""
    seats = "courses" in tables
    demand = small.table("demand_id,unit_id,pipeline_id,trainees,due")(
        "D1,U1,ONE,6,2026-05-10", f"D2,U1,{'ONE' if seats else 'TWO'},6,2026-05-10"
    )
    problem = small.problem(pipelines=BOTH, demand=demand, **tables)
    phase = without_chance(problem)
    with stepped(problem) as kernel:
        for cohort in (0, 1, 0, 1):
            assert insert(kernel, phase, cohort) is not None
            assert insert(kernel, phase, 1 - cohort) is None
            kernel.take_out(cohort)
            kernel.keep()


@pytest.mark.parametrize("seed", range(3))
def test_after_many_moves_a_cohort_goes_where_it_would_in_a_new_kernel(seed: int) -> None:
    """Out and in, kept and undone: a vacancy that was kept though something changed there shows."""
    problem = build_problem(thinned("small", seed, demand=2))
    dice, phase, compared = Random(seed), without_chance(problem), 0
    with stepped(problem, seed) as kernel:
        kernel.place_everybody()
        for _ in range(150):
            plan = kernel.plan()[0]
            cohort = dice.randrange(len(problem.cohorts))
            if cohort in plan:
                kernel.take_out(cohort)
            else:
                wanted = in_a_new_kernel(problem, plan, phase, cohort)
                assert insert(kernel, phase, cohort) == wanted
                compared += wanted is not None
            if dice.random() < 0.2:
                (kernel.undo if dice.random() < 0.3 else kernel.keep)()
    assert compared > 20


@pytest.mark.parametrize("seed", range(3))
def test_the_best_plan_is_the_one_that_was_best(seed: int) -> None:
    """It is noted by who has moved since the last one was: each value is that of its plan, on and on."""
    problem = build_problem(thinned("small", seed, demand=2))
    with stepped(problem, seed) as kernel:
        kernel.place_everybody()
        for step in range(200):
            kernel.run(step // 50, 1.0, 5)
            values, best = kernel.values(), kernel.best()
            if step % 20 == 0:
                kernel.return_to_best()
            with stepped(problem) as other:
                other.load(best)
                assert other.values() == values
