"""The shipped datasets from end to end: tables to a checked plan folder."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.support.root import ROOT
from trainopt.cli.app import run
from trainopt.plan.reasons import CODES

pytestmark = pytest.mark.slow

DATA = ROOT / "data"


def verified(name: str, plan: Path) -> dict[str, dict[str, int | str]]:
    """The tiers, by term, of a shipped dataset's plan, which breaks no rule."""
    assert run(["verify", str(DATA / name), str(plan)]) == 0
    manifest = json.loads((plan / "manifest.json").read_text(encoding="utf-8"))
    return {tier["term"]: tier for tier in manifest["tiers"]}


def test_example_is_solved_to_proof(example_plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiers = verified("example", example_plan)
    assert {tier["status"] for tier in tiers.values()} == {"optimal"}
    assert all(tier["value"] == tier["bound"] for tier in tiers.values())
    assert "out of date" not in capsys.readouterr().err
    unmet = pd.read_csv(example_plan / "unmet.csv", keep_default_na=False)
    assert len(unmet) > 0
    assert unmet["detail"].ne("").all()


def test_coalition_gives_a_checked_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan"
    assert run(["solve", str(DATA / "coalition"), "--out", str(plan), "--quiet", "--time-limit", "10s"]) == 0
    tiers = verified("coalition", plan)
    assert "out of date" not in capsys.readouterr().err
    assert all(int(tier["bound"]) <= int(tier["value"]) for tier in tiers.values())
    kpis = pd.read_csv(tmp_path / "plan/kpis.csv", index_col="kpi")["value"].astype(float)
    assert kpis["placed"] > 0.7 * kpis["trainees"]
    unmet = pd.read_csv(tmp_path / "plan/unmet.csv", keep_default_na=False)
    codes = {reason.split(":")[0] for reason in unmet["reason"]}
    assert codes <= {code.split(":")[0] for code in CODES}
    assert "no_capacity" in codes
