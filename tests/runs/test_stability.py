"""The price of stability: a cap on changes holds everywhere; the frontier is what enumeration says."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.support import oracle, small
from tests.support.held_plans import step
from tests.support.running import hand_made, table, trainopt, write_mini
from tests.support.tiny import tiny_dataset, tiny_published
from trainopt.check import check, terms
from trainopt.cli.scenarios import _as_cells
from trainopt.dataset import read_dataset
from trainopt.errors import UsageError
from trainopt.model.build import build_model
from trainopt.plan.begun import plan_in_force
from trainopt.plan.folder import read_in_force
from trainopt.plan.placements import Plan, assignment_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.runs.hold import hold
from trainopt.runs.stability import Point, Stability, _Frontier, _undominated, stability
from trainopt.search.child import Job
from trainopt.search.effort import Effort
from trainopt.search.incumbent import Incumbent
from trainopt.search.lns import NeighbourhoodSearch
from trainopt.search.messages import Bounded, Moved
from trainopt.search.optimise import optimise
from trainopt.search.params import Clock, Params
from trainopt.search.result import Result, Stopped
from trainopt.search.tiers import Search

pytestmark = pytest.mark.slow

# X and Y are held in April, when they are three weeks late; both could be on time in March.
PLAN = 'name = "mini"\nstart = 2026-01-05\nweeks = 16\nas_of = 2026-02-02\nfreeze_weeks = 0\n'
CAPACITY = "site_id,course_id,parallel_classes\nA1,C,1\nA2,C,1\nA1,D,1\n"
DEMAND = "demand_id,unit_id,pipeline_id,trainees,cohort_max,ready_from,due,latest,priority\n"
LATE = "X,U,PC,4,4,,2026-03-22,,1\nY,V,PC,2,2,,2026-03-22,,1\n"
FILES = {"plan.toml": PLAN, "capacity.csv": CAPACITY, "demand.csv": DEMAND + LATE}
HELD = (step("X-01", 1, "C", "A1", "2026-03-30"), step("Y-01", 1, "C", "A2", "2026-03-30"))


@pytest.fixture
def case(tmp_path: Path) -> tuple[Path, Path]:
    return write_mini(tmp_path / "data", FILES), hand_made(tmp_path / "published", *HELD)


class TestTheFrontier:
    def test_each_trainee_on_time_has_its_price_in_moves(self, case: tuple[Path, Path]) -> None:
        """Late by 3 weeks each: 18. Moving Y (2) saves 6, X (4) saves 12, both all."""
        found = stability(*case, Params(seconds=240, workers=1), points=4)
        moved = [(point.moved, point.unmet, point.lateness) for point in found.points]
        assert moved == [(0, 0, 18), (2, 0, 12), (4, 0, 6), (6, 0, 0)]
        proven = [(point.most_moved, point.moved_bound) for point in found.points]
        assert proven == [(0, 0), (2, None), (4, None), (None, None)]
        assert all(point.lateness_bound == point.lateness for point in found.points)
        assert found.released == ()

    def test_through_the_program(self, case: tuple[Path, Path], tmp_path: Path) -> None:
        dataset, published = case
        out = tmp_path / "stability.csv"
        options = ("--published", published, "--points", 2, "--time-limit", "120s", "--out", out)
        ran = trainopt("stability", dataset, *options, "--json")
        assert ran.code == 0, ran.err
        points = [(one["most_moved"], one["moved"], one["lateness"]) for one in ran.document["points"]]
        assert points == [(0, 0, 18), (None, 6, 0)]
        assert [(row["moved"], row["lateness"]) for row in table(out)] == [("0", "18"), ("6", "0")]
        assert "moved as few as can be: unmet 0, lateness 18, changes 0" in ran.err

    def test_where_moving_gains_nothing_there_is_one_point(self, tmp_path: Path) -> None:
        on_time = {"demand.csv": DEMAND + LATE.replace("03-22", "04-19")}
        dataset = write_mini(tmp_path / "data", FILES | on_time)
        published = hand_made(tmp_path / "published", *HELD)
        found = stability(dataset, published, Params(seconds=120, workers=1), points=3)
        assert [(point.moved, point.lateness) for point in found.points] == [(0, 0)]

    def test_what_can_no_longer_be_held_is_named(self, tmp_path: Path) -> None:
        closed = "nation_id,site_id,course_id,first_day,last_day,note\n,A1,,2026-03-30,2026-04-12,\n"
        plan = PLAN.replace("freeze_weeks = 0", "freeze_weeks = 12")
        dataset = write_mini(tmp_path / "data", FILES | {"closures.csv": closed, "plan.toml": plan})
        published = hand_made(tmp_path / "published", *HELD)
        found = stability(dataset, published, Params(seconds=120, workers=1), points=2)
        assert [one.split(": ")[:2] for one in found.released] == [["X-01 step 1 at A1", "closures.csv:2"]]
        assert found.points[0].moved == found.points[0].moved_bound == 4

    def test_one_point_is_no_price(self, case: tuple[Path, Path]) -> None:
        with pytest.raises(UsageError, match="points must be a whole number from 2 to 20"):
            stability(*case, Params(), points=1)


def point(moved: int, unmet: int, lateness: int, bound: int, cap: int | None = None) -> Point:
    return Point(cap, moved, None, unmet, bound, lateness, 0)


def test_a_cap_is_printed_as_a_number() -> None:
    found = Stability((Point(0, 0, 0, 1_234, 5, 6, 7), Point(None, 3, None, 1, 1, 1, 1)), ())
    shown = _as_cells(found.table())
    assert shown["most_moved"].tolist() == ["0", "any"]
    assert shown["moved_bound"].tolist() == ["0", ""]
    assert shown["unmet"].tolist() == ["1,234", "1"]


def test_dominated_points_go_and_bounds_of_more_leave_hold_for_less() -> None:
    found = [point(0, 9, 9, 1), point(4, 5, 9, 3), point(5, 5, 9, 4), point(6, 5, 8, 4), point(7, 6, 0, 0)]
    kept = list(_undominated(found))
    assert [(one.moved, one.unmet_bound) for one in kept] == [(0, 4), (4, 4), (6, 4)]


@pytest.mark.parametrize(
    ("caps", "bounds"),
    [((None, 7), (2, 4)), ((3, 7), (4, 4)), ((7, 3), (2, 4)), ((7, None), (4, 4)), ((5, 5), (4, 4))],
)
def test_bounds_are_handed_on_by_cap(caps: tuple[int | None, int | None], bounds: tuple[int, int]) -> None:
    """What is proven under a cap is not proven of a plan that may move any, even if it moves less."""
    found = [point(1, 9, 9, 2, caps[0]), point(3, 5, 9, 4, caps[1])]
    assert tuple(one.unmet_bound for one in _undominated(found)) == bounds


def test_a_plan_over_the_cap_is_kept_only_where_there_is_none(problem: tuple[Problem, Plan]) -> None:
    capped, plan = replace(problem[0], most_changes=2), problem[1]
    held = assignment_of(capped, plan)
    early = {index: tuple(s._replace(start=s.start - 4) for s in seats) for index, seats in held.items()}
    incumbent = Incumbent(capped)
    assert incumbent.consider(early, "test")
    assert incumbent.consider(held, "test")
    assert not incumbent.consider(early, "test")
    assert incumbent.values["changes"] == 0


def test_where_no_start_is_found_nothing_is_proven_under_the_cap(
    problem: tuple[Problem, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole model of a large problem is then solved: under the cap of 0 it would prove 18 weeks late."""
    monkeypatch.setattr("trainopt.search.method.WHOLE_OPTIONS", 0)
    capped = replace(problem[0], most_changes=0)
    sent: list[object] = []
    params = Params(seconds=60, workers=1)
    Search(capped, params, Clock.start(60), sent.append).run(Job(0, None, bounds=True))
    bounds = [message.bound for message in sent if isinstance(message, Bounded) and message.tier == 1]
    assert max(bounds, default=0) == 0


