"""What the reader says and keeps quiet about, beyond the corpus of faulty datasets."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.faulty.base import BASE, Files, append, edit, edits, pinned, printed, spare, write
from tests.support.faulty.sound import days_first, everywhere, other_way_round, without_zeros
from trainopt.dataset import read_dataset
from trainopt.errors import DatasetFaults
from trainopt.tables import TABLES

HEAD, *DEMANDS = BASE["demand.csv"].splitlines(keepends=True)
DOUBLED_D1 = "D1,BN-12,MED,12,,,2026-08-28,,,\n"


@pytest.mark.parametrize(
    ("files", "blamed"),
    [
        pytest.param(
            pinned("D1-01,1,DE-01,soon", "D1-01,2,DE-01,2026-02-09"),
            "pins.csv:2: start",
            id="step 2 is not too early for a step 1 whose pin is faulty",
        ),
        pytest.param(
            pinned("D1-01,1,DE-01", "D1-01,2,DE-01,2026-02-09"),
            "pins.csv:2: the row has 3 cells, the header 4",
            id="nor for one whose pin is cut off",
        ),
        pytest.param(
            pinned("D1-01,1,DE-O1,2026-01-05", "D1-01,2,DE-01,2026-02-09"),
            "pins.csv:2: site_id",
            id="nor for one whose site is unknown",
        ),
        pytest.param(
            {"demand.csv": HEAD + DOUBLED_D1 + "".join(DEMANDS)},
            "demand.csv:3: demand_id: has the same key as line 2",
            id="pins do not contradict the first of two rows of their demand",
        ),
        pytest.param(
            {"demand.csv": BASE["demand.csv"].replace("D3,", '"D3,')}
            | append("pins.csv", "D4-01,2,DE-01,2026-03-30"),
            "demand.csv:4: a quote is opened and never closed",
            id="a pinned demand may stand behind an open quote",
        ),
        pytest.param(
            edit("resources.csv", "NO-01,simulator", "NO-1,simulator"),
            "resources.csv:8: owner_id",
            id="a pool of an unknown owner may be the one that is needed",
        ),
        pytest.param(
            edit("resources.csv", "NO-01,simulator,2", "NO-01,simulator,two"),
            "resources.csv:8: quantity",
            id="as may a pool without a quantity",
        ),
        pytest.param(
            edit("resources.csv", "NO-01,simulator,2,,", "NO-01,simulator,2"),
            "resources.csv:8: the row has 3 cells, the header 5",
            id="or one whose row is cut off",
        ),
        pytest.param(
            edit("resources.csv", "valid_from", "valid_form"),
            "resources.csv:1: valid_form: no such column in resources.csv; did you mean valid_from?",
            id="rows that differ in a misspelt column of the key are not the same",
        ),
        pytest.param(
            {"units.csv": "name,unit_id\none,BN-12\nBrigade, the first,BDE-1\ntwo,BN-11\n"},
            "units.csv:3: the row has 3 cells, the header 2",
            id="a unit's id may stand anywhere behind an unquoted comma",
        ),
        pytest.param(
            edit("sites.csv", "NO-01,NO,Rena", "N\u041e-01,NO,Rena"),
            "sites.csv:4: site_id",
            id="who names the id that was meant is not to blame for a letter that only looks like it",
        ),
        pytest.param(
            edit("sites.csv", "DE-01,DE,", "DE 01,DE,"),
            "sites.csv:2: site_id",
            id="nor for a space in it",
        ),
    ],
)  # fmt: skip
def test_what_follows_from_a_fault_is_not_told(files: Files, blamed: str, tmp_path: Path) -> None:
    found = printed(tmp_path, files)
    assert [line for line in found if not line.startswith(blamed)] == []
    assert found


@pytest.mark.parametrize(
    ("files", "line"),
    [
        (
            pinned("D3-1,1,PL-01,2026-03-02"),
            "pins.csv:2: cohort_id: no such cohort: D3 has D3-01 to D3-02 (got 'D3-1')",
        ),
        (
            pinned("D2,1,PL-01,2026-03-02"),
            "pins.csv:2: cohort_id: no such cohort: D2 has D2-01 only (got 'D2')",
        ),
        (
            pinned("D1-x,1,DE-01,2026-01-05"),
            "pins.csv:2: cohort_id: no such cohort: D1 has D1-01 to D1-03 (got 'D1-x')",
        ),
        (
            pinned("d1-01,1,PL-01,2026-03-02"),
            "pins.csv:2: cohort_id: no such cohort: d1 is not in demand.csv; "
            "did you mean D1, which has D1-01 to D1-03? (got 'd1-01')",
        ),
        (
            edit("demand.csv", "priority", "Prioritty"),
            "demand.csv:1: Prioritty: no such column in demand.csv; did you mean priority?",
        ),
        ({"units.csv": BASE["units.csv"].encode("utf-32")}, "units.csv:1: is UTF-32; save it as CSV UTF-8"),
        (
            edit("plan.toml", "start = 2026-01-05", "start = 05.01.2026"),
            "plan.toml:2: is not TOML: Expected newline or end of document after a statement; "
            "in TOML that day is 2026-01-05",
        ),
        ({"plan.toml": BASE["plan.toml"].encode("utf-16")}, "plan.toml:1: is UTF-16; save it as UTF-8"),
        (
            edit("plan.toml", '"lateness"', '"LATENES"'),
            "plan.toml:7: objective: no such term; did you mean lateness? (got 'LATENES')",
        ),
        (
            spare("units.csv", allowed_nations="DE N!O"),
            "units.csv:5: allowed_nations: must be an id: 1 to 64 of A-Z a-z 0-9 _ - . "
            "and start with a letter or digit (got 'N!O')",
        ),
        (
            {"units.csv": "<!DOCTYPE html>\n"},
            "units.csv:1: has no header line: this one names no column of units.csv (got '<!DOCTYPE html>')",
        ),
        (
            append("units.csv", *(f"U{n},unit,U{(n + 1) % 9},," for n in range(9))),
            "units.csv:5: parent_unit_id: U0 → U1 → U2 and 6 more → U0 is a cycle (got 'U1')",
        ),
        (
            append("demand.csv", "D9,BN-12,INF,12,,2026-06-01,2026-06-07,2026-06-07,,"),
            "demand.csv:7: latest: leaves 1 week for INF, which takes 8 at the least (got '2026-06-07')",
        ),
        (
            append("demand.csv", "D9,BN-12,INF,100,50,,2026-08-28,,,"),
            "demand.csv:7: cohort_max: is over every class_max of BASIC, at most 40 (got '50')",
        ),
    ],
)  # fmt: skip
def test_a_line_says_what_to_mend(files: Files, line: str, tmp_path: Path) -> None:
    assert printed(tmp_path, files) == [line]


def test_cohorts_of_the_default_size_may_be_too_large_for_what_is_offered(tmp_path: Path) -> None:
    files = edits(
        ("capacity.csv", "DE-01,MEDIC,1,,,,,,,,,", "DE-01,MEDIC,1,,,,,,,11,,"),
        ("capacity.csv", "NO-01,MEDIC,2,2026-01-05,,,,,,,", "NO-01,MEDIC,2,2026-01-05,,,,,,8,"),
        ("demand.csv", "D3,BN-12,MED,30,15", "D3,BN-12,MED,30,10"),
    )
    message = "makes cohorts of 12, which is over every class_max of MEDIC, at most 11"
    assert printed(tmp_path, files) == [f"demand.csv:5: trainees: {message} (got '12')"]


def test_an_impossible_cohort_is_found_beside_a_row_that_may_hold_any_demand(tmp_path: Path) -> None:
    open_quote: Files = {"demand.csv": BASE["demand.csv"].replace("D3,", '"D3,')}
    found = printed(tmp_path, open_quote | pinned("D1-x,1,DE-01,2026-01-05", "D8-01,1,DE-01,2026-01-05"))
    assert found == [
        "demand.csv:4: a quote is opened and never closed",
        "pins.csv:2: cohort_id: no such cohort: D1 has D1-01 to D1-03 (got 'D1-x')",
    ]


def test_a_resource_named_like_what_load_counts_is_warned_of_once_a_table(tmp_path: Path) -> None:
    rows = append("resources.csv", "DE,beds,1,,", "PL,beds,1,,", "NO,away,3,,")
    found = printed(tmp_path, append("course_resources.csv", "BASIC,beds,1") | rows)
    assert [line.partition(": load.csv")[0] for line in found] == [
        "course_resources.csv:6: resource",
        "resources.csv:10: resource",
        "resources.csv:12: resource",
    ]


@pytest.mark.parametrize(
    ("plan", "line"),
    [
        ("name = '''\nweeks = 1\n''' # weeks = 2\nweeks = 0\n", 4),
        ('name = \'"""\'\nweeks = 0\n', 2),
        ('# """\nweeks = 0\nname = """\nweeks = 1"""\n', 2),
        ("name = 'n'\n'weeks' = 0\n", 2),
        ('objective = [\n"unmet",\n"weeks = 3",\n]\nweeks = 0\n', 5),
    ],
)
def test_a_key_is_blamed_where_it_is_set(plan: str, line: int, tmp_path: Path) -> None:
    found = printed(tmp_path, {"plan.toml": plan})
    assert f"plan.toml:{line}: weeks: must be a whole number from 1 to 260 (got 0)" in found


