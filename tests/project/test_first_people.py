"""`./run serve` makes a store with somebody for each role, once, and says how they sign in."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.root import ROOT
from tests.support.served import serve_store, sign_in
from trainopt.runs.store import open_store

pytestmark = pytest.mark.slow

ROLES = {
    "admin": "admin",
    "coordinator": "coordinator:all",
    "planner": "planner:nation:PL",
    "reader": "reader:all",
}


def first_people(folder: Path) -> str:
    """What the function of the script says in that folder."""
    script = f'set -eu; venv="{Path(sys.prefix)}"; . "{ROOT}/scripts/people.sh"; first_people'
    return subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=True).stderr


def test_somebody_for_each_role_signs_in_with_what_is_printed(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "first.db").write_text("left by one that was stopped", encoding="utf-8")
    told = re.findall(r"^  (\S+)  (\S+)  (\S+)$", first_people(tmp_path), re.MULTILINE)
    assert {name: grant for name, _, grant in told} == ROLES
    assert [path.name for path in (tmp_path / "plans").glob("*.db*")] == ["store.db"]
    with open_store(str(tmp_path / "plans" / "store.db")) as store:
        service = serve_store(store)
        for name, password, _ in told:
            assert sign_in(service.anybody(), name, password).status_code == 303
            assert sign_in(service.anybody(), name, f"{password}x").status_code != 303


def test_a_store_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    kept = tmp_path / "plans" / "store.db"
    kept.write_text("a store", encoding="utf-8")
    assert first_people(tmp_path) == ""
    assert kept.read_text(encoding="utf-8") == "a store"
