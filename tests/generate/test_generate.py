"""The generator: sizes, sameness, soundness, saturation, and every feature of the contract."""

import re
import time
from collections import Counter
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.begun_steps import begun_by_actuals, begun_by_pins, cohort_sizes
from tests.support.data_features import FEATURES
from tests.support.generated import file_texts
from tests.support.saturation import saturation
from trainopt.dataset import Calendar, Dataset, read_dataset, write_dataset
from trainopt.dataset.calendar import closed_weeks, start_weeks
from trainopt.errors import UsageError
from trainopt.generate.capacity import Rung, climbed
from trainopt.generate.dice import Dice
from trainopt.generate.generate import generate
from trainopt.generate.saturation import in_sequence
from trainopt.generate.sizes import SIZES
from trainopt.tables import TABLES, Row

SEED = 1
MAIN_COURSES = ("BCT", "COY", "SEC")
EACH_SIZE = pytest.mark.parametrize("size", SIZES)


@dataclass(frozen=True)
class Made:
    """A generated dataset, the same as read back from its folder, and the seconds of computing it took."""

    dataset: Dataset
    read: Dataset
    seconds: float


@cache
def made(size: str) -> Made:
    """The dataset of a size, made once for all tests."""
    begin = time.process_time()
    dataset = generate(size, SEED)
    seconds = time.process_time() - begin
    with TemporaryDirectory() as folder:
        write_dataset(dataset, Path(folder) / "dataset")
        return Made(dataset, read_dataset(Path(folder) / "dataset"), seconds)


# Sizes


@pytest.mark.slow
@EACH_SIZE
def test_a_dataset_has_its_size(size: str) -> None:
    dataset, wanted = made(size).dataset, SIZES[size]
    assert dataset.settings.weeks == wanted.weeks
    assert len(dataset.nations) == wanted.nations
    assert len(dataset.sites) == wanted.sites
    assert len(dataset.capacity) == wanted.capacity_rows
    assert len(cohort_sizes(dataset)) == pytest.approx(wanted.cohorts, rel=0.1 if size == "small" else 0.02)


@pytest.mark.parametrize(
    ("size", "cohorts", "sites", "weeks"),
    [("small", 250, 7, 30), ("medium", 1_400, 20, 40), ("large", 3_300, 65, 52), ("huge", 9_500, 80, 78)],
)
def test_the_sizes_are_as_promised(size: str, cohorts: int, sites: int, weeks: int) -> None:
    assert (SIZES[size].cohorts, SIZES[size].sites, SIZES[size].weeks) == (cohorts, sites, weeks)


@pytest.mark.slow
def test_huge_is_the_whole_of_it_and_made_in_seconds() -> None:
    huge = made("huge")
    assert sum(demand.trainees for demand in huge.dataset.demand) == pytest.approx(230_000, rel=0.05)
    assert len(huge.dataset.capacity) == 600
    assert huge.seconds < 10


def test_an_unknown_size_names_those_that_there_are() -> None:
    with pytest.raises(UsageError, match=r"no such size tiny: there are small, medium, large, huge"):
        generate("tiny", 1)


# Sameness


@pytest.mark.parametrize("size", ["small", "medium"])
def test_the_same_size_and_seed_give_the_same_files(size: str) -> None:
    assert file_texts(generate(size, SEED)) == file_texts(made(size).dataset)


def test_another_seed_gives_other_files() -> None:
    assert file_texts(generate("small", SEED + 1)) != file_texts(made("small").dataset)


def test_chance_falls_the_same_on_every_python() -> None:
    dice = Dice(1)
    assert [dice.whole(1, 6) for _ in range(8)] == [1, 6, 5, 2, 3, 3, 4, 5]
    assert dice.shuffled("abcdef") == ["e", "c", "b", "d", "f", "a"]
    assert [dice.weighted("ab", (0.5, 0.5)) for _ in range(8)] == list("aababbaa")


@pytest.mark.parametrize(("count", "part", "chosen"), [(10, 0.3, 3), (4, 0.05, 1), (3, 0.99, 2), (1, 0.5, 0)])
def test_some_are_neither_none_nor_all(count: int, part: float, chosen: int) -> None:
    assert len(Dice(1).some(count, part)) == chosen


