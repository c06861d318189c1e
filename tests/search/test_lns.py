"""Large neighbourhoods: what they find is allowed, never worse, and the optimum where everything is free."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support import oracle, small
from tests.support.moves import change, placed
from tests.support.tiny import tiny_dataset
from trainopt.check import check, terms
from trainopt.dataset import read_dataset
from trainopt.generate.generate import generate
from trainopt.model.build import build_model
from trainopt.model.translate import point_of
from trainopt.plan.ledger import ledger_of
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import Options, find_options
from trainopt.search import lns
from trainopt.search.greedy import greedy_plan
from trainopt.search.lns import NeighbourhoodSearch, Standing, weighted_tiers
from trainopt.search.messages import Moved
from trainopt.search.neighbourhoods import (
    NEIGHBOURHOODS,
    NeighbourhoodKind,
    Surroundings,
    at_site_of_unmet,
    at_sites_of_a_way,
    of_site,
)

STEPS = 12

Started = tuple[Problem, Options, Assignment]


@pytest.fixture(scope="module")
def started() -> Started:
    """A generated problem with its greedy plan."""
    problem = build_problem(generate("small", 3))
    options = find_options(problem)
    start = greedy_plan(problem, options)
    assert start is not None
    return problem, options, start


def values(problem: Problem, assignment: Assignment) -> list[int]:
    found = terms(problem, plan_of(problem, assignment))
    return [found[term] for term in problem.objective]


def stepped(search: NeighbourhoodSearch, seconds: float = 30.0) -> Moved | None:
    """One step; a move that it finds is made."""
    move = search.step(seconds)
    if move is not None:
        assert search.ledger.exchange(move.after)
    return move


@pytest.mark.slow
def test_a_step_finds_what_is_better_and_allowed_and_leaves_the_plan_as_it_is(started: Started) -> None:
    problem, options, start = started
    search = NeighbourhoodSearch(problem, options, start, seed=1)
    for _ in range(STEPS):
        before = search.assignment()
        move = search.step(30.0)
        assert search.assignment() == before
        if move is not None:
            assert_says_what_changes(move, before)
            assert search.ledger.exchange(move.after)
            after = search.assignment()
            assert after == {i: seats for i, seats in {**before, **move.after}.items() if seats is not None}
            assert values(problem, after) < values(problem, before)
            assert check(problem, plan_of(problem, after)) == []
    assert values(problem, search.assignment()) < values(problem, start)


def assert_says_what_changes(move: Moved, plan: Assignment) -> None:
    """The move is of the cohorts that change and of no other, and starts from the plan."""
    assert move.before.keys() == move.after.keys()
    assert move.before == {index: plan.get(index) for index in move.before}
    assert all(move.before[index] != move.after[index] for index in move.before)


def test_the_same_seed_gives_the_same_plan(started: Started) -> None:
    problem, options, start = started
    plans = []
    for _ in range(2):
        search = NeighbourhoodSearch(problem, options, start, seed=5)
        for _ in range(5):
            stepped(search)
        plans.append(search.assignment())
    assert plans[0] == plans[1]


def test_taking_cohorts_out_and_putting_them_back_leaves_the_ledger_as_it_was(
    started: Started,
) -> None:
    problem, options, start = started
    ledger = ledger_of(problem, options.openings, start)
    room, running, free = ledger.room.copy(), ledger.running.copy(), ledger.free.copy()
    chosen = list(start)[::3]
    for index in chosen:
        ledger.remove(problem.cohorts[index])
    assert (ledger.room != room).any()
    for index in chosen:
        ledger.place_in(problem.cohorts[index], start[index])
    assert (ledger.room == room).all()
    assert (ledger.running == running).all()
    assert (ledger.free == free).all()
    assert ledger.assignment() == start


@pytest.mark.parametrize("kind", NEIGHBOURHOODS, ids=[kind.__name__ for kind in NEIGHBOURHOODS])
def test_every_kind_gathers_groups_that_can_be_placed(started: Started, kind: NeighbourhoodKind) -> None:
    problem, options, start = started
    search = NeighbourhoodSearch(problem, options, start, seed=2)
    gathered = [kind(search.around) for _ in range(20)]
    assert any(gathered)
    able = {group.index for group in search.around.able}
    assert {index for groups in gathered for index in groups} <= able


@pytest.mark.parametrize("kind", NEIGHBOURHOODS, ids=[kind.__name__ for kind in NEIGHBOURHOODS])
@pytest.mark.parametrize("name", ["capacity", "demand"])
def test_no_kind_gathers_anybody_where_there_are_no_classes_or_cohorts(
    kind: NeighbourhoodKind, name: str
) -> None:
    problem = small.problem(**{name: small.BASE[name].partition("\n")[0] + "\n"})
    search = NeighbourhoodSearch(problem, find_options(problem), {}, seed=2)
    assert [kind(search.around) for _ in range(10)] == [[]] * 10


ONE_TEACHER = {
    "course_resources": small.needs("BASIC,teacher,1", "LEADER,teacher,1"),
    "resources": small.pools("DE-1,teacher,1,,", "DE-2,teacher,1,,"),
    "capacity": small.offers("DE-1,BASIC,1,,,,", "DE-1,LEADER,1,,,,", "DE-2,BASIC,1,,,,"),
    "pipelines": small.steps("ONE,1,BASIC,,", "LEAD,1,LEADER,,"),
    "demand": small.table("demand_id,unit_id,pipeline_id,trainees,ready_from,due,latest")(
        "D1,U1,ONE,6,2026-03-02,2026-03-15,2026-03-15", "D2,U2,LEAD,6,2026-03-02,2026-03-08,2026-03-08"
    ),
}
"""The only teacher whom D2 can have teaches D1, which could be at the other site as well."""


@pytest.mark.parametrize("kind", NEIGHBOURHOODS, ids=[kind.__name__ for kind in NEIGHBOURHOODS])
def test_kinds_of_sites_alone_free_an_instructor_of_another_course(
    kind: NeighbourhoodKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = small.problem(**ONE_TEACHER)
    start = placed(change(problem, "D1-01 1 DE-1 03-02 a"))
    monkeypatch.setattr(lns, "NEIGHBOURHOODS", (kind,))
    search = NeighbourhoodSearch(problem, find_options(problem), start, seed=1)
    for _ in range(STEPS):
        stepped(search)
    of_sites = {at_site_of_unmet, at_sites_of_a_way, of_site}
    assert values(problem, search.assignment())[0] == (0 if kind in of_sites else 6)


@pytest.mark.parametrize(
    ("opening", "weeks", "found"),
    [
        ("DE-1 LEADER 03-16", 0, "BASIC 03-09, BASIC 03-16, LEADER 03-16"),
        ("DE-1 LEADER 03-02", 1, "BASIC 03-02, BASIC 03-09, LEADER 03-02, LEADER 03-09"),
        ("DE-2 BASIC 03-02", 0, "BASIC 03-02, BASIC 03-09"),
    ],
)
def test_who_is_at_a_site_at_the_same_time(opening: str, weeks: int, found: str) -> None:
    problem = small.problem(**{**ONE_TEACHER, "demand": small.BASE["demand"].replace("TWO", "LEAD")})
    around = NeighbourhoodSearch(problem, find_options(problem), {}, seed=1).around
    names = [opening_name(problem, row, start) for row, start in around.openings.at]
    there = around.at_site(names.index(opening), weeks)
    site = opening.split()[0]
    assert sorted(names[index] for index in there) == [f"{site} {name}" for name in found.split(", ")]


def opening_name(problem: Problem, row: int, start: int) -> str:
    """Site, course and first day: `DE-1 BASIC 03-09`."""
    offer = problem.rows[row]
    day = problem.calendar.monday(start)
    return f"{problem.sites[offer.site].site_id} {offer.course_id} {day:%m-%d}"


def test_the_openings_along_a_way_follow_each_other(started: Started) -> None:
    problem, options, start = started
    around = NeighbourhoodSearch(problem, options, start, seed=2).around
    openings = options.openings
    lengths = set()
    for group in around.able:
        way = around.way(group)
        lengths.add(len(way))
        for (among, opening), step in zip(way, reversed(options.by_group[group.index]), strict=False):
            assert opening in among
            assert among.tolist() == step.tolist()
        for (_, later), (_, earlier) in pairwise(way):
            assert openings.end[earlier] < openings.start[later]
    assert max(lengths) > 1


def everybody(around: Surroundings) -> list[int]:
    """All groups that can be placed at all."""
    return [group.index for group in around.able]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_with_everybody_free_a_step_finds_the_optimum(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in tiny_dataset(seed).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    problem = build_problem(read_dataset(tmp_path))
    options = find_options(problem)
    start = greedy_plan(problem, options)
    if start is None:
        pytest.skip("greedy does not hold the pins")
    monkeypatch.setattr(lns, "NEIGHBOURHOODS", (everybody,))
    monkeypatch.setattr(lns, "LARGEST_DOUBLE_SUM", 2**62)
    search = NeighbourhoodSearch(problem, options, start, seed)
    search.standings = [Standing(options=10**9, work=60.0)]
    stepped(search, 60.0)
    assert tuple(values(problem, search.assignment())) == oracle.optimum(oracle.read(tmp_path))


def test_one_unit_of_a_tier_outweighs_all_tiers_behind_it(
    started: Started,
) -> None:
    problem, options, start = started
    model = build_model(problem, options)
    term, pursued = weighted_tiers(model.linear, [model.terms[name] for name in problem.objective])
    assert pursued > 1
    empty = point_of(model, {})
    full = point_of(model, start)

    def weighted(point: list[int]) -> int:
        return sum(k * point[column] for column, k in term.terms)

    assert values(problem, start)[0] < values(problem, {})[0]
    assert values(problem, start)[1:] > values(problem, {})[1:]
    assert weighted(full) < weighted(empty)


@pytest.mark.slow
@pytest.mark.parametrize("pursued", range(1, 7))
def test_tiers_for_which_numbers_are_too_small_are_left_out_and_counted(
    started: Started, pursued: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, options, start = started
    monkeypatch.setattr(lns, "LARGEST_DOUBLE_SUM", 1 if pursued == 1 else 2**400)
    problem = replace(problem, objective=problem.objective[: max(pursued, 2)])
    search = NeighbourhoodSearch(problem, options, start, seed=1)
    for _ in range(3):
        stepped(search)
    left_out = problem.objective[pursued:]
    assert search.left_out == dict.fromkeys(left_out, search.trials)
    assert search.trials == 3
