"""A page about a plan, or about two: one HTML text that holds all it needs and needs no network."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from math import isnan
from typing import TYPE_CHECKING, Any

from trainopt.plan.beside import expected_at_the_end, is_told
from trainopt.plan.compare import Comparison
from trainopt.plan.headline import both_ways
from trainopt.report.lists import Listing
from trainopt.report.plan_tables import PlanTables
from trainopt.report.sections import Pictures, Section, SectionTables, sections
from trainopt.report.style import missing_plotly, share, summary_of
from trainopt.report.words import TERM_WORDS, difference, verdict
from trainopt.simulate.simulate import Simulated

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HINT = (
    '<p class="hint">In a picture, point at something to read what it is, drag to look closer, '
    "double-click to go back.</p>"
)
BOTH_SIDES = ("", "_a", "_b")  # of the columns of one plan, and of two
SCRIPTS = ("tables.js", "pictures.js")


def page_of(
    plans: Sequence[PlanTables],
    names: Sequence[str],
    found: Comparison | None = None,
    simulated: Simulated | None = None,
) -> str:
    """The page about one plan, or about two and what differs; `names` stand over each plan's part.

    `simulated` is what is likely to come of the one plan.

    Raises UsageError where plotly is not installed.
    """
    title = f"Training plan {plans[0].name}" if len(plans) == 1 else f"Training plans {' and '.join(names)}"
    parts = sections(plans, names, found, simulated)
    body = [
        _head(title, plans),
        _contents(parts),
        "<main>",
        HINT,
        _glance(plans, names),
        _goals(plans, found),
    ]
    body += [_section(section, plans, names) for section in parts]
    body += [_origin(plans, names), "</main>"]
    scripts = [_plotly(), *map(_asset, SCRIPTS)]
    return "\n".join(
        [_opening(title, scripts, _markings(plans)), *body, *map(_script, scripts), "</body>", "</html>", ""]
    )


# The frame


def _asset(name: str) -> str:
    return files("trainopt.report").joinpath("assets", name).read_text(encoding="utf-8")


def _plotly() -> str:
    """The library that draws, whole, so that nothing is fetched."""
    try:
        from plotly.offline import get_plotlyjs
    except ImportError as error:
        raise missing_plotly() from error
    return str(get_plotlyjs())


def _script(text: str) -> str:
    assert "</script" not in text.lower(), "a script may not end itself"
    return f"<script>{text}</script>"


def _markings(plans: Sequence[PlanTables]) -> str:
    """What must stand on the page and on every sheet of paper; blank where nothing must."""
    return " / ".join(dict.fromkeys(plan.headline.marking for plan in plans if plan.headline.marking))


def _on_every_sheet(marking: str) -> str:
    """The style that prints the marking above and below every page. No letter of it can end its string."""
    content = "".join(f"\\{ord(letter):06x}" for letter in marking)
    boxes = " ".join(f'@{side}-center {{ content: "{content}"; }}' for side in ("top", "bottom"))
    return f"@page {{ {boxes} }}\n" if marking else ""


def _opening(title: str, scripts: Sequence[str], marking: str) -> str:
    """The page's head. Its policy lets run what is written here, by hash, and lets nothing be fetched."""
    hashes = " ".join(f"'sha256-{_hash(text)}'" for text in scripts)
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_asset('page.css')}{_on_every_sheet(marking)}</style>\n</head>\n<body>"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _head(title: str, plans: Sequence[PlanTables]) -> str:
    """The title, the marking over all, and of when the data is."""
    marking = _markings(plans)
    marked = f'<p class="marking">{escape(marking)}</p>' if marking else ""
    days = " and ".join(dict.fromkeys(plan.headline.as_of for plan in plans if plan.headline.as_of))
    dated = f'<p class="asof">Data as of {escape(days)}</p>' if days else ""
    return (
        f'<header>{marked}<div class="title"><h1>{escape(title)}</h1>'
        f'<button type="button" id="print">Print</button></div>{dated}</header>\n'
        "<noscript><p>Pictures and long tables need JavaScript, which is switched off here. "
        "The CSV files of the plan folder hold the same.</p></noscript>"
    )


def _contents(parts: Sequence[Section]) -> str:
    links = [("glance", "At a glance"), ("goals", "Goals"), *((part.key, part.title) for part in parts)]
    items = "".join(f'<li><a href="#{key}">{escape(title)}</a></li>' for key, title in links)
    return f'<nav aria-label="Contents"><ul>{items}</ul></nav>'


