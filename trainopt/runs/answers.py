"""Every table that answers a question, and the dictionary of them as markdown."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc
from typing import NamedTuple

from trainopt.dictionary import markdown_table
from trainopt.explain import tables as explained
from trainopt.plan import compared
from trainopt.plan.answer import AnswerTable
from trainopt.runs.comparison import COMPARISON
from trainopt.runs.effects import EFFECTS
from trainopt.runs.robustness import ROBUSTNESS
from trainopt.runs.stability import STABILITY
from trainopt.simulate.tables import RATES, RUNS, SIMULATION
from trainopt.tables import Column


class Answer(NamedTuple):
    """The tables of a command, and where it writes them."""

    command: str
    written: str
    tables: tuple[AnswerTable, ...]


ANSWER_TABLES = (
    Answer("whatif", "in the folder of the what-ifs", (COMPARISON, EFFECTS)),
    Answer(
        "compare",
        "in the folder of `--out`",
        (
            *(compared.COMPARED_TIERS, compared.COMPARED_TRAINEES, compared.COMPARED_DEMANDS),
            *(compared.COMPARED_CLASSES, compared.COMPARED_LOAD, compared.MOVED_STEPS),
        ),
    ),
    Answer(
        "explain",
        "in the folder of `--out`",
        (
            explained.EXPLAINED_DEMANDS,
            explained.BLOCKS,
            explained.RELIEFS,
        ),
    ),
    Answer("value", "in the folder of `--out`", (explained.CAPACITY_VALUES,)),
    Answer("stability", "in the file of `--out`", (STABILITY,)),
    Answer("simulate", "in the folder of `--out`", (SIMULATION, RUNS)),
    Answer("robustness", "in the file of `--out`", (ROBUSTNESS,)),
    Answer("rates", "in the file of `--out`", (RATES,)),
)

INTRODUCTION = """\
# Dictionary of answers

<!-- Made by trainopt/runs/answers.py from the row types of the tables; a test compares the two. -->

What the commands below print, and write as CSV: UTF-8, one header line, `,` between the cells, days as
`2027-01-18`. In Python they are frames: counts are whole numbers, days are days. A row is told from the
others by its **key** columns. Beside a column of ids of nations, sites, units or courses, such as `site_id`,
stands one with their names, `site_name`, where the plan knows any. Of a column with `<…>` in its name there
are as many as there are terms, priorities or nations.
"""


def answers_dictionary() -> str:
    """The dictionary as markdown."""
    return "\n".join([INTRODUCTION, *(line for answer in ANSWER_TABLES for line in _section(answer))])


def _section(answer: Answer) -> Iterator[str]:
    yield from (f"## trainopt {answer.command}", "", f"They stand {answer.written}.", "")
    for table in answer.tables:
        rows = [*_columns(table), *(_row(one.name, one.column) for one in table.families)]
        header = ("column", "meaning", "unit", "blank")
        yield from (f"### {table.file} of {answer.command}", "", cleandoc(table.row.__doc__ or ""), "")
        yield from (*markdown_table(header, rows), "")


def _columns(table: AnswerTable) -> Iterator[tuple[str, ...]]:
    return (_row(name, column) for name, column in table.columns.items())


def _row(name: str, column: Column) -> tuple[str, ...]:
    key = " **key**" if column.key else ""
    return f"`{name}`{key}", column.meaning, column.unit, column.blank or "never"
