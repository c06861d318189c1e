"""What an enemy, or an accident, may put in the place of an input: each as a function that makes it."""

from __future__ import annotations

import os
import re
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.support.faulty.base import BASE, header

SECRET = "root:$6$rounds$TOPSECRET:0:0:"
"""The first line of a file beside the folder that nobody who writes to the folder may see."""

Make = Callable[[Path], object]
"""Puts something into the folder of a dataset, or into a workbook; beside it lies the file `secret`."""


def link(name: str, target: str) -> Make:
    def make(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)

    return make


def pipe(name: str) -> Make:
    def make(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)

    return make


def listener(folder: Path) -> None:
    """A socket in the place of a table; its path is too long for one, so it is made from within."""
    (folder / "pins.csv").unlink()
    here = Path.cwd()
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("pins.csv")
    finally:
        os.chdir(here)


def is_folder(name: str) -> Make:
    def make(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return make


def through_a_linked_folder(folder: Path) -> None:
    (folder / "elsewhere").symlink_to(folder.parent)
    (folder / "pins.csv").unlink()
    (folder / "pins.csv").symlink_to("elsewhere/secret")


def sparse(name: str, gigabytes: float) -> Make:
    """A file that takes no room on the disk."""

    def make(folder: Path) -> None:
        with (folder / name).open("r+b" if (folder / name).exists() else "wb") as file:
            file.truncate(int(gigabytes * 1024**3))

    return make


def both(*makes: Make) -> Make:
    def make(folder: Path) -> None:
        for one in makes:
            one(folder)

    return make


def mounted_by_kubernetes(folder: Path) -> None:
    """Every file is a link into a folder that a link names, all of them inside."""
    (folder / "..2026").mkdir()
    for path in [path for path in folder.iterdir() if path.is_file()]:
        path.rename(folder / "..2026" / path.name)
        path.symlink_to(f"..data/{path.name}")
    (folder / "..data").symlink_to("..2026")


def many_files(folder: Path) -> None:
    for number in range(1_200):
        (folder / f"extra{number}.csv").touch()


def text(name: str, content: Callable[[], str]) -> Make:
    """The content is made when it is needed: some are large."""
    return lambda folder: (folder / name).write_text(content(), encoding="utf-8")


def rows(file: str, count: int, row: str, first: str = "") -> Make:
    """A table with this row so many times, `{n}` its number, after BASE's header, or another."""
    head = first or ",".join(header(file))
    return text(file, lambda: "\n".join([head, *(row.format(n=n) for n in range(count)), ""]))


def more(file: str, content: Callable[[], str]) -> Make:
    """BASE's file and something after it."""
    return text(file, lambda: BASE[file] + content())


def setting(line: Callable[[], str]) -> Make:
    """plan.toml with one line more."""
    return more("plan.toml", line)


def parts(part: str, old: bytes, new: bytes) -> Make:
    """A workbook with these bytes of a part, a pattern, replaced where they first stand."""

    def make(book: Path) -> None:
        with zipfile.ZipFile(book) as archive:
            content = {name: archive.read(name) for name in archive.namelist()}
        content[part], found = re.subn(old, lambda _: new, content[part], count=1)
        assert found
        with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in content.items():
                archive.writestr(name, data)

    return make
