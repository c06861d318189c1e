"""The peers of the side-by-side benchmark are right, and its measuring is.

An opponent that is wrong proves nothing: both whole models must reach what exhaustive enumeration says.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from benchmarks.contest import family
from benchmarks.contest.contestants import Terms
from benchmarks.contest.judge import judge
from benchmarks.contest.news import Found, Ready
from benchmarks.contest.watch import OUT_OF_TIME, run_contestant
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
    ("with_published", "with_plan"),
    [(False, True), (False, False), (True, True)],
    ids=["from greedy", "from nothing", "against a published plan"],
)
@pytest.mark.parametrize("solver", [CpSat, Highs])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_peer_proves_the_optimum_of_every_tier(
    seed: int, solver: Callable[..., Solver], with_published: bool, with_plan: bool
) -> None:
    problem, optimum = tiny(seed, with_published)
    found: list[Assignment] = []
    make = partial(solver, workers=1, seed=1)
    peer = Peer(problem, make, lambda: 60.0, found.append, lambda tier, bound: None, with_plan)
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
    outcome = run_contestant("first", folder, TERMS)
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
        assert family.memory_of([child]) == 0


def test_a_crash_is_shown_as_such_and_what_came_before_is_kept(tmp_path: Path) -> None:
    outcome = run_contestant("one", tmp_path, TERMS, main=crash)
    assert outcome.ended == "crashed, exit code 3"
    assert len(outcome.plans) == 1


def test_memory_is_counted_over_all_processes() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        members = family.descendants(child.pid)
        assert members == [child.pid]
        assert family.memory_of(members) > 0
    finally:
        child.communicate(b"\n")


def work(name: str, folder: Path, terms: Terms, watcher: Connection) -> None:
    """A contestant that works in a process of its own, and would do so for ever."""
    watcher.send(Ready(time.monotonic()))
    subprocess.run([sys.executable, "-c", "while True: pass"], check=True)


def test_a_contestant_is_ended_when_its_processor_time_is_used_up(tmp_path: Path) -> None:
    terms = Terms(300.0, cores=1, seed=1, processor=0.3)
    outcome = run_contestant("one", tmp_path, terms, main=work)
    assert outcome.ended == OUT_OF_TIME
    assert outcome.spent(outcome.seconds) >= 0.3
    assert outcome.spent(0.0) <= outcome.spent(outcome.seconds)
