"""The shipped datasets from end to end: tables to a checked plan folder."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.support.root import ROOT
from trainopt.cli.app import run
from trainopt.plan.reasons import CODES

DATA = ROOT / "data"


def solved(name: str, out: Path, *options: str) -> dict[str, dict[str, int | str]]:
    """Solve and verify a shipped dataset; its tiers by term."""
    assert run(["solve", str(DATA / name), "--out", str(out), "--quiet", *options]) == 0
    assert run(["verify", str(DATA / name), str(out)]) == 0
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return {tier["term"]: tier for tier in manifest["tiers"]}


@pytest.mark.slow
def test_example_is_solved_to_proof(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiers = solved("example", tmp_path / "plan", "--time-limit", "120s")
    assert {tier["status"] for tier in tiers.values()} == {"optimal"}
    assert all(tier["value"] == tier["bound"] for tier in tiers.values())
    assert "out of date" not in capsys.readouterr().err
    unmet = pd.read_csv(tmp_path / "plan/unmet.csv", keep_default_na=False)
    assert len(unmet) > 0
    assert unmet["detail"].ne("").all()


@pytest.mark.slow
def test_coalition_gives_a_checked_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiers = solved("coalition", tmp_path / "plan", "--time-limit", "30s")
    assert "out of date" not in capsys.readouterr().err
    assert all(int(tier["bound"]) <= int(tier["value"]) for tier in tiers.values())
    kpis = pd.read_csv(tmp_path / "plan/kpis.csv", index_col="kpi")["value"].astype(float)
    assert kpis["placed"] > 0.7 * kpis["trainees"]
    unmet = pd.read_csv(tmp_path / "plan/unmet.csv", keep_default_na=False)
    codes = {reason.split(":")[0] for reason in unmet["reason"]}
    assert codes <= {code.split(":")[0] for code in CODES}
    assert {"no_capacity", "below_class_min"} <= codes
