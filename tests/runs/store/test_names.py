"""What SQLite takes for no path is none: no file is made of it."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from trainopt.errors import UsageError
from trainopt.runs.store import open_store


@pytest.mark.parametrize("where", [":memory:", "sqlite:///:memory:"])
def test_a_store_in_memory_leaves_no_file(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    open_store(where).close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("mode", "made"), [("ro", []), ("rwc", ["s.db"])])
def test_a_uri_of_sqlite_says_itself_whether_a_file_is_made(
    mode: str, made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with nullcontext() if made else pytest.raises(UsageError):
        open_store(f"sqlite:///file:s.db?mode={mode}&uri=true").close()
    assert [path.name for path in tmp_path.iterdir()] == made
