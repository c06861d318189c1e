"""Calendars of a plan: an iCalendar file (RFC 5545) for each site's classes, or for each unit's cohorts.

An entry's UID stays the same from plan to plan as long as it means the same: a class at its site from its
week; a step of a cohort, wherever and whenever it is held. So a new plan's file updates the entries of the
one before, and a later plan's entries have the higher SEQUENCE.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from trainopt.dataset import Dataset
from trainopt.dataset.source import Where
from trainopt.dataset.whole import try_to_write, written_whole
from trainopt.errors import Fault, PlanFaults, UsageError, shown
from trainopt.extras import missing
from trainopt.plan.beside import expected_beside
from trainopt.plan.by import CALENDARS_BY
from trainopt.plan.folder import check_alike, marking_of, plan_name, read_rows
from trainopt.plan.given import plan_folder
from trainopt.plan.names import Names, read_names
from trainopt.plan.placements import Plan
from trainopt.plan.results import ASSIGNMENTS, CLASSES, LOAD
from trainopt.plan.results.table import Line, ResultTable
from trainopt.plan.source import open_plan
from trainopt.wording import counted
from trainopt.words.voice import FileWords, Voice, voice_of

if TYPE_CHECKING:
    from icalendar import Event

ENDING = ".ics"
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
"""SEQUENCE counts the seconds from here to when the plan was made."""


@dataclass(frozen=True)
class CalendarEntry:
    """An entry of the calendar of `owner`, over whole days from the first to the last."""

    uid: str
    owner: str
    first: date
    last: date
    summary: str
    location: str
    description: str
    cancelled: bool = False


@dataclass(frozen=True)
class Calendars:
    """What was written: the folder, a file for each owner, and how many entries, some of them cancelled."""

    folder: Path
    owners: tuple[str, ...]
    entries: int
    cancelled: int

    def __repr__(self) -> str:
        return f"Calendars({str(self.folder)!r}, {len(self.owners):,} owners, {self.entries:,} entries)"


def write_calendars(
    plan: Plan | Where,
    by: str,
    out: Where,
    *,
    published: Plan | Where | None = None,
    dataset: Dataset | Where | None = None,
    language: str = "en",
    overwrite: bool = False,
) -> Calendars:
    """Write a calendar for each `site` or `unit` that has an entry, all of them or none.

    With the plan that was published before, what it had and this one has not is written as cancelled. A plan
    that was read or found needs its `dataset`. Entries are in `language`, `en` or `uk`.

    Raises PlanFaults where a plan cannot be read, UsageError where there are no calendars by that or in that
    language, the folder cannot be written or what makes calendars is not installed.

    >>> made = trainopt.write_calendars("plans/example", "site", "calendars")
    >>> made.cancelled
    0
    """
    if by not in ENTRIES_BY:
        raise UsageError(f"calendars are made by {', '.join(ENTRIES_BY)}, not by {shown(by)}")
    _check(Path(out), overwrite=overwrite)
    voice = voice_of(language, FileWords.CALENDARS)
    with ExitStack() as stack:
        given = [one for one in (plan, published) if one is not None]
        folders = [stack.enter_context(plan_folder(one, dataset)) for one in given]
        return _write_calendars(*folders, by=by, out=Path(out), voice=voice)


def _write_calendars(
    plan: Path, published: Path | None = None, *, by: str, out: Path, voice: Voice
) -> Calendars:
    entries = entries_of(plan, by, voice)
    if published is not None:
        check_alike(plan, published)
        entries += _cancelled(entries_of(published, by, voice), entries, _first_week(plan), voice)
    owners: dict[str, list[CalendarEntry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.owner, entry.first, entry.uid)):
        owners[entry.owner].append(entry)
    look = _look_of(plan, voice, _made(plan))
    name = plan_name(plan)
    with written_whole(out) as folder:
        for owner, found in owners.items():
            (folder / f"{owner}{ENDING}").write_bytes(_calendar(f"{owner}: {name}", found, look))
    return Calendars(out, tuple(owners), len(entries), sum(entry.cancelled for entry in entries))


def calendar_of(plan: Path, by: str, owner: str, language: str, made: datetime) -> tuple[bytes, int]:
    """The calendar of one site or unit as its file has it, and how many entries that has: also none.

    `made` is when the plan was made, of which its files say nothing where they were but laid out.

    Raises PlanFaults where the plan cannot be read, UsageError where what makes calendars is not installed.
    """
    _require_icalendar()
    voice = voice_of(language, FileWords.CALENDARS)
    found = [entry for entry in entries_of(plan, by, voice) if entry.owner == owner]
    found.sort(key=lambda entry: (entry.first, entry.uid))
    return _calendar(f"{owner}: {plan_name(plan)}", found, _look_of(plan, voice, made)), len(found)


def _require_icalendar() -> None:
    try:
        import icalendar  # noqa: F401
    except ImportError as error:
        raise missing("calendars need icalendar", "calendar") from error


def _check(out: Path, *, overwrite: bool) -> None:
    _require_icalendar()
    try_to_write(out)
    if not (out.exists() or out.is_symlink()):
        return
    if not overwrite:
        raise UsageError(f"{out} exists; choose another folder or say --overwrite")
    if not out.is_dir() or any(path.suffix != ENDING for path in out.iterdir()):
        raise UsageError(f"{out} holds more than calendars and is not overwritten; choose another folder")


def entries_of(plan: Path, by: str, voice: Voice) -> list[CalendarEntry]:
    """The entries of a plan by `site` or `unit`. Raises PlanFaults with every fault."""
    table, make = ENTRIES_BY[by]
    rows, source = read_rows(plan, table.name), open_plan(plan)
    faults = [
        source.located(table, Fault(table.file, number, "end", f"lies before start {line['start']}"))
        for line, number in zip(rows.lines, rows.numbers, strict=True)
        if line["end"] < line["start"]
    ]
    if faults:
        raise PlanFaults(faults)
    return list(make(plan, rows.lines, voice))


def _of_classes(plan: Path, lines: Sequence[Line], voice: Voice) -> Iterator[CalendarEntry]:
    """An entry for each class: how full it is, and who comes."""
    names, say = read_names(plan), voice.say
    members: dict[str, list[Line]] = defaultdict(list)
    for line in read_rows(plan, ASSIGNMENTS.name).lines:
        members[line["class_id"]].append(line)
    for line in lines:
        course = names.label("course", line["course_id"])
        cohorts = [
            f"{m['cohort_id']} ({names.label('unit', m['unit_id'])}): "
            + say(f"{m['trainees']}{expected_beside(m['trainees'], m['expected'])}")
            for m in members[line["class_id"]]
        ]
        yield CalendarEntry(
            uid=f"class-{line['class_id']}@trainopt",
            owner=line["site_id"],
            first=line["start"],
            last=line["end"],
            summary=f"{course}: {say(_seats_taken(line))}",
            location=_place(names, line),
            description="\n".join(
                [
                    say(f"Class {line['class_id']}"),
                    *map(say, _expected(line)),
                    say("Cohort (unit): trainees"),
                    *cohorts,
                ]
            ),
        )


def _expected(line: Line) -> list[str]:
    """How many of a class are expected, where these are others than those planned."""
    told = expected_beside(line["trainees"], line["expected"])
    return [f"{line['trainees']} planned{told}"] if told else []


def _seats_taken(line: Line) -> str:
    """`8 of 12 seats`; the trainees alone of a class that others are in too."""
    whole = line["fill"] is not None
    return (
        f"{line['trainees']} of {line['class_max']} seats" if whole else counted(line["trainees"], "trainee")
    )


def _place(names: Names, line: Line) -> str:
    return f"{names.label('site', line['site_id'])}, {names.label('nation', line['nation_id'])}"


def _of_cohorts(plan: Path, lines: Sequence[Line], voice: Voice) -> Iterator[CalendarEntry]:
    """An entry for each step of each cohort: what, where and with whom."""
    names, say = read_names(plan), voice.say
    for line in lines:
        course, unit = names.label("course", line["course_id"]), names.label("unit", line["unit_id"])
        at = voice.say_with(
            "{course} at {site}", {"course": course, "site": names.label("site", line["site_id"])}
        )
        yield CalendarEntry(
            uid=f"step-{line['cohort_id']}.{line['step']}@trainopt",
            owner=line["unit_id"],
            first=line["start"],
            last=line["end"],
            summary=f"{line['cohort_id']}: {at}",
            location=_place(names, line),
            description="\n".join(
                [
                    ", ".join(_who_comes(line, unit, voice)),
                    say(f"Step {line['step']} of {line['pipeline_id']}, class {line['class_id']}"),
                    *(
                        [say(f"Ends {counted(line['weeks_late'], 'week')} late")]
                        if line["weeks_late"]
                        else []
                    ),
                ]
            ),
        )


def _who_comes(line: Line, unit: str, voice: Voice) -> list[str]:
    """How many trainees of which unit, how many of them are expected where these are others, and for what."""
    told = expected_beside(line["trainees"], line["expected"]).removeprefix(", ")
    facts = {"trainees": counted(line["trainees"], "trainee")}
    who = voice.say_with("{trainees} of {unit}", {"unit": unit}, facts)
    return [who, *map(voice.say, filter(None, [told])), voice.say(f"demand {line['demand_id']}")]


Make = Callable[[Path, Sequence[Line], Voice], Iterator[CalendarEntry]]
WAYS: tuple[tuple[ResultTable, Make], ...] = ((CLASSES, _of_classes), (ASSIGNMENTS, _of_cohorts))
ENTRIES_BY: dict[str, tuple[ResultTable, Make]] = dict(zip(CALENDARS_BY, WAYS, strict=True))
"""Whose calendars there can be: the result table of their entries, and how these are made."""


def _cancelled(
    before: Iterable[CalendarEntry], now: Iterable[CalendarEntry], since: date, voice: Voice
) -> list[CalendarEntry]:
    """What was published and is no more; what began before the plan's first week has been held."""
    uids = {entry.uid for entry in now}
    return [
        replace(entry, cancelled=True, summary=f"{voice.say('Cancelled')}: {entry.summary}")
        for entry in before
        if entry.uid not in uids and entry.first >= since
    ]