# Soundness


@EACH_SIZE
def test_what_is_written_is_read_back(size: str) -> None:
    def without_lines(rows: tuple[Row, ...]) -> list[Row]:
        return sorted((row.model_copy(update={"line": 0}) for row in rows), key=repr)

    written, read = made(size).dataset, made(size).read
    assert read.settings == written.settings
    for table in TABLES:
        assert without_lines(read.rows(table)) == without_lines(written.rows(table)), table
    bare = {field.name: () for field in fields(Dataset) if field.name in TABLES}
    assert replace(read, **bare) == replace(written, **bare)  # type: ignore[arg-type]


@EACH_SIZE
def test_every_kind_of_warning_occurs_once_or_twice(size: str) -> None:
    kinds = (
        r"due: lies before ready_from",
        r"due: lies after the horizon",
        r"ready_from: lies after the horizon",
        r"latest: leaves \d+ weeks for",
        r"cohort_max: is over every class_max",
        r"latest: lies before due",
        r"pipeline_id: no site in \w+ offers",
    )
    warnings = [str(warning) for warning in made(size).read.warnings]
    assert all(any(re.search(kind, text) for text in warnings) for kind in kinds)
    assert all(any(re.search(kind, text) for kind in kinds) for text in warnings)
    assert len(warnings) <= 2 * len(kinds)


@pytest.mark.slow
@pytest.mark.parametrize("size", ["small", "medium"])
@pytest.mark.parametrize("seed", range(2, 8))
def test_other_seeds_are_sound_too(size: str, seed: int, tmp_path: Path) -> None:
    write_dataset(generate(size, seed), tmp_path / "dataset")
    assert read_dataset(tmp_path / "dataset").pins


@EACH_SIZE
def test_no_pin_needs_anybody_who_is_not_pinned(size: str) -> None:
    dataset = made(size).read
    courses = {course.course_id: course for course in dataset.courses}
    steps = {(step.pipeline_id, step.step): step.course_id for step in dataset.pipelines}
    demands = {demand.demand_id: demand for demand in dataset.demand}
    sizes = cohort_sizes(dataset)
    classes: dict[tuple[str, str, object], int] = {}
    for pin in dataset.pins:
        demand = demands[pin.cohort_id.rpartition("-")[0]]
        course_id = steps[demand.pipeline_id, pin.step]
        held = (pin.site_id, course_id, pin.start)
        classes[held] = classes.get(held, 0) + sizes[pin.cohort_id]
        last = max(step for pipeline_id, step in steps if pipeline_id == demand.pipeline_id)
        pinned = {other.step for other in dataset.pins if other.cohort_id == pin.cohort_id}
        assert pinned == set(range(1, last + 1))
    for (site_id, course_id, _), trainees in classes.items():
        rows = [row for row in dataset.capacity if (row.site_id, row.course_id) == (site_id, course_id)]
        assert all((row.class_min or courses[course_id].class_min) <= trainees for row in rows)
        assert all(trainees <= (row.class_max or courses[course_id].class_max) for row in rows)


@EACH_SIZE
def test_actuals_have_begun_what_pins_have_begun(size: str) -> None:
    assert begun_by_actuals(made(size).read) == begun_by_pins(made(size).read) != []


# Features


@EACH_SIZE
@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_occurs(size: str, name: str) -> None:
    assert FEATURES[name](made(size).read)


@EACH_SIZE
@pytest.mark.parametrize("table", TABLES)
def test_optional_columns_are_filled_in_some_rows_and_blank_in_others(size: str, table: str) -> None:
    rows = made(size).dataset.rows(table)
    for column in TABLES[table].columns:
        filled = sum(column in row.model_fields_set for row in rows)
        if column in TABLES[table].required:
            assert filled == len(rows)
        else:
            assert 0 < filled < len(rows), column


# Saturation


