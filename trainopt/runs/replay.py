"""Replay folders: all that is needed to repeat a run that ended in a bug of ours."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from trainopt.dataset.workbook import is_workbook
from trainopt.runs.secret import without_passwords

MARKS = ("plan.toml", "assignments.csv")


def keep_replay(arguments: Sequence[str], traceback: str) -> Path:
    """A new folder with the command, the traceback and a copy of every dataset and plan that it names.

    Passwords in URLs are left out.
    """
    folder = Path(tempfile.mkdtemp(prefix="trainopt-replay-"))
    (folder / "traceback.txt").write_text(without_passwords(traceback), encoding="utf-8")
    command = without_passwords("\n".join(["trainopt", *arguments]))
    (folder / "command.txt").write_text(command + "\n", encoding="utf-8")
    for position, argument in enumerate(arguments):
        named = Path(argument.rpartition("=")[2] if argument.startswith("--") else argument)
        if is_workbook(named) and named.is_file():
            shutil.copy2(named, folder / f"{position}-{named.name}")
        elif any((named / mark).is_file() for mark in MARKS):
            shutil.copytree(named, folder / f"{position}-{named.resolve().name}")
    return folder
