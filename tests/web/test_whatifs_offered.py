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
