"""More of a capacity never makes the first tier worse, less never better: tiny datasets, solved to proof."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from tests.support import small
from tests.support.tiny import tiny_dataset
from trainopt.dataset import Dataset, read_dataset
from trainopt.errors import ScenarioFaults
from trainopt.model.build import build_model
from trainopt.problem import build_problem
from trainopt.problem.options import find_options
from trainopt.scenario import Change, Scenario, apply_scenarios
from trainopt.tables import TABLES

SEEDS = range(120)

CAPACITIES = (
    ("capacity", "parallel_classes"),
    ("sites", "beds"),
    ("resources", "quantity"),
    ("nations", "max_trainees"),
    ("nations", "max_weekly_arrivals"),
    ("units", "max_away"),
)


@cache
def dataset(seed: int) -> Dataset:
    with TemporaryDirectory() as folder:
        return read_dataset(small.write(Path(folder), tiny_dataset(seed)))


def unmet(data: Dataset) -> int | None:
    """The least weighted trainees unmet, by the whole model; None where no plan holds the pins."""
    problem = build_problem(data)
    model = build_model(problem, find_options(problem))
    solved = small.minimised(model.linear, model.terms["unmet"])
    return None if solved.values is None else model.value("unmet", solved.values)


def changed(data: Dataset, action: str, dice: Random) -> Dataset | None:
    """More of one capacity wherever it is limited, or none of it somewhere; None where that cannot be."""
    table, column = dice.choice(CAPACITIES)
    rows = [row for row in data.rows(table) if getattr(row, column) is not None]
    if not rows:
        return None
    chosen = rows if action == "add" else [dice.choice(rows)]
    values = {column: 4 if action == "add" else 0}
    keys = [name for name, about in TABLES[table].columns.items() if about.key]
    changes = []
    for number, row in enumerate(chosen, 1):
        where = {name: "" if (value := getattr(row, name)) is None else value for name in keys}
        changes.append(Change(number, TABLES[table], action, where, values))
    try:
        return apply_scenarios(data, Scenario("one", "", tuple(changes)))
    except ScenarioFaults:
        return None  # a pin no longer has room, as far as the rows alone show


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_more_never_makes_the_first_tier_worse_and_less_never_better(seed: int) -> None:
    dice = Random(seed)
    data = dataset(seed)
    before = unmet(data)
    if before is None:
        pytest.skip("no plan holds the pins")
    more = changed(data, "add", dice)
    if more is not None:
        found = unmet(more)
        assert found is not None
        assert found <= before
    less = changed(data, "scale", dice)
    if less is not None:
        found = unmet(less)
        assert found is None or found >= before


@pytest.mark.slow
def test_the_changes_do_change_something() -> None:
    """Among the seeds some are better for more, some worse for less: else the test above says nothing."""
    better = worse = 0
    for seed in SEEDS:
        dice, before = Random(seed), unmet(dataset(seed))
        more, less = changed(dataset(seed), "add", dice), changed(dataset(seed), "scale", dice)
        after_more = unmet(more) if more is not None else before
        after_less = unmet(less) if less is not None else before
        better += None not in (before, after_more) and before != after_more
        worse += None not in (before, after_less) and before != after_less
    assert better >= 3
    assert worse >= 3
