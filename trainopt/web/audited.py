"""What the audit holds before and after, as people read it."""

from __future__ import annotations

import json
from typing import Any

BLANK: tuple[Any, ...] = (None, "", [], {})


def as_read(text: str | None) -> str:
    """Facts as `kind: plan; seconds: 20`, without those that are blank; what is no JSON as it stands."""
    try:
        return _told(json.loads(text or '""'))
    except ValueError:
        return text or ""


def _told(value: Any) -> str:
    if isinstance(value, dict):
        facts = {name: fact for name, fact in value.items() if fact not in BLANK}
        return "; ".join(f"{name}: {_within(fact)}" for name, fact in facts.items())
    if isinstance(value, list):
        return ", ".join(map(_within, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _within(fact: Any) -> str:
    return f"({_told(fact)})" if isinstance(fact, dict) else _told(fact)
