"""Pins that no plan can hold: a smallest set of pins and limits that contradict each other.

Every pin and every limit of the data is a switch on the rows it stands for. The smallest set of switches
that cannot all be on is found by implicit hitting sets (Ignatiev, Previti, Liffiton, Marques-Silva:
Smallest MUS extraction with minimal hitting set dualization, 2015): whatever plan leaves off as few
switches as it can, a contradiction has one of those; the smallest set that meets all of these is either
a contradiction, then a smallest one, or it gives the next plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from trainopt.errors import Fault, RejectedPlan
from trainopt.limits import LIMITS
from trainopt.model.build import build_model
from trainopt.model.linear import Cause, LinearModel, LinearRow
from trainopt.problem import Problem
from trainopt.problem.entities import DatedRow, Pin
from trainopt.problem.limits import fault_of
from trainopt.problem.options import find_loose_options
from trainopt.search.cpsat import add_row
from trainopt.search.params import Clock, Params


@dataclass(frozen=True)
class Contradicting:
    """Rows that contradict each other. `verified`: solved again with them alone and found impossible."""

    members: tuple[Fault, ...]
    verified: bool
    smallest: bool


def find_contradiction(problem: Problem, params: Params, clock: Clock) -> Contradicting:
    """A smallest contradicting set of a problem whose pins no plan can hold.

    Where time runs out first, the pins and limits found so far, not verified to be enough.
    Raises RejectedPlan where some plan does hold the pins.
    """
    model = build_model(problem, find_loose_options(problem))
    switches = _Switches(problem, model.linear, params, clock)
    off: list[set[int]] = []
    while True:
        candidate = _smallest_hitting_set(off, params)
        try:
            left_off = switches.fewest_off(candidate)
        except TimeoutError:
            return Contradicting(switches.rows(candidate), verified=False, smallest=False)
        if left_off is None:
            return Contradicting(switches.rows(candidate), verified=True, smallest=True)
        if not left_off:
            raise RejectedPlan("a plan holds the pins that were said to contradict each other")
        off.append(left_off)


Switch = tuple[Cause, DatedRow | None]
"""A limit or a pin, and the row of limits.csv that sets the limit for a time."""


class _Switches:
    """A model whose limits and pins can each be switched off."""

    def __init__(self, problem: Problem, linear: LinearModel, params: Params, clock: Clock) -> None:
        self.problem = problem
        found = (_switch(problem, row) for row in linear.rows if row.cause is not None)
        self.switches: list[Switch] = list(dict.fromkeys(found))
        self.params = params
        self.clock = clock
        self.model = cp_model.CpModel()
        columns = zip(linear.lower, linear.upper, strict=True)
        for low, high in [*columns, *((0, 1) for _ in self.switches)]:
            self.model.proto.variables.add().domain.extend((low, high))
        self.first = len(linear.lower)
        at = {switch: self.first + position for position, switch in enumerate(self.switches)}
        for row in [*linear.rows, *linear.cuts]:  # with a limit off, the rest does not imply the cuts
            add_row(self.model, row, None if row.cause is None else at[_switch(problem, row)])

    def fewest_off(self, on: Iterable[int]) -> set[int] | None:
        """With these switches on, the others that a plan leaves off; None where there is no plan at all.

        Raises TimeoutError where time ran out.
        """
        proto = self.model.proto
        for position in range(len(self.switches)):
            proto.variables[self.first + position].domain[0] = 0
        for position in on:
            proto.variables[self.first + position].domain[0] = 1
        proto.clear_objective()
        proto.objective.vars.extend(range(self.first, self.first + len(self.switches)))
        proto.objective.coeffs.extend([-1] * len(self.switches))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(self.clock.left_for_first(), 0.01)
        solver.parameters.num_workers = self.params.threads
        solver.parameters.random_seed = self.params.seed
        code = solver.solve(self.model)
        if code == cp_model.INFEASIBLE:
            return None
        if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise TimeoutError
        values = solver.response_proto.solution
        return {p for p in range(len(self.switches)) if not values[self.first + p]}

    def rows(self, positions: Iterable[int]) -> tuple[Fault, ...]:
        """The switches as rows of the data."""
        return tuple(sorted(fault_of(self.problem, *self.switches[position]) for position in positions))


def _switch(problem: Problem, row: LinearRow) -> Switch:
    """What is behind a row that has a cause."""
    cause, week = row.cause, row.week
    assert cause is not None
    if isinstance(cause, Pin) or week is None or not LIMITS[cause.kind].weekly:
        return cause, None
    return cause, problem.pools[cause.owner].dated_in(week)


def _smallest_hitting_set(sets: Sequence[set[int]], params: Params) -> list[int]:
    """The fewest positions of which every set has at least one."""
    if not sets:
        return []
    model = cp_model.CpModel()
    positions = sorted(set().union(*sets))
    chosen = {position: model.new_bool_var(f"chosen_{position}") for position in positions}
    for members in sets:
        model.add_bool_or([chosen[position] for position in sorted(members)])
    model.minimize(sum(chosen.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = params.seed
    solver.solve(model)
    return [position for position in positions if solver.boolean_value(chosen[position])]
