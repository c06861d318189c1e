"""Why a request is refused that no function of the service has seen."""

from __future__ import annotations

from trainopt.errors import UsageError


class NotFresh(UsageError):
    """A request of a browser that no page of this service made."""


class NoMatch(UsageError):
    """A change that does not say what it is based on."""


class TooMuch(UsageError):
    """A request that is too large."""


class TooMany(UsageError):
    """Requests that come too fast."""
