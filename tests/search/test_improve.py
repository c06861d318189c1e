"""Several at work on one plan: whatever they propose, all of them hear the same and have the same plan."""

from __future__ import annotations

import queue
import threading
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support import small
from tests.support.generated import thinned
from tests.support.moves import APART, BESIDE, EVERYBODY, NEXT_DOOR, basic, change, placed
from trainopt.check import check, terms
from trainopt.plan.placements import Assignment, Plan, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import Options, find_options
from trainopt.search import improve, method, tiers
from trainopt.search.child import Job
from trainopt.search.effort import Effort
from trainopt.search.greedy import greedy_plan
from trainopt.search.improve import Improver
from trainopt.search.incumbent import Incumbent
from trainopt.search.lns import NeighbourhoodSearch
from trainopt.search.messages import Bounded, Message, Moved, MoveVerdict, Order
from trainopt.search.optimise import _Watch
from trainopt.search.params import Clock, Params
from trainopt.search.prover import Prover
from trainopt.search.result import Stopped
from trainopt.search.team import Team
from trainopt.search.tiers import Search

STEPS = 25

THREE = f"{BESIDE}; D3-01 1 DE-2 03-02 a"
FOUR = f"{NEXT_DOOR}; D3-01 1 DE-1 03-02 a; D4-01 1 DE-1 03-02 c; D4-01 2 DE-1 03-16 a"


@pytest.fixture(scope="module")
def problem() -> Problem:
    return build_problem(thinned("small", 3, demand=2, capacity=2))


def values(problem: Problem, assignment: Assignment) -> list[int]:
    found = terms(problem, plan_of(problem, assignment))
    return [found[term] for term in problem.objective]


