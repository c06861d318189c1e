"""Where everybody comes and passes, every figure is the plan's, also of people under way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support import small
from tests.support.root import ROOT
from tests.support.running import hand_made, table, trainopt, write_mini
from tests.support.tiny import tiny_dataset
from tests.support.under_way import ACTUALS, BASE, BCT, DEMAND, MED, Night
from trainopt import Chances, PlanFaults, Simulated, UsageError, read_simulation, simulate_plan
from trainopt.check import terms
from trainopt.dataset import read_dataset
from trainopt.plan.placements import Plan, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search.greedy import greedy_plan
from trainopt.simulate.rates import Rates
from trainopt.simulate.simulate import play_plan


def planned(problem: Problem) -> Plan:
    """A plan, or one of what has begun alone."""
    found = greedy_plan(problem, find_options(problem))
    return plan_of(problem, found or {})


def differing(found: Simulated) -> list[str]:
    """The figures that are not what is planned, in any run."""
    rows = found.figures
    same = (rows["planned"] == rows["mean"]) & (rows["p10"] == rows["p90"]) & (rows["p10"] == rows["planned"])
    return [f"{row['kind']} {row['id']} {row['measure']}" for _, row in rows[~same].iterrows()]


def assert_as_planned(problem: Problem, plan: Plan) -> Simulated:
    found = play_plan(problem, plan, Rates(), Chances(), runs=20, seed=1)
    assert differing(found) == []
    tiers = found.figures[found.figures["kind"] == "tier"]
    assert dict(zip(tiers["id"], tiers["planned"], strict=True)) == terms(problem, plan)
    assert (found.figures["below_min"].fillna(0) == 0).all()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_of_tiny_problems(seed: int) -> None:
    problem = small.problem_of(tiny_dataset(seed))
    assert_as_planned(problem, planned(problem))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["example", "coalition"])
def test_of_the_shipped_datasets_with_people_under_way(name: str) -> None:
    problem = build_problem(read_dataset(ROOT / "data" / name))
    assert problem.under_way
    found = assert_as_planned(problem, planned(problem))
    assert len(found.figures) > 60


CASES: dict[str, tuple[Mapping[str, str], tuple[str, ...]]] = {
    "goes on": ({}, ()),
    "more are asked for": ({"demand.csv": f"{DEMAND}D1,U1,MEDIC,70,25,2027-04-01\n"}, ()),
    "the demand is gone": ({"demand.csv": f"{DEMAND}D2,U1,MEDIC,25,25,2027-04-01\n"}, ()),
    "nothing is left to do": ({"pipelines.csv": "pipeline_id,step,course_id\nMEDIC,1,BCT\n"}, ()),
    "no place for the rest": (
        {"capacity.csv": "site_id,course_id,parallel_classes\nPL-01,BCT,2\n"}, (BCT,)
    ),
    "some have dropped out": ({"actuals.csv": f"{ACTUALS}D1-01,1,BCT,PL-01,2027-01-04,7,running\n"}, ()),
    "failed": ({"actuals.csv": f"{ACTUALS}D1-01,1,BCT,PL-01,2027-01-04,7,failed\n"}, ()),
    "stopped": ({"actuals.csv": f"{ACTUALS}D1-01,1,BCT,PL-01,2027-01-04,7,stopped\n"}, ()),
    "done early, the rest abroad": (
        {
            "actuals.csv": f"{ACTUALS}D1-01,1,BCT,PL-01,2027-01-04,24,done\n",
            "units.csv": "unit_id,name,allowed_nations\nU1,One,DE\nU2,Two,\n",
        },
        (),
    ),
    "start moves on": (
        {"plan.toml": BASE["plan.toml"].replace("start = 2027-01-04", "start = 2027-01-18")}, ()
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_of_people_under_way(tmp_path: Path, name: str) -> None:
    files, published = CASES[name]
    night = Night(tmp_path, files, *(published or (BCT, MED)))
    night.solve()
    assert differing(simulate_plan(night.dataset, night.out, published=night.published, runs=20)) == []


@pytest.mark.slow
def test_of_who_is_in_training_only_who_passes_is_open(tmp_path: Path) -> None:
    """25 are in a class that has begun: all are there, of a hundred 80 finish it."""
    courses = "course_id,name,duration_weeks,class_min,class_max,pass_percent\nADM,Intake,1,5,50,\n"
    files = {
        "courses.csv": f"{courses}BCT,Basic,4,25,50,80\nMED,Medic,2,5,50,\n",
        "demand.csv": DEMAND.replace("due", "due,show_percent") + "D1,U1,MEDIC,25,25,2027-04-01,50\n",
    }
    night = Night(tmp_path, files)
    night.solve()
    found = simulate_plan(night.dataset, night.out, published=night.published, runs=2_000)
    rows = {row["id"]: row for _, row in found.figures.iterrows() if row["kind"] == "class"}
    assert (found.by_run["not_shown"] == 0).all()
    there = rows["PL-01.BCT.2027-01-04.1"]
    assert (there["p10"], there["p90"]) == (25, 25)
    assert rows["PL-01.MED.2027-02-01.1"]["mean"] == pytest.approx(20, abs=0.3)
    assert found.by_run["trained"].mean() == pytest.approx(20, abs=0.3)


@pytest.mark.slow
def test_on_average_as_many_are_there_as_the_plan_expects(example_plan: Path) -> None:
    """Where no class is cancelled and nobody joins later; expected ones are rounded down to hundredths."""
    data = ROOT / "data/example"
    expected = {row["class_id"]: float(row["expected"]) for row in table(example_plan / "classes.csv")}
    found = simulate_plan(data, example_plan, runs=10_000, chances=Chances(repeat=0, below_min="run"))
    classes = found.figures[found.figures["kind"] == "class"]
    off = {}
    for _, row in classes.iterrows():
        cohorts = 0.01 * row["planned"]  # at most so many, each rounded by less than a hundredth
        error = 4.5 * (0.35 * row["planned"]) / 100  # of 10,000 runs whose deviation is at most that
        if not -error <= row["mean"] - expected[row["id"]] <= error + cohorts:
            off[row["id"]] = (row["mean"], expected[row["id"]])
    assert off == {}
    assert sum(expected[one] for one in classes["id"]) < classes["planned"].sum() - 10


# Through the program


@pytest.mark.slow
def test_the_command_writes_what_it_prints_and_the_same_to_the_byte(
    tmp_path: Path, example_plan: Path
) -> None:
    data = ROOT / "data/example"
    options = ("--runs", 200, "--seed", 7, "--quiet")
    ran = trainopt("simulate", data, example_plan, *options, "--out", tmp_path / "a", "--json")
    assert ran.code == 0, ran.err
    again = trainopt("simulate", data, example_plan, *options, "--out", tmp_path / "b")
    assert again.code == 0
    assert "in eight of ten runs" in again.out
    names = {path.name for path in (tmp_path / "a").iterdir()}
    assert names == {"simulation.csv", "runs.csv", "manifest.json"}
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    figures = table(tmp_path / "a" / "simulation.csv")
    assert [row["id"] for row in ran.document["figures"]] == [row["id"] for row in figures]
    assert len(table(tmp_path / "a" / "runs.csv")) == 200
    found, direct = read_simulation(tmp_path / "a"), simulate_plan(data, example_plan, runs=200, seed=7)
    assert found.chances == direct.chances
    assert found.figures.equals(direct.figures)
    assert found.by_run.equals(direct.by_run)


@pytest.mark.slow
def test_a_marking_stands_above_all(tmp_path: Path, example_plan: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for path in (ROOT / "data/example").iterdir():
        (data / path.name).write_bytes(path.read_bytes())
    settings = (data / "plan.toml").read_text(encoding="utf-8")
    (data / "plan.toml").write_text(f'{settings}marking = "EXERCISE"\n', encoding="utf-8")
    ran = trainopt("simulate", data, example_plan, "--runs", 5, "--quiet", "--out", tmp_path / "out")
    assert ran.out.startswith("EXERCISE\n")
    assert '"marking": "EXERCISE"' in (tmp_path / "out/manifest.json").read_text(encoding="utf-8")


def test_where_everybody_comes_that_is_said(tmp_path: Path) -> None:
    data = write_mini(tmp_path / "data")
    plan = hand_made(tmp_path / "plan", "X-01,1,a,A1,2026-01-05", "Y-01,1,b,A1,2026-01-05")
    ran = trainopt("simulate", data, plan, "--runs", 5, "--quiet")
    assert ran.code == 0, ran.err
    assert "Everybody comes and passes" in ran.out
    assert "No class falls below its minimum in any run." in ran.out


@pytest.mark.slow
def test_a_plan_that_breaks_a_rule_is_refused(tmp_path: Path, example_plan: Path) -> None:
    plan = tmp_path / "plan"
    plan.mkdir()
    lines = (example_plan / "assignments.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (plan / "assignments.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    ran = trainopt("simulate", ROOT / "data/example", plan, "--runs", 5)
    assert ran.code == 3
    assert "the plan breaks a rule" in ran.err


def test_a_folder_of_something_else_is_no_simulation(tmp_path: Path) -> None:
    with pytest.raises(PlanFaults, match="is no folder that `trainopt simulate` wrote"):
        read_simulation(tmp_path)


@pytest.mark.parametrize(
    ("chances", "message"),
    [
        ({"repeat": 1.5}, "repeat must be a number from 0 to 1 (got 1.5)"),
        ({"class_shock": -1}, "class_shock must be a number from 0 to 3"),
        ({"lost_weeks": True}, "lost_weeks must be a number from 0 to 0.5"),
        ({"below_min": "merge"}, "below_min must be cancel or run (got 'merge')"),
    ],
)
def test_chances_refuse_nonsense_at_once(chances: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as refused:
        Chances(**chances)  # type: ignore[arg-type]
    assert message in str(refused.value)


@pytest.mark.parametrize("given", [{"runs": 0}, {"runs": 10_001}, {"seed": -1}, {"runs": 1.5}])
def test_runs_and_seeds_are_whole_numbers(given: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="must be a whole number"):
        simulate_plan("no-such-folder", "no-such-plan", **given)
