"""The pages of drafts as documents: what they show to whom, and that they work without script."""

from __future__ import annotations

import html
import re

import pytest

from tests.support.planning import beds
from tests.support.served import Service, begun, shown


class TestDrafts:
    def test_its_changes_in_words_and_its_faults_by_cell(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        number = begun(nation, beds("PL-01", 130), beds("PL-02", "many"))
        text = shown(nation, f"/drafts/{number}")
        cells = r'<del class="short">120</del></td>\s*<td[^>]*><ins class="short">130</ins>'
        assert re.search(rf"<code>beds</code></td>\s*<td[^>]*>{cells}", text)
        assert "sites!D3" in text
        assert 'action="/what-ifs/plan"' not in text
        assert re.search(r'<button class="primary" disabled>', text)
        refused = nation.post(f"/drafts/{number}/submit", data={"reason": "x"})
        assert refused.status_code == 422

    def test_of_very_many_faults_the_first_are_shown_and_how_many_there_are(self, planned: Service) -> None:
        lead = planned.browser("lead", "coordinator:all")
        many = [
            {"table": "sites", "insert": {"site_id": f"PL-{at}", "nation_id": "XX"}} for at in range(30, 231)
        ]
        number = begun(lead, *many)
        faults = len(lead.get(f"/api/v1/drafts/{number}").json()["faults"])
        assert faults > 200
        text = shown(lead, f"/drafts/{number}")
        assert f"The first 200 of {faults} faults." in text
        few = shown(lead, f"/drafts/{begun(lead, *many[:5])}")
        assert "The first 200" not in few

    def test_older_ones_stand_on_further_pages(
        self, planned: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("trainopt.web.pages.drafts.A_PAGE", 2)
        nation = planned.browser("ann", "planner:nation:PL")
        for title in ("first", "second", "third"):
            begun(nation, beds("PL-01", 130), title=title)
        newest = shown(nation, "/drafts")
        assert ("third" in newest, "second" in newest, "first" in newest) == (True, True, False)
        (older,) = re.findall(r'href="(/drafts\?before=\d+)"', newest)
        page = shown(nation, older)
        assert ("third" in page, "first" in page, "Older ones" in page) == (False, True, False)
        assert 'href="/drafts">Newest ones' in page
        assert 'href="/drafts?every=true&amp;before=2"' in shown(nation, "/drafts?every=true")

    def test_few_of_many_stand_above_the_tables_and_on_today(
        self, planned: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("trainopt.web.pages.today.MOST_SHOWN", 5)
        nation = planned.browser("ann", "planner:nation:PL")
        drafted = [begun(nation, beds("PL-01", 130 + at)) for at in range(5)]
        assert [">All open drafts" in shown(nation, "/tables"), "and one more" in shown(nation, "/")] == [
            False,
            False,
        ]
        drafted.append(begun(nation, beds("PL-01", 140)))
        tables = shown(nation, "/tables")
        assert f'href="/drafts/{drafted[0]}"' not in tables
        assert f'href="/drafts/{drafted[-1]}"' in tables
        assert ">All open drafts" in tables
        assert '<a href="/drafts">and one more</a>' in shown(nation, "/")

    def test_from_submitting_to_sending_back(self, planned: Service) -> None:
        nation, lead = planned.browser("ann", "planner:nation:PL"), planned.browser("lead", "coordinator:all")
        number = begun(nation, beds("PL-01", 130))
        assert 'action="/what-ifs/plan"' in shown(nation, f"/drafts/{number}")
        assert nation.post(f"/drafts/{number}/submit", data={"reason": "a hall"}).status_code == 303
        assert f"/drafts/{number}/take-back" in shown(nation, f"/drafts/{number}")
        assert nation.post(f"/drafts/{number}/send-back", data={"word": "x"}).status_code == 403
        assert lead.post(f"/drafts/{number}/send-back", data={"word": " "}).status_code == 422
        assert lead.post(f"/drafts/{number}/send-back", data={"word": "say when"}).status_code == 303
        assert "say when" in shown(nation, f"/drafts/{number}")
        nation.post(f"/drafts/{number}/submit", data={"reason": "from May"})
        assert nation.post(f"/drafts/{number}/take-back").status_code == 303
        assert nation.post(f"/drafts/{number}/withdraw").status_code == 303
        assert nation.post(f"/drafts/{number}/withdraw").status_code == 422
        assert nation.post(f"/drafts/{number}/take-back").status_code == 404

    def test_it_is_renamed_shared_and_talked_about(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        planned.person("pia", "planner:nation:PL")
        planned.person("bob", "planner:nation:DE")
        number = begun(nation, beds("PL-01", 130))
        assert nation.post(f"/drafts/{number}/guests", data={"name": "pia"}).status_code == 303
        assert nation.post(f"/drafts/{number}/guests", data={"name": "bob"}).status_code == 422
        assert nation.post(f"/drafts/{number}/guests", data={"name": "nobody"}).status_code == 422
        said = {"on": f"draft:{number}", "said": "look <b>here</b>", "back": f"/drafts/{number}"}
        assert nation.post("/comments", data=said).headers["location"] == f"/drafts/{number}#comments"
        assert (
            nation.post(f"/drafts/{number}/title", data={"title": "Beds", "revision": "1"}).status_code == 303
        )
        assert nation.post(f"/drafts/{number}/title", data={"title": "B", "revision": "1"}).status_code == 412
        text = shown(nation, f"/drafts/{number}")
        assert "look &lt;b&gt;here&lt;/b&gt;" in text
        assert "with pia" in text

    def test_moved_onto_a_newer_version_each_clash_is_chosen(self, planned: Service) -> None:
        nation, lead = planned.browser("ann", "planner:nation:PL"), planned.browser("lead", "coordinator:all")
        number = begun(nation, beds("PL-01", 130))
        other = begun(lead, beds("PL-01", 99))
        lead.post(f"/api/v1/drafts/{other}/submit", json={})
        lead.post("/api/v1/proposals/accept", json={"ids": [1]})
        assert f"/drafts/{number}/move" in shown(nation, f"/drafts/{number}")
        asked = nation.post(f"/drafts/{number}/move", data={"revision": "1"})
        assert asked.status_code == 409
        clash = html.unescape(re.findall(r'name="clash" value="([^"]*)"', asked.text)[0])
        chosen = {"clash": clash, "take-0": "mine", "revision": "1"}
        moved = nation.post(f"/drafts/{number}/move", data=chosen)
        assert moved.status_code == 303
        found = nation.get(f"/api/v1/drafts/{number}").json()
        assert (found["base"], found["changes"][0]["set"]) == (2, {"beds": "130"})
        assert nation.post(f"/drafts/{number}/move", data={"revision": "x"}).status_code == 422

    def test_others_drafts_are_not_there(self, planned: Service) -> None:
        number = begun(planned.browser("ann", "planner:nation:PL"), beds("PL-01", 130))
        other = planned.browser("bob", "planner:nation:DE")
        assert other.get(f"/drafts/{number}").status_code == 404
        for act in ("submit", "withdraw", "take-back", "send-back", "guests", "move", "title"):
            answer = other.post(f"/drafts/{number}/{act}", data={"revision": "1"})
            assert answer.status_code == 404, act
        assert "more beds" not in shown(other, "/drafts?every=true")

    def test_one_begins_with_a_title(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        made = nation.post("/drafts", data={"title": "beds", "table": "sites"})
        assert (made.status_code, made.headers["location"]) == (303, "/tables/sites?draft=1")
        assert "beds" in shown(nation, "/drafts")
