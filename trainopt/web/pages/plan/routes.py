"""The plan in force and a run's plan: timeline, load, map, lists; sites, units, classes and cohorts below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

import pandas as pd
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import NotThere
from trainopt.report.lists import changes_list, notice_list
from trainopt.service import explaining, publication, queueing
from trainopt.service.absent import absent_scopes
from trainopt.service.access import Action
from trainopt.service.actors import Role
from trainopt.service.offered import is_offered
from trainopt.service.queueing import RunKind
from trainopt.service.row_weeks import is_row_to_split
from trainopt.service.scopes import shows_table
from trainopt.service.topics import Topic
from trainopt.service.wishes import cells_about
from trainopt.web.addresses import own_address, page_of
from trainopt.web.asking import Asking, TheStore
from trainopt.web.pages.plan import drawn, rows
from trainopt.web.pages.plan.shown import (
    Filtering,
    Filters,
    PlanShown,
    ScopeAsked,
    ThePlan,
    plan_shown,
    where_shown,
)
from trainopt.web.pages.runs import plan_now
from trainopt.web.pages.talking import BackTo, TalkShown, talk_about
from trainopt.web.reasons import reason_for
from trainopt.web.templates import page, reader

router = APIRouter(include_in_schema=False)

Route = TypeVar("Route", bound=Callable[..., Any])


def both(path: str = "") -> Callable[[Route], Route]:
    """A page of the plan in force, and of a run's."""

    def add(route: Route) -> Route:
        router.get(f"/plan{path}")(route)
        return router.get(f"/runs/{{number}}/plan{path}")(route)

    return add


def _page(request: Request, name: str, plan: PlanShown, **values: Any) -> Response:
    in_force = publication.plan_in_force if plan.run is None else plan_now
    published = in_force(plan.store, plan.actor)
    reads = reader(request)

    def reason_in_words(code: str) -> str:
        return reason_for(reads, code)

    used: dict[str, Any] = {"reason_in_words": reason_in_words, "known": pd.notna}
    return page(request, f"plan/{name}.html", plan=plan, published=published, **used, **values)


def _plan_or_none(
    request: Request, actor: Asking, store: TheStore, scope: ScopeAsked = ""
) -> PlanShown | None:
    """The plan in force; None where there is none yet. Raises NotThere for a scope that is another's."""
    try:
        publication.plan_in_force(store, actor)
    except NotThere:
        return None
    return plan_shown(request, actor, store, scope)


@router.get("/plan")
def plan_in_force(
    request: Request, plan: Annotated[PlanShown | None, Depends(_plan_or_none)], filters: Filtering
) -> Response:
    """The timeline of the plan in force."""
    if plan is None:
        return page(request, "plan/none.html", absent=())
    try:
        return _timeline(request, plan, filters)
    except NotThere:
        absent = absent_scopes(plan.store, plan.actor)
        if plan.found.scope not in absent:
            raise
        return page(request, "plan/none.html", absent=absent)


@router.get("/runs/{number}/plan")
def plan_of_run(request: Request, plan: ThePlan, filters: Filtering) -> Response:
    """The timeline of a run's plan."""
    return _timeline(request, plan, filters)


def _timeline(request: Request, plan: PlanShown, filters: Filters, **values: Any) -> Response:
    by_unit = filters.by == "unit"
    return _page(
        request, "timeline", plan, filters=filters, view="timeline",
        classes=None if by_unit else rows.class_page(plan, filters),
        cohorts=rows.cohort_page(plan, filters) if by_unit else None,
        **values,
    )  # fmt: skip


@both("/bars.json")
def bars(plan: ThePlan, beside: Annotated[str, Query(max_length=10)] = "") -> Response:
    """All bars by columns, for the timeline."""
    return Response(plan.bars(beside=beside == "plan"), media_type="application/json")


@both("/load")
def load(
    request: Request, plan: ThePlan, pool: Annotated[str, Query(max_length=80)] = drawn.SEATS
) -> Response:
    """How full each week is, by owner."""
    pools = [drawn.SEATS, *drawn.pools_of(plan.tables)]
    if pool not in pools:
        raise NotThere(f"there is no pool of {pool}")
    table = drawn.heat_table(plan.tables, pool)
    return _page(request, "load", plan, view="load", pool=pool, pools=pools, heat=table)


@both("/map")
def site_map(request: Request, plan: ThePlan) -> Response:
    """The sites where they lie, else by nation."""
    return _page(
        request, "map", plan, view="map", map=drawn.site_map(plan.tables), sites=rows.sites_of(plan.tables)
    )


