"""Which form of a page is filled again, and with what."""

from __future__ import annotations

import pytest

from trainopt.web.refilled import refilled, with_notice

NOTICE = "<p>why</p>"
BACK = '<input type="hidden" name="back" value="/here">'


@pytest.mark.parametrize(
    ("form", "typed", "shown"),
    [
        ('<input name="a" value="1">', {"a": ["2"]}, '<input name="a" value="2">'),
        ('<input name="a">', {"a": ['"<&']}, '<input name="a" value="&quot;&lt;&amp;">'),
        ('<input name="a" value="1">', {}, '<input name="a" value="1">'),
        ('<input name="a"><input name="a">', {"a": ["1", "2"]},
         '<input name="a" value="1"><input name="a" value="2">'),
        ('<textarea name="a">old</textarea>', {"a": ["\n</textarea>"]},
         '<textarea name="a">\n\n&lt;/textarea&gt;</textarea>'),
        ('<select name="a"><option>x</option><option value="2" selected>y</option></select>', {"a": ["x"]},
         '<select name="a"><option selected="">x</option><option value="2">y</option></select>'),
        ('<input type="checkbox" name="a" value="1" checked>', {},
         '<input type="checkbox" name="a" value="1">'),
        ('<input type="radio" name="a" value="1"><input type="radio" name="a" value="2">', {"a": ["2"]},
         '<input type="radio" name="a" value="1"><input type="radio" name="a" value="2" checked="">'),
        ('<input type="checkbox" name="a">', {"a": ["on"]}, '<input type="checkbox" name="a" checked="">'),
        ('<select name="a"><option>\n x </option></select>', {"a": ["x"]},
         '<select name="a"><option selected="">\n x </option></select>'),
        ('<input type="password" name="a">', {"a": ["secret"]}, '<input type="password" name="a">'),
        ('<input type="hidden" name="a" value="1">', {"a": ["2"]},
         '<input type="hidden" name="a" value="1">'),
        ('<input name="a" disabled>', {"a": ["2"]}, '<input name="a" disabled>'),
        ('<input type="hidden" name="a" value="1"><select name="a"><option value="">-</option>'
         '<option value="2">y</option></select>', {"a": ["1", "2"]},
         '<input type="hidden" name="a" value="1"><select name="a"><option value="">-</option>'
         '<option value="2" selected="">y</option></select>'),
    ],
)  # fmt: skip
def test_fields_have_what_was_typed(form: str, typed: dict[str, list[str]], shown: str) -> None:
    page = f'<main><form method="post" action="/a">{form}</form></main>'
    assert refilled(page, "/a", typed, NOTICE, "/here") == (
        f'<main><form method="post" action="/a">{BACK}{NOTICE}{shown}</form></main>'
    )


def test_without_what_was_typed_fields_stay_as_they_are() -> None:
    page = '<form method="post" action="/a"><input type="checkbox" name="a" checked></form>'
    found = refilled(page, "/a", None, NOTICE, "/here") or ""
    assert found.replace(BACK + NOTICE, "") == page


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"id": ["2"], "word": ["x"]}, 1),
        ({"id": ["1"], "word": ["x"]}, 0),
        ({"id": ["1"], "reset": ["yes"]}, 2),
    ],
)
def test_of_forms_that_lead_to_one_place_the_one_that_was_sent(
    typed: dict[str, list[str]], place: int
) -> None:
    begins = '<form method="post" action="/a?x=1"><input type="hidden" name="id" value='
    forms = [
        f'{begins}"1"><input name="word"></form>',
        f'{begins}"2"><input name="word"></form>',
        f'{begins}"1"><button name="reset" value="yes"></button></form>',
    ]
    parts = (refilled("\n".join(forms), "/a", typed, NOTICE, "/here") or "").split("\n")
    assert [NOTICE in part for part in parts] == [number == place for number in range(3)]
    assert all(BACK in part for part in parts)


