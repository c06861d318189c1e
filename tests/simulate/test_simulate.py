"""What comes of a plan: by closed forms, beside a twin person by person, and as planned where all come."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.support import small
from tests.support.twin import twin_runs
from trainopt.plan.placements import Plan
from trainopt.problem import Problem
from trainopt.simulate.chances import Chances
from trainopt.simulate.odds import Draws, probabilities
from trainopt.simulate.rates import Rates
from trainopt.simulate.simulate import Simulated, play_plan

ALONE = Chances(class_shock=0, nation_shock=0, repeat=0)
"""Everybody decides alone, and nobody comes again."""


def figure(found: Simulated, kind: str, name: str, measure: str | None = None) -> Any:
    """A row of simulation.csv."""
    rows = found.figures[(found.figures["kind"] == kind) & (found.figures["id"] == name)]
    if measure is not None:
        rows = rows[rows["measure"] == measure]
    assert len(rows) == 1
    return rows.iloc[0]


def played(
    problem: Problem, plan: Plan, rates: Rates, chances: Chances = ALONE, runs: int = 4_000, seed: int = 1
) -> Simulated:
    return play_plan(problem, plan, rates, chances, runs=runs, seed=seed)


# One class of 12 for the six of D1 and the six of D2.
ONE_CLASS = small.plan("D1-01 1 DE-1 03-02 a; D2-01 1 DE-1 03-02 a")


class TestOneClass:
    """Those who come are binomial: mean n·p, variance n·p·(1−p), and the quantiles of its sums."""

    def test_who_comes_is_binomial(self) -> None:
        problem = small.problem()
        found = played(problem, ONE_CLASS, Rates(show={"D1": 90, "D2": 90}), runs=10_000)
        there = figure(found, "class", "a")
        # P(X ≤ 9) = 0.1109, P(X ≤ 8) = 0.0256 and P(X ≤ 11) = 0.7176 for X ~ Binomial(12, 0.9).
        assert (there["planned"], there["p10"], there["p90"]) == (12, 9, 12)
        assert there["mean"] == pytest.approx(10.8, abs=4 * math.sqrt(12 * 0.9 * 0.1 / 10_000))
        came = found.by_run["came"].to_numpy()
        assert came.var() == pytest.approx(1.08, rel=0.08)
        for value in range(8, 13):
            expected = math.comb(12, value) * 0.9**value * 0.1 ** (12 - value)
            error = 4 * math.sqrt(expected * (1 - expected) / 10_000)
            assert (came == value).mean() == pytest.approx(expected, abs=error)

    def test_who_passes_is_binomial_of_who_comes(self) -> None:
        rates = Rates(show={"D1": 80}, passed={"BASIC": 70})
        found = played(small.problem(), ONE_CLASS, rates, Chances(0, 0, 0, 0, "run"), runs=10_000)
        trained = figure(found, "demand", "D1", "trained")
        assert trained["mean"] == pytest.approx(6 * 0.8 * 0.7, abs=4 * math.sqrt(6 * 0.56 * 0.44 / 10_000))
        other = figure(found, "demand", "D2", "trained")
        assert other["mean"] == pytest.approx(6 * 0.7, abs=4 * math.sqrt(6 * 0.7 * 0.3 / 10_000))
        unmet = figure(found, "tier", "unmet")
        assert unmet["mean"] == pytest.approx(18 - trained["mean"] - other["mean"], abs=0.02)
        assert trained["all_on_time"] == pytest.approx(0.56**6, abs=0.01)

    @pytest.mark.parametrize(("below_min", "trained"), [("cancel", 0.0), ("run", 1.0)])
    def test_a_class_below_its_minimum(self, below_min: str, trained: float) -> None:
        """Of 6 at 30 %, fewer than 4 come with probability P(X ≤ 3) = 0.92953."""
        plan = small.plan("D1-01 1 DE-1 03-02 a")
        chances = Chances(0, 0, 0, 0, below_min)
        found = played(small.problem(), plan, Rates(show={"D1": 30}), chances, runs=10_000)
        assert figure(found, "class", "a")["below_min"] == pytest.approx(0.92953, abs=0.011)
        few = found.by_run[found.by_run["came"] < 4]
        assert (few["trained"] == trained * few["came"]).all()
        assert (found.by_run["below_min"] == (found.by_run["came"] < 4)).all()

    def test_a_shock_widens_and_leaves_the_mean_alone(self) -> None:
        """Var = n·E[p(1−p)] + n²·Var(p), of which the second part is the shock's."""
        tables = {"courses": small.courses("BASIC,B,2,1,400,", "LEADER,L,1,1,400,")}
        demand = "demand_id,unit_id,pipeline_id,trainees,due\nD1,U1,ONE,300,2026-05-10\n"
        beds = small.sites("DE-1,DE,M,999", "DE-2,DE,H,999", "PL-1,PL,D,999")
        problem = small.problem(**tables, demand=demand, sites=beds)
        plan = small.plan("D1-01 1 DE-1 03-02 a")
        shock = math.hypot(0.5, 0.3)
        z = Draws(9, 0, 400_000).of("a", "b").standard_normal(400_000)
        p = probabilities(90, shock, shock * z)
        assert p.mean() == pytest.approx(0.9, abs=0.001)
        wanted = 300 * (p * (1 - p)).mean() + 300**2 * p.var()
        chances = Chances(class_shock=0.5, nation_shock=0.3, repeat=0)
        found = played(problem, plan, Rates(show={"D1": 90}), chances, runs=10_000)
        came = found.by_run["came"].to_numpy()
        assert came.mean() == pytest.approx(270, abs=4 * math.sqrt(wanted / 10_000))
        assert came.var() == pytest.approx(wanted, rel=0.1)
        assert came.var() > 5 * 300 * 0.9 * 0.1

    def test_who_is_turned_away_of_an_overbooked_class(self) -> None:
        """15 at 80 % for 12 seats: turned away is max(X − 12, 0), those of lower priority first."""
        demand = (
            "demand_id,unit_id,pipeline_id,trainees,due,priority\nD1,U1,ONE,9,2026-05-10,2\n"
            "D2,U2,ONE,6,2026-05-10,1\n"
        )
        problem = small.problem(demand=demand)
        found = played(problem, ONE_CLASS, Rates(show={"D1": 80, "D2": 80}), runs=10_000)
        runs = found.by_run
        assert (runs["turned_away"] == (runs["came"] - 12).clip(lower=0)).all()
        assert (runs["trained"] == runs["came"].clip(upper=12)).all()
        expected = sum(math.comb(15, k) * 0.8**k * 0.2 ** (15 - k) * max(k - 12, 0) for k in range(16))
        assert runs["turned_away"].mean() == pytest.approx(expected, abs=0.03)
        assert figure(found, "demand", "D1", "trained")["mean"] == pytest.approx(7.2, abs=0.06)


