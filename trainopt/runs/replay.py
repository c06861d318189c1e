"""Replay folders: all that is needed to repeat a run that ended in a bug of ours."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from trainopt.dataset.folder import is_archive
from trainopt.dataset.plain import Unread, is_there, read_inside
from trainopt.dataset.workbook import is_workbook
from trainopt.runs.secret import without_passwords

MARKS = ("plan.toml", "assignments.csv")
ENDINGS = (".csv", ".toml", ".json", "sha256sums")


def keep_replay(arguments: Sequence[str], traceback: str) -> Path:
    """A new folder with the command, the traceback and a copy of every dataset and plan that it names.

    Only plain files are copied, as only those are read. Passwords in URLs are left out.
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
    """Copy the dataset or plan that an argument names, if it does; what else lies there is none of ours."""
    named = Path(argument)
    if not argument:
        return
    if (is_workbook(named) or is_archive(named)) and is_there(named):
        _copy_plain(named, folder / f"{position}-{named.name}")
    elif any(is_there(named / mark) for mark in MARKS):
        copy = folder / f"{position}-{named.resolve().name}"
        copy.mkdir()
        for path in sorted(named.iterdir()):
            if path.name.lower().endswith(ENDINGS):
                _copy_plain(path, copy / path.name)


def _copy_plain(path: Path, copy: Path) -> None:
    with suppress(Unread):
        copy.write_bytes(read_inside(path.parent, path.name))
