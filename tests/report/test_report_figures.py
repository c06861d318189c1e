"""The pictures of a plan: what stands in which row and where, and what they say in words."""

# ruff: noqa: RUF001  some of it is Ukrainian

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.support.reported import MONDAYS, PLAN, with_text, write_plan_of
from trainopt.errors import PlanFaults, UsageError
from trainopt.extras import install_command
from trainopt.plan.results.kpis import UNITS
from trainopt.report import bars, heat, maps, outcome, style, timelines
from trainopt.report.plan_tables import PlanTables, read_plan_tables
from trainopt.report.words import TERM_WORDS, difference, late_steps, verdict, why_late

WEEK = 7 * style.DAY


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> PlanTables:
    pytest.importorskip("plotly")
    return read_plan_tables(write_plan_of(tmp_path_factory.mktemp("plans") / "plan"))


class TestReading:
    def test_numbers_and_days_are_read_as_such(self, tables: PlanTables) -> None:
        assert list(tables.assignments["trainees"]) == [8, 8, 6]
        assert tables.assignments["weeks_late"].isna().tolist() == [True, False, False]
        assert tables.span == (pd.Timestamp(MONDAYS[0]), pd.Timestamp(MONDAYS[-1]) + pd.Timedelta(days=7))
        assert [day.date() for day in tables.mondays] == MONDAYS

    @pytest.mark.parametrize(
        ("table", "old", "new", "fault"),
        [
            ("classes", "BASIC,2026-03-09", "BASIC,soon", "classes.csv:3: start: must be a date"),
            ("demand", "D2,U2,ONE,6", "D2,U2,ONE,six", "demand.csv:3: trainees: must be a whole number"),
            ("sites", "52.99", "north", "sites.csv:2: latitude: must be degrees"),
            ("load", "resource", "source", "load.csv:1: source: no such column in load.csv"),
        ],
        ids=["day", "count", "degrees", "column"],
    )  # fmt: skip
    def test_what_is_no_plan_is_a_fault(
        self, tmp_path: Path, table: str, old: str, new: str, fault: str
    ) -> None:
        folder = write_plan_of(tmp_path / "plan", {table: PLAN[table].replace(old, new)})
        with pytest.raises(PlanFaults, match=fault):
            read_plan_tables(folder)


class TestClasses:
    def test_a_bar_spans_the_days_of_its_class(self, tables: PlanTables) -> None:
        bars = timelines.class_timeline(tables, "DE").data[0]
        assert list(bars.base) == ["2026-03-02", "2026-03-09"]
        assert list(bars.x) == [2 * WEEK, 2 * WEEK]
        assert list(bars.text) == ["8/12", "6/12"]
        assert list(bars.marker.color) == [style.shade(0.666667), style.shade(0.5)]

    def test_how_full_is_not_told_is_no_emptiness(self, tmp_path: Path) -> None:
        classes = PLAN["classes"].replace("0.5\n", "\n")
        share = read_plan_tables(write_plan_of(tmp_path / "plan", {"classes": classes}))
        bars = timelines.class_timeline(share, "DE").data[0]
        untold = style.ON_LIGHT.untold
        assert list(bars.marker.color) == [style.shade(0.666667), untold]
        assert untold not in {style.shade(at / 100) for at in range(101)}
        drawn = timelines.cohort_timeline(share, "U2").data
        assert untold in {colour for bars in drawn for colour in np.atleast_1d(bars.marker.color)}

    def test_classes_that_overlap_have_a_lane_each(self, tables: PlanTables) -> None:
        figure = timelines.class_timeline(tables, "DE")
        assert list(figure.data[0].y) == [0, 1]
        assert list(figure.layout.yaxis.ticktext) == ["DE-1 Munster  BASIC"]

    def test_a_lane_is_used_again_once_it_is_free(self, tmp_path: Path) -> None:
        later = PLAN["classes"] + "C4,DE-1,DE,BASIC,2026-03-16,2026-03-29,4,4,12,0.333333\n"
        folder = write_plan_of(tmp_path / "plan", {"classes": later})
        assert list(bars.class_lanes(read_plan_tables(folder), "DE")["lane"]) == [0, 1, 0]

    def test_in_words(self, tables: PlanTables) -> None:
        assert style.summary_of(timelines.class_timeline(tables, "DE")) == (
            "DE: 2 classes at 1 site, 14 of 24 seats filled (58\N{NO-BREAK SPACE}%)."
        )
        assert style.summary_of(timelines.class_timeline(tables, "NO")) == "No classes in NO in this plan."