class TestSeats:
    def test_who_does_not_pass_takes_a_free_seat_of_a_later_class_once(self) -> None:
        plan = small.plan("D1-01 1 DE-1 03-02 a; D2-01 1 DE-1 03-16 b")
        chances = Chances(0, 0, repeat=1)
        found = played(small.problem(), plan, Rates(passed={"BASIC": 50}), chances)
        # Six do not pass at 50 %, all of whom find a seat among the six free ones: 0.75 of D1, 0.5 of D2.
        assert figure(found, "demand", "D1", "trained")["mean"] == pytest.approx(4.5, abs=0.08)
        assert figure(found, "demand", "D2", "trained")["mean"] == pytest.approx(3.0, abs=0.09)
        assert figure(found, "class", "b")["mean"] == pytest.approx(9.0, abs=0.09)

    def test_nobody_takes_a_bed_that_is_not_there(self) -> None:
        beds = small.sites("DE-1,DE,M,6", "DE-2,DE,H,100", "PL-1,PL,D,100")
        plan = small.plan("D1-01 1 DE-1 03-02 a; D2-01 1 DE-1 03-16 b")
        found = played(small.problem(sites=beds), plan, Rates(passed={"BASIC": 50}), Chances(0, 0))
        assert figure(found, "class", "b")["p90"] == 6
        assert (found.by_run["joined_later"] == 0).all()

    def test_seats_of_who_does_not_come_have_beds(self) -> None:
        beds = small.sites("DE-1,DE,M,6", "DE-2,DE,H,100", "PL-1,PL,D,100")
        plan = small.plan("D1-01 1 DE-1 03-02 a; D2-01 1 DE-1 03-16 b")
        rates = Rates(show={"D2": 50}, passed={"BASIC": 50})
        found = played(small.problem(sites=beds), plan, rates, Chances(0, 0, below_min="run"))
        assert figure(found, "class", "b")["p90"] == 6
        assert found.by_run["joined_later"].mean() > 1

    def test_a_lost_week_makes_a_class_end_later(self) -> None:
        """With half of the weeks lost, a class of two weeks ends by due, or one or two weeks after it."""
        demand = "demand_id,unit_id,pipeline_id,trainees,due\nD1,U1,ONE,6,2026-03-15\n"
        plan = small.plan("D1-01 1 DE-1 03-02 a")
        found = played(small.problem(demand=demand), plan, Rates(), Chances(0, 0, 0, lost_weeks=0.5))
        weeks = found.by_run["lateness"] // 6
        assert sorted(weeks.unique()) == [0, 1, 2]
        assert weeks.mean() == pytest.approx(1.0, abs=0.05)
        assert figure(found, "demand", "D1", "on_time")["all_on_time"] == pytest.approx(0.25, abs=0.03)