def _in_section(key: str, title: str, lead: str, *inside: str) -> str:
    heading = f'<h2 id="{key}-title">{escape(title)}</h2>'
    told = f"<p>{escape(lead)}</p>" if lead else ""
    parts = "\n".join(part for part in (heading, told, *inside) if part)
    return f'<section id="{key}" aria-labelledby="{key}-title">\n{parts}\n</section>'


def _panels(names: Sequence[str], insides: Sequence[str]) -> str:
    """A panel for each plan, under its name where there are several."""
    panels = "\n".join(
        f'<div class="panel">{_name(name, len(insides))}{inside}</div>'
        for name, inside in zip(names, insides, strict=True)
    )
    return f'<div class="panels">\n{panels}\n</div>'


def _name(name: str, count: int) -> str:
    return f"<h3>{escape(name)}</h3>" if count > 1 and name else ""


# What stands there without any script


def _glance(plans: Sequence[PlanTables], names: Sequence[str]) -> str:
    return _in_section("glance", "At a glance", "", _panels(names, [_figures(plan) for plan in plans]))


def _figures(plan: PlanTables) -> str:
    """The few figures that everybody asks for first."""
    demand, classes = plan.demand, plan.classes
    total = int(demand["trainees"].sum())
    hosted = plan.manifest.of_nation
    outcomes = [("on_time", "of these on time" if hosted else "trainees on time"), ("late", "late")]
    outcomes += [] if hosted else [("unmet", "unmet")]
    told = [
        (f"{int(demand[column].sum()):,}", f"{label} ({share(int(demand[column].sum()), total)})")
        for column, label in outcomes
    ]
    told = [(f"{total:,}", "trainees placed here" if hosted else "trainees asked for"), *told]
    last = expected_at_the_end(plan.assignments)
    if is_told(last):
        told.append((f"{last['expected'].sum():,.0f}", "of those placed expected at their last course"))
    told.append((f"{len(classes):,}", f"classes{_filled(plan)}"))
    items = "".join(f"<li><strong>{number}</strong> {escape(label)}</li>" for number, label in told)
    most = plan.headline.of_most
    told_first = f'<p class="most">Placed: {escape(most)}, weighted by priority</p>' if most else ""
    return f'{told_first}<ul class="figures">{items}</ul>'


def _filled(plan: PlanTables) -> str:
    """`, 93% of seats filled`; blank where others are in the classes too."""
    if len(plan.filled) < len(plan.classes):
        return ""
    taken, seats = (int(plan.classes[column].sum()) for column in ("trainees", "class_max"))
    return f", {share(taken, seats)} of seats filled"


def _goals(plans: Sequence[PlanTables], found: Comparison | None) -> str:
    lead = (
        "Most important first; a later goal never worsens an earlier one. The limit is proven: "
        "it holds for every plan, also for those nobody has looked at."
    )
    if all(plan.tiers.empty for plan in plans):
        return _in_section("goals", "Goals", "A share of a plan has no goals: they are the whole plan's.")
    if found is None:
        tiers = plans[0].tiers.to_dict("records")
        unmet = [plans[0].headline.unmet]
        rows = [
            _tier(tier, BOTH_SIDES[:1], verdict(tier, first=not at), unmet) for at, tier in enumerate(tiers)
        ]
        heads = ["This plan", "Proven limit", "Gap"]
    else:
        unmet = [plan.headline.unmet for plan in plans]
        rows = [
            _tier(tier, BOTH_SIDES[1:], difference(tier), unmet) for tier in found.tiers.to_dict("records")
        ]
        heads = [f"{plan}: {what}" for plan in "AB" for what in ("value", "proven limit", "gap")]
    return _in_section("goals", "Goals, and how near to the best", lead, _goals_table(heads, rows))


