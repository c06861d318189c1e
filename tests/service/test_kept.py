"""What is kept of the last values made: as many as weigh so much, each made once for all who ask."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path
from typing import Any

import pytest

from tests.support.planning import beds, lay_out
from tests.support.processes import PATIENCE
from tests.support.threads import beside
from trainopt.dataset import read_dataset
from trainopt.service.actors import ALL
from trainopt.service.checking import apply_changes
from trainopt.service.contents import DataAtHand, Kept


def keys(kept: Kept[Any], *asked: str) -> list[str]:
    """Those that must be made anew, each of which weighs as much as it has letters."""
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key

    for key in asked:
        assert kept.get(key, lambda key=key: make(key)) == key  # type: ignore[misc]
    return made


def test_without_weights_it_is_a_number_of_values_and_the_one_asked_for_longest_ago_goes() -> None:
    kept: Kept[str] = Kept(2)
    assert keys(kept, "a", "b", "a", "c") == ["a", "b", "c"]
    assert keys(kept, "a", "c", "b") == ["b"]


def test_all_that_is_kept_weighs_no_more_than_it_may() -> None:
    kept: Kept[str] = Kept(4, len)
    assert keys(kept, "aa", "bb", "c") == ["aa", "bb", "c"]
    assert keys(kept, "bb", "c", "aa") == ["aa"]


def test_the_newest_is_kept_whatever_it_weighs() -> None:
    kept: Kept[str] = Kept(4, len)
    assert keys(kept, "a", "too heavy", "too heavy", "a") == ["a", "too heavy", "a"]


def test_a_value_that_two_have_made_weighs_once() -> None:
    """Where making one fails, who waited for it and who comes later may both make it."""
    kept: Kept[str] = Kept(4, len)
    for _ in range(3):
        kept._keep("aa", "aa")
    assert keys(kept, "bb", "aa", "bb") == ["bb"]


def test_who_asks_meanwhile_waits_for_it() -> None:
    kept: Kept[object] = Kept(2)
    begun, may_end = threading.Event(), threading.Event()
    found: list[object] = []

    def make() -> object:
        assert not begun.is_set(), "it is made once"
        begun.set()
        assert may_end.wait(PATIENCE)
        return object()

    def ask() -> None:
        found.append(kept.get("a", make))

    with beside(ask, ask):
        assert begun.wait(PATIENCE)
        assert kept.get("b", lambda: "b") == "b", "of another one nobody waits"
        may_end.set()
    assert found[0] is found[1]


def test_after_an_error_the_next_who_asks_makes_it() -> None:
    kept: Kept[str] = Kept(2)

    def fails() -> str:
        raise KeyError("a")

    with pytest.raises(KeyError):
        kept.get("a", fails)
    assert keys(kept, "a", "a") == ["a"]


def test_what_drafts_make_of_a_version_is_kept_as_long_as_that(tmp_path: Path) -> None:
    """Else each of some drafts would hold a version that is no longer kept."""
    data = DataAtHand("one", None, read_dataset(lay_out(tmp_path / "data")))
    changes = [beds("PL-01", 77)]
    assert apply_changes(data, (ALL,), changes) is apply_changes(data, (ALL,), changes)
    held = weakref.ref(data)
    del data
    gc.collect()
    assert held() is None
