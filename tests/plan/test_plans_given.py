"""Plans given as placements, and words that choose: what cannot be is told, whatever function has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import trainopt
from tests.support.running import write_mini
from trainopt import Placement, Plan, PlanFaults, UsageError

CLASS = "A1.C.2026-01-05.1"
SOUND = Placement("X-01", 1, "A1", 0, CLASS)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_mini(tmp_path_factory.mktemp("given") / "mini")


BRIEF = trainopt.Params(seconds=0)
GIVEN: dict[str, Callable[[Plan, Path, Path], object]] = {
    "show_plan": lambda plan, data, _: trainopt.show_plan(plan, dataset=data),
    "headline": lambda plan, data, _: trainopt.headline(plan, data),
    "plan_frames": lambda plan, data, _: trainopt.plan_frames(data, plan),
    "read_plan_tables": lambda plan, data, _: trainopt.read_plan_tables(plan, data),
    "compare": lambda plan, data, _: trainopt.compare(plan, plan, data),
    "extract": lambda plan, data, out: trainopt.extract(plan, out, nation="AA", dataset=data),
    "write_calendars": lambda plan, data, out: trainopt.write_calendars(plan, "site", out, dataset=data),
    "write_report": lambda plan, data, out: trainopt.write_report(plan, out / "plan.html", dataset=data),
    "simulate_plan": lambda plan, data, _: trainopt.simulate_plan(data, plan, runs=1),
    "explain_plan": lambda plan, data, _: trainopt.explain_plan(data, plan, params=BRIEF),
}


@pytest.mark.parametrize("function", GIVEN)
def test_a_sound_plan_is_taken(function: str, data: Path, tmp_path: Path) -> None:
    assert GIVEN[function](Plan((SOUND,)), data, tmp_path / "out") is not None


@pytest.mark.parametrize("function", GIVEN)
@pytest.mark.parametrize(
    ("placement", "rule"),
    [
        (Placement("Z-01", 1, "A1", 0, CLASS), 1),
        (Placement("X-01", 9, "A1", 0, CLASS), 1),
        (Placement("X-01", 1, "A9", 0, CLASS), 4),
        (Placement("X-01", 1, "A1", 99, CLASS), 5),
    ],
    ids=["a cohort that is none", "a step that is none", "a site that is none", "beyond the horizon"],
)
def test_one_that_breaks_a_rule_is_refused(
    function: str, placement: Placement, rule: int, data: Path, tmp_path: Path
) -> None:
    with pytest.raises(PlanFaults, match=f"the plan breaks a rule: rule {rule}: "):
        GIVEN[function](Plan((placement,)), data, tmp_path / "out")


NUMBERS: dict[str, Callable[[Any, Path], object]] = {
    "stability points": lambda given, data: trainopt.stability(data, Plan(), BRIEF, given),
    "robustness runs": lambda given, data: trainopt.robustness(data, BRIEF, runs=given),
    "simulate_plan runs": lambda given, data: trainopt.simulate_plan(data, Plan(), runs=given),
    "simulate_plan seed": lambda given, data: trainopt.simulate_plan(data, Plan(), seed=given),
    "count_rates least": lambda given, data: trainopt.count_rates(data, least=given),
    "explain_plan top": lambda given, data: trainopt.explain_plan(data, Plan(), top=given, params=BRIEF),
    "value_capacity top": lambda given, data: trainopt.value_capacity(data, Plan(), top=given, params=BRIEF),
}


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("given", [-1, 10**12, 1.5, "3", None, True], ids=repr)
def test_a_number_that_cannot_be_is_told_before_any_work(name: str, given: object, data: Path) -> None:
    with pytest.raises(UsageError, match=f"{name.split()[1]} must be a whole number from"):
        NUMBERS[name](given, data)


@pytest.mark.parametrize("name", ["count_rates least", "simulate_plan runs", "explain_plan top"])
def test_one_that_can_be_is_taken(name: str, data: Path) -> None:
    assert NUMBERS[name](1, data) is not None


@pytest.mark.parametrize(
    "ask",
    [
        lambda data: trainopt.explain_plan(data, Plan((SOUND,)), params=30),  # type: ignore[arg-type]
        lambda data: trainopt.optimise(trainopt.build_problem(data), "30s"),  # type: ignore[arg-type]
        lambda data: trainopt.simulate_plan(data, Plan((SOUND,)), chances=0.3),  # type: ignore[arg-type]
        lambda data: trainopt.explain_plan(data, Plan((SOUND,)), demand=3),  # type: ignore[arg-type]
        lambda data: trainopt.optimise(trainopt.read_dataset(data)),  # type: ignore[arg-type]
        lambda data: trainopt.apply_scenarios(data, "shut.toml"),  # type: ignore[arg-type]
        lambda data: trainopt.write_result(data, Plan(), "out"),  # type: ignore[arg-type]
        lambda data: trainopt.read_dataset(data).rows("sitez"),
    ],
    ids=["seconds", "a duration", "a share", "a number", "a dataset", "a path", "a plan", "a table"],
)
def test_what_is_of_another_kind_is_told(ask: Callable[[Path], object], data: Path) -> None:
    with pytest.raises(UsageError, match=r" must be |there is no (demand 3|table 'sitez')"):
        ask(data)


@pytest.mark.parametrize(
    "draw",
    [
        lambda plan, data, _: trainopt.show_plan(plan, "colour", data),
        lambda plan, data, out: trainopt.write_calendars(plan, "colour", out, dataset=data),
        lambda plan, data, _: trainopt.outcome_bars(trainopt.read_plan_tables(plan, data), "colour"),
    ],
    ids=["show_plan", "write_calendars", "outcome_bars"],
)
def test_by_what_there_is_none_is_told(
    draw: Callable[[Plan, Path, Path], object], data: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="not by 'colour'"):
        draw(Plan((SOUND,)), data, tmp_path / "out")