@pytest.mark.parametrize(
    ("files", "line"),
    [
        (
            spare("sites.csv", nation_id="poland"),
            "sites.csv:5: nation_id: is not in nations.csv; did you mean PL? (got 'poland')",
        ),
        (
            append("units.csv", "007,Bond,,,") | spare("demand.csv", unit_id="7"),
            "demand.csv:7: unit_id: is not in units.csv; did you mean 007? (got '7')",
        ),
        (
            append("units.csv", "7,Bond,,,") | spare("demand.csv", unit_id="007"),
            "demand.csv:7: unit_id: is not in units.csv; did you mean 7? (got '007')",
        ),
        (
            spare("demand.csv", unit_id="XYZ"),
            "demand.csv:7: unit_id: is not in units.csv (got 'XYZ')",
        ),
    ],
)
def test_what_people_type_in_the_stead_of_an_id_is_recognised(
    files: Files, line: str, tmp_path: Path
) -> None:
    assert printed(tmp_path, files) == [line]


@pytest.mark.parametrize("change", [days_first, without_zeros])
def test_a_day_written_with_dots_is_the_same_day(change: Callable[[str], str], tmp_path: Path) -> None:
    for name, files in {"dashes": {}, "dots": everywhere(change)}.items():
        (tmp_path / name).mkdir()
        write(tmp_path / name, files)
    assert read_dataset(tmp_path / "dots") == read_dataset(tmp_path / "dashes")