class TestCohorts:
    def test_steps_waiting_and_due(self, tables: PlanTables) -> None:
        waiting, steps, _, due, unmet = timelines.cohort_timeline(tables, "U1").data
        assert (list(waiting.base), list(waiting.x)) == (["2026-03-16"], [2 * WEEK])
        assert (list(steps.base), list(steps.x)) == (["2026-03-02", "2026-03-30"], [2 * WEEK, WEEK])
        assert list(steps.text) == ["BASIC", "LEADER"]
        assert list(due.x) == ["2026-03-30"]  # the Monday after the week in which it is due
        assert len(unmet.x) == 0
        assert "1 week late" in steps.hovertext[1]
        assert "late" not in steps.hovertext[0]

    def test_who_is_unmet_has_a_row_too(self, tables: PlanTables) -> None:
        figure = timelines.cohort_timeline(tables, "U2")
        assert list(figure.layout.yaxis.ticktext) == ["D2-01  (6)", "D3-01  (5)"]
        assert list(figure.data[4].y) == [1]
        assert style.summary_of(figure) == (
            "U2: 1 cohort placed (6 trainees); 1 on time, 0 late; 1 cohort unmet (5 trainees)."
        )

    def test_only_those_asked_for(self, tables: PlanTables) -> None:
        figure = timelines.cohort_timeline(tables, "U2", ["D3-01"])
        assert list(figure.layout.yaxis.ticktext) == ["D3-01  (5)"]


class TestHeatMaps:
    def test_load_is_used_over_available(self, tables: PlanTables) -> None:
        figure = heat.load_heatmap(tables, "beds")
        assert list(figure.data[0].y) == ["DE-1 Munster", "PL-1 Drawsko"]
        assert figure.data[0].z[0][:4].tolist() == pytest.approx([40, 70, 30, 0])
        assert figure.data[0].z[1][4] == 100
        assert figure.data[0].text[0][1] == "14 of 20 used"
        assert style.summary_of(figure) == (
            "Over the whole plan 13\N{NO-BREAK SPACE}% of beds is used. "
            "Used up most often: PL-1 Drawsko (1 week)."
        )

    def test_a_pool_without_a_limit_is_left_out(self, tables: PlanTables) -> None:
        assert heat.owners_of(tables, "trainees") == []

    def test_a_column_is_a_week_from_monday_to_sunday(self, tables: PlanTables) -> None:
        assert heat.load_heatmap(tables, "beds").data[0].x[0] == "2026-03-05 12:00"

    def test_a_site_is_as_full_as_its_running_classes(self, tables: PlanTables) -> None:
        z = heat.site_heatmap(tables).data[0].z
        assert z[0][:3].tolist() == pytest.approx([66.7, 1400 / 24, 50], abs=0.1)
        assert pd.isna(z[0][3])

    def test_a_unit_is_in_classes_with_part_of_its_trainees(self, tables: PlanTables) -> None:
        z = heat.unit_heatmap(tables).data[0].z
        assert z[0][:5].tolist() == pytest.approx([100, 100, float("nan"), float("nan"), 100], nan_ok=True)
        assert z[1][1] == pytest.approx(600 / 11, abs=0.1)


class TestOutcomes:
    def test_units_furthest_behind_stand_first(self, tables: PlanTables) -> None:
        figure = outcome.outcome_bars(tables, "unit")
        assert list(figure.layout.yaxis.ticktext) == ["U1 First", "U2"]
        assert [list(bar.x) for bar in figure.data] == [[0, 6], [8, 0], [0, 5]]
        assert style.summary_of(figure) == (
            "Furthest behind: U1 First: 0 % on time, 100 % late, 0 % unmet; "
            "U2: 55 % on time, 0 % late, 45 % unmet.".replace(" %", "\N{NO-BREAK SPACE}%")
        )

    def test_priorities_stand_highest_first(self, tables: PlanTables) -> None:
        figure = outcome.outcome_bars(tables, "priority")
        assert list(figure.layout.yaxis.ticktext) == ["priority 3", "priority 2", "priority 1"]

    def test_outcomes_differ_by_pattern_too(self, tables: PlanTables) -> None:
        figure = outcome.outcome_bars(tables, "priority")
        assert len({bar.marker.pattern.shape for bar in figure.data}) == 3


