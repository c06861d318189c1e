"""The shipped datasets: sound, complete, made again by the code, and as data/README.md describes them."""

import csv
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.support.begun_steps import begun_by_actuals, begun_by_pins
from tests.support.data_features import FEATURES
from tests.support.root import ROOT
from tests.support.saturation import saturation
from trainopt.dataset import Calendar, Dataset, read_dataset
from trainopt.dataset.calendar import closed_weeks, start_weeks
from trainopt.dataset.cohorts import cohort_max_of, cut
from trainopt.tables import TABLES, Course, Demand

DATA = ROOT / "data"
README = (DATA / "README.md").read_text(encoding="utf-8")
SHIPPED = ("example", "coalition")
EACH = pytest.mark.parametrize("name", SHIPPED)


@cache
def shipped(name: str) -> Dataset:
    """A shipped dataset."""
    return read_dataset(DATA / name)


def courses(dataset: Dataset) -> dict[str, Course]:
    """The courses by id."""
    return {course.course_id: course for course in dataset.courses}


def demand(dataset: Dataset, demand_id: str) -> Demand:
    """One demand."""
    return next(row for row in dataset.demand if row.demand_id == demand_id)


def course_ids(dataset: Dataset, pipeline_id: str) -> list[str]:
    """The courses of a pipeline."""
    return [step.course_id for step in dataset.pipelines if step.pipeline_id == pipeline_id]


def cohorts(dataset: Dataset, row: Demand) -> list[int]:
    """The sizes of a demand's cohorts."""
    steps = [step for step in dataset.pipelines if step.pipeline_id == row.pipeline_id]
    return cut(row.trainees, cohort_max_of(row, steps, courses(dataset)))


def needed(dataset: Dataset, course_id: str) -> int:
    """How many trainees have to go through a course."""
    return sum(row.trainees for row in dataset.demand if course_id in course_ids(dataset, row.pipeline_id))


def starts(dataset: Dataset, site_id: str, course_id: str, *, works: bool = True) -> Iterator[date]:
    """When classes of a course may start at a site; without works, as if nothing were ever closed."""
    calendar = Calendar.of(dataset.settings)
    nation_id = next(site.nation_id for site in dataset.sites if site.site_id == site_id)
    closures = dataset.closures if works else ()
    closed = closed_weeks(closures, nation_id, site_id, course_id, calendar)
    for row in dataset.capacity:
        if (row.site_id, row.course_id) == (site_id, course_id):
            course = courses(dataset)[course_id]
            yield from (calendar.monday(week) for week in start_weeks(row, course, closed, calendar))


# Both


@EACH
def test_every_table_and_every_column_is_used(name: str) -> None:
    for table in TABLES.values():
        with (DATA / name / table.file).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert set(rows[0]) == set(table.columns)
        assert [column for column in table.columns if not any(row[column].strip() for row in rows)] == []


@EACH
@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_occurs(name: str, feature: str) -> None:
    assert FEATURES[feature](shipped(name))


@EACH
def test_actuals_have_begun_what_pins_have_begun(name: str) -> None:
    assert begun_by_actuals(shipped(name)) == begun_by_pins(shipped(name)) != []


@EACH
def test_it_says_that_it_is_synthetic(name: str) -> None:
    assert "synthetic" in shipped(name).settings.name.lower()
    assert "**SYNTHETIC**" in README


def counted(name: str) -> dict[str, int]:
    """What the table in the README counts."""
    dataset = shipped(name)
    return {
        "nations": len(dataset.nations),
        "sites": len(dataset.sites),
        "courses": len(dataset.courses),
        "capacity rows": len(dataset.capacity),
        "demands": len(dataset.demand),
        "cohorts": sum(len(cohorts(dataset, row)) for row in dataset.demand),
        "trainees": sum(row.trainees for row in dataset.demand),
        "pins": len(dataset.pins),
        "steps begun": len(dataset.actuals),
    }


def test_the_readme_counts_right() -> None:
    example, coalition = counted("example"), counted("coalition")
    for what, number in example.items():
        assert f"| {what} | {number:,} | {coalition[what]:,} |" in README
    horizons = (f"{s.weeks} weeks from {s.start}" for s in (shipped(name).settings for name in SHIPPED))
    assert f"| horizon | {' | '.join(horizons)} |" in README
    assert f"| as of | {' | '.join(str(shipped(name).settings.as_of) for name in SHIPPED)} |" in README


def test_links_of_the_readme_resolve() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    assert all((DATA / link).exists() for link in links)


# coalition


