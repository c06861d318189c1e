"""The price of robustness: a planted optimum is found, bounds and intervals hold, the time is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support import small
from tests.support.running import hand_made, table, trainopt, write_mini
from trainopt import Chances, Params, plot_robustness, read_dataset, robustness
from trainopt.runs.robustness import BEST, RobustSetting, settings_tried
from trainopt.tables import Settings

pytestmark = pytest.mark.slow

PROVEN = Params(seconds=1_200, workers=1)
"""Each plan is proven long before, on any machine."""

SETTINGS = Settings(name="small", start=small.FIRST_DAY, weeks=10)


def names(settings: Settings) -> list[str]:
    return [setting.name for setting in settings_tried(settings)]


def test_the_settings_are_tried_from_the_strictest() -> None:
    assert names(SETTINGS) == [
        "minimum on expected",
        "minimum on planned",
        *(f"minimum on expected, +{percent} %" for percent in (5, 10, 15, 20)),
    ]


def test_the_dataset_s_own_setting_is_one_of_them() -> None:
    own = SETTINGS.model_copy(update={"seats_on": "expected", "overbook_percent": 12})
    assert names(own)[4] == "minimum on planned, +12 %"
    assert len(names(own)) == 7
    none = own.model_copy(update={"overbook_percent": 0})
    assert names(none) == names(SETTINGS)


def test_a_setting_is_put_into_the_dataset(tmp_path: Path) -> None:
    dataset = read_dataset(small.write(tmp_path, small.texts()))
    changed = RobustSetting("expected", "expected", 15).of(dataset).settings
    assert (changed.class_min_on, changed.seats_on, changed.overbook_percent) == ("expected", "expected", 15)
    assert dataset.settings.seats_on == "planned"


@pytest.mark.parametrize(
    ("looser", "tighter", "allows"),
    [
        (("planned", 0), ("expected", 0), True),
        (("expected", 0), ("planned", 0), False),
        (("expected", 15), ("expected", 10), True),
        (("expected", 10), ("expected", 15), False),
        (("planned", 20), ("expected", 5), True),
        (("expected", 20), ("planned", 5), False),
    ],
)
def test_which_setting_allows_all_plans_of_another(
    looser: tuple[Any, int], tighter: tuple[Any, int], allows: bool
) -> None:
    one, other = (
        RobustSetting(least, "expected" if percent else "planned", percent)
        for least, percent in (looser, tighter)
    )
    assert one.allows(other) is allows


# Planted: one class of 100 in March, for which four in five come, and one of 10 in April, late, which a
# class of fewer than 10 cannot be. 120 ask. With 100 or 105 planned in March somebody has no place; with 110
# all have one; with 120 nobody is late, and whoever finds no seat in March finds none at all.
PLANTED = small.texts(
    sites=small.sites("DE-1,DE,Munster,500", "DE-2,DE,Hammelburg,500", "PL-1,PL,Drawsko,500"),
    courses=small.courses("BASIC,Basic training,2,10,100,", "LEADER,Leader course,1,2,12,"),
    capacity=(
        "site_id,course_id,parallel_classes,valid_from,valid_to,class_min,class_max\n"
        "DE-1,BASIC,1,2026-03-02,2026-03-15,10,100\nDE-2,BASIC,1,2026-03-30,2026-04-12,8,10\n"
    ),
    pipelines=small.steps("ONE,1,BASIC,,"),
    demand=(
        "demand_id,unit_id,pipeline_id,trainees,cohort_max,due,show_percent\nD1,U1,ONE,120,5,2026-03-15,80\n"
    ),
)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.write(tmp_path_factory.mktemp("planted"), PLANTED)


def test_a_planted_optimum_of_ten_percent_is_found(planted: Path, tmp_path: Path) -> None:
    chances = Chances(class_shock=0.5, below_min="run")
    found = robustness(planted, PROVEN, runs=2_000, chances=chances)
    assert found.left_out == ()
    planned = {point.overbook_percent: point.planned for point in found.points}
    assert planned == {0: 10, 5: 5, 10: 0, 15: 0, 20: 0}
    assert all(point.bound == point.planned for point in found.points)
    assert found.best.overbook_percent == 10
    by_percent = {point.overbook_percent: point for point in found.points}
    assert by_percent[20].against_best == "worse"
    assert by_percent[20].turned_away > by_percent[10].turned_away
    assert by_percent[5].unmet > by_percent[10].unmet + 1
    assert all(point.low <= point.unmet <= point.high for point in found.points)
    picture = tmp_path / "robustness.svg"
    plot_robustness(found, picture)
    assert picture.read_text(encoding="utf-8").count("(best)") >= 1


def test_through_the_program(planted: Path, tmp_path: Path) -> None:
    out, picture = tmp_path / "robustness.csv", tmp_path / "robustness.png"
    ran = trainopt(
        "robustness", planted, "--runs", 100, "--time-limit", "60s", "--out", out, "--plot", picture
    )
    assert ran.code == 0, ran.err
    assert "best: minimum on" in ran.out
    rows = table(out)
    assert sum(row["against_best"] == BEST for row in rows) == 1
    assert picture.read_bytes().startswith(b"\x89PNG")
    told = [line for line in ran.messages if line.startswith("minimum") and line.endswith("as it comes out")]
    assert len(told) == len(rows)  # on a slow machine each is said again with the seconds before it
    assert trainopt("robustness", planted, "--out", planted / "demand.csv").code == 2


def test_what_cannot_be_held_of_the_plan_in_force_is_told_of_each_setting(tmp_path: Path) -> None:
    as_of = 'name = "mini"\nstart = 2026-01-05\nweeks = 16\nas_of = 2026-02-02\nfreeze_weeks = 12\n'
    closed = "site_id,first_day,last_day\nA1,2026-03-30,2026-04-12\n"
    dataset = write_mini(tmp_path / "data", {"plan.toml": as_of, "closures.csv": closed})
    published = hand_made(tmp_path / "published", "X-01,1,A1.C.2026-03-30.1,A1,2026-03-30")
    words = ("--published", published, "--runs", 10, "--time-limit", "60s", "--quiet")
    ran = trainopt("robustness", dataset, *words, "--json")
    assert ran.code == 0, ran.err
    names = {one["setting"] for one in ran.document["settings"]}
    told = {
        name: [step.partition(": closures.csv:2")[0] for step in ran.document["released"][name]]
        for name in names
    }
    assert told == {name: ["X-01 step 1 at A1"] for name in names}
    assert all(f"{name}: released: X-01 step 1 at A1" in ran.err for name in names)
    assert ran.document["best"] in names


def test_what_comes_out_is_never_below_what_is_proven(planted: Path) -> None:
    """Who has no place is not trained, whoever comes."""
    found = robustness(planted, PROVEN, runs=100)
    assert all(point.p10 >= point.planned >= point.bound for point in found.points)
    assert np.argmin([point.unmet for point in found.points]) >= 2
