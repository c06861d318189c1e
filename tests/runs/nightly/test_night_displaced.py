"""Cohorts that lost a place to others: the changed rows that are behind it are found through the limits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd
import pytest

from tests.support import small
from tests.support.moves import SITES, basic
from tests.support.small import nations, needs, pools, sites, table, units
from tests.support.work import calls_of
from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.runs.nightly.causes import Setting, explained
from trainopt.runs.nightly.differences import DataChange

demand = table("demand_id,unit_id,pipeline_id,trainees,due")


def cohorts(**sizes: int) -> dict[str, str]:
    """A demand of one cohort each; those whose name has a 2 are of U2, the others of U1."""
    rows = [f"{name},{'U2' if '2' in name else 'U1'},ONE,{size},2026-05-10" for name, size in sizes.items()]
    return {"demand": demand(*rows)}


def row(demand_id: str) -> DataChange:
    """The row of a demand, changed."""
    key = f"demand_id={demand_id}"
    return DataChange("demand", key, "changed", "trainees", "1", "2", (("demand_id", demand_id),))


GREW = "demand: demand_id=NEW: trainees 1 → 2"


@dataclass(frozen=True)
class Night:
    """Where cohorts were, with six trainees each, and where they are now."""

    before: str
    now: str
    tables: dict[str, str] = field(default_factory=dict)
    changed: tuple[str, ...] = ("NEW",)

    def causes(self) -> dict[str, str]:
        """By cohort that moved, what its move is put down to."""
        before = small.published(self.before, trainees=6)
        named = {
            key: replace(step, course_id="BASIC" if key[1] == 1 else "LEADER") for key, step in before.items()
        }
        problem = small.problem(named, **self.tables)
        return causes(problem, small.plan(self.now), [row(name) for name in self.changed])


def causes(problem: Problem, now: Plan, data: list[DataChange]) -> dict[str, str]:
    held = {(p.cohort_id, p.step): (p.site_id, p.start) for p in now.placements}
    published = problem.published or {}
    rows = []
    for key in sorted({*held, *published}):
        was = (published[key].site_id, published[key].start) if key in published else None
        if was != held.get(key):
            course = {"cohort_id": key[0], "step": key[1], "course_id": _course(problem, *key)}
            rows.append({**course, **_places(problem, was, held.get(key))})
    found = explained(pd.DataFrame(rows), data, Setting(problem, now), None, set())
    return dict(zip(found["cohort_id"], found["touched_by"], strict=True))


def _course(problem: Problem, cohort_id: str, step: int) -> str:
    if cohort_id not in problem.cohort_index:
        return (problem.published or {})[cohort_id, step].course_id
    demand = problem.demands[problem.cohorts[problem.cohort_index[cohort_id]].demand]
    return demand.steps[step - demand.begun - 1].course_id


def _places(problem: Problem, *places: tuple[str, int] | None) -> dict[str, str]:
    cells = {}
    for side, place in zip(("_before", ""), places, strict=True):
        cells[f"site_id{side}"] = place[0] if place else ""
        cells[f"start{side}"] = problem.calendar.monday(place[1]).isoformat() if place else ""
    return cells


BEFORE = "OLD-01 1 DE-1 03-02 1"
SECOND = "NEW-01 1 DE-1 03-02 2"

LIMITS = {
    "seats in the classes of BASIC at DE-1 (12 each)": Night(
        f"{BEFORE}; ALSO-01 1 DE-1 03-02 1",
        "ALSO-01 1 DE-1 03-02 1; NEW-01 1 DE-1 03-02 1; OLD-01 1 PL-1 03-02 1",
        basic() | cohorts(OLD=6, ALSO=6, NEW=6),
    ),
    "parallel_classes of BASIC at DE-1 (1)": Night(
        BEFORE,
        "NEW-01 1 DE-1 03-09 1; OLD-01 1 PL-1 03-02 1",
        basic() | cohorts(OLD=6, NEW=6),
    ),
    "beds of DE-1": Night(
        BEFORE,
        f"{SECOND}; OLD-01 1 PL-1 03-02 1",
        basic(parallel=2, class_max=6) | cohorts(OLD=6, NEW=6)
        | {"sites": sites("DE-1,DE,M,10", "DE-2,DE,H,99", "PL-1,PL,D,99")},
    ),
    "max_trainees of DE": Night(
        BEFORE,
        "NEW-01 1 DE-2 03-09 1; OLD-01 1 PL-1 03-02 1",
        basic() | cohorts(OLD=6, NEW=6) | {"nations": nations("DE,Germany,10,", "PL,Poland,,")},
    ),
    "max_weekly_arrivals of DE": Night(
        BEFORE,
        "NEW-01 1 DE-2 03-02 1; OLD-01 1 DE-1 03-09 1",
        basic() | cohorts(OLD=6, NEW=6) | {"nations": nations("DE,Germany,,10", "PL,Poland,,")},
    ),
    "max_away of U1": Night(
        BEFORE,
        "NEW-01 1 DE-2 03-09 1; OLD-01 1 DE-1 03-23 1",
        basic() | cohorts(OLD=6, NEW=6) | {"units": units("U1,First,10,", "U2,Second,,")},
    ),
    "range of DE-1": Night(
        BEFORE,
        "NEW-01 1 DE-1 03-09 1; OLD-01 1 PL-1 03-02 1",
        basic(parallel=2) | cohorts(OLD=6, NEW=6)
        | {"course_resources": needs("BASIC,range,1"),
           "resources": pools("DE-1,range,1,,", "DE-2,range,1,,", "PL-1,range,1,,")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("limit", LIMITS)
def test_who_grew_into_its_place_is_found_through_the_limit(limit: str) -> None:
    found = LIMITS[limit].causes()
    assert found["OLD-01"] == f"others use up {limit}: {GREW}"
    assert found["NEW-01"] == GREW


@pytest.mark.parametrize("limit", LIMITS)
def test_who_did_not_grow_is_not(limit: str) -> None:
    """The same plans, but another demand's row is changed: nothing is known of why."""
    night = LIMITS[limit]
    assert Night(night.before, night.now, night.tables, ("NOBODY",)).causes()["OLD-01"] == ""


