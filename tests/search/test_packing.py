"""Shares of classes: no cohorts that fit together take more than the whole, and each takes what it must."""

from __future__ import annotations

import random

import pytest

from tests.support import small
from tests.support.small import sizes, table
from trainopt.kernel.market import WHOLE_CLASS
from trainopt.problem.options import find_options
from trainopt.search.packing import MOST_WORK, Work, find_fullest, find_shares, shares_of


@pytest.mark.parametrize(
    ("room", "wanted", "parts"),
    [
        (200, {120: 3}, {120: 1.0}),
        (200, {100: 3}, {100: 0.5}),
        (30, {14: 2, 15: 2}, {14: 0.5, 15: 0.5}),
        (30, {10: 4, 20: 4}, {10: 1 / 3, 20: 2 / 3}),
        (10, {10: 1, 11: 5}, {10: 1.0}),
        (10, {11: 5}, {}),
    ],
)
def test_a_cohort_takes_what_no_other_can_use(
    room: int, wanted: dict[int, int], parts: dict[int, float]
) -> None:
    found = {size: share / WHOLE_CLASS for size, share in shares_of(room, wanted).items()}
    assert found == pytest.approx(parts, abs=1e-4)


@pytest.mark.parametrize("seed", range(200))
def test_no_cohorts_that_fit_into_a_class_take_more_than_the_whole(seed: int) -> None:
    """And where whole classes of one size leave no seat, none takes less than its seats."""
    dice = random.Random(seed)
    room = dice.randint(1, 60)
    wanted = {dice.randint(1, room): dice.randint(1, 9) for _ in range(dice.randint(1, 6))}
    shares = shares_of(room, wanted)
    assert most_of_a_class(room, sorted(shares.items())) <= WHOLE_CLASS
    taken = sum(wanted[size] * share for size, share in shares.items())
    seats = sum(wanted[size] * size for size in shares)
    assert taken >= seats * WHOLE_CLASS / room - 1e-3 * WHOLE_CLASS * len(shares)


def most_of_a_class(room: int, shares: list[tuple[int, int]]) -> int:
    """Counted out: the most that cohorts which fit into a class take."""
    if not shares:
        return 0
    (size, share), *others = shares
    return max(n * share + most_of_a_class(room - n * size, others) for n in range(room // size + 1))


def test_of_a_class_with_very_many_seats_each_takes_its_part_of_them() -> None:
    room = MOST_WORK + 1
    assert shares_of(room, {room - 1: 1, room // 2: 1}) == {
        room - 1: (room - 1) * WHOLE_CLASS // room,
        room // 2: room // 2 * WHOLE_CLASS // room,
    }


def test_beyond_the_work_that_there_is_each_takes_its_part_of_the_seats() -> None:
    by_seats = {120: 120 * WHOLE_CLASS // 200}
    assert shares_of(200, {120: 3}, Work(399)) == by_seats
    work = Work(400)
    assert shares_of(200, {120: 3}, work) == {120: WHOLE_CLASS}
    assert shares_of(200, {120: 3}, work) == by_seats


def test_who_cannot_be_placed_takes_no_memory() -> None:
    """A demand of a million is a row that somebody mistyped, and no plan has room for it."""
    rows = "D1,U1,ONE,12,6,2026-05-10"
    found = []
    for demand in ([rows], [rows, "D2,U2,ONE,1000000,1000000,2026-05-10"]):
        problem = small.problem(
            demand=table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due")(*demand)
        )
        found.append(find_shares(problem, find_options(problem)))
    assert found[0].parts.tolist() == found[1].parts.tolist()
    assert found[0].kind.tolist() == found[1].kind.tolist()


def test_the_fullest_class_is_worth_most() -> None:
    fullest = find_fullest(11, {4: 4.0, 3: 3.5})
    assert (fullest.worth, fullest.packing) == (11.5, {4: 2, 3: 1})


def test_the_room_of_a_class_is_what_its_site_has_beds_for() -> None:
    """Two cohorts of 6 fit a class of 12, but not the 11 beds of the other site."""
    beds = table("site_id,nation_id,name,beds")
    problem = small.problem(
        sites=beds("DE-1,DE,Munster,100", "DE-2,DE,Hammelburg,11"),
        capacity=sizes("DE-1,BASIC,1,,", "DE-2,BASIC,1,,", "DE-1,LEADER,1,,"),
    )
    options = find_options(problem)
    shares = find_shares(problem, options)
    openings = options.openings
    for opening in openings.of_course["BASIC"].tolist():
        site = problem.sites[int(openings.site[opening])].site_id
        part = shares.parts[shares.kind[opening], 6] / WHOLE_CLASS
        assert part == pytest.approx({"DE-1": 0.5, "DE-2": 1.0}[site], abs=1e-4)