def test_a_nameless_column_that_holds_something_is_named_by_its_number(tmp_path: Path) -> None:
    head, *rows = BASE["units.csv"].splitlines()
    text = "\n".join([f"{head},,", f"{rows[0]},,ask Anna", *(f"{row},," for row in rows[1:]), ""])
    assert printed(tmp_path, {"units.csv": text}) == ["units.csv:1: column 7 has no name"]


def test_the_order_of_rows_means_nothing(tmp_path: Path) -> None:
    read = []
    changes: dict[str, Callable[[str], str]] = {"as it is": str, "reversed": other_way_round}
    for name, change in changes.items():
        (tmp_path / name).mkdir()
        write(tmp_path / name, everywhere(change))
        dataset = read_dataset(tmp_path / name)
        read.append([[row.model_copy(update={"line": 0}) for row in dataset.rows(table)] for table in TABLES])
    assert read[0] == read[1]


# A dataset as large as the contract's makers think of: the time shows what grows with the square of it.

LARGE_SECONDS = 10


def large_dataset(pinned_demand: str) -> Files:
    """10,000 demands, 5,000 pins and 2,000 capacity rows, all sound where the pins are of demands D…"""
    sites, courses = range(200), range(40)
    first = date(2026, 1, 5)
    tables = {
        "nations.csv": ["nation_id,name", *(f"N{n},n" for n in range(30))],
        "sites.csv": ["site_id,nation_id,name,beds", *(f"S{s:03},N{s % 30},s,100000" for s in sites)],
        "courses.csv": [
            "course_id,name,duration_weeks,class_min,class_max",
            *(f"C{c},c,{3 + c % 4},1,40" for c in courses),
        ],
        "course_resources.csv": [
            "course_id,resource,per_class",
            *(f"C{c},r{r},1" for c in courses for r in range(5)),
        ],
        "resources.csv": [
            "owner_id,resource,quantity",
            *(f"N{n},r{r},100000" for n in range(30) for r in range(5)),
            *(f"S{s:03},r{r},100000" for s in sites for r in (0, 2, 4)),
        ],
        "capacity.csv": [
            "site_id,course_id,parallel_classes",
            *(f"S{s:03},C{(s + k) % 40},1000" for s in sites for k in range(10)),
        ],
        "closures.csv": [
            "site_id,first_day,last_day",
            *(f"S{s:03},2027-12-01,2027-12-20" for s in sites),
        ],
        "pipelines.csv": [
            "pipeline_id,step,course_id",
            *(f"P{p},{s + 1},C{(p + s) % 40}" for p in courses for s in range(3)),
        ],
        "units.csv": ["unit_id,name", *(f"U{u:04},u" for u in range(2000))],
        "demand.csv": [
            "demand_id,unit_id,pipeline_id,trainees,cohort_max,due",
            *(f"D{d:05},U{d % 2000:04},P{d % 40},{20 + d % 50},20,2027-06-01" for d in range(10_000)),
        ],
        "limits.csv": [
            "owner_id,limit,quantity,valid_from",
            *(f"S{s:03},beds,100000,2026-04-06" for s in sites),
        ],
        "pins.csv": [
            "cohort_id,step,site_id,start",
            *(
                f"{pinned_demand}{d:05}-01,1,S{d % 40 + 40 * (d % 5):03},{first + timedelta(weeks=d % 50)}"
                for d in range(5000)
            ),
        ],
    }
    plan = 'name = "large"\nstart = 2026-01-05\nweeks = 104\n'
    return {"plan.toml": plan, **{name: "\n".join(rows) + "\n" for name, rows in tables.items()}}


