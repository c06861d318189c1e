"""Requests to a service: sent again where no answer came, done once, and answered by trainopt's errors."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from trainopt.errors import (
    Fault,
    InputFaults,
    NoAnswer,
    NotAllowed,
    NotSignedIn,
    NotThere,
    Outrun,
    TrainoptError,
    UsageError,
)
from trainopt.extras import missing
from trainopt.service.merging import Clash, Clashes
from trainopt.service.outside import OutsideScope
from trainopt.web.refusals import HeldBack
from trainopt.web.settings import LOOPBACK

if TYPE_CHECKING:
    import httpx

LATER = (429, 502, 503, 504)
"""What is asked again: too fast, or a proxy whose service is being started anew."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
KINDS: Mapping[str, type[UsageError]] = {
    "not_signed_in": NotSignedIn,
    "not_fresh": NotAllowed,
    "not_allowed": NotAllowed,
    "not_there": NotThere,
    "outrun": Outrun,
}
"""The error for each word of an answer; all others that say what was wrong with a request are UsageError."""


class Calls:
    """Requests to the interface of one service. `patience` is in seconds, over all tries of a request."""

    def __init__(
        self,
        address: str,
        token: str,
        *,
        patience: float,
        without_tls: bool,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        try:
            import httpx
        except ModuleNotFoundError:
            raise missing("calling a service needs httpx", "client") from None
        where = urlsplit(address)
        if where.scheme not in ("http", "https") or not where.hostname:
            raise UsageError("the address of a service is such as https://plan.example")
        if where.scheme == "http" and where.hostname not in LOOPBACK and not without_tls:
            raise UsageError(f"nothing encrypts the token on its way to {address}: say https, or without_tls")
        self.address = address.rstrip("/")
        self.lost = httpx.TransportError
        self._patience = patience
        self.sleep: Callable[[float], None] = time.sleep
        self._http = httpx.Client(
            base_url=f"{self.address}/api/v1",
            headers={"authorization": f"Bearer {token}"},
            timeout=60.0,
            transport=transport,
        )

    def close(self) -> None:
        """End its connections."""
        self._http.close()

    def tries(self) -> Iterator[None]:
        """Each try, after a pause that doubles, until the patience is over."""
        until, pause = time.monotonic() + self._patience, FIRST_PAUSE
        while True:
            yield
            if time.monotonic() + pause > until:
                return
            self.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """The answer to a request. A write carries a key, by which it is done once however often it is sent.

        Raises what the service raised, and NoAnswer where it did not answer in time.
        """
        headers = dict(given.pop("headers", {}))
        if method != "GET":
            headers["idempotency-key"] = uuid4().hex
        request = self._http.build_request(method, path, headers=headers, **given)
        request.read()  # so that each try sends the same to the byte
        last = "nothing"
        for _ in self.tries():
            try:
                answer = self._http.send(request)
            except self.lost as error:
                last = str(error) or type(error).__name__
                continue
            if answer.status_code not in LATER:
                return sound(answer)
            last = f"status {answer.status_code}"
        raise NoAnswer(f"{self.address} did not answer within {self._patience:g} s: {last}")

    @contextmanager
    def stream(self, path: str, **headers: str) -> Iterator[Iterator[str]]:
        """The lines of an answer as they come. Raises as `ask` does, and `lost` where it breaks off."""
        with self._http.stream("GET", path, headers=headers) as answer:
            if answer.status_code in LATER:
                raise self.lost(f"status {answer.status_code}")
            if answer.status_code != 200:
                answer.read()
            yield sound(answer).iter_lines()


def sound(answer: httpx.Response) -> httpx.Response:
    """The answer. Raises the error that it tells of."""
    if answer.status_code < 300:
        return answer
    try:
        told = answer.json()
        error = told["error"]
        faults = [Fault(**{key: one[key] for key in FAULT_PARTS}) for one in error["faults"]]
    except (json.JSONDecodeError, KeyError, TypeError):
        raise NoAnswer(f"no service of trainopt answers at {answer.url.host}: {answer.status_code}") from None
    raise _error_of(error["code"], error["message"], faults, told)


FAULT_PARTS = ("file", "line", "column", "message", "cell")


def _error_of(code: str, message: str, faults: list[Fault], told: Mapping[str, Any]) -> TrainoptError:
    if code == "faults":
        return InputFaults(faults)
    if code == "not_allowed" and faults:
        return OutsideScope(faults)
    if code == "held_back":
        return HeldBack(told["rules"])
    if code == "conflict":
        return Clashes([Clash(**one | {"key": tuple(one["key"])}) for one in told["conflicts"]])
    if code == "bug":
        return TrainoptError(message)
    return KINDS.get(code, UsageError)(message)
