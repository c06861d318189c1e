"""Two plan folders side by side: tiers, who gains and loses, classes opened and gone, load, cohorts moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from trainopt.dataset import Dataset
from trainopt.dataset.source import Where
from trainopt.plan import compared, summary
from trainopt.plan.folder import check_alike
from trainopt.plan.given import plan_folder
from trainopt.plan.headline import part_of_most
from trainopt.plan.names import Names
from trainopt.plan.opened import OpenedPlan
from trainopt.plan.placements import Plan

SIDES = ("_a", "_b")
COMPARED_BY = {
    "demand": ["demand_id"],
    "classes": ["site_id", "nation_id", "course_id", "start"],
    "load": ["owner_kind", "owner_id", "resource"],
    "assignments": ["cohort_id", "step"],
}


@dataclass(frozen=True)
class Comparison:
    """What differs between plan A and plan B, each a frame with a column per plan, named `…_a` and `…_b`.

    The dictionary of answers says what each column holds: the tiers, trainees by priority, the demands that
    differ, classes by site, course and week, the load of pools, and the steps that are held elsewhere.
    """

    tiers: pd.DataFrame
    trainees: pd.DataFrame
    demands: pd.DataFrame
    classes: pd.DataFrame
    load: pd.DataFrame
    moved: pd.DataFrame

    def __repr__(self) -> str:
        return f"Comparison({len(self.demands):,} demands differ, {self.cohorts_moved:,} cohorts moved)"

    def frames(self) -> dict[str, pd.DataFrame]:
        """All of them by name."""
        return dict(vars(self))

    @property
    def placed_of_most(self) -> dict[str, float | None]:
        """By plan, `a` and `b`, what part is placed of what can be placed at most, both weighted.

        None where no bound is known, as of a share.
        """
        tiers = self.tiers[self.tiers["term"] == "unmet"].to_dict("records") or [{}]
        return {side: self._of_most(side, tiers[0].get(f"bound_{side}")) for side in ("a", "b")}

    def _of_most(self, side: str, bound: int | None) -> float | None:
        if bound is None or pd.isna(bound):
            return None
        weight = self.trainees["priority"]
        placed, unmet = (
            int((weight * self.trainees[f"{what}_{side}"]).sum()) for what in ("placed", "unmet")
        )
        return part_of_most(placed + unmet, unmet, int(bound))

    @property
    def cohorts_moved(self) -> int:
        """How many cohorts have some step elsewhere, or are in one of the plans only."""
        return int(self.moved["cohort_id"].nunique())


def compare(plan_a: Plan | Where, plan_b: Plan | Where, dataset: Dataset | Where | None = None) -> Comparison:
    """Compare two plans, whose folders may be of different datasets. Raises PlanFaults.

    A plan that was read or found needs the `dataset` that it is of. Raises UsageError where one is a share
    that the other is not.

    >>> trainopt.compare("plans/example", "plans/example").cohorts_moved
    0
    """
    with plan_folder(plan_a, dataset) as folder_a, plan_folder(plan_b, dataset) as folder_b:
        check_alike(folder_a, folder_b)
        return compare_opened(OpenedPlan(folder_a), OpenedPlan(folder_b))


def compare_opened(a: OpenedPlan, b: OpenedPlan) -> Comparison:
    """Compare two plans whose tables others may have read already. Raises PlanFaults."""
    names = Names({**a.names.known, **b.names.known})
    return Comparison(
        tiers=compared.COMPARED_TIERS.typed(_tiers(a, b)),
        trainees=compared.COMPARED_TRAINEES.typed(_trainees(a, b)),
        demands=compared.COMPARED_DEMANDS.typed(names.insert(_demands(a, b))),
        classes=compared.COMPARED_CLASSES.typed(names.insert(_classes(a, b))),
        load=compared.COMPARED_LOAD.typed(names.insert(_load(a, b))),
        moved=compared.MOVED_STEPS.typed(names.insert(_moved(a, b))),
    )


def _joined(a: pd.DataFrame, b: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    """Both frames in one, sorted by their keys; what one has not is missing."""
    return a.merge(b, how="outer", on=on, suffixes=SIDES, sort=True)


def _both(names: Iterable[str]) -> list[str]:
    return [f"{name}{side}" for name in names for side in SIDES]


def _with_zeros(frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """With 0 where a plan has nothing."""
    columns = _both(names)
    return frame.assign(**{column: frame[column].fillna(0).astype(int) for column in columns})


def _differing(frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """The rows in which one of the columns differs between the plans."""
    differs = pd.Series(False, index=frame.index)
    for name in names:
        a, b = frame[f"{name}_a"], frame[f"{name}_b"]
        differs |= (a != b) & ~(a.isna() & b.isna())
    return frame[differs].reset_index(drop=True)


def _tiers(plan_a: OpenedPlan, plan_b: OpenedPlan) -> pd.DataFrame:
    a, b = (summary.tiers(plan)[["term", "value", "bound", "gap"]] for plan in (plan_a, plan_b))
    return tiers_beside(a, b)


def tiers_beside(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Tiers of two plans, each with `term`, `value`, `bound` and `gap`, as a table of `compare` has them."""
    order = {term: place for place, term in enumerate([*a["term"], *b["term"]][::-1])}
    frame = a.merge(b, how="outer", on="term", suffixes=SIDES)
    frame = frame.sort_values("term", key=lambda terms: -terms.map(order)).reset_index(drop=True)
    frame = frame[["term", *_both(["value", "bound", "gap"])]]
    difference = frame["value_b"] - frame["value_a"]
    return frame.assign(difference=difference, significant=list(significance(frame)))