def test_where_there_is_room_nobody_was_displaced() -> None:
    """It could have stayed: it moved for a better tier."""
    night = Night(
        BEFORE, "NEW-01 1 DE-1 03-02 1; OLD-01 1 PL-1 03-02 1", basic(class_max=12) | cohorts(OLD=6, NEW=6)
    )
    assert night.causes()["OLD-01"] == ""


def test_one_that_grows_where_it_is_displaces_others_too() -> None:
    """It is in no line of the changes, having moved nowhere."""
    night = Night(
        f"{BEFORE}; NEW-01 1 DE-1 03-02 1",
        "NEW-01 1 DE-1 03-02 1; OLD-01 1 PL-1 03-02 1",
        basic() | cohorts(OLD=6, NEW=12),
    )
    limit = "seats in the classes of BASIC at DE-1 (12 each)"
    assert night.causes() == {"OLD-01": f"others use up {limit}: {GREW}"}


def test_one_that_is_not_placed_any_more_has_its_cause_too() -> None:
    night = Night(BEFORE, "NEW-01 1 DE-1 03-02 1", basic(class_max=6) | cohorts(OLD=6, NEW=6))
    assert GREW in night.causes()["OLD-01"]


def test_a_cause_is_handed_on_along_a_chain() -> None:
    """The new one takes the old one's place, which takes a third one's, which takes a fourth one's."""
    night = Night(
        "A-01 1 DE-1 03-02 1; B-01 1 DE-2 03-02 1; C2-01 1 PL-1 03-02 1",
        "NEW-01 1 DE-1 03-02 1; A-01 1 DE-2 03-02 1; B-01 1 PL-1 03-02 1",
        full(6) | cohorts(A=6, B=6, C2=6, NEW=6),
    )
    found = night.causes()
    assert [found[name].partition(": ")[2] for name in ("A-01", "B-01", "C2-01")] == [GREW] * 3
    assert "at PL-1" in found["C2-01"]


def full(size: int) -> dict[str, str]:
    """Every site offers one class of BASIC at a time, of so many."""
    return {"capacity": small.sizes(*(f"{site},BASIC,1,1,{size}" for site in SITES))}


def test_those_who_took_most_come_first() -> None:
    night = Night(
        f"{BEFORE}; ALSO-01 1 DE-1 03-02 1",
        "ALSO-01 1 DE-1 03-02 1; N1-01 1 DE-1 03-02 1; N3-01 1 DE-1 03-02 1; OLD-01 1 PL-1 03-02 1",
        basic() | cohorts(OLD=6, ALSO=6, N1=2, N3=4),
        ("N1", "N3"),
    )
    text = night.causes()["OLD-01"]
    assert text.index("demand_id=N3") < text.index("demand_id=N1")


def test_what_touches_it_itself_is_told_first_and_once() -> None:
    night = Night(
        BEFORE, "NEW-01 1 DE-1 03-02 1; OLD-01 1 PL-1 03-02 1", full(6) | cohorts(OLD=6, NEW=6),
        ("OLD", "NEW"),
    )  # fmt: skip
    first, _, rest = night.causes()["OLD-01"].partition("; ")
    assert first == "demand: demand_id=OLD: trainees 1 → 2"
    assert (rest.count("NEW"), rest.count("OLD")) == (1, 0)


# Companions who are gone

TOGETHER = f"{BEFORE}; ALSO-01 1 DE-1 03-02 1"
ALONE = "OLD-01 1 PL-1 03-02 1"


