"""What tells rows apart, ties them together and what they say of each other. One function per rule.

Rules of the second kind see only the rows whose keys and references are sound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from trainopt.dataset.calendar import monday_count
from trainopt.dataset.sheet import Key, Sheet, Sheets
from trainopt.dataset.wording import closest, did_you_mean, listed
from trainopt.errors import Fault
from trainopt.kinds import MUST_BE_ID, is_id, seemingly
from trainopt.limits import OF_OWNERS
from trainopt.tables import Capacity, PipelineStep, Validity

LISTS = ("allowed_nations",)
"""Columns in which a cell holds several ids."""


def keys_are_unique(sheets: Sheets) -> Iterator[Fault]:
    """No two rows of a table have the same key."""
    for sheet in sheets.tables.values():
        content = sheet.content
        # Where a column of the key may be misspelt, rows that differ in it look alike.
        if content.header_is_sound or set(sheet.table.key) <= set(content.columns):
            yield from _doubled(sheet)


def _doubled(sheet: Sheet) -> Iterator[Fault]:
    first: dict[Key, int] = {}
    for line, key in sheet.keys.items():
        if key in first:
            got = " ".join(part for part in key if part)
            yield sheet.fault(line, sheet.table.key[0], f"has the same key as {sheet.at(first[key])}", got)
        first.setdefault(key, line)


def references_exist(sheets: Sheets, table: str, column: str) -> Iterator[Fault]:
    """Every id that a column refers to stands in one of its tables, where these show all their ids."""
    sheet = sheets[table]
    named = sheet.table.columns[column].refers_to
    targets = [(sheets[other], sheets[other].table.key[0]) for other in named]
    if not all(target.tells(key) for target, key in targets):
        return
    known = set().union(*(target.texts(key) for target, key in targets))
    files = " or ".join(target.table.file for target, _ in targets)
    meant = set().union(*(target.meant(key) for target, key in targets))
    for fault, word in _dangling(sheet, column, known, files, targets):
        if seemingly(word) not in meant:
            yield fault


def _by_other_words(targets: list[tuple[Sheet, str]]) -> dict[str, str]:
    """Ids by what people type in their stead: the name, in any case, or the id without its zeros."""
    words: dict[str, str] = {}
    for target, key in targets:
        for row in target.rows:
            id_ = str(getattr(row, key))
            words[str(getattr(row, "name", id_)).lower()] = id_
            words.setdefault(id_.lstrip("0"), id_)
    return words


def told_by_name(sheets: Sheets) -> Iterator[Fault]:
    """Every fault that was found; that a name is no id, with the id that is called so."""
    known: dict[tuple[str, ...], dict[str, str]] = {}
    for sheet in sheets.tables.values():
        for fault in sheet.faults:
            column = sheet.table.columns.get(fault.column)
            meant = None
            if column is not None and column.refers_to and fault.message.startswith(MUST_BE_ID):
                if column.refers_to not in known:
                    targets = [(sheets[table], sheets[table].table.key[0]) for table in column.refers_to]
                    known[column.refers_to] = _by_other_words(targets)
                meant = known[column.refers_to].get(sheet.cell(fault.line, fault.column).lower())
            yield fault if meant is None else replace(fault, message=_hinted(fault.message, meant))


def _hinted(message: str, meant: str) -> str:
    what, got, value = message.partition(" (got ")
    return f"{what}{did_you_mean(meant)}{got}{value}"


def _dangling(
    sheet: Sheet, column: str, known: set[str], files: str, targets: list[tuple[Sheet, str]]
) -> Iterator[tuple[Fault, str]]:
    """The faults of ids that stand nowhere, each with the id."""
    unknown = [
        (record.line, word)
        for record in sheet.content.records
        for word in _words(record.cells.get(column, ""), column)
        if word not in known and is_id(word)  # what is no id is a fault of its own
    ]
    if not unknown:
        return
    near, other_words = closest((word for _, word in unknown), known), _by_other_words(targets)
    for line, word in unknown:
        meant = other_words.get(word.lower()) or other_words.get(word.lstrip("0")) or near.get(word)
        yield sheet.fault(line, column, f"is not in {files}{did_you_mean(meant)}", word), word


def _words(cell: str, column: str) -> list[str]:
    return cell.split() if column in LISTS else [cell]


def sites_are_not_nations(sheets: Sheets) -> Iterator[Fault]:
    """A site and a nation never share an id."""
    nations = sheets["nations"].texts("nation_id")
    for record in sheets["sites"].content.records:
        site = record.cells.get("site_id")
        if site in nations:
            yield sheets["sites"].fault(record.line, "site_id", "is a nation's id too", site)


def rows_do_not_overlap(sheets: Sheets) -> Iterator[Fault]:
    """In no week are two rows of one site and course, of one owner and resource or limit, valid."""
    horizon = (float("-inf"), float("inf"))
    if sheets.settings is not None:
        first = monday_count(sheets.settings.start)
        horizon = (first, first + sheets.settings.weeks - 1)
    capacity: dict[tuple[str, str], list[Validity]] = defaultdict(list)
    for row in sheets["capacity"].rows:
        capacity[row.site_id, row.course_id].append(row)
    for rows in capacity.values():
        yield from _overlaps(sheets["capacity"], rows, *horizon)
    for table, what in (("resources", "resource"), ("limits", "limit")):
        owned: dict[tuple[str, str], list[Validity]] = defaultdict(list)
        for row in sheets[table].rows:
            owned[row.owner_id, getattr(row, what)].append(row)
        for rows in owned.values():
            yield from _overlaps(sheets[table], rows, float("-inf"), float("inf"))


def _overlaps(sheet: Sheet, rows: list[Validity], first: float, last: float) -> Iterator[Fault]:
    spans = []
    for row in rows:
        begin = first if row.valid_from is None else monday_count(row.valid_from)
        end = last if row.valid_to is None else monday_count(row.valid_to)
        if begin <= end:
            spans.append((begin, end, row))
    spans.sort(key=lambda span: (span[0], span[2].line))
    reach: tuple[float, Validity] | None = None
    for begin, end, row in spans:
        if reach is not None and begin <= reach[0]:
            earlier, later = sorted((row, reach[1]), key=lambda r: r.line)
            message = f"is valid in a week in which {sheet.at(earlier.line)} is valid too"
            yield sheet.fault(later.line, "valid_from", message, sheet.cell(later.line, "valid_from"))
        if reach is None or end > reach[0]:
            reach = (end, row)


def classes_are_told_apart(sheets: Sheets) -> Iterator[Fault]:
    """No two pairs of a site and a course give their classes the same name: A.B with C, and A with B.C."""
    sheet = sheets["capacity"]
    first: dict[str, Capacity] = {}
    for row in sheet.rows:
        other = first.setdefault(f"{row.site_id}.{row.course_id}", row)
        if other.site_id != row.site_id:
            message = (
                f"classes of {row.site_id} and {row.course_id} would be named like those of {other.site_id} "
                f"and {other.course_id} in {sheet.at(other.line)}"
            )
            yield sheet.fault(row.line, "course_id", message, row.course_id)


def overrides_agree(sheets: Sheets) -> Iterator[Fault]:
    """A capacity row's class_min is at most its class_max, whichever of them are the course's."""
    courses = {course.course_id: course for course in sheets["courses"].rows}
    for row in sheets["capacity"].rows:
        course = courses.get(row.course_id)
        if course is None or (row.class_min is None and row.class_max is None):
            continue
        _, least, most = row.shape(course)
        if least > most:
            column = "class_min" if row.class_min is not None else "class_max"
            got = sheets["capacity"].cell(row.line, column)
            yield sheets["capacity"].fault(
                row.line, column, f"class_min {least} is over class_max {most}", got
            )


def steps_have_no_gap(sheets: Sheets) -> Iterator[Fault]:
    """A pipeline's steps are 1, 2, 3 …"""
    sheet = sheets["pipelines"]
    unclear = sheet.unclear("pipeline_id")
    pipelines: dict[str, list[PipelineStep]] = defaultdict(list)
    for row in sheet.rows if sheet.tells("pipeline_id") else ():
        if row.pipeline_id not in unclear:
            pipelines[row.pipeline_id].append(row)
    for pipeline, rows in pipelines.items():
        rows.sort(key=lambda row: row.step)
        wanted = [1, *(row.step + 1 for row in rows[:-1])]
        for row, step in zip(rows, wanted, strict=True):
            if row.step > step:
                yield sheet.fault(row.line, "step", f"{pipeline} has no step {step}", str(row.step))


