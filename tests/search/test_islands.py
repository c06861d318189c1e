"""Islands on other machines: which rounds they get, from which plan, and what becomes of one that is lost."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.search.test_watch import FOUND, PLAN, PROBLEM, Watched, watched
from tests.support.generated import thinned
from tests.support.kernels import needs_kernel
from tests.support.processes import PATIENCE, wait_until
from trainopt.check import check, terms
from trainopt.errors import UsageError
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.runs.engines import DaskEngine, DaskIslands, as_it_is, engine_of, islands_of
from trainopt.search import islands
from trainopt.search.annealing import Round, stages
from trainopt.search.greedy import greedy_plan
from trainopt.search.islands import MOST_LOST, Elsewhere, RoundHeard, RoundSent, make_round
from trainopt.search.messages import ANNEALED, Chosen, Found, Shared
from trainopt.search.params import Clock, Params


class Desert:
    """Islands on which nothing is made: `sent` are the rounds, `back` what is heard of them."""

    def __init__(self, count: int = 2) -> None:
        self.count = count
        self.sent: list[RoundSent] = []
        self.back: queue.SimpleQueue[RoundHeard] = queue.SimpleQueue()
        self.closed = False

    def send(self, sent: RoundSent) -> None:
        self.sent.append(sent)

    def heard(self) -> Iterator[RoundHeard]:
        while not self.back.empty():
            yield self.back.get()

    def close(self) -> None:
        self.closed = True


def elsewhere(desert: Desert, seconds: float = 600.0) -> Elsewhere:
    return Elsewhere(PROBLEM, Params(seconds=seconds, workers=2), Clock.start(seconds), desert)


# Rounds


def test_every_island_begins_a_round_of_its_own_length_from_the_plan() -> None:
    desert = Desert(3)
    elsewhere(desert).begin(PLAN)
    assert [one.number for one in desert.sent] == [0, 1, 2]
    assert all(one.start == PLAN for one in desert.sent)
    assert len({one.seed for one in desert.sent}) == 3
    assert len({one.round.seconds for one in desert.sent}) == 3


def test_each_next_round_is_twice_as_long_and_draws_other_numbers() -> None:
    desert = Desert(1)
    away = elsewhere(desert)
    away.begin({})
    for _ in range(3):
        away.go_on(0, PLAN)
    lengths = [one.round.seconds for one in desert.sent]
    assert lengths == pytest.approx([lengths[0] * 2**number for number in range(4)])
    assert len({one.seed for one in desert.sent}) == 4
    assert [one.start for one in desert.sent] == [{}, PLAN, PLAN, PLAN]


def test_no_round_is_longer_than_there_is_time() -> None:
    desert = Desert(1)
    away = elsewhere(desert)
    away.begin(PLAN)
    away.clock = Clock(away.clock.began, 0.0)
    away.go_on(0, PLAN)
    assert len(desert.sent) == 1


def test_an_island_that_is_lost_again_and_again_is_given_up() -> None:
    desert = Desert(1)
    away = elsewhere(desert)
    away.begin(PLAN)
    for number in range(MOST_LOST + 2):
        assert len(desert.sent) == min(number + 1, MOST_LOST)
        desert.back.put(RoundHeard(0, None))
        for one in away.heard():
            away.go_on(one.number, PLAN)


def test_one_that_comes_back_is_not_given_up() -> None:
    desert = Desert(1)
    away = elsewhere(desert)
    away.begin(PLAN)
    for found in (None, None, PLAN, None, None):
        desert.back.put(RoundHeard(0, found))
        for one in away.heard():
            away.go_on(one.number, PLAN)
    assert len(desert.sent) == 6


@needs_kernel
def test_a_round_makes_a_plan_that_is_no_worse() -> None:
    problem = build_problem(thinned("small", 1, demand=2))
    start = greedy_plan(problem, find_options(problem))
    assert start is not None
    sent = RoundSent(0, start, 1, Round(1.0, stages(len(problem.objective))))
    found = make_round(problem, sent)
    assert found is not None
    assert check(problem, plan_of(problem, found)) == []
    assert rank(problem, found) <= rank(problem, start)


def rank(problem: Problem, plan: object) -> list[int]:
    values = terms(problem, plan_of(problem, plan))  # type: ignore[arg-type]
    return [values[name] for name in problem.objective]


@pytest.mark.parametrize("why", ["no kernel", "memory"])
def test_where_no_round_can_be_made_nothing_comes_of_it(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    def short(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(islands, "is_available", lambda: why == "memory")
    monkeypatch.setattr(islands, "opened", short)
    assert make_round(PROBLEM, RoundSent(0, PLAN, 1, Round(1.0, stages(3)))) is None


# In a run


def until_made(watch: Watched) -> None:
    def made() -> bool:
        watch._hear_elsewhere()
        return watch.elsewhere is not None

    wait_until(made)


@pytest.mark.timeout(PATIENCE)
def test_nobody_waits_for_islands_that_are_never_made() -> None:
    over, watch = threading.Event(), watched([(0, FOUND)])
    watch.effort = replace(watch.effort, islands=lambda _: over.wait() and None)
    watch.hear((0, Chosen(ANNEALED, together=True)))
    watch._hear_elsewhere()
    assert watch.elsewhere is None
    over.set()


@pytest.mark.timeout(PATIENCE)
def test_nobody_waits_for_what_an_island_came_to_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its worker was stopped behind it: what comes of the others is heard."""
    over, client = threading.Event(), Scheduler()
    islands = DaskIslands(client, PROBLEM)
    for number in range(2):
        islands.send(RoundSent(number, {}, 1, Round(1.0, stages(3))))
    stuck = client.futures[0]
    monkeypatch.setattr(
        "trainopt.runs.engines._plan_of", lambda future: (future is stuck and over.wait()) or {}
    )
    client.lose()
    heard: list[RoundHeard] = []

    def one_came() -> bool:
        heard.extend(islands.heard())
        return bool(heard)

    wait_until(one_came)
    over.set()
    assert heard == [RoundHeard(1, {})]