@both("/lists")
def lists(
    request: Request, plan: ThePlan, every: Annotated[str, Query(alias="rows", max_length=10)] = ""
) -> Response:
    """What is late or unmet and why, what changed, what is new to its hosts; and every site and unit."""
    most_changes = None if every == "all" else rows.MOST_LISTED
    troubled = plan.at_hand.cohorts
    troubled = troubled[troubled["cohort_id"].isin(plan.at_hand.troubled)]
    worst = troubled.sort_values(["unmet", "weeks_late", "priority"], ascending=False, kind="stable")
    most = worst.head(rows.MOST_LISTED)
    return _page(
        request, "lists", plan, view="lists",
        troubled=rows.cohort_lines(plan.tables, most), total=len(troubled),
        unsought=bool((most["unmet"] & ~most["reason"].fillna("").astype(bool)).any()),
        shown_cohorts=frozenset(plan.at_hand.cohorts["cohort_id"]),
        changes=changes_list(plan.tables, most_changes), notice=notice_list(plan.tables),
        all_changes=len(plan.tables.changes),
        sites=rows.sites_of(plan.tables), units=rows.units_of(plan.tables),
    )  # fmt: skip


@both("/sites/{site}")
def site(request: Request, plan: ThePlan, filters: Filtering, site: str) -> Response:
    """A site: its classes, and how full it is."""
    plan, known = where_shown(plan, partial(rows.site_line, site_id=site))
    return _timeline(
        request, plan, Filters(**vars(filters) | {"by": "site", "site": site}), site=known,
        heat=drawn.heat_table(plan.tables, drawn.SEATS, site),
    )  # fmt: skip


@both("/units/{unit}")
def unit(request: Request, plan: ThePlan, filters: Filtering, unit: str) -> Response:
    """A unit: its cohorts on their way."""
    plan, known = where_shown(plan, partial(rows.unit_line, unit_id=unit))
    return _timeline(request, plan, Filters(**vars(filters) | {"by": "unit", "unit": unit}), unit=known)


def _talk(plan: PlanShown, topic: Topic, object: str) -> TalkShown | None:
    """What was said of a class or a cohort of the plan in force; None where nothing can be said."""
    if plan.run is not None:
        return None
    try:
        return talk_about(plan.store, plan.actor, topic, object)
    except NotThere:
        return None  # one can talk about what is held in the plan in force


def _may_try(plan: PlanShown, kind: str, name: str) -> bool:
    """Whether the actor can try another value of what a class or a cohort of the plan in force depends on."""
    if plan.run is not None or not is_offered(plan.actor, Action.BEGIN_DRAFT):
        return False
    try:
        return bool(cells_about(plan.store, plan.actor, kind, name))
    except NotThere:
        return False


@both("/classes/{class_id}")
def class_(request: Request, actor: Asking, store: TheStore, plan: ThePlan, class_id: str) -> Response:
    """A class: who is in it, why, and what would change it."""
    plan, held = where_shown(plan, partial(rows.class_line, class_id=class_id))
    valued = explaining.values_of(store, actor, (held.site_id, held.nation_id), held.course_id)
    return _page(
        request, "class", plan, view="", held=held, members=rows.members_of(plan, class_id),
        pinned=rows.pinned_in(plan, class_id), values=rows.of_months(held, valued),
        talk=_talk(plan, Topic.CLASS, class_id), may_try=_may_try(plan, "class", class_id),
        may_add=plan.run is None and is_row_to_split(store, actor, class_id),
    )  # fmt: skip


@both("/cohorts/{cohort_id}")
def cohort(request: Request, actor: Asking, store: TheStore, plan: ThePlan, cohort_id: str) -> Response:
    """A cohort: its steps, and why it is on time, late or unmet."""
    plan, line = where_shown(plan, partial(rows.cohort_line, cohort_id=cohort_id))
    demand = str(line.row.demand_id)
    subjects = (cohort_id, demand, str(line.row.unit_id))
    return _page(
        request, "cohort", plan, view="", line=line,
        talk=_talk(plan, Topic.COHORT, cohort_id), may_try=_may_try(plan, "cohort", cohort_id),
        explanations=explaining.explanations_of(store, actor, demand, subjects),
        sees_demand=shows_table(actor.scopes(Role.READER), "demand"),
        may_ask=plan.run is None and explaining.may_ask_why(store, actor, cohort_id),
    )  # fmt: skip


@router.post("/plan/cohorts/{cohort_id}/why")
def ask_why(actor: Asking, store: TheStore, cohort_id: str, back: BackTo = "") -> Response:
    """Have the plan in force explained for a cohort; its page says what came of it."""
    queueing.ask_for_run(store, actor, RunKind.EXPLAIN, subject=cohort_id)
    return RedirectResponse(f"{own_address(back) or page_of(Topic.COHORT, cohort_id)}#explained", 303)
