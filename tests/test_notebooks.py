"""Every notebook runs from beginning to end, and shows what it set out to show."""

import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"

SHOWS = {
    "a_what_if_day": ("DE-02-shut-in-May", "verified: yes", "[[change]]"),
    "first_plan": ("optimal",),
    "the_next_pledge": ("unmet_verified", "[[change]]"),
}


def test_all_notebooks_are_known() -> None:
    assert {path.stem for path in NOTEBOOKS.glob("*.py")} == set(SHOWS)


@pytest.mark.parametrize("notebook", SHOWS)
def test_notebook_runs(notebook: str) -> None:
    command = [sys.executable, "-W", "error", str(NOTEBOOKS / f"{notebook}.py")]
    ran = subprocess.run(
        command, cwd=NOTEBOOKS.parent, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert [text for text in SHOWS[notebook] if text not in ran.stdout] == []
