"""A small file that shows, from outside, that a run lives and what it is at."""

from __future__ import annotations

import json
import os
import socket
import time
from contextlib import suppress
from pathlib import Path

from trainopt.dataset.whole import FileKind, write_text
from trainopt.errors import UsageError
from trainopt.runs.store.now import now

KIND = FileKind("heartbeat", (b'{"run": ',))


class Heartbeat:
    """Written anew every few seconds, whole. Where it cannot be written, the run goes on without it."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.began = time.monotonic()
        self.run: int | None = None
        self.doing = "starting"

    def beat(self) -> None:
        """Write the file."""
        if self.path is None:
            return
        line = {
            "run": self.run,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "at": now(),
            "seconds": round(time.monotonic() - self.began, 1),
            "doing": self.doing,
        }
        with suppress(OSError, UsageError):
            write_text(self.path, json.dumps(line) + "\n")

    def at(self, doing: str) -> None:
        """Say what the run is at, and write it."""
        self.doing = doing
        self.beat()