def test_the_code_makes_the_coalition_again(tmp_path: Path) -> None:
    command = "python -m trainopt.generate.coalition data/coalition"
    assert command in README
    again = tmp_path / "coalition"
    module, _ = command.removeprefix("python -m ").split()
    subprocess.run([sys.executable, "-m", module, str(again)], cwd=ROOT, check=True)
    names = sorted(path.name for path in (DATA / "coalition").iterdir())
    assert sorted(path.name for path in again.iterdir()) == names
    for name in names:
        committed = (DATA / "coalition" / name).read_text(encoding="utf-8")
        assert (again / name).read_text(encoding="utf-8") == committed, name


def test_coalition_is_near_saturation() -> None:
    ratios = {course_id: found.ratio for course_id, found in saturation(shipped("coalition")).items()}
    assert [round(100 * ratios[course_id]) - 100 for course_id in ("BCT", "SEC", "COY")] == [7, 8, 9]
    assert "7 to 9 % more seats" in README


def test_coalition_stands_down_in_winter() -> None:
    dataset = shipped("coalition")
    down = [row for row in dataset.closures if row.note == "winter stand-down"]
    assert {row.nation_id for row in down} == {nation.nation_id for nation in dataset.nations}
    assert any(row.first_day.weekday() != 0 for row in down)
    assert any(row.last_day.weekday() != 6 for row in down)


def test_basic_training_grows_in_mid_year() -> None:
    dataset = shipped("coalition")
    rows = [row for row in dataset.capacity if row.course_id == "BCT" and row.site_id < "GB-05"]
    rows = [row for row in rows if row.site_id.startswith("GB")]
    assert {(row.valid_to, row.duration_weeks) for row in rows if row.valid_to} == {(date(2027, 4, 4), None)}
    assert {(row.valid_from, row.duration_weeks) for row in rows if row.valid_from} == {(date(2027, 4, 5), 7)}
    assert {row.site_id for row in rows if row.valid_from} == {row.site_id for row in rows if row.valid_to}
    assert courses(dataset)["BCT"].duration_weeks == 5


def test_the_coast_camp_moves() -> None:
    dataset = shipped("coalition")
    before = [row for row in dataset.capacity if row.site_id == "GB-05"]
    after = [row for row in dataset.capacity if row.site_id == "NL-02"]
    assert {row.course_id for row in before} == {row.course_id for row in after}
    assert {row.valid_to for row in before} == {date(2027, 4, 4)}
    assert {row.valid_from for row in after} == {date(2027, 4, 5)}


def test_the_bridging_class_cannot_reach_its_minimum() -> None:
    dataset = shipped("coalition")
    assert needed(dataset, "BRG") == demand(dataset, "X1").trainees == 12
    assert courses(dataset)["BRG"].class_min == 20


def test_two_demands_come_too_late() -> None:
    dataset = shipped("coalition")
    late, useless = demand(dataset, "X2"), demand(dataset, "X3")
    assert (late.ready_from, late.due, late.latest) == (date(2027, 3, 1), date(2027, 4, 11), None)
    assert (useless.ready_from, useless.due, useless.latest) == (late.ready_from, late.due, date(2027, 5, 2))
    weeks = {id_: course.duration_weeks for id_, course in courses(dataset).items()}
    assert sum(weeks[course_id] for course_id in course_ids(dataset, late.pipeline_id)) == 10


def test_the_warnings_are_those_that_the_readme_tells() -> None:
    dataset = shipped("coalition")
    lines = {row.line: row.demand_id for row in dataset.demand}
    warned = sorted({lines[warning.line] for warning in dataset.warnings})
    assert warned == [*(f"D{number:04d}" for number in range(244, 250)), "X3"]
    assert "**D0244 to D0249**" in README


def test_pins_hold_two_demands() -> None:
    assert len({pin.cohort_id.rpartition("-")[0] for pin in shipped("coalition").pins}) == 2
    assert "Ten pins hold two demands" in README


# example


def arctic_survival_lacks_trainees(dataset: Dataset) -> bool:
    return needed(dataset, "ARC") == 12 and all(
        (row.class_min or courses(dataset)["ARC"].class_min) == 30
        for row in dataset.capacity
        if row.course_id == "ARC"
    )


