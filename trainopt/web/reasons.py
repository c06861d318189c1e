"""Why a cohort has no place, in the reader's words."""

from __future__ import annotations

from trainopt.report.lists import reason_parts
from trainopt.words.reader import Reader


def reason_for(reader: Reader, code: str) -> str:
    """The sentence of a reason's code, such as `several_limits` or `pool:instructor`."""
    kind, resource = reason_parts(code)
    return reader.t(f"plan-reason-{kind}", resource=resource)
