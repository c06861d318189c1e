"""A solver process as who watches it has it, whatever the process is at: stopped, full, or in mid-word."""

from __future__ import annotations

import queue
import signal
import threading
from multiprocessing.connection import Connection
from subprocess import Popen
from typing import Any

from trainopt.search.starter import Forked

FAULTS = {signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGABRT}
"""The signals by which a process ends where compiled code goes wrong."""


class TeamMember:
    """One process with a thread that hears it and one that tells it: half a message holds up nobody.

    What is put into `outbox` it is told. What it says comes to `heard`, and None once it can say no more.
    """

    def __init__(
        self,
        number: int,
        process: Popen[bytes] | Forked,
        results: Connection,
        orders: Connection,
        heard: queue.SimpleQueue[tuple[TeamMember, Any]],
    ) -> None:
        self.number = number
        self.process = process
        self.orders = orders
        self.outbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=self._hear, args=(results, heard), daemon=True).start()
        threading.Thread(target=self._tell, args=(orders,), daemon=True).start()

    def _hear(self, results: Connection, heard: queue.SimpleQueue[tuple[TeamMember, Any]]) -> None:
        try:
            while True:
                heard.put((self, results.recv()))
        except (EOFError, OSError):
            heard.put((self, None))
        finally:
            results.close()

    def _tell(self, orders: Connection) -> None:
        try:
            while (order := self.outbox.get()) is not None:
                orders.send(order)
        except OSError:
            pass  # It has ended; whoever hears it knows.
        finally:
            orders.close()

    def end(self) -> bool:
        """End it at once; whether it had ended itself by a fault of compiled code."""
        self.process.kill()
        ended = self.process.wait()
        self.outbox.put(None)
        return -ended in FAULTS
