"""Every command with --json, through the function that the program calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.running import X_HELD, hand_made, trainopt
from trainopt.plan.by import BY


class TestJson:
    """One document on stdout, whatever happens; `Ran.document` fails on anything else."""

    def test_check(self, mini: Path) -> None:
        document = trainopt("check", mini, "--json").document
        assert (document["cohorts"], document["trainees"], document["faults"]) == (2, 8, [])
        assert document["loaded"]["demand"] == 2
        seats = {
            (row["course_id"], row["month"]): row["trainees"] for row in document["demand_against_seats"]
        }
        assert seats["C", "2026-01"] == 4

    @pytest.mark.slow
    def test_solve(self, mini: Path, tmp_path: Path) -> None:
        ran = trainopt("solve", mini, "--out", tmp_path / "plan", "--json")
        assert (ran.code, ran.document["plan"]) == (0, str(tmp_path / "plan"))
        tiers = ran.document["tiers"]
        assert tiers[0]["term"] == "unmet"
        assert all({"value", "bound", "gap", "status"} <= set(tier) for tier in tiers)
        assert ran.document["terms"]["cost"] == 82
        assert (ran.document["headline"]["placed"], ran.document["unmet_trainees"]) == (8, 0)
        assert (ran.document["warnings"], ran.document["released"], ran.document["workbook"]) == (
            [],
            [],
            None,
        )

    def test_verify(self, mini: Path, plan: Path) -> None:
        document = trainopt("verify", mini, plan, "--json").document
        assert (document["broken"], document["stale"]) == ([], [])
        assert (document["terms"]["unmet"], document["unmet_trainees"]) == (0, 0)

    @pytest.mark.parametrize("by", [[], *(["--by", key] for key in BY)])
    def test_show(self, plan: Path, by: list[str]) -> None:
        document = trainopt("show", plan, *by, "--json").document
        head = document.pop("headline")
        assert (head["placed"], head["marking"], head["most"]) == (8, "", 1.0)
        assert len(document) == (1 if by else 4)
        assert all(isinstance(row, dict) for rows in document.values() for row in rows)

    def test_what_is_not_known_is_null(self, plan: Path, tmp_path: Path) -> None:
        """Of a share nobody knows how full its classes are; JSON has no NaN."""
        assert trainopt("extract", plan, "--unit", "U", "--out", tmp_path / "share").code == 0
        ran = trainopt("show", tmp_path / "share", "--by", "site", "--json")
        assert "NaN" not in ran.out
        assert ran.document["headline"]["most"] is None

    @pytest.mark.parametrize(("whose", "unmet"), [(["--nation", "AA"], None), (["--unit", "U"], 0)])
    def test_a_nation_does_not_know_who_is_unmet(
        self, plan: Path, tmp_path: Path, whose: list[str], unmet: int | None
    ) -> None:
        assert trainopt("extract", plan, *whose, "--out", tmp_path / "share").code == 0
        assert trainopt("show", tmp_path / "share", "--json").document["headline"]["unmet"] is unmet

    @pytest.mark.parametrize("command", ["check", "solve", "verify"])
    def test_a_faulty_dataset(self, faulty: Path, command: str) -> None:
        none = faulty.parent / "none"
        more: dict[str, list[object]] = {"solve": ["--out", none], "verify": [none]}
        ran = trainopt(command, faulty, *more.get(command, []), "--json")
        assert ran.code == 3
        faults = ran.document["faults"]
        assert set(faults[0]) == {"file", "line", "column", "message", "cell"}
        assert {(fault["line"], fault["column"]) for fault in faults} >= {(4, "trainees"), (4, "due")}

    def test_a_broken_plan(self, mini: Path, tmp_path: Path) -> None:
        broken = hand_made(tmp_path / "plan", X_HELD.replace("2026-01-05", "2026-01-12"))
        ran = trainopt("verify", mini, broken, "--json")
        assert (ran.code, ran.document["terms"]) == (6, None)
        assert ran.document["broken"][0]["rule"] == 2
        assert ran.document["broken"][0]["lines"] == [2]

    def test_a_contradiction(self, contradictory: Path) -> None:
        ran = trainopt("solve", contradictory, "--out", contradictory.parent / "plan", "--json")
        assert ran.code == 4
        assert {row["file"] for row in ran.document["contradiction"]} >= {"pins.csv"}
        assert ran.document["verified"] is True
