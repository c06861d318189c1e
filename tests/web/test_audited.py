"""What the audit holds is read as words, and not as JSON."""

from __future__ import annotations

import pytest

from trainopt.web.audited import as_read


@pytest.mark.parametrize(
    ("held", "read"),
    [
        ('{"kind": "plan", "drafts": [2, 3], "subject": ""}', "kind: plan; drafts: 2, 3"),
        ('{"changes": [{"table": "sites", "set": {"beds": 0}}]}', "changes: (table: sites; set: (beds: 0))"),
        ('{"admin": true, "was": null}', "admin: true"),
        ('"Зміни"', "Зміни"),
        ("no JSON {", "no JSON {"),
        ("", ""),
        (None, ""),
    ],
)
def test_facts_are_told_by_name(held: str | None, read: str) -> None:
    assert as_read(held) == read
