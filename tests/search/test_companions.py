"""Who must come together is placed first: who that is, in which rounds, and what becomes of the old plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.support import small
from tests.support.annealed import annealing
from tests.support.kernels import needs_kernel, watched_chunks
from trainopt.check import check
from trainopt.kernel.engine import Kernel, opened
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.search.annealing import Annealing, Round, Stage, rounds, stages
from trainopt.search.companions import have_options, least_classes, those_alone
from trainopt.search.messages import Shared
from trainopt.search.prover import Prover

DEMAND = small.table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due")
STEPS = 4_000
ONE_STAGE = [Stage(0, 1.0)]

# Who needs how many


def classes_of(least: int, mixed: str = "no", leader: int = 1) -> Problem:
    """A demand of four cohorts of six for a class of so many, and one who goes on to a second step."""
    return small.problem(
        courses=small.courses(f"BASIC,Basic,2,{least},24,{mixed}", f"LEADER,Leader,1,{leader},24,no"),
        demand=DEMAND("D1,U1,ONE,24,6,2026-05-10", "D2,U1,TWO,6,6,2026-05-10"),
    )


@pytest.mark.parametrize(
    ("problem", "needed"),
    [
        (classes_of(1), [1, 1]),
        (classes_of(18), [18, 18]),
        (classes_of(24, mixed="yes"), [1, 1]),
        (classes_of(7, leader=6), [7, 7]),
    ],
)
def test_a_cohort_needs_as_many_trainees_of_its_unit_as_fill_a_class(
    problem: Problem, needed: list[int]
) -> None:
    assert least_classes(problem, find_options(problem)) == needed


def test_it_is_the_least_class_of_the_most_demanding_step() -> None:
    problem = small.problem(
        capacity=small.sizes("DE-1,BASIC,1,24,24", "DE-2,BASIC,1,12,24", "DE-1,LEADER,1,18,24"),
        courses=small.courses("BASIC,Basic,2,4,24,no", "LEADER,Leader,1,2,24,no"),
        demand=DEMAND("D1,U1,ONE,24,6,2026-05-10", "D2,U1,TWO,24,6,2026-05-10"),
    )
    assert least_classes(problem, find_options(problem)) == [12, 18]


# Who is placed first

SOME = small.texts(
    courses=small.courses("BASIC,Basic,2,24,24,no", "LEADER,Leader,1,2,12,yes"),
    pipelines=small.steps("ONE,1,BASIC,,", "TWO,1,LEADER,,"),
    demand=DEMAND("D1,U1,ONE,24,6,2026-05-10", "D2,U1,TWO,6,6,2026-05-10", "D3,U2,TWO,6,6,2026-05-10"),
)


def turns(problem: Problem) -> list[list[bool]]:
    """By group, whether it may be placed, in each turn before everybody's."""
    every = those_alone(problem, find_options(problem))
    return [[all(map(len, steps)) for steps in alone.options.by_group] for alone in every]


def has_options(problem: Problem) -> list[bool] | None:
    """By group, whether it may be placed first; None where nobody is."""
    found = turns(problem)
    return found[0] if found else None


def test_who_needs_four_has_all_options_and_nobody_else_has_any() -> None:
    problem = small.problem_of(SOME)
    assert has_options(problem) == [True, False, False]
    (alone,) = those_alone(problem, find_options(problem))
    assert alone.options.by_group[0] is find_options(problem).by_group[0]
    assert alone.options.openings is find_options(problem).openings


def test_who_has_nowhere_to_go_is_not_counted() -> None:
    problem = small.problem_of(SOME)
    (alone,) = those_alone(problem, find_options(problem))
    assert (have_options(problem, find_options(problem)), have_options(problem, alone.options)) == (6, 4)


def test_who_is_pinned_is_placed_with_them() -> None:
    pinned = small.problem_of(SOME | {"pins.csv": small.pins("D3-01,1,DE-1,2026-03-09")})
    assert has_options(pinned) == [True, False, True]


@pytest.mark.parametrize(("least", "first"), [(18, None), (19, [True, False, False])])
def test_nobody_is_where_three_are_enough(least: int, first: list[bool] | None) -> None:
    courses = small.courses(f"BASIC,Basic,2,{least},24,no", "LEADER,Leader,1,2,12,yes")
    assert has_options(small.problem_of(SOME | {"courses.csv": courses})) == first


