"""Every form of a page into which somebody types keeps what was typed; passwords are never kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.root import ROOT

TEMPLATES = sorted((ROOT / "trainopt" / "web" / "templates").rglob("*.html"))
FORM = re.compile(r'<form\b[^>]*method="post"[^>]*>.*?</form>', re.DOTALL)
TYPED = re.compile(r'<textarea|<input(?![^>]*type="(?:hidden|checkbox|radio|password)")')
MACROS = ("clash_fields(", "wish_field(", "grants_field(", "value_field(")
"""What writes fields into a form."""
BY_THEMSELVES = {'action="/happened"', 'action="/sign-in"'}
"""What happened keeps its entries on the device; who signs in is nobody yet."""


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_is_typed_is_kept(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    for form in FORM.findall(text):
        head = form[: form.index(">") + 1]
        typed = TYPED.search(form) or any(macro in form for macro in MACROS)
        if any(one in head for one in BY_THEMSELVES):
            continue
        assert ("data-keep=" in head) is bool(typed), head


def test_there_are_forms_of_both_kinds() -> None:
    every = [form for one in TEMPLATES for form in FORM.findall(one.read_text(encoding="utf-8"))]
    kept = [form for form in every if "data-keep=" in form]
    assert len(kept) > 20
    assert len(every) - len(kept) > 20
