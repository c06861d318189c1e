"""What callers give: a dataset or its folder, a plan or its folder, paths as text; and what is refused."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

import trainopt
from tests.support.running import write_mini
from trainopt import Params, Plan, UsageError

QUICK = Params(seconds=300, workers=1)


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a dataset in `data` and a plan for it in `plan`."""
    folder = tmp_path_factory.mktemp("given")
    write_mini(folder / "data")
    trainopt.solve(str(folder / "data"), str(folder / "plan"), QUICK)
    return folder


def as_given(mini: Path, form: str) -> tuple[Any, Any]:
    """The dataset and the plan as text, as paths or read."""
    data, plan = mini / "data", mini / "plan"
    if form == "read":
        dataset = trainopt.read_dataset(data)
        return dataset, trainopt.read_plan(plan, dataset)
    return (str(data), str(plan)) if form == "text" else (data, plan)


@pytest.mark.parametrize("form", ["text", "path", "read"])
def test_each_form_is_taken_everywhere(mini: Path, tmp_path: Path, form: str) -> None:
    data, plan = as_given(mini, form)
    assert trainopt.verify(data, plan).broken == ()
    assert trainopt.verify(data, plan, published=plan).broken == ()
    assert trainopt.check_dataset(data).problem.cohorts
    assert trainopt.solve(data, tmp_path / "again", QUICK, published=plan).result.terms["changes"] == 0
    assert trainopt.stability(data, plan, QUICK, 2).points[0].moved == 0
    assert isinstance(trainopt.explain_plan(data, plan, params=QUICK).demands.empty, bool)
    assert len(trainopt.value_capacity(data, plan, params=QUICK).scenarios) >= 0
    assert trainopt.build_problem(data).cohorts
    assert sorted(trainopt.read_plan(mini / "plan", data).placements)
    assert len(trainopt.plan_frames(data, plan)["assignments"]) > 0
    nothing = trainopt.Scenario("nothing", "", ())
    assert trainopt.apply_scenarios(data, nothing).settings.name == "mini"
    trainopt.write_dataset(data, tmp_path / "copy")
    assert trainopt.read_dataset(tmp_path / "copy").demand
    assert trainopt.compare(plan, plan, data).cohorts_moved == 0
    assert trainopt.headline(plan, data).placed > 0
    assert list(trainopt.show_plan(plan, "unit", data)) == ["Trainees by unit"]
    assert trainopt.extract(plan, tmp_path / "share", unit="U", dataset=data).cohorts > 0
    assert len(trainopt.read_plan_tables(plan, data).assignments) > 0
    trainopt.write_plan_workbook(plan, tmp_path / "plan.xlsx", dataset=data)
    assert trainopt.read_plan(tmp_path / "plan.xlsx", data).placements
    assert trainopt.write_report(plan, tmp_path / "page.html", beside=plan, dataset=data) > 0
    assert trainopt.write_calendars(plan, "site", tmp_path / "ics", published=plan, dataset=data).entries > 0
    found = trainopt.whatif(data, [nothing], tmp_path / "whatif", QUICK, baseline=plan)
    assert found.comparison["scenario"].tolist() == ["baseline", "nothing"]


def test_placements_alone_are_no_tables(mini: Path) -> None:
    """Who gives a plan that was read says of which data it is."""
    _, plan = as_given(mini, "read")
    with pytest.raises(UsageError, match="give its dataset too"):
        trainopt.headline(plan)


PATHS = ("path", "out", "folder", "source", "log", "workbook", "planted", "where")
PLANS = ("plan", "plan_a", "plan_b", "baseline")
TAKEN = {"dataset": {"Dataset", "Where"}} | {name: {"Where"} for name in (*PATHS, *PLANS)}
"""Of which types a parameter is taken at least, by its name."""
READ_PLANS = ({"Plan"}, {"PlanTables"})
"""A plan is taken as it was read too, by pictures with its tables."""


def test_a_parameter_takes_the_same_in_every_function() -> None:
    """Whatever is read from a folder may be given as one, and every path as text."""
    functions = {name: getattr(trainopt, name) for name in trainopt.__all__}
    taken = {
        f"{name}({part})": set(str(text).split(" | ")) >= TAKEN[part]
        for name, function in functions.items()
        if inspect.isfunction(function)
        for part, text in function.__annotations__.items()
        if part in TAKEN
    }
    assert [place for place, sound in taken.items() if not sound] == []
    plans = {
        f"{name}({part})": any(read <= set(str(text).split(" | ")) for read in READ_PLANS)
        for name, function in functions.items()
        if inspect.isfunction(function)
        for part, text in function.__annotations__.items()
        if part in PLANS
    }
    assert [place for place, sound in plans.items() if not sound] == []
    assert len(taken) > 40


