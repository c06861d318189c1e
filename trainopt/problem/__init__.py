"""A dataset indexed once for everything that plans, checks or explains."""

from trainopt.problem.build import Problem, build_problem

__all__ = ["Problem", "build_problem"]
