"""A scenario written as TOML is read the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainopt.scenario import Change, Scenario, read_scenarios
from trainopt.scenario.text import scenario_text
from trainopt.tables import TABLES

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda t: t.strip() != ""
)
ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,20}", fullmatch=True)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
counts = st.integers(0, 10**6)

INSERTED: dict[str, st.SearchStrategy[Any]] = {
    "site_id": ids,
    "first_day": days,
    "last_day": days,
    "note": texts,
}


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    changes = [
        Change(1, TABLES["closures"], "insert", {}, draw(st.fixed_dictionaries(INSERTED))),
        Change(2, TABLES["sites"], "add", {"site_id": draw(ids)}, {"beds": draw(counts)}),
        Change(3, TABLES["sites"], "scale", {}, {"beds": draw(st.decimals(0, 9, places=3))}),
        Change(
            4,
            TABLES["units"],
            "set",
            {"unit_id": draw(ids)},
            {"allowed_nations": draw(st.lists(ids, min_size=1))},
        ),
        Change(5, TABLES["capacity"], "delete", {"site_id": draw(ids), "valid_from": ""}),
        Change(6, TABLES["courses"], "set", {"course_id": draw(ids)}, {"mixed_units": draw(st.booleans())}),
    ]
    return Scenario(draw(texts), "s.toml", tuple(changes), draw(texts))


@pytest.mark.slow
@given(scenario=scenarios())
def test_it_is_read_the_same(tmp_path_factory: Any, scenario: Scenario) -> None:
    path: Path = tmp_path_factory.mktemp("scenario") / "s.toml"
    path.write_text(scenario_text(scenario), encoding="utf-8")
    assert read_scenarios(path) == [scenario]


def test_a_number_is_written_without_an_exponent() -> None:
    change = Change(1, TABLES["sites"], "scale", {}, {"beds": Decimal("1E-7")})
    assert "scale = { beds = 0.0000001 }" in scenario_text(Scenario("s", "", (change,)))