class TestFollowing:
    """One process, its messages collected, its verdicts written by hand."""

    @pytest.fixture
    def problem(self) -> Problem:
        return small.problem(demand=EVERYBODY, **basic(2))

    def improver(self, problem: Problem, *verdicts: MoveVerdict) -> Improver:
        options = find_options(problem)
        search = NeighbourhoodSearch(problem, options, placed(change(problem, APART)), seed=1)
        heard: queue.SimpleQueue[Order] = queue.SimpleQueue()
        for verdict in verdicts:
            heard.put(verdict)
        clock, params = Clock.start(600), Params()
        self.prover = Prover(problem, options, params, clock, self.sent.append, tier=1)
        return Improver(params, clock, self.sent.append, heard, search, 1, self.prover)

    @pytest.fixture(autouse=True)
    def collect(self) -> None:
        self.sent: list[Message] = []

    def verdict(self, problem: Problem, worker: int, text: str | None, gain: int = 0) -> MoveVerdict:
        return MoveVerdict(worker, None if text is None else Moved({}, change(problem, text), gain))

    @pytest.mark.parametrize(
        ("verdicts", "plan", "left"),
        [
            ([(1, BESIDE)], BESIDE, 0),
            ([(1, None)], APART, 0),
            ([(0, NEXT_DOOR), (1, None)], NEXT_DOOR, 0),
            ([(0, NEXT_DOOR), (2, BESIDE), (1, "D1-01 -")], f"D1-01 -; {BESIDE}", 0),
            ([(1, BESIDE), (0, NEXT_DOOR)], BESIDE, 1),
        ],
        ids=["it holds", "it does not", "others came first", "others and then its own", "others come later"],
    )
    def test_after_a_move_it_hears_all_up_to_the_verdict_on_it(
        self, problem: Problem, verdicts: list[tuple[int, str | None]], plan: str, left: int
    ) -> None:
        improver = self.improver(problem, *(self.verdict(problem, *one) for one in verdicts))
        move = Moved({}, {}, 0)
        holds = improver._propose(move)
        assert self.sent == [move]
        assert holds == (next(text for worker, text in verdicts if worker == 1) is not None)
        assert improver.search.assignment() == self.plan(problem, plan)
        assert improver.orders.qsize() == left

    def plan(self, problem: Problem, text: str) -> Assignment:
        return placed({**change(problem, APART), **change(problem, text)})

    def test_a_verdict_that_does_not_fit_its_plan_is_an_error(self, problem: Problem) -> None:
        crowd = "D2-01 1 DE-1 03-02 a; D3-01 1 DE-1 03-02 a"
        improver = self.improver(problem, self.verdict(problem, 0, crowd))
        with pytest.raises(AssertionError, match="come apart"):
            improver._hear_all()

    def test_bounds_are_of_the_plan_as_it_has_heard_of_it(
        self, problem: Problem, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As if somebody were late: where nobody is there is nothing to prove."""

        def late(problem: Problem, plan: Plan) -> dict[str, int]:
            return {**terms(problem, plan), "lateness": 1}

        monkeypatch.setattr("trainopt.search.prover.terms", late)
        improver = self.improver(problem, self.verdict(problem, 0, "D3-01 1 DE-1 03-02 a"))
        improver._hear_all()
        self.prover.prove_next(improver.search.assignment())
        unmet = values(problem, improver.search.assignment())[0]
        assert self.sent == [Bounded(1, 0, (unmet,))]
        assert unmet == 6


@pytest.mark.slow
def test_all_have_the_same_plan_after_each_verdict(problem: Problem) -> None:
    """Four that always propose at once, and twice, so that many a move comes too late."""
    options = find_options(problem)
    start = greedy_plan(problem, options)
    assert start is not None
    incumbent = Incumbent(problem)
    incumbent.consider(start, "greedy")
    searches = [NeighbourhoodSearch(problem, options, start, seed) for seed in range(4)]
    verdicts: Counter[bool] = Counter()
    for _ in range(STEPS):
        proposed = [search.step(30.0) for search in searches]
        for move in filter(None, [*proposed, *proposed]):
            taken = incumbent.take(move)
            verdicts[taken] += 1
            assert not taken or all(search.ledger.exchange(move.after) for search in searches)
            assert all(search.assignment() == incumbent.working_plan() for search in searches)
            assert check(problem, plan_of(problem, incumbent.working_plan())) == []
    assert verdicts[True] > 3
    assert verdicts[False] >= verdicts[True]
    assert incumbent.catch_up(at_once=True)


class Threads(Team):
    """Threads in place of processes, which go on hearing verdicts when they have ended."""

    def __init__(self, problem: Problem, params: Params) -> None:
        super().__init__(problem, params, Clock.start(600))
        self.all: list[Member] = []

    def spawn(self, job: Job) -> None:
        member: Any = Member(self, job)
        self.members[job.number] = member
        self.all.append(member)
        member.thread.start()

    def tell_all(self, verdict: MoveVerdict) -> None:
        for member in self.all:
            member.outbox.put(verdict)


class Member:
    """A thread that does a job."""

    process = SimpleNamespace(pid=None)

    def __init__(self, team: Team, job: Job) -> None:
        def say(message: Message | None) -> None:
            heard: Any = (self, message)
            team.heard.put(heard)

        def run() -> None:
            try:
                self.search.run(job)
            finally:
                say(None)

        self.number = job.number
        self.outbox: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self.search = Kept(team.problem, team.params, Clock.start(600), say, self.outbox)
        self.thread = threading.Thread(target=run)

    def end(self) -> None:
        self.thread.join()


class Kept(Search):
    """A search whose improver can be looked at when it is over."""

    improver: Improver

    def _improver(self, options: Options, start: Assignment, job: Job) -> Improver:
        self.improver = super()._improver(options, start, job)
        return self.improver


@pytest.mark.slow
def test_processes_that_run_freely_end_with_the_plan_of_the_one_that_watches(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each makes some steps at its own pace; the verdicts that it had no time to hear are heard at last."""
    monkeypatch.setattr(method, "WHOLE_OPTIONS", 0)
    monkeypatch.setattr(tiers, "is_available", lambda: False)
    monkeypatch.setattr(improve, "count", lambda: range(STEPS))
    params = Params(seconds=600, workers=2)
    watch = _Watch(problem, Effort(params, Clock.start(600)))
    team = watch.team = Threads(problem, params)
    result = watch.run()
    assert result.stopped is Stopped.FINISHED
    assert result.method == "large neighbourhoods"
    assert [member.number for member in team.all] == [0, 1]
    for member in team.all:
        member.search.improver._hear_all()
        assert member.search.improver.search.assignment() == watch.incumbent.working_plan()
    assert check(problem, result.plan) == []
    assert all(tier.bound <= tier.value for tier in result.tiers)
    greedy = next(event.tier.value for event in result.log if event.what == "greedy")
    assert result.tiers[0].value < greedy
    assert result.tiers[0].bound > 0
