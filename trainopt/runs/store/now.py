"""The time of day as the store notes it, for people: nothing is ordered or judged by it, as clocks jump."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """ISO 8601 in UTC, to the second."""
    return as_noted(datetime.now(UTC))


def as_noted(moment: datetime) -> str:
    """A time in UTC as the store notes times."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_since(noted: str) -> float:
    """How long ago a time was; 0 for one that is yet to come."""
    return max((datetime.now(UTC) - datetime.fromisoformat(noted)).total_seconds(), 0.0)
