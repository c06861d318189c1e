"""Pages of who sees a part, while the what-if of somebody else's draft is the plan in force."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pages.test_run_pages import shown
from tests.support.paged import Served, who
from trainopt.service import drafts, talk
from trainopt.service.publication import publish_plan, withdraw_publication
from trainopt.service.queueing import RunKind
from trainopt.service.runs_seen import runs_seen
from trainopt.service.topics import Topic

SECRET = "a word for pawel alone"


@pytest.fixture(scope="module")
def published(served: Served) -> Iterator[int]:
    """The run of pawel's draft, which cora put in force; pawel has said something of it."""
    (run,) = runs_seen(served.store, who("cora"), kind=RunKind.WHATIF)
    talk.say(served.store, who("pawel"), Topic.RUN, str(run.number), SECRET)
    publish_plan(served.store, who("cora"), run.number, "best of all", anyway=True)
    yield run.number
    withdraw_publication(served.store, who("cora"), "enough")


def told_of_it(served: Served, text: str) -> list[str]:
    """What of the what-if itself a page tells."""
    number = served.drafts["pawel"]
    words = (SECRET, "pawel’s idea", f"/drafts/{number}", "pawel", f"Draft {number}")
    return [word for word in words if word in text]


@pytest.mark.parametrize("name", ["dora", "anna"])
def test_pages_show_their_share_of_it_and_nothing_of_its_draft(
    served: Served, published: int, name: str
) -> None:
    client = served.client(name)
    own = drafts.begin_draft(served.store, who(name), "own idea", []).number
    own_pages = (f"/drafts/{own}", "/what-ifs", f"/what-ifs?drafts={own}", f"/runs/{served.night}")
    for page in (*own_pages, "/", "/runs", f"/runs/{published}", f"/runs/{published}/difference"):
        said = shown(client, page)
        assert told_of_it(served, client.get(page).text) == [], page
        assert str(published) in said, page
    assert "command line" not in shown(client, f"/runs/{published}")
    against = f"/runs/{served.night}/difference?with={published}"
    assert told_of_it(served, client.get(against).text) == []
    assert client.get(against).status_code == 200
    answer = client.get(f"/api/v1/runs/{published}").json()
    assert (answer["kind"], answer["author"], answer["drafts"]) == ("whatif", "", [])
    assert client.get(f"/api/v1/runs/{published}/events").status_code == 404


@pytest.mark.parametrize("name", ["pawel", "cora"])
def test_whose_it_is_and_who_sees_all_are_told_all_of_it(served: Served, published: int, name: str) -> None:
    text = served.client(name).get(f"/runs/{published}").text
    assert {SECRET, "pawel", f"/drafts/{served.drafts['pawel']}"} <= {*told_of_it(served, text)}
