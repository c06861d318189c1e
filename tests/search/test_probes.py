"""Short searches: what comes of one, and processes that stay for the next."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support import small, stand_ins
from tests.support.generated import thinned
from tests.support.kernels import needs_kernel
from tests.support.processes import PATIENCE, wait_until
from trainopt.check import check, terms
from trainopt.errors import TrainoptError
from trainopt.kernel import engine
from trainopt.plan.placements import Plan, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search import method, probes
from trainopt.search.child import start_child
from trainopt.search.greedy import greedy_plan
from trainopt.search.probes import Probe, Probes, best_of, can_probe, probed

NOBODY = Plan(())


@pytest.fixture(scope="module")
def large() -> Problem:
    return build_problem(thinned("small", 1, demand=2))


# One probe


@needs_kernel
def test_what_it_finds_breaks_no_rule_and_is_no_worse_than_the_plan_repaired(large: Problem) -> None:
    repaired = greedy_plan(large, find_options(large), base=NOBODY)
    assert repaired is not None
    start = terms(large, plan_of(large, repaired))
    found = probed(Probe(large, NOBODY, (1, 2)))
    assert len(found) == 2
    for one in found:
        plan = plan_of(large, one.assignment)
        assert check(large, plan) == []
        assert one.values == tuple(terms(large, plan)[term] for term in large.objective)
        assert one.values <= tuple(start[term] for term in large.objective)


@needs_kernel
def test_the_same_probe_finds_the_same_and_seeds_differ(large: Problem) -> None:
    found = probed(Probe(large, NOBODY, (1, 2, 1)))
    assert found[0] == found[2]
    assert found[0].assignment != found[1].assignment


@needs_kernel
def test_from_nothing_it_makes_a_plan_that_breaks_no_rule(large: Problem) -> None:
    (found,) = probed(Probe(large, None, (1,)))
    assert check(large, plan_of(large, found.assignment)) == []
    assert found.values[0] < terms(large, NOBODY)["unmet"]


@needs_kernel
def test_where_pins_cannot_be_held_nothing_comes_of_it() -> None:
    far = small.problem(
        courses=small.courses("BASIC,Basic,2,8,12,yes", "LEADER,Leader,1,2,12,yes"),
        demand=small.table("demand_id,unit_id,pipeline_id,trainees,due")("D1,U1,ONE,6,2026-05-10"),
        pins=small.pins("D1-01,1,DE-1,2026-04-27"),
    )
    assert probed(Probe(far, NOBODY, (1,))) == ()
    assert probed(Probe(far, None, (1,))) == ()


@needs_kernel
def test_where_memory_is_short_nothing_comes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_little(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(probes, "opened", too_little)
    assert probed(Probe(small.problem(), NOBODY, (1, 2))) == ()


def test_the_best_is_the_best_tier_by_tier() -> None:
    found = [probes.Probed(values, {}) for values in ((3, 0), (2, 9), (2, 8))]
    assert best_of(found) == found[2]
    assert best_of([]) is None


@needs_kernel
def test_only_what_nobody_would_solve_whole_is_probed(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = small.problem()
    assert not can_probe(problem)
    monkeypatch.setattr(method, "WHOLE_OPTIONS", 0)
    assert can_probe(problem)
    monkeypatch.setattr(probes, "is_countable", lambda _: False)
    assert not can_probe(problem)
    monkeypatch.undo()
    monkeypatch.setattr(method, "WHOLE_OPTIONS", 0)
    monkeypatch.setattr(engine, "library", lambda: None)
    assert not can_probe(problem)


# Processes


def probe(*seeds: int) -> Probe:
    return Probe(small.problem(), NOBODY, seeds)


def test_a_process_stays_for_the_next_probe() -> None:
    with Probes(stand_ins.say_who) as them:
        first = them.search(probe(1, 2), PATIENCE)
        second = them.search(probe(3), PATIENCE)
    (one,), (two,) = first, second
    assert one.values[0] == two.values[0] != os.getpid()
    assert (one.values[1:], two.values[1:]) == ((1, 2), (3,))


def test_each_thread_that_asks_has_a_process() -> None:
    with Probes(stand_ins.say_who) as them, ThreadPoolExecutor(3) as threads:
        found = list(threads.map(lambda seed: them.search(probe(seed), PATIENCE), range(12)))
    assert [one.values[1] for (one,) in found] == list(range(12))
    assert 1 <= len({one.values[0] for (one,) in found}) <= 3


@pytest.mark.parametrize("work", [stand_ins.crash_at_once, stand_ins.say_nothing], ids=["crashes", "hangs"])
def test_what_a_process_does_not_say_is_nothing_and_the_next_one_has_another(
    work: Callable[..., None],
) -> None:
    with Probes(work) as them:
        patience = PATIENCE if work is stand_ins.crash_at_once else 0.1
        assert them.search(probe(1), patience) == ()
        them._work = stand_ins.say_who
        assert them.search(probe(1), PATIENCE) != ()


@pytest.mark.timeout(PATIENCE)
def test_one_that_is_stopped_before_it_has_taken_its_probe_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The probe is more than a pipe can hold."""

    def start_and_stop(*work: Any, **loads: Any) -> Any:
        process = start_child(*work, **loads)
        wait_until(lambda: process.pid)
        os.kill(process.pid or 0, signal.SIGSTOP)
        return process

    monkeypatch.setattr(probes, "start_child", start_and_stop)
    with Probes(stand_ins.say_who) as them:
        assert them.search(probe(*range(1_000_000)), 10 * PATIENCE, expired=lambda: True) == ()


@pytest.mark.timeout(PATIENCE)
def test_one_that_hangs_within_its_answer_holds_up_nobody() -> None:
    asked = itertools.count()
    with Probes(stand_ins.hang_within_a_message) as them:
        assert them.search(probe(1), 10 * PATIENCE, expired=lambda: next(asked) > 50) == ()


def test_an_error_of_ours_is_said() -> None:
    with Probes(stand_ins.fail_to_probe) as them, pytest.raises(TrainoptError, match="NoneType"):
        them.search(probe(1), PATIENCE)


@needs_kernel
def test_the_processes_search_as_this_one_does(large: Problem) -> None:
    asked = Probe(large, NOBODY, (1, 2))
    with Probes() as them:
        assert them.search(asked, PATIENCE) == probed(asked)


def test_they_end_with_it() -> None:
    with Probes(stand_ins.say_who) as them:
        ((one),) = them.search(probe(1), PATIENCE)
    with pytest.raises(ProcessLookupError):
        os.kill(one.values[0], 0)
