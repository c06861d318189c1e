"""Which plan a page shows and to whom: the plan in force or a run's, as a scope of the actor's shows it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice
from typing import Annotated, TypeVar
from urllib.parse import quote, urlencode

import pandas as pd
from fastapi import Depends, Query, Request

from trainopt.errors import NotThere, UsageError
from trainopt.report.bars import bars_document, cohort_rows
from trainopt.report.plan_tables import PlanTables, read_plan_tables
from trainopt.runs.store import Store
from trainopt.service import publication, shares
from trainopt.service.actors import ALL, Actor, Scope, ScopeKind, parse_scope
from trainopt.service.contents import Kept
from trainopt.service.shares import ShareFound
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import number_in_path

ROWS_A_PAGE = 100
"""Rows of a table on a page."""
MOST_LIKE = 20
"""Ids that are offered for one that nobody has."""


@dataclass(frozen=True)
class PlanAtHand:
    """A plan's tables, and what pages make of them once."""

    tables: PlanTables = field(repr=False)

    @cached_property
    def cohorts(self) -> pd.DataFrame:
        """A row for each cohort."""
        return cohort_rows(self.tables)

    @cached_property
    def troubled(self) -> frozenset[str]:
        """The cohorts that are late or unmet."""
        found = self.cohorts[(self.cohorts["weeks_late"] > 0) | self.cohorts["unmet"]]
        return frozenset(found["cohort_id"])

    def page_of_way(self, id: str) -> str:
        """Under which pages that of a unit or a cohort of this id is; blank where none is shown."""
        if (self.cohorts["cohort_id"] == id).any():
            return "cohorts"
        return "units" if (self.cohorts["unit_id"] == id).any() else ""

    def like(self, text: str) -> list[tuple[str, str]]:
        """What else somebody may mean: the kind of its pages and its id, units and sites before cohorts.

        Of a unit and a site the id or the name has the text in it, of a cohort the id begins with it.
        """
        asked, names = text.casefold(), self.tables.names
        every = [("units", "unit", sorted(set(self.cohorts["unit_id"])))]
        every += [("sites", "site", list(self.tables.sites["site_id"]))]
        named = (
            (pages, key)
            for pages, kind, keys in every
            for key in keys
            if asked in names.label(kind, key).casefold()
        )
        begun = (("cohorts", key) for key in self.cohorts["cohort_id"] if key.casefold().startswith(asked))
        return list(islice(chain(named, begun), MOST_LIKE))

    @cached_property
    def late_classes(self) -> frozenset[str]:
        """The classes in which somebody is who ends late."""
        steps = self.tables.assignments
        return frozenset(steps[steps["cohort_id"].isin(self.troubled)]["class_id"])


def _steps_of(plan: PlanAtHand) -> int:
    return len(plan.tables.assignments)


_AT_HAND: Kept[PlanAtHand] = Kept(400_000, _steps_of)
"""In steps of cohorts: what all scopes see of a few large plans."""
_DOCUMENTS: Kept[bytes] = Kept(64 << 20, len)
"""In bytes."""


@dataclass(frozen=True)
class Filters:
    """What the address asks to see. `site` or `unit` is that of a page about one."""

    by: str = "site"
    late: bool = False
    way: str = ""
    beside: bool = False
    page: int = 1
    from_week: str = ""
    weeks: str = ""
    site: str = ""
    unit: str = ""

    def query(self) -> dict[str, str]:
        """As it stands in the address, without what goes without saying."""
        told = {
            "by": self.by if self.by != "site" else "",
            "late": "yes" if self.late else "",
            "way": self.way,
            "beside": "plan" if self.beside else "",
            "from": self.from_week,
            "weeks": self.weeks,
        }
        return {name: value for name, value in told.items() if value}


Name = Annotated[str, Query(max_length=80)]
WEEK = r"^-?[0-9]*(\.[0-9]*)?$"


def filters_asked(
    by: Annotated[str, Query(pattern="^(site|unit)$")] = "site",
    late: Name = "",
    way: Name = "",
    beside: Name = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    from_week: Annotated[str, Query(alias="from", max_length=12, pattern=WEEK)] = "",
    weeks: Annotated[str, Query(max_length=12, pattern=WEEK)] = "",
) -> Filters:
    """The filters of an address."""
    return Filters(by, late == "yes", way.strip(), beside == "plan", page, from_week, weeks)


Filtering = Annotated[Filters, Depends(filters_asked)]