@pytest.mark.parametrize("name", ["csrf", "revision", "back", "was.word"])
def test_what_a_page_says_of_itself_does_not_tell_its_forms_apart(name: str) -> None:
    """By now the page says something else there than when the form was sent."""
    hidden = '<input type="hidden" name='
    forms = [
        f'<form method="post" action="/a">{hidden}"id" value="{id}">{hidden}"{name}" value="new"></form>'
        for id in (1, 2)
    ]
    parts = (refilled("\n".join(forms), "/a", {"id": ["2"], name: ["old"]}, NOTICE, "/here") or "").split(
        "\n"
    )
    assert [NOTICE in part for part in parts] == [False, True]


@pytest.mark.parametrize(
    ("other", "sent", "typed"),
    [
        ('<input name="word"><input name="note">', '<input name="word">', {"word": ["x"]}),
        ('<input name="word"><input name="note">', '<input name="word"><input type="checkbox" name="box">',
         {"word": ["x"]}),
        ('<button name="reset" value="yes">', '<input name="word">', {"word": ["x"]}),
        ('<button name="keep" value="yes">', '<button name="reset" value="yes">', {"reset": ["yes"]}),
    ],
    ids=["lacks no field", "a box that is not ticked", "has a field more", "has the button"],
)  # fmt: skip
def test_of_forms_about_the_same_the_one_with_the_fields_that_were_sent(
    other: str, sent: str, typed: dict[str, list[str]]
) -> None:
    page = "\n".join(f'<form method="post" action="/a">{fields}</form>' for fields in (other, sent))
    parts = (refilled(page, "/a", typed, NOTICE, "/here") or "").split("\n")
    assert [NOTICE in part for part in parts] == [False, True]


def test_an_address_is_the_same_however_it_is_written() -> None:
    page = '<form METHOD="POST" action="/a%20b"></form><form method="post" action="/c"></form>'
    found = refilled(page, "/a b", {}, NOTICE, "/here?x=1&y=2") or ""
    way_back = '<input type="hidden" name="back" value="/here?x=1&amp;y=2">'
    assert found == (
        f'<form METHOD="POST" action="/a%20b">{way_back}{NOTICE}</form>'
        f'<form method="post" action="/c">{way_back}</form>'
    )
    assert refilled(page, "/d", {}, NOTICE, "/here") is None


def test_a_button_leads_elsewhere_and_stands_outside() -> None:
    page = (
        '<form method="post" action="/a" id="f"></form>'
        '<input type="checkbox" form="f" name="id" value="3"><button form="f" formaction="/b"></button>'
    )
    found = refilled(page, "/b", {"id": ["3"]}, NOTICE, "/here") or ""
    assert 'name="id" value="3" checked=""' in found
    assert f"{BACK}{NOTICE}</form>" in found


@pytest.mark.parametrize("fold", ["<details>", "<details open>"])
def test_what_is_folded_away_opens(fold: str) -> None:
    """And all else stays where it is, on whatever line."""
    lines = ["<details>\n<summary>x</summary>\n</details>", fold, '<form method="post" action="/a">']
    found = refilled("\n".join([*lines, "</form>", "</details>"]), "/a", {}, NOTICE, "/here")
    assert found == "\n".join([lines[0], "<details open>", lines[2] + BACK + NOTICE, "</form>", "</details>"])


def test_a_form_that_is_sent_by_its_address_is_not_filled() -> None:
    field = '<input name="a" value="1">'
    page = f'<form method="post" action="/a">{field}</form><form action="/a">{field}</form>'
    assert refilled(page, "/a", {"a": ["2", "3"]}, NOTICE, "/here") == (
        f'<form method="post" action="/a">{BACK}{NOTICE}<input name="a" value="2"></form>'
        f'<form action="/a">{field}</form>'
    )


def test_a_form_that_says_of_which_page_it_is_says_it_on() -> None:
    page = '<form method="post" action="/a"><input type="hidden" name="back" value="/there"></form>'
    assert (refilled(page, "/a", {}, "", "/here") or "") == page


def test_a_page_without_the_form_has_none() -> None:
    page = '<main id="content"><form method="get" action="/a"></form></main>'
    assert refilled(page, "/a", {}, NOTICE, "/here") is None
    assert with_notice(page, NOTICE, "/here").startswith(f'<main id="content">{NOTICE}')