class TestMap:
    def test_sites_lie_where_they_are_and_are_sized_by_trainees(self, tables: PlanTables) -> None:
        land, circles = maps.site_map(tables).data
        assert list(circles.x) == [10.09, 15.8]
        assert list(circles.marker.size) == [
            maps.LARGEST,
            pytest.approx(maps.LARGEST * (8 / 14) ** 0.5, abs=0.1),
        ]
        assert land.fill == "toself"

    def test_those_without_coordinates_are_told(self, tables: PlanTables) -> None:
        assert "1 site has no coordinates" in style.summary_of(maps.site_map(tables))

    def test_a_folder_without_sites_is_told(self, tmp_path: Path) -> None:
        folder = write_plan_of(tmp_path / "plan")
        (folder / "sites.csv").unlink()
        assert "is not known" in style.summary_of(maps.site_map(read_plan_tables(folder)))

    def test_labels_do_not_meet(self) -> None:
        window = ([0.0, 48.0], [0.0, 64.0])
        at = np.array([10.0, 10.2, 40.0])
        sides = maps.label_sides(at, at, at * 0 + 5, [4, 4, 4], window)
        assert sides[0]
        assert sides[2]
        assert sides[1] != sides[0]

    def test_a_label_at_the_edge_stands_where_a_telephone_shows_it(self) -> None:
        window = ([0.0, 48.0], [0.0, 64.0])
        at = np.array([46.0, 24.0, 2.0])
        sides = maps.label_sides(at, at, at * 0 + 5, [5, 5, 5], window)
        assert sides == ["middle left", "middle right", "middle right"]

    def test_a_label_that_a_telephone_cuts_off_on_every_side_stands_all_the_same(self) -> None:
        at = np.array([24.0])
        assert maps.label_sides(at, at, at * 0 + 5, [40], ([0.0, 48.0], [0.0, 64.0])) == ["middle right"]

    def test_ukraine_is_whole(self) -> None:
        """One outline holds Kyiv and Simferopol."""
        assert [ring for ring in maps.outline() if inside(ring, 30.5, 50.4) and inside(ring, 34.1, 44.95)]


def inside(ring: maps.Degrees, x: float, y: float) -> bool:
    """Whether a point lies in a ring: it crosses the ring an odd number of times on its way east."""
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring.tolist()):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossings += 1
    return crossings % 2 == 1


class TestWords:
    def test_every_term_has_words(self) -> None:
        assert set(TERM_WORDS) == set(UNITS)

    @pytest.mark.parametrize(
        ("value", "bound", "first", "words"),
        [
            (10, 4, True, "no plan can be below 4. At most 6"),
            (10, 4, False, "no plan that keeps the goals above as they are can be below 4"),
            (4, 4, True, "Proven best"),
            (0, 0, True, "Proven best"),
            (9, 0, True, "is not known"),
        ],
    )
    def test_a_bound_in_words(self, value: int, bound: int, first: bool, words: str) -> None:
        assert words in verdict({"value": value, "bound": bound}, first=first)

    @pytest.mark.parametrize(
        ("a", "b", "significant", "words"),
        [
            (5, 5, "no", "The same."),
            (9, 5, "yes", "B is lower by 4, and proven so: no plan for the data of A"),
            (5, 9, "no", "A is lower by 4; the data of B may"),
            (9, 5, "", "a goal above differs"),
            (None, 5, "", "does not pursue"),
        ],
    )
    def test_a_difference_in_words(self, a: int | None, b: int, significant: str, words: str) -> None:
        assert words in difference({"value_a": a or float("nan"), "value_b": b, "significant": significant})

    @pytest.mark.parametrize(
        ("waited", "late", "words"),
        [
            (0, 1, "Starts 2026-03-02; to be on time, its 5 weeks of courses had to start by 2026-02-23."),
            (2, 1, "Waits 2 weeks between its steps; with 1 fewer it would be on time."),
            (2, 3, "even without waiting it would be 1 week late"),
        ],
    )
    def test_why_somebody_is_late(self, waited: int, late: int, words: str) -> None:
        assert words in why_late(pd.Timestamp("2026-03-02"), pd.Timestamp("2026-04-05"), waited, late)

    def test_the_late_of_a_plan(self, tables: PlanTables) -> None:
        late = late_steps(tables)
        assert list(late["cohort_id"]) == ["D1-01"]
        assert list(late["why"]) == ["Waits 2 weeks between its steps; with 1 fewer it would be on time."]

    @pytest.mark.parametrize(
        ("part", "whole", "text"),
        [(0, 9, "0 %"), (9, 9, "100 %"), (1, 999, "1 %"), (998, 999, "99 %"), (0, 0, "0 %")],
    )
    def test_a_share_is_all_or_nothing_only_where_it_is(self, part: int, whole: int, text: str) -> None:
        assert style.share(part, whole) == text


