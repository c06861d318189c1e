"""How a client asks: what every function of it has in common."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from trainopt.client.calls import Calls
from trainopt.client.frames import frame_of_items, frame_of_result
from trainopt.errors import UsageError

if TYPE_CHECKING:
    import httpx
    import pandas as pd

TOKEN_VARIABLE = "TRAINOPT_TOKEN"
LONGEST_PART = 200
"""Of a list at most so many are asked for at once."""
Answered = dict[str, Any]
"""A thing as the service tells of it, by the names that its description has."""


class Interface:
    """The interface of a service, to which one is signed in."""

    def __init__(
        self,
        address: str,
        token: str | None = None,
        *,
        patience: float = 60.0,
        without_tls: bool = False,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        held = token or os.environ.get(TOKEN_VARIABLE, "")
        if not held:
            raise UsageError(f"sign in by a token: give one, or set {TOKEN_VARIABLE}")
        self.calls = Calls(address, held, patience=patience, without_tls=without_tls, transport=transport)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.calls.address!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End its connections."""
        self.calls.close()

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Answered:
        """What stands at an address."""
        return told(self.calls.ask("GET", path, params=params or {}))

    def post(self, path: str, body: Mapping[str, Any]) -> Answered:
        """What a write answers."""
        return self.write("POST", path, body)

    def write(
        self, method: str, path: str, body: Mapping[str, Any], seen: Mapping[str, Any] | None = None
    ) -> Answered:
        """What a write answers; with what was `seen` it is refused where that is no longer so."""
        headers = {} if seen is None else {"if-match": f'"{seen["revision"]}"'}
        return told(self.calls.ask(method, path, json=body, headers=headers))

    def frame(self, path: str, params: Mapping[str, Any]) -> pd.DataFrame:
        """A list that comes whole."""
        return frame_of_items(self.get(path, params)["items"])

    def listed(self, path: str, most: int, **params: Any) -> pd.DataFrame:
        """As many of a list, asked for part by part."""
        found: list[Answered] = []
        after: str | None = ""
        while after is not None and len(found) < most:
            asked = {"most": min(most - len(found), LONGEST_PART), **({"before": after} if after else {})}
            part = self.get(path, params | asked)
            found += part["items"]
            after = part["next"]
        return frame_of_items(found)

    def result(self, path: str, table: str, scope: str) -> pd.DataFrame:
        """A table of a plan."""
        asked = {"params": {"scope": scope}, "headers": {"accept": "text/csv"}}
        return frame_of_result(table, self.calls.ask("GET", f"{path}/{quote(table, '')}", **asked).content)


def told(answer: httpx.Response) -> Answered:
    """What an answer holds."""
    found: Answered = answer.json()
    return found
