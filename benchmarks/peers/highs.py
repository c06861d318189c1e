"""The whole model in HiGHS, through MathOpt.

MathOpt has no callbacks for HiGHS. Its better points are read from the file that HiGHS itself writes them to
while it runs (`mip_improving_solution_file`), its bounds from the lines of its log.
"""

from __future__ import annotations

import ctypes
import math
import re
import tempfile
import threading
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from benchmarks.peers.rows import Ints, Rows, Sum
from benchmarks.peers.solver import OnBound, OnPoint, Outcome, Task, rounded_up

LOOK_EVERY = 0.25
"""Seconds between looks at the file of better points."""

PROBING = 1 << 15
"""The presolve rule that takes HiGHS 15 of 25 s at medium and hardly makes the model smaller."""

_LOG_LINE = re.compile(r"^ ?[A-Za-z]? +\S+ +\S+ +\S+ +[\d.]+% +(?P<bound>\S+) +\S+ +\S+ ")

_OUTCOMES = {
    mathopt.TerminationReason.OPTIMAL: Outcome.OPTIMAL,
    mathopt.TerminationReason.FEASIBLE: Outcome.FEASIBLE,
    mathopt.TerminationReason.INFEASIBLE: Outcome.INFEASIBLE,
    mathopt.TerminationReason.NO_SOLUTION_FOUND: Outcome.UNKNOWN,
}


class Highs:
    """Rows and columns as a MathOpt model; every solve starts HiGHS anew."""

    def __init__(self, rows: Rows, workers: int, seed: int) -> None:
        self.workers = workers
        self.seed = seed
        self.proto = model_pb2.ModelProto()
        count = len(rows.lower)
        self.proto.variables.ids.extend(range(count))
        self.proto.variables.lower_bounds.extend(rows.lower)
        self.proto.variables.upper_bounds.extend(rows.upper)
        self.proto.variables.integers.extend([True] * count)
        self._add_rows(rows)

    def _add_rows(self, rows: Rows) -> None:
        """MathOpt wants the coefficients by row, and by column within it."""
        constraints, matrix = self.proto.linear_constraints, self.proto.linear_constraint_matrix
        first = len(constraints.ids)
        constraints.ids.extend(range(first, first + len(rows.ends)))
        constraints.lower_bounds.extend([-math.inf if low is None else low for low in rows.low])
        constraints.upper_bounds.extend([math.inf if high is None else high for high in rows.high])
        ends = _numpy(rows.ends)
        lengths = ends - np.concatenate([[0], ends[:-1]])
        row_ids, columns = np.repeat(np.arange(len(ends)) + first, lengths), _numpy(rows.columns)
        order = np.lexsort((columns, row_ids))
        matrix.row_ids.extend(row_ids[order].tolist())
        matrix.column_ids.extend(columns[order].tolist())
        matrix.coefficients.extend(_numpy(rows.factors)[order].tolist())

    def keep(self, term: Sum, value: int) -> None:
        """From now on the term is at most `value`."""
        rows = Rows()
        rows.at_most(term, value)
        self._add_rows(rows)

    def minimise(self, task: Task, on_point: OnPoint, on_bound: OnBound) -> Outcome:
        """Solve; every better point and bound is passed on as it is found, the last ones too."""
        self._state(task.term)
        model = mathopt.Model.from_model_proto(self.proto)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "points.txt"
            with _watched(file, len(self.proto.variables.ids), on_point):
                result = mathopt.solve(
                    model,
                    mathopt.SolverType.HIGHS,
                    params=self._parameters(task.seconds, file),
                    model_params=_started(model, task.start),
                    msg_cb=lambda lines: _pass_bounds(lines, on_bound),
                )
        reason = result.termination.reason
        if reason not in _OUTCOMES:
            raise ValueError(f"HiGHS ended with {result.termination}")
        if result.has_primal_feasible_solution():
            values = result.variable_values(list(model.variables()))
            on_point(np.rint(np.array(values)).astype(np.int64))
        if math.isfinite(result.termination.objective_bounds.dual_bound):
            on_bound(rounded_up(result.termination.objective_bounds.dual_bound))
        return _OUTCOMES[reason]

    def _state(self, term: Sum) -> None:
        objective = self.proto.objective
        objective.Clear()
        objective.offset = term.constant
        order = np.argsort(term.columns)
        objective.linear_coefficients.ids.extend(np.array(term.columns, dtype=np.int64)[order].tolist())
        objective.linear_coefficients.values.extend(np.array(term.factors, dtype=np.int64)[order].tolist())

    def _parameters(self, seconds: float, points: Path) -> mathopt.SolveParameters:
        parameters = mathopt.SolveParameters(
            time_limit=timedelta(seconds=seconds), relative_gap_tolerance=0.0, random_seed=self.seed
        )
        # MathOpt's own `threads` is refused for HiGHS; HiGHS's option is not.
        parameters.highs.int_options["threads"] = self.workers
        parameters.highs.int_options["presolve_rule_off"] = PROBING
        parameters.highs.string_options["mip_improving_solution_file"] = str(points)
        parameters.highs.bool_options["mip_improving_solution_report_sparse"] = True
        return parameters


def _numpy(values: array[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _started(model: mathopt.Model, start: Ints | None) -> mathopt.ModelSolveParameters:
    if start is None:
        return mathopt.ModelSolveParameters()
    values = dict(zip(model.variables(), start.tolist(), strict=True))
    return mathopt.ModelSolveParameters(solution_hints=[mathopt.SolutionHint(variable_values=values)])


def _pass_bounds(lines: Sequence[str], on_bound: OnBound) -> None:
    for line in lines:
        found = _LOG_LINE.match(line)
        if found and found["bound"] not in ("inf", "-inf"):
            on_bound(rounded_up(float(found["bound"])))


@contextmanager
def _watched(file: Path, columns: int, on_point: OnPoint) -> Iterator[None]:
    """Pass on the points that HiGHS writes to the file, until the block ends."""
    done = threading.Event()
    thread = threading.Thread(target=_watch, args=(file, columns, on_point, done))
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _watch(file: Path, columns: int, on_point: OnPoint, done: threading.Event) -> None:
    reader = PointFile(columns)
    while not done.wait(LOOK_EVERY):
        ctypes.CDLL(None).fflush(None)  # HiGHS leaves the last lines in C's buffer
        if file.exists():
            points = list(reader.more(file))
            if points:
                on_point(points[-1])


class PointFile:
    """Reads HiGHS's file of better points as it grows.

    A point is `Objective …`, `# Columns -n`, and n lines `name value column`, with blank names here.
    """

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.read = 0
        self.rest: list[str] = []

    def more(self, file: Path) -> Iterator[Ints]:
        """The points that have become whole since the last look."""
        with file.open(encoding="ascii") as lines:
            lines.seek(self.read)
            text = lines.read()
        whole = text.rfind("\n") + 1
        self.read += whole
        self.rest += text[:whole].splitlines()
        while (length := self._length()) is not None:
            yield self._point(self.rest[2:length])
            del self.rest[:length]

    def _length(self) -> int | None:
        """Lines of the first point; None while it is not whole."""
        if len(self.rest) < 2:
            return None
        length = 2 + abs(int(self.rest[1].split()[-1]))
        return length if len(self.rest) >= length else None

    def _point(self, lines: list[str]) -> Ints:
        values: npt.NDArray[np.int64] = np.zeros(self.columns, dtype=np.int64)
        for line in lines:
            value, column = line.split()
            values[int(column)] = round(float(value))
        return values
