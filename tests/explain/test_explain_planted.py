"""Planted cases: what was taken away is named, and giving it back is verified to restore the optimum."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support import small
from tests.support.planted_cases import CASES, MARCH, WHOLE, Planted
from trainopt.dataset import Dataset, read_dataset
from trainopt.explain import explain_plan, value_capacity
from trainopt.plan.placements import Plan
from trainopt.problem import build_problem
from trainopt.search.optimise import optimise
from trainopt.search.params import Params

pytestmark = pytest.mark.slow

PARAMS = Params(seconds=600, workers=2)
PRICED = {name: case for name, case in CASES.items() if case.capacity}

every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
every_priced_case = pytest.mark.parametrize("case", PRICED.values(), ids=PRICED)


def dataset_of(tables: dict[str, str]) -> Dataset:
    with TemporaryDirectory() as folder:
        return read_dataset(small.write(Path(folder), small.texts(**{**WHOLE, **tables})))


@cache
def planned(name: str) -> tuple[Dataset, Plan, tuple[int, ...]]:
    """The dataset of a case, its optimal plan, and what that leaves unmet and late."""
    dataset = dataset_of(CASES[name].tables if name else {})
    result = optimise(build_problem(dataset), PARAMS)
    assert all(tier.gap == 0 for tier in result.tiers)
    return dataset, result.plan, tuple(tier.value for tier in result.tiers[:2])


def name_of(case: Planted) -> str:
    return next(name for name, known in CASES.items() if known is case)


def test_with_everything_there_nobody_is_unmet_and_there_is_nothing_to_explain() -> None:
    dataset, plan, values = planned("")
    assert values == (0, 0)
    found = explain_plan(dataset, plan, params=PARAMS)
    assert found.demands.empty
    assert found.blocks.empty
    assert found.reliefs.empty
    assert value_capacity(dataset, plan, params=PARAMS).ranking.empty


@every_case
def test_explain_names_what_was_taken_and_verifies_that_it_restores_the_optimum(case: Planted) -> None:
    dataset, plan, values = planned(name_of(case))
    assert values == (10, 0)
    found = explain_plan(dataset, plan, params=PARAMS)
    first = found.reliefs.head(3).set_index("relief")
    assert case.relief in first.index
    relief = first.loc[case.relief]
    assert (relief["verified"], relief["helps"], relief["others_lose"]) == ("yes", 10, 0)
    assert (relief["unmet_before"], relief["unmet_after"]) == (10, 0)
    assert relief["lateness_after"] == 0
    assert found.complete
    assert relief["smallest"] == "proven"


def test_proven_is_not_said_where_one_less_helps_somebody_else_as_much() -> None:
    """Two more beds let D3 go to PL-1, and one of two demands alike to DE-1: whichever the search takes."""
    tables = {
        "nations": small.nations("DE,Germany,,", "PL,Poland,,"),
        "sites": small.sites("DE-1,DE,Munster,6", "PL-1,PL,Drawsko,4"),
        "capacity": "site_id,course_id,parallel_classes,valid_to\n"
        "DE-1,BASIC,3,2026-03-15\nPL-1,BASIC,1,2026-03-15\n",
        "course_resources": small.needs(),
        "resources": small.pools(),
        "units": small.units("U1,First,,", "U2,Second,,"),
        "demand": "demand_id,unit_id,pipeline_id,trainees,due,priority\n"
        "D1,U1,ONE,8,2026-03-15,1\nD2,U2,ONE,8,2026-03-15,1\nD3,U1,ONE,4,2026-03-15,100\n",
    }
    dataset = dataset_of(tables)
    plan = small.plan("D3-01 1 DE-1 03-02 a")
    told = []
    for demand in ("D1", "D2"):
        found = explain_plan(dataset, plan, demand=demand, params=PARAMS)
        told += found.reliefs[found.reliefs["relief"].str.contains("more beds of DE-1")].to_dict("records")
    assert told
    for relief in told:
        assert relief["smallest"] != "proven" or relief["relief"].startswith("2 more")


@every_priced_case
def test_value_ranks_what_was_taken_among_the_first_three(case: Planted) -> None:
    dataset, plan, _ = planned(name_of(case))
    first = value_capacity(dataset, plan, params=PARAMS).ranking.head(3)
    named = first[(first["place"] == case.place) & (first["capacity"] == case.capacity)]
    assert list(named["month"]) == [MARCH]
    assert list(named["unmet_verified"]) == [10]
    assert list(named["unmet_by_plan"]) == [10]
