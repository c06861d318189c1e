"""Two plan folders side by side: every table says what differs, and nothing of what does not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.support import small
from tests.support.small import table
from trainopt.check import terms
from trainopt.errors import PlanFaults
from trainopt.plan.compare import Comparison, compare
from trainopt.plan.folder import write_plan
from trainopt.plan.given import tables_of
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.runs.writing import Provenance, manifest_of
from trainopt.search.params import Params
from trainopt.search.result import Tier
from trainopt.tables import Settings

demand = table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due,priority")
PROBLEM = small.problem(
    demand=demand("D1,U1,ONE,12,6,2026-03-15,2", "D2,U2,ONE,6,6,2026-03-22,1", "D3,U1,TWO,6,6,2026-05-10,1")
)

SETTINGS = Settings(name="test", start=date(2026, 3, 2), weeks=26)
A = "D1-01 1 DE-1 03-02 DE-1.BASIC.2026-03-02.1; D1-02 1 DE-1 03-02 DE-1.BASIC.2026-03-02.1"
LATER = "D2-01 1 PL-1 03-16 PL-1.BASIC.2026-03-16.1"
SOONER = "D2-01 1 DE-2 03-02 DE-2.BASIC.2026-03-02.1"


def written(
    folder: Path, plan: str, bounds: Mapping[str, int] | None = None, problem: Problem = PROBLEM
) -> Path:
    found = small.plan(plan)
    values = terms(problem, found)
    tiers = [
        Tier(name, values[name], (bounds or {}).get(name, values[name]), 0.1) for name in problem.objective
    ]
    manifest = manifest_of(Provenance(SETTINGS, {}, Params()), tiers, "by hand", "finished", 1.0)
    write_plan(folder, tables_of(problem, find_options(problem), found), manifest, overwrite=False)
    return folder


def compared(tmp_path: Path, a: str, b: str) -> Comparison:
    return compare(written(tmp_path / "a", a), written(tmp_path / "b", b))


def rows(frame: pd.DataFrame, columns: Sequence[str]) -> list[tuple[object, ...]]:
    return [tuple(row) for row in frame[list(columns)].itertuples(index=False)]


def test_the_same_plan_differs_in_nothing(tmp_path: Path) -> None:
    found = compared(tmp_path, f"{A}; {LATER}", f"{A}; {LATER}")
    assert [len(found.frames()[name]) for name in ("demands", "classes", "load", "moved")] == [0, 0, 0, 0]
    assert found.tiers["difference"].to_list() == [0] * 6
    assert set(found.tiers["significant"]) == {"no"}
    assert found.cohorts_moved == 0


def test_who_gains_and_who_loses(tmp_path: Path) -> None:
    found = compared(tmp_path, f"{A}; {LATER}", SOONER)
    columns = ["demand_id", "priority", "placed_a", "placed_b", "on_time_a", "on_time_b", "unmet_b", "gained"]
    assert rows(found.demands, columns) == [
        ("D1", 2, 12, 0, 12, 0, 12, -12),
        ("D2", 1, 6, 6, 0, 6, 0, 0),
    ]
    late = found.demands.set_index("demand_id")
    assert late.loc["D2", "max_weeks_late_a"] == 1
    assert late.loc["D2", "max_weeks_late_b"] == 0
    assert found.demands["max_weeks_late_b"].isna().to_list() == [True, False]


def test_trainees_by_priority(tmp_path: Path) -> None:
    found = compared(tmp_path, f"{A}; {LATER}", SOONER)
    columns = ["priority", "trainees_a", "placed_a", "placed_b", "late_a", "late_b", "unmet_a", "unmet_b"]
    assert rows(found.trainees, columns) == [(2, 12, 12, 0, 0, 0, 0, 12), (1, 12, 6, 6, 6, 0, 6, 6)]


def test_classes_opened_and_gone(tmp_path: Path) -> None:
    found = compared(tmp_path, f"{A}; {LATER}", f"{A}; {SOONER}")
    columns = ["site_id", "course_id", "start", "classes_a", "classes_b", "trainees_a", "trainees_b"]
    assert rows(found.classes, columns) == [
        ("DE-2", "BASIC", pd.Timestamp("2026-03-02"), 0, 1, 0, 6),
        ("PL-1", "BASIC", pd.Timestamp("2026-03-16"), 1, 0, 6, 0),
    ]


def test_load_that_differs_in_pool_weeks(tmp_path: Path) -> None:
    found = compared(tmp_path, f"{A}; {LATER}", f"{A}; {SOONER}")
    beds = found.load[found.load["resource"] == "beds"]
    assert rows(beds, ["owner_id", "used_a", "used_b"]) == [("DE-2", 0, 12), ("PL-1", 12, 0)]


def test_steps_that_are_held_elsewhere(tmp_path: Path) -> None:
    found = compared(tmp_path, f"{A}; {LATER}", f"D1-01 1 DE-1 03-02 DE-1.BASIC.2026-03-02.1; {SOONER}")
    columns = ["cohort_id", "step", "change", "site_id_a", "site_id_b", "start_b", "trainees"]
    moved, removed = rows(found.moved, columns)[::-1]
    assert moved == ("D2-01", 1, "moved", "PL-1", "DE-2", pd.Timestamp("2026-03-02"), 6)
    assert removed[:4] == ("D1-02", 1, "removed", "DE-1")
    back = compare(tmp_path / "b", tmp_path / "a")
    assert sorted(back.moved["change"]) == ["added", "moved"]
    assert found.cohorts_moved == back.cohorts_moved == 2


def test_a_change_of_class_number_alone_moves_nobody(tmp_path: Path) -> None:
    other = A.replace("03-02.1", "03-02.2")
    assert compared(tmp_path, A, other).cohorts_moved == 0


TIERS = [
    # unmet 24 - 18 = 6 in A (weighted 6), 30 in B
    ({"unmet": 6}, {"unmet": 30}, "yes"),
    ({"unmet": 0}, {"unmet": 7}, "yes"),
    ({"unmet": 0}, {"unmet": 6}, "no"),
    ({"unmet": 0}, {"unmet": 0}, "no"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("bounds_a", "bounds_b", "significant"), TIERS)
def test_a_difference_counts_where_the_bounds_keep_the_best_values_apart(
    tmp_path: Path, bounds_a: dict[str, int], bounds_b: dict[str, int], significant: str
) -> None:
    a = written(tmp_path / "a", f"{A}; {LATER}", bounds_a)
    b = written(tmp_path / "b", SOONER, bounds_b)
    for found, difference in ((compare(a, b), 24), (compare(b, a), -24)):
        first = found.tiers.iloc[0]
        assert (first["term"], first["difference"], first["significant"]) == (
            "unmet",
            difference,
            significant,
        )
        assert set(found.tiers["significant"][1:]) == {""}


def test_a_later_tier_is_judged_where_those_before_it_are_equal(tmp_path: Path) -> None:
    a = written(tmp_path / "a", f"{A}; {LATER}", {"lateness": 6})
    b = written(tmp_path / "b", f"{A}; {SOONER}", {"lateness": 0})
    found = compare(a, b).tiers.set_index("term")["significant"]
    assert (found["unmet"], found["lateness"], found["waiting"]) == ("no", "yes", "")


def test_plans_of_different_data_can_be_compared(tmp_path: Path) -> None:
    fewer = small.problem(demand=demand("D1,U1,ONE,12,6,2026-03-15,2", "D9,U2,ONE,6,6,2026-03-22,1"))
    a = written(tmp_path / "a", f"{A}; {LATER}")
    b = written(tmp_path / "b", A, problem=fewer)
    found = compare(a, b)
    assert list(found.demands["demand_id"]) == ["D2", "D3", "D9"]
    assert json.loads(found.demands.to_json(orient="records"))[0]["gained"] == -6


def test_a_folder_that_is_no_plan_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(PlanFaults):
        compare(written(tmp_path / "a", A), tmp_path / "b")
