"""The figures of the kernel by processor seconds: what of a difference dice alone make."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from benchmarks.kernel import HEADS, Found, chance_of, lines_of, more_unmet, noise_of

RUN = Found("medium", seed=1, dice=0, first=0.5, everybody=1000, unmet=100, lateness=500, pace=900.0)


def searched(*unmet: int, seed: int = 1) -> list[Found]:
    return [replace(RUN, seed=seed, dice=dice, unmet=one) for dice, one in enumerate(unmet)]


def test_dice_scatter_searches_of_one_dataset_around_their_mean() -> None:
    runs = [*searched(90, 110), *searched(1100, 900, seed=2)]
    assert noise_of(runs) == pytest.approx(math.sqrt(4 * 0.1**2 / 2))


def test_dice_of_both_versions_count_in_a_comparison() -> None:
    still, scattered = searched(100, 100), searched(45, 55)
    assert noise_of(still, scattered) == pytest.approx(math.sqrt(2 * 0.1**2 / 2))


def test_datasets_may_differ_as_they_like() -> None:
    assert noise_of([*searched(100, 100), *searched(900, 900, seed=2)]) == 0.0


def test_who_searched_each_dataset_once_knows_nothing_of_dice() -> None:
    runs = [*searched(90), *searched(900, seed=2)]
    assert noise_of(runs) is None
    assert chance_of(runs, runs, None) is None


def test_a_comparison_of_more_runs_has_less_chance_in_it() -> None:
    two, eight = searched(1, 1), searched(*(8 * [1]))
    assert chance_of(two, two, 0.1) == pytest.approx(2 * 0.1)
    assert chance_of(eight, eight, 0.1) == pytest.approx(0.1)


def test_only_datasets_that_both_searched_are_compared() -> None:
    now = [*searched(80, 100), *searched(900, seed=2)]
    assert more_unmet(now, searched(100)) == pytest.approx(-0.1)
    assert more_unmet(now, [replace(RUN, seed=3)]) is None
    assert more_unmet(now, searched(0)) is None


def compared(line: str) -> list[str]:
    cells = [cell.strip() for cell in line.split("|")]
    assert len(cells) == len(HEADS) + 2
    return [cells[1], *cells[-3:-1]]


def test_other_dice_are_held_against_the_first_and_all_against_another_version() -> None:
    before = [*searched(80, 120, 100), replace(RUN, dataset="large")]
    assert [compared(line) for line in lines_of(searched(110, 90, 100), before)] == [
        ["medium", "", ""],
        ["medium, other dice", "-13.6%", "±24.5%"],
        ["medium, all, against before", "+0.0%", "±25.8%"],
    ]


def test_without_another_version_or_other_dice_nothing_is_compared() -> None:
    assert [compared(line) for line in lines_of(searched(110), [])] == [["medium", "", ""]]
    assert len(list(lines_of(searched(110, 90), [replace(RUN, dataset="large")]))) == 2
