"""Classes that have begun: who is in which, and what it is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import count

from trainopt.dataset import Calendar
from trainopt.dataset.begun import Begun

TrainingClass = list[Begun]


def kept_together(
    begun: Iterable[Begun], most: Callable[[Begun], int], apart: Callable[[Begun], bool]
) -> list[TrainingClass]:
    """Begun steps as classes: as published; where nothing says so, the fewest that hold them.

    `most` says how many trainees a class of such a step holds, `apart` whether its units may not mix.
    """
    published: dict[tuple[object, ...], TrainingClass] = defaultdict(list)
    unsaid: dict[tuple[object, ...], TrainingClass] = defaultdict(list)
    for step in begun:
        place = (step.site_id, step.course_id, step.start)
        if step.class_id:
            published[(*place, step.class_id)].append(step)
        else:
            unsaid[(*place, step.unit_id if apart(step) else None)].append(step)
    packed = [one for steps in unsaid.values() for one in _packed(steps, most(steps[0]))]
    return [*published.values(), *packed]


def _packed(steps: Sequence[Begun], most: int) -> list[TrainingClass]:
    """The largest first, each into the first class that has seats for it."""
    classes: list[TrainingClass] = []
    for step in sorted(steps, key=lambda step: (-step.trainees, step.cohort_id)):
        room = (one for one in classes if sum(other.trainees for other in one) + step.trainees <= most)
        fitting = next(room, None)
        if fitting is None:
            classes.append([step])
        else:
            fitting.append(step)
    return classes


def class_ids(classes: Iterable[TrainingClass], calendar: Calendar) -> dict[Begun, str]:
    """Each step's class by name: as published where such names are so, else by the next free number."""
    named: dict[Begun, str] = {}
    taken: set[str] = set()
    others = []
    for one in sorted(classes, key=lambda one: min(step.cohort_id for step in one)):
        number = one[0].class_id.removeprefix(_prefix(one[0], calendar))
        if number.isdecimal() and one[0].class_id not in taken:
            named |= dict.fromkeys(one, one[0].class_id)
            taken.add(one[0].class_id)
        else:
            others.append(one)
    for one in others:
        prefix = _prefix(one[0], calendar)
        name = next(f"{prefix}{n}" for n in count(1) if f"{prefix}{n}" not in taken)
        named |= dict.fromkeys(one, name)
        taken.add(name)
    return named


def _prefix(step: Begun, calendar: Calendar) -> str:
    return f"{step.site_id}.{step.course_id}.{calendar.monday(step.start).isoformat()}."
