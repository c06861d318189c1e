"""Excursions: away from a plan that stands still under other priorities, and back to the true ones."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.support import small
from tests.support.generated import thinned
from tests.support.moves import change, placed, state
from trainopt.check import check, terms
from trainopt.plan.ledger import ledger_of
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import Options, find_options
from trainopt.search import excursion, lns
from trainopt.search.excursion import FINENESS, FURTHEST, Excursion, with_other_priorities
from trainopt.search.greedy import greedy_plan
from trainopt.search.lns import NeighbourhoodSearch
from trainopt.search.neighbourhoods import NEIGHBOURHOODS, Surroundings

AWAY, BACK = 1.0, 0.5

Started = tuple[Problem, Options, Assignment]


@pytest.fixture(scope="module")
def started() -> Started:
    """A generated problem with its greedy plan."""
    problem = build_problem(thinned("small", 3, demand=2, capacity=2))
    options = find_options(problem)
    start = greedy_plan(problem, options)
    assert start is not None
    return problem, options, start


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Excursions of some ten trials."""
    monkeypatch.setattr(excursion, "AWAY", AWAY)
    monkeypatch.setattr(excursion, "BACK", BACK)


def values(problem: Problem, assignment: Assignment) -> list[int]:
    found = terms(problem, plan_of(problem, assignment))
    return [found[term] for term in problem.objective]


def excursion_from(search: NeighbourhoodSearch) -> Assignment:
    """What a whole excursion finds."""
    away = Excursion(search)
    while not away.step(30.0):
        pass
    return away.come_home()


def test_other_priorities_are_all_that_differs(started: Started) -> None:
    problem, _, _ = started
    other = with_other_priorities(problem, random.Random(1))
    assert replace(other, demands=problem.demands) == problem
    true = {demand.demand_id: demand for demand in problem.demands}
    assert [replace(d, priority=true[d.demand_id].priority) for d in other.demands] == list(problem.demands)


def test_other_priorities_lie_about_the_true_ones_and_differ_each_time(started: Started) -> None:
    problem, _, _ = started
    dice = random.Random(1)
    drawn = [
        d.priority / (FINENESS * true.priority)
        for _ in range(20)
        for true, d in zip(problem.demands, with_other_priorities(problem, dice).demands, strict=True)
    ]
    assert all(1 - FURTHEST - 0.05 <= part <= 1 + FURTHEST + 0.05 for part in drawn)
    assert min(drawn) < 1 - 0.9 * FURTHEST
    assert max(drawn) > 1 + 0.9 * FURTHEST


def test_a_demand_always_has_some_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excursion, "FURTHEST", 1.0)
    problem, dice = small.problem(), random.Random(1)
    drawn = [d.priority for _ in range(200) for d in with_other_priorities(problem, dice).demands]
    assert min(drawn) == 1


@pytest.mark.usefixtures("short")
def test_it_goes_under_other_priorities_first_then_under_the_true_ones(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, options, start = started
    search = NeighbourhoodSearch(problem, options, start, seed=1)
    search.passes = 7.0
    under: list[tuple[float, bool]] = []
    step = search.step

    def noted(seconds: float) -> object:
        assert search.problem is search.around.problem
        under.append((search.passes - 7.0, search.problem is problem))
        return step(seconds)

    monkeypatch.setattr(search, "step", noted)
    away = Excursion(search)
    while not away.step(30.0):
        assert search.passes - 7.0 < AWAY + BACK
    assert search.passes - 7.0 >= AWAY + BACK
    assert all(truly == (passes >= AWAY) for passes, truly in under)
    assert {truly for _, truly in under} == {False, True}


def test_no_kind_takes_as_much_work_as_where_it_found_nothing_before(started: Started) -> None:
    search = NeighbourhoodSearch(*started, seed=1)
    for number, standing in enumerate(search.standings):
        standing.options = 500 + number
        for _ in range(60):
            standing.learn(0, 0.1, 10)
    assert all(standing.work > lns.FIRST_WORK and standing.score < 0.01 for standing in search.standings)
    Excursion(search)
    assert search.standings == [lns.Standing(options=500 + number) for number in range(len(NEIGHBOURHOODS))]


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("most", [2, 1000], ids=["cut short", "whole"])
def test_at_home_all_is_as_it_was_and_what_was_found_is_allowed(started: Started, most: int) -> None:
    problem, options, start = started
    search = NeighbourhoodSearch(problem, options, start, seed=1)
    room, running = search.ledger.room.copy(), search.ledger.running.copy()
    away = Excursion(search)
    over = next((trial for trial in range(most) if away.step(30.0)), None)
    assert (over is None) == (most == 2)
    found = away.come_home()
    assert found != start
    assert check(problem, plan_of(problem, found)) == []
    assert search.problem is search.around.problem is problem
    assert search.assignment() == start
    assert (search.ledger.room == room).all()
    assert (search.ledger.running == running).all()
    assert search.ledger.exchange({i: found.get(i) for i in start.keys() | found.keys()})
    assert state(search.ledger) == state(ledger_of(problem, options.openings, found))


@pytest.mark.usefixtures("short")
def test_the_same_seed_finds_the_same(started: Started) -> None:
    problem, options, start = started
    found = []
    for seed in (5, 5, 6):
        found.append(excursion_from(NeighbourhoodSearch(problem, options, start, seed)))
    assert found[0] == found[1]
    assert found[0] != found[2]


@pytest.mark.usefixtures("short")
def test_it_can_set_out_from_elsewhere_and_comes_home_all_the_same(started: Started) -> None:
    problem, options, start = started
    search = NeighbourhoodSearch(problem, options, start, seed=1)
    while (move := search.step(30.0)) is None:
        pass
    search.ledger.exchange(move.after)
    elsewhere = search.assignment()
    away = Excursion(search, start)
    assert search.assignment() == start
    away.step(30.0)
    away.come_home()
    assert search.assignment() == elsewhere


# D1 can only be in Germany, D2 there or in Poland, D3 there or in France; each class holds one of them. In
# the plan D1 is out. No two of the three, freed, bring it in: D2 would have to go where D3 is.
CHAIN = {
    "nations": small.nations("DE,Germany,,", "PL,Poland,,", "FR,France,,"),
    "sites": small.sites("DE-1,DE,Munster,100", "PL-1,PL,Drawsko,100", "FR-1,FR,Mourmelon,100"),
    "capacity": small.table("site_id,course_id,parallel_classes,class_max,valid_from,valid_to")(
        *(f"{site},BASIC,1,6,2026-03-02,2026-03-15" for site in ("DE-1", "PL-1", "FR-1"))
    ),
    "units": small.units("U1,First,,DE", "U2,Second,,DE PL", "U3,Third,,PL FR"),
    "demand": small.table("demand_id,unit_id,pipeline_id,trainees,due")(
        *(f"D{n},U{n},ONE,6,2026-05-10" for n in (1, 2, 3))
    ),
}
STUCK = "D2-01 1 DE-1 03-02 a; D3-01 1 PL-1 03-02 a"


def any_two(around: Surroundings) -> list[int]:
    return around.dice.sample([group.index for group in around.able], 2)


def test_it_leads_out_of_where_no_neighbourhood_finds_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lns, "NEIGHBOURHOODS", (any_two,))
    problem = small.problem(**CHAIN)
    stuck = placed(change(problem, STUCK))
    search = NeighbourhoodSearch(problem, find_options(problem), stuck, seed=1)
    assert [search.step(30.0) for _ in range(30)] == [None] * 30
    best = min(values(problem, excursion_from(search))[0] for _ in range(8))
    assert values(problem, stuck)[0] == 6
    assert best == 0
