"""Who is likely to be there: the expected trainees of a cohort at each step."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from operator import mul

from trainopt.dataset.index import Index
from trainopt.dataset.roster import Member
from trainopt.tables import HUNDRED


def expected_trainees(index: Index, member: Member) -> tuple[int, ...]:
    """By step that a cohort still needs, its expected trainees in hundredths, rounded down.

    Its trainees, as many of a hundred as arrive (until its first step has begun), and of these as many of a
    hundred as finish each course before the step that it has not finished.
    """
    demand = index.demands[member.demand_id or ""]
    show = HUNDRED if member.begun else demand.show_percent
    steps = index.steps[demand.pipeline_id]
    needs = [index.courses[steps[at].course_id].pass_percent for at in member.needs]
    shares = list(accumulate([show, *_finish_what_runs(index, member), *needs[:-1]], mul))
    first = len(shares) - len(needs)  # of the shares, the one that arrives at the first of these steps
    return tuple(
        HUNDRED * member.size * share // HUNDRED ** (first + 1 + number)
        for number, share in enumerate(shares[first:])
    )


def _finish_what_runs(index: Index, member: Member) -> Iterator[int]:
    """Of each begun step that is not finished, how many of a hundred finish it."""
    for step in member.begun:
        course = index.courses.get(step.course_id)
        if step.runs_in(index.as_of) and course is not None:
            yield course.pass_percent


def expected_text(hundredths: int) -> str:
    """Expected trainees in hundredths as they are read: `26.46`, and `30` where they are whole."""
    return f"{hundredths / HUNDRED:.2f}".rstrip("0").rstrip(".")
