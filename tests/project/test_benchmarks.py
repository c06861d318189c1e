"""The peers of the side-by-side benchmark are right, and its measuring is.

An opponent that is wrong proves nothing: both whole models must reach what exhaustive enumeration says.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from benchmarks.contest import memory
from benchmarks.contest.contestants import CONTESTANTS, Terms
from benchmarks.contest.judge import Judged, contradictions, judge
from benchmarks.contest.news import Bounded, Found, Ready
from benchmarks.contest.tables import Panel, write_csv, write_page
from benchmarks.contest.watch import Outcome, run_contestant
from benchmarks.peers.cpsat import CpSat
from benchmarks.peers.highs import Highs, PointFile
from benchmarks.peers.points import assignment_at, point_of
from benchmarks.peers.rows import Ints, Rows
from benchmarks.peers.solver import Solver
from benchmarks.peers.tiers import Peer
from benchmarks.peers.whole import build_whole, with_nobody_under_way
from tests.support import oracle, small
from tests.support.tiny import tiny_dataset, tiny_published
from trainopt.check import check, terms
from trainopt.generate.generate import generate
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search.greedy import greedy_plan

pytestmark = pytest.mark.slow

# Among them such in which each rule of the peers binds, and 29, 38 and 52, in which no plan holds the pins.
SEEDS = (3, 6, 9, 13, 17, 20, 22, 23, 28, 29, 30, 33, 38, 44, 48, 51, 52, 59, 71, 89)
TERMS = Terms(seconds=300.0, cores=1, seed=1)


# The peers


@cache
def tiny(seed: int, with_published: bool) -> tuple[Problem, tuple[int, ...] | None]:
    """A tiny problem and the best value of each of its tiers, None where no plan holds the pins."""
    texts = tiny_dataset(seed)
    instance = oracle.parse(texts)
    before = tiny_published(instance, seed) if with_published else None
    published = None if before is None else small.published_of(instance, before)
    return small.problem_of(texts, published), oracle.optimum(instance, before)


@pytest.mark.parametrize(
    ("with_published", "with_greedy"),
    [(False, True), (False, False), (True, True)],
    ids=["from greedy", "from nothing", "against a published plan"],
)
@pytest.mark.parametrize("solver", [CpSat, Highs])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_peer_proves_the_optimum_of_every_tier(
    seed: int, solver: Callable[..., Solver], with_published: bool, with_greedy: bool
) -> None:
    problem, optimum = tiny(seed, with_published)
    found: list[Assignment] = []
    make = partial(solver, workers=1, seed=1)
    peer = Peer(problem, make, lambda: 60.0, found.append, lambda tier, bound: None, with_greedy)
    peer.run()
    plans = [plan_of(problem, assignment) for assignment in found]
    assert [check(problem, plan) for plan in plans] == [[] for _ in plans]
    assert peer.proven() == bool(plans) == (optimum is not None)
    if optimum is not None:
        values = terms(problem, plans[-1])
        assert tuple(values[term] for term in problem.objective) == optimum
        assert tuple(peer.bounds[tier] for tier in range(len(optimum))) == optimum


def broken(rows: Rows, point: Ints) -> list[int]:
    """The columns outside their bounds, by index, and the rows that the point breaks, by -1 - index."""
    bounds = zip(rows.lower, point.tolist(), rows.upper, strict=True)
    outside = [i for i, (low, value, high) in enumerate(bounds) if not low <= value <= high]
    begins = [0, *rows.ends[:-1]]
    for i, (begin, end, low, high) in enumerate(zip(begins, rows.ends, rows.low, rows.high, strict=True)):
        terms = zip(rows.columns[begin:end], rows.factors[begin:end], strict=True)
        value = sum(int(point[column]) * factor for column, factor in terms)
        if (low is not None and value < low) or (high is not None and value > high):
            outside.append(-1 - i)
    return outside


def test_a_plan_is_a_point_of_the_model_and_the_point_a_plan() -> None:
    problem = build_problem(with_nobody_under_way(generate("small", 1)))
    options = find_options(problem)
    greedy = greedy_plan(problem, options)
    assert greedy is not None
    model = build_whole(problem, options)
    point = point_of(model, greedy)
    assert broken(model.rows, point) == []
    back = assignment_at(model, point)
    assert check(problem, plan_of(problem, back)) == []
    for assignment in (greedy, back):
        values = terms(problem, plan_of(problem, assignment))
        assert {name: term.at(point) for name, term in model.terms.items()} == values


def test_a_point_that_means_no_plan_is_broken() -> None:
    problem = small.problem()
    model = build_whole(problem, find_options(problem))
    nobody = point_of(model, {})
    assert broken(model.rows, nobody) == []
    placed_nowhere, seated_in_no_class = nobody.copy(), nobody.copy()
    placed_nowhere[model.first[0]] = 1
    seated_in_no_class[model.first[0] : model.first[0] + 2] = 1
    for point in (placed_nowhere, seated_in_no_class):
        assert len(broken(model.rows, point)) > 0
    pinned = small.problem(pins=small.pins("D1-01,1,DE-1,2026-03-02"))
    model = build_whole(pinned, find_options(pinned))
    assert broken(model.rows, point_of(model, {})) == [model.first[0]]


def test_points_are_read_as_highs_writes_them(tmp_path: Path) -> None:
    file, reader = tmp_path / "points.txt", PointFile(4)
    file.write_text("Objective 7\n# Columns 0\nObjective 5\n# Columns -2\n 1 0\n 0.99")
    assert [point.tolist() for point in reader.more(file)] == [[0, 0, 0, 0]]
    with file.open("a") as more:
        more.write("9999 3\nObjective 4\n# Columns -1\n")
    assert [point.tolist() for point in reader.more(file)] == [[1, 0, 0, 1]]
    with file.open("a") as more:
        more.write(" 3 2\n")
    assert [point.tolist() for point in reader.more(file)] == [[0, 0, 3, 0]]


# The watching


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small.write(tmp_path / "dataset", small.texts())


def test_a_contestant_is_watched_to_its_end(folder: Path) -> None:
    outcome = run_contestant("greedy", folder, TERMS)
    assert outcome.ended == "finished"
    assert 0 < outcome.seconds < TERMS.seconds
    judged = judge(small.problem_of(small.texts()), outcome)
    assert judged.first is not None
    assert judged.broken == 0


def hang(name: str, folder: Path, terms: Terms, watcher: Connection) -> None:
    """A contestant that was ready long ago, and neither ends nor lets its own process end."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (folder / "child").write_text(str(child.pid))
    watcher.send(Ready(time.monotonic() - 50 if name == "late" else time.monotonic()))
    time.sleep(600)


