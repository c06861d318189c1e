"""Help: every column has its meaning there, guides lead to what there is, tasks are those one may do."""

from __future__ import annotations

import re

import pytest

from tests.support.root import ROOT
from tests.support.served import Service
from tests.support.shown import FENCED, blocks
from tests.web.test_one_ukrainian_word import used
from trainopt.dictionary import data_dictionary
from trainopt.tables import TABLES
from trainopt.web.guides import DICTIONARIES, GUIDES, guide, known_guides
from trainopt.words.reader import reader_of


def test_every_column_of_the_data_has_its_meaning_under_its_table(service: Service) -> None:
    text = service.browser("ann", "reader:all").get("/help/data-dictionary").text
    for name, table in TABLES.items():
        section = text[text.index(f'id="{table.file}"') :]
        for column in table.columns:
            assert f"<code>{column}</code>" in section, f"{name}.{column}"


def test_what_is_no_help_is_not_there(service: Service) -> None:
    ann = service.browser("ann", "reader:all")
    for name in ("nothing", "%2e%2e", "..%2fsettings", "security"):
        assert ann.get(f"/help/{name}").status_code == 404


def test_guides_are_those_of_the_documentation() -> None:
    assert [name for name in GUIDES if not ROOT.joinpath("docs", f"{name}.md").is_file()] == []
    if not known_guides():
        pytest.skip(
            "the package was not built since: pip install --no-deps --no-build-isolation --editable ."
        )
    assert known_guides() == list(GUIDES)


@pytest.mark.parametrize("name", [*DICTIONARIES, *GUIDES])
def test_a_page_of_help_leads_nowhere_that_is_not(name: str) -> None:
    if name in GUIDES and name not in known_guides():
        pytest.skip("the package was not built since")
    for reader in (reader_of(""), reader_of("uk")):
        found = guide(name, reader)
        assert found.title
        assert "<h1" not in found.html
        for page, _, place in (link.partition("#") for link in re.findall(r'href="([^"]+)"', found.html)):
            other = page.removeprefix("/help/")
            assert other in {*DICTIONARIES, *known_guides()}, page
            assert not place or f'id="{place}"' in guide(other, reader).html, f"{page}#{place}"


def test_what_may_be_wider_than_a_page_is_reached_by_keys() -> None:
    if not known_guides():
        pytest.skip("the package was not built since")
    found = guide("service", reader_of("")).html
    assert found.count("<pre") == found.count('<pre tabindex="0">') > 2
    assert found.count("<table") == found.count('<div class="scroll" tabindex="0"><table') > 2


def test_a_guide_is_read_in_ones_own_language(service: Service) -> None:
    if not known_guides():
        pytest.skip("the package was not built since")
    ann = service.browser("ann", "reader:all")
    ukrainian = {"accept-language": "uk"}
    assert "Команда" not in ann.get("/help/glossary").text
    text = ann.get("/help/glossary", headers=ukrainian).text
    assert ("розбіжність" in text, 'lang="en"' in text.partition("<main")[2]) == (True, False)
    assert "hreflang" not in ann.get("/help", headers=ukrainian).text


SHAPE = re.compile(r"^(#+|\||- |```\w*)", re.MULTILINE)
"""How lines of headings, tables, lists and code begin."""
CODE = re.compile("`[^`]+`")


def test_every_guide_is_in_both_languages_and_nothing_else_is() -> None:
    assert {page.stem for page in ROOT.joinpath("docs", "uk").glob("*.md")} == set(GUIDES)


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_in_another_language_has_what_the_english_one_has(name: str) -> None:
    """The same headings and what is fenced to the letter, which is run where it is English.

    But for the glossary, which is shorter, the same tables, lists and links, and every word of code.
    """
    english, ukrainian = (
        ROOT.joinpath("docs", *folder, f"{name}.md").read_text(encoding="utf-8") for folder in ((), ("uk",))
    )
    assert used(ukrainian) == []
    assert blocks(english) == blocks(ukrainian)
    keys = [set(re.findall(r"\b(?:Ctrl|Shift)\+\w+|\bF2\b", text)) for text in (english, ukrainian)]
    assert keys[0] == keys[1]
    if name == "glossary":
        english = english.partition("## In Ukrainian")[0]
        assert re.findall("^#+", english, re.MULTILINE) == re.findall("^#+", ukrainian, re.MULTILINE)
        return
    assert SHAPE.findall(english) == SHAPE.findall(ukrainian)
    links = [re.findall(r"\]\((?:\.\./)?([\w/-]+\.md)", text) for text in (english, ukrainian)]
    assert links[0] == links[1]
    words = [set(CODE.findall(" ".join(FENCED.sub("", text).split()))) for text in (english, ukrainian)]
    assert words[0] - words[1] == set()


def test_a_guide_can_run_nothing() -> None:
    from trainopt.web import guides

    made = guides._made(
        "# T\n\n<script>alert(1)</script> [x](javascript:alert(1)) [y](https://elsewhere.example)\n"
    )
    assert "<script" not in made[1]
    assert "href" not in made[1]
    assert data_dictionary().startswith("# ")


def test_tasks_are_those_that_one_may_do(service: Service) -> None:
    reader = service.browser("ann", "reader:all").get("/help").text
    assert ('href="/what-ifs"' in reader, 'href="/people"' in reader) == (False, False)
    assert 'href="/what-ifs"' in service.browser("bob", "planner:all").get("/help").text
    assert 'href="/people"' in service.browser("adm", "admin").get("/help").text
