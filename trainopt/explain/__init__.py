"""Why trainees are unmet or late, what would help (verified by planning again), what capacity is worth."""

from trainopt.explain.explain import Explanation, explain
from trainopt.explain.value import Values, value

__all__ = ["Explanation", "Values", "explain", "value"]
