"""A real PostgreSQL server for the tests, from Debian's package, on a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.processes import PATIENCE

SERVERS = Path("/usr/lib/postgresql")
USER = "postgres"


def binaries() -> Path | None:
    """The folder of the newest server's programs; None where there is none."""
    found = sorted(SERVERS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class Server:
    """A server that listens on a socket in a folder, and on no network."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self.programs = programs
        self.made = 0

    def run(self, program: str, *words: str) -> None:
        command = [str(self.programs / program), *words]
        if os.getuid() == 0:  # as root the server refuses to run
            command = ["runuser", "-u", USER, "--", *command]
        subprocess.run(command, cwd="/", check=True, capture_output=True, timeout=2 * PATIENCE)

    def start(self) -> None:
        """Start it, and wait until it listens."""
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        log = str(self.folder / "log")
        self.pg_ctl("start", "-o", options, "-l", log)

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        self.pg_ctl("stop", "-m", "immediate")

    def pg_ctl(self, what: str, *options: str) -> None:
        """Do it, and wait until it is done: for longer than pg_ctl's own minute on a busy machine."""
        self.run("pg_ctl", what, "-D", str(self.folder / "data"), "-w", "-t", str(PATIENCE), *options)

    def database(self, like: str = "template1") -> str:
        """The URL of a new database: an empty one, or a copy of another, by its name."""
        self.made += 1
        name = f"store{self.made}"
        self.run("createdb", "-h", str(self.folder), "-U", USER, "-T", like, name)
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    @staticmethod
    def name_of(url: str) -> str:
        """Which of its databases is at a URL."""
        return urlsplit(url).path.removeprefix("/")


@contextmanager
def postgres() -> Iterator[Server]:
    """A server for the block; skips the test with a clear word where there is none to start."""
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server: on Debian, apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if os.getuid() == 0:
            try:
                owner = pwd.getpwnam(USER)
            except KeyError:
                pytest.skip(f"no user {USER} to run PostgreSQL as")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        server = Server(folder, programs)
        data = str(folder / "data")
        server.run("initdb", "-D", data, "-A", "trust", "-U", USER, "--no-sync", "-E", "UTF8")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
