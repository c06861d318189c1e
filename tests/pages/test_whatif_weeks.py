"""One class more in some weeks: from a class of the plan to a draft of rows of its weeks."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.pages.test_run_pages import shown, words_of
from tests.pages.test_whatif_pages import led_to
from tests.support.paged import Served, who
from trainopt.service.drafts import draft_edits, list_drafts, show_draft

pytestmark = pytest.mark.usefixtures("nothing_goes_on")


class TestOneClassMoreInSomeWeeks:
    def class_of(self, served: Served) -> tuple[str, str]:
        """A class of the plan in force that the Polish planner may have more of, and the way to its form."""
        pawel = served.client("pawel")
        rows = pawel.get("/api/v1/plan/tables/classes").json()["items"]
        for row in rows:
            page = pawel.get(f"/plan/classes/{row['class_id']}").text
            if found := re.search(r'href="(/what-ifs/weeks\?class=[^"]+)"', page):
                return row["class_id"], unescape(found[1])
        raise AssertionError(rows)

    def sent(self, served: Served) -> dict[str, object]:
        """The form as it comes."""
        _, address = self.class_of(served)
        page = served.client("pawel").get(address).text
        form = page.partition('action="/what-ifs/weeks"')[2].partition("</form>")[0]
        fields = re.findall(r'name="(key|first|last|more)"[^>]*? value="([^"]*)"', form)
        key = [value for name, value in fields if name == "key"]
        return dict(fields) | {"key": key}

    def test_from_a_class_to_a_draft_of_rows_of_its_weeks(self, served: Served) -> None:
        name, address = self.class_of(served)
        pawel = served.client("pawel")
        said = shown(pawel, address)
        assert f"Back to {name} in the plan" in said
        assert "One class more in these weeks" in shown(pawel, f"/what-ifs/new?class={name}")
        number = led_to(pawel.post("/what-ifs/weeks", data=self.sent(served)))
        edits = draft_edits(served.store, who("pawel"), number)
        assert {edit.table for edit in edits} == {"capacity"}
        now = [int((edit.after or {})["parallel_classes"]) for edit in edits]
        kept = int((edits[0].before or {})["parallel_classes"])
        assert sorted(set(now)) in ([kept, kept + 1], [kept + 1])
        assert show_draft(served.store, who("pawel"), number).faults == ()
        planned = pawel.post("/what-ifs/weeks", data=self.sent(served) | {"plan": "true"})
        assert planned.headers["location"].startswith("/runs/")

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"first": "soon"}, "say from which day to which, as 2027-01-18"),
            ({"last": "1999-01-01"}, "has the weeks"),
            ({"more": "0"}, "more"),
        ],
    )
    def test_what_cannot_be_is_told_in_the_form(
        self, served: Served, changed: dict[str, str], said: str
    ) -> None:
        before = len(list_drafts(served.store, who("cora"), every=True, most=200))
        _, address = self.class_of(served)
        sent = self.sent(served) | changed | {"back": address, "title": "as typed"}
        answer = served.client("pawel").post("/what-ifs/weeks", data=sent)
        assert answer.status_code == 422
        assert said in words_of(answer.text)
        assert 'value="as typed"' in answer.text
        assert len(list_drafts(served.store, who("cora"), every=True, most=200)) == before

    def test_who_may_not(self, served: Served) -> None:
        name, address = self.class_of(served)
        sent = self.sent(served)
        for who_asks, status in (("rita", 403), ("dora", 404), ("anna", 404), ("adm", 403)):
            client = served.client(who_asks)
            assert client.get(address).status_code == status, who_asks
            assert client.post("/what-ifs/weeks", data=sent).status_code == status
            assert "/what-ifs/weeks" not in client.get(f"/plan/classes/{name}").text
