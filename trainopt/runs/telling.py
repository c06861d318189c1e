"""What came of a scenario, in sentences: what is certain, who pays for it, what is proven and what is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from trainopt.plan.compare import Comparison
from trainopt.runs.effects import CLASS, COHORT, LIMIT, THIN
from trainopt.wording import counted

MOST_NAMED = 8


def sentences_of(effects: pd.DataFrame, found: Comparison, trials: int) -> tuple[str, ...]:
    """The sentences of a scenario, from what is certain to what the bounds prove."""
    return (*_certain(effects), *_dropped(found.demands), verdict(found.tiers, trials))


def verdict(tiers: pd.DataFrame, trials: int) -> str:
    """What the bounds prove of the first tier that is not proven to be the same; else what is open.

    `trials`: changes of the scenario's plan that were tried, 0 where it was solved whole at once.
    """
    for tier in tiers.to_dict("records"):
        term, was, now = str(tier["term"]), int(tier["value_a"]), int(tier["value_b"])
        if tier["significant"] == "yes":
            return f"{term} is {'better' if now < was else 'worse'}, as the bounds prove: {was:,} → {now:,}"
        before, after = _least(int(tier["bound_a"]), was), _least(int(tier["bound_b"]), now)
        if before != after or "between" in before:
            tried = f" after {trials:,} trials" if trials else ""
            return f"not enough time to tell{tried}: the least {term} {after}, and {before} in the baseline"
    return "the same in every tier, as the bounds prove"


def _least(bound: int, value: int) -> str:
    """Where the least value of a tier lies, in words."""
    return f"is {value:,}" if bound == value else f"lies between {bound:,} and {value:,}"


def _certain(effects: pd.DataFrame) -> Iterator[str]:
    classes, cohorts, limits = (effects[effects["effect"] == kind] for kind in (CLASS, COHORT, LIMIT))
    if len(classes):
        yield f"{counted(len(classes), 'class', 'classes')} must go: {_list(_class_names(classes))}"
    if len(cohorts):
        many = f"{counted(len(cohorts), 'cohort', 'cohorts')} of {cohorts['trainees'].sum():,} trainees"
        yield f"{many} must leave where they are: {_list(_cohort_names(cohorts))}"
    for line in effects[effects["effect"] == THIN].to_dict("records"):
        yield f"class {line['name']} cannot stay as it is: {line['trainees']:,} are left, {line['why']}"
    for line in limits.to_dict("records"):
        yield f"{line['name']}: {line['trainees']:,} {line['why']} too many, {line['weeks']}"


def _class_names(classes: pd.DataFrame) -> list[str]:
    return [f"{line['name']} ({line['trainees']:,} trainees)" for line in classes.to_dict("records")]


def _cohort_names(cohorts: pd.DataFrame) -> list[str]:
    """Unit by unit, the one with most trainees first."""
    trainees = cohorts.groupby("unit_id", sort=True)["trainees"].sum()
    names = cohorts.groupby("unit_id")["name"].agg(list)
    units = trainees.sort_values(ascending=False, kind="stable").index
    return [f"{' '.join(_shortened(names[unit]))} of {unit}" for unit in units]


def _dropped(demands: pd.DataFrame) -> Iterator[str]:
    """Who has fewer trainees in training than in the baseline, which nobody else's gain makes good."""
    lost = demands[demands["gained"] < 0].sort_values(["gained", "demand_id"], kind="stable")
    if len(lost):
        named = [
            f"{line['demand_id']} {-int(line['gained']):,} of {int(line['placed_a']):,}"
            for line in lost.to_dict("records")
        ]
        yield f"{-int(lost['gained'].sum()):,} trainees fewer are placed of {_list(named)}"


def _list(names: Sequence[str]) -> str:
    return ", ".join(_shortened(names))


def _shortened(names: Sequence[str]) -> list[str]:
    more = [f"and {len(names) - MOST_NAMED:,} more"] if len(names) > MOST_NAMED else []
    return [*names[:MOST_NAMED], *more]
