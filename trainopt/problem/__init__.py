"""A dataset indexed once for everything that plans, checks or explains."""

from trainopt.problem.build import build_problem
from trainopt.problem.indexed import Problem

__all__ = ["Problem", "build_problem"]
