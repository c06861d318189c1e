"""Four cohorts of six, moves of theirs as text, and all that a ledger holds."""

from __future__ import annotations

from typing import Any

from tests.support import small
from tests.support.small import sizes, table
from trainopt.plan.ledger import Ledger
from trainopt.plan.placements import Seat
from trainopt.problem import Problem

Tables = dict[str, str]

SITES = ("DE-1", "DE-2", "PL-1")
demand = table("demand_id,unit_id,pipeline_id,trainees,due")
# D1 and D3 are of U1, D2 is of U2; each is one cohort of six. So is D4, which goes on to LEADER.
EVERYBODY = demand(
    "D1,U1,ONE,6,2026-05-10", "D2,U2,ONE,6,2026-05-10", "D3,U1,ONE,6,2026-05-10", "D4,U2,TWO,6,2026-05-10"
)


def basic(parallel: int = 1, class_min: int = 1, class_max: int = 12, at: str = "DE-1") -> Tables:
    """What a site offers of BASIC; the others have one class of 1 to 12, as all have of LEADER."""
    here = {site: f"{parallel},{class_min},{class_max}" if site == at else "1,1,12" for site in SITES}
    rows = [row for site in SITES for row in (f"{site},BASIC,{here[site]}", f"{site},LEADER,1,1,12")]
    return {"capacity": sizes(*rows)}


ALONE = "D1-01 1 DE-1 03-02 a"
APART = f"{ALONE}; D2-01 1 PL-1 03-02 b"
TOGETHER = f"{ALONE}; D2-01 1 DE-1 03-02 a"
JOIN = "D2-01 1 DE-1 03-02 a"
BESIDE = "D2-01 1 DE-1 03-02 b"
NEXT_DOOR = "D2-01 1 DE-2 03-02 b"
SWAP = "D1-01 1 PL-1 03-02 b; D2-01 1 DE-1 03-02 a"


def change(problem: Problem, text: str) -> dict[int, tuple[Seat, ...] | None]:
    """A move as text: placements as in `small.plan`, and `D1-01 -` for who is not placed any more."""
    lines = [line.split() for line in text.split(";") if line.strip()]
    found: dict[int, tuple[Seat, ...] | None] = {problem.cohort_index[line[0]]: None for line in lines}
    placed = small.plan("; ".join(" ".join(line) for line in lines if line[1] != "-"))
    for cohort_id, placements in placed.by_cohort().items():
        cohort = problem.cohorts[problem.cohort_index[cohort_id]]
        steps = problem.demands[cohort.demand].steps
        rows = [
            problem.row_at[problem.site_index[held.site_id], step.course_id, held.start].index
            for held, step in zip(placements, steps, strict=True)
        ]
        found[cohort.index] = tuple(
            Seat(row, held.start, ord(held.class_id)) for row, held in zip(rows, placements, strict=True)
        )
    return found


def placed(seats: dict[int, tuple[Seat, ...] | None]) -> dict[int, tuple[Seat, ...]]:
    return {index: found for index, found in seats.items() if found is not None}


def state(ledger: Ledger) -> dict[str, Any]:
    """All that a ledger holds."""
    return {
        "room": ledger.room.tolist(),
        "running": ledger.running.tolist(),
        "free": ledger.free.tolist(),
        "seats": ledger.assignment(),
        "classes": {
            (opening, one.number): (one.unit, one.trainees, dict(one.cohorts))
            for opening, classes in ledger.classes.items()
            for one in classes
        },
    }
