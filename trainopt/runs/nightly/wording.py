"""What a run says of itself: lines for the log and the store, and a page where there was no plan."""

from __future__ import annotations

import re
from typing import Any

from trainopt.errors import Fault, printable
from trainopt.runs.nightly.comparing import Compared
from trainopt.runs.store.records import RunStatus
from trainopt.search.result import Tier

MARKUP = re.compile(r"[\\`*\[\]<>|~]")
"""What would mean something on a page of markdown; an underscore within a word does not."""


def as_markdown(text: str) -> str:
    """A text of the data on a page: on one line, and nothing in it that means anything there."""
    return MARKUP.sub(r"\\\g<0>", " ".join(printable(text).split()))


def where(fault: Fault) -> dict[str, Any]:
    """Where a fault stands, as facts of a log line."""
    return {"file": fault.file, "row": fault.line, "column": fault.column}


def tier_facts(tier: Tier) -> dict[str, Any]:
    """A tier as facts of a log line and of the store."""
    return {"term": tier.term, "value": tier.value, "bound": tier.bound, "gap": round(tier.gap, 6)}


def message_of(status: RunStatus, compared: Compared, base: int | None) -> str:
    """What came of a run with a plan, in a sentence; `base` is the run whose plan was in force."""
    moved = f"{compared.figures['moved_cohorts']:,} cohorts held otherwise than before"
    if status is RunStatus.PUBLISHED:
        return f"published; {'the first plan' if base is None else moved}"
    stays = "no plan is in force" if base is None else f"the plan of run {base} stays in force"
    failed = [judged.said for judged in compared.judged if not judged.holds]
    if status is RunStatus.HELD_BACK:
        return f"not published: {'; '.join(failed)}; {stays}"
    return f"{status.value}, not published; {stays}"


def page_of_failure(run: int, status: RunStatus, message: str, faults: list[str]) -> str:
    """The summary of a night without a plan."""
    lines = [f"# Run {run}: {status.value}", "", f"**{as_markdown(message)}.**"]
    if faults:
        lines += [
            "",
            "Mend these where they stand, and run again:",
            "",
            *(f"- {as_markdown(fault)}" for fault in faults),
        ]
    return "\n".join(lines) + "\n"