def significance(tiers: pd.DataFrame) -> Iterable[str]:
    """Tier by tier: whether the intervals from bound to value, which hold the best values, are apart.

    `yes` or `no`; blank below a tier that differs, and where a plan has no such tier.
    """
    same_before = True
    for tier in tiers.to_dict("records"):
        value_a, value_b = tier["value_a"], tier["value_b"]
        if not same_before or pd.isna(value_a) or pd.isna(value_b):
            yield ""
            same_before = False
            continue
        yield "yes" if value_b < tier["bound_a"] or value_a < tier["bound_b"] else "no"
        same_before = value_a == value_b


def _trainees(plan_a: OpenedPlan, plan_b: OpenedPlan) -> pd.DataFrame:
    a, b = (summary.outcome(plan, "priority") for plan in (plan_a, plan_b))
    frame = _with_zeros(_joined(a, b, ["priority"]), summary.OUTCOME)
    return frame.iloc[::-1].reset_index(drop=True)[["priority", *_both(summary.OUTCOME)]]


def _demands(plan_a: OpenedPlan, plan_b: OpenedPlan) -> pd.DataFrame:
    numbers = ["placed", "on_time", "late", "unmet"]
    texts = ["unit_id", "pipeline_id", "priority"]
    columns = [*COMPARED_BY["demand"], *texts, *numbers, "max_weeks_late"]
    a, b = (plan.frame("demand")[columns] for plan in (plan_a, plan_b))
    frame = _with_zeros(_joined(a, b, COMPARED_BY["demand"]), numbers)
    for name in texts:
        frame[name] = frame[f"{name}_b"].fillna(frame[f"{name}_a"])
    frame = frame.astype({"priority": "int64"})
    frame = _differing(frame, [*numbers, "max_weeks_late"])
    frame = frame.assign(gained=frame["placed_b"] - frame["placed_a"])
    shown = ["placed", "on_time", "unmet", "max_weeks_late"]
    return frame[[*COMPARED_BY["demand"], *texts, *_both(shown), "gained"]]


def _classes(plan_a: OpenedPlan, plan_b: OpenedPlan) -> pd.DataFrame:
    keys, numbers = COMPARED_BY["classes"], ["classes", "trainees"]
    a, b = (_started(plan, keys) for plan in (plan_a, plan_b))
    frame = _differing(_with_zeros(_joined(a, b, keys), numbers), ["classes"])
    return frame[[*keys, *_both(numbers)]]


def _started(plan: OpenedPlan, keys: list[str]) -> pd.DataFrame:
    classes = plan.frame("classes").assign(classes=1)
    return classes.groupby(keys, sort=True)[["classes", "trainees"]].sum().reset_index()


def _load(plan_a: OpenedPlan, plan_b: OpenedPlan) -> pd.DataFrame:
    keys, numbers = COMPARED_BY["load"], ["used", "weeks_full"]
    a, b = (_used(plan, keys) for plan in (plan_a, plan_b))
    frame = _differing(_with_zeros(_joined(a, b, keys), numbers), ["used"])
    return frame[[*keys, *_both(numbers)]]


def _used(plan: OpenedPlan, keys: list[str]) -> pd.DataFrame:
    """Per pool: what is used, summed over the weeks, and in how many weeks all of it is."""
    load = summary.with_full_weeks(plan.frame("load"))
    return load.groupby(keys, sort=True)[["used", "weeks_full"]].sum().reset_index()


def _moved(plan_a: OpenedPlan, plan_b: OpenedPlan) -> pd.DataFrame:
    keys = COMPARED_BY["assignments"]
    columns = [*keys, "site_id", "start", "trainees"]
    a, b = (plan.frame("assignments")[columns] for plan in (plan_a, plan_b))
    frame = _differing(_joined(a, b, keys), ["site_id", "start"])
    change = pd.Series("moved", index=frame.index)
    change = change.mask(frame["site_id_a"].isna(), "added").mask(frame["site_id_b"].isna(), "removed")
    trainees = frame["trainees_b"].fillna(frame["trainees_a"]).astype(int)
    return frame.assign(change=change, trainees=trainees)[
        [*keys, "change", *_both(["site_id", "start"]), "trainees"]
    ]
