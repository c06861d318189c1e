"""How numbers are said, the same in every message, table and picture."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """`1 week`, `2,000 weeks`, `3 classes`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
