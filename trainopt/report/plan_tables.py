"""The tables of a plan folder as frames: what pictures and pages are made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from trainopt.dataset import Dataset
from trainopt.dataset.source import Where
from trainopt.plan import summary
from trainopt.plan.folder import read_frame, read_manifest
from trainopt.plan.given import plan_folder
from trainopt.plan.headline import Headline, headline_of
from trainopt.plan.manifest import Manifest
from trainopt.plan.names import Names, read_names
from trainopt.plan.opened import OpenedPlan
from trainopt.plan.placements import Plan
from trainopt.words.voice import SPOKEN_FIRST, FileWords, Voice, voice_of

SHOWN = ("assignments", "classes", "unmet", "demand", "load", "changes", "notice", "sites", "kpis")
LONGEST_LABEL = 30


@dataclass(frozen=True)
class PlanTables:
    """A plan folder's tables; columns as in the dictionary of the plan folder.

    Counts are whole numbers, days timestamps, `pinned` is True or False. A blank text is empty, any other
    blank is missing. `tiers` is that of `trainopt show`. A table from before which the folder is, is empty.
    `language` is that of what is made from them.
    """

    name: str
    manifest: Manifest
    tiers: pd.DataFrame
    assignments: pd.DataFrame
    classes: pd.DataFrame
    unmet: pd.DataFrame
    demand: pd.DataFrame
    load: pd.DataFrame
    changes: pd.DataFrame
    notice: pd.DataFrame
    sites: pd.DataFrame
    kpis: pd.DataFrame
    names: Names
    language: str = SPOKEN_FIRST

    def __repr__(self) -> str:
        return f"PlanTables({self.name!r})"

    @cached_property
    def voice(self) -> Voice:
        """What says it in that language."""
        return voice_of(self.language, FileWords.REPORT)

    @cached_property
    def headline(self) -> Headline:
        """What everybody asks for first."""
        return headline_of(self.manifest, dict(zip(self.kpis["kpi"], self.kpis["value"], strict=True)))

    @cached_property
    def filled(self) -> pd.DataFrame:
        """The classes of which it is known how full they are: all, but in a unit's share its own alone."""
        return self.classes[self.classes["fill"].notna()]

    def label(self, kind: str, key: str) -> str:
        """An id with its name, shortened to what a picture has room for."""
        label = self.names.label(kind, key)
        return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"

    @cached_property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """The first Monday and the Monday after the last week, of all that the tables show."""
        starts = [self.load["week"].min(), self.classes["start"].min()]
        ends = [self.load["week"].max() + pd.Timedelta(days=6), self.classes["end"].max()]
        known = [day for day in starts if not pd.isna(day)]
        if not known:
            return pd.Timestamp("2000-01-03"), pd.Timestamp("2000-01-10")
        return min(known), max(day for day in ends if not pd.isna(day)) + pd.Timedelta(days=1)

    @cached_property
    def mondays(self) -> pd.DatetimeIndex:
        """The Monday of each week of the span."""
        first, end = self.span
        return pd.date_range(first, end - pd.Timedelta(days=1), freq="7D")

    @cached_property
    def units(self) -> list[str]:
        """Every unit that asks for training, in order."""
        return sorted(set(self.demand["unit_id"]))

    @cached_property
    def nations(self) -> list[str]:
        """Every nation that holds a class, in order."""
        return sorted(set(self.classes["nation_id"]))


def read_plan_tables(
    plan: Plan | Where, dataset: Dataset | Where | None = None, *, language: str = "en"
) -> PlanTables:
    """The tables of a plan; one that was read or found needs its `dataset`.

    Pictures and pages made from them are in `language`, `en` or `uk`. Raises PlanFaults, and UsageError for
    another language.

    >>> "PL" in trainopt.read_plan_tables("plans/example").nations
    True
    """
    voice_of(language, FileWords.REPORT)  # before anything is read
    with plan_folder(plan, dataset) as folder:
        return _read(folder, language)


def _read(folder: Path, language: str) -> PlanTables:
    manifest = read_manifest(folder)
    return PlanTables(
        name=manifest.name or folder.name,
        manifest=manifest,
        tiers=summary.tiers(OpenedPlan(folder)),
        names=read_names(folder),
        language=language,
        **{name: read_frame(folder, name) for name in SHOWN},
    )


def tables_given(given: PlanTables | Where) -> PlanTables:
    """A plan's tables, read if its folder is given. Raises PlanFaults."""
    return given if isinstance(given, PlanTables) else read_plan_tables(given)


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """A frame's rows, each with the columns as attributes."""
    return frame.itertuples(index=False)
