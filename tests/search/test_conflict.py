"""Pins that no plan can hold: the rows named are the planted ones, enough by themselves, and each needed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from tests.support import oracle, small
from tests.support.small import (
    courses,
    limits,
    nations,
    needs,
    offers,
    pins,
    pools,
    sites,
    sizes,
    steps,
    table,
    units,
)
from tests.support.tiny import tiny_dataset
from trainopt.model.build import build_model
from trainopt.problem.options import find_options
from trainopt.search.conflict import Contradicting, find_contradiction
from trainopt.search.params import Clock, Params

Files = dict[str, str]
Cells = dict[str, str]
Member = tuple[str, int, str]
"""A row that contradicts others: its file, its line, and the column of a limit (blank for a pin)."""

PARAMS = Params(seconds=600, workers=1)
PLENTY = "1000000"

# Every limit of the data, and what lifts it.
LIFTED = {
    ("capacity.csv", "class_min"): "1",
    ("capacity.csv", "class_max"): PLENTY,
    ("capacity.csv", "parallel_classes"): "20",
    ("sites.csv", "beds"): PLENTY,
    ("nations.csv", "max_trainees"): "",
    ("nations.csv", "max_weekly_arrivals"): "",
    ("units.csv", "max_away"): "",
    ("limits.csv", "quantity"): PLENTY,
    ("resources.csv", "quantity"): PLENTY,
}

INFEASIBLE_SEEDS = (29, 38, 52, 66, 75, 112, 117, 128, 132, 180, 192, 212, 217)


@dataclass(frozen=True)
class Case:
    """Contradictory pins; `members` is the one smallest set, `others`: there are larger ones besides."""

    name: str
    members: set[str]
    tables: dict[str, str] = field(default_factory=dict)
    others: bool = False


demand = table("demand_id,unit_id,pipeline_id,trainees,due")
PAIR = demand("D1,U1,TWO,6,2026-05-10", "D2,U2,TWO,6,2026-05-10")
OF_U1 = demand("D1,U1,TWO,6,2026-05-10", "D2,U1,TWO,6,2026-05-10", "D3,U1,ONE,6,2026-05-10")
LONE = demand("D1,U1,TWO,6,2026-05-10")
BASICS = ("DE-1,BASIC,1,,,,", "DE-2,BASIC,1,,,,", "PL-1,BASIC,1,,,,")
LEADERS = ("DE-1,LEADER,1,,,,", "PL-1,LEADER,1,,,,")
IN_ONE_WEEK = "LEADER,1,2026-03-16,2026-03-16,,"  # so who is on BASIC from 03-02 or 03-09 must be in it
HERE = offers(*BASICS, f"DE-1,{IN_ONE_WEEK}")
HERE_AND_THERE = offers(*BASICS, f"DE-1,{IN_ONE_WEEK}", f"DE-2,{IN_ONE_WEEK}")
FIRST_STEPS = pins("D1-01,1,DE-1,2026-03-02", "D2-01,1,DE-2,2026-03-02")
FROM_ABROAD = pins("D1-01,1,DE-1,2026-03-02", "D2-01,1,PL-1,2026-03-02")
THREE = ("ONE,1,BASIC,,", "TWO,1,BASIC,,", "TWO,2,LEADER,,", "TWO,3,BASIC,,")
BOTH_PINS = {"pins.csv:2", "pins.csv:3"}

CASES = [
    Case(
        "a class that nobody else can fill", {"pins.csv:2", "capacity.csv:2 class_min"},
        {"demand": LONE, "capacity": sizes("DE-1,BASIC,1,7,", "DE-1,LEADER,1,,"),
         "pins": pins("D1-01,1,DE-1,2026-03-02")},
    ),
    Case(
        "a class of the next step that nobody else can fill", {"pins.csv:2", "capacity.csv:3 class_min"},
        {"demand": LONE, "capacity": sizes("DE-1,BASIC,1,,", "DE-1,LEADER,1,7,"),
         "pins": pins("D1-01,1,DE-1,2026-03-02")},
    ),
    Case(
        "two pins and a class_min that who could fill it is pinned away from",
        {*BOTH_PINS, "capacity.csv:2 class_min"},
        {"demand": PAIR, "capacity": sizes("DE-1,BASIC,2,7,", "DE-2,BASIC,1,,", "DE-1,LEADER,1,,"),
         "pins": FIRST_STEPS},
    ),
    Case(
        "a resource of the nation on the step after, where units do not mix",
        {*BOTH_PINS, "resources.csv:2 quantity"},
        {"demand": PAIR, "capacity": HERE_AND_THERE,
         "courses": courses("BASIC,B,2,4,12,", "LEADER,L,1,2,12,no"),
         "course_resources": needs("LEADER,teacher,1"), "resources": pools("DE,teacher,1,,"),
         "pins": FIRST_STEPS},
    ),
    Case(
        "beds", {*BOTH_PINS, "sites.csv:2 beds"},
        {"demand": PAIR, "capacity": HERE, "pins": FIRST_STEPS,
         "sites": sites("DE-1,DE,One,11", "DE-2,DE,Two,50", "PL-1,PL,Three,50")},
    ),
    Case(
        "beds for a time", {*BOTH_PINS, "limits.csv:3 quantity"},
        {"demand": PAIR, "capacity": HERE, "pins": FIRST_STEPS,
         "limits": limits("DE-2,beds,6,,", "DE-1,beds,11,2026-03-16,2026-03-22", "DE-1,beds,6,2026-03-23,")},
    ),
    Case(
        "max_trainees", {*BOTH_PINS, "nations.csv:2 max_trainees"},
        {"demand": PAIR, "capacity": HERE_AND_THERE, "pins": FROM_ABROAD,
         "nations": nations("DE,Germany,11,", "PL,Poland,,")},
    ),
    Case(
        "max_weekly_arrivals", {"pins.csv:2", "pins.csv:3", "nations.csv:2 max_weekly_arrivals"},
        {"demand": PAIR, "capacity": HERE_AND_THERE, "nations": nations("DE,Germany,,11", "PL,Poland,,"),
         "pins": pins("D1-01,1,PL-1,2026-03-02", "D2-01,1,PL-1,2026-03-02")},
    ),
    Case(
        "max_away", {*BOTH_PINS, "units.csv:2 max_away"},
        {"demand": OF_U1, "capacity": HERE_AND_THERE, "units": units("U1,First,11,", "U2,Second,,"),
         "pins": pins("D1-01,1,DE-1,2026-03-02", "D3-01,1,PL-1,2026-03-16")},
    ),
    Case(
        "a class that runs into another", {*BOTH_PINS, "capacity.csv:4 parallel_classes"},
        {"demand": PAIR, "courses": courses("BASIC,B,2,4,12,", "LEADER,L,2,2,12,"),
         "capacity": offers(*BASICS[:2], "DE-1,LEADER,1,,,,"),
         "pipelines": steps(*THREE[:2], "TWO,2,LEADER,0,"),
         "pins": pins("D1-01,1,DE-1,2026-03-02", "D2-01,1,DE-2,2026-03-09")},
    ),
    Case(
        "no time for a transfer between two pins", BOTH_PINS,
        {"plan": "transfer_weeks = 2", "demand": LONE, "capacity": offers(*BASICS, *LEADERS),
         "pipelines": steps(*THREE),
         "pins": pins("D1-01,1,DE-1,2026-03-02", "D1-01,3,PL-1,2026-03-30")},
    ),
    Case(
        "no way to wait between two pins", BOTH_PINS,
        {"demand": LONE, "capacity": offers(*BASICS, *LEADERS),
         "pipelines": steps(*THREE[:2], "TWO,2,LEADER,0,", "TWO,3,BASIC,0,"),
         "pins": pins("D1-01,1,DE-1,2026-03-02", "D1-01,3,DE-1,2026-03-30")},
    ),
    Case(
        "no step between two pins in one nation", BOTH_PINS,
        {"demand": LONE, "capacity": offers(*BASICS, *LEADERS),
         "pipelines": steps(*THREE[:2], "TWO,2,LEADER,,same_nation", "TWO,3,BASIC,,same_nation"),
         "pins": pins("D1-01,1,DE-1,2026-03-02", "D1-01,3,PL-1,2026-03-30")},
    ),
    Case(
        "a pin after which there is no next class", {"pins.csv:2"},
        {"demand": LONE, "capacity": offers(*BASICS, "DE-1,LEADER,1,,,2026-03-02,3"),
         "pipelines": steps(*THREE[:2], "TWO,2,LEADER,0,"), "pins": pins("D1-01,1,DE-1,2026-03-02")},
    ),
    Case(
        "the smaller of two contradictions", {"pins.csv:4", "capacity.csv:6 class_min"},
        {"demand": PAIR + "D3,U1,ONE,6,2026-05-10\n",
         "capacity": sizes("DE-1,BASIC,1,,", "DE-2,BASIC,1,,", "DE-1,LEADER,1,13,20", "PL-1,LEADER,1,13,20",
                           "PL-1,BASIC,1,7,"),
         "sites": sites("DE-1,DE,One,11", "DE-2,DE,Two,50", "PL-1,PL,Three,11"),
         "pins": FIRST_STEPS + "D3-01,1,PL-1,2026-04-27\n"},
        others=True,
    ),
    Case(
        "class_max and parallel_classes of one start",
        {*BOTH_PINS, "capacity.csv:4 class_max", "capacity.csv:4 parallel_classes"},
        {"demand": PAIR, "pins": FIRST_STEPS,
         "capacity": sizes("DE-1,BASIC,1,,", "DE-2,BASIC,1,,", "DE-1,LEADER,1,,11"),
         "closures": "course_id,first_day,last_day\nLEADER,2026-03-23,2026-05-10\n"},
    ),
]  # fmt: skip


def named(member: Member) -> str:
    file, line, column = member
    return f"{file}:{line}" if file == "pins.csv" else f"{file}:{line} {column}"


def only(chosen: str) -> Callable[[Member], bool]:
    return lambda member: named(member) == chosen


def all_but(kept: set[str]) -> Callable[[Member], bool]:
    return lambda member: named(member) not in kept


def contradiction(files: Files) -> tuple[Contradicting, set[str]]:
    found = find_contradiction(small.problem_of(files), PARAMS, Clock.start(PARAMS.seconds))
    return found, {named((one.file, one.line, one.column)) for one in found.members}


def has_plan(files: Files) -> bool:
    """By the model, and by the oracle where it can count that far."""
    problem = small.problem_of(files)
    feasible = small.is_feasible(build_model(problem, find_options(problem)).linear)
    with suppress(oracle.TooBig):
        assert feasible == (oracle.optimum(oracle.parse(files), max_nodes=2000) is not None)
    return feasible


def without(files: Files, chosen: Callable[[Member], bool]) -> Files:
    """The dataset without the pins and with the limits lifted that are chosen."""
    lifted = {name: text for name, text in files.items() if name not in ("pins.csv", "resources.csv")}
    for (file, column), cell in LIFTED.items():
        if file in lifted:
            rows = rows_of(lifted[file])
            lifted[file] = text_of(
                [row | {column: cell} if chosen((file, n, column)) else row for n, row in rows]
            )
    kept = [row for n, row in rows_of(files.get("pins.csv", "")) if not chosen(("pins.csv", n, ""))]
    pools = lifted_pools(rows_of(files.get("resources.csv", "")), chosen)
    return (
        lifted | ({"pins.csv": text_of(kept)} if kept else {}) | ({"resources.csv": pools} if pools else {})
    )


def lifted_pools(rows: list[tuple[int, Cells]], chosen: Callable[[Member], bool]) -> str:
    """A pool is named by its first row; it is lifted in all weeks."""
    pools: dict[tuple[str, str], list[tuple[int, Cells]]] = {}
    for line, row in rows:
        pools.setdefault((row["owner_id"], row["resource"]), []).append((line, row))
    kept: list[Cells] = []
    for parts in pools.values():
        line, first = parts[0]
        if chosen(("resources.csv", line, "quantity")):
            kept.append(first | {"quantity": PLENTY, "valid_from": "", "valid_to": ""})
        else:
            kept += [row for _, row in parts]
    return text_of(kept) if kept else ""


def rows_of(text: str) -> list[tuple[int, Cells]]:
    """The rows of a table with their lines."""
    separator = next((mark for mark in ";\t" if mark in text.partition("\n")[0]), ",")
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator)
    return [
        (reader.line_num, {name.strip().lower(): cell.strip() for name, cell in row.items()})
        for row in reader
    ]


def text_of(rows: list[Cells]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


every_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


def assert_planted_members_are_found(case: Case) -> None:
    found, members = contradiction(small.texts(**case.tables))
    assert members == case.members
    assert found.verified
    assert found.smallest


@every_case
def test_the_members_are_the_planted_ones(case: Case) -> None:
    assert_planted_members_are_found(case)


@every_case
def test_the_members_alone_contradict_each_other(case: Case) -> None:
    files = small.texts(**case.tables)
    assert not has_plan(files)
    assert not has_plan(without(files, all_but(case.members)))


@pytest.mark.slow
@every_case
def test_each_of_the_members_is_needed(case: Case) -> None:
    files = small.texts(**case.tables)
    for one in case.members:
        assert has_plan(without(files, all_but(case.members - {one})))
        assert case.others or has_plan(without(files, only(one)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", INFEASIBLE_SEEDS)
def test_on_random_datasets_the_members_alone_contradict_each_other_and_each_is_needed(seed: int) -> None:
    files = tiny_dataset(seed)
    found, members = contradiction(files)
    assert found.verified
    assert found.smallest
    assert members
    assert not has_plan(without(files, all_but(members)))
    for one in members:
        assert has_plan(without(files, all_but(members - {one})))
