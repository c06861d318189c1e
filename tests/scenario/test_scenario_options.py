"""Changes as options and in a workbook's sheet are the scenario that a TOML file would hold."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.running import trainopt, write_mini
from trainopt import (
    Dataset,
    ScenarioFaults,
    UsageError,
    apply_scenarios,
    read_dataset,
    read_scenarios,
    scenario_from,
    scenario_text,
    write_dataset,
)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return read_dataset(write_mini(tmp_path_factory.mktemp("options") / "mini"))


def first(dataset: Dataset, table: str, column: str) -> str:
    return str(getattr(dataset.rows(table)[0], column))


def filled(text: str, dataset: Dataset) -> str:
    """A text with a site, its nation, its course and a demand of the dataset in their places."""
    named = {"SITE": ("capacity", "site_id"), "COURSE": ("capacity", "course_id")}
    named |= {"NATION": ("nations", "nation_id"), "DEMAND": ("demand", "demand_id")}
    for word, (table, column) in named.items():
        text = text.replace(word, first(dataset, table, column))
    return text


CLOSED = """
SITE:2027-02             site_id = "SITE", first_day = 2027-02-01, last_day = 2027-02-28
NATION:2028-02           nation_id = "NATION", first_day = 2028-02-01, last_day = 2028-02-29
/COURSE:2027-05-03       course_id = "COURSE", first_day = 2027-05-03, last_day = 2027-05-03
SITE:3.5.2027..06.2027    site_id = "SITE", first_day = 2027-05-03, last_day = 2027-06-30
SITE:2027-05-03..2027-06 site_id = "SITE", first_day = 2027-05-03, last_day = 2027-06-30
"""

CHANGED = """
add    capacity:SITE/COURSE:parallel_classes=1 site_id = "SITE", course_id = "COURSE" | parallel_classes = 1
add    capacity:/COURSE:parallel_classes=-1    course_id = "COURSE"                   | parallel_classes = -1
set    sites:SITE:name=Camp                    site_id = "SITE"                       | name = "Camp"
set    demand:DEMAND:due=2027-05-03            demand_id = "DEMAND"                   | due = 2027-05-03
scale  sites:SITE:beds=0.8                     site_id = "SITE"                       | beds = 0.8
delete demand:DEMAND                           demand_id = "DEMAND"                   | true
"""


def lines(table: str) -> list[str]:
    return table.strip().splitlines()


@pytest.mark.parametrize("line", lines(CLOSED))
def test_what_is_closed_is_a_row_of_closures(dataset: Dataset, line: str) -> None:
    text, values = filled(line, dataset).split(maxsplit=1)
    made = scenario_text(scenario_from(dataset, close=[text]))
    assert made.endswith(f'table = "closures"\ninsert = {{ {values} }}\n')


@pytest.mark.parametrize("line", lines(CHANGED))
def test_what_is_changed_is_named_by_its_key(dataset: Dataset, line: str) -> None:
    action, text, rest = filled(line, dataset).split(maxsplit=2)
    where, values = (part.strip() for part in rest.split("|"))
    given: Any = {action: [text]}
    made = scenario_text(scenario_from(dataset, **given))
    changes = values if action == "delete" else f"{{ {values} }}"
    assert made.endswith(f"where = {{ {where} }}\n{action} = {changes}\n")


def test_all_options_make_one_scenario_that_is_read_back_the_same(dataset: Dataset, tmp_path: Path) -> None:
    closed, scaled = filled("SITE:2027-05", dataset), filled("sites:SITE:beds=0.5", dataset)
    made = scenario_from(dataset, close=[closed], scale=[scaled])
    assert made.name == filled("close SITE:2027-05, scale sites:SITE:beds=0.5", dataset)
    (tmp_path / "made.toml").write_text(scenario_text(made))
    again = read_scenarios(tmp_path / "made.toml")[0]
    assert (again.name, again.changes) == (made.name, made.changes)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"close": ["SITE"]}, "--close must be SITE:MONTH"),
        ({"close": ["SITE:May"]}, "--close must be SITE:MONTH"),
        ({"close": [":2027-05"]}, "--close must be SITE:MONTH"),
        ({"close": ["SITE:2027-13"]}, "--close must be SITE:MONTH"),
        ({"add": ["capacity:SITE"]}, "--add must be TABLE:KEY:COLUMN=N"),
        ({"set": ["sites:SITE:beds"]}, "--set must be TABLE:KEY:COLUMN=VALUE"),
        ({"close": ["SITE:13.2027"]}, "--close must be SITE:MONTH"),
        ({"delete": ["closures:SITE"]}, "closures has no key"),
        ({"add": ["sites:SITE/COURSE:beds=1"]}, "the key of sites has 1 columns, not 2"),
    ],
)
def test_what_is_written_in_no_such_way_is_refused(dataset: Dataset, options: Any, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        scenario_from(dataset, **options)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"add": ["capacty:SITE:beds=1"]}, "the options: change 1 (capacty): no such table"),
        ({"add": ["sites:nowhere:beds=1"]}, "the options: change 1 (sites): no row matches"),
        ({"add": ["sites:SITE:bed=1"]}, "the options: change 1 (sites): no such column 'bed'"),
    ],
)
def test_what_the_data_has_not_is_a_fault(dataset: Dataset, options: Any, message: str) -> None:
    given: Any = {name: [filled(text, dataset) for text in texts] for name, texts in options.items()}
    with pytest.raises(ScenarioFaults) as faulty:
        apply_scenarios(dataset, scenario_from(dataset, **given))
    assert message in str(faulty.value)


# In a workbook

CLOSURE = "site_id=SITE; first_day=2027-05-03; last_day=2027-05-09"
HEADER = ("scenario", "table", "where", "set", "add", "scale", "insert", "delete")


def workbook(dataset: Dataset, path: Path, *rows: tuple[str | None, ...]) -> Path:
    """The dataset as a workbook with a sheet of scenarios."""
    write_dataset(dataset, path)
    book = openpyxl.load_workbook(path)
    sheet = book["scenarios"]
    assert tuple(cell.value for cell in sheet[1]) == HEADER
    for row in rows:
        sheet.append([None if cell is None else filled(cell, dataset) for cell in row])
    book.save(path)
    return path


def test_rows_of_one_name_are_one_scenario(dataset: Dataset, tmp_path: Path) -> None:
    file = workbook(
        dataset,
        tmp_path / "book.xlsx",
        ("more", "capacity", "site_id=SITE; course_id=COURSE", None, "parallel_classes=1", None, None, None),
        ("less", "sites", "site_id=SITE", None, None, "beds=0.5", None, None),
        ("more", "closures", None, None, None, None, CLOSURE, None),
        ("gone", "demand", "demand_id=DEMAND", None, None, None, None, "yes"),
    )  # fmt: skip
    found = read_scenarios(file)
    assert [(one.name, [change.action for change in one.changes]) for one in found] == [
        ("more", ["add", "insert"]),
        ("less", ["scale"]),
        ("gone", ["delete"]),
    ]
    data = read_dataset(file)
    assert not [warning for warning in data.warnings if "scenarios" in str(warning)]
    for one in found:
        assert apply_scenarios(data, one) != data


def test_faults_of_the_sheet_name_their_cells(dataset: Dataset, tmp_path: Path) -> None:
    file = workbook(
        dataset, tmp_path / "book.xlsx", ("one", "sites", "SITE", None, "beds=1", None, None, None)
    )
    with pytest.raises(ScenarioFaults) as faulty:
        read_scenarios(file)
    assert str(faulty.value) == filled(
        "scenarios!C2: where: must be COLUMN=VALUE, with ; between several (got 'SITE')", dataset
    )


def test_the_command_prints_the_toml_of_either(dataset: Dataset, tmp_path: Path) -> None:
    folder = write_mini(tmp_path / "mini")
    by_options = trainopt(
        "scenario", folder, "--scale", filled("sites:SITE:beds=0.5", dataset), "--name", "half"
    )
    file = workbook(
        dataset, tmp_path / "b.xlsx", ("half", "sites", "site_id=SITE", None, None, "beds=0.5", None, None)
    )
    by_sheet = trainopt("scenario", file)
    assert (by_options.code, by_sheet.code) == (0, 0)
    assert by_options.out == by_sheet.out
    assert by_options.out.startswith('name = "half"')


@pytest.mark.slow
def test_a_what_if_is_planned_without_any_file(dataset: Dataset, tmp_path: Path) -> None:
    folder = write_mini(tmp_path / "mini")
    change = filled("sites:SITE:beds=0.5", dataset)
    ran = trainopt(
        "whatif", folder, "--scale", change, "--out", tmp_path / "out", "--time-limit", "20s", "--json"
    )
    assert ran.code == 0, ran.err
    assert {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()} == {
        "baseline", filled("scale-sites-SITE-beds=0.5", dataset),
    }  # fmt: skip


def test_a_what_if_of_nothing_says_what_to_name(tmp_path: Path) -> None:
    """Whether its dataset is packed or not."""
    mini = write_mini(tmp_path / "mini")
    packed = shutil.make_archive(str(tmp_path / "mini"), "zip", mini)
    for words in (("whatif", mini, "--out", tmp_path / "out"), ("scenario", mini), ("scenario", packed)):
        ran = trainopt(*words)
        assert (ran.code, "name scenarios" in ran.err) == (2, True)
