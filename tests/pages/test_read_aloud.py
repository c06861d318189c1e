"""Read aloud, a page says of each row what it is of, and of each link and button what it leads to or does."""

from __future__ import annotations

import pytest

from tests.support.looks import FAULTY, pages_of, places_of
from tests.support.paged import Served, who
from tests.support.read_aloud import page_of, rows_without_heading, same_names, tables_without_name
from trainopt.service.drafts import begin_draft

REFUSED = {"not-there": 404, "not-allowed": 403}
"""The status of those pages that are a refusal."""


def test_every_page_says_of_what_each_row_is_and_where_each_link_leads(served: Served) -> None:
    """The store has two drafts that change the same row, and classes of one course at several places."""
    change = {"table": "sites", "where": {"site_id": "PL-02"}, "set": {"beds": 150}}
    for title in (FAULTY, "another of the same row"):
        begin_draft(served.store, who("cora"), title, [change])
    pages = pages_of(places_of(served.store))
    clients = {name: served.client(name) if name else served.service.anybody() for name, _ in pages.values()}
    wrong = []
    for name, (who_looks, address) in pages.items():
        answer = clients[who_looks].get(address)
        assert answer.status_code == REFUSED.get(name, 200), name
        main = next(page_of(answer.text).every("main"))
        found = [*rows_without_heading(main), *tables_without_name(main), *same_names(main)]
        wrong += [f"{name}: {one}" for one in found]
    assert len(pages) > 40
    assert wrong[:20] == []


ROW = "<table><caption>Rows</caption><tbody><tr>{}</tr></tbody></table>"
TABLE = "<table><thead><tr><th>A</th></tr></thead></table>"


@pytest.mark.parametrize(("document", "wrong"), [
    (ROW.format("<th scope='row'>A1</th><td>3</td>"), False),
    (ROW.format("<th scope='rowgroup'>A1</th><td>3</td>"), False),
    (ROW.format("<td>A1</td><td>3</td>"), True),
    (f"<section aria-labelledby='h'><h2 id='h'>Rows</h2>{TABLE}</section>", False),
    (TABLE, True),
    ("<a href='/1'>Open <span class='unseen'>1</span></a><a href='/2'>Open <span>2</span></a>", False),
    ("<a href='/1'>Open</a><a href='/1'>Open</a>", False),
    ("<a href='/1'>Open</a><a href='/2'>Open</a>", True),
    ("<a href='/1' aria-label='Open 1'>Open</a><a href='/2'>Open <b aria-hidden='true'>1</b></a>", False),
    ("<form action='/x'><input type='hidden' name='n' value='1'><button>Go</button></form>"
     "<form action='/x'><input type='hidden' name='n' value='2'><button>Go</button></form>", True),
    ("<form action='/x'><button name='do' value='1' id='a' aria-labelledby='a b'>Go</button><b id='b'>up</b>"
     "<button name='do' value='2'>Go</button></form>", False),
])  # fmt: skip
def test_what_is_not_said_is_seen(document: str, wrong: bool) -> None:
    page = page_of(document)
    found = (rows_without_heading(page), tables_without_name(page), same_names(page))
    assert any(found) is wrong
