"""How numbers and shares are said, the same in every message, table and picture."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """`1 week`, `2,000 weeks`, `3 classes`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float, digits: int = 0) -> str:
    """A share from 0 to 1: `67 %`, `1.5 %`."""
    return f"{100 * share:.{digits}f} %"
