"""What no page uses any more is gone: texts of catalogues, macros of templates, classes of style sheets."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache

import pytest

from tests.support.root import ROOT
from tests.support.said import texts_of
from tests.web.test_words import FILES, messages
from trainopt.web.static_files import MADE
from trainopt.words.reader import ENDING
from trainopt.words.sayings import GIVEN, SPOKEN, spoken
from trainopt.words.voice import FileWords

WEB = ROOT / "trainopt" / "web"
TEMPLATES = {
    path.relative_to(WEB / "templates").as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(WEB.joinpath("templates").rglob("*.html"))
}
ISLANDS = "\n".join(
    path.read_text(encoding="utf-8") for path in ROOT.joinpath("islands", "src").rglob("*.ts")
)
SOURCES = {path: path.read_text(encoding="utf-8") for path in ROOT.joinpath("trainopt").rglob("*.py")}
PAGES = "\n".join([*TEMPLATES.values(), ISLANDS, *SOURCES.values()])
"""All that a name of a page may stand in."""
SHEETS = "\n".join(path.read_text(encoding="utf-8") for path in WEB.joinpath("static").rglob("*.css"))
ALL_SHEETS = "\n".join([SHEETS, *(make() for make in MADE.values())])
"""With those that are made from the report's colours, of which pages need not use every one."""


@cache
def names_in(text: str) -> frozenset[str]:
    """Every name that stands in a text whole."""
    return frozenset(re.findall(r"[\w-]+", text))


# Catalogues

FORMED = re.compile(r"""["'`]([a-z][\w-]*-)(?:["'] *[~+]|\$?\{)""")
"""How an id begins whose end is a value: `"runs-kind-" ~ kind`, `f"runs-kind-{kind}"`."""


@cache
def beginnings(text: str) -> tuple[str, ...]:
    """The beginnings of names that a text forms."""
    return tuple(dict.fromkeys(FORMED.findall(text)))


def unnamed(ids: Iterable[str], text: str) -> list[str]:
    """The ids that a text neither names nor forms of a beginning and a value."""
    return [id for id in ids if id not in names_in(text) and not id.startswith(beginnings(text))]


@pytest.mark.parametrize("file", FILES)
def test_every_text_of_a_page_is_shown(file: str) -> None:
    if file.removesuffix(ENDING) not in (*SPOKEN, *GIVEN, *FileWords):
        assert unnamed(messages("en", file), PAGES) == []


def test_a_text_that_no_page_shows_would_be_found() -> None:
    page = 't("runs-title") t("runs-kind-" ~ kind) t(`runs-is-${state}`) island_words=["runs-"]'
    shown = ["runs-title", "runs-kind-night", "runs-is-done"]
    assert unnamed([*shown, "runs-title-long", "runs-kinds"], page) == ["runs-title-long", "runs-kinds"]


RUN = 4
"""Words after each other that no two sentences have in common by chance."""
LONG = 6
"""Words of a text that is not put together of shorter ones."""


def runs_of(text: str) -> set[tuple[str, ...]]:
    """Each `RUN` words that stand after each other."""
    found = re.findall(r"[\w'%-]+", text.lower())
    return set(zip(*(found[first:] for first in range(RUN)), strict=False))


@cache
def said_by_the_core() -> set[tuple[str, ...]]:
    """What stands in the texts of all modules, docstrings among them: those of columns are their meanings."""
    found: set[tuple[str, ...]] = set()
    for source in SOURCES.values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= runs_of(node.value)
    return found


BEGUN = re.compile("there is no |Proven best: ")
"""What one place begins with and others go on."""


def nobody_says(text: str) -> bool:
    """Whether a text is too long to be put together, and none of it stands in a module."""
    rest = BEGUN.sub("", text)
    return len(rest.split()) >= LONG and not runs_of(rest) & said_by_the_core()


@pytest.mark.parametrize("name", dict.fromkeys((*SPOKEN, *GIVEN, *FileWords)))
def test_every_sentence_of_the_catalogues_is_said_by_some_module(name: str) -> None:
    texts = [text for message in spoken("en", (name,)) for text in texts_of(message)]
    assert [text for text in texts if nobody_says(text)] == []


def test_a_sentence_that_nobody_says_would_be_found() -> None:
    assert not nobody_says("must be a whole number of at least")
    assert nobody_says("no module has ever told anybody this")


# Templates

