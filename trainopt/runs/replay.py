"""Replay folders: all that is needed to repeat a run that ended in a bug of ours."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from trainopt.dataset.workbook import is_workbook
from trainopt.runs.secret import without_passwords

MARKS = ("plan.toml", "assignments.csv")


def keep_replay(arguments: Sequence[str], traceback: str) -> Path:
    """A new folder with the command, the traceback and a copy of every dataset and plan that it names.

    Passwords in URLs are left out.
    """
    folder = Path(tempfile.mkdtemp(prefix="trainopt-replay-"))
    texts = {"traceback.txt": traceback, "command.txt": "\n".join(["trainopt", *arguments]) + "\n"}
    for name, text in texts.items():
        (folder / name).write_text(without_passwords(text), encoding="utf-8", errors="backslashreplace")
    for position, argument in enumerate(arguments):
        # What cannot be copied, or is no name of a file at all, must not hide the bug.
        with suppress(OSError, ValueError):
            _copy(argument.rpartition("=")[2] if argument.startswith("--") else argument, folder, position)
    return folder


def _copy(argument: str, folder: Path, position: int) -> None:
    """Copy the dataset or plan that an argument names, if it does: plain files alone."""
    named = Path(argument)
    if not argument:
        return
    if is_workbook(named) and named.is_file():
        shutil.copy2(named, folder / f"{position}-{named.name}")
    elif any((named / mark).is_file() for mark in MARKS):
        target = folder / f"{position}-{named.resolve().name}"
        target.mkdir()
        for path in named.iterdir():
            if path.is_file() and not path.is_symlink():
                shutil.copy2(path, target / path.name)