@pytest.mark.parametrize("form", ["text", "path"])
def test_a_night_takes_paths_in_each_form(mini: Path, tmp_path: Path, form: str) -> None:
    """And no more of the order than the dataset has to be given."""
    assert trainopt.NightOrder("data") == trainopt.NightOrder(
        "data", Params(), trainopt.PublicationRules(), trainopt.whoami()
    )
    take: Callable[[Path], trainopt.Where] = str if form == "text" else Path
    data, out, metrics, heartbeat = (
        take(path) for path in (mini / "data", tmp_path / "out", tmp_path / "x.prom", tmp_path / "beat.json")
    )
    order = trainopt.NightOrder(data, QUICK, out=out, metrics=metrics, heartbeat=heartbeat)
    with trainopt.open_store(tmp_path / "store.db") as store:
        night = trainopt.nightly(order, store)
        assert [entry.who for entry in trainopt.show_run(store, night.run).audit] == [trainopt.whoami()]
    assert night.status is trainopt.RunStatus.PUBLISHED
    assert {path.name for path in tmp_path.iterdir()} >= {"out", "x.prom", "beat.json"}


def test_a_plan_in_force_is_the_same_read_or_not(mini: Path, tmp_path: Path) -> None:
    """Also one whose placements have no line of a file."""
    dataset, plan = as_given(mini, "read")
    bare = Plan(tuple(trainopt.Placement(*vars(one).values()) for one in plan.placements))
    made = [
        trainopt.solve(dataset, tmp_path / str(number), QUICK, published=given).result.plan
        for number, given in enumerate((mini / "plan", plan, bare))
    ]
    assert made[0] == made[1] == made[2]


def test_what_optimise_finds_is_written_and_read_as_frames(mini: Path, tmp_path: Path) -> None:
    dataset = trainopt.read_dataset(mini / "data")
    result = trainopt.optimise(trainopt.build_problem(dataset), QUICK)
    frames = trainopt.plan_frames(dataset, result.plan)
    trainopt.write_result(dataset, result, tmp_path / "plan", QUICK)
    verdict = trainopt.verify(dataset, tmp_path / "plan")
    assert (verdict.broken, verdict.stale) == ((), ())
    assert len(frames["assignments"]) == len(result.plan.placements)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"seconds": -5}, "seconds must be a number from 0 to 604,800 (got -5)"),
        ({"seconds": "60s"}, "seconds must be a number from 0 to 604,800 (got '60s')"),
        ({"seconds": float("nan")}, "seconds must be a number from 0 to 604,800 (got nan)"),
        ({"seconds": float("inf")}, "seconds must be a number"),
        ({"gap": 5}, "gap must be a number from 0 to 1 (got 5)"),
        ({"workers": 1.5}, "workers must be a whole number from 0 to 256 (got 1.5)"),
        ({"workers": True}, "workers must be a whole number"),
        ({"seed": -1}, "seed must be a whole number"),
        ({"memory": 0}, "memory must be a number of bytes or None (got 0)"),
        ({"memory": "6GiB"}, "memory must be a number of bytes or None (got '6GiB')"),
    ],
    ids=lambda given: "" if isinstance(given, str) else repr(given),
)
def test_params_refuse_nonsense_at_once(params: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as refused:
        Params(**params)
    assert message in str(refused.value)


def test_params_take_what_makes_sense() -> None:
    assert Params(seconds=0, gap=1, workers=256, seed=0, memory=1).threads == 256


def test_results_say_what_they_are_in_a_line(mini: Path, tmp_path: Path) -> None:
    dataset, plan = as_given(mini, "read")
    told = [dataset, plan, trainopt.build_problem(dataset), trainopt.verify(dataset, plan)]
    told += [trainopt.check_dataset(dataset), trainopt.compare(mini / "plan", mini / "plan")]
    tables = trainopt.read_plan_tables(mini / "plan")
    told += [tables, tables.names, trainopt.write_calendars(mini / "plan", "site", tmp_path / "calendars")]
    solved = trainopt.solve(dataset, tmp_path / "plan", QUICK)
    told += [solved.held, solved.result, trainopt.Scenario("nothing", "", ())]
    order = trainopt.NightOrder(mini / "data", Params(seconds=20, repeatable=True))
    with trainopt.open_store(tmp_path / "store.db") as store:
        told += [order, trainopt.nightly(order, store), *trainopt.list_runs(store)]
        told += [
            trainopt.show_run(store, 1),
            trainopt.replay_run(store, 1),
            trainopt.prune_runs(store, 1, "me"),
        ]
    assert [line for line in map(repr, told) if len(line) > 150 + len(str(tmp_path))] == []


SHORT = {"None", "bool", "date", "float", "int", "str", "Path", "Where"}
"""Types of which a value is said in a word or a line."""


def shows_more_than_a_line(name: str) -> list[str]:
    """The parts of a public data class that its generated repr shows though they have no end."""
    thing = getattr(trainopt, name)
    if not (inspect.isclass(thing) and is_dataclass(thing)) or "def __repr__" in inspect.getsource(thing):
        return []
    return [
        f"{name}.{part.name}"
        for part in fields(thing)
        for word in re.findall(r"\w+", str(part.type))
        if part.repr and word not in SHORT and not inspect.isclass(getattr(trainopt, word, None))
    ]


def test_no_public_class_shows_more_than_a_line() -> None:
    """What holds others holds each of them in a line too, as they are public."""
    assert [part for name in sorted(trainopt.__all__) for part in shows_more_than_a_line(name)] == []
