"""How a run's time is divided: rounds that double, and in each a stage for every tier, hot or cold."""

from __future__ import annotations

from itertools import pairwise

import pytest

from trainopt.search.annealing import CHAIN_REHEAT, REHEAT, rounds, stages, warmth

# Stages


@pytest.mark.parametrize(
    ("tiers", "until"),
    [(1, [1.0]), (2, [0.65, 1.0]), (3, [0.65, 0.825, 1.0]), (4, [0.65, 0.825, 0.9125, 1.0])],
)
def test_every_tier_has_time_and_the_stages_fill_a_round(tiers: int, until: list[float]) -> None:
    found = stages(tiers, 0.7, 0.3)
    assert [stage.tier for stage in found] == [*range(tiers)]
    assert [stage.until for stage in found] == pytest.approx(until)
    assert [stage.heat for stage in found] == [0.7] + [0.3] * (tiers - 1)


# Rounds

OPTIONS = 10_000  # whose first round has a second


def lengths(seconds: float, number: int = 0) -> list[float]:
    return [one.seconds for one in rounds(3, OPTIONS, seconds, number)]


@pytest.mark.parametrize(
    ("seconds", "found"),
    [
        (0.0, []),
        (0.3, [0.3]),
        (1.9, [1.9]),
        (2.1, [1, 1.1]),
        (6.9, [1, 2, 3.9]),
        (7.1, [1, 2, 4.1]),
        (11.0, [1, 2, 4, 4]),
    ],
)
def test_rounds_double_and_the_last_one_has_what_is_too_little_for_two(
    seconds: float, found: list[float]
) -> None:
    assert lengths(seconds) == pytest.approx(found)


@pytest.mark.parametrize("seconds", [10, 60, 600, 3600])
def test_the_last_round_has_a_third_of_the_time_at_least(seconds: float) -> None:
    found = lengths(seconds)
    assert sum(found) == pytest.approx(seconds)
    assert found[-1] >= seconds / 3


def test_a_run_does_the_same_under_a_longer_limit_until_its_last_round() -> None:
    short, long = lengths(60), lengths(600)
    assert short[:-1] == long[: len(short) - 1]


def test_islands_end_their_rounds_at_different_times() -> None:
    first = [lengths(600, number)[0] for number in range(16)]
    assert first[0] == 1.0
    assert all(1.0 <= one < 2.0 for one in first)
    assert min(two - one for one, two in pairwise(sorted(first))) > 0.02


def test_only_the_first_round_begins_hot() -> None:
    heats = [[stage.heat for stage in one.stages] for one in rounds(3, OPTIONS, 60)]
    assert heats[0] == [1.0, 1.0, 1.0]
    assert {tuple(heat) for heat in heats[1:]} == {(REHEAT, CHAIN_REHEAT, CHAIN_REHEAT)}


# Plans made for other data


@pytest.mark.parametrize(("seconds", "heat"), [(5.0, 0.1), (20.0, 0.2), (600.0, 0.5)])
def test_a_round_from_a_plan_for_other_data_begins_nearly_cold(seconds: float, heat: float) -> None:
    assert warmth(seconds, 25_000) == pytest.approx(heat)


def test_all_tiers_of_the_first_round_from_a_plan_for_other_data_are_as_warm() -> None:
    first = next(rounds(3, OPTIONS, 60, warm=True))
    assert [stage.heat for stage in first.stages] == [warmth(1.0, OPTIONS)] * 3