def _goals_table(heads: Sequence[str], rows: Sequence[str]) -> str:
    numbers = "".join(f'<th scope="col" class="number">{head}</th>' for head in heads)
    head = f'<tr><th scope="col">Goal</th>{numbers}<th scope="col">In words</th></tr>'
    return (
        '<div class="scroll" role="region" aria-label="Goals" tabindex="0">'
        f'<table class="goals"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


TIER_FORMATS = {"value": "{:,.0f}", "bound": "{:,.0f}", "gap": "{:.1%}"}
SAID = {"value": "value", "bound": "proven limit", "gap": "gap"}


def _tier(tier: dict[Any, Any], sides: Sequence[str], words: str, unmet: Sequence[int]) -> str:
    """A tier's row, with value, bound and gap of each side, as `trainopt.plan.compare` names them.

    `unmet` are the trainees of each side who are unmet, each counted once.
    """
    title, counted = TERM_WORDS.get(tier["term"], (str(tier["term"]), ""))
    numbers = []
    for side, plain in zip(sides, unmet, strict=True):
        for key, form in TIER_FORMATS.items():
            cell = form.format(tier[f"{key}{side}"])
            if key == "value" and tier["term"] == "unmet" and not isnan(tier[f"value{side}"]):
                cell = both_ways(int(tier[f"value{side}"]), plain)
            heading = f"{side[1:].upper()} {SAID[key]}".strip()
            numbers.append(f'<td class="number" data-heading="{heading}">{cell}</td>')
    return (
        f'<tr><th scope="row">{escape(title)}<br><small>{escape(counted)}</small></th>{"".join(numbers)}'
        f"<td>{escape(words)}</td></tr>"
    )


def _origin(plans: Sequence[PlanTables], names: Sequence[str]) -> str:
    lines = "".join(f"<p>{escape(_made(plan, name))}</p>" for plan, name in zip(plans, names, strict=True))
    return f"<footer>{lines}</footer>"


def _made(plan: PlanTables, name: str) -> str:
    said = plan.manifest
    if said.extract is not None:
        return f"{name}: a share of a plan made by trainopt {said.version or ''}."
    seconds = "" if said.seconds is None else f" in {said.seconds:,.0f} s"
    seed = "unknown" if said.seed is None else said.seed
    return f"{name}: made by trainopt {said.version or ''}{seconds}, seed {seed}."


# What scripts fill in


def _section(section: Section, plans: Sequence[PlanTables], names: Sequence[str]) -> str:
    if isinstance(section, Pictures):
        return _in_section(section.key, section.title, section.lead, _pictures(section, plans, names))
    return _in_section(section.key, section.title, section.lead, *_tables(section))


def _pictures(section: Pictures, plans: Sequence[PlanTables], names: Sequence[str]) -> str:
    drawn = [[view.draw(plan) for plan in plans] for view in section.views]
    for figures in drawn:
        _share_axes(figures)
    options = "".join(f"<option>{escape(view.name)}</option>" for view in section.views)
    key = section.key
    choose = (
        f'<div class="choose"><label for="{key}-view">Show</label> <select id="{key}-view">{options}</select>'
        '<button type="button">Previous</button><button type="button">Next</button></div>'
    )
    panels = [
        _picture(f"{key}-{i}", f"{section.title} {names[i] if len(plans) > 1 else ''}", drawn[0][i])
        for i in range(len(plans))
    ]
    data = [
        _data(f"{key}-{i}-{at}", figure.to_json())
        for at, figures in enumerate(drawn)
        for i, figure in enumerate(figures)
    ]
    inside = "\n".join([choose if len(section.views) > 1 else "", _panels(names, panels), *data])
    return f'<div class="pictures" data-key="{key}" data-views="{len(section.views)}">{inside}</div>'


def _picture(key: str, label: str, first: Figure) -> str:
    """A place for a picture; the words of the first stand there before any script has run."""
    return (
        f'<figure><div class="plot" id="{key}" role="img" aria-label="{escape(label.strip())}" '
        f'aria-describedby="{key}-words" style="min-height:{first.layout.height}px"></div>'
        f'<figcaption id="{key}-words">{escape(summary_of(first))}</figcaption></figure>'
    )


def _share_axes(figures: Sequence[Figure]) -> None:
    """One horizontal scale for pictures that stand side by side."""
    ranges = [figure.layout.xaxis.range for figure in figures]
    if len(figures) > 1 and all(found is not None for found in ranges):
        both = [min(found[0] for found in ranges), max(found[1] for found in ranges)]
        for figure in figures:
            figure.update_xaxes(range=both)


def _tables(section: SectionTables) -> Iterator[str]:
    several = len(section.listings)
    for at, (name, listing) in enumerate(section.listings):
        yield _table(f"{section.key}-{at}", section.title, name if several > 1 else "", listing)


def _table(key: str, title: str, name: str, listing: Listing) -> str:
    words = f"<p>{escape(listing.words)}</p>"
    if not listing.rows:
        return f'<div class="listing">{_name(name, 2)}{words}</div>'
    label = f"{title}, {name}" if name else title
    return (
        f'<div class="listing" data-label="{escape(label)}">{_name(name, 2)}{words}'
        + _data(f"{key}-rows", _json({"headings": listing.headings, "rows": listing.rows}))
        + "</div>"
    )


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _data(key: str, text: str) -> str:
    """JSON for a script. Without `<` no text in it can end the element or begin another."""
    safe = text.replace("<", "\\u003c")
    return f'<script type="application/json" id="{key}">{safe}</script>'