def works_take_the_only_start_in_time(dataset: Dataset) -> bool:
    row = demand(dataset, "D2")
    assert course_ids(dataset, row.pipeline_id) == ["BCT", "SEC"]
    assert row.ready_from is not None
    basic = [day for day in starts(dataset, "DE-01", "BCT") if day >= row.ready_from]
    after_basic = min(basic).toordinal() + 7 * courses(dataset)["BCT"].duration_weeks
    last = date(2027, 6, 13).toordinal() - 7 * courses(dataset)["SEC"].duration_weeks + 1

    def in_time(works: bool) -> list[date]:
        days = starts(dataset, "DE-01", "SEC", works=works)
        return [day for day in days if after_basic <= day.toordinal() <= last]

    elsewhere = [s.site_id for s in dataset.sites if s.nation_id == "DE" and s.site_id != "DE-01"]
    others = [c for c in dataset.capacity if c.site_id in elsewhere and c.course_id in ("BCT", "SEC")]
    return row.latest == date(2027, 6, 13) and in_time(True) == [] and len(in_time(False)) == 1 and not others


def four_cohorts_need_three_classes(dataset: Dataset) -> bool:
    rows = [demand(dataset, "D1"), demand(dataset, "D3")]
    sizes = sorted(size for row in rows for size in cohorts(dataset, row))
    classes = [
        day for day in starts(dataset, "DE-02", "MED") if date(2027, 1, 18) <= day <= date(2027, 2, 22)
    ]
    together = sizes[0] + sizes[1] <= courses(dataset)["MED"].class_max
    allowed = {unit.unit_id: unit.allowed_nations for unit in dataset.units}
    only_there = all(allowed[row.unit_id] == ("DE",) for row in rows)
    in_turn = len(classes) // courses(dataset)["MED"].duration_weeks
    return (
        len(sizes) == 4
        and not together
        and only_there
        and in_turn == 3
        and rows[0].priority > rows[1].priority
    )


def one_cohort_is_left_over(dataset: Dataset) -> bool:
    row, exercise = demand(dataset, "B1"), courses(dataset)["COY"]
    alone = [
        other
        for other in dataset.demand
        if other.unit_id == row.unit_id and "COY" in course_ids(dataset, other.pipeline_id)
    ]
    return (
        alone == [row]
        and cohorts(dataset, row) == [50, 50, 50]
        and not exercise.mixed_units
        and 50 < exercise.class_min == 60
        and 100 <= exercise.class_max == 130 < 150
    )


def basic_training_grows_at_one_site(dataset: Dataset) -> bool:
    rows = [row for row in dataset.capacity if (row.site_id, row.course_id) == ("PL-01", "BCT")]
    return [(row.valid_from, row.duration_weeks) for row in rows] == [(None, None), (date(2027, 3, 29), 7)]


def a_course_is_under_way(dataset: Dataset) -> bool:
    assert dataset.settings.as_of is not None
    pins = [pin for pin in dataset.pins if pin.cohort_id.startswith("F1-")]
    calendar = Calendar.of(dataset.settings)
    as_of = calendar.week(dataset.settings.as_of)
    return sorted(calendar.week(pin.start) < as_of for pin in pins) == [False, True]


def units_have_their_limits(dataset: Dataset) -> bool:
    units = {unit.unit_id: (unit.max_away, unit.allowed_nations) for unit in dataset.units}
    return (
        units["101-1"][0] == 240
        and units["202-D"][0] == 30
        and units["101-2"][1] == ("PL", "DE")
        and units["202-M"][1] == ("DE",)
    )


def resources_are_pooled_as_told(dataset: Dataset) -> bool:
    interpreters = {row.owner_id for row in dataset.resources if row.resource == "interpreter"}
    simulators = {(r.owner_id, r.valid_from) for r in dataset.resources if r.resource == "simulator"}
    return interpreters == {"PL", "DE", "NA-01", "DE-02"} and simulators == {
        ("DE-02", None),
        ("PL", date(2027, 3, 1)),
    }


@pytest.mark.parametrize(
    ("told", "holds"),
    [
        ("- Basic training at PL-01 grows from 5 to 7 weeks on 2027-03-29", basic_training_grows_at_one_site),
        ("- F1 is under way: one of its pins lies before `as_of`", a_course_is_under_way),
        ("- 101-1 may have 240 trainees away, 202-D 30;", units_have_their_limits),
        ("- Interpreters are pooled by nation, except at NA-01 and DE-02;", resources_are_pooled_as_told),
        ("- **E1**: arctic survival needs 30 trainees and there are 12", arctic_survival_lacks_trainees),
        ("- **D2**: ready on 2027-04-05 and useless after 2027-06-13", works_take_the_only_start_in_time),
        ("- **D1 or D3**: four cohorts, of which no two fit into one", four_cohorts_need_three_classes),
        ("- **One cohort of B1**: three cohorts of 50 of one unit", one_cohort_is_left_over),
    ],
)
def test_the_readme_tells_the_example_right(told: str, holds: Callable[[Dataset], bool]) -> None:
    assert told in README
    assert holds(shipped("example"))