FIGURES: dict[str, Callable[[PlanTables], Any]] = {
    "classes": lambda tables: timelines.class_timeline(tables, "DE"),
    "cohorts": lambda tables: timelines.cohort_timeline(tables, "U1"),
    "load": lambda tables: heat.load_heatmap(tables, "beds"),
    "sites": heat.site_heatmap,
    "units": heat.unit_heatmap,
    "outcome": lambda tables: outcome.outcome_bars(tables, "unit"),
    "map": maps.site_map,
}


@pytest.mark.parametrize("name", FIGURES)
def test_without_plotly_one_line_says_what_to_install(
    tables: PlanTables, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "plotly", None)
    with pytest.raises(UsageError, match=re.escape(install_command("report"))):
        FIGURES[name](tables)


@pytest.mark.parametrize("name", FIGURES)
def test_text_is_never_markup(tmp_path: Path, name: str) -> None:
    """What plotly would take for a link stands as it is, in whatever cell."""
    pytest.importorskip("plotly")
    link = "<a href='x'>"
    read = read_plan_tables(write_plan_of(tmp_path / "plan"))
    tables = with_text(read, dict.fromkeys(["DE-1", "D1-01", "U1", "Munster"], link))
    figure = timelines.cohort_timeline(tables, link) if name == "cohorts" else FIGURES[name](tables)
    figure.layout.meta = None
    assert link not in str(figure.to_dict())


@pytest.fixture(scope="module")
def ukrainian(tmp_path_factory: pytest.TempPathFactory) -> PlanTables:
    pytest.importorskip("plotly")
    changed = {
        "load": PLAN["load"] + f"{MONDAYS[0]},site,DE-1,waiting,3,4\n{MONDAYS[0]},site,DE-1,late,0,0\n",
        "names": PLAN["names"] + "nation,NO,Norway; late\n",
        "sites": PLAN["sites"].replace("Drawsko", "Drawsko; late"),
    }
    folder = write_plan_of(tmp_path_factory.mktemp("plans") / "plan", changed)
    return read_plan_tables(folder, language="uk")


class TestNamesInUkrainian:
    """Names stand as they are, also where they are words that a catalogue has."""

    @pytest.mark.parametrize(
        ("resource", "told"),
        [
            ("waiting", "За весь план використано 75\N{NO-BREAK SPACE}% (waiting)."),
            ("beds", "За весь план використано 13\N{NO-BREAK SPACE}% (ліжка)."),
            ("late", "У цьому плані такого немає: late."),
        ],
    )
    def test_of_a_resource(self, ukrainian: PlanTables, resource: str, told: str) -> None:
        assert style.summary_of(heat.load_heatmap(ukrainian, resource)).startswith(told)

    def test_of_a_nation(self, ukrainian: PlanTables) -> None:
        said = style.summary_of(timelines.class_timeline(ukrainian, "NO"))
        assert "NO Norway; late" in said
        assert "No classes" not in said

    def test_of_sites(self, ukrainian: PlanTables) -> None:
        said = style.summary_of(maps.site_map(ukrainian))
        assert "PL-1 Drawsko; late (8)" in said
        assert "Most trainees" not in said
