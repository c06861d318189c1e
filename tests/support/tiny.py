"""Random tiny datasets that the oracle can count out: every feature of the contract, few cohorts and weeks.

A seed gives the same dataset everywhere. Limits are drawn close to the cohorts' sizes, and three seeds in
four look for a dataset in which one chosen feature binds. `freeze_weeks` is 0 throughout: what a published
plan pins is not the oracle's business.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import cache
from itertools import count, islice, product
from math import prod
from random import Random

from tests.support.oracle import (
    Cohort,
    Instance,
    Plan,
    TooBig,
    all_plans,
    cohort_paths,
    optimum,
    parse,
    violations,
)
from tests.support.tiny_features import FEATURES
from tests.support.tiny_tables import THEMES, Cells, Draft, csv_text

MAX_COHORTS = 5
MAX_NODES = 5000  # partial plans on the way to the optimum: a tenth of a second or so
MAX_NODES_FOCUSED = 800  # the same where many candidates are tried
MAX_CHOICES = 10_000_000  # product over the cohorts of their paths and of being unmet

FOCI: list[str | None] = [
    *(theme for theme in THEMES if theme in FEATURES and theme not in ("windows", "rows", "ready", "latest")),
    *[None] * 5,
]
FOCUSED_ATTEMPTS = 6


def tiny_dataset(seed: int) -> dict[str, str]:
    """A sound dataset as {file name: text}; its pins are sound by their rows, together perhaps not."""
    return dict(_dataset(seed))


def tiny_published(instance: Instance, seed: int) -> Plan:
    """A previous plan, made before as_of and without pins: an allowed one, or any path or none per cohort."""
    rng = Random(f"published {seed}")
    before = replace(instance, as_of=0, pins={})
    if rng.random() < 0.5:
        return rng.choice(_some_plans(replace(before, objective=("unmet",))))
    paths = [rng.choice([*cohort_paths(before, cohort), ()]) for cohort in before.cohorts.values()]
    return {(held.cohort.cohort_id, held.step): (held.site, held.start, 1) for path in paths for held in path}


def _some_plans(instance: Instance) -> list[Plan]:
    """Allowed plans, those with few unmet first; nobody placed where none is found soon."""
    plans: list[Plan] = []
    with suppress(TooBig):
        plans.extend(islice(all_plans(instance, max_nodes=1500), 200))
    return plans or [{}]


@cache
def _dataset(seed: int) -> dict[str, str]:
    """The first suitable candidate."""
    for attempt in count():
        focus = FOCI[seed % len(FOCI)] if attempt < FOCUSED_ATTEMPTS else None
        rng, name = Random(f"tiny {seed} {attempt}"), f"tiny {seed}"
        draft = Draft(rng, name, focus, with_limits=seed % 7 == 0, with_shares=seed % 5 == 2)
        texts = draft.texts()
        if draft.chance(0.22) and _is_small(parse(texts)):
            texts |= _pins_table(draft, parse(texts))
        if _is_suitable(parse(texts), draft):
            return texts
    raise AssertionError("count() does not end")


def _is_suitable(instance: Instance, draft: Draft) -> bool:
    """Small enough to count out, nearly always with something to plan, and shaped by the focus."""
    try:
        return _is_small(instance) and _is_worth_planning(instance, draft)
    except TooBig:
        return False


def _is_small(instance: Instance) -> bool:
    if len(instance.cohorts) > MAX_COHORTS:
        return False
    choices = [len(cohort_paths(instance, cohort)) + 1 for cohort in instance.cohorts.values()]
    return prod(choices) <= MAX_CHOICES


def _is_worth_planning(instance: Instance, draft: Draft) -> bool:
    max_nodes = MAX_NODES_FOCUSED if draft.focus else MAX_NODES
    best = optimum(instance, max_nodes=max_nodes)
    nobody = sum(cohort.priority * cohort.size for cohort in instance.cohorts.values())
    if best and best[instance.objective.index("unmet")] == nobody and draft.chance(0.8):
        return False
    return draft.focus is None or optimum(FEATURES[draft.focus](instance), max_nodes=max_nodes) != best


def _pins_table(draft: Draft, instance: Instance) -> dict[str, str]:
    """pins.csv for one or two cohorts; no file where nothing can be pinned."""
    cohorts = list(instance.cohorts.values())
    pins: Plan = {}
    for cohort in draft.rng.sample(cohorts, min(draft.rng.choice([1, 1, 2]), len(cohorts))):
        further = pins | _pinned_steps(draft.rng, instance, cohort)
        if _fit_together(instance, further):
            pins = further
    rows: list[Cells] = [
        {"cohort_id": cohort_id, "step": step, "site_id": site, "start": draft.day(start)}
        for (cohort_id, step), (site, start, _) in sorted(pins.items())
    ]
    return {"pins.csv": csv_text(rows)} if rows else {}


def _pinned_steps(rng: Random, instance: Instance, cohort: Cohort) -> Plan:
    """Some steps of a path of the cohort, among them all that start before as_of: nothing else may."""
    paths = cohort_paths(replace(instance, as_of=0), cohort)
    if not paths:
        return {}
    path = rng.choice(paths)
    some = rng.sample(path, rng.randint(1, len(path)))
    pinned = [held for held in path if held in some or held.start < instance.as_of]
    return {(cohort.cohort_id, held.step): (held.site, held.start, 1) for held in pinned}


def _fit_together(instance: Instance, pins: Plan) -> bool:
    """Whether some classes hold the pinned steps without going over a limit; class_min is for the search."""
    rows = tuple(replace(row, class_min=1) for row in instance.rows)
    pinned = {key: (site, start) for key, (site, start, _) in pins.items()}
    bare = replace(instance, rows=rows, pins=pinned)
    for numbers in product((1, 2), repeat=len(pins)):
        held = zip(pins.items(), numbers, strict=True)
        plan = {key: (site, start, number) for (key, (site, start, _)), number in held}
        if violations(bare, plan) <= {1}:  # rule 1: the steps that are not pinned are missing
            return True
    return False
