"""How pages look, judged by a script: every page by name, and what is wrong with one that is shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from trainopt.runs.store import Store
from trainopt.service import datasets, drafts, proposals, shares
from trainopt.service.actors import operator
from trainopt.service.proposals import ProposalStatus
from trainopt.service.queueing import RunState
from trainopt.service.runs_seen import runs_seen

LOOK = Path(__file__).parent / "looks.js"
"""What looks at a page, in the page."""
SWEPT, FAULTY = "More beds", "Not right yet"
"""How the titles of a sweep's drafts begin, and the title of a draft with faults."""

PAGES: Mapping[str, tuple[str, str]] = {
    "today": ("cora", "/"),
    "plan-sites": ("cora", "/plan"),
    "plan-units": ("cora", "/plan?by=unit"),
    "plan-late": ("cora", "/plan?by=unit&late=yes"),
    "plan-before": ("cora", "/plan?by=unit&beside=plan"),
    "plan-load": ("cora", "/plan/load"),
    "plan-beds": ("cora", "/plan/load?pool=beds"),
    "plan-map": ("cora", "/plan/map"),
    "plan-lists": ("cora", "/plan/lists"),
    "plan-site": ("cora", "/plan/sites/{site}"),
    "plan-unit": ("cora", "/plan/units/{unit}"),
    "plan-class": ("cora", "/plan/classes/{class_id}"),
    "plan-cohort": ("cora", "/plan/cohorts/{cohort}"),
    "plan-unmet": ("cora", "/plan/cohorts/{unmet}"),
    "tables": ("cora", "/tables"),
    "table": ("cora", "/tables/demand"),
    "table-wide": ("cora", "/tables/capacity"),
    "table-settings": ("cora", "/tables/plan"),
    "table-draft": ("cora", "/tables/demand?draft={faulty}"),
    "drafts": ("cora", "/drafts?every=true"),
    "draft": ("cora", "/drafts/{draft}"),
    "draft-faulty": ("cora", "/drafts/{faulty}"),
    "what-ifs": ("cora", "/what-ifs?everybody=true"),
    "what-ifs-grid": ("cora", "/what-ifs?drafts={swept}"),
    "what-if-new": ("cora", "/what-ifs/new?site={site}"),
    "what-if-weeks": ("cora", "/what-ifs/weeks?class={class_id}"),
    "what-if-sweep": ("cora", "/what-ifs/sweep?table=sites&column=beds&key={site}"),
    "proposals": ("cora", "/proposals"),
    "proposals-decided": ("cora", "/proposals?show=decided"),
    "proposal": ("cora", "/proposals/{proposal}"),
    "proposal-decided": ("cora", "/proposals/{decided}"),
    "versions": ("cora", "/versions"),
    "version": ("cora", "/versions/{version}"),
    "history": ("cora", "/history?table=sites&key={site}"),
    "happened": ("cora", "/happened"),
    "happened-all": ("cora", "/happened?show=all"),
    "runs": ("cora", "/runs"),
    "run": ("cora", "/runs/{plan}"),
    "run-night": ("cora", "/runs/{night}"),
    "run-whatif": ("cora", "/runs/{whatif}"),
    "run-plan": ("cora", "/runs/{whatif}/plan?by=unit&beside=plan"),
    "run-difference": ("cora", "/runs/{whatif}/difference"),
    "run-explain": ("cora", "/runs/{explain}"),
    "run-value": ("cora", "/runs/{value}"),
    "run-failed": ("cora", "/runs/{failed}"),
    "run-running": ("cora", "/runs/{running}"),
    "run-queued": ("cora", "/runs/{queued}"),
    "audit": ("cora", "/runs/audit"),
    "people": ("adm", "/people"),
    "person": ("adm", "/people/cora"),
    "account": ("cora", "/account"),
    "notices": ("cora", "/notices?show=all"),
    "help": ("cora", "/help"),
    "guide": ("cora", "/help/service"),
    "dictionary": ("cora", "/help/data-dictionary"),
    "password": ("cora", "/password"),
    "sign-in": ("", "/sign-in"),
    "not-there": ("cora", "/nothing-of-ours"),
    "not-allowed": ("cora", "/people"),
    "today-of-nobody": ("nil", "/"),
}
"""Who looks and at which address, by a page's name. What stands in braces is of `places_of`."""


