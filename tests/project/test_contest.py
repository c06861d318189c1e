"""What is kept of a contest and shown of it, and how the Timefold peer is told a problem."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from benchmarks import side_by_side
from benchmarks.contest.contestants import CONTESTANTS
from benchmarks.contest.judge import judge
from benchmarks.contest.news import Bounded, Found
from benchmarks.contest.record import RUNS, Entry, Incumbent, Record, Run, incumbents_of
from benchmarks.contest.tables import contradictions, panels_of, write_page
from benchmarks.contest.watch import Outcome
from benchmarks.peers.timefold import program
from benchmarks.peers.timefold.translate import Instance
from tests.support import small
from trainopt.check import check, terms
from trainopt.plan.placements import Assignment, plan_of
from trainopt.problem import Problem
from trainopt.problem.options import find_options
from trainopt.search.greedy import greedy_plan

ENTRY = Entry("small", 1, "trainopt", 60.0)
RUN = Run(ENTRY, 250, 27, 30, 2, 1.5, 1.75, 0.8, 3, 0, 222, 100.5, 120.0, "time limit", "a machine")
FIRST = Incumbent(1.0, 1.5, None, (9, 8, 0, 0, 0, 0))
LAST = Incumbent(3.0, 4.5, 2, (5, 7, 0, 0, 0, 0))


def greedy_of(problem: Problem) -> Assignment:
    found = greedy_plan(problem, find_options(problem))
    assert found is not None
    return found


# The record


def test_a_record_is_read_as_it_was_kept(tmp_path: Path) -> None:
    record = Record.of(tmp_path)
    record.add(RUN, [FIRST, LAST])
    again = Record.of(tmp_path)
    assert (again.runs, again.incumbents) == ({ENTRY: RUN}, {ENTRY: [FIRST, LAST]})
    assert [again.at(ENTRY, processor) for processor in (1.0, 1.5, 4.0, 9.0)] == [None, FIRST, FIRST, LAST]


def test_incumbents_of_a_run_that_was_cut_off_are_gone_when_it_goes_on(tmp_path: Path) -> None:
    other = Entry("small", 2, "trainopt", 60.0)
    record = Record.of(tmp_path)
    record.add(RUN, [FIRST])
    kept = (tmp_path / RUNS).read_text(encoding="utf-8")
    record.add(Run(other, *list(vars(RUN).values())[1:]), [LAST])
    (tmp_path / RUNS).write_text(kept, encoding="utf-8")  # cut off before its own line
    again = Record.of(tmp_path)
    again.add(Run(other, *list(vars(RUN).values())[1:]), [FIRST])
    assert Record.of(tmp_path).incumbents == {ENTRY: [FIRST], other: [FIRST]}


def test_only_what_the_record_does_not_have_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def run_contestant(name: str, *_: object) -> Outcome:
        ran.append(name)
        return Outcome(name, ended="finished", pace=[(1.0, 0.5)], seconds=1.0)

    monkeypatch.setattr(side_by_side, "run_contestant", run_contestant)
    monkeypatch.setattr(side_by_side, "write_chart", lambda *_: None)
    for names in ("first", "first,trainopt", "none"):
        side_by_side.main(["--sizes", "small", "--contestants", names, "--out", str(tmp_path)])
    assert ran == ["first", "trainopt"]
    assert "| the plan that the peers begin with |  | no plan |" in (tmp_path / "side_by_side.md").read_text(
        encoding="utf-8"
    )


def test_incumbents_are_what_came_within_the_processor_time() -> None:
    problem = small.problem()
    greedy = greedy_of(problem)
    broken = {2: greedy[2][:1]}  # one step of two
    plans = [(1.0, Found(1.0, {})), (2.0, Found(2.0, broken)), (12.0, Found(12.0, dict(greedy)))]
    bounds = [(5.0, Bounded(5.0, 0, 0)), (6.0, Bounded(6.0, 1, 9)), (30.0, Bounded(30.0, 0, 2))]
    pace = [(at, 2 * at) for at in (1.0, 2.0, 5.0, 12.0, 30.0)]
    judged = judge(problem, Outcome("trainopt", plans, bounds, "time limit", 30.0, 0, pace))
    found = list(incumbents_of(judged, processor=24.0))
    assert judged.broken == 1
    nobody = (18, 0, 0, 0, 0, 0)
    assert found[:2] == [Incumbent(1.0, 2.0, None, nobody), Incumbent(5.0, 10.0, 0, nobody)]
    assert [(one.processor, one.bound, one.values < nobody) for one in found[2:] if one.values] == [
        (24.0, 0, True)
    ]


def test_later_tiers_are_kept_as_they_are_at_the_end() -> None:
    problem = small.problem()
    greedy = greedy_of(problem)
    # The same classes a week later: as few unmet, the other tiers no better.
    later = {
        cohort: tuple(seat._replace(start=seat.start + 1) for seat in seats)
        for cohort, seats in greedy.items()
    }
    plans = [(1.0, Found(1.0, later)), (2.0, Found(2.0, dict(greedy)))]
    judged = judge(problem, Outcome("trainopt", plans, [], "time limit", 3.0, 0, [(3.0, 3.0)]))
    found = list(incumbents_of(judged, processor=9.0))
    assert [one.values for one in found] == [values for _, values in judged.better]


# The page and the picture


def test_the_page_has_a_line_for_each_contestant_and_a_column_for_each_mark(tmp_path: Path) -> None:
    record = Record.of(tmp_path)
    record.add(RUN, [FIRST, LAST, Incumbent(50.0, 59.0, 2, (4, 7, 0, 0, 0, 0))])
    write_page(tmp_path / "page.md", record)
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "small 1: 250 cohorts, 27 capacity rows, 30 weeks; 60 processor seconds" in page
    assert (
        "| trainopt | 0.8 | 5 | 4 | 2 | 7 | 0 | 0 | 0 | 0 | 222 | 120 | 100 | 1.5 | 1.8 | time limit |"
        in page
    )


def test_a_bound_that_a_plan_disproves_is_reported(tmp_path: Path) -> None:
    record = Record.of(tmp_path)
    record.add(RUN, [LAST])
    other = ENTRY._replace(contestant="cpsat")
    record.add(Run(other, *list(vars(RUN).values())[1:]), [Incumbent(1.0, 1.0, 6, None)])
    assert contradictions(record, list(record.runs.values())) == [
        "cpsat proved a bound of 6, but there is a plan of 5"
    ]


def test_the_picture_is_the_same_for_the_same_record(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from benchmarks.contest.chart import write_chart

    record = Record.of(tmp_path)
    record.add(RUN, [FIRST, LAST])
    write_chart(tmp_path / "one.svg", record, 60.0)
    write_chart(tmp_path / "other.svg", record, 60.0)
    picture = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert panels_of(record) == [("small", 1, 60.0)]
    assert CONTESTANTS["trainopt"].label in picture
    assert picture == (tmp_path / "other.svg").read_text(encoding="utf-8")


# The Timefold peer


def said(instance: Instance, start: Assignment) -> tuple[list[int], str]:
    """What the peer is told, and the line with which it would answer that it found nothing better."""
    numbers = [int(word) for word in instance.text(7, (0.5, 1.0), start).split()]
    steps = instance.problem.demands
    length = sum(1 + 2 * len(steps[instance.problem.cohorts[cohort].demand].steps) for cohort in start)
    answer = numbers[len(numbers) - length :]
    return numbers, " ".join(["plan", "6", *map(str, range(6)), *map(str, answer)])


def test_a_plan_comes_back_from_the_peer_as_it_was_sent() -> None:
    problem = small.problem()
    greedy = greedy_of(problem)
    instance = Instance.of(problem, find_options(problem))
    _, line = said(instance, greedy)
    found = instance.found(line)
    assert found is not None
    assert found.values == (0, 1, 2, 3, 4, 5)
    assert terms(problem, plan_of(problem, found.assignment)) == terms(problem, plan_of(problem, greedy))
    assert check(problem, plan_of(problem, found.assignment)) == []
    assert instance.found("OpenJDK 64-Bit Server VM warning") is None


def test_the_peer_is_told_every_limit_that_binds_and_no_other() -> None:
    tables = {
        "nations": small.nations("DE,Germany,50,7", "PL,Poland,,"),
        "sites": small.sites("DE-1,DE,Munster,31", "DE-2,DE,Hammelburg,32", "PL-1,PL,Drawsko,33"),
        "units": small.units("U1,First,41,", "U2,Second,,"),
    }
    problem = small.problem(**tables)
    instance = Instance.of(problem, find_options(problem))
    numbers, _ = said(instance, {})
    pools = {
        (pool.index, week): most
        for pool in problem.pools
        for week, most in enumerate(pool.available)
        if most is not None
    }
    told = {cell: instance.available[number] for cell, number in instance.cells.items()}
    assert numbers[:4] == [7, 500, 1000, 0]
    assert {cell: most for cell, most in told.items() if cell[0] >= 0} == {
        cell: pools[cell] for cell in told if cell[0] >= 0
    }
    assert set(told.values()) == {50, 7, 31, 32, 33, 41, 1}


def test_a_problem_with_a_published_plan_is_not_for_the_peer() -> None:
    problem = small.problem(small.published("D1-01 1 DE-1 03-02 a"))
    with pytest.raises(ValueError, match="no published plan"):
        Instance.of(problem, find_options(problem))


@pytest.mark.slow
@pytest.mark.skipif(bool(program.missing()), reason="Timefold or a JDK is not there")
def test_plans_of_the_peer_hold_every_rule_and_are_worth_what_it_says() -> None:
    """From nobody placed until somebody is; which plans come by then is no matter of the test."""
    problem = small.problem()
    instance = Instance.of(problem, find_options(problem))
    for line in program.lines(instance.text(1, (0.001, 300.0), {}), 300.0):
        found = instance.found(line)
        assert found is not None
        plan = plan_of(problem, found.assignment)
        values = terms(problem, plan)
        assert check(problem, plan) == []
        assert found.values == tuple(values[term] for term in problem.objective)[: len(found.values)]
        if found.assignment and len(found.values) == len(problem.objective):
            return
    raise AssertionError("nobody was placed")


@pytest.mark.skipif(bool(program.missing()), reason="Timefold or a JDK is not there")
def test_a_program_that_ends_before_its_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "MAIN", "contest.Nothing")
    with pytest.raises((RuntimeError, BrokenPipeError, subprocess.SubprocessError)):
        list(program.lines("1\n", 60.0))