def units_have_no_cycle(sheets: Sheets) -> Iterator[Fault]:
    """Going from a unit to its parent, to that one's parent and so on comes to an end."""
    parents = {unit.unit_id: unit.parent_unit_id for unit in sheets["units"].rows}
    done: set[str] = set()
    for unit in parents:
        path: dict[str, None] = {}
        at: str | None = unit
        while at is not None and at in parents and at not in done and at not in path:
            path[at] = None
            at = parents[at]
        if at in path:
            way = list(path)
            yield _cycle(sheets["units"], way[way.index(at) :])
        done.update(path)


def _cycle(sheet: Sheet, units: list[str]) -> Fault:
    """The fault of units each of which is the parent of the one before it, at the first of them."""
    lines = {unit.unit_id: unit.line for unit in sheet.rows}
    turn = units.index(min(units, key=lambda unit: lines[unit]))
    units = [*units[turn:], *units[:turn]]
    message = f"{listed(units, ' → ')} → {units[0]} is a cycle"
    parent = sheet.cell(lines[units[0]], "parent_unit_id")
    return sheet.fault(lines[units[0]], "parent_unit_id", message, parent)


def classes_have_pools(sheets: Sheets) -> Iterator[Fault]:
    """For each resource of a capacity row's course, the site or else its nation has a pool."""
    sheet = sheets["resources"]
    if not sheet.tells("owner_id", "resource"):
        return
    pools = {(row.owner_id, row.resource) for row in sheet.rows}
    unclear = sheet.unclear("resource")
    nation_of = {site.site_id: site.nation_id for site in sheets["sites"].rows}
    needs: dict[str, set[str]] = defaultdict(set)
    for need in sheets["course_resources"].rows:
        needs[need.course_id].add(need.resource)
    for row in sheets["capacity"].rows:
        owners = (row.site_id, nation_of.get(row.site_id))
        for resource in sorted(needs[row.course_id] - unclear) if all(owners) else ():
            if not any((owner, resource) in pools for owner in owners):
                message = f"needs {resource}, of which neither {owners[0]} nor {owners[1]} has a row"
                yield sheets["capacity"].fault(
                    row.line, "course_id", f"{message} in {sheet.table.file}", row.course_id
                )


def limits_are_their_owners(sheets: Sheets) -> Iterator[Fault]:
    """A limit that changes with time is one that its owner can have: beds a site's, max_away a unit's."""
    sheet = sheets["limits"]
    owners = {kind.column: kind.table for kind in OF_OWNERS}
    for row in sheet.rows:
        table = owners[row.limit]
        known, key = sheets[table], sheets[table].table.key[0]
        there = row.owner_id in known.texts(key) or seemingly(row.owner_id) in known.meant(key)
        if known.tells(key) and not there:
            message = f"is no owner of {row.limit}, which is a limit of rows of {known.table.file}"
            yield sheet.fault(row.line, "owner_id", message, row.owner_id)