def test_what_comes_from_an_island_is_checked_and_the_processes_here_hear_of_it() -> None:
    desert = Desert(1)
    watch = watched([(0, Found({}, "the test"))])
    watch.effort = replace(watch.effort, islands=lambda _: desert)
    watch.hear((0, Chosen(ANNEALED, together=True)))
    until_made(watch)
    assert [one.start for one in desert.sent] == [{}]
    for number in (0, 1, 2):
        watch.nobody.told(number)
    desert.back.put(RoundHeard(0, PLAN))
    watch._hear_elsewhere()
    assert watch.incumbent.assignment == PLAN
    assert [watch.nobody.told(number) for number in (0, 1, 2)] == [[Shared(PLAN, watch.incumbent.values)]] * 3
    assert desert.sent[-1].start == PLAN


def test_small_problems_need_no_islands() -> None:
    watch = watched([(0, FOUND)])
    watch.effort = replace(watch.effort, islands=lambda _: pytest.fail("nobody is to ask for islands"))
    watch.hear((0, Chosen("the whole model", together=False)))
    assert watch.elsewhere is None


def test_no_islands_where_everything_is_here_and_none_for_a_repeatable_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert islands_of(engine_of("local", 1), Params()) is None
    assert islands_of(None, Params()) is None
    monkeypatch.setattr("trainopt.runs.engines.DaskEngine.__init__", lambda *_, **__: None)
    cluster = engine_of("dask://somewhere:1", 1)
    assert islands_of(cluster, Params()) is not None
    with pytest.raises(UsageError, match="a repeatable run searches here alone"):
        islands_of(cluster, Params(repeatable=True))


def test_a_cluster_that_is_gone_costs_its_help_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("trainopt.runs.engines.DaskEngine.__init__", lambda *_, **__: None)
    cluster = engine_of("dask://somewhere:1", 1)
    assert isinstance(cluster, DaskEngine)
    assert not hasattr(cluster, "_client")
    watch = watched([(0, FOUND)])
    watch.effort = replace(watch.effort, islands=islands_of(cluster, Params()))
    watch.hear((0, FOUND))
    watch.hear((0, Chosen(ANNEALED, together=True)))
    wait_until(lambda: "the cluster does not answer" in caplog.text)
    watch._hear_elsewhere()
    assert watch.elsewhere is None


@dataclass(eq=False)
class Away:
    """A future of a round: lost once the cluster is."""

    status: str = "pending"

    def add_done_callback(self, call: Callable[[Away], None]) -> None:
        self.end = call


@dataclass
class Scheduler:
    """A client of a cluster that is there until it is `gone`; then it answers as one that is closed."""

    gone: bool = False
    futures: list[Away] = field(default_factory=list)

    def nthreads(self) -> dict[str, int]:
        return {"a worker": 1}

    def submit(self, task: Any, *_: Any, **__: Any) -> Away:
        self._ask()
        future = Away()
        if task is not as_it_is:  # which gives back the problem, and is no round
            self.futures.append(future)
        return future

    def cancel(self, _: list[Away]) -> None:
        self._ask()

    def lose(self) -> None:
        self.gone = True
        for one in self.futures:
            one.status = "cancelled"
            one.end(one)

    def _ask(self) -> None:
        if self.gone:
            raise RuntimeError("the client is closed")


def test_a_cluster_that_is_lost_in_mid_search_costs_its_help_alone(caplog: pytest.LogCaptureFixture) -> None:
    client = Scheduler()
    watch = watched([(0, FOUND)])
    watch.effort = replace(watch.effort, islands=lambda problem: DaskIslands(client, problem))
    watch.hear((0, FOUND))
    watch.hear((0, Chosen(ANNEALED, together=True)))
    until_made(watch)
    assert watch.elsewhere is not None
    client.lose()

    def tried_to_send() -> bool:
        watch._hear_elsewhere()
        return "nothing more is sent" in caplog.text

    wait_until(tried_to_send)
    watch.elsewhere.islands.close()
    assert watch.incumbent.plan is not None
    assert len(client.futures) == 1
    assert "is not cancelled" in caplog.text
