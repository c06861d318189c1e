"""Who came and who passed so far, counted from what one sees, and offered as a draft."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.service.access import Action, allowed, require
from trainopt.service.actors import Actor
from trainopt.service.contents import DataAtHand, Kept
from trainopt.service.datasets import data_of
from trainopt.service.differences import RowEdit
from trainopt.service.drafts import Draft, begin_draft
from trainopt.service.happened import seen_actuals
from trainopt.service.scopes import EditHere
from trainopt.simulate.counted import CountedRates, count_rates


@dataclass(frozen=True)
class SharesSoFar:
    """Who came and who passed, of the cohorts that one sees whole.

    `changes` put what is offered into the tables, as far as one may change the rows and they say otherwise.
    """

    rates: CountedRates
    changes: tuple[dict[str, Any], ...]


_COUNTED: Kept[CountedRates] = Kept(64)


def shares_so_far(store: Store, actor: Actor) -> SharesSoFar:
    """Count from actuals.csv of the newest version, beside the plan in force. Raises NotThere, NotAllowed."""
    require(actor, Action.SEE_DATA)
    data = data_of(store, actor)
    cohorts = seen_actuals(data, actor)
    rates = _COUNTED.get((data.dataset_id, data.plan_id, cohorts), lambda: _count(data, cohorts))
    return SharesSoFar(rates, tuple(_offered(data, actor, rates)))


def _count(data: DataAtHand, cohorts: Collection[str]) -> CountedRates:
    """What the rows of actuals.csv about these cohorts say."""
    kept = tuple(row for row in data.dataset.actuals if row.cohort_id in cohorts)
    return count_rates(replace(data.dataset, actuals=kept))


def _offered(data: DataAtHand, actor: Actor, rates: CountedRates) -> Iterator[dict[str, Any]]:
    for change in rates.scenario.changes if rates.scenario else ():
        table = change.table.name
        values = {column: str(value) for column, value in change.values.items()}
        edits = [
            RowEdit(table, key, cells, {**cells, **values})
            for key, cells in data.text[table].items()
            if all(cells.get(column) == value for column, value in change.where.items())
        ]
        differ = any(edit.before != edit.after for edit in edits)
        mine = (
            allowed(actor, Action.CHANGE_ROW, EditHere(data.reaches, data.reaches, edit)) for edit in edits
        )
        if differ and all(mine):
            yield {"table": table, "where": dict(change.where), "set": dict(change.values)}


def draft_shares(store: Store, actor: Actor, title: str) -> Draft:
    """A draft of what is offered. Raises UsageError where nothing is, NotAllowed."""
    require(actor, Action.BEGIN_DRAFT)
    changes = shares_so_far(store, actor).changes
    if not changes:
        raise UsageError("too few were counted yet, or the tables say the same already")
    return begin_draft(store, actor, title, changes)
