"""How a store on PostgreSQL is spoken to: nobody waits for ever for a server that is gone, or that hangs."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from psycopg import Connection, Error, OperationalError, capabilities
from psycopg.abc import PQGen

MOST_SILENT = 300.0
"""Seconds in which a server must say or take something; no migration is bound by them."""
CANCELLED_IN = 5.0
"""Seconds for a server to hear that an answer is no longer wanted."""
NOTICED: Mapping[str, int] = {
    "connect_timeout": 30,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""By which libpq notices within a minute that a server's machine is gone, with its own names for them.

The system by itself takes a quarter of an hour, or two hours where it is the server's turn to speak.
"""


class ServerSilent(OperationalError):
    """A server that has not answered in time."""


class PatientConnection(Connection[Any]):
    """A connection that is closed where nothing comes from the server in so many seconds; None for never."""

    patience: float | None = MOST_SILENT

    def wait(self, gen: Any, *given: Any, **named: Any) -> Any:
        """The answer of the server. Raises OperationalError."""
        try:
            return super().wait(_within(gen, self.patience), *given, **named)
        except ServerSilent:
            self._give_up()
            raise

    def _give_up(self) -> None:
        """A server that is at work shall not go on, and keep others waiting, for who is gone."""
        if capabilities.has_cancel_safe():  # what older libraries have for that may wait for ever
            with suppress(Error):
                self.cancel_safe(timeout=CANCELLED_IN)
        self.close()


def _within(answer: PQGen[Any], patience: float | None) -> PQGen[Any]:
    """What psycopg does to have an answer; it is told now and then that nothing has come.

    Raises ServerSilent once nothing has come for so many seconds.
    """
    seconds = math.inf if patience is None else patience
    heard = time.monotonic()
    try:
        waits_for = next(answer)
        while True:
            ready = yield waits_for
            if ready:
                heard = time.monotonic()
            elif time.monotonic() - heard >= seconds:
                raise ServerSilent(f"the server has not answered for {seconds:g} s")
            waits_for = answer.send(ready)
    except StopIteration as ended:
        return ended.value


def connect_patiently(_dialect: object, _record: object, words: Sequence[Any], named: dict[str, Any]) -> Any:
    """A new connection, as SQLAlchemy asks for one."""
    return PatientConnection.connect(*words, **named)


def patient_again(driver: Any, _record: object) -> None:
    """A connection that comes back from who let it wait for ever: it is asked next whether it is alive."""
    if driver is not None:
        driver.patience = MOST_SILENT
