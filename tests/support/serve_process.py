"""`trainopt serve` as a process, for a while."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import PATIENCE


@dataclass(frozen=True)
class ServeProcess:
    """A service that answers: its process, its address, and what it said before."""

    process: subprocess.Popen[str]
    address: str
    said: str


@contextmanager
def serve_process(folder: Path, *options: str, work: bool = False) -> Iterator[ServeProcess]:
    """A service in a folder, with a worker if it is to have one; it leaves in good order."""
    command = [sys.executable, "-m", "trainopt", "serve", "--port", "0", *options]
    command += [] if work else ["--no-worker"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = ""
        while not (found := re.search(r"trainopt is at (\S+)", said)):
            line = process.stderr.readline()
            assert line, said
            said += line
        try:
            yield ServeProcess(process, found[1], said)
        finally:
            process.terminate()
            rest = process.communicate(timeout=PATIENCE)[1]
        assert process.returncode == 0, said + rest
