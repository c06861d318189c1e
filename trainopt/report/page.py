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
from trainopt.wording import counted, percent
from trainopt.words.voice import Voice

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HINT = "In a picture, point at something to read what it is, drag to look closer, double-click to go back."
NO_SCRIPT = (
    "Pictures and long tables need JavaScript, which is switched off here. "
    "The CSV files of the plan folder hold the same."
)
BOTH_SIDES = ("", "_a", "_b")  # of the columns of one plan, and of two
SCRIPTS = ("tables.js", "pictures.js")
SAID_BY_SCRIPTS = (
    "Filter",
    "Filter %table",
    "%table: rows",
    "Previous rows",
    "Next rows",
    "All rows",
    "Rows %from to %to of %of",
    "%found found of %all",
    "No row of %all has these words",
)
"""What the scripts say, with their own values: they are handed each in the reader's language."""


def page_of(
    plans: Sequence[PlanTables],
    names: Sequence[str],
    found: Comparison | None = None,
    simulated: Simulated | None = None,
) -> str:
    """The page about one plan, or about two and what differs; `names` stand over each plan's part.

    `simulated` is what is likely to come of the one plan. The page is in the language of the plans' tables.

    Raises UsageError where plotly is not installed.
    """
    voice = plans[0].voice
    title = f"Training plan {plans[0].name}" if len(plans) == 1 else f"Training plans {' and '.join(names)}"
    title = voice.say(title)
    parts = sections(plans, names, found, simulated)
    body = [
        _head(title, plans),
        _contents(parts, voice),
        "<main>",
        f'<p class="hint">{escape(voice.say(HINT))}</p>',
        _glance(plans, names),
        _goals(plans, found),
    ]
    body += [_section(section, plans, names) for section in parts]
    words = {text: voice.say(text) for text in SAID_BY_SCRIPTS}
    body += [_origin(plans, names), "</main>", _data("words", _json(words))]
    scripts = [_plotly(), *map(_asset, SCRIPTS)]
    opening = _opening(title, scripts, _markings(plans), voice)
    return "\n".join([opening, *body, *map(_script, scripts), "</body>", "</html>", ""])


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


def _opening(title: str, scripts: Sequence[str], marking: str, voice: Voice) -> str:
    """The page's head. Its policy lets run what is written here, by hash, and lets nothing be fetched."""
    hashes = " ".join(f"'sha256-{_hash(text)}'" for text in scripts)
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{voice.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_asset('page.css')}{_on_every_sheet(marking)}</style>\n</head>\n<body>"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _head(title: str, plans: Sequence[PlanTables]) -> str:
    """The title, the marking over all, and of when the data is."""
    marking, say = _markings(plans), plans[0].voice.say
    marked = f'<p class="marking">{escape(marking)}</p>' if marking else ""
    days = " and ".join(dict.fromkeys(plan.headline.as_of for plan in plans if plan.headline.as_of))
    dated = f'<p class="asof">{escape(say(f"Data as of {days}"))}</p>' if days else ""
    return (
        f'<header>{marked}<div class="title"><h1>{escape(title)}</h1>'
        f'<button type="button" id="print">{escape(say("Print"))}</button></div>{dated}</header>\n'
        f"<noscript><p>{escape(say(NO_SCRIPT))}</p></noscript>"
    )


def _contents(parts: Sequence[Section], voice: Voice) -> str:
    links = [("glance", "At a glance"), ("goals", "Goals"), *((part.key, part.title) for part in parts)]
    items = "".join(f'<li><a href="#{key}">{escape(voice.say(title))}</a></li>' for key, title in links)
    return f'<nav aria-label="{escape(voice.say("Contents"))}"><ul>{items}</ul></nav>'


def _in_section(voice: Voice, key: str, title: str, lead: str, *inside: str) -> str:
    heading = f'<h2 id="{key}-title">{escape(voice.say(title))}</h2>'
    told = f"<p>{escape(voice.say(lead))}</p>" if lead else ""
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
    figures = _panels(names, [_figures(plan) for plan in plans])
    return _in_section(plans[0].voice, "glance", "At a glance", "", figures)


def _figures(plan: PlanTables) -> str:
    """The few figures that everybody asks for first."""
    demand, classes = plan.demand, plan.classes
    total = int(demand["trainees"].sum())
    hosted = plan.manifest.of_nation
    on_time = int(demand["on_time"].sum())
    punctual = f"{on_time:,} of these" if hosted else counted(on_time, "trainee")
    told = [(total, f"{counted(total, 'trainee')} {'placed here' if hosted else 'asked for'}")]
    told.append((on_time, f"{punctual} on time ({share(on_time, total)})"))
    for outcome in ("late",) if hosted else ("late", "unmet"):
        number = int(demand[outcome].sum())
        told.append((number, f"{number:,} {outcome} ({share(number, total)})"))
    last = expected_at_the_end(plan.assignments)
    if is_told(last):
        expected = round(last["expected"].sum())
        told.append((expected, f"{expected:,} of those placed expected at their last course"))
    told.append((len(classes), f"{counted(len(classes), 'class', 'classes')}{_filled(plan)}"))
    items = "".join(f"<li>{_figure(plan.voice, number, text)}</li>" for number, text in told)
    most = plan.headline.of_most
    placed = escape(plan.voice.say(f"Placed: {most}, weighted by priority"))
    told_first = f'<p class="most">{placed}</p>' if most else ""
    return f'{told_first}<ul class="figures">{items}</ul>'


def _figure(voice: Voice, number: int, text: str) -> str:
    """A text that begins with a number, which stands out."""
    written = voice.number(number)
    return f"<strong>{written}</strong>{escape(voice.say(text).removeprefix(written))}"