def crash(name: str, folder: Path, terms: Terms, watcher: Connection) -> None:
    """A contestant that sends a plan and dies."""
    watcher.send(Ready(time.monotonic()))
    watcher.send(Found(time.monotonic(), {}))
    sys.exit(3)


@pytest.mark.parametrize(
    ("name", "limit", "ended"),
    [
        ("late", 2**40, "ended: still running 30 s after its limit"),
        ("large", 2**20, "ended: more than 0.000976562 GiB"),
    ],
)
def test_a_contestant_that_hangs_or_grows_is_ended_with_all_it_started(
    tmp_path: Path, name: str, limit: int, ended: str
) -> None:
    outcome = run_contestant(name, tmp_path, Terms(10.0, 2, 1), limit, hang)
    assert outcome.ended == ended
    if name == "late":
        child = int((tmp_path / "child").read_text())
        assert memory.memory_of([child]) == 0


def test_a_crash_is_shown_as_such_and_what_came_before_is_kept(tmp_path: Path) -> None:
    outcome = run_contestant("one", tmp_path, TERMS, main=crash)
    assert outcome.ended == "crashed, exit code 3"
    assert len(outcome.plans) == 1


def test_memory_is_counted_over_all_processes() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        family = memory.descendants(child.pid)
        assert family == [child.pid]
        assert memory.memory_of(family) > 0
    finally:
        child.communicate(b"\n")


# The results


def judged(name: str = "trainopt") -> tuple[Problem, Judged]:
    """A contestant that found nobody placed after 1 s, a broken plan, and greedy's after 12 s."""
    problem = small.problem()
    greedy = greedy_plan(problem, find_options(problem))
    assert greedy is not None
    broken = {0: next(iter(greedy.values()))[:0]} | {1: ()}
    plans = [(1.0, Found(1.0, {})), (2.0, Found(2.0, broken)), (12.0, Found(12.0, dict(greedy)))]
    bounds = [(3.0, Bounded(3.0, 0, 0)), (4.0, Bounded(4.0, 1, 9)), (5.0, Bounded(5.0, 0, 2))]
    return problem, judge(problem, Outcome(name, plans, bounds, "time limit", 20.0, 5 * 2**20))


def test_values_and_bounds_are_those_of_the_time_asked_for() -> None:
    _, one = judged()
    values = one.values_at(12.0)
    assert one.first == 1.0
    assert one.values_at(0.5) is None
    assert one.values_at(11.0) == (18, 0, 0, 0, 0, 0)
    assert values is not None
    assert values < (18, 0, 0, 0, 0, 0)
    assert [one.bound_at(at) for at in (1.0, 3.5, 20.0)] == [None, 0, 2]


def test_a_bound_that_a_plan_disproves_is_reported() -> None:
    _, one = judged()
    assert contradictions([one]) == ["trainopt proved a bound of 2, but there is a plan of 0"]


def test_the_results_are_a_table_with_a_line_per_contestant_and_mark(tmp_path: Path) -> None:
    problem, one = judged()
    panel = Panel("small", problem, (one,), (10.0, 20.0))
    write_csv(tmp_path / "results.csv", [panel])
    write_page(tmp_path / "results.md", [panel], TERMS)
    with (tmp_path / "results.csv").open(encoding="utf-8", newline="") as text:
        lines = list(csv.DictReader(text))
    assert [(line["at_seconds"], line["unmet"], line["bound_of_tier_1"]) for line in lines] == [
        ("10", "18", "2"),
        ("20", "0", "2"),
    ]
    page = (tmp_path / "results.md").read_text(encoding="utf-8")
    assert "| trainopt | 1.0 | 18 | 0 | 2 |" in page
    assert "Contradiction: trainopt proved a bound of 2" in page


def test_the_results_are_a_picture(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from benchmarks.contest.chart import write_chart

    problem, one = judged()
    panel = Panel("small", problem, (one,), (10.0, 20.0))
    write_chart(tmp_path / "one.svg", [panel])
    write_chart(tmp_path / "other.svg", [panel])
    picture = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert CONTESTANTS["trainopt"].label in picture
    assert picture == (tmp_path / "other.svg").read_text(encoding="utf-8")