@pytest.mark.parametrize(("least", "first"), [(23, [True, False, False]), (24, [True, True, False])])
def test_first_are_those_who_need_a_class_of_half_of_the_largest_then_all_who_need_others(
    least: int, first: list[bool]
) -> None:
    """Companies of four platoons come behind battalions, who need four companies, and before single ones."""
    found = small.problem(
        courses=small.courses("BASIC,Basic,2,48,48,no", f"LEADER,Leader,1,{least},24,no", "OTHER,o,1,1,9,no"),
        capacity=small.offers("DE-1,BASIC,1,,,,", "DE-1,LEADER,1,,,,", "DE-1,OTHER,1,,,,"),
        pipelines=small.steps("ONE,1,BASIC,,", "TWO,1,LEADER,,", "SOLO,1,OTHER,,"),
        demand=DEMAND("D1,U1,ONE,48,12,2026-05-10", "D2,U2,TWO,24,6,2026-05-10", "D3,U2,SOLO,6,6,2026-05-10"),
    )
    every = [True, True, False]
    assert turns(found) == ([first] if first == every else [first, every])
    every_turn = those_alone(found, find_options(found))
    assert sum(alone.share for alone in every_turn) == pytest.approx(1.0)


@pytest.mark.parametrize("published", [{}, small.published("D2-01 1 DE-1 03-02 a")])
def test_nobody_is_where_a_plan_is_published(published: dict[tuple[str, int], object]) -> None:
    assert has_options(small.problem_of(SOME, published)) is None  # type: ignore[arg-type]


def test_who_needs_four_is_too_where_people_are_under_way_and_no_plan_is_in_force() -> None:
    header = "cohort_id,step,course_id,site_id,start,trainees,state\n"
    under_way = SOME | {
        "plan.toml": SOME["plan.toml"] + "as_of = 2026-03-16\n",
        "actuals.csv": f"{header}D2-01,1,LEADER,DE-1,2026-03-02,6,done\n",
    }
    found = small.problem_of(under_way)
    assert found.under_way
    assert found.published is None
    assert has_options(found) == [True, False]


def test_nobody_is_where_another_term_is_before_unmet() -> None:
    assert has_options(small.problem_of(SOME).pursuing(("lateness", "unmet"), None)) is None


# In which rounds

OPTIONS = 10_000  # whose first round has a second, and that of island 1 1.53


@pytest.mark.parametrize(
    ("number", "seconds", "warm", "first"),
    [
        (1, 60, False, True),
        (3, 60, False, True),
        (1, 1.6, False, True),
        (1, 1.5, False, False),
        (1, 60, True, False),
        (0, 60, False, False),
        (2, 60, False, False),
    ],
)
def test_every_other_island_begins_so_where_it_has_time_and_no_plan_for_other_data(
    number: int, seconds: float, warm: bool, first: bool
) -> None:
    found = [one.companions_first for one in rounds(2, OPTIONS, seconds, number, warm=warm)]
    assert found == [first, *[False] * (len(found) - 1)]


# What comes of it

SITES, WEEKS, EACH = 6, 18, 5


def crowded() -> Problem:
    """All fits: at each of six sites five battalions in a row fill 15 weeks, and twelve companies three.

    A battalion has all that a site can train in three weeks, two in one class and one in the next.
    """
    sites = [f"DE-{number}" for number in range(SITES)]
    battalions = [f"U{number:02}" for number in range(SITES * EACH)]
    companies = range(4 * (WEEKS - 3 * EACH) * SITES)
    texts = small.texts(
        sites=small.sites(*(f"{site},DE,A site,1000" for site in sites)),
        courses=small.courses("BASIC,b,2,24,24,no", "LEADER,l,1,24,24,no", "SHORT,s,1,6,6,yes"),
        capacity=small.offers(*(f"{s},{c},4,,,," for s in sites for c in ("BASIC", "LEADER", "SHORT"))),
        resources=small.pools(*(f"{site},instructor,4,," for site in sites)),
        course_resources=small.needs("BASIC,instructor,4", "LEADER,instructor,4", "SHORT,instructor,1"),
        pipelines=small.steps("BIG,1,BASIC,,", "BIG,2,LEADER,0,same_site", "ONE,1,SHORT,,"),
        units="unit_id,name\n" + "".join(f"{unit},A battalion\n" for unit in [*battalions, "UX"]),
        demand=DEMAND(
            *(f"D{unit},{unit},BIG,24,6,2026-06-28" for unit in battalions),
            *(f"DX{number:02},UX,ONE,6,6,2026-06-28" for number in companies),
        ),
    )
    return small.problem_of(texts | {"plan.toml": f'name = "crowded"\nstart = 2026-03-02\nweeks = {WEEKS}\n'})