def test_the_clock_is_the_commands(case: tuple[Path, Path]) -> None:
    """Of a command whose time was up before it read anything there is a first plan; nothing is proven."""
    late = Clock(time.monotonic() - 60, 20)
    found = stability(*case, Effort(Params(seconds=20, workers=1), late), 3)
    assert [(point.moved, point.unmet_bound) for point in found.points] == [(0, 0)]
    assert found.left_out == 2


@dataclass
class Counted(Clock):
    """A clock that goes on when it is told to."""

    now: float = 0.0

    def elapsed(self) -> float:
        return self.now


@pytest.mark.parametrize(("besides", "made"), [(0.0, 9), (1.0, 9), (10.0, 3), (30.0, 1)])
def test_each_plan_has_a_part_of_the_time_that_is_left(
    case: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, besides: float, made: int
) -> None:
    """What a plan takes beyond its part is known after the first; then so many are made as may be."""
    clock = Counted(0.0, 60.0)
    asked: list[float] = []

    def late(problem: Problem, share: Effort, base: Plan) -> Result:
        asked.append(share.params.seconds)
        clock.now += share.params.seconds + besides
        return optimise(problem, Params(seconds=30, workers=1), base)

    monkeypatch.setattr("trainopt.runs.stability.optimise", late)
    assert len(frontier(case, Effort(Params(seconds=60, workers=1), clock), 9).run()) == len(asked) == made
    assert clock.now <= 60
    assert asked[0] == pytest.approx(59.5 / 9)


