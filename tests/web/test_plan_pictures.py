"""Pictures of the plan: the heat map, how full sites are, the map."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from tests.support.reported import PLAN, write_plan_of
from tests.support.scoped import World
from tests.web.test_plan_pages import english
from trainopt.report.plan_tables import read_plan_tables
from trainopt.web.pages.plan.drawn import SEATS, HeatCell, HeatRow, HeatTable, heat_table, site_map
from trainopt.web.pages.plan.rows import sites_of


def test_thousands_in_the_heat_map_have_a_mark(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = HeatRow("site", "PL-01", "", [HeatCell(999, 1200, 7), HeatCell(12345, 12345, 7), HeatCell()])
    heat = HeatTable([(pd.Timestamp("2027-01-18"), 1)], [pd.Timestamp("2027-01-18")], [row])
    monkeypatch.setattr("trainopt.web.pages.plan.drawn.heat_table", lambda *_: heat)
    page = english(world.clients["rita"], "/plan/load")
    cells = re.findall(r'title="[^"]*">([^<]*)<span class="unseen">([^<]*)</span></td>', page)
    assert cells == [("999", " / 1,200"), ("12,345", " / 12,345")]


@pytest.mark.parametrize(("weeks", "seen"), [(1, ["Aug"]), (4, ["Aug 2026"])])
def test_a_month_of_one_week_is_named_too(
    world: World, monkeypatch: pytest.MonkeyPatch, weeks: int, seen: list[str]
) -> None:
    first = pd.Timestamp("2026-08-31")
    heat = HeatTable([(first, weeks)], [first] * weeks, [HeatRow("site", "PL-01", "", [HeatCell()] * weeks)])
    monkeypatch.setattr("trainopt.web.pages.plan.drawn.heat_table", lambda *_: heat)
    page = english(world.clients["rita"], "/plan/load")
    (head,) = re.findall(r'<th scope="colgroup"[^>]*>(.*?)</th>', page)
    assert re.findall(r">([^<]+)<", f">{re.sub('<span class=.unseen.>.*?</span>', '', head)}<") == seen
    assert "Aug 2026" in head


def test_the_list_of_sites_says_how_full_they_are(tmp_path_factory: pytest.TempPathFactory) -> None:
    """As the map does, which refers to it; not where others, who are not shown, are in a class, too."""

    def filled(classes: str) -> list[float | None]:
        folder = write_plan_of(tmp_path_factory.mktemp("plans") / "plan", {"classes": classes})
        return [site.filled for site in sites_of(read_plan_tables(folder))]

    assert filled(PLAN["classes"]) == [14 / 24, 1.0, None]
    assert filled(PLAN["classes"].replace("6,4,12,0.5", "6,4,12,")) == [None, 1.0, None]


@pytest.mark.parametrize("path", ["/plan/map", "/plan/lists"])
def test_pages_of_sites_show_it(world: World, path: str) -> None:
    page = english(world.clients["rita"], path).partition('id="sites"')[2].partition("</section>")[0]
    assert "Seats filled" in page
    assert re.search(r'<td class="number"[^>]*>\d+\u00a0%</td></tr>', page)


class TestPictures:
    def test_a_week_has_what_is_taken_of_what_there_is(
        self, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        tables = read_plan_tables(write_plan_of(tmp_path_factory.mktemp("plans") / "plan"))
        found = heat_table(tables, SEATS)
        assert [(row.kind, row.owner) for row in found.rows] == [("site", "DE-1"), ("site", "PL-1")]
        first = found.rows[0].cells
        assert [(cell.taken, cell.whole, cell.step) for cell in first[:2]] == [(8, 12, 5), (14, 24, 4)]
        assert first[3].whole is None
        assert sum(weeks for _, weeks in found.months) == len(found.weeks)
        assert heat_table(tables, SEATS, "PL-1").rows[0].owner == "PL-1"
        assert [row.owner for row in heat_table(tables, "beds").rows] == ["DE-1", "PL-1"]

    def test_the_map_has_the_sites_that_have_coordinates(
        self, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        tables = read_plan_tables(write_plan_of(tmp_path_factory.mktemp("plans") / "plan"))
        found = site_map(tables)
        assert found is not None
        left, top, width, height = found.view
        assert {place.site.site_id for place in found.places} >= {"DE-1", "PL-1"}
        assert all(left < at.x < left + width and top < at.y < top + height for at in found.places)
        assert all(place.label for place in found.places)
        close = PLAN["sites"].replace("53.53,15.8", "52.99,10.09")
        crowded = site_map(
            read_plan_tables(write_plan_of(tmp_path_factory.mktemp("c") / "p", {"sites": close}))
        )
        assert crowded is not None
        assert any(place.label is None for place in crowded.places)
        bare = {"sites": PLAN["sites"].splitlines()[0] + "\n"}
        assert site_map(read_plan_tables(write_plan_of(tmp_path_factory.mktemp("bare") / "p", bare))) is None
