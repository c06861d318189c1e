"""What the audit holds, as people read it: what a line is about, and what was before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from trainopt.runs.store.publishing import Entry
from trainopt.service.auditing import DATA
from trainopt.service.talk import row_of
from trainopt.service.topics import Topic
from trainopt.web.said import given
from trainopt.words.reader import Reader

BLANK: tuple[Any, ...] = (None, "", [], {})
THINGS: Mapping[str, str] = {
    Topic.DRAFT: "notices-draft",
    Topic.PROPOSAL: "notices-proposal",
    Topic.RUN: "notices-run",
    Topic.CLASS: "notices-class",
    Topic.COHORT: "notices-cohort",
    "feed": "audit-feed",
    "mapping": "audit-mapping",
    "site": "audit-site",
    "spreadsheet": "audit-spreadsheet",
    "unit": "audit-unit",
    "version": "audit-version",
}
"""What lines name as `run 8`: the first word, and the message that says it."""
ALONE: Mapping[str, str] = {"notices": "audit-notices", "plan": "audit-plan"}
"""What they name by a word alone."""
FACTS: Mapping[str, str] = {
    name: f"audit-fact-{name.replace('_', '-')}"
    for name in (
        *("address", "base", "changes", "comment", "dataset", "days", "drafts", "feed", "grants", "kept"),
        *("kind", "kinds", "language", "mapping", "name", "person", "proposal", "proposals", "reason"),
        *("revision", "rows", "run", "seconds", "session", "set_back_to", "size", "state", "status"),
        *("subject", "text", "title", "token", "version", "word"),
    )
}
"""The names of facts, each with the message that says it. Others are settings, which are ids."""
OUR_WORDS: Mapping[str, str] = {
    "kind": "runs-kind-",
    "kinds": "notices-kind-",
    "state": "runs-state-",
    "status": "proposals-status-",
}
"""Facts whose value is a word of ours, and how the messages begin that say it."""
GIVEN_BY_US = {"reason", "title"}
"""Facts that the service fills where nobody does."""


def about(reader: Reader, line: Entry) -> str:
    """What a line is about, in the reader's words; people and settings as they are called."""
    if line.area != DATA:
        return line.object
    if line.object in ALONE:
        return reader.t(ALONE[line.object])
    kind, _, name = line.object.partition(" ")
    if kind == Topic.ROW:
        table, key = row_of(name)
        return " ".join(filter(None, (table, *key)))
    return reader.t(THINGS[kind], name=name) if kind in THINGS else line.object


def facts_told(reader: Reader, text: str | None) -> str:
    """Facts as `kind: plan; seconds: 20`, without those that are blank; what is no JSON as it stands."""
    try:
        found = json.loads(text or '""')
    except ValueError:
        return text or ""
    if not isinstance(found, dict):
        return _told(found)
    facts = {name: fact for name, fact in found.items() if fact not in BLANK}
    return "; ".join(f"{_name(reader, name)}: {_value(reader, name, fact)}" for name, fact in facts.items())


def _name(reader: Reader, name: str) -> str:
    return reader.t(FACTS[name]) if name in FACTS else name


def _value(reader: Reader, name: str, fact: Any) -> str:
    if name in OUR_WORDS:
        words = fact if isinstance(fact, list) else [fact]
        return ", ".join(_word(reader, OUR_WORDS[name], str(word)) for word in words)
    return given(reader, fact) if name in GIVEN_BY_US and isinstance(fact, str) else _within(fact)


def _word(reader: Reader, begins: str, word: str) -> str:
    """A word of ours; one that no catalogue has, as of another release, as it stands."""
    try:
        return reader.t(begins + word.replace(" ", "-"))
    except LookupError:
        return word


def _told(value: Any) -> str:
    if isinstance(value, dict):
        facts = {name: fact for name, fact in value.items() if fact not in BLANK}
        return "; ".join(f"{name}: {_within(fact)}" for name, fact in facts.items())
    if isinstance(value, list):
        return ", ".join(map(_within, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a time limit is in whole seconds, whoever wrote it
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _within(fact: Any) -> str:
    return f"({_told(fact)})" if isinstance(fact, dict) else _told(fact)
