"""A plan folder read again and judged: five columns are enough, and figures out of date are said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.plan_columns import Pair
from tests.support.running import X_HELD, hand_made, replaced, trainopt
from trainopt.dataset import read_dataset
from trainopt.plan.folder import read_plan
from trainopt.problem import build_problem

pytestmark = pytest.mark.slow


class TestVerify:
    Y = "Y-01,1,A1.D.2026-01-05.1,A1,2026-01-05"

    def test_five_columns_are_enough(self, mini_plan: Pair, tmp_path: Path) -> None:
        ran = trainopt("verify", mini_plan[0], hand_made(tmp_path / "plan", self.Y, X_HELD), "--json")
        assert (ran.code, ran.document["stale"]) == (0, [])
        assert (ran.document["terms"]["unmet"], ran.document["terms"]["cost"]) == (0, 82)

    def test_a_class_may_have_any_name(self, mini_plan: Pair, tmp_path: Path) -> None:
        line = X_HELD.replace("A1.C.2026-01-05.1", "my own class")
        assert trainopt("verify", mini_plan[0], hand_made(tmp_path / "plan", line)).code == 0

    @pytest.mark.parametrize(
        ("file", "old", "new", "said"),
        [
            ("kpis.csv", "cost,82,", "cost,83,", ":6: value: says '83', the placements give '82'"),
            ("classes.csv", "4,4.0,2,4,1.0\nA1.D", "4,4.0,2,4,0.5\nA1.D", ":2: fill: says '0.5', the"),
            ("demand.csv", "PC,4,3,2026-01-18,4", "PC,4,3,2026-01-18,3", ":2: placed: says '3', the"),
            ("load.csv", "05,site,A1,beds,8,", "05,site,A1,beds,7,", ":4: used: says '7', the"),
            ("assignments.csv", ",no\nY", ",yes\nY", ":2: pinned: says 'yes', the placements give 'no'"),
            ("manifest.json", '"value": 82,', '"value": 81,', ": cost: says 81, the placements give 82"),
        ],
    )
    def test_figures_out_of_date_are_said(
        self, edited: Pair, file: str, old: str, new: str, said: str
    ) -> None:
        data, plan = edited
        replaced(plan / file, old, new)
        ran = trainopt("verify", data, plan)
        assert ran.code == 0
        assert [line for line in ran.messages if line.startswith(f"out of date: {file}{said}")] != [], ran.err

    def test_a_cohort_cut_smaller_breaks_rule_1(self, edited: Pair) -> None:
        data, plan = edited
        replaced(plan / "assignments.csv", "2026-01-18,4,4.0,,0,no\nY", "2026-01-18,3,4.0,,0,no\nY")
        ran = trainopt("verify", data, plan, "--json")
        assert ran.code == 6
        assert [(one["rule"], one["lines"]) for one in ran.document["broken"]] == [(1, [2])]

    def test_a_plan_reads_back_as_it_was(self, mini_plan: Pair) -> None:
        problem = build_problem(read_dataset(mini_plan[0]))
        placements = read_plan(mini_plan[1], problem.calendar).placements
        assert [(one.cohort_id, one.start) for one in placements] == [("X-01", 0), ("Y-01", 0)]