@EACH_SIZE
def test_seats_come_near_the_demand(size: str) -> None:
    ratios = {course_id: found.ratio for course_id, found in saturation(made(size).dataset).items()}
    assert set(ratios) == set(SIZES[size].courses)
    for course_id in MAIN_COURSES:
        assert 0.95 <= ratios[course_id] <= (1.12 if size == "small" else 1.1)
    others = [ratio for course_id, ratio in ratios.items() if course_id not in (*MAIN_COURSES, "BN")]
    assert all(0.8 <= ratio <= 1.4 for ratio in others)


def wanted_by_week(dataset: Dataset, resource: str) -> Counter[tuple[str, int]]:
    """What all classes that could run in a week would take of each pool; `beds` counts seats."""
    calendar = Calendar.of(dataset.settings)
    courses = {course.course_id: course for course in dataset.courses}
    nations = {site.site_id: site.nation_id for site in dataset.sites}
    own = {row.owner_id for row in dataset.resources if row.resource == resource}
    needs = {row.course_id: row.per_class for row in dataset.course_resources if row.resource == resource}
    wanted: Counter[tuple[str, int]] = Counter()
    for row in dataset.capacity:
        course, nation_id = courses[row.course_id], nations[row.site_id]
        closed = closed_weeks(dataset.closures, nation_id, row.site_id, row.course_id, calendar)
        starts = start_weeks(row, course, closed, calendar)
        duration = row.duration_weeks or course.duration_weeks
        owner = row.site_id if resource == "beds" or row.site_id in own else nation_id
        units = row.class_max or course.class_max if resource == "beds" else needs.get(row.course_id, 0)
        for week in {week for start in starts for week in range(start, start + duration)}:
            wanted[owner, week] += row.parallel_classes * units
    return wanted


@pytest.mark.parametrize("size", ["medium", "large", "huge"])
@pytest.mark.parametrize("resource", ["beds", "interpreter"])
def test_pools_are_tight_in_places(size: str, resource: str) -> None:
    dataset = made(size).dataset
    available = {row.owner_id: row.quantity for row in dataset.resources if row.resource == resource}
    if resource == "beds":
        available = {site.site_id: site.beds for site in dataset.sites}
    wanted = wanted_by_week(dataset, resource)
    tight = {owner for (owner, _), amount in wanted.items() if amount > available[owner]}
    assert 0.05 < len(tight) / len(available) < 0.5


@EACH_SIZE
def test_demand_comes_in_waves(size: str) -> None:
    dataset = made(size).dataset
    calendar = Calendar.of(dataset.settings)
    by_week = [0] * calendar.weeks
    for demand in dataset.demand:
        week = calendar.week_or(demand.ready_from, 0)
        if week < calendar.weeks:
            by_week[week] += demand.trainees
    last = max(week for week, trainees in enumerate(by_week) if trainees)
    assert by_week[0] > sum(by_week) / 20
    assert any(trainees == 0 for trainees in by_week[:last])
    assert last > calendar.weeks * 0.6


@EACH_SIZE
def test_about_four_in_ten_skip_basic_training(size: str) -> None:
    dataset = made(size).dataset
    basic = {step.pipeline_id for step in dataset.pipelines if step.course_id == "BCT"}
    skipping = sum(d.trainees for d in dataset.demand if d.pipeline_id not in basic)
    assert 0.3 < skipping / sum(d.trainees for d in dataset.demand) < 0.5


@pytest.mark.parametrize(
    ("starts", "duration", "chosen"),
    [([0, 1, 2, 3, 4, 5], 3, [0, 3]), ([0, 2, 7], 2, [0, 2, 7]), ([1, 4, 5, 9], 5, [1, 9]), ([], 5, [])],
)
def test_classes_in_sequence(starts: list[int], duration: int, chosen: list[int]) -> None:
    assert in_sequence(starts, duration) == chosen


def test_rungs_come_near_what_is_wanted_and_keep_to_the_weights() -> None:
    ladder = [Rung(seats, 1, 1) for seats in (10, 20, 30, 60)]
    assert sum(rung.seats for rung in climbed([ladder, ladder], [1.0, 1.0], 50)) == 50
    assert [rung.seats for rung in climbed([ladder, ladder], [2.0, 1.0], 40)] == [30, 10]
    assert [rung.seats for rung in climbed([ladder, ladder], [1.0, 1.0], 500)] == [60, 60]
