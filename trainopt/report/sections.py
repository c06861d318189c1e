"""What stands on a page, in order: sections of pictures to choose from, and of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

from trainopt.limits import OF_OWNERS
from trainopt.plan.compare import Comparison
from trainopt.report import bars, heat, likely, lists, maps, outcome, timelines
from trainopt.report.lists import Listing
from trainopt.report.plan_tables import PlanTables
from trainopt.simulate.simulate import Simulated
from trainopt.words.voice import Voice

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Draw = Callable[[PlanTables], "Figure"]
Name = TypeVar("Name", str, int)

ROWS = 60  # of a picture, so that it fits on a printed page
POOLS = {kind.name: kind.title for kind in OF_OWNERS}


@dataclass(frozen=True)
class View:
    """One of the pictures to choose from: its name, and how it is drawn of a plan."""

    name: str
    draw: Draw


@dataclass(frozen=True)
class Pictures:
    """A section with one picture at a time of each plan."""

    key: str
    title: str
    lead: str
    views: tuple[View, ...]


@dataclass(frozen=True)
class SectionTables:
    """A section with tables, each under a name, which is blank where it is clear."""

    key: str
    title: str
    lead: str
    listings: tuple[tuple[str, Listing], ...]


Section = Pictures | SectionTables


def sections(
    plans: Sequence[PlanTables],
    names: Sequence[str],
    found: Comparison | None,
    simulated: Simulated | None = None,
) -> list[Section]:
    """The sections of a page about one plan, perhaps with what is likely to come of it, or about two with
    what differs between them.
    """
    made: list[Section] = [_outcomes(plans)]
    if simulated is not None:
        made += _likely(simulated, plans[0].voice)
    if found is not None:
        made.append(_differences(found, plans[0].voice))
    made += [_classes(plans), _cohorts(plans), _load(plans), _map(plans)]
    titled = list(zip(names, plans, strict=True))
    unmet = tuple((name, lists.unmet_list(plan)) for name, plan in titled)
    late = tuple((name, lists.late_list(plan)) for name, plan in titled)
    changes = tuple((name, lists.changes_list(plan)) for name, plan in titled)
    return [
        *made,
        SectionTables(
            "unmet",
            "Who is unmet, and why",
            "What stood in the way when each was tried in the finished plan.",
            unmet,
        ),
        SectionTables(
            "late",
            "Who is late, and why",
            "Where the weeks go: a start that came too late, or waiting between steps.",
            late,
        ),
        SectionTables("changes", "Changes against the published plan", "", changes),
        SectionTables(
            "notice",
            "Notice to hosts",
            "From the week of the data to the start of what is new in a nation or moved. Hosts ask for "
            "30 to 60 days.",
            tuple((name, lists.notice_list(plan)) for name, plan in titled),
        ),
    ]


def _outcomes(plans: Sequence[PlanTables]) -> Pictures:
    units = outcome.outcome_totals(plans[0], "unit").index
    every = [*units, *(unit for unit in _union(plan.units for plan in plans) if unit not in set(units))]
    priorities = sorted(_union(plan.demand["priority"] for plan in plans), reverse=True)
    views = [View("by priority", partial(outcome.outcome_bars, by="priority", keys=priorities))]
    for name, part in _parts("by unit, furthest behind first", every):
        views.append(View(name, partial(outcome.outcome_bars, by="unit", keys=part)))
    return Pictures("outcome", "On time, late, unmet", "Trainees by how their training ends.", tuple(views))


def _likely(found: Simulated, voice: Voice) -> Iterator[Section]:
    """What is likely to come of the plan: units in pictures, the rest in tables."""
    lead = "No-shows and drop-outs played through the plan many times: how many are trained."
    views = tuple(
        View(name, partial(likely.likely_bars, found=found, units=part))
        for name, part in _parts("all units, the largest loss first", likely.units_in_order(found))
    )
    yield Pictures("likely", "What is likely to come of it", lead, views)
    listings = (
        ("Goals", likely.tiers_likely(found, voice)),
        ("People", likely.people_likely(found, voice)),
        ("Classes", likely.classes_likely(found, voice)),
    )
    yield SectionTables("likely-figures", "As planned, and as it comes out", "", listings)


def _differences(found: Comparison, voice: Voice) -> SectionTables:
    return SectionTables(
        "differences",
        "What differs between A and B",
        "",
        (
            ("Demands that gain or lose", lists.differing_demands(found, voice)),
            ("Classes that one plan alone holds", lists.differing_classes(found, voice)),
            ("Steps held elsewhere or at another time", lists.moved_steps(found, voice)),
        ),
    )


def _classes(plans: Sequence[PlanTables]) -> Pictures:
    sites = _union(heat.sites_in_order(plan) for plan in plans)
    nation = {site: key for plan in plans for key, site in _nation_of_sites(plan)}
    sites.sort(key=lambda site: (nation[site], site))
    views = [
        View(name, partial(heat.site_heatmap, sites=part))
        for name, part in _parts("all nations, site by site", sites)
    ]
    for key in sorted(set(nation.values())):
        for name, part in _class_parts(plans, key, [site for site in sites if nation[site] == key]):
            views.append(View(name, partial(timelines.class_timeline, nation=key, sites=part)))
    return Pictures(
        "classes",
        "Classes by nation and site",
        "All sites week by week, or every class of one nation as a bar from its first to its last day, with "
        "its trainees and seats. The darker, the fuller.",
        tuple(views),
    )


def _nation_of_sites(plan: PlanTables) -> Iterator[tuple[str, str]]:
    pairs = plan.classes[["nation_id", "site_id"]].drop_duplicates()
    return ((str(nation), str(site)) for nation, site in pairs.itertuples(index=False, name=None))


def _class_parts(
    plans: Sequence[PlanTables], nation: str, sites: Sequence[str]
) -> Iterator[tuple[str, list[str]]]:
    """A nation's sites, in as many parts as it takes for each to be of few enough rows."""
    rows = [max(_lanes(plan, nation, site) for plan in plans) for site in sites]
    fair = sum(rows) / -(-sum(rows) // ROWS)  # what each part would have if sites could be cut
    parts: dict[int, list[str]] = {}
    for site, before in zip(sites, accumulate(rows, initial=0), strict=False):
        parts.setdefault(int(before // fair), []).append(site)
    for part in parts.values():
        ends = dict.fromkeys([part[0], part[-1]])
        yield nation if len(parts) == 1 else f"{nation}: {' to '.join(ends)}", part


def _lanes(plan: PlanTables, nation: str, site: str) -> int:
    return len(set(bars.class_lanes(plan, nation, [site])["lane"]))


def _cohorts(plans: Sequence[PlanTables]) -> Pictures:
    units = _union(plan.units for plan in plans)
    views = [View(name, partial(heat.unit_heatmap, units=part)) for name, part in _parts("all units", units)]
    members = [_cohorts_by_unit(plan) for plan in plans]
    for unit in units:
        cohorts = _union(found.get(unit, []) for found in members)
        for name, part in _parts(unit, cohorts):
            views.append(View(name, partial(timelines.cohort_timeline, unit=unit, cohorts=part)))
    return Pictures(
        "cohorts",
        "Units and their cohorts",
        "All units week by week, or every cohort of one unit on its way: a bar for each step, the darker the "
        "fuller its class, very light grey where that is not told, with grey for waiting.",
        tuple(views),
    )


def _cohorts_by_unit(plan: PlanTables) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for frame in (plan.assignments, plan.unmet):
        for unit, cohorts in frame.groupby("unit_id")["cohort_id"]:
            found.setdefault(str(unit), set()).update(cohorts)
    return {unit: sorted(cohorts) for unit, cohorts in found.items()}


def _load(plans: Sequence[PlanTables]) -> Pictures:
    resources = [resource for plan in plans for resource in plan.load["resource"].unique()]
    named = [resource for resource in _union([resources]) if resource not in POOLS]
    views = []
    for resource in ["beds", *named, *(name for name in POOLS if name != "beds")]:
        owners = _union(heat.owners_of(plan, resource) for plan in plans)
        if not owners and resource != "beds":
            continue
        for name, part in _parts(POOLS.get(resource, resource), owners):
            views.append(View(name, partial(heat.load_heatmap, resource=resource, owners=part)))
    return Pictures(
        "load",
        "Load by site and week",
        "How much of what there is in each week is used; the darker, the nearer to its limit.",
        tuple(views),
    )


def _map(plans: Sequence[PlanTables]) -> Pictures:
    totals = [maps.site_totals(plan)["trainees"] for plan in plans]
    largest = max((int(one.max()) for one in totals if len(one)), default=0)
    view = View("all sites", partial(maps.site_map, largest=largest or None))
    lead = "The larger the circle, the more trainees; the darker, the fuller their classes."
    return Pictures("map", "Where the sites lie", lead, (view,))


def _union(lists_of_names: Iterable[Iterable[Name]]) -> list[Name]:
    """All names once, in order."""
    return sorted({name for names in lists_of_names for name in names})


def _parts(name: str, items: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Items in parts of few enough rows, of about the same length, each named after its first and last."""
    count = max(-(-len(items) // ROWS), 1)
    size = max(-(-len(items) // count), 1)
    for begin in range(0, max(len(items), 1), size):
        part = list(items[begin : begin + size])
        yield name if count == 1 else f"{name} ({begin + 1} to {begin + len(part)} of {len(items)})", part
