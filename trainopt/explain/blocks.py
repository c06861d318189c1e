"""What keeps a cohort out, step by step, site by site and week by week, and who has what it lacks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from trainopt.explain.tables import BLOCKS
from trainopt.limits import LIMITS, Limit
from trainopt.plan.ledger import Ledger
from trainopt.plan.needs import Need, StepNeeds
from trainopt.plan.ways import Finder
from trainopt.problem.limits import draws_on, name_of

OUT_OF_QUESTION = {"nation", "ready_from", "latest"}
"""Where one of these is in the way nothing else is told: the cohort has no business there."""

BLOCK_COLUMNS = tuple(BLOCKS.columns)[1:]
"""Those of one demand."""
FREE = "free"


@dataclass
class _Block:
    """A limit that keeps a step from a site: in which start weeks, by how much at least, and who uses it."""

    starts: set[int]
    short: int
    weeks: set[int]


def blocks_of(finder: Finder) -> pd.DataFrame:
    """What keeps the finder's party out: a row per step, site and limit, sites with the fewest limits first.

    Columns: step (from 1), course_id, site_id, starts (the weeks in which a class could start but for the
    limit), weeks (how many), limit (in words), short (by how much it falls short at least), unit (what that
    counts: trainees, classes, units, weeks), used_by (the demands that have it, those with most trainees
    first). A row with the limit `free` says in which weeks the step could start, were it not for the others;
    one with no site says why the cohort has no business anywhere.
    """
    rows = [row for number, step in enumerate(finder.steps) for row in _rows(finder, number, step)]
    return pd.DataFrame(rows, columns=list(BLOCK_COLUMNS))


def _rows(finder: Finder, number: int, step: StepNeeds) -> Iterator[tuple[object, ...]]:
    problem, openings = finder.ledger.problem, finder.ledger.openings
    course = problem.demands[finder.party[0].demand].steps[number].course_id
    free: list[tuple[Limit | None, int]] = [(None, 0)]
    found: dict[tuple[int, Limit | None], _Block] = defaultdict(lambda: _Block(set(), 0, set()))
    for position, opening in enumerate(step.found):
        limits = _limits_at(step, position, first=number == 0)
        if any(limit.kind in OUT_OF_QUESTION for limit, _ in limits):
            continue
        start = int(openings.start[opening])
        for limit, short in limits or free:
            block = found[int(openings.site[opening]), limit]
            block.short = min(block.short or short, short)
            block.starts.add(start)
            block.weeks |= set(range(start, int(openings.end[opening]) + 1))
    if not found:
        yield number + 1, course, "", "", 0, _nowhere(step), 0, "", ""
    barring = Counter(site for site, _ in found)

    def nearest_first(entry: tuple[tuple[int, Limit | None], _Block]) -> tuple[int, int, int, str]:
        (site, name), block = entry
        return barring[site], site, -len(block.starts), str(name)

    for (site, lacking), block in sorted(found.items(), key=nearest_first):
        name = FREE if lacking is None else name_of(problem, lacking)
        users = "" if lacking is None else " ".join(users_of(finder.ledger, lacking, block.weeks))
        where = problem.sites[site].site_id, problem.calendar.span(block.starts), len(block.starts)
        unit = "" if lacking is None else LIMITS[lacking.kind].unit
        yield number + 1, course, *where, name, block.short, unit, users


def _nowhere(step: StepNeeds) -> str:
    """Why the cohort has no business anywhere."""
    kinds = [{limit.kind for limit, _ in _short(step.always, at)} for at in range(len(step.found))]
    if not kinds:
        return "no site offers the course in any week that can be"
    if any(barring & OUT_OF_QUESTION == {"nation"} for barring in kinds):
        return "no class in a nation that may host the unit"
    return "no class within the window"


def _limits_at(step: StepNeeds, position: int, *, first: bool) -> list[tuple[Limit, int]]:
    """All that is in the way at an opening; no more than what always is where a way into a class is free."""
    always = _short([*step.always, step.arriving] if first else step.always, position)
    joining = _short(step.joining, position) if step.joinable[position] else None
    opening = _short(step.opening, position)
    if joining == [] or not opening:
        return always
    return [*always, *(joining or []), *opening]


def _short(needs: Iterable[Need], position: int) -> list[tuple[Limit, int]]:
    return [found for need in needs for found in need.at(position)]


def users_of(ledger: Ledger, limit: Limit, weeks: Iterable[int]) -> list[str]:
    """The demands whose classes draw on the limit in some of the weeks, those with most trainees first."""
    problem, openings, within = ledger.problem, ledger.openings, set(weeks)
    trainees: Counter[str] = Counter()
    for opening, classes in ledger.classes.items():
        start, end = int(openings.start[opening]), int(openings.end[opening])
        if within.isdisjoint(range(start, end + 1)):
            continue
        row = problem.rows[int(openings.row[opening])]
        for index in (index for running in classes for index in running.cohorts):
            demand = problem.demands[problem.cohorts[index].demand]
            if draws_on(problem, limit, row, demand.unit):
                trainees[demand.demand_id] += problem.cohorts[index].size
    return [demand_id for demand_id, _ in sorted(trainees.items(), key=lambda entry: (-entry[1], entry[0]))]
