"""Why a request is refused that no function of the service has seen."""

from __future__ import annotations

from collections.abc import Sequence

from trainopt.errors import UsageError


class NotFresh(UsageError):
    """A request of a browser that no page of this service made."""


class HeldBack(UsageError):
    """A plan that the publication rules hold back; `rules` says which and why."""

    def __init__(self, rules: Sequence[str]) -> None:
        self.rules = list(rules)
        super().__init__("the publication rules hold it back: " + "; ".join(rules))


class NoMatch(UsageError):
    """A change that does not say what it is based on."""


class TooMuch(UsageError):
    """A request that is too large."""


class TooSlow(UsageError):
    """A request of which nothing more comes."""


class TooMany(UsageError):
    """Requests that come too fast."""
