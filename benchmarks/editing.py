"""People who edit the same rows at once over HTTP, what was acknowledged to them, and whether it is kept.

Each edit is a change more in a draft. A draft of some edits is submitted, and a coordinator accepts what
waits, as mine where it clashes. Whoever gets no answer looks at what is there, and goes on from that.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import func, select

from benchmarks.serving import INTERFACE, Times
from trainopt.runs.store import Store
from trainopt.runs.store.schema import audit
from trainopt.service.actors import operator
from trainopt.service.datasets import data_of, list_versions, show_version
from trainopt.service.drafts import show_draft
from trainopt.service.proposals import ProposalStatus, show_proposal
from trainopt.service.versions import changes_in

Changes = list[dict[str, Any]]
COLUMN, LEAST, MOST = "priority", 2, 99
"""What is edited of a demand: whatever it is, the data stay sound."""
AGAIN = 0.2
"""Seconds until a question that was not answered is put again."""
UNANSWERED = 500
"""Statuses from here on say that the service could not: nothing was acknowledged."""


@dataclass
class Acknowledged:
    """What people were told is done: changes by draft, proposals by draft, versions with their proposals."""

    edits: int = 0
    drafts: dict[int, Changes] = field(default_factory=dict)
    submitted: dict[int, int] = field(default_factory=dict)
    accepted: dict[int, int] = field(default_factory=dict)
    unanswered: int = 0

    def note(self, draft: int, changes: Changes) -> None:
        """An edit more, which was acknowledged."""
        self.edits += 1
        self.drafts[draft] = list(changes)


class Caller:
    """Somebody's calls: each is put until it is answered; `None` where the first try was not."""

    def __init__(self, client: httpx.AsyncClient, headers: Mapping[str, str], known: Acknowledged) -> None:
        self._client, self._headers, self.known = client, dict(headers), known

    async def ask(
        self, method: str, address: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response | None:
        """The answer; None where there is none, or none that says what was done."""
        try:
            answer = await self._client.request(
                method, INTERFACE + address, json=body, headers=self._headers | dict(headers or {})
            )
        except httpx.HTTPError:
            answer = None
        if answer is None or answer.status_code >= UNANSWERED:
            self.known.unanswered += 1
            await asyncio.sleep(AGAIN)
            return None
        return answer

    async def look(self, address: str) -> httpx.Response:
        """The answer to a question that changes nothing, however often it must be put."""
        while (answer := await self.ask("GET", address)) is None:
            continue
        return answer


@dataclass
class Editor:
    """A person who edits rows of `demand` in drafts of so many edits."""

    caller: Caller
    rows: Sequence[str]
    per_draft: int
    dice: random.Random
    times: Times
    draft: int = 0
    seen: str = ""
    changes: Changes = field(default_factory=list)

    async def edit(self) -> None:
        """One edit; before it the draft is submitted, if it has enough of them."""
        if self.draft and len(self.changes) >= self.per_draft:
            await self.submit()
        change = {
            "table": "demand",
            "where": {"demand_id": self.dice.choice(self.rows)},
            "set": {COLUMN: self.dice.randint(LEAST, MOST)},
        }
        wanted = [*self.changes, change]
        began = time.monotonic()
        if self.draft:
            body, headers = {"changes": wanted}, {"If-Match": self.seen}
            answer = await self.caller.ask("PATCH", f"/drafts/{self.draft}", body, headers)
        else:
            answer = await self.caller.ask("POST", "/drafts", {"title": "rows", "changes": wanted})
        if answer is None:
            await self.see()
        elif answer.is_success:
            self.times.seconds.append(time.monotonic() - began)
            self.draft, self.seen = answer.json()["id"], answer.headers["etag"]
            self.changes = wanted
            self.caller.known.note(self.draft, wanted)
        else:
            self.times.errors.append(f"{answer.status_code} {answer.text[:200]}")

    async def see(self) -> None:
        """After an edit that was not answered: what is there."""
        if self.draft:
            answer = await self.caller.look(f"/drafts/{self.draft}")
            self.seen, self.changes = answer.headers["etag"], answer.json()["changes"]

    async def submit(self) -> None:
        """Submit the draft, and have none."""
        while self.draft:
            answer = await self.caller.ask("POST", f"/drafts/{self.draft}/submit", {"reason": "counted"})
            if answer is None:
                answer = await self.caller.look(f"/drafts/{self.draft}")
                if answer.json()["status"] == "open":
                    continue
            elif answer.is_success:
                self.caller.known.submitted[self.draft] = answer.json()["id"]
            else:
                self.times.errors.append(f"{answer.status_code} {answer.text[:200]}")
            self.draft, self.seen, self.changes = 0, "", []


@dataclass
class Accepting:
    """A coordinator who accepts what waits, as mine where it clashes."""

    caller: Caller
    times: Times

    async def accept(self) -> bool:
        """Accept what waits now, oldest first; whether anything did."""
        found = await self.caller.look("/proposals")
        ids = sorted(one["id"] for one in found.json()["items"])
        if not ids:
            return False
        choices: dict[tuple[Any, ...], dict[str, Any]] = {}
        began = time.monotonic()
        while True:
            body = {"ids": ids, "choices": list(choices.values()), "reason": "as asked"}
            answer = await self.caller.ask("POST", "/proposals/accept", body)
            if answer is None:
                return True  # whether it was done is seen in what still waits
            if answer.status_code != httpx.codes.CONFLICT:
                break
            kept = ("proposal", "change", "table", "key", "column")
            # What is chosen for one proposal may make a clash of a later one: those before still hold.
            for one in answer.json()["conflicts"]:
                place = (one["proposal"], one["table"], *one["key"], one["column"])
                choices[place] = {name: one[name] for name in kept} | {"take": "mine"}
        if answer.is_success:
            self.times.seconds.append(time.monotonic() - began)
            self.caller.known.accepted |= dict.fromkeys(ids, answer.json()["number"])
        else:
            self.times.errors.append(f"{answer.status_code} {answer.text[:200]}")
        return True


# Whether it is still there


def lost(store: Store, known: Acknowledged) -> list[str]:
    """What was acknowledged and is not in the store any more, each in a sentence; nothing, if all is well."""
    found = [*_lost_edits(store, known), *_lost_proposals(store, known)]
    versions = {number: _changed(store, number) for number in sorted(set(known.accepted.values()))}
    for proposal, version in known.accepted.items():
        found += _lost_rows(store, proposal, versions[version])
    return found


def _lost_edits(store: Store, known: Acknowledged) -> list[str]:
    """A draft holds what was acknowledged, in its order; what was not may follow it."""
    found = []
    for number, changes in known.drafts.items():
        stored = list(show_draft(store, operator(), number).changes)
        missing = len(changes) - sum(1 for a, b in zip(stored, changes, strict=False) if a == b)
        if missing:
            found.append(f"draft {number} lacks {missing} of {len(changes)} changes")
    return found


def _lost_proposals(store: Store, known: Acknowledged) -> list[str]:
    waits = {*known.submitted.values()} - known.accepted.keys()
    found = []
    for number in known.submitted.values():
        status = show_proposal(store, operator(), number).status
        allowed = (
            {ProposalStatus.WAITING, ProposalStatus.ACCEPTED}
            if number in waits
            else {ProposalStatus.ACCEPTED}
        )
        if status not in allowed:
            found.append(f"proposal {number} is {status}")
    return found


def _changed(store: Store, version: int) -> dict[tuple[str, ...], str]:
    """What a version gave each demand."""
    with store.look() as connection:
        return {one.key: (one.after or {}).get(COLUMN, "") for one in changes_in(connection, version)}


def _lost_rows(store: Store, proposal: int, changed: Mapping[tuple[str, ...], str]) -> list[str]:
    """Rows of an accepted proposal of which its version says nothing, though it gave them another value."""
    edits = show_proposal(store, operator(), proposal).edits
    return [
        f"proposal {proposal}: {edit.key[0]} is not in its version"
        for edit in edits
        if edit.key not in changed and not _is_as_before(store, proposal, edit.key, edit.after)
    ]


def _is_as_before(store: Store, proposal: int, key: tuple[str, ...], after: Mapping[str, str] | None) -> bool:
    """Whether the version before had the value already: an equal value is no change."""
    version = show_proposal(store, operator(), proposal).version
    assert version is not None
    parent = show_version(store, operator(), version).parent
    assert parent is not None
    before = data_of(store, operator(), parent).text["demand"].get(key)
    return before is not None and after is not None and before.get(COLUMN) == after.get(COLUMN)


def broken(store: Store) -> list[str]:
    """What is not whole in a store, each in a sentence: its pages, its line of versions, its newest data."""
    found = []
    with store.look() as connection:
        if store.engine.dialect.name == "sqlite":
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
            found += [] if said == "ok" else [f"integrity_check: {said}"]
        noted = connection.scalar(select(func.count()).select_from(audit))
    line = list_versions(store, operator(), most=100_000)
    # A number that an acceptance had taken when it was killed is not given again: gaps are no fault.
    before = [*(version.number for version in line[1:]), None]
    if [version.parent for version in line] != before:
        found.append("a version does not stand on the one before it")
    data_of(store, operator())
    if not noted:
        found.append("there is no audit")
    return found