def _first_week(plan: Path) -> date:
    """The first week of the plan's horizon, as far as load.csv shows it."""
    return min((line["week"] for line in read_rows(plan, LOAD.name).lines), default=date.min)


def _made(plan: Path) -> datetime:
    """When the plan was made: from the same plan folder come the same files."""
    return datetime.fromtimestamp(int(open_plan(plan).made()), tz=UTC)


@dataclass(frozen=True)
class _Look:
    """What all entries have: when the plan was made, its marking, and the language."""

    made: datetime
    marking: str
    language: str


def _look_of(plan: Path, voice: Voice, made: datetime) -> _Look:
    return _Look(made, marking_of(plan), voice.language)


def _calendar(name: str, entries: Iterable[CalendarEntry], look: _Look) -> bytes:
    """A calendar as RFC 5545 has it."""
    from icalendar import Calendar, vText

    calendar = Calendar()
    calendar.add("prodid", f"-//trainopt//trainopt {version('trainopt')}//{look.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(_marked(name, look.marking)))
    for entry in entries:
        calendar.add_component(_event(entry, look))
    found: bytes = calendar.to_ical()
    return found


def _marked(text: str, marking: str) -> str:
    """The marking before a text, so that it is seen wherever a calendar shows no more than that."""
    return f"{marking}: {text}" if marking else text


def _event(entry: CalendarEntry, look: _Look) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", look.made)
    event.add("sequence", max(int((look.made - FIRST).total_seconds()), 0))
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))
    event.add("summary", _marked(entry.summary, look.marking))
    event.add("location", entry.location)
    event.add("description", "\n".join(filter(None, [look.marking, entry.description])))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    # A class of weeks does not make the hours of whoever looks at it busy.
    event.add("transp", "TRANSPARENT")
    return event