@pytest.mark.parametrize(("stopped", "third"), [(Stopped.FINISHED, 24.5), (Stopped.TIME, 29.5)])
def test_a_search_that_ends_early_does_not_say_what_a_plan_takes_besides(
    case: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, stopped: Stopped, third: float
) -> None:
    """The first takes 5 s beyond its part; the second ends after 30 of 60 s, long before its part is over."""
    clock = Counted(0.0, 60.0)
    asked: list[float] = []

    def early(problem: Problem, share: Effort, base: Plan) -> Result:
        asked.append(share.params.seconds)
        clock.now = (asked[0] + 5, 30.0, 60.0)[len(asked) - 1]
        result = optimise(problem, Params(seconds=30, workers=1), base)
        return replace(result, stopped=stopped if len(asked) == 2 else Stopped.TIME)

    monkeypatch.setattr("trainopt.runs.stability.optimise", early)
    frontier(case, Effort(Params(seconds=60, workers=1), clock), 3).run()
    assert asked[2] == pytest.approx(third)


def frontier(case: tuple[Path, Path], effort: Effort, points: int) -> _Frontier:
    data = replace(read_dataset(case[0]), in_force=read_in_force(case[1]))
    return _Frontier(replace(hold(data), build_seconds=0.0), effort, points)


@pytest.mark.parametrize("during", [2, 3])
def test_once_it_is_stopped_the_points_made_are_given(
    case: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, during: int
) -> None:
    interrupt_during(during, monkeypatch)
    out = tmp_path / "stability.csv"
    ran = trainopt("stability", case[0], "--published", case[1], "--points", 3, "--out", out)
    assert ran.code == 130, ran.err
    assert f"{4 - during} point" in ran.out
    assert "left out, as it was interrupted" in ran.out
    assert [row["moved"] for row in table(out)] == ["0", "6"][: during - 1]


@pytest.mark.parametrize(("during", "interrupted"), [(2, True), (9, False)])
def test_programs_are_told_whether_it_was_interrupted(
    case: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, during: int, interrupted: bool
) -> None:
    interrupt_during(during, monkeypatch)
    ran = trainopt("stability", case[0], "--published", case[1], "--points", 3, "--json")
    assert ran.document["interrupted"] is interrupted
    assert ran.code == (130 if interrupted else 0)