def test_who_is_left_alone_in_a_class_is_told_who_left_it() -> None:
    """ALSO is asked for no more, and six are too few for a class of ten."""
    night = Night(TOGETHER, ALONE, basic(class_min=10) | cohorts(OLD=6), ("ALSO",))
    left = "too few are left for BASIC at DE-1 (10 at least, 6 are left)"
    assert night.causes()["OLD-01"] == f"{left}: demand: demand_id=ALSO: trainees 1 → 2"


def test_who_has_shrunk_leaves_too_few_as_well() -> None:
    night = Night(TOGETHER, ALONE, basic(class_min=10) | cohorts(OLD=6, ALSO=2), ("ALSO",))
    assert night.causes()["OLD-01"].startswith("too few are left for BASIC at DE-1")


@pytest.mark.parametrize(
    ("now", "tables", "changed"),
    [
        (ALONE, basic(class_min=6) | cohorts(OLD=6), ("ALSO",)),
        (ALONE, basic(class_min=10) | cohorts(OLD=6, ALSO=6), ("NOBODY",)),
        (f"{ALONE}; ALSO-01 1 DE-1 03-02 1", basic(class_min=6) | cohorts(OLD=6, ALSO=6), ("ALSO",)),
    ],
    ids=["enough are left", "nobody has changed", "the class is held"],
)
def test_who_could_have_a_class_is_told_no_such_thing(
    now: str, tables: dict[str, str], changed: tuple[str, ...]
) -> None:
    assert Night(TOGETHER, now, tables, changed).causes()["OLD-01"] == ""


# People under way


def under_way(leader: str, *demands: str) -> dict[str, str]:
    """W is in BASIC since before as_of and needs LEADER, of which DE-1 offers one class as given."""
    return {
        "plan": "as_of = 2026-03-09",
        "pins": small.pins("W-01,1,DE-1,2026-03-02"),
        "pipelines": small.steps("TWO,1,BASIC,,", "TWO,2,LEADER,,", "LAST,1,LEADER,,"),
        "capacity": small.sizes("DE-1,BASIC,1,,", f"DE-1,LEADER,1,{leader}", "PL-1,LEADER,1,,"),
        "demand": demand("W,U1,TWO,6,2026-05-10", *demands),
    }


BEGUN = "W-01 1 DE-1 03-02 1"


def test_what_is_left_of_who_has_begun_has_its_cause_too() -> None:
    night = Night(
        f"{BEGUN}; W-01 2 DE-1 03-16 2",
        f"{BEGUN}; W-01 2 PL-1 03-16 2; NEW-01 1 DE-1 03-16 3",
        under_way("2,12", "NEW,U2,LAST,12,2026-05-10"),
    )
    assert night.causes()["W-01"] == f"others use up seats in the classes of LEADER at DE-1 (12 each): {GREW}"


def test_who_has_begun_and_stays_displaces_nobody() -> None:
    """The class has fewer seats than before; that W's demand has changed has nothing to do with it."""
    night = Night(
        f"{BEGUN}; W-01 2 DE-1 03-16 2; OLD-01 1 DE-1 03-16 2",
        f"{BEGUN}; W-01 2 DE-1 03-16 2; OLD-01 1 PL-1 03-16 3",
        under_way("2,6", "OLD,U2,LAST,6,2026-05-10"),
        ("W",),
    )
    assert night.causes() == {"OLD-01": ""}


# Growth


def of_size(number: int) -> tuple[Problem, Plan, list[DataChange]]:
    """So many cohorts that lost their sites to so many others, and twice as many changed rows."""
    names = [f"{side}-{n}" for side in ("A", "B") for n in range(number)]
    tables = {
        "sites": sites(*(f"{name},DE,S,9" for name in names)),
        "capacity": small.sizes(*(f"{name},BASIC,1,1,6" for name in names)),
        **cohorts(**{f"{side}{n}": 6 for side in ("O", "N") for n in range(number)}),
    }
    before = "\n".join(f"O{n}-01 1 A-{n} 03-02 1" for n in range(number))
    now = "\n".join(f"N{n}-01 1 A-{n} 03-02 1\nO{n}-01 1 B-{n} 03-02 1" for n in range(number))
    about = (("course_id", "BASIC"),)
    data = [row(f"N{n}") for n in range(number)]
    data += [DataChange("courses", str(n), "changed", "class_max", "1", "2", about) for n in range(number)]
    return small.problem(small.published(before, trainees=6), **tables), small.plan(now), data


def test_twice_the_cohorts_and_twice_the_changed_rows_are_twice_the_work() -> None:
    cases = [of_size(number) for number in (60, 120)]
    once, twice = (calls_of(lambda case=case: causes(*case)) for case in cases)  # type: ignore[misc]
    assert twice <= 2.4 * once, f"{twice / once:.2f} times the work: {once:,} calls, then {twice:,}"


def test_many_rows_are_named_by_their_number() -> None:
    text = causes(*of_size(20))["O3-01"]
    assert "and 17 more; others use up " in text
    assert text.count("demand_id=N") == 1