def places_of(store: Store) -> dict[str, str]:
    """What the addresses of a store's pages name, as far as there is any: a site, a class, runs."""
    if not datasets.list_versions(store, operator()):
        return {}
    found = _of_runs(store) | _of_people(store)
    sites = datasets.show_table(store, operator(), "sites").keys
    found |= {"site": sites[0][0]} if sites else {}
    current = next((run for run in runs_seen(store, operator(), most=1000) if run.in_force), None)
    if current is None:
        return found
    plan = shares.plan_share(store, operator(), current.number)
    held = next(_rows(plan["assignments.csv"]), None)
    if held is not None:
        found |= {"site": held["site_id"], "unit": held["unit_id"]}
        found |= {"class_id": held["class_id"], "cohort": held["cohort_id"]}
    unmet = next(_rows(plan["unmet.csv"]), None)
    return found if unmet is None else found | {"unmet": unmet["cohort_id"]}


def _rows(table: bytes) -> csv.DictReader[str]:
    return csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))


def _of_runs(store: Store) -> dict[str, str]:
    found: dict[str, str] = {}
    for run in reversed(runs_seen(store, operator(), most=1000)):
        going_on = run.state in (RunState.QUEUED, RunState.RUNNING, RunState.FAILED)
        found[str(run.state) if going_on else str(run.kind)] = str(run.number)
    return found


def _of_people(store: Store) -> dict[str, str]:
    """Drafts are told apart by their titles."""
    found: dict[str, str] = {}
    own = drafts.list_drafts(store, operator())
    for draft in own:
        found["faulty" if draft.title == FAULTY else "draft"] = str(draft.number)
    if swept := [str(draft.number) for draft in own if draft.title.startswith(SWEPT)]:
        found["swept"] = ",".join(swept)
    for proposal in proposals.list_proposals(store, operator(), waiting=False):
        found["proposal" if proposal.status is ProposalStatus.WAITING else "decided"] = str(proposal.number)
    return found | {"version": str(datasets.show_version(store, operator()).number)}


def pages_of(places: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The pages of which all that their address names is there: who looks, and the address."""
    found = {}
    for name, (who, address) in PAGES.items():
        try:
            found[name] = (who, address.format_map(places))
        except KeyError:
            continue
    return found


@dataclass(frozen=True)
class Finding:
    """What is wrong with a page: its kind, one of those of `findings_on`, and where it was found."""

    kind: str
    what: str


def settle(page: Page) -> None:
    """Wait until what a script draws is there."""
    page.wait_for_load_state("load")
    if page.locator("[data-island=timeline]").count():
        page.locator("[data-drawn]").wait_for()
    if page.locator("[data-island=grid]").count():
        page.locator("html[data-grid]").wait_for(state="attached")
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")


def findings_on(page: Page) -> list[Finding]:
    """What a script finds wrong with how a page is shown.

    `sideways`: the page as a whole can be moved sideways. `wide`: a part is wider than the page, and nothing
    around it scrolls. `cut`: text that is cut off and stands in no title. `small`: what is clicked is smaller
    than 24 by 24 pixels, has another too near and stands in no sentence (WCAG 2.5.8). `close`: less than 4
    pixels lie between two buttons, or a button and what opens. `broken`: a day or an id lies over two lines.
    `plain`: a number of thousands without a mark between them.
    """
    found: list[dict[str, str]] = page.evaluate(LOOK.read_text(encoding="utf-8").partition("\n")[2])
    return [Finding(**one) for one in found]
