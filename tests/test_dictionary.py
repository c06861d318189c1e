"""The data dictionary: made from the tables, complete, and the committed page is the newest."""

import pytest

from tests.support.root import ROOT
from trainopt.dataset.limits import (
    LARGEST_DOCUMENT,
    LARGEST_FILE,
    LARGEST_FOLDER,
    MANY_COHORTS,
    MIB,
    MOST_COHORTS,
    MOST_COHORTS_IN_ALL,
    MOST_COLUMNS,
)
from trainopt.dictionary import data_dictionary
from trainopt.tables import MOST_ROWS, TABLES, Settings, Table

PAGE = ROOT / "docs" / "data-dictionary.md"


def section(name: str) -> str:
    """The section of a file."""
    _, _, rest = data_dictionary().partition(f"\n## {name}\n")
    return rest.partition("\n## ")[0]


def test_the_committed_page_is_what_the_code_makes() -> None:
    assert PAGE.read_text(encoding="utf-8") == data_dictionary()


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_is_described(table: Table) -> None:
    lines = {line.split("`")[1]: line for line in section(table.file).splitlines() if line.startswith("| `")}
    assert list(lines) == list(table.columns)
    for name, column in table.columns.items():
        cells = [cell.strip() for cell in lines[name].strip("|").split("|")]
        assert len(cells) == 5
        assert ("**key**" in cells[0]) == column.key
        assert cells[1].startswith(column.meaning)
        assert cells[2] == column.unit
        assert cells[3] == ("must be filled" if name in table.required else column.blank)
        assert cells[4]


@pytest.mark.parametrize(
    ("file", "cells"),
    [
        (
            "demand.csv",
            ["`priority`", "a weight: 3 counts three times 1", "", "1", "whole number, 1 to 1,000,000"],
        ),
        ("demand.csv", ["`demand_id` **key**", "the demand", "", "must be filled", "id"]),
        (
            "sites.csv",
            [
                "`nation_id`",
                "the nation it lies in; in [nations.csv](#nationscsv)",
                "",
                "must be filled",
                "id",
            ],
        ),
        (
            "plan.toml",
            ["`weeks`", "length of the horizon, 1 to 260", "must be set", "whole number, 1 to 260"],
        ),
    ],
)
def test_how_a_line_reads(file: str, cells: list[str]) -> None:
    assert f"| {' | '.join(cells)} |" in section(file).splitlines()


def test_it_says_how_much_is_read() -> None:
    said = " ".join(data_dictionary().partition("\n## ")[0].split())
    assert (
        f"of a table at most {MOST_ROWS:,} rows, {MOST_COLUMNS:,} columns and {LARGEST_FILE // MIB} MiB"
        in said
    )
    assert f"of all files of the folder {LARGEST_FOLDER // MIB} MiB" in said
    assert f"of `plan.toml` {LARGEST_DOCUMENT // MIB} MiB" in said
    assert f"at most {MOST_COHORTS:,} cohorts, and more than {MANY_COHORTS} are warned of" in said
    assert f"all together make at most {MOST_COHORTS_IN_ALL:,}" in said


def test_every_key_of_the_settings_is_described() -> None:
    keys = [line.split("`")[1] for line in section("plan.toml").splitlines() if line.startswith("| `")]
    assert keys == list(Settings.model_fields)
    assert '`["unmet", "lateness", "changes", "transfers", "waiting", "cost"]` | list of texts' in section(
        "plan.toml"
    )


def test_links_lead_to_sections_of_the_page() -> None:
    page = data_dictionary()
    for table in TABLES.values():
        for column in table.columns.values():
            for target in column.refers_to:
                assert f"\n## {target}.csv\n" in page
                assert f"(#{target}csv)" in section(table.file)


def test_optional_tables_are_said_to_be_optional() -> None:
    said = {name for name, table in TABLES.items() if "The file may be missing." in section(table.file)}
    assert said == {name for name, table in TABLES.items() if table.optional}
