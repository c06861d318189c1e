"""The tables that answer questions: explained in the dictionary, typed, with names beside ids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import trainopt
from tests.support.root import ROOT
from trainopt.plan.answer import AnswerTable, is_name_beside
from trainopt.runs.answers import ANSWER_TABLES, answers_dictionary
from trainopt.runs.robustness import Robustness, RobustPoint
from trainopt.runs.stability import STABILITY, Point, Stability

PAGE = ROOT / "docs" / "answers-dictionary.md"
DATA = ROOT / "data" / "example"
QUICK = trainopt.Params(seconds=6, workers=1)
TABLES = {f"{answer.command}/{table.name}": table for answer in ANSWER_TABLES for table in answer.tables}


def test_the_committed_page_is_what_the_code_makes() -> None:
    assert PAGE.read_text(encoding="utf-8") == answers_dictionary()


def test_every_column_is_explained() -> None:
    found = {name: table.columns for name, table in TABLES.items()}
    assert "seats_gained" in found["whatif/comparison"]
    assert [f"{name}.{key}" for name, has in found.items() for key, c in has.items() if not c.meaning] == []
    assert [name for name, table in TABLES.items() if not table.key] == []


@pytest.fixture(scope="module")
def answers(example_plan: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """A frame of each table, of questions about the example."""
    out = tmp_path_factory.mktemp("answers")
    closed = trainopt.scenario_from(DATA, close=("DE-01:2027-02",), name="closed")
    whatif = trainopt.whatif(DATA, [closed], out / "whatif", QUICK, baseline=example_plan)
    compared = trainopt.compare(out / "whatif/baseline", out / "whatif/closed")
    explained = trainopt.explain_plan(DATA, example_plan, demand="E1", params=QUICK)
    values = trainopt.value_capacity(DATA, example_plan, top=1, params=QUICK)
    points = (Point(0, 0, 0, 7, 5, 2, 0), Point(None, 9, None, 3, 3, 0, 0))
    trainopt.write_explanation(out / "explain", explained)
    simulated = trainopt.simulate_plan(DATA, example_plan, runs=9)
    means = (9.5, 9.1, 9.9, 7, 12, 3, 2.5, 30.0, 0.0, 0.0, 0.0)
    robust = RobustPoint("minimum on planned", "planned", "planned", 0, 7, 5, *means, "best")
    return {
        "whatif/comparison": whatif.comparison,
        "whatif/effects": whatif.effects,
        **{f"compare/{name}": frame for name, frame in compared.frames().items()},
        "explain/demands": explained.demands,
        "explain/blocks": explained.blocks,
        "explain/reliefs": explained.reliefs,
        "value/values": values.ranking,
        "stability/stability": Stability(points, ()).table(),
        "simulate/simulation": simulated.figures,
        "simulate/runs": simulated.by_run,
        "robustness/robustness": Robustness("example", "", 9, (robust,)).table(),
        "rates/rates": trainopt.count_rates(DATA, least=1).table,
    }


def unnamed(frame: pd.DataFrame) -> Iterator[str]:
    """The columns of ids of which no name stands beside any."""
    for column in frame.columns:
        if column.partition("_id")[0] in {"nation", "site", "unit", "course"} and frame[column].any():
            beside = column.replace("_id", "_name")
            if beside not in frame.columns:
                yield column


def test_every_table_has_its_columns_typed_and_names_beside_ids(answers: dict[str, pd.DataFrame]) -> None:
    assert answers.keys() == TABLES.keys()
    for name, table in TABLES.items():
        frame = answers[name]
        own = [column for column in frame.columns if column in table.columns]
        others = [column for column in frame.columns if column not in table.columns]
        assert own == list(table.columns), name
        assert all(is_name_beside(one, table.columns) or table.family(one) for one in others), name
        pd.testing.assert_frame_equal(frame, table.typed(frame))
        assert list(unnamed(frame)) == [], name
    filled = [name for name, frame in answers.items() if len(frame)]
    assert {"whatif/effects", "compare/moved", "compare/classes", "explain/blocks"} <= set(filled)


def test_cells_are_what_they_hold(answers: dict[str, pd.DataFrame]) -> None:
    blocks, moved = answers["explain/blocks"], answers["compare/moved"]
    assert blocks["short"].dtype == "int64"
    assert str(moved["start_a"].dtype) == "datetime64[us]"
    assert answers["stability/stability"]["most_moved"].dtype == "Int64"
    assert {"site_name_a", "site_name_b"} & set(moved.columns)
    values = answers["value/values"]
    assert not len(values) or values["place_name"].str.len().gt(0).any()


def test_a_column_that_nothing_explains_is_refused() -> None:
    with pytest.raises(KeyError, match="stability has no column colour"):
        STABILITY.typed(pd.DataFrame({"moved": [1], "colour": ["red"]}))


@pytest.mark.parametrize(("name", "has"), [("unmet_value", True), ("_value", False), ("unmet_values", False)])
def test_columns_of_a_family(name: str, has: bool) -> None:
    table: AnswerTable = TABLES["whatif/comparison"]
    assert any(family.has(name) for family in table.families) is has
