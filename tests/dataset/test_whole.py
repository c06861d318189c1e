"""What is written whole is on the disk before it stands in its place, and so is its place afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainopt.dataset.whole import whole_file, write_text, written_whole
from trainopt.errors import UsageError


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was synced, by name, and what stood in the place of the target by then."""
    seen: list[tuple[str, str]] = []

    def sync(opened: int) -> None:
        path = Path(f"/proc/self/fd/{opened}").readlink()
        seen.append((path.name, "new" if is_new(path) else "old"))

    monkeypatch.setattr("os.fsync", sync)
    return seen


def is_new(path: Path) -> bool:
    """Whether the target's folder, where that is synced, holds what was written."""
    target = path / "target"
    inside = target / "a.csv" if target.is_dir() else target
    return inside.is_file() and inside.read_text() == "new"


def test_a_file(tmp_path: Path, synced: list[tuple[str, str]]) -> None:
    write_text(tmp_path / "target", "new")
    assert synced == [("target", "old"), (tmp_path.name, "new")]


def test_a_folder_with_its_files(tmp_path: Path, synced: list[tuple[str, str]]) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "a.csv").write_text("old")
    with written_whole(tmp_path / "target") as made:
        (made / "a.csv").write_text("new")
    *before, last = synced
    assert [name for name, _ in before][:-1] == ["a.csv"]
    assert {state for _, state in before} == {"old"}
    assert last == (tmp_path.name, "new")


def test_what_cannot_be_synced_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr("os.fsync", refuse)
    write_text(tmp_path / "target", "new")
    assert (tmp_path / "target").read_text() == "new"


def test_nothing_is_synced_of_what_is_not_written(tmp_path: Path, synced: list[tuple[str, str]]) -> None:
    with pytest.raises(UsageError), whole_file(tmp_path / "target"):
        raise OSError(28, "No space left on device")
    assert (synced, list(tmp_path.iterdir())) == ([], [])
