"""The pages of tables as documents: what they show to whom, and that they work without script."""

from __future__ import annotations

import json
import re
from itertools import permutations

import pytest

from tests.support.planning import beds
from tests.support.root import ROOT
from tests.support.served import Service, begun, shown
from trainopt.web.pages.filters import compared, passes, seen_in, view_of

CASES = json.loads((ROOT / "islands" / "test" / "grid" / "filters.json").read_text(encoding="utf-8"))


def rows(text: str) -> list[str]:
    """The first cells of the plain table."""
    table = text.partition('class="plain-table"')[2].partition("</table>")[0]
    return re.findall(r"<tr[^>]*>\s*<t[hd][^>]*>([^<]*)</t[hd]>", table.partition("</thead>")[2])


class TestFilters:
    @pytest.mark.parametrize(("wanted", "cell", "kept"), CASES["kept"])
    def test_a_filter_keeps_what_the_grid_keeps(self, wanted: str, cell: str, kept: bool) -> None:
        assert passes(wanted, cell) is kept

    def test_rows_are_sorted_as_the_grid_sorts_them(self) -> None:
        cells = [{"a": text} for text in reversed(CASES["sorted"])]
        found = seen_in(view_of({"sort": "a"}, ["a"]), cells, lambda row: row)
        assert [row["a"] for row in found] == CASES["sorted"]
        down = seen_in(view_of({"sort": "-a"}, ["a"]), cells, lambda row: row)
        assert [row["a"] for row in down] == [*reversed(CASES["sorted"][:-1]), ""]
        assert compared("9", "10") < 0 < compared("b", "A")

    def test_numbers_and_texts_have_one_order_however_they_came(self) -> None:
        """As texts `12` is before `1a` and that before `3`."""
        wanted = ["3", "12", "-", "1a", "none", ""]
        for way in permutations(wanted):
            cells = [{"a": text} for text in way]
            found = seen_in(view_of({"sort": "a"}, ["a"]), cells, lambda row: row)
            assert [row["a"] for row in found] == wanted
            down = seen_in(view_of({"sort": "-a"}, ["a"]), cells, lambda row: row)
            assert [row["a"] for row in down] == [*reversed(wanted[:-1]), ""]

    def test_what_is_no_column_is_passed_over(self) -> None:
        view = view_of({"f.x": "1", "sort": "x,-a", "name": "mine", "f.a": " "}, ["a"])
        assert (view.filters, view.sort, view.name) == ({}, ("-a",), "mine")


class TestTables:
    def test_the_tables_of_a_scope_with_their_rows(self, planned: Service) -> None:
        lead, nation = planned.browser("lead", "coordinator:all"), planned.browser("ann", "planner:nation:PL")
        assert 'href="/tables/demand"' in shown(lead, "/tables")
        text = shown(nation, "/tables")
        assert 'href="/tables/capacity"' in text
        assert 'href="/tables/demand"' not in text
        assert 'action="/tables/upload"' in text
        assert 'action="/tables/upload"' not in shown(planned.browser("rita", "reader:all"), "/tables")

    def test_a_table_holds_the_rows_of_the_scope_alone(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        text = shown(nation, "/tables/sites")
        assert rows(text) == ["PL-01", "PL-02"]
        assert "BORA" not in text
        assert "BORA" not in shown(nation, "/tables/sites/rows.json")
        assert nation.get("/tables/demand").status_code == 404
        assert nation.get("/tables/demand/rows.json").status_code == 404
        assert nation.get("/tables/plan/rows.json").status_code == 404  # the settings are a form

    def test_filter_sort_and_name_are_in_the_address(self, planned: Service) -> None:
        lead = planned.browser("lead", "coordinator:all")
        text = shown(lead, "/tables/sites?f.beds=>=90&sort=-beds&name=large")
        assert rows(text) == ["PL-01", "DE-01", "DE-02"]
        assert "sites · large" in text
        assert 'value="&gt;=90"' in text
        assert rows(shown(lead, "/tables/sites?find=orzysz")) == ["PL-02"]

    def test_its_styles_alone_may_be_added(self, planned: Service) -> None:
        lead = planned.browser("lead", "coordinator:all")
        first, second = lead.get("/tables/sites"), lead.get("/tables/sites")
        nonces = [re.findall(r'data-nonce="([^"]+)"', answer.text)[0] for answer in (first, second)]
        assert nonces[0] != nonces[1]
        policy = first.headers["content-security-policy"]
        assert f"style-src 'self' 'nonce-{nonces[0]}'" in policy
        assert "script-src 'self';" in policy

    def test_a_draft_shows_in_the_table_and_the_rows_of_the_grid(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        number = begun(
            nation, beds("PL-01", 7), {"table": "sites", "where": {"site_id": "PL-02"}, "delete": True}
        )
        text = shown(nation, f"/tables/sites?draft={number}")
        assert re.findall(r'<tr class="is-(\w+)"', text) == ["set", "gone"]
        found = nation.get(f"/tables/sites/rows.json?draft={number}").json()
        assert (found["draft"]["id"], found["draft"]["may_change"], found["locked"]) == (number, True, [])
        assert (
            planned.browser("bob", "planner:nation:DE").get(f"/tables/sites?draft={number}").status_code
            == 404
        )

    def test_a_file_is_named_by_its_version_and_finds_its_way_back(self, planned: Service) -> None:
        nation = planned.browser("ann", "planner:nation:PL")
        answer = nation.get("/tables/sites/sites-v1.csv")
        assert 'filename="sites-v1.csv"' in answer.headers["content-disposition"]
        assert nation.get("/tables/sites/sites-v2.csv").status_code == 404
        assert nation.get("/tables/sites/other-v1.csv").status_code == 404
        changed = answer.text.replace(",120", ",130")
        made = nation.post("/tables/upload", files={"file": ("sites-v1.csv", changed)})
        assert (made.status_code, made.headers["location"]) == (303, "/drafts/1")
