"""What a run says of itself: lines for the log and the store, and a page where there was no plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from trainopt.errors import Fault, printable
from trainopt.runs.nightly.comparing import Compared
from trainopt.runs.store.records import RunStatus
from trainopt.search.result import Tier
from trainopt.words.voice import FileWords, Voice

PLAIN = Voice(words=FileWords.NIGHTS)
"""English, as the log and the store have it."""
MARKUP = re.compile(r"[\\`*\[\]<>|~]")
"""What would mean something on a page of markdown; an underscore within a word does not."""


def as_markdown(text: str) -> str:
    """A text of the data on a page: on one line, and nothing in it that means anything there."""
    return MARKUP.sub(r"\\\g<0>", " ".join(printable(text).split()))


def where(fault: Fault) -> dict[str, Any]:
    """Where a fault stands, as facts of a log line."""
    return {"file": fault.file, "row": fault.line, "column": fault.column}


def told(fault: Fault, voice: Voice) -> str:
    """A fault, where it stands and what it is, in a language."""
    return str(replace(fault, message=voice.say(fault.message)))


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


def page_of_failure(
    run: int, status: RunStatus, message: str, faults: Sequence[Fault], voice: Voice = PLAIN
) -> str:
    """The summary of a night without a plan."""
    say = voice.say
    lines = [f"# {say(f'Run {run}: {status.value}')}", "", f"**{as_markdown(say(message))}.**"]
    if faults:
        lines += ["", say("Mend these where they stand, and run again:"), ""]
        lines += [f"- {as_markdown(told(fault, voice))}" for fault in faults]
    return "\n".join(lines) + "\n"
