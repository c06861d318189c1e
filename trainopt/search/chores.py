"""What is done with a plan beside searching, and how long it takes, told before any of it was done.

Each takes so many times what it took in this run to make the problem and its options: the larger the data and
the slower the machine, the longer. Measured in seconds of a processor on the generated dataset `huge`, where
making them took 2.2, and rounded up.
"""

from __future__ import annotations

from enum import Enum


class Chore(Enum):
    """Something that is done with a plan; its value is how many times the making of the problem it takes."""

    NEARLY_EMPTY = 0.15
    """Tables and files of a first plan, in which hardly anybody is."""

    WRITTEN = 1.3
    """Tables and files of a plan, without reasons."""

    OFFERED = 1.4
    """A plan made for other data brought in line and checked."""

    COMPARED = 1.0
    """A plan beside another, and what a change of the data does to it for certain."""

    JUDGED = 1.0
    """The plan that a trial came to, checked, and told of beside the one without it."""

    TRIED = 4.0
    """A relief: data changed, a problem made, a plan brought in line, checked and searched from in brief."""


def seconds_of(made: float, *chores: Chore) -> float:
    """How long these take where making the problem and its options took so many seconds."""
    return made * sum(chore.value for chore in chores)
