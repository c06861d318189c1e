"""The result tables: each described in full, made and read back as the same typed frames, old ones too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.support.root import ROOT
from tests.support.running import trainopt, write_mini
from trainopt.dataset import read_dataset
from trainopt.errors import PlanFaults
from trainopt.plan.dictionary import plan_dictionary
from trainopt.plan.folder import read_frame, read_plan, write_plan
from trainopt.plan.manifest import Manifest
from trainopt.plan.reasons import Reason
from trainopt.plan.results import RESULTS, ResultTable, result_tables
from trainopt.plan.results.frame import DTYPES
from trainopt.problem import build_problem

PAGE = ROOT / "docs" / "plan-dictionary.md"
tables = pytest.mark.parametrize("table", RESULTS.values(), ids=lambda table: table.name)


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of MINI with a demand too many, and of its plan."""
    folder = tmp_path_factory.mktemp("mini")
    data = write_mini(folder / "mini")
    with (data / "demand.csv").open("a") as file:
        file.write("Z,V,PD,4,,2026-01-18,2026-01-18,1\n")
    assert trainopt("solve", data, "--out", folder / "plan").code == 0
    return folder


@pytest.fixture
def plan(solved: Path, tmp_path: Path) -> Path:
    """A copy of the plan to change."""
    return Path(shutil.copytree(solved / "plan", tmp_path / "plan"))


@tables
def test_every_table_and_column_says_what_it_is(table: ResultTable) -> None:
    assert table.row.__doc__
    assert table.shared.__doc__
    assert table.key
    for name, column in table.columns.items():
        assert column.meaning
        assert table.written(name)
        assert table.kinds[name] in DTYPES
        assert bool(column.blank) is table.may_be_blank(name)


@tables
def test_what_older_plans_do_not_have_may_be_blank(table: ResultTable) -> None:
    for name, column in table.columns.items():
        assert not column.since or table.may_be_blank(name)


def test_the_committed_page_is_what_the_code_makes() -> None:
    assert PAGE.read_text(encoding="utf-8") == plan_dictionary()


def test_a_line_of_the_dictionary() -> None:
    line = (
        "| `wait_weeks` | empty weeks between the previous step's last week and this step's first | weeks "
        "| on step 1 | whole number, 0 to 1,000,000 |  |"
    )
    assert line in plan_dictionary().splitlines()


@pytest.mark.slow
@tables
def test_a_frame_that_was_written_is_read_back_as_it_was(
    solved: Path, tmp_path: Path, table: ResultTable
) -> None:
    problem = build_problem(read_dataset(solved / "mini"))
    reasons = {cohort.index: Reason("outranked", "") for cohort in problem.cohorts}
    made = result_tables(problem, read_plan(solved / "plan", problem.calendar), reasons)
    write_plan(tmp_path / "plan", made, Manifest(name="test"), overwrite=False)
    pd.testing.assert_frame_equal(read_frame(tmp_path / "plan", table.name), made[table.name])


def test_days_are_days_counts_are_whole_and_yes_is_true(solved: Path) -> None:
    assignments, demand = read_frame(solved / "plan", "assignments"), read_frame(solved / "plan", "demand")
    assert assignments["start"].to_list() == [pd.Timestamp("2026-01-05")] * 2
    assert assignments["pinned"].to_list() == [False, False]
    assert assignments["trainees"].dtype == "int64"
    assert assignments["wait_weeks"].isna().to_list() == [True, True]
    assert demand["max_weeks_late"].dtype == "Int64"
    assert demand["last_end"].isna().to_list() == [False, False, True]
    kpis = read_frame(solved / "plan", "kpis").set_index("kpi")["value"]
    assert (kpis["placed"], kpis["fill"]) == (8, 1.0)


def test_a_plan_from_before_a_column_is_read_without_it(plan: Path) -> None:
    (plan / "changes.csv").write_text(
        "cohort_id,step,change,site_id_before,start_before,site_id,start,trainees\n"
    )
    assert list(read_frame(plan, "changes").columns) == list(RESULTS["changes"].columns)


def test_a_column_that_every_version_has_must_be_there(plan: Path) -> None:
    (plan / "kpis.csv").write_text("kpi,value\nplaced,8\n")
    with pytest.raises(PlanFaults, match=r"kpis.csv:1: unit: the column is missing"):
        read_frame(plan, "kpis")


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        (
            "unmet",
            "A-01,A,U,P,4,1,,\nA-02,A,U,P,0,1,,\n",
            ":3: trainees: must be a whole number of at least 1 (got '0')",
        ),
        ("unmet", "A-01,,U,P,4,1,,\n", ":2: demand_id: must be filled"),
        ("unmet", "A-01,A,U,P,4,1,\n", ":2: the row has 7 cells, the header 8"),
    ],
)
def test_every_fault_is_told_by_its_line(plan: Path, file: str, text: str, fault: str) -> None:
    (plan / f"{file}.csv").write_text(",".join(RESULTS[file].columns) + f"\n{text}", encoding="utf-8")
    with pytest.raises(PlanFaults) as raised:
        read_frame(plan, file)
    assert [str(one) for one in raised.value.faults] == [f"{plan / file}.csv{fault}"]
