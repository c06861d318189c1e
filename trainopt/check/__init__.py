"""Every rule and every term again, from problem and plan alone. Knows no solver and no model."""

from __future__ import annotations

from trainopt.check.broken import Broken
from trainopt.check.draws import expected_load, load
from trainopt.check.rules import RULES
from trainopt.check.terms import TERM_FUNCTIONS
from trainopt.check.view import view_of
from trainopt.plan.placements import Plan, begun_placements
from trainopt.problem import Problem

__all__ = ["RULES", "Broken", "begun_terms", "check", "expected_load", "load", "terms"]


def check(problem: Problem, plan: Plan) -> list[Broken]:
    """All that the plan breaks, in the order of the rules; empty for a plan that is allowed."""
    view = view_of(problem, plan)
    return [broken for rule in RULES for broken in rule(view)]


def terms(problem: Problem, plan: Plan) -> dict[str, int]:
    """All six terms of an allowed plan, in the units of the contract."""
    view = view_of(problem, plan)
    return {name: term(view) for name, term in TERM_FUNCTIONS.items()}


def begun_terms(problem: Problem) -> tuple[int, ...]:
    """By term, what counts in every plan of the steps that have begun.

    Nobody is unmet by them; what they are of `changes` is in `changes_gone`.
    """
    begun = terms(problem, Plan(tuple(begun_placements(problem))))
    return tuple(0 if name in ("unmet", "changes") else begun[name] for name in begun)
