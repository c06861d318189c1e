"""Calendars: every class and every step once, over whole days, each the same from plan to plan."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from tests.support.running import contents, hand_made, replaced, table, trainopt, write_mini
from trainopt.errors import PlanFaults
from trainopt.extras import install_command
from trainopt.report.calendars import entries_of, write_calendars
from trainopt.words.voice import FileWords, voice_of

HEADERS = {
    "classes": "class_id,site_id,nation_id,course_id,start,end,trainees,class_min,class_max,fill",
    "assignments": "cohort_id,demand_id,unit_id,pipeline_id,step,course_id,class_id,site_id,nation_id,start,"
    "end,trainees,wait_weeks,weeks_late,pinned",
    "load": "week,owner_kind,owner_id,resource,used,available",
}
CLASS = "A1.C.{0}.1,A1,AA,C,{0},{1},4,2,4,1.0"
STEP = "X-01,X,U,PC,1,C,A1.C.{0}.1,A1,AA,{0},{1},4,,{2},no"
JANUARY = ("2026-01-05", "2026-01-18")
FEBRUARY = ("2026-02-02", "2026-02-15")


def plan(folder: Path, days: tuple[str, str] | None, late: int = 0) -> Path:
    """A plan folder of one class with one cohort, or of none."""
    folder.mkdir()
    rows = {
        "classes": [CLASS.format(*days)] if days else [],
        "assignments": [STEP.format(*days, late)] if days else [],
        "load": ["2026-01-05,site,A1,beds,4,9"],
    }
    for name, lines in rows.items():
        (folder / f"{name}.csv").write_text("\n".join([HEADERS[name], *lines]) + "\n")
    (folder / "manifest.json").write_text('{"name": "mini; \\"one\\", and more"}')
    return folder


def events(path: Path) -> dict[str, Any]:
    """The entries of a calendar file, read back, by UID."""
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    assert isinstance(calendar, icalendar.Calendar)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calendars")
    assert trainopt("solve", write_mini(folder / "mini"), "--out", folder / "plan").code == 0
    return folder / "plan"


@pytest.mark.parametrize(("by", "name"), [("site", "classes"), ("unit", "assignments")])
def test_every_row_is_an_entry_over_its_whole_weeks(by: str, name: str, solved: Path, tmp_path: Path) -> None:
    ran = trainopt("calendar", solved, "--by", by, "--out", tmp_path / "out")
    rows = table(solved / f"{name}.csv")
    assert (ran.code, ran.err) == (0, "")
    assert f"{len(rows)} entries written to" in ran.out
    found = []
    for path in sorted((tmp_path / "out").iterdir()):
        for event in events(path).values():
            first, after = event.decoded("DTSTART"), event.decoded("DTEND")
            assert (type(first), first.weekday(), after.weekday()) == (date, 0, 0)
            found.append((path.stem, first.isoformat(), (after - timedelta(days=1)).isoformat()))
    assert sorted(found) == sorted((row[f"{by}_id"], row["start"], row["end"]) for row in rows)


def test_what_an_entry_says(tmp_path: Path) -> None:
    found = plan(tmp_path / "plan", JANUARY, late=2)
    write_calendars(found, "site", tmp_path / "sites")
    write_calendars(found, "unit", tmp_path / "units")
    ((uid, event),) = events(tmp_path / "sites/A1.ics").items()
    assert (uid, event["SUMMARY"], event["LOCATION"]) == (
        "class-A1.C.2026-01-05.1@trainopt", "C: 4 of 4 seats", "A1, AA",
    )  # fmt: skip
    assert event["DESCRIPTION"].split("\n")[-1] == "X-01 (U): 4"
    ((uid, event),) = events(tmp_path / "units/U.ics").items()
    assert (uid, event["SUMMARY"]) == ("step-X-01.1@trainopt", "X-01: C at A1")
    assert event["DESCRIPTION"].endswith("\nEnds 2 weeks late")
    assert (event["STATUS"], event["TRANSP"]) == ("CONFIRMED", "TRANSPARENT")


def test_files_are_as_rfc_5545_wants_them(tmp_path: Path) -> None:
    write_calendars(plan(tmp_path / "plan", JANUARY), "site", tmp_path / "out")
    data = (tmp_path / "out/A1.ics").read_bytes()
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert all(b"\n" not in line and len(line) <= 75 for line in lines)
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert b'X-WR-CALNAME:A1: mini\\; "one"\\, and more' in lines
    for name in (
        b"PRODID:",
        b"UID:",
        b"DTSTAMP:",
        b"DTSTART;VALUE=DATE:20260105",
        b"DTEND;VALUE=DATE:20260119",
    ):
        assert sum(line.startswith(name) for line in lines) == 1


def test_the_same_plan_gives_the_same_files_and_a_later_one_supersedes_them(tmp_path: Path) -> None:
    found = plan(tmp_path / "plan", JANUARY)
    stamps = (datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC))
    for out, stamp in (("one", stamps[0]), ("two", stamps[0]), ("later", stamps[1])):
        os.utime(found / "manifest.json", (stamp.timestamp(),) * 2)
        write_calendars(found, "unit", tmp_path / out)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    (first,), (later,) = (events(tmp_path / out / "U.ics").values() for out in ("one", "later"))
    assert (first.decoded("DTSTAMP"), later.decoded("DTSTAMP")) == stamps
    assert later["SEQUENCE"] > first["SEQUENCE"] >= 0


def test_a_step_that_moves_keeps_its_uid(tmp_path: Path) -> None:
    before, after = plan(tmp_path / "before", JANUARY), plan(tmp_path / "after", FEBRUARY)
    voice = voice_of("en", FileWords.CALENDARS)
    (one,), (other,) = (entries_of(folder, "unit", voice) for folder in (before, after))
    assert one.uid == other.uid
    assert one.first != other.first


def test_what_is_no_more_is_cancelled(tmp_path: Path) -> None:
    before, after = plan(tmp_path / "before", JANUARY), plan(tmp_path / "after", FEBRUARY)
    ran = trainopt("calendar", after, "--by", "site", "--out", tmp_path / "out", "--published", before)
    assert "1 calendar with 2 entries, 1 of them cancelled written to" in ran.out
    found = events(tmp_path / "out/A1.ics")
    assert {uid: str(event["STATUS"]) for uid, event in found.items()} == {
        "class-A1.C.2026-01-05.1@trainopt": "CANCELLED",
        "class-A1.C.2026-02-02.1@trainopt": "CONFIRMED",
    }
    nothing = plan(tmp_path / "nothing", None)
    assert write_calendars(nothing, "unit", tmp_path / "gone", published=before).cancelled == 1
    assert write_calendars(after, "unit", tmp_path / "moved", published=before).cancelled == 0


def test_what_was_held_before_the_plan_begins_is_not_cancelled(tmp_path: Path) -> None:
    before, after = plan(tmp_path / "before", JANUARY), plan(tmp_path / "after", FEBRUARY)
    replaced(after / "load.csv", "2026-01-05", "2026-02-02")
    assert write_calendars(after, "site", tmp_path / "out", published=before).cancelled == 0


def test_an_empty_plan_has_no_calendar(tmp_path: Path) -> None:
    made = write_calendars(plan(tmp_path / "plan", None), "site", tmp_path / "out")
    assert (made.owners, list((tmp_path / "out").iterdir())) == ((), [])


def test_calendars_replace_nothing_unless_told_to_and_nothing_else_ever(tmp_path: Path) -> None:
    found, out = plan(tmp_path / "plan", JANUARY), tmp_path / "out"
    command = ("calendar", found, "--by", "site", "--out", out)
    assert trainopt(*command).code == 0
    assert trainopt(*command).code == 2
    (out / "ZZ.ics").write_text("old")
    assert trainopt(*command, "--overwrite").code == 0
    assert [path.name for path in out.iterdir()] == ["A1.ics"]
    (out / "letter.txt").write_text("mine")
    assert trainopt(*command, "--overwrite").code == 2
    assert (out / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("classes", ",A1,AA", ",../A1,AA", r"classes.csv:2: site_id: must be an id: .* \(got '../A1'\)"),
        ("classes", "2026-01-18", "18/1/2026", r"classes.csv:2: end: must be a date"),
        ("classes", "2026-01-18", "2026-01-04", r"classes.csv:2: end: lies before start 2026-01-05"),
    ],
)
def test_a_plan_edited_by_hand_is_read_with_care(
    name: str, old: str, new: str, fault: str, tmp_path: Path
) -> None:
    found = plan(tmp_path / "plan", JANUARY)
    replaced(found / f"{name}.csv", old, new)
    with pytest.raises(PlanFaults, match=fault):
        write_calendars(found, "site", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_plan_without_its_tables_is_said(tmp_path: Path) -> None:
    folder = hand_made(tmp_path / "plan", "X-01,1,A1.C.2026-01-05.1,A1,2026-01-05")
    assert trainopt("calendar", folder, "--by", "site", "--out", tmp_path / "out").code == 3


def test_without_icalendar_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    found = plan(tmp_path / "plan", JANUARY)
    ran = trainopt("calendar", found, "--by", "site", "--out", tmp_path / "out")
    assert ran.code == 2
    assert ran.err == f"calendars need icalendar: {install_command('calendar')}\n"
    shutil.rmtree(found)
