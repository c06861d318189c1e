"""What-ifs ask nobody for what they cannot name: a nation sees no demands, a unit no classes of sites."""

from __future__ import annotations

import re

import pytest

from tests.support.served import Service
from tests.web.test_drafts import mini

__all__ = ["mini"]


@pytest.mark.parametrize(
    ("grant", "asked"),
    [
        ("planner:all", {"subject", "site", "demand"}),
        ("planner:nation:AA", {"site"}),
        ("planner:unit:U1", {"subject", "demand"}),
    ],
)
def test_each_is_asked_for_what_they_can_name(mini: Service, grant: str, asked: set[str]) -> None:
    shown = mini.browser("ann", grant).get("/what-ifs")
    assert shown.status_code == 200
    assert set(re.findall(r'name="(subject|site|demand)"', shown.text)) == asked


def test_no_ids_are_looked_for_where_none_are_offered(mini: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for who asks for nothing, nor where there are more than a field offers."""
    pages = "trainopt.web.pages.whatifs"
    planner = mini.browser("cora", "planner:all")
    assert '<option value="' in planner.get("/what-ifs").text
    monkeypatch.setattr(f"{pages}.datasets.show_table", lambda *_: pytest.fail("nobody is to ask for rows"))
    assert mini.browser("rita", "reader:all").get("/what-ifs").status_code == 200
    monkeypatch.setattr(f"{pages}.MOST_OFFERED", 0)
    assert '<option value="' not in planner.get("/what-ifs").text
