"""What tests make once for all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.once import made_once


def test_what_could_not_be_made_is_made_by_who_asks_next(tmp_path_factory: pytest.TempPathFactory) -> None:
    made: list[bool] = []

    def make(folder: Path) -> None:
        (folder / "half").mkdir()
        made.append(len(made) == 0)
        if made[-1]:
            raise RuntimeError("too busy")
        (folder / "whole").touch()

    with pytest.raises(RuntimeError, match="too busy"):
        made_once(tmp_path_factory, "made-at-last", make)
    for _ in range(2):
        folder = made_once(tmp_path_factory, "made-at-last", make)
        assert sorted(path.name for path in folder.iterdir()) == ["half", "whole"]
    assert made == [True, False]