class TestSeeds:
    def test_the_same_seed_gives_the_same_figures(self) -> None:
        runs = [
            played(small.problem(), ONE_CLASS, Rates(show={"D1": 70}), runs=1_500, seed=s) for s in (1, 1, 2)
        ]
        csv = [f"{one.figures.to_csv()}{one.by_run.to_csv()}" for one in runs]
        assert csv[0] == csv[1]
        assert csv[0] != csv[2]

    def test_what_else_is_planned_changes_nobody_else_s_luck(self) -> None:
        alone = small.plan("D1-01 1 DE-1 03-02 a")
        both = small.plan("D1-01 1 DE-1 03-02 a; D2-01 1 DE-2 03-02 b")
        rates, chances = Rates(show={"D1": 70, "D2": 70}), Chances(below_min="run")
        found = [
            figure(played(small.problem(), plan, rates, chances), "class", "a") for plan in (alone, both)
        ]
        assert found[0].equals(found[1])


# Beside the twin

SITES = small.sites("DE-1,DE,M,14", "DE-2,DE,H,100", "PL-1,PL,D,100")
TWO_STEPS = "D3-01 1 DE-1 03-02 a; D3-01 2 DE-1 03-16 k; D1-01 1 DE-1 03-02 a; "
MORE = "D2-01 1 DE-1 03-16 b; D4-01 1 PL-1 03-02 c; D4-01 2 DE-1 03-23 l; D5-01 1 DE-1 03-30 d; "
LATER = "D5-01 2 DE-1 04-13 m; D6-01 1 PL-1 03-30 e"
DEMAND = """\
demand_id,unit_id,pipeline_id,trainees,due,priority,cohort_max
D1,U1,ONE,6,2026-03-15,1,12
D2,U2,ONE,6,2026-05-10,3,12
D3,U1,TWO,6,2026-04-12,2,12
D4,U2,TWO,7,2026-04-05,1,12
D5,U1,TWO,5,2026-04-19,1,12
D6,U2,ONE,5,2026-05-10,1,12
"""
CAPACITY = "site_id,course_id,parallel_classes,cost_per_class,cost_per_trainee\n" + "".join(
    f"{site},{course},2,100,3\n" for site in ("DE-1", "DE-2", "PL-1") for course in ("BASIC", "LEADER")
)


@dataclass(frozen=True)
class Case:
    """A small problem with a plan, and what may happen to it."""

    tables: Mapping[str, str] = field(default_factory=dict)
    rates: Rates = field(default_factory=Rates)
    chances: Chances = field(default_factory=Chances)
    plan: str = TWO_STEPS + MORE + LATER

    @property
    def problem(self) -> Problem:
        """Cohorts are whole whatever a class holds: it is for the simulation to turn people away."""
        return small.problem(**{"demand": DEMAND, "capacity": CAPACITY, "sites": SITES, **self.tables})


