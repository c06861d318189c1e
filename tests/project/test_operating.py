"""The runbook of the service is followed as it stands, with a store of each kind: no draft is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.project.test_runbook import Operated, blocks_of
from tests.support.planning import beds, with_dataset
from tests.support.root import ROOT
from trainopt.runs.store import open_store
from trainopt.runs.store.migrate import bring_up_to_date, take_back
from trainopt.service.actors import operator
from trainopt.service.drafts import begin_draft, list_drafts, withdraw_draft
from trainopt.service.people import list_people

PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
SERVICES = ["trainopt-serve.service", "trainopt-work.service"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_its_commands_run_and_a_backup_brings_drafts_back(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """All of them, in their order; what happens between backup and restore is undone, and nothing else."""
    place = Operated(tmp_path, kind, request)
    monkeypatch.chdir(tmp_path)
    kept = 0
    for language, text in blocks_of(PAGE):
        if language == "console":
            for line in text.splitlines():
                place.trainopt(line.removeprefix("$ "))
        elif language == "sh" and place.is_for(text):
            if "backup" in text or "pg_dump" in text:
                kept = kept or begun(place.store)
            if text.startswith("systemctl stop"):
                with open_store(place.store) as store:
                    withdraw_draft(store, operator(), kept)
            place.sh(text)
    with open_store(place.store) as store:
        (draft,) = list_drafts(store, operator())
        assert (draft.number, draft.title) == (kept, "kept")
        assert {person.name for person in list_people(store, operator())} == {"root", "cora"}
    assert place.called == [
        ["useradd", "--system"],
        ["systemctl", "enable"],
        ["systemctl", "stop"],
        ["systemctl", "start"],
    ]


def begun(where: str) -> int:
    """A draft in the store; its number."""
    with open_store(where) as store:
        return begin_draft(store, operator(), "kept", [beds("A1", 7)]).number


def test_what_it_starts_and_stops_are_the_units_that_there_are() -> None:
    named = re.findall(r"^ *systemctl (?:enable --now|stop|start) (.*)$", PAGE, re.MULTILINE)
    assert [line.split() for line in named] == [SERVICES] * 3
    assert all((ROOT / "deploy" / "systemd" / name).is_file() for name in SERVICES)
    for name in re.findall(r"\b(?:deploy|scripts)/[\w./-]*\w", PAGE):
        assert (ROOT / name).exists(), name


def test_a_new_version_loses_no_draft(where: str, tmp_path: Path) -> None:
    """A store of the first version that had drafts is opened by this one."""
    with open_store(where) as store:
        before = begin_draft(with_dataset(store, tmp_path), operator(), "kept", [beds("PL-01", 77)])
        with store.begin() as connection:
            take_back(connection, "0003")
        with store.begin() as connection:
            bring_up_to_date(connection, where)
        assert list_drafts(store, operator()) == [before]