def test_without_any_point_there_is_nothing_to_give(
    case: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt_during(1, monkeypatch)
    out = tmp_path / "stability.csv"
    ran = trainopt("stability", case[0], "--published", case[1], "--out", out)
    assert (ran.code, ran.out, out.exists()) == (130, "", False)


def interrupt_during(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while the plan of that number is made."""
    turns = iter(range(1, number + 1))

    def interrupted(problem: Problem, share: Effort, base: Plan) -> Result:
        if next(turns) == number:
            signal.raise_signal(signal.SIGINT)
        return optimise(problem, share, base)

    monkeypatch.setattr("trainopt.runs.stability.optimise", interrupted)


def test_it_begins_from_what_is_held_of_the_plan_in_force(tmp_path: Path) -> None:
    closed = "site_id,first_day,last_day\nA1,2026-03-30,2026-04-12\n"
    dataset = read_dataset(write_mini(tmp_path / "data", FILES | {"closures.csv": closed}))
    held = hold(replace(dataset, in_force=read_in_force(hand_made(tmp_path / "published", *HELD))))
    begun = _Frontier(held, Effort.of(Params()), 2).base()
    assert check(held.problem, begun) == []
    assert check(held.problem, plan_in_force(held.problem)) != []


def test_what_was_found_once_is_kept_whatever_is_pursued(problem: tuple[Problem, Plan]) -> None:
    options = find_options(problem[0])
    other = problem[0].pursuing(("changes", "unmet"), 4)
    assert (other.objective, other.most_changes) == (("changes", "unmet"), 4)
    assert find_options(other) is options
    assert find_options(replace(problem[0], pins=())) is not options


# The cap itself


@pytest.mark.parametrize("seed", [3, 6, 9, 13, 17, 20, 22])
def test_the_model_under_a_cap_is_what_enumeration_says(seed: int) -> None:
    texts = tiny_dataset(seed)
    instance = oracle.parse(texts)
    problem = small.problem_of(texts, small.published_of(instance, tiny_published(instance, seed)))
    options = find_options(problem)
    plans = [terms(problem, small.from_oracle(instance, plan)) for plan in oracle.all_plans(instance)]
    most = max((one["changes"] for one in plans), default=0)
    for cap in sorted({0, most // 3, most // 2, most}):
        model = build_model(replace(problem, most_changes=cap), options)
        expected = min((one["unmet"] for one in plans if one["changes"] <= cap), default=None)
        assert small.minimised(model.linear, model.terms["unmet"]).bound == expected, cap


@pytest.fixture
def problem(case: tuple[Path, Path]) -> tuple[Problem, Plan]:
    """The case above with its published plan as a plan."""
    dataset = read_dataset(case[0])
    problem = build_problem(replace(dataset, in_force=read_in_force(case[1])))
    return problem, plan_in_force(problem)


@pytest.mark.parametrize("most", [0, 3, 5])
def test_neighbourhoods_keep_it(problem: tuple[Problem, Plan], most: int) -> None:
    """Of a plan that holds both where they were, each may be moved as far as the cap allows."""
    capped, plan = replace(problem[0], most_changes=most), problem[1]
    search = NeighbourhoodSearch(capped, find_options(capped), assignment_of(capped, plan), seed=1)
    for _ in range(20):
        move = search.step(2.0)
        if move is not None:
            assert search.ledger.exchange(move.after)
        assert search.ledger.changes() <= most
    assert search.ledger.changes() == {0: 0, 3: 2, 5: 4}[most]


def test_moves_that_keep_it_one_by_one_do_not_break_it_together(problem: tuple[Problem, Plan]) -> None:
    capped, plan = replace(problem[0], most_changes=4), problem[1]
    incumbent = Incumbent(capped)
    assignment = assignment_of(capped, plan)
    assert incumbent.consider(assignment, "test")
    taken = []
    for cohort_id in ("X-01", "Y-01"):
        index = capped.cohort_index[cohort_id]
        (seat,) = assignment[index]
        earlier = seat._replace(start=seat.start - 4)
        taken.append(incumbent.take(Moved({index: (seat,)}, {index: (earlier,)}, 0)))
    assert taken == [True, False]
    assert incumbent.catch_up(at_once=True)
    assert incumbent.values["changes"] == 4


@pytest.mark.parametrize("most", [0, 2, 4, 6])
def test_the_search_keeps_it(problem: tuple[Problem, Plan], most: int) -> None:
    capped = replace(problem[0], most_changes=most)
    result = optimise(capped, Params(seconds=300, workers=1), base=problem[1])
    assert check(capped, result.plan) == []
    assert (result.terms["changes"], result.terms["lateness"]) == (most, 18 - 3 * most)


def test_cohorts_that_are_gone_count_in_every_plan(tmp_path: Path) -> None:
    dataset = read_dataset(write_mini(tmp_path / "data", FILES))
    gone = step("GONE-01", 1, "C", "A1", "2026-03-02")
    held = hand_made(tmp_path / "published", *HELD, gone)
    steps = build_problem(replace(dataset, in_force=read_in_force(held))).published or {}
    found = build_problem(dataset, {key: replace(one, trainees=3) for key, one in steps.items()})
    assert found.changes_gone == 3
    model = build_model(replace(found, most_changes=2), find_options(found))
    assert small.minimised(model.linear, model.terms["unmet"]).bound is None
    model = build_model(replace(found, most_changes=3), find_options(found))
    assert small.minimised(model.linear, model.terms["changes"]).bound == 3


@pytest.mark.parametrize(("percent", "moved"), [(100, 6), (40, 2), (0, 0), (None, 0)])
def test_a_night_moves_no_more_than_its_rules_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, percent: int | None, moved: int
) -> None:
    """Beyond what the data forces; 3 % where nothing is set, here of six trainees less than one.

    Problems solved whole know no such cap; none is here.
    """
    shut = "site_id,first_day,last_day\nA1,2026-01-05,2026-03-29\nA2,2026-01-05,2026-03-29\n"
    rules = tmp_path / "rules.toml"
    rules.write_text("" if percent is None else f"most_moved_percent = {percent}\n", encoding="utf-8")
    words = ("--store", tmp_path / "s.db", "--rules", rules, "--time-limit", "120s", "--json")
    late = write_mini(tmp_path / "late", FILES | {"closures.csv": shut})
    assert trainopt("nightly", late, *words).code == 0
    monkeypatch.setattr("trainopt.search.method.WHOLE_OPTIONS", 0)
    ran = trainopt("nightly", write_mini(tmp_path / "now", FILES), *words)
    assert ran.code == 0, ran.err
    assert ran.document["figures"]["moved_trainees"] == moved
    assert [tier["value"] for tier in ran.document["tiers"][:2]] == [0, 18 - 3 * moved]
