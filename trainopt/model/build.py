"""A model: columns, then every rule, then the terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trainopt.check import begun_terms
from trainopt.model.columns import Columns, make_columns
from trainopt.model.linear import LinearModel
from trainopt.model.rules import MODEL_RULES
from trainopt.model.terms import MODEL_TERMS, Term
from trainopt.plan.ledger import Ledger
from trainopt.problem import Problem
from trainopt.problem.entities import Group
from trainopt.problem.options import Options


@dataclass(frozen=True)
class Model:
    """Columns and rows of all rules, and the six terms by name."""

    columns: Columns
    terms: dict[str, Term]

    @property
    def linear(self) -> LinearModel:
        """The rows and columns."""
        return self.columns.linear

    def value(self, term: str, values: Sequence[int]) -> int:
        """A term's value at a point."""
        found = self.terms[term]
        return found.constant + sum(coefficient * values[column] for column, coefficient in found.terms)


def build_model(problem: Problem, options: Options) -> Model:
    """The whole model of a problem."""
    model = build_neighbourhood(problem, options, problem.groups, Ledger(problem, options.openings))
    return with_begun(problem, model)


def with_begun(problem: Problem, model: Model) -> Model:
    """The model of all groups, with what has begun in its terms: it is in every plan, and so a constant."""
    if not problem.under_way:
        return model
    begun = dict(zip(model.terms, begun_terms(problem), strict=True))
    counted = {
        name: replace(term, constant=term.constant + begun[name]) for name, term in model.terms.items()
    }
    return replace(model, terms=counted)


def build_neighbourhood(problem: Problem, options: Options, free: Sequence[Group], ledger: Ledger) -> Model:
    """The model of some groups beside a ledger without them. Its terms count the free groups alone."""
    columns = make_columns(problem, options, free, ledger)
    for rule in MODEL_RULES:
        rule(columns)
    model = Model(columns, {name: term(columns) for name, term in MODEL_TERMS.items()})
    if problem.most_changes is not None:
        _cap_changes(model, problem.most_changes)
    return model


def _cap_changes(model: Model, most: int) -> None:
    """Σ changes of the free groups ≤ what the plan of all others leaves of the cap."""
    term = model.terms["changes"]
    free = {index for group in model.columns.groups for index in group.cohorts}
    left = most - model.columns.ledger.changes(free) - term.constant
    model.linear.row(0, term.terms, None, left)