HALF = Rates(show={"D1": 70, "D2": 90, "D3": 80, "D4": 60, "D5": 85}, passed={"BASIC": 75, "LEADER": 80})
CASES = {
    "no-shows and drop-outs, shocks": Case(rates=HALF),
    "run below the minimum, half ask again": Case(
        rates=HALF, chances=Chances(class_shock=0.8, nation_shock=0.6, repeat=0.5, below_min="run")
    ),
    "beds and arrivals bind": Case(
        {
            "sites": small.sites("DE-1,DE,M,13", "DE-2,DE,H,9", "PL-1,PL,D,7"),
            "nations": small.nations("DE,Germany,14,14", "PL,Poland,9,7"),
            "units": small.units("U1,First,14,", "U2,Second,12,"),
        },
        HALF,
    ),
    "waits, locations and transfer weeks": Case(
        {
            "pipelines": small.steps("ONE,1,BASIC,,", "TWO,1,BASIC,,", "TWO,2,LEADER,4,same_nation"),
            "plan": "transfer_weeks = 1\n",
        },
        HALF,
        plan=(TWO_STEPS + MORE + LATER).replace("D4-01 1 PL-1 03-02 c", "D4-01 1 DE-2 03-02 c"),
    ),
    "one unit a class, allowed nations": Case(
        {
            "courses": small.courses("BASIC,Basic training,2,4,12,no", "LEADER,Leader course,1,2,12,"),
            "units": small.units("U1,First,,DE", "U2,Second,,DE PL"),
        },
        HALF,
        plan=(TWO_STEPS + MORE + LATER),
    ),
    "overbooked, lost weeks": Case(
        {"courses": small.courses("BASIC,Basic training,2,4,9,", "LEADER,Leader course,1,2,5,")},
        Rates(show=HALF.show, passed={"BASIC": 95, "LEADER": 80}),
        Chances(lost_weeks=0.15),
    ),
}
TERMS = ("unmet", "lateness", "transfers", "waiting", "cost")
COUNTS = (
    "came", "not_shown", "turned_away", "too_late", "cancelled", "not_passed", "joined_later", "trained",
    "trained_on_time",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_it_is_what_a_twin_comes_to_person_by_person(name: str) -> None:
    """Means within what so few runs of the twin can tell; each of them is of many figures, hence 4.5."""
    case = CASES[name]
    problem, plan = case.problem, small.plan(case.plan)
    runs = 1_500
    twins = pd.DataFrame(twin_runs(problem, plan, case.rates, case.chances, runs)).fillna(0)
    found = played(problem, plan, case.rates, case.chances, runs=6_000)
    differing = {}
    for column in (*TERMS, *COUNTS):
        theirs = twins.get(column, pd.Series(np.zeros(runs)))
        ours = found.by_run[column]
        error = math.sqrt(theirs.var() / runs + ours.var() / len(ours))
        if abs(theirs.mean() - ours.mean()) > 4.5 * error + 1e-9:
            differing[column] = (theirs.mean(), ours.mean(), error)
    for at in (str(name) for name in twins if str(name).startswith("there ")):
        ours = figure(found, "class", at.removeprefix("there "))
        error = math.sqrt(twins[at].var() / runs * 1.25)
        if abs(twins[at].mean() - ours["mean"]) > 4.5 * error + 0.01:
            differing[at] = (twins[at].mean(), ours["mean"], error)
    assert differing == {}


def test_the_cases_of_the_twin_see_what_they_are_for() -> None:
    """So that the test above can fail: of each kind something happens in some case."""
    happened = set()
    for case in CASES.values():
        found = played(case.problem, small.plan(case.plan), case.rates, case.chances, runs=300)
        happened |= {name for name in COUNTS if found.by_run[name].max() > 0}
    assert happened == set(COUNTS)


@pytest.mark.parametrize("name", CASES)
def test_everybody_is_somewhere_in_the_end(name: str) -> None:
    """Who came is trained, or has not passed, or found no other seat; never more than who came."""
    case = CASES[name]
    runs = played(case.problem, small.plan(case.plan), case.rates, case.chances, runs=500).by_run
    assert (runs["came"] + runs["not_shown"] == runs["came"][0] + runs["not_shown"][0]).all()
    assert (runs["trained"] <= runs["came"]).all()
    lost = runs["not_passed"] + runs["turned_away"] + runs["too_late"] + runs["cancelled"]
    assert (runs["came"] - runs["trained"] <= lost).all()
