"""The processes that serve: they leave when they are told to, whatever one of them is stuck in."""

from __future__ import annotations

import time
from types import FrameType

from uvicorn import Server
from uvicorn.supervisors import Multiprocess

from trainopt.search.stopping import end_at_last

LEAVES_IN = 60.0
"""Seconds that a process has to leave in good order: an answer may be stuck in a thread for ever."""


class LeavingServer(Server):
    """A server that ends as it stands where it cannot leave in good order."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """It is told to leave."""
        end_at_last(LEAVES_IN)
        super().handle_exit(sig, frame)


class LeavingProcesses(Multiprocess):
    """Several servers, of which those are killed that do not leave."""

    def join_all(self) -> None:
        """Wait for their ends."""
        until = time.monotonic() + LEAVES_IN
        for one in self.processes:
            one.process.join(max(until - time.monotonic(), 0.0))
            if one.process.is_alive():
                one.kill()
            one.join()
