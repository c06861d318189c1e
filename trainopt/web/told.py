"""What somebody was told, in sentences: the same in the page and in a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from trainopt.service.notices import NoticeKind
from trainopt.service.talk import row_of
from trainopt.service.told import Told
from trainopt.service.topics import Topic
from trainopt.web.addresses import page_of
from trainopt.web.said import given
from trainopt.words.reader import Reader

DECISIONS: Mapping[str, str] = {
    "accepted": "notices-accepted",
    "rejected": "notices-rejected",
    "sent back": "notices-sent-back",
    "withdrawn": "notices-withdrawn",
}
"""Which sentence says what became of a proposal."""


@dataclass(frozen=True)
class ToldShown:
    """A notice in words: `said` is what somebody wrote, blank where nobody did; `address` where it leads."""

    told: Told
    sentence: str
    said: str
    address: str


def shown_to(reader: Reader, told: Told) -> ToldShown:
    """A notice in the reader's language."""
    return ToldShown(told, _sentence(reader, told), _said(told), _address(told))


def _address(told: Told) -> str:
    """Where what was told stands; of cohorts that were moved, beside the plan that was in force before."""
    page = page_of(told.topic, told.object)
    if told.kind is NoticeKind.MOVED and told.facts["before"] is not None:
        beside = {"with": told.facts["before"], "scope": told.facts["scope"]}
        return f"{page}/difference?{urlencode(beside)}#moved"
    return page


def _sentence(reader: Reader, told: Told) -> str:
    facts = told.facts
    if told.comment is not None:
        return reader.t(
            "notices-comment", who=told.comment.author, what=thing(reader, told.topic, told.object)
        )
    if told.kind is NoticeKind.DECIDED:
        return reader.t(DECISIONS[facts["status"]], number=told.object, title=given(reader, facts["title"]))
    if told.kind is NoticeKind.ROW:
        what = thing(reader, told.topic, told.object)
        return reader.t("notices-row", what=what, version=str(facts["version"]))
    if told.kind is NoticeKind.MOVED:
        return reader.t("notices-moved", cohorts=facts["cohorts"], run=told.object)
    return reader.t("notices-held-back", run=told.object)


def _said(told: Told) -> str:
    return told.comment.said if told.comment is not None else str(told.facts.get("word", ""))


def thing(reader: Reader, topic: Topic, object: str) -> str:
    """What something is called: `proposal 3`, `sites PL-01`."""
    if topic is Topic.ROW:
        table, key = row_of(object)
        return " ".join(filter(None, (table, *key)))
    return reader.t(f"notices-{topic}", name=object)