@pytest.fixture(scope="module")
def problem() -> Problem:
    return crowded()


def counted(found: Annealing) -> float:
    """The seconds that so many steps are counted as."""
    now, found.steps = found._now(), STEPS
    seconds = found._now()
    found.steps = 0
    assert now == 0
    return seconds


def searched(problem: Problem, seed: int, *, first: bool) -> tuple[Assignment, int]:
    """The plan of one round of so many counted steps, and how many are unmet in it."""
    with Kernel(problem, find_options(problem), seed) as kernel:
        kernel.place_everybody()
        found = annealing(kernel, [])
        found.proven = lambda *_: -1
        plan = found.run([Round(counted(found), ONE_STAGE, companions_first=first)])
        assert check(problem, plan_of(problem, plan)) == []
        return plan, kernel.terms["unmet"]


def battalions_left_out(problem: Problem, plan: Assignment) -> int:
    """How many of them are not placed whole."""
    out = {cohort.demand for cohort in problem.cohorts if cohort.index not in plan}
    return sum(len(problem.demands[demand].steps) > 1 for demand in out)


@needs_kernel
@pytest.mark.parametrize("seed", [1, 2])
def test_in_as_many_steps_no_battalion_is_left_out(
    problem: Problem, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks = watched_chunks(monkeypatch)
    as_before, _ = searched(problem, seed, first=False)
    assert sum(chunk.steps for chunk in chunks) == STEPS
    with_them_first, _ = searched(problem, seed, first=True)
    assert sum(chunk.steps for chunk in chunks) == 2 * STEPS
    assert battalions_left_out(problem, as_before) > battalions_left_out(problem, with_them_first) == 0


@needs_kernel
def test_equal_searches_find_equal_plans(problem: Problem) -> None:
    assert searched(problem, 1, first=True) == searched(problem, 1, first=True)


@needs_kernel
def test_where_nobody_must_come_together_the_same_is_done_as_before(problem: Problem) -> None:
    """Four of 24 fill a class of 24, but one is enough."""
    alone = replace(problem, rows=tuple(replace(row, mixed_units=True) for row in problem.rows))
    assert searched(alone, 1, first=True) == searched(alone, 1, first=False)


def begun(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many were unmet in the plans that stages began from, noted as the search runs."""
    values: list[int] = []
    pursue = Annealing._pursue

    def noted(found: Annealing, stage: Stage, until: float, *, proves: bool = True) -> None:
        values.append(kernel.terms["unmet"])
        pursue(found, stage, until, proves=proves)

    monkeypatch.setattr(Annealing, "_pursue", noted)
    return values


@pytest.fixture(scope="module")
def best(problem: Problem) -> Assignment:
    """A plan that places all."""
    plan, unmet = searched(problem, 2, first=True)
    assert unmet == 0
    return plan


@pytest.fixture
def empty_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is in the new plan."""
    monkeypatch.setattr(Annealing, "_companions_alone", lambda *_: {})
    monkeypatch.setattr(Kernel, "place_everybody", lambda _: False)


@needs_kernel
@pytest.mark.usefixtures("empty_plan")
@pytest.mark.parametrize("length", [0.001, 60.0], ids=["hardly a step", "cut short"])
def test_it_never_ends_worse_than_it_began(problem: Problem, best: Assignment, length: float) -> None:
    with opened(problem, find_options(problem), 1, best) as kernel:
        before = kernel.values()
        found = annealing(kernel, [])
        found.seconds = 0.001
        assert found.run([Round(length, ONE_STAGE, companions_first=True)]) == kernel.best()
        assert found.steps > 0
        assert kernel.values() == before


@needs_kernel
@pytest.mark.usefixtures("empty_plan")
def test_a_new_plan_has_its_first_stage_before_a_better_one_is_gone_on_from(
    problem: Problem, best: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = find_options(problem)
    with opened(problem, options, 1, best) as other:
        shared = Shared(best, other.terms)
    with Kernel(problem, options, 1) as kernel:
        kernel.load({})
        unmet = begun(kernel, monkeypatch)
        found = annealing(kernel, [shared])
        found.run([Round(0.001, stages(2), companions_first=True)])
        assert unmet[0] > 0
        assert unmet[1:]
        assert {*unmet[1:]} == {0}


@needs_kernel
def test_nothing_is_proven_while_a_new_plan_is_in_its_first_stage(problem: Problem) -> None:
    asked: list[float] = []
    with Kernel(problem, find_options(problem), 1) as kernel:
        kernel.place_everybody()
        found = annealing(kernel, [])
        found.prover, found.proven = NothingToProve(asked), lambda *_: -1
        found.run([Round(0.1, stages(2), companions_first=True)])
        passed = stages(2)[0].until * 0.1 / found.time
        assert asked
        assert min(asked) >= passed
        asked.clear()
        found.steps = 0
        found.run([Round(0.1, stages(2))])
        assert min(asked) < passed


class NothingToProve(Prover):
    """Notes when it is asked."""

    def __init__(self, asked: list[float]) -> None:
        self.asked = asked

    def is_due(self, passed: float, values: Sequence[int] | None = None) -> bool:
        self.asked.append(passed)
        return False


# Where it cannot be done


@needs_kernel
@pytest.mark.parametrize(("pipeline", "is_new"), [("ONE", False), ("TWO", True)])
def test_nothing_new_is_begun_where_not_all_of_them_find_room(pipeline: str, is_new: bool) -> None:
    """There is one class of 24; of those who need no others as many as come may find none."""
    found = small.problem_of(
        SOME
        | {
            "capacity.csv": small.offers("DE-1,BASIC,1,2026-03-02,2026-03-15,,", "DE-1,LEADER,1,,,,"),
            "demand.csv": DEMAND("D1,U1,ONE,24,6,2026-05-10", f"D2,U2,{pipeline},240,6,2026-05-10"),
        }
    )
    with Kernel(found, find_options(found), 1) as kernel:
        kernel.place_everybody()
        assert kernel.terms["unmet"] > 0
    assert begins_anew(found) == is_new


@needs_kernel
@pytest.mark.parametrize(("battalions", "is_new"), [(1, True), (2, False)])
def test_all_who_need_the_most_must_find_room_and_companies_of_four_need_not(
    battalions: int, is_new: bool
) -> None:
    """There is one class for a battalion and one for a company, and three companies come."""
    found = small.problem(
        courses=small.courses("BASIC,Basic,2,48,48,no", "LEADER,Leader,1,23,24,no"),
        capacity=small.offers(
            "DE-1,BASIC,1,2026-03-02,2026-03-15,,", "DE-1,LEADER,1,2026-03-02,2026-03-08,,"
        ),
        pipelines=small.steps("ONE,1,BASIC,,", "TWO,1,LEADER,,"),
        demand=DEMAND(
            *(f"D{number},U1,ONE,48,12,2026-05-10" for number in range(battalions)),
            *(f"DX{number},U2,TWO,24,6,2026-05-10" for number in range(3)),
        ),
    )
    assert len(turns(found)) == 2
    assert begins_anew(found) == is_new


@needs_kernel
def test_where_pins_hold_only_with_others_nothing_is_done_and_no_step_is_spent() -> None:
    """D3 is pinned to a class that it fills with D2 alone."""
    courses = small.courses("BASIC,Basic,2,24,24,no", "LEADER,Leader,1,12,12,yes")
    pinned = small.problem_of(
        SOME | {"courses.csv": courses, "pins.csv": small.pins("D3-01,1,DE-1,2026-03-09")}
    )
    assert has_options(pinned) is not None
    assert not begins_anew(pinned)
    with Kernel(pinned, find_options(pinned), 1) as kernel:
        kernel.place_everybody()
        found = annealing(kernel, [])
        assert found._companions_alone(0.01) is None
        assert found.steps == 0


@needs_kernel
def test_where_pins_hold_without_others_it_is_done_and_they_hold() -> None:
    assert begins_anew(small.problem_of(SOME | {"pins.csv": small.pins("D3-01,1,DE-1,2026-03-09")}))


@needs_kernel
def test_where_memory_is_short_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def short(*_: object) -> Kernel:
        raise MemoryError

    assert begins_anew(small.problem_of(SOME))
    monkeypatch.setattr("trainopt.search.annealing.opened", short)
    assert not begins_anew(small.problem_of(SOME))


def begins_anew(problem: Problem) -> bool:
    """Whether a new plan is made, which holds all pins; else the one there was is as it was."""
    with Kernel(problem, find_options(problem), 1) as kernel:
        assert kernel.place_everybody()
        before = kernel.best()
        found = annealing(kernel, [])
        is_new = found._begin_with_companions(0.01)
        assert kernel.has_plan
        assert check(problem, plan_of(problem, kernel.best())) == []
        assert is_new or kernel.best() == before
        return is_new
