"""Who is unmet when a round begins is urgent in it: in which islands, how much, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tests.support import small
from tests.support.generated import thinned
from tests.support.kernels import Chunk, needs_kernel, watched_chunks
from trainopt.kernel.engine import Kernel
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import find_options
from trainopt.search.annealing import URGENT_UNTIL, Annealing, Round, Stage, Urgency, rounds, stages
from trainopt.search.params import Clock, Params

WEIGHTED = small.problem(
    demand=small.table("demand_id,unit_id,pipeline_id,trainees,due,priority")(
        "D1,U1,ONE,6,2026-05-10,1", "D2,U2,ONE,5,2026-05-10,2"
    )
)


def test_who_was_left_out_when_a_round_began_weighs_twice_from_then_on() -> None:
    urgency = Urgency(WEIGHTED)
    assert urgency.beyond == [0, 0]
    urgency.rise({1: ()})
    assert urgency.beyond == [6, 0]
    urgency.rise({0: (), 1: ()})
    assert urgency.beyond == [6, 0]
    urgency.rise({})
    assert urgency.beyond == [6, 10]


@pytest.mark.parametrize(("number", "urgent"), [(0, False), (1, True), (2, False), (3, True)])
def test_every_other_island_has_urgent_rounds_behind_its_first(number: int, urgent: bool) -> None:
    found = [one.urgent for one in rounds(2, 10_000, 60, number)]
    assert found == [False, *[urgent] * (len(found) - 1)]


def problem_of(objective: tuple[str, ...]) -> Problem:
    return replace(build_problem(thinned("small", 1, demand=2)), objective=objective)


def annealing(kernel: Kernel, proven: Callable[[int, Sequence[int]], int]) -> Annealing:
    params = Params(seconds=60, workers=1, repeatable=True)
    return Annealing(kernel, params, Clock.start(600), 60.0, 100, lambda _: None, proven)


def urged(problem: Problem, urgents: Sequence[bool], monkeypatch: pytest.MonkeyPatch) -> list[Chunk]:
    """The chunks of steps in rounds that are urgent or not."""
    chunks = watched_chunks(monkeypatch)
    tiers = len(problem.objective)
    with Kernel(problem, find_options(problem), 1) as kernel:
        kernel.place_everybody()
        at_work = annealing(kernel, lambda *_: -1)
        at_work.run([Round(1.0, stages(tiers), urgent) for urgent in urgents])
        steps = len(chunks)
        kernel.run(0, 0.0, 1)
    assert not chunks[steps].urgent
    return chunks[:steps]


@needs_kernel
def test_nobody_is_urgent_in_rounds_that_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    found = urged(problem_of(("unmet", "lateness")), [False, False], monkeypatch)
    assert {chunk.urgent for chunk in found} == {False}


@needs_kernel
@pytest.mark.parametrize("objective", [("unmet", "lateness"), ("lateness", "unmet", "cost")])
def test_in_urgent_rounds_they_are_while_unmet_is_pursued_until_a_part_of_it_has_passed(
    objective: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = problem_of(objective)
    tier = objective.index("unmet")
    chunks = urged(problem, [False, True], monkeypatch)
    assert {chunk.tier for chunk in chunks if chunk.urgent} == {tier}
    pursued = [chunk.urgent for chunk in chunks if chunk.tier == tier]
    later = pursued[len(pursued) // 2 :]
    assert later == sorted(later, reverse=True)
    assert sum(later) / len(later) == pytest.approx(URGENT_UNTIL, abs=0.1)


@needs_kernel
def test_a_stage_that_ends_early_leaves_nobody_urgent(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = problem_of(("unmet", "lateness"))
    said: list[bool] = []
    urge = Kernel.urge

    def watched_urge(kernel: Kernel, urgency: Sequence[int]) -> None:
        said.append(any(urgency))
        urge(kernel, urgency)

    monkeypatch.setattr(Kernel, "urge", watched_urge)
    with Kernel(problem, find_options(problem), 1) as kernel:
        kernel.load({})
        at_work = annealing(kernel, lambda tier, values: values[tier] if at_work.steps else -1)
        at_work.urgency.rise({})
        at_work._pursue(Stage(0, 1.0), 1.0)
    assert said == [True, False]
