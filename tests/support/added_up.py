"""The tables of a plan folder against each other, from their rows alone: who is held, added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from tests.support.running import Row, table

WEEK = timedelta(weeks=1)
OF_TRAINEES = ("trainees", "arrivals", "beds", "away")
Draw = tuple[str, str, str, str]  # as the key of load.csv: week, owner_kind, owner_id, resource


def the_tables_add_up(plan: Path) -> None:
    """load.csv, classes.csv and demand.csv say what the rows of assignments.csv and unmet.csv come to."""
    held = table(plan / "assignments.csv")
    _load_adds_up(held, table(plan / "load.csv"))
    _classes_add_up(held, table(plan / "classes.csv"))
    _demands_add_up(held, table(plan / "unmet.csv"), table(plan / "demand.csv"))


def _load_adds_up(held: Sequence[Row], load: Sequence[Row]) -> None:
    drawn: dict[Draw, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    before: Row | None = None
    for row in held:
        for draw in _draws(row, before):
            used, expected = drawn[draw]
            drawn[draw] = (used + int(row["trainees"]), expected + Decimal(row["expected"]))
        before = row
    told = {
        (row["week"], row["owner_kind"], row["owner_id"], row["resource"]): row
        for row in load
        if row["resource"] in OF_TRAINEES
    }
    for draw, row in told.items():
        assert (int(row["used"]), Decimal(row["expected"])) == drawn[draw], draw
    weeks, owners = {draw[0] for draw in told}, {draw[1:] for draw in told}
    known = [draw for draw, (used, _) in drawn.items() if used and draw[0] in weeks and draw[1:] in owners]
    assert [draw for draw in known if draw not in told] == []


def _draws(row: Row, before: Row | None) -> Iterator[Draw]:
    """What a step draws on, week by week; who comes from elsewhere arrives in its first one."""
    same = before is not None and before["cohort_id"] == row["cohort_id"]
    if before is None or not same or before["nation_id"] != row["nation_id"]:
        yield row["start"], "nation", row["nation_id"], "arrivals"
    monday, last = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
    while monday <= last:
        yield monday.isoformat(), "nation", row["nation_id"], "trainees"
        yield monday.isoformat(), "site", row["site_id"], "beds"
        yield monday.isoformat(), "unit", row["unit_id"], "away"
        monday += WEEK


def _classes_add_up(held: Sequence[Row], classes: Sequence[Row]) -> None:
    members: dict[str, list[Row]] = defaultdict(list)
    for row in held:
        members[row["class_id"]].append(row)
    assert [row["class_id"] for row in classes] == sorted(members)
    for one in classes:
        rows = members[one["class_id"]]
        assert int(one["trainees"]) == sum(int(row["trainees"]) for row in rows), one
        assert Decimal(one["expected"]) == sum(Decimal(row["expected"]) for row in rows), one
        assert one["end"] == max(row["end"] for row in rows), one


def _demands_add_up(held: Sequence[Row], unmet: Sequence[Row], demands: Sequence[Row]) -> None:
    """Who is placed has weeks_late on the last step; who has left, or is not placed, has it nowhere."""
    for demand in demands:
        mine = [row for row in held if row["demand_id"] == demand["demand_id"] and row["weeks_late"]]
        late = sum(int(row["trainees"]) for row in mine if int(row["weeks_late"]))
        placed = sum(int(row["trainees"]) for row in mine)
        left_out = sum(int(r["trainees"]) for r in unmet if r["demand_id"] == demand["demand_id"])
        told = [int(demand[column]) for column in ("placed", "on_time", "late", "unmet")]
        assert told == [placed, placed - late, late, left_out], demand
