"""`Client`: the functions of a service, against a server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from trainopt.client.files import file_to_send
from trainopt.client.frames import frame_of_cells
from trainopt.client.interface import Answered, told
from trainopt.client.running import RunCalls
from trainopt.dataset.source import Where
from trainopt.scenario.form import Scenario
from trainopt.scenario.text import as_written
from trainopt.service.merging import ClashChoice, Take
from trainopt.service.versions import LATEST

if TYPE_CHECKING:
    import pandas as pd


class Client(RunCalls):
    """A service at an address, to which one is signed in by a token; without one that of TRAINOPT_TOKEN.

    One thing is a dict, as the interface for programs describes it; a list and a table are frames. What a
    service refuses is raised as it is in Python. Where no answer comes, a request is sent again, for
    `patience` seconds, and a write that is sent twice is done once. `without_tls`: also to another machine,
    although nothing encrypts the token on its way there.

    >>> trainopt.Client("http://127.0.0.1:8000", "trainopt_…")
    Client('http://127.0.0.1:8000')
    """

    def me(self) -> Answered:
        """Who one is, and with which grants."""
        return self.get("/me")

    # Versions

    def list_versions(self, most: int = 100) -> pd.DataFrame:
        """Dataset versions, newest first, at most so many."""
        return self.listed("/versions", most)

    def show_version(self, version: int | str = LATEST) -> Answered:
        """A version with what it changed."""
        return self.get(f"/versions/{version}")

    def show_table(self, table: str, version: int | str = LATEST) -> pd.DataFrame:
        """A table of a version, the rows of one's scopes: cells as text, as in its CSV file."""
        found = self.get(f"/versions/{version}/tables/{quote(table, '')}")
        return frame_of_cells(found["columns"], found["items"])

    def set_back(self, version: int, reason: str) -> Answered:
        """A new version whose content is an old one's."""
        return self.post("/versions", {"set_back_to": version, "reason": reason})

    def row_history(self, table: str, key: Sequence[str]) -> pd.DataFrame:
        """What became of a row, oldest first."""
        return self.frame("/history", {"table": table, "key": list(key)})

    # Drafts and proposals

    def list_drafts(self, *, every: bool = False, most: int = 100) -> pd.DataFrame:
        """The drafts that one may see, newest first: open ones, or every one."""
        return self.listed("/drafts", most, every=every)

    def begin_draft(
        self,
        title: str,
        changes: Scenario | Sequence[Mapping[str, Any]] = (),
        base: int | str = LATEST,
    ) -> Answered:
        """A new draft, of changes as a scenario file has them or of a scenario; its `faults` are in it."""
        sent = as_written(changes) if isinstance(changes, Scenario) else list(changes)
        return self.post("/drafts", {"title": title, "changes": sent, "base": base})

    def upload_draft(
        self,
        path: Where,
        *,
        title: str = "",
        base: int | str = "",
        delete_missing: bool = False,
        own_map: Where | None = None,
    ) -> Answered:
        """A draft of what a workbook, a folder or a CSV file changes within one's scope.

        With `own_map`, a TOML file, that is a spreadsheet of one's own layout.
        """
        form = {"title": title, "base": str(base), "delete_missing": str(delete_missing).lower()}
        sent = {"file": path} | ({} if own_map is None else {"map": own_map})
        files = {name: file_to_send(Path(one)) for name, one in sent.items()}
        return told(self.calls.ask("POST", "/drafts/upload", data=form, files=files))

    def show_draft(self, draft: int) -> Answered:
        """A draft with its faults."""
        return self.get(f"/drafts/{draft}")

    def change_draft(
        self,
        seen: Mapping[str, Any],
        *,
        title: str | None = None,
        changes: Scenario | Sequence[Mapping[str, Any]] | None = None,
    ) -> Answered:
        """Change a draft that is still as it was `seen`, else Outrun is raised; what is None stays."""
        sent = as_written(changes) if isinstance(changes, Scenario) else changes
        body = {"title": title, "changes": None if sent is None else list(sent)}
        return self.write("PATCH", f"/drafts/{seen['id']}", body, seen)

    def move_draft(self, seen: Mapping[str, Any], choices: Iterable[ClashChoice] = ()) -> Answered:
        """Move a draft onto the newest version. Raises Clashes until each clash has a choice."""
        return self.write("POST", f"/drafts/{seen['id']}/move", {"choices": _choices(choices)}, seen)

    def invite(self, draft: int, name: str, *, undo: bool = False) -> Answered:
        """Invite somebody to work on one's draft, or no longer."""
        return self.post(f"/drafts/{draft}/guests", {"name": name, "undo": undo})

    def submit_draft(self, draft: int, reason: str = "") -> Answered:
        """Submit one's draft: the proposal that it becomes."""
        return self.post(f"/drafts/{draft}/submit", {"reason": reason})

    def withdraw_draft(self, draft: int) -> None:
        """Withdraw one's draft."""
        self.calls.ask("DELETE", f"/drafts/{draft}")

    def list_proposals(self, *, every: bool = False, most: int = 100) -> pd.DataFrame:
        """The proposals that wait, or every one, newest first."""
        return self.listed("/proposals", most, every=every)

    def show_proposal(self, proposal: int) -> Answered:
        """A proposal, with its `conflicts` while it waits."""
        return self.get(f"/proposals/{proposal}")

    def accept_proposals(
        self, proposals: Sequence[int], choices: Iterable[ClashChoice] = (), reason: str = ""
    ) -> Answered:
        """Accept proposals as one act: the next version. Raises Clashes until each clash has a choice."""
        body = {"ids": list(proposals), "choices": _choices(choices), "reason": reason}
        return self.post("/proposals/accept", body)

    def reject_proposal(self, proposal: int, reason: str) -> Answered:
        """Reject a proposal with a reason."""
        return self.post(f"/proposals/{proposal}/reject", {"reason": reason})

    def send_back(self, proposal: int, reason: str) -> Answered:
        """Send a proposal back with a word: its draft is open again."""
        return self.post(f"/proposals/{proposal}/send-back", {"reason": reason})

    def withdraw_proposal(self, proposal: int) -> Answered:
        """Take one's own proposal back while it waits."""
        return self.post(f"/proposals/{proposal}/withdraw", {})

    # People

    def list_people(self) -> pd.DataFrame:
        """Every account with its grants."""
        return self.frame("/people", {})

    def add_person(
        self, name: str, grants: Sequence[str] = (), password: str | None = None, subject: str | None = None
    ) -> Answered:
        """A new account, with a one-time `password` where none is given."""
        body = {"name": name, "grants": list(grants), "password": password, "subject": subject}
        return self.post("/people", body)

    def change_person(
        self,
        name: str,
        *,
        grants: Sequence[str] | None = None,
        disabled: bool | None = None,
        reset_password: bool = False,
    ) -> Answered:
        """An account's grants as they shall be, closed or open, a new one-time password; None stays."""
        body = {"grants": None if grants is None else list(grants), "disabled": disabled}
        path = f"/people/{quote(name, '')}"
        return self.write("PATCH", path, body | {"reset_password": reset_password})

    def read_settings(self) -> Answered:
        """How long `runs prune` keeps things; None: for good."""
        return self.get("/settings")

    def change_settings(self, **settings: int | None) -> Answered:
        """Change how long things are kept: `keep_versions`, `keep_drafts_days`, `keep_audit_days`."""
        return self.write("PATCH", "/settings", settings)

    def read_audit(self, most: int = 100) -> pd.DataFrame:
        """The audit that one may read, newest first."""
        return self.listed("/audit", most)

    def list_comments(self, on: str) -> pd.DataFrame:
        """The comments on an object such as `draft:3` or `run:5`, oldest first."""
        return self.frame("/comments", {"on": on})

    def say(self, on: str, said: str) -> Answered:
        """Leave a comment; whoever is named with an `@` is told."""
        return told(self.calls.ask("POST", "/comments", params={"on": on}, json={"said": said}))


def _choices(choices: Iterable[ClashChoice]) -> list[Answered]:
    """Choices as they are sent: `take` is theirs, mine, or the value itself."""
    return [
        {name: part for name, part in asdict(one).items() if name != "value"}
        | {"take": one.value if one.take is Take.VALUE else one.take.value}
        for one in choices
    ]
