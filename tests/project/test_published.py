"""Published problems mean the same as the datasets made of them: own tiny instances, counted out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations, product
from pathlib import Path

import pytest
from ortools.sat.python import cp_model

from benchmarks import published
from benchmarks.problems import assignment, jobshop, packing, tardiness
from benchmarks.problems.assignment import Assignment, Generalised
from benchmarks.problems.instance import Instance, Reading
from benchmarks.problems.jobshop import JobShop
from benchmarks.problems.packing import Packing
from benchmarks.problems.tardiness import Job, Tardiness
from trainopt.check import check, terms
from trainopt.dataset import read_dataset, write_dataset
from trainopt.plan.placements import plan_of
from trainopt.problem import Problem, build_problem
from trainopt.search.child import Job as Task
from trainopt.search.messages import Bounded, Found, Message
from trainopt.search.params import Clock, Params
from trainopt.search.tiers import Search

SHOP = "3 2\n2 1 1 3 2 1 2 2 3\n2 1 2 2 1 1 2\n1 2 1 4 2 3\n"
PERFECT_SHOP = "2 2 1\n1 2 0 2 1 5\n2 1 0 1 1 1 3\n"
JOBS = "3 2 4 1  2 5 1 3  4 3 9 2   5 5 5 5  1 1 1 1  0 0 0 0"
BINS = "2\n one\n10 6 3\n6\n5\n5\n4\n4\n3\n two\n 7 3 3\n4\n4\n4\n"
COSTS = "3\n 4 1 9\n 2 0 5\n 3 2 2\n"
PROFITS = "1\n2 3\n 7 4 3\n 6 5 6\n 2 3 2\n 2 2 3\n 5 4\n"


def shops() -> list[JobShop]:
    return [*jobshop.read("shop", SHOP), *jobshop.read("perfect", PERFECT_SHOP)]


INSTANCES: list[Instance] = [
    *shops(),
    *tardiness.read("wt4", JOBS),
    *packing.read("bins", BINS),
    *assignment.read_plain("costs", COSTS),
    *assignment.read_general("gap9", PROFITS),
    *assignment.read_general("gapx", PROFITS),
]
every_instance = pytest.mark.parametrize("instance", INSTANCES, ids=lambda one: one.name)


# Counted out, as the published problems are stated


def makespans(shop: JobShop) -> Iterator[int]:
    """Of every order in which operations are given machines, each as early as it goes."""
    turns = [job for job, operations in enumerate(shop.jobs) for _ in operations]
    for order in set(permutations(turns)):
        for machines in product(*(operation for operations in shop.jobs for operation in operations)):
            free, ready, at = [0] * shop.machines, [0] * len(shop.jobs), [0] * len(shop.jobs)
            firsts = [sum(map(len, shop.jobs[:job])) for job in range(len(shop.jobs))]
            for job in order:
                machine = machines[firsts[job] + at[job]]
                time = shop.jobs[job][at[job]][machine]
                ready[job] = free[machine] = max(ready[job], free[machine]) + time
                at[job] += 1
            yield max(ready)


def tardy(jobs: Sequence[Job]) -> int:
    now = total = 0
    for job in jobs:
        now += job.time
        total += job.weight * max(now - job.due, 0)
    return total


def bins(packed: Packing) -> Iterator[int]:
    for where in product(range(len(packed.items)), repeat=len(packed.items)):
        used = set(where)
        loads = [sum(i for i, at in zip(packed.items, where, strict=True) if at == bin) for bin in used]
        if max(loads) <= packed.room:
            yield len(used)


def general(one: Generalised) -> Iterator[int]:
    agents = range(len(one.has))
    for where in product(agents, repeat=len(one.worth[0])):
        taken = [sum(one.takes[a][job] for job, at in enumerate(where) if at == a) for a in agents]
        if all(took <= has for took, has in zip(taken, one.has, strict=True)):
            yield sum(one.worth[agent][job] for job, agent in enumerate(where))


def counted_out(instance: Instance) -> int:
    match instance:
        case JobShop():
            return min(makespans(instance))
        case Tardiness():
            return min(tardy(order) for order in permutations(instance.jobs))
        case Packing():
            return min(bins(instance))
        case Assignment():
            costs = instance.costs
            orders = permutations(range(len(costs)))
            return min(sum(costs[at][job] for at, job in enumerate(order)) for order in orders)
        case Generalised():
            return (max if instance.profit else min)(general(instance))
    raise AssertionError(instance)


# What trainopt and CP-SAT say


def posed(instance: Instance, folder: Path) -> Problem:
    write_dataset(instance.dataset(), folder / "dataset")
    return build_problem(read_dataset(folder / "dataset"))


@every_instance
def test_the_best_plan_of_the_dataset_has_the_optimum(instance: Instance, tmp_path: Path) -> None:
    problem = posed(instance, tmp_path)
    told: list[Message] = []
    params = Params(seconds=600, workers=1)
    Search(problem, params, Clock.start(600), told.append).run(Task(0, None, bounds=False))
    plan = plan_of(problem, [one.assignment for one in told if isinstance(one, Found)][-1])
    assert check(problem, plan) == []
    reading = instance.reading()
    assert reading.value(terms(problem, plan)) == counted_out(instance)
    least = max(one.bound for one in told if isinstance(one, Bounded) and one.tier == 1)
    assert reading.bound(least) == counted_out(instance)


@every_instance
def test_cp_sat_with_its_own_model_says_so_too(instance: Instance) -> None:
    line = published.by_cp_sat(instance, published.Terms(seconds=60, workers=1, seed=1))
    assert (line.value, line.bound, line.is_proven) == (counted_out(instance), counted_out(instance), True)


@every_instance
def test_a_rule_of_thumb_comes_to_something_that_can_be(instance: Instance) -> None:
    best = counted_out(instance)
    assert instance.by_rules()
    for value in instance.by_rules().values():
        assert value >= best if instance.reading().sign > 0 else value <= best


# Formats


def test_machines_count_from_0_or_from_1() -> None:
    one, other = shops()
    assert one.jobs == (({0: 3}, {0: 2, 1: 3}), ({1: 2}, {0: 2}), ({0: 4, 1: 3},))
    assert other.jobs == (({0: 2, 1: 5},), ({0: 1}, {1: 3}))


def test_a_shop_that_takes_longer_than_the_contract_has_weeks_is_left_out() -> None:
    assert jobshop.read("long", "1 1\n1 1 1 261\n") == []
    assert len(jobshop.read("long", "1 1\n1 1 1 259\n")) == 1


def test_times_that_are_too_long_for_the_contract_are_rounded_to_weeks_and_the_name_says_so() -> None:
    first, second = tardiness.read("wt4", JOBS)
    assert first == Tardiness("wt4_1", (Job(3, 2, 4), Job(2, 5, 3), Job(4, 1, 9), Job(1, 3, 2)))
    assert (second.name, second.jobs[0]) == ("wt4_2", Job(5, 1, 0))
    (rounded,) = tardiness.read("wt2", "199 100 3 4 150 99")
    assert rounded == Tardiness("wt2_1/2", (Job(100, 3, 75), Job(50, 4, 49)))
    assert tardiness.read("wtopt4", "12 0") == []


def test_bins_come_with_the_fewest_that_are_known() -> None:
    assert packing.read("bins", BINS) == [
        Packing("one", 10, (6, 5, 5, 4, 4, 3), 3), Packing("two", 7, (4, 4, 4), 3)
    ]  # fmt: skip


def test_general_assignments_have_profits_or_costs_by_their_name() -> None:
    (profits,), (costs,) = assignment.read_general("gap9", PROFITS), assignment.read_general("gapx", PROFITS)
    assert profits.worth == costs.worth == ((7, 4, 3), (6, 5, 6))
    assert (profits.takes, profits.has) == (((2, 3, 2), (2, 2, 3)), (5, 4))
    assert (profits.profit, costs.profit) == (True, False)
    (known,) = assignment.read_general("gap1", PROFITS)
    assert known.known == 336


# The reading, and what is written


def test_the_objective_is_read_off_a_term_where_nobody_is_unmet() -> None:
    least, most = Reading("cost", factor=10), Reading("cost", factor=10, constant=7, sign=-1)
    assert least.value({"unmet": 0, "cost": 40}) == 4
    assert most.value({"unmet": 0, "cost": 40}) == 3
    assert least.value({"unmet": 1, "cost": 40}) is None
    assert (least.bound(31), most.bound(31)) == (4, 3)


def test_a_run_writes_what_each_came_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "instances", tmp_path / "out"
    (folder / "binpack").mkdir(parents=True)
    (folder / "binpack" / "bins.txt").write_text(BINS, encoding="utf-8")
    asked = ["--instances", str(folder), "--only", "tw*", "--seconds", "60", "--out", str(out)]
    published.main(asked)
    lines = (out / "published.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("problem,instance,known,by,value,bound,")
    assert [line.split(",")[:6] for line in lines[1:]] == [
        ["bin packing", "two", "3", "first fit decreasing", "3", ""],
        ["bin packing", "two", "3", "CP-SAT", "3", "3"],
        ["bin packing", "two", "3", "trainopt", "3", "3"],
    ]
    assert "| bin packing | two | 3 | 3 (first fit decreasing) | **3** |" in capsys.readouterr().out


def test_without_a_solution_cp_sat_says_nothing() -> None:
    nobody = Generalised("gapx-1", ((1,),), ((2,),), (1,), profit=False)
    line = published.by_cp_sat(nobody, published.Terms(seconds=60, workers=1, seed=1))
    assert (line.value, line.bound, line.is_proven) == (None, None, False)
    assert cp_model.CpSolver().solve(nobody.model()) == cp_model.INFEASIBLE
