"""The time of day as the store notes it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """ISO 8601 in UTC, to the second. For people: nothing is ordered or judged by it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
