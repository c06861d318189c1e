"""What an instance of a published problem is, whatever the problem."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ortools.sat.python import cp_model

from trainopt.dataset import Dataset
from trainopt.tables import Settings

MONDAY = date(2026, 1, 5)
"""Week 0 of all datasets."""

LONGEST = 260
"""The most weeks of a horizon that the contract allows."""


@dataclass(frozen=True)
class Reading:
    """The published objective: `constant` + `sign` · a term / `factor`, where nobody is unmet.

    `sign` is -1 where the published objective is to be large.
    """

    term: str
    factor: int = 1
    constant: int = 0
    sign: int = 1

    def value(self, terms: Mapping[str, int]) -> int | None:
        """The published objective of a plan with these terms; None where somebody is unmet."""
        if terms["unmet"]:
            return None
        return self.constant + self.sign * (terms[self.term] // self.factor)

    def bound(self, least: int) -> int:
        """What no solution is better than, where the term is at least so much."""
        return self.constant - self.sign * (-least // self.factor)


class Instance(ABC):
    """An instance; `known` is the optimum that was published with it, or None."""

    family: str
    name: str
    known: int | None

    @abstractmethod
    def dataset(self) -> Dataset:
        """The dataset that means the same."""

    @abstractmethod
    def reading(self) -> Reading:
        """How its objective is read off a plan of that dataset."""

    @abstractmethod
    def by_rules(self) -> dict[str, int]:
        """What rules of thumb come to, by name, in the published objective."""

    @abstractmethod
    def model(self) -> cp_model.CpModel:
        """The model for CP-SAT, whose objective is the published one."""


def settings(name: str, weeks: int, term: str) -> Settings:
    """plan.toml of a dataset that pursues one term once everybody is placed."""
    return Settings(name=name, start=MONDAY, weeks=weeks, objective=("unmet", term))


def monday(week: int) -> date:
    """The first day of a week, which may lie before the horizon."""
    return MONDAY + timedelta(weeks=week)


def numbers(text: str) -> list[int]:
    """All whole numbers of a text, in their order; a decimal counts by its whole part."""
    return [int(found) for found in re.findall(r"(?<![\w.])-?\d+", text)]
