"""Explanations and values as files: their tables, and each change as a scenario that can be planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from trainopt.dataset.source import Where
from trainopt.dataset.whole import try_to_write, written_whole
from trainopt.errors import UsageError
from trainopt.scenario import Scenario
from trainopt.scenario.text import scenario_text

if TYPE_CHECKING:
    from trainopt.explain import Explanation, Values


def check_new(folder: Where | None) -> None:
    """Raise UsageError where something stands in the way of a new folder, before any work is done.

    >>> trainopt.check_new("not-there-yet")
    """
    if folder is None:
        return
    try_to_write(Path(folder))
    if Path(folder).exists() or Path(folder).is_symlink():
        raise UsageError(f"{folder} exists; choose another folder")


def write_explanation(folder: Where, found: Explanation) -> None:
    """demands.csv, blocks.csv, reliefs.csv and a scenario each of the reliefs, relief-01.toml and so on.

    Raises UsageError where the folder stands already or cannot be written.

    >>> found = trainopt.explain_plan(
    ...     "data/example", "plans/example", demand="E1", params=trainopt.Params(seconds=5)
    ... )
    >>> trainopt.write_explanation("why", found)
    """
    tables = {"demands": found.demands, "blocks": found.blocks, "reliefs": found.reliefs}
    _write(folder, tables, "relief", found.scenarios)


def write_values(folder: Where, found: Values, scenarios: int) -> None:
    """values.csv and the first so many changes as scenarios, more-01.toml and so on.

    Raises UsageError where the folder stands already or cannot be written.

    >>> found = trainopt.value_capacity(
    ...     "data/example", "plans/example", top=0, params=trainopt.Params(seconds=5)
    ... )
    >>> trainopt.write_values("worth", found, scenarios=3)
    """
    _write(folder, {"values": found.ranking}, "more", found.scenarios[:scenarios])


def _write(
    folder: Where, tables: Mapping[str, pd.DataFrame], name: str, scenarios: Sequence[Scenario]
) -> None:
    check_new(folder)
    with written_whole(Path(folder)) as made:
        for table_name, table in tables.items():
            table.to_csv(made / f"{table_name}.csv", index=False, lineterminator="\n")
        for number, scenario in enumerate(scenarios, 1):
            named = replace(scenario, name=f"{name}-{number:02d}")
            (made / f"{named.name}.toml").write_text(scenario_text(named), encoding="utf-8")
