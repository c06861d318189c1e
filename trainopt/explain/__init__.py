"""Why trainees are unmet or late, what would help (verified by planning again), what capacity is worth."""

from trainopt.explain.explain import Explanation, explain_plan
from trainopt.explain.value import Values, value_capacity

__all__ = ["Explanation", "Values", "explain_plan", "value_capacity"]