def _filled(plan: PlanTables) -> str:
    """`, 93 % of seats filled`; blank where others are in the classes too."""
    if len(plan.filled) < len(plan.classes):
        return ""
    taken, seats = (int(plan.classes[column].sum()) for column in ("trainees", "class_max"))
    return f", {share(taken, seats)} of seats filled"


def _goals(plans: Sequence[PlanTables], found: Comparison | None) -> str:
    lead = (
        "Most important first; a later goal never worsens an earlier one. The limit is proven: "
        "it holds for every plan, also for those nobody has looked at."
    )
    voice = plans[0].voice
    if all(plan.tiers.empty for plan in plans):
        nothing = "A share of a plan has no goals: they are the whole plan's."
        return _in_section(voice, "goals", "Goals", nothing)
    if found is None:
        tiers = plans[0].tiers.to_dict("records")
        unmet = [plans[0].headline.unmet]
        rows = [
            _tier(voice, tier, BOTH_SIDES[:1], verdict(tier, first=not at), unmet)
            for at, tier in enumerate(tiers)
        ]
        heads = ["This plan", "Proven limit", "Gap"]
    else:
        unmet = [plan.headline.unmet for plan in plans]
        rows = [
            _tier(voice, tier, BOTH_SIDES[1:], difference(tier), unmet)
            for tier in found.tiers.to_dict("records")
        ]
        heads = [f"{plan}: {what}" for plan in "AB" for what in ("value", "proven limit", "gap")]
    table = _goals_table(voice, heads, rows)
    return _in_section(voice, "goals", "Goals, and how near to the best", lead, table)


def _goals_table(voice: Voice, heads: Sequence[str], rows: Sequence[str]) -> str:
    say = voice.say
    numbers = "".join(f'<th scope="col" class="number">{escape(say(head))}</th>' for head in heads)
    head = f'<tr><th scope="col">{say("Goal")}</th>{numbers}<th scope="col">{say("In words")}</th></tr>'
    return (
        f'<div class="scroll" role="region" aria-label="{say("Goals")}" tabindex="0">'
        f'<table class="goals"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


TIER_FIGURES = {"value": "value", "bound": "proven limit", "gap": "gap"}


def _tier(
    voice: Voice, tier: dict[Any, Any], sides: Sequence[str], words: str, unmet: Sequence[int | None]
) -> str:
    """A tier's row, with value, bound and gap of each side, as `trainopt.plan.compare` names them.

    `unmet` are the trainees of each side who are unmet, each counted once.
    """
    title, counted = TERM_WORDS.get(tier["term"], (str(tier["term"]), ""))
    numbers = []
    for side, plain in zip(sides, unmet, strict=True):
        for key in TIER_FIGURES:
            heading = voice.say(f"{side[1:].upper()}: {TIER_FIGURES[key]}" if side else TIER_FIGURES[key])
            cell = _tier_cell(voice, key, tier[f"{key}{side}"], plain if tier["term"] == "unmet" else None)
            numbers.append(f'<td class="number" data-heading="{escape(heading)}">{escape(cell)}</td>')
    return (
        f'<tr><th scope="row">{escape(voice.say(title))}<br><small>{escape(voice.say(counted))}</small></th>'
        f"{''.join(numbers)}<td>{escape(voice.say(words))}</td></tr>"
    )


def _tier_cell(voice: Voice, key: str, value: float, unmet: int | None) -> str:
    """A figure of a tier; of trainees who count by priority, `unmet` is how many they are."""
    if isnan(value):
        return voice.number(value)
    if key == "gap":
        return voice.say(percent(value, 1))
    if key == "value" and unmet is not None:
        return voice.say(both_ways(int(value), unmet))
    return voice.number(value)


def _origin(plans: Sequence[PlanTables], names: Sequence[str]) -> str:
    made = (plan.voice.say(_made(plan, name)) for plan, name in zip(plans, names, strict=True))
    lines = "".join(f"<p>{escape(line)}</p>" for line in made)
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
    voice = plans[0].voice
    if isinstance(section, Pictures):
        inside = [_pictures(section, plans, names)]
    else:
        inside = list(_tables(section, voice))
    return _in_section(voice, section.key, section.title, section.lead, *inside)


def _pictures(section: Pictures, plans: Sequence[PlanTables], names: Sequence[str]) -> str:
    drawn = [[view.draw(plan) for plan in plans] for view in section.views]
    for figures in drawn:
        _share_axes(figures)
    say = plans[0].voice.say
    options = "".join(f"<option>{escape(say(view.name))}</option>" for view in section.views)
    key = section.key
    choose = (
        f'<div class="choose"><label for="{key}-view">{say("Show")}</label> '
        f'<select id="{key}-view">{options}</select>'
        f'<button type="button">{say("Previous")}</button><button type="button">{say("Next")}</button></div>'
    )
    panels = [
        _picture(f"{key}-{i}", f"{say(section.title)} {names[i] if len(plans) > 1 else ''}", drawn[0][i])
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


def _tables(section: SectionTables, voice: Voice) -> Iterator[str]:
    several, title = len(section.listings), voice.say(section.title)
    for at, (name, listing) in enumerate(section.listings):
        yield _table(f"{section.key}-{at}", title, voice.say(name) if several > 1 else "", listing)


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
    """A text of JSON; a day is `2027-01-18` there."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str)


def _data(key: str, text: str) -> str:
    """JSON for a script. Without `<` no text in it can end the element or begin another."""
    safe = text.replace("<", "\\u003c")
    return f'<script type="application/json" id="{key}">{safe}</script>'
