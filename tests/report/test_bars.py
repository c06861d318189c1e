"""What a bar is, for the report's pictures and the planners' page alike."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.support.reported import PLAN, write_plan_of
from trainopt.report import bars, style, timelines
from trainopt.report.bars import LOOKS, TIP_LINES, BarKind, bars_document, cohort_rows, facts_in, tip_of
from trainopt.report.plan_tables import PlanTables, read_plan_tables
from trainopt.words.voice import FileWords, voice_of


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> PlanTables:
    return read_plan_tables(write_plan_of(tmp_path_factory.mktemp("plans") / "plan"))


def other_plan(folder: Path, old: str, new: str, *names: str) -> PlanTables:
    """The plan with a text replaced in some of its tables."""
    changed = {name: PLAN[name].replace(old, new) for name in names}
    return read_plan_tables(write_plan_of(folder / "plan", changed))


class TestTips:
    def test_every_line_of_a_look_has_words(self) -> None:
        assert {line for look in LOOKS.values() for line in look.tip} == set(TIP_LINES)

    def test_a_line_is_left_out_where_a_fact_of_it_is_not_known(self) -> None:
        facts = {"cohort": "D1-01", "reason": "outranked"}
        assert tip_of(BarKind.UNMET, facts) == "<b>D1-01 is unmet</b><br>outranked"
        assert tip_of(BarKind.UNMET, {"cohort": "D1-01"}) == "<b>D1-01 is unmet</b>"

    def test_no_name_of_somebody_is_taken_for_a_tag(self) -> None:
        assert "<a" not in tip_of(BarKind.DUE, {"cohort": "<a>", "due": "2026-03-28"})

    def test_names_are_said_as_they_are(self) -> None:
        pytest.importorskip("babel")
        facts = {
            "course": "First aid at sea",
            "site": "PL-01, Lviv",
            "start": "2026-03-02",
            "end": "2026-03-08",
        }
        told = tip_of(BarKind.CLASS, facts, voice_of("uk", FileWords.REPORT))
        assert told.startswith("<b>First aid at sea, PL-01, Lviv</b><br>2")
        told = tip_of(BarKind.STEP, {**facts, "cohort": "D1-01", "step": 2}, voice_of("uk", FileWords.REPORT))
        assert told.startswith("<b>D1-01, етап 2: First aid at sea</b><br>PL-01, Lviv, 2")

    def test_facts_of_a_line(self) -> None:
        assert facts_in("site-days") == ["site", "start", "end"]


class TestDocument:
    def test_the_same_bars_as_in_the_pictures(self, tables: PlanTables) -> None:
        pytest.importorskip("plotly")
        told = bars_document(tables)
        drawn = timelines.class_timeline(tables, "DE").data[0]
        starts = [pd.Timestamp(told["first"]) + pd.Timedelta(weeks=week) for week in told["classes"]["start"]]
        assert [f"{start:%Y-%m-%d}" for start in starts][:2] == list(drawn.base)
        assert [weeks * 7 * style.DAY for weeks in told["classes"]["weeks"]][:2] == list(drawn.x)
        assert told["classes"]["lane"][:2] == list(drawn.y)
        due = timelines.cohort_timeline(tables, "U1").data[3]
        assert told["cohorts"]["due"][0] == (pd.Timestamp(due.x[0]) - pd.Timestamp(told["first"])).days // 7
        assert not {"shades", "untold"} & told.keys()  # those of the page, in light and dark

    def test_cohorts_with_their_steps_waiting_and_fate(self, tables: PlanTables) -> None:
        told = bars_document(tables)
        assert told["cohorts"]["id"] == ["D1-01", "D2-01", "D3-01"]
        assert told["cohorts"]["late"] == [1, 0, 0]
        assert told["cohorts"]["unmet"] == [0, 0, 1]
        assert told["reasons"] == [("outranked", "")]
        assert [told["classes"]["id"][at] for at in told["held"]["class"]] == ["C1", "C3", "C2"]
        assert told["held"]["wait"] == [0, 2, 0]

    def test_beside_another_plan_what_it_alone_holds_is_gone(
        self, tables: PlanTables, tmp_path: Path
    ) -> None:
        before = other_plan(tmp_path, "C2,DE-1", "C9,DE-1", "assignments", "classes")
        told = bars_document(tables, before)
        gone = [
            name for name, gone in zip(told["classes"]["id"], told["classes"]["gone"], strict=True) if gone
        ]
        assert gone == ["C9"]
        assert told["held"]["gone"] == [0, 0, 0]  # another class, and the same site and week

    def test_a_step_that_was_held_elsewhere_stands_beside_the_one_of_now(
        self, tables: PlanTables, tmp_path: Path
    ) -> None:
        before = other_plan(tmp_path, "2026-03-09,2026-03-22", "2026-03-16,2026-03-29", "assignments")
        told = bars_document(tables, before)
        assert told["held"]["cohort"] == [0, 0, 1, 1]
        assert told["held"]["gone"] == [0, 0, 0, 1]

    def test_of_nothing_there_is_nothing(self, tmp_path: Path) -> None:
        heads = {name: text.splitlines()[0] + "\n" for name, text in PLAN.items()}
        told = bars_document(read_plan_tables(write_plan_of(tmp_path / "plan", heads)))
        assert told["classes"]["id"] == told["cohorts"]["id"] == told["held"]["cohort"] == []

    def test_lanes_of_all_nations_follow_each_other(self, tables: PlanTables) -> None:
        assert list(bars.class_lanes(tables)["lane"]) == [0, 1, 2]


def test_a_cohort_that_is_placed_and_one_that_is_not(tables: PlanTables) -> None:
    rows = cohort_rows(tables).set_index("cohort_id")
    assert list(rows["unmet"]) == [False, False, True]
    assert rows.loc["D1-01", "weeks_late"] == 1
    assert rows.loc["D3-01", "reason"] == "outranked"
    assert list(rows["trainees"]) == [8, 6, 5]
    assert list(rows["priority"]) == [3, 1, 2]
