"""The team of solver processes: what is heard of them, what they hear, and how they end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from time import monotonic

import pytest

from tests.support import small, stand_ins
from tests.support.processes import (
    PATIENCE,
    command_line,
    send,
    solvers_under,
    wait_until,
)
from tests.support.threads import beside
from trainopt.check import check
from trainopt.errors import NoPlanInTime
from trainopt.plan.placements import Seat
from trainopt.search.child import Job, solve_in_child, start_child
from trainopt.search.messages import Failed, Message, Moved, MoveVerdict, Working
from trainopt.search.optimise import optimise
from trainopt.search.params import Clock, Params
from trainopt.search.result import Stopped
from trainopt.search.team import Heard, Team

pytestmark = pytest.mark.slow

NOTHING = Moved({}, {}, 0)


@pytest.fixture(params=["forked", "started"])
def team(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    """Its processes are forked from one that is kept, or each an interpreter of its own."""
    if request.param == "started":
        monkeypatch.setattr("trainopt.search.child.starter", lambda _: None)
    team = Team(small.problem(), Params(), Clock.start(600))
    yield team
    team.close()


@pytest.fixture
def starting(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., None]], None]:
    """Decides what the processes do that are started from then on."""
    return lambda work: monkeypatch.setattr("trainopt.search.team.solve_in_child", work)


Starting = Callable[[Callable[..., None]], None]


def job(number: int) -> Job:
    return Job(number, None, bounds=False)


def heard(team: Team, count: int) -> list[Heard]:
    """What is heard, once it is so much."""
    found: list[Heard] = []
    end = monotonic() + PATIENCE
    while len(found) < count:
        assert monotonic() < end, found
        found += team.listen(0.1)
    return found


def pid_of(team: Team, number: int) -> int:
    pid = team.members[number].process.pid
    assert pid is not None
    return pid


def test_each_is_heard_by_its_number_and_hears_what_is_told_in_its_order(
    team: Team, starting: Starting
) -> None:
    starting(stand_ins.echo)
    team.spawn(job(0))
    team.spawn(job(1))
    team.tell_all(MoveVerdict(7, None))
    team.tell(1, MoveVerdict(8, None))
    team.tell_all(MoveVerdict(9, NOTHING))
    by_number: dict[int, list[Message | None]] = {0: [], 1: []}
    for one in heard(team, 7):
        by_number[one.number].append(one.message)
    said = {n: [Working("number", n), Working("verdict", 7), Working("verdict", 9)] for n in (0, 1)}
    said[1].insert(2, Working("verdict", 8))
    assert by_number == said


KILLED, FAULTY = (signal.SIGKILL, signal.SIGTERM), (signal.SIGSEGV, signal.SIGABRT)


@pytest.mark.parametrize("number", [*KILLED, *FAULTY], ids=lambda n: n.name)
def test_one_that_is_killed_is_heard_of_and_may_be_told_what_it_does_not_hear(
    team: Team, starting: Starting, number: signal.Signals
) -> None:
    starting(stand_ins.hang)
    team.spawn(job(3))
    assert heard(team, 1) == [Heard(3, Working("nothing"))]
    os.kill(pid_of(team, 3), number)
    assert heard(team, 1) == [Heard(3, None)]
    for _ in range(100):
        team.tell(3, MoveVerdict(0, NOTHING))
        team.tell_all(MoveVerdict(0, NOTHING))
    assert team.end(3) is (number in FAULTY)
    assert team.listen(0.1) == []


def test_one_that_nobody_hears_any_more_is_gone_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The end of who watches may reach what it says before it reaches what it hears."""
    monkeypatch.setattr("trainopt.search.child.starter", lambda _: None)
    results, sender = Pipe(duplex=False)
    receiver, orders = Pipe(duplex=False)
    with sender, receiver:
        process = start_child(solve_in_child, sender, receiver, "trainopt.search.whole")
    results.close()
    with orders:
        orders.send((small.problem(), Params(), job(0), Clock.start(600).of_child()))
        assert process.wait() == 1
    assert capfd.readouterr().err == ""


def test_one_that_ends_by_itself_is_heard_to_its_last_word(team: Team, starting: Starting) -> None:
    starting(stand_ins.crash)
    team.spawn(job(0))
    assert heard(team, 2) == [Heard(0, Working("crashing")), Heard(0, None)]


@pytest.mark.parametrize("work", [stand_ins.hang, stand_ins.hang_within_a_message])
def test_one_that_hears_nothing_holds_up_nobody(
    team: Team, starting: Starting, work: Callable[..., None]
) -> None:
    """More is told than a pipe can hold."""
    starting(work)
    team.spawn(job(0))
    starting(stand_ins.echo)
    team.spawn(job(1))
    large = Moved({}, dict.fromkeys(range(10_000)), 0)
    for _ in range(20):
        team.tell(0, MoveVerdict(0, large))
    team.tell_all(MoveVerdict(5, None))
    others = [one for one in heard(team, 2) if one.number == 1]
    while len(others) < 2:
        others += [one for one in heard(team, 1) if one.number == 1]
    assert others == [Heard(1, Working("number", 1)), Heard(1, Working("verdict", 5))]
    pids = [pid_of(team, number) for number in (0, 1)]
    team.close()
    assert not any(map(command_line, pids))
    assert team.members == {}


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=lambda n: n.name)
def test_one_that_has_not_yet_taken_its_task_holds_up_nobody(team: Team, number: signal.Signals) -> None:
    """The task is more than a pipe can hold."""
    start = Job(0, {index: (Seat(0, 0, 1),) for index in range(50_000)}, bounds=False)

    def at_once() -> None:
        wait_until(lambda: solvers_under(os.getpid()))
        for pid in solvers_under(os.getpid()):
            send(pid, number)

    with beside(at_once):
        team.spawn(start)
    team.close()


def test_of_one_that_was_ended_nothing_more_is_heard_even_if_another_takes_its_number(
    team: Team, starting: Starting
) -> None:
    starting(stand_ins.hang)
    team.spawn(job(0))
    wait_until(lambda: not team.heard.empty())
    team.end(0)
    starting(stand_ins.echo)
    team.spawn(job(0))
    assert heard(team, 1) == [Heard(0, Working("number", 0))]
    assert team.listen(0.1) == []


def test_it_is_known_how_much_memory_each_has(team: Team, starting: Starting) -> None:
    starting(stand_ins.hang)
    team.spawn(job(0))
    team.spawn(job(4))
    heard(team, 2)
    assert {number for number, size in team.memory().items() if size > 1e6} == {0, 4}
    os.kill(pid_of(team, 4), signal.SIGKILL)
    wait_until(lambda: {number for number, size in team.memory().items() if size} == {0})


def test_a_bug_in_a_process_is_told_with_its_traceback(team: Team, starting: Starting) -> None:
    starting(stand_ins.fail)
    team.spawn(job(0))
    failed, ended = heard(team, 2)
    assert isinstance(failed.message, Failed)
    assert "Traceback" in failed.message.traceback
    assert ended == Heard(0, None)


# The memory limit


def test_a_run_with_too_little_memory_for_a_solver_ends_with_the_first_plan_and_says_why() -> None:
    began = monotonic()
    result = optimise(small.problem(), Params(seconds=300, memory=1))
    assert result.stopped is Stopped.MEMORY
    assert check(small.problem(), result.plan) == []
    assert monotonic() - began < 200


def test_and_where_there_is_no_first_plan_either_it_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainopt.search.optimise.first_plan", lambda *_: None)
    with pytest.raises(NoPlanInTime, match="memory"):
        optimise(small.problem(), Params(seconds=300, memory=1))
