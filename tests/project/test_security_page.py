"""The page on security names tests that there are, for every chapter that claims something."""

from __future__ import annotations

import re

import pytest

from tests.support.root import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/\S+\.py)::(\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_test_that_it_names_is_there(file: str, test: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(rf"^ *(?:async )?def {test}\(", text, re.MULTILINE)


def test_every_chapter_has_a_test_but_for_what_there_is_not() -> None:
    rows = re.findall(r"^\| (V\d+) .*?\| (.*?) \| (.*?) \|", PAGE, re.MULTILINE)
    assert [number for number, _, _ in rows] == [f"V{number}" for number in range(1, 18)]
    assert [number for number, _, tests in rows if "::" not in tests] == ["V17"]
