"""Makes the .ipynb files anew from the percent scripts beside them: without outputs, always the same."""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbformat

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"

METADATA = {
    "jupytext": {"formats": "ipynb,py:percent"},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def as_ipynb(script: Path) -> str:
    """A percent script as the text of an .ipynb file, its cells' ids by their position."""
    notebook = jupytext.read(script, fmt="py:percent")
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number}"
        cell.metadata = nbformat.from_dict({})
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook)}\n"


def main() -> None:
    for script in sorted(NOTEBOOKS.glob("*.py")):
        script.with_suffix(".ipynb").write_text(as_ipynb(script), encoding="utf-8")


if __name__ == "__main__":
    main()