@dataclass(frozen=True)
class PlanShown:
    """A plan as a page shows it. `root` is where its addresses begin; `run` is None for the plan in force."""

    store: Store = field(repr=False)
    actor: Actor
    found: ShareFound
    run: int | None
    scopes: tuple[Scope, ...]
    asked: Scope | None

    @property
    def root(self) -> str:
        """Before each address below this plan."""
        return "/plan" if self.run is None else f"/runs/{self.run}/plan"

    @cached_property
    def at_hand(self) -> PlanAtHand:
        """What it shows. Raises UsageError where the store has it no more."""
        return _AT_HAND.get(self.found.content, self._read)

    def _read(self) -> PlanAtHand:
        with shares.share_laid_out(self.store, self.actor, self.found.run, self.found.scope) as folder:
            return PlanAtHand(read_plan_tables(folder))

    @property
    def tables(self) -> PlanTables:
        """Its tables."""
        return self.at_hand.tables

    @property
    def kept_query(self) -> dict[str, str]:
        """What every address below this one keeps: the scope that was asked for."""
        return {} if self.asked is None else {"scope": str(self.asked)}

    def link(self, *parts: str, **query: str) -> str:
        """An address below this plan: `link("cohorts", "D1-01")`."""
        path = "/".join([self.root, *(quote(part, safe="") for part in parts)])
        asked = self.kept_query | {name: value for name, value in query.items() if value}
        return f"{path}?{urlencode(asked)}" if asked else path

    def share_link(self, kind: str, name: str, **query: str) -> str:
        """The address of what a nation, or a unit with those below it, sees; blank for who sees a part."""
        if self.found.scope != ALL:
            return ""
        return f"{self.root}?{urlencode({'scope': str(Scope(ScopeKind(kind), name)), **query})}"

    def query_of(self, filters: Filters, page: int) -> str:
        """What the address of another page of the table asks for, with the same filters."""
        return urlencode({**self.kept_query, **filters.query(), "page": page})

    @cached_property
    def beside(self) -> PlanShown | None:
        """The plan that can be seen beside it: beside a run's that in force, beside that the one before it.

        None where there is no other.
        """
        try:
            number = publication.plan_before(self.store, self.actor).run if self.run is None else None
            found = shares.find_share(self.store, self.actor, number, self.asked)
        except NotThere:
            return None
        return None if found.content == self.found.content else replace(self, found=found, run=number)

    def by_each_scope(self) -> Iterator[PlanShown]:
        """The plan as it was asked for; of an address that names no scope then as each other one shows it."""
        yield self
        if self.asked is None:
            for scope in self.scopes[1:]:
                found = shares.find_share(self.store, self.actor, self.run, scope)
                yield replace(self, found=found, asked=scope)

    def bars(self, *, beside: bool) -> bytes:
        """The bars as the island takes them; made once for all who see the same."""
        other = self.beside if beside else None
        before = None if other is None else other._tables_if_there
        key = (self.found.content, None if other is None or before is None else other.found.content)
        return _DOCUMENTS.get(key, lambda: _document(self.tables, before))

    @property
    def _tables_if_there(self) -> PlanTables | None:
        """None where what they follow from was pruned, or has nothing of the scope."""
        try:
            return self.tables
        except UsageError:
            return None


def _document(tables: PlanTables, before: PlanTables | None) -> bytes:
    return json.dumps(bars_document(tables, before), ensure_ascii=False, separators=(",", ":")).encode()


Sought = TypeVar("Sought")


def where_shown(plan: PlanShown, seek: Callable[[PlanShown], Sought]) -> tuple[PlanShown, Sought]:
    """What a page is about, and the plan by a scope of the actor's that shows it.

    Notices, mails and colleagues send addresses that name no scope. Raises NotThere where none shows it.
    """
    for one in plan.by_each_scope():
        with suppress(NotThere):
            return one, seek(one)
    return plan, seek(plan)


ScopeAsked = Annotated[str, Query(alias="scope", max_length=100)]


def plan_shown(request: Request, actor: Asking, store: TheStore, scope: ScopeAsked = "") -> PlanShown:
    """The plan of an address. Raises NotThere where there is none, or none for the actor."""
    number = _run_in(request.path_params)
    asked = parse_scope(scope) if scope else None
    found = shares.find_share(store, actor, number, asked)
    return PlanShown(store, actor, found, number, shares.scopes_seen(actor), asked)


def _run_in(path: Mapping[str, str]) -> int | None:
    given = path.get("number")
    return None if given is None else number_in_path(given, f"run {given}")


ThePlan = Annotated[PlanShown, Depends(plan_shown)]