MACRO = re.compile(r"\{%-? *macro (\w+)")
IMPORTED = re.compile(r"\{%-? *from \"[^\"]+\" import (.+?)(?: with context)? *-?%\}")


def unused_macros(templates: Iterable[str]) -> list[str]:
    """The macros that no template calls."""
    text = "\n".join(templates)
    called = set(re.findall(r"(?<!macro )\b(\w+)\(", text))
    return [name for name in MACRO.findall(text) if name not in called]


def unused_imports(template: str) -> list[str]:
    """What a template imports and does not use."""
    imported = [name.split(" as ")[-1] for line in IMPORTED.findall(template) for name in line.split(", ")]
    rest = IMPORTED.sub("", template)
    return [name for name in imported if not re.search(rf"\b{name}\b", rest)]


def test_every_macro_is_called() -> None:
    assert unused_macros(TEMPLATES.values()) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_a_template_imports_it_uses(name: str) -> None:
    assert unused_imports(TEMPLATES[name]) == []


def test_a_macro_that_nobody_calls_would_be_found() -> None:
    parts = "{% macro one(run) -%}{%- endmacro %}{% macro two() %}{{ one(1) }}{% endmacro %}"
    assert unused_macros([parts]) == ["two"]
    assert unused_macros([parts, "{{ parts.two() }}"]) == []
    page = '{% from "parts.html" import one, two as other with context %}{{ one(run) }}'
    assert unused_imports(page) == ["other"]
    assert unused_imports(page + "{{ other() }}") == []


# Style sheets

SELECTORS = re.compile(r"([^{}]+)\{")
MADE_BY_OTHERS = ("ag-",)
"""How classes begin that the table's library gives."""


def classes_ruled(sheet: str) -> Iterator[str]:
    """The classes that a style sheet has rules for."""
    for selector in SELECTORS.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        yield from re.findall(r"\.([a-z][\w-]*)", selector)


def unused_classes(sheet: str, pages: str) -> list[str]:
    """The classes with rules that no page gives to anything, whole or formed as `is-{{ state }}`."""
    formed = dict.fromkeys(re.findall(r"([\w-]*-)(?:\{\{|\$\{|\{[a-z])", pages))
    ruled = dict.fromkeys(classes_ruled(sheet))
    return [
        name
        for name in ruled
        if name not in names_in(pages) and not name.startswith((*formed, *MADE_BY_OTHERS))
    ]


def unused_properties(sheet: str, scripts: str) -> list[str]:
    """The custom properties that nothing reads."""
    declared = dict.fromkeys(re.findall(r"(--[\w-]+):", sheet))
    return [name for name in declared if f"var({name}" not in sheet and name not in scripts]


def classes_given(template: str) -> Iterator[str]:
    """The classes that a template gives, but those that are formed."""
    for value in re.findall(r'class="([^"]*)"', re.sub(r'\{\{[^{}"]*\}\}|\{%[^%"]*%\}', "{", template)):
        yield from (name for name in value.split() if re.fullmatch(r"[a-z][\w-]*", name))


def idle_classes(template: str, sheet: str, scripts: str) -> list[str]:
    """The classes that a template gives for nothing: no rule is of them, and no script looks for them."""
    ruled = set(classes_ruled(sheet))
    return [name for name in classes_given(template) if name not in ruled and f".{name}" not in scripts]


def test_every_class_with_rules_is_given_and_every_property_read() -> None:
    assert unused_classes(SHEETS, PAGES) == []
    assert unused_properties(SHEETS, ISLANDS) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_class_given_has_rules_or_is_looked_for(name: str) -> None:
    assert idle_classes(TEMPLATES[name], ALL_SHEETS, ISLANDS) == []


def test_a_class_and_a_property_that_nobody_uses_would_be_found() -> None:
    sheet = ":root { --ink: #111; --gone: #222 } .lead, .row.is-new { color: var(--ink) } .left { margin: 0 }"
    page = '<p class="lead idle{{ " x" }}"><tr class="row is-{{ state }}">'
    assert unused_classes(sheet, page) == ["left"]
    assert unused_properties(sheet, "") == ["--gone"]
    assert unused_properties(sheet, 'style.getPropertyValue("--gone")') == []
    assert idle_classes(page, sheet, "") == []
    assert idle_classes('<p class="lead idle">', sheet, "") == ["idle"]
    assert idle_classes('<p class="lead idle">', sheet, 'querySelector(".idle")') == []
