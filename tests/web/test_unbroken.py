"""A day and an id are on one line of a page; what programs get has plain spaces."""

from __future__ import annotations

import pytest

from tests.support.served import Service, begun, plain
from trainopt.web.unbroken import unbroken
from trainopt.words.reader import reader_of

LONG = "BRIGADE-47-COMPANY-EXP-2027-0001"


def w(id: str) -> str:
    """An id as pages have it."""
    return f'<span class="whole">{id}</span>'


@pytest.mark.parametrize("locale", ["en", "en-GB", "en-US", "en-AU", "uk", "uk-UA"])
@pytest.mark.parametrize("month", range(1, 13))
def test_every_day_of_a_reader_is_kept_whole(locale: str, month: int) -> None:
    day = reader_of(locale).day(f"2027-{month:02}-04")
    assert " " in day
    assert unbroken(f"<p>from {day} on</p>") == "<p>from {} on</p>".format(day.replace(" ", "\xa0"))


@pytest.mark.parametrize(
    ("html", "made"),
    [
        ("<p>COH-0012 is at PL-01.</p>", f"<p>{w('COH-0012')} is at {w('PL-01')}.</p>"),
        ("<p>(PL-01), &#39;D1-2&#39;</p>", f"<p>({w('PL-01')}), &#39;{w('D1-2')}&#39;</p>"),
        ("<p>row PL-01 2027-01-18: HQ-A</p>", f"<p>row {w('PL-01')} {w('2027-01-18')}: {w('HQ-A')}</p>"),
        ("<b>PL-01</b>", f"<b>{w('PL-01')}</b>"),
        ("<td class='x'>A-1</td>", f"<td class='x'>{w('A-1')}</td>"),
        ("<p>" + "A-" + 21 * "1" + "B</p>", "<p>" + w("A-" + 21 * "1" + "B") + "</p>"),
        (f"<p>{LONG}</p>", f'<p><span class="whole lengthy">{LONG}</span></p>'),
        ("<label>4 Jan 2027 <i>in</i></label>", "<label>4\xa0Jan\xa02027 <i>in</i></label>"),
    ],
)  # fmt: skip
def test_what_is_kept_whole(html: str, made: str) -> None:
    assert unbroken(html) == made


@pytest.mark.parametrize(
    "html",
    [
        "<p>what-ifs, T-shirts, twenty-one and a site</p>",
        "<p>A1_2.3 has no hyphen</p>",
        "<p>https://a-1.example/b-2 and a-1@example.org</p>",
        "<p>12 seats 2027, 4 Jan, Jan 2027</p>",
        '<input value="4 Jan 2027"><a href="/plan/cohorts/A-1" title="A-1">it</a>',
        "<title>A-1 · 4 Jan 2027</title>",
        '<script type="application/json">{"a": "A-1 of 4 Jan 2027"}</script>',
        "<textarea>A-1 of 4 Jan 2027</textarea>",
        "<option>A-1 of 4 Jan 2027</option>",
        "<label>of A-1 <input></label><svg><text>A-1</text></svg>",
        "<pre>A-1 of 4 Jan 2027</pre>",
        '<a class="button primary" href="/">to A-1</a>',
        '<td class="brief short">A-1</td><th scope="row" class="number">A-1</th>',
        "",
    ],
)
def test_what_is_left_as_it_is(html: str) -> None:
    assert unbroken(html) == html


@pytest.mark.parametrize("language", ["en-GB", "uk-UA"])
def test_pages_keep_days_whole_and_programs_get_plain_spaces(planned: Service, language: str) -> None:
    cora = planned.browser("cora", "coordinator:all")
    cora.headers["accept-language"] = language
    begun(cora, {"table": "sites", "where": {"site_id": "PL-01"}, "set": {"beds": 3}}, title="Of 4 Jan 2027")
    page = planned.sent_as_it_is(cora).get("/drafts").text
    assert "Of 4\xa0Jan\xa02027" in page
    assert "Of 4 Jan 2027" not in page
    assert "Of 4 Jan 2027" in plain(page)
    for address in ("/api/v1/drafts", "/api/v1/versions", "/tables/sites/sites-v1.csv"):
        answer = cora.get(address)
        assert answer.status_code == 200, address
        assert "\xa0" not in answer.text
    assert '"Of 4 Jan 2027"' in cora.get("/api/v1/drafts").text