@pytest.mark.slow
@pytest.mark.parametrize(("pinned_demand", "faults"), [("D", 0), ("E", 5000)])
def test_a_large_dataset_is_read_in_seconds(pinned_demand: str, faults: int, tmp_path: Path) -> None:
    files = large_dataset(pinned_demand)
    began = time.process_time()
    assert len(printed(tmp_path, files)) == faults
    assert time.process_time() - began < LARGE_SECONDS


def test_of_a_demand_whose_row_is_faulty_nobody_is_told_to_be_left(tmp_path: Path) -> None:
    """D3-02 has begun, and D3 is there, however many trainees it may have."""
    row = next(line for line in DEMANDS if line.startswith("D3,"))
    cells = row.split(",")
    faulty = ",".join([*cells[:3], "x", *cells[4:]])
    assert [line for line in warned(tmp_path, row, faulty) if "D3 is not there" in line] == []
    assert [line for line in warned(tmp_path, row, "") if "D3 is not there" in line] != []


def warned(folder: Path, row: str, instead: str) -> list[str]:
    """The warnings of BASE with a row of the demand replaced, and nothing pinned."""
    begun = append("actuals.csv", "D3-02,1,BASIC,PL-01,2026-01-12,15,running")
    write(folder, {"demand.csv": BASE["demand.csv"].replace(row, instead), "pins.csv": None, **begun})
    try:
        return [str(warning) for warning in read_dataset(folder).warnings]
    except DatasetFaults as refused:
        return [str(warning) for warning in refused.warnings]


@pytest.mark.parametrize(("marking", "said"), [('""', None), ('"  "', None), ('" EXERCISE "', "EXERCISE")])
def test_a_blank_marking_is_none(marking: str, said: str | None, tmp_path: Path) -> None:
    write(tmp_path, {"plan.toml": BASE["plan.toml"].replace("start", f"marking = {marking}\nstart", 1)})
    assert read_dataset(tmp_path).settings.marking == said


def test_lines_of_separators_alone_are_passed_over_whichever_they_are(tmp_path: Path) -> None:
    header, rows = BASE["units.csv"].split("\n", 1)
    write(tmp_path, {"units.csv": f";;;\n, ,\n\n{header}\n;\n\t ;,\n{rows};;\n"})
    (tmp_path / "as it is").mkdir()
    write(tmp_path / "as it is", {})
    assert [unit.unit_id for unit in read_dataset(tmp_path).units] == [
        unit.unit_id for unit in read_dataset(tmp_path / "as it is").units
    ]
