"""Comments by the form of a page: left once, said whom they did not reach, and refused where they stand."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.support.served import SITE, Service
from tests.web.test_drafts import begun, mini

__all__ = ["mini"]


@pytest.fixture
def lead(mini: Service) -> TestClient:
    """A coordinator's browser, beside somebody else's account; there is a draft."""
    mini.person("ann", "reader:all")
    mini.person("cora", "coordinator:all")
    found = mini.browser("lead", "coordinator:all")
    begun(found)
    return found


def sent(client: TestClient, said: str, **headers: str) -> tuple[int, str]:
    answer = client.post("/comments", data={"on": "draft:1", "said": said}, headers=headers)
    return answer.status_code, answer.headers.get("location", answer.text)


def comments(client: TestClient) -> list[str]:
    return [one["said"] for one in client.get("/api/v1/comments?on=draft:1").json()["items"]]


def test_it_leads_back_to_where_it_stands(lead: TestClient) -> None:
    assert sent(lead, "@cora look\r\nsoon") == (303, "/drafts/1#comments")
    assert comments(lead) == ["@cora look\nsoon"]


def test_who_could_not_be_told_is_named_and_the_comment_stands(lead: TestClient) -> None:
    status, text = sent(lead, "@ann and @nobody, look")
    assert (status, "Your comment was left" in text, 'href="/drafts/1#comments"' in text) == (200, True, True)
    assert ("@ann" in text, "@nobody" in text, "data-refused" in text) == (True, True, False)
    assert comments(lead) == ["@ann and @nobody, look"]


def test_what_is_refused_is_told_on_the_page_that_it_came_from(lead: TestClient) -> None:
    status, text = sent(lead, "x" * 4_001, referer=f"{SITE}/drafts/1?rows=all")
    assert (status, "1 to 4,000 characters" in text, "data-refused" in text) == (422, True, True)
    assert 'name="next" value="/drafts/1?rows=all"' in text
    assert "x" * 4_001 in text
    assert comments(lead) == []


@pytest.mark.parametrize(
    "referer", ["https://elsewhere.example/drafts/1", "https://[", f"{SITE}//elsewhere.example", ""]
)
def test_it_leads_nowhere_else(lead: TestClient, referer: str) -> None:
    status, text = sent(lead, "", referer=referer)
    assert (status, "elsewhere" in text, "Back to where" in text) == (422, False, False)


def test_of_a_page_that_refuses_a_form_the_languages_lead_to_where_it_was_sent_from(lead: TestClient) -> None:
    refused = lead.post("/runs", data={"kind": "none"}, headers={"referer": f"{SITE}/runs?kind=plan"})
    assert refused.status_code == 422
    assert 'name="next" value="/runs?kind=plan"' in refused.text
    assert 'name="next" value="/runs?kind=plan"' in lead.get("/runs?kind=plan").text
