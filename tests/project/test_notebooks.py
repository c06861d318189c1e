"""Every notebook runs from beginning to end, shows what it set out to show, and has its pair."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import trainopt
from scripts.notebooks import NOTEBOOKS, as_ipynb

pytestmark = pytest.mark.slow

# Whatever the machine's speed: what is found in seconds differs, what is proven does not.
SHOWS = {
    "a_what_if_day": ("DE-02-shut-in-May", "verified: yes", "[[change]]"),
    "first_plan": ("optimal",),
    "load_and_bottlenecks": ("weeks_full", "a month begins", "green", "no_capacity"),
    "the_next_pledge": ("unmet_verified", "[[change]]"),
}


def test_all_notebooks_are_known() -> None:
    assert {path.stem for path in NOTEBOOKS.glob("*.py")} == set(SHOWS)
    assert {path.stem for path in NOTEBOOKS.glob("*.ipynb")} == set(SHOWS)


@pytest.mark.parametrize("notebook", SHOWS)
def test_a_pair_agrees(notebook: str) -> None:
    """The .ipynb is what scripts/notebooks.py makes of the script."""
    script = NOTEBOOKS / f"{notebook}.py"
    assert script.with_suffix(".ipynb").read_text(encoding="utf-8") == as_ipynb(script)


@pytest.mark.parametrize("notebook", SHOWS)
def test_a_notebook_imports_public_names_alone(notebook: str) -> None:
    tree = ast.parse((NOTEBOOKS / f"{notebook}.py").read_text(encoding="utf-8"))
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    named = {
        f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
        for node in imported
        for alias in node.names
    }
    ours = {name.removeprefix("trainopt.") for name in named if name.partition(".")[0] == "trainopt"}
    assert ours
    assert ours - {"trainopt"} <= set(trainopt.__all__)


def test_a_pair_has_the_cells_of_the_script_and_nothing_that_varies(tmp_path: Path) -> None:
    script = tmp_path / "two_cells.py"
    script.write_text("# %% [markdown]\n# # Title\n\n# %%\nx = 1\n", encoding="utf-8")
    made = json.loads(as_ipynb(script))
    assert [cell["id"] for cell in made["cells"]] == ["cell-1", "cell-2"]
    assert ["".join(cell["source"]) for cell in made["cells"]] == ["# Title", "x = 1"]
    assert (made["cells"][1]["outputs"], made["cells"][1]["execution_count"]) == ([], None)
    assert made["metadata"]["kernelspec"]["name"] == "python3"
    assert as_ipynb(script) == as_ipynb(script)


def test_a_notebook_runs_where_jupyter_opens_it(tmp_path: Path) -> None:
    """In its own folder, by a kernel."""
    ran = tmp_path / "first_plan.ipynb"
    command = [sys.executable, "-m", "jupyter", "execute", "first_plan.ipynb", f"--output={ran}"]
    subprocess.run(command, cwd=NOTEBOOKS, capture_output=True, timeout=900, check=True)
    cells = json.loads(ran.read_text(encoding="utf-8"))["cells"]
    shown = ["".join(output["text"]) for cell in cells for output in cell.get("outputs", [])]
    assert any("optimal" in text for text in shown)


@pytest.mark.parametrize("notebook", SHOWS)
def test_notebook_runs(notebook: str) -> None:
    command = [sys.executable, "-W", "error", str(NOTEBOOKS / f"{notebook}.py")]
    ran = subprocess.run(
        command, cwd=NOTEBOOKS.parent, capture_output=True, text=True, timeout=900, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert [text for text in SHOWS[notebook] if text not in ran.stdout] == []
