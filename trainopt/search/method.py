"""Which problems are solved whole, to proof, and which are searched."""

from __future__ import annotations

from trainopt.model.formulation import suits_weeks
from trainopt.problem import Problem
from trainopt.problem.options import Options, find_options, size
from trainopt.search.params import WHOLE_OPTIONS


def is_solved_whole(problem: Problem, options: Options | None = None) -> bool:
    """Whether a problem is: its options are few, or the model in which weeks are values is small."""
    found = options or find_options(problem)
    return size(found) <= WHOLE_OPTIONS or suits_weeks(problem, found)
