"""Datasets that look odd and are sound."""

import re
from collections.abc import Callable

from tests.support.faulty.base import (
    BASE,
    SPARE,
    TABLES,
    Files,
    Sound,
    append,
    csv_row,
    edit,
    edits,
    header,
    pinned,
    rows_of,
    spare,
    without_column,
)
from tests.support.faulty.cells import REQUIRED

LAST_DAY, FIRST_DAY = "9999-12-31", "0001-01-01"


def everywhere(change: Callable[[str], str]) -> Files:
    return {file: change(BASE[file]) for file in TABLES}


def separated(separator: str) -> Callable[[str], str]:
    return lambda text: "".join(csv_row(row, separator) for row in rows_of(text))


def cells(change: Callable[[str], str]) -> Callable[[str], str]:
    """Each cell changed, without quotes that it does not need."""
    return lambda text: "".join(csv_row(map(change, row)) for row in rows_of(text))


def quoted(text: str) -> str:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows_of(text))


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def shouted(text: str) -> str:
    head, _, body = text.partition("\n")
    return f"{head.upper()}\n{body}"


def reversed_columns(text: str) -> str:
    return "".join(csv_row(row[::-1]) for row in rows_of(text))


def between_lines(filler: str) -> Callable[[str], str]:
    return lambda text: text.replace("\n", f"\n{filler}\n")


def days_first(text: str) -> str:
    """Dates as spreadsheets in most of Europe save them."""
    return re.sub(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b", r"\3.\2.\1", text)


def without_zeros(text: str) -> str:
    return re.sub(r"\b0?([0-9]{1,2})\.0?([0-9]{1,2})\.([0-9]{4})", r"\1.\2.\3", days_first(text))


def from_excel(text: str) -> str:
    """A table with more columns marked than are used; no row that was added has those at its end."""
    head, *rows = text.splitlines()
    return "\ufeff" + "\r\n".join([f"{head};;;", *(f"{row};;" for row in rows[:1]), *rows[1:], ""])


def other_way_round(text: str) -> str:
    head, *rows = text.splitlines(keepends=True)
    return "".join([head, *reversed(rows)])


def decimal_commas(text: str) -> str:
    return text.replace(",", ";").replace(".", ",")


def required_columns_alone() -> Files:
    """No optional column anywhere; what can then not be told apart is left out."""
    texts: dict[str, str] = {}
    for file, columns in REQUIRED.items():
        kept = [header(file).index(name) for name in columns]
        rows = [
            row for row in rows_of(BASE[file]) if row[:2] not in (["DE-01", "instructor"], ["DE-01", "BASIC"])
        ]
        texts[file] = "".join(csv_row([row[at] for at in kept]) for row in rows)
    texts["resources.csv"] += "DE,instructor,6\n"
    return {**texts, "closures.csv": None, "pins.csv": None}


def renamed(old: str, new: str) -> Files:
    """One id in place of another, in every table."""
    swap = {old: new, f"{old}-01": f"{new}-01"}

    def change(cell: str) -> str:
        return " ".join(swap.get(word, word) for word in cell.split(" "))

    return everywhere(cells(change))


LAYOUT: tuple[Sound, ...] = (
    Sound("as it stands", {}),
    Sound("semicolons", everywhere(separated(";"))),
    Sound("tabs", everywhere(separated("\t"))),
    Sound(
        "semicolons in one file, tabs in another",
        {
            "demand.csv": separated(";")(BASE["demand.csv"]),
            "units.csv": separated("\t")(BASE["units.csv"]),
        },
    ),
    Sound("a BOM", everywhere(lambda text: f"\ufeff{text}")),
    Sound("a BOM, semicolons and CRLF", everywhere(lambda text: f"\ufeff{crlf(separated(';')(text))}")),
    Sound("a BOM and quotes", everywhere(lambda text: f"\ufeff{quoted(text)}")),
    Sound("CRLF", everywhere(crlf) | {"plan.toml": crlf(BASE["plan.toml"])}),
    Sound("no end of the last line", everywhere(str.rstrip)),
    Sound("header in capitals", everywhere(shouted)),
    Sound("header in mixed case", edit("demand.csv", "ready_from,due", "Ready_From,dUe")),
    Sound("a term in capitals", edit("plan.toml", '"cost"', '"COST"')),
    Sound("columns in reverse order", everywhere(reversed_columns)),
    Sound("every cell in quotes", everywhere(quoted)),
    Sound("spaces around every cell", everywhere(cells(lambda cell: f"  {cell} "))),
    Sound("blank lines", everywhere(between_lines("\n"))),
    Sound("lines of spaces", everywhere(between_lines("   "))),
    Sound("lines of separators", everywhere(between_lines(",,,"))),
    Sound("lines of separators and spaces", everywhere(between_lines(" , , ,"))),
    Sound("lines of semicolons", everywhere(lambda text: between_lines(";;;")(separated(";")(text)))),
    Sound("a line of separators before the header", everywhere(lambda text: f",,,\n{text}")),
    Sound("blank lines before the header", everywhere(lambda text: f"\n\n{text}")),
    Sound("columns without a name and values at the end", everywhere(lambda t: t.replace("\n", ",,\n"))),
    Sound("one at the beginning", everywhere(lambda t: "".join(f" ,{line}\n" for line in t.splitlines()))),
    Sound("days first with dots", everywhere(days_first)),
    Sound("days first with dots, without zeros", everywhere(without_zeros)),
    Sound(
        "as saved by Excel: days first, semicolons, a BOM, CRLF, columns at the end that some rows lack",
        everywhere(lambda text: from_excel(days_first(separated(";")(text)))),
    ),
    Sound("decimal commas between semicolons", {"sites.csv": decimal_commas(BASE["sites.csv"])}),
    Sound("decimal points between semicolons", {"sites.csv": BASE["sites.csv"].replace(",", ";")}),
    Sound("another order of rows", everywhere(other_way_round)),
)

OMITTED: tuple[Sound, ...] = (
    Sound("the required columns alone", required_columns_alone()),
    *(
        Sound(f"no column {column}", without_column(file, column))
        for file, column in (
            ("nations.csv", "max_trainees"),
            ("nations.csv", "max_weekly_arrivals"),
            ("sites.csv", "latitude"),
            ("courses.csv", "level"),
            ("courses.csv", "mixed_units"),
            ("courses.csv", "pass_percent"),
            ("capacity.csv", "cost_per_class"),
            ("closures.csv", "note"),
            ("pipelines.csv", "max_wait_weeks"),
            ("units.csv", "allowed_nations"),
            ("demand.csv", "priority"),
            ("demand.csv", "latest"),
            ("demand.csv", "show_percent"),
        )
    ),
    Sound("no pins", {"pins.csv": None}),
    Sound("no closures", {"closures.csv": None}),
    Sound("no resources, nor courses that need them", {"resources.csv": None, "course_resources.csv": None}),
    Sound("pools that no course needs", {"course_resources.csv": None}),
    Sound(
        "headers alone in optional files",
        {
            file: ",".join(header(file)) + "\n"
            for file in ("course_resources.csv", "closures.csv", "pins.csv")
        },
    ),
    Sound(
        "plan.toml: the required keys alone", {"plan.toml": 'name = "base"\nstart = 2026-01-05\nweeks = 40\n'}
    ),
)

PLAN: tuple[Sound, ...] = (
    *(
        Sound(f"plan.toml: {new}", edit("plan.toml", old, new))
        for old, new in (
            ('name = "base"', 'name = "\u041f\u043b\u0430\u043d, \u8ba1\u5212 \U0001f4c5"'),
            ("weeks = 40", "weeks = 260"),
            ("weeks = 40", "weeks = 4_0 # weeks"),
            ("as_of = 2026-01-19", "as_of = 2026-01-05"),
            ("as_of = 2026-01-19", "as_of = 2026-01-25"),
            ("freeze_weeks = 4", "freeze_weeks = 0"),
            ("freeze_weeks = 4", "freeze_weeks = 1000000"),
            ("transfer_weeks = 1", "transfer_weeks = 0"),
            ("transfer_weeks = 1", 'class_min_on = "expected"\nseats_on = "expected"'),
            ("transfer_weeks = 1", 'class_min_on = "planned"\nseats_on = "planned"'),
            ("transfer_weeks = 1", "overbook_percent = 0"),
            ("transfer_weeks = 1", "overbook_percent = 100"),
            ('["unmet", "lateness", "changes", "transfers", "waiting", "cost"]', '["unmet"]'),
            ('["unmet", "lateness", "changes"', '["lateness", "changes", "unmet"'),
        )
    ),
    Sound(
        "plan.toml: one week",
        edit("plan.toml", "weeks = 40\nas_of = 2026-01-19", "weeks = 1\nas_of = 2026-01-05")
        | {"pins.csv": None},
        warns=True,
    ),
    Sound(
        "plan.toml: as_of on the last Sunday",
        edit("plan.toml", "as_of = 2026-01-19", "as_of = 2026-10-11") | {"pins.csv": None},
        warns=True,
    ),
)

IDS: tuple[Sound, ...] = (
    Sound("the nation NA", renamed("NO", "NA")),
    *(Sound(f"the unit {name}", renamed("BN-12", name)) for name in ("null", "None", "1-A", "007", "1e3")),
    *(
        Sound(f"the demand {name}", renamed("D1", name))
        for name in ("nan", "NaN", "true", "1", "2026-01-05", "a.b_c")
    ),
    Sound("the course N.A.", renamed("LEADER", "N.A.")),
    Sound(
        "ids with dots whose classes have names of their own",
        append("sites.csv", "A,DE,one,80,,", "A.B,DE,another,80,,")
        | append("courses.csv", "B.C,one,,4,1,12,,", "C,another,,4,1,12,,")
        | append("capacity.csv", "A,B.C,1,,,,,,,,,", "A.B,B.C,1,,,,,,,,,"),
    ),
    Sound("an id of 64", renamed("D1", "D" * 64)),
    Sound(
        "pins over a site's own beds in weeks in which it has more",
        edit("sites.csv", "Wesoła,120", "Wesoła,17")
        | append("limits.csv", "PL-01,beds,18,2026-02-02,2026-03-01"),
    ),
    Sound(
        "a limit of a nation that has none but for a time",
        append("limits.csv", "PL,max_weekly_arrivals,9,2027-01-04,"),
    ),
    Sound(
        "a unit and a site of one name",
        append("units.csv", "DE-01,Unit,,,") | append("limits.csv", "DE-01,max_away,9,,"),
    ),
    Sound("a resource named like a site", append("resources.csv", "NO,DE-01,1,,")),
    Sound("ids that differ in a zero", append("units.csv", "1,one,,,", "01,another,,,", "1.0,a third,,,")),
    Sound(
        "a demand named like another's cohort",
        append("demand.csv", "D5-01,BN-12,INF,30,15,,2026-08-28,,,")
        | pinned("D5-01-02,1,DE-01,2026-03-02", "D5-01,1,DE-01,2026-03-02"),
    ),
    Sound(
        "a unit and a course named like a nation",
        append("units.csv", "DE,DE,,,") | append("courses.csv", "PL,PL,,6,4,12,,"),
    ),
    Sound(
        "cohorts of three digits",
        append("demand.csv", "D9,BN-12,INF,100,1,,2026-08-28,,,")
        | pinned("D9-001,1,PL-01,2026-03-02", "D9-100,1,PL-01,2026-03-02"),
    ),
    Sound(
        "99 cohorts of two digits",
        append("demand.csv", "D9,BN-12,INF,99,1,,2026-08-28,,,")
        | pinned("D9-01,1,PL-01,2026-03-02", "D9-99,1,PL-01,2026-03-02"),
    ),
)

NAMES = (
    "\u041c\u0435\u0445\u0430\u043d\u0438\u0437\u0438\u0440\u043e\u0432\u0430\u043d\u043d\u0430\u044f",
    "\u0643\u062a\u064a\u0628\u0629 \u0661\u0662",
    "\u7b2c\u5341\u4e8c\u8425",
    "\U0001fa96 twelfth \U0001f1ea\U0001f1fa",
    'the "old" one',
    "infantry, second; third\tfourth",
    "on\ntwo lines",
    "on\r\ntwo lines",
    "on\u2028two lines",
    "a family of \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u0645\u06cc\u200c\u0634\u0648\u062f",
    "a\u00a0b",
    "a [/] b [red]",
    "'",
    "NA",
    "null",
    "=HYPERLINK(A1)",
    "#N/A",
    "12",
    "x" * 1000,
    "\U0001f600" * 1000,
)

CELLS: tuple[Sound, ...] = (
    *(Sound(f"a unit's name {n}", spare("units.csv", name=name)) for n, name in enumerate(NAMES)),
    Sound("the same name twice", spare("units.csv", name="12th Battalion")),
    Sound("1,000 characters and spaces around", append("units.csv", f"BN-13,  {'x' * 1000}  ,,,")),
    Sound("leading zeros", spare("demand.csv", trainees="0024", cohort_max="012", priority="01")),
    Sound("the largest count", spare("demand.csv", priority="1000000")),
    Sound("the longest course", spare("courses.csv", duration_weeks="1000000")),
    Sound("the longest class", spare("capacity.csv", duration_weeks="1000000"), warns=True),
    Sound("the longest period", spare("capacity.csv", start_every_weeks="1000000")),
    Sound("the longest wait", spare("pipelines.csv", max_wait_weeks="1000000")),
    Sound(
        "a chain of 2,000 units",
        append("units.csv", *(f"U{n},u,U{n + 1},," for n in range(2000)), "U2000,u,,,"),
    ),
    Sound("100 cohorts", spare("demand.csv", trainees="100", cohort_max="1")),
    Sound("the most cohorts", spare("demand.csv", trainees="1000", cohort_max="1"), warns=True),
    Sound("the largest demand", spare("demand.csv", trainees="1000000", cohort_max="1000"), warns=True),
    Sound(
        "the largest costs", spare("capacity.csv", cost_per_class="1000000000", cost_per_trainee="1000000000")
    ),
    Sound("costs of 0", spare("capacity.csv", cost_per_class="0", cost_per_trainee="0")),
    Sound("no beds", spare("sites.csv", beds="0"), warns=True),
    Sound("no class in parallel", spare("capacity.csv", parallel_classes="0"), warns=True),
    Sound("no units of a resource", spare("resources.csv", quantity="0"), warns=True),
    Sound(
        "no trainees in a nation", spare("nations.csv", max_trainees="0", max_weekly_arrivals="0"), warns=True
    ),
    Sound("no waiting", spare("pipelines.csv", max_wait_weeks="0"), warns=True),
    Sound("nobody away", spare("units.csv", max_away="0"), warns=True),
    Sound("class_min = class_max", spare("courses.csv", class_min="12")),
    *(
        Sound(f"mixed_units {word}", spare("courses.csv", mixed_units=word))
        for word in ("YES", "No", "nO", "")
    ),
    *(
        Sound(f"location {word}", spare("pipelines.csv", location=word))
        for word in ("same_site", "same_nation", "")
    ),
    Sound("southern and western degrees", spare("sites.csv", latitude="-33.9", longitude="-70.6")),
    Sound("degrees at their ends", spare("sites.csv", latitude="-90.0", longitude="180.0")),
    Sound("many nations allowed", spare("units.csv", allowed_nations="NO DE PL")),
    Sound("spares in every table", {k: v for file in TABLES for k, v in append(file, SPARE[file]).items()}),
    *(Sound(f"a spare in {file}", append(file, SPARE[file])) for file in TABLES),
)

DATES: tuple[Sound, ...] = (
    Sound("validity beyond the horizon", spare("capacity.csv", valid_from=FIRST_DAY, valid_to=LAST_DAY)),
    Sound(
        "a resource from the first day to the last there is",
        spare("resources.csv", valid_from=FIRST_DAY, valid_to=LAST_DAY),
    ),
    Sound(
        "a closure from the first day to the last there is",
        spare("closures.csv", first_day=FIRST_DAY, last_day=LAST_DAY),
    ),
    Sound(
        "validity wholly before the horizon",
        spare("capacity.csv", valid_from="2025-01-06", valid_to="2025-12-28", first_start=""),
    ),
    Sound(
        "validity wholly after the horizon",
        spare("capacity.csv", valid_from="2026-10-12", valid_to=LAST_DAY, first_start=""),
    ),
    Sound(
        "a pool wholly after the horizon",
        spare("resources.csv", valid_from="2027-01-04", valid_to="2027-12-31"),
    ),
    Sound(
        "a closure before the horizon", spare("closures.csv", first_day="2025-12-01", last_day="2025-12-31")
    ),
    Sound("the same closure twice", append("closures.csv", ",PL-01,,2026-04-01,2026-04-07,again")),
    Sound(
        "closures that overlap",
        append("closures.csv", "PL,,,2026-04-01,2026-04-07,", "PL,,,2026-04-05,2026-04-12,"),
    ),
    Sound("ready_from before the horizon", spare("demand.csv", ready_from="2025-12-01")),
    Sound("ready_from on the first day there is", spare("demand.csv", ready_from=FIRST_DAY)),
    Sound(
        "a window that a shorter class at one site fits",
        edit("capacity.csv", "2026-01-12,1,,12,30", "2026-01-12,1,3,12,30")
        | append("demand.csv", "D9,BN-12,INF,12,,2026-05-04,2026-06-12,2026-06-21,,"),
    ),
    Sound("latest after the horizon", spare("demand.csv", latest=LAST_DAY)),
    Sound("due and latest in the same week", spare("demand.csv", due="2026-08-28", latest="2026-08-24")),
    Sound("a leap day", spare("closures.csv", first_day="2024-02-29", last_day="2024-03-01")),
    Sound("first_start before its row", spare("capacity.csv", first_start="2026-01-12")),
    Sound("one day of validity", spare("resources.csv", valid_from="2026-06-03", valid_to="2026-06-03")),
    Sound(
        "rows in adjacent weeks",
        edits(("capacity.csv", "2026-06-28", "2026-06-22"), ("capacity.csv", "2026-06-29", "2026-07-05")),
    ),
    Sound(
        "pools in adjacent weeks",
        edits(("resources.csv", "2026-05-31", "2026-05-25"), ("resources.csv", "2026-06-01", "2026-06-07")),
    ),
    Sound(
        "the horizon's first day bounds a capacity row without dates",
        append("capacity.csv", "PL-01,LEADER,1,2025-01-06,2025-12-28,,,,,,,"),
    ),
    Sound(
        "the horizon's last day bounds a capacity row without dates",
        append("capacity.csv", "PL-01,LEADER,1,2026-10-12,2027-03-28,,,,,,,"),
    ),
)

PINS: tuple[Sound, ...] = (
    Sound("pins before as_of", pinned("D1-01,1,DE-01,2026-01-05", "D3-01,1,PL-01,2026-01-12")),
    Sound("a pin on a Wednesday", pinned("D2-01,1,PL-01,2026-02-04")),
    Sound("a pin on a Sunday", pinned("D2-01,1,PL-01,2026-02-08")),
    Sound("step 2 alone, with just enough room", pinned("D2-01,2,PL-01,2026-03-02")),
    Sound("max_wait_weeks to the week", pinned("D1-01,1,DE-01,2026-01-05", "D1-01,2,DE-01,2026-03-30")),
    Sound("step 2 in the week after step 1", pinned("D1-01,1,DE-01,2026-01-05", "D1-01,2,DE-01,2026-02-02")),
    Sound("transfer_weeks to the week", pinned("D3-01,1,PL-01,2026-01-19", "D3-01,2,NO-01,2026-02-23")),
    Sound("a class to the last week before a closure", pinned("D5-01,1,PL-01,2026-03-02")),
    Sound("a class in the week after a closure", pinned("D5-01,1,PL-01,2026-04-13")),
    Sound("ends in the week of latest", pinned("D3-01,2,NO-01,2026-09-07")),
    Sound("ends in the last week", pinned("D5-01,2,PL-01,2026-09-14")),
    Sound("the last start of a capacity row", pinned("D2-01,1,DE-01,2026-05-25")),
    Sound("the first start of the next row", pinned("D2-01,1,DE-01,2026-06-29")),
    Sound(
        "two cohorts, as many classes as there may be",
        pinned("D5-01,2,PL-01,2026-05-25", "D5-02,2,PL-01,2026-05-25"),
    ),
    Sound("one class after the other", pinned("D5-01,2,DE-01,2026-05-25", "D5-02,2,DE-01,2026-06-22")),
    Sound("beds to the last", edit("sites.csv", "Wesoła,120", "Wesoła,18")),
    Sound("max_away is a unit's own", edit("units.csv", "1st Brigade,,,", "1st Brigade,,15,")),
    Sound(
        "a later step in the same nation is no arrival",
        edit("nations.csv", "300,120", "300,15")
        | pinned("D5-01,1,DE-01,2026-03-02", "D5-01,2,DE-01,2026-04-13", "D5-02,1,DE-01,2026-04-13"),
    ),
    Sound(
        "second steps that must be in the nation of the first are no arrivals",
        edit("nations.csv", "PL,Poland,,", "PL,Poland,,15")
        | pinned("D5-01,2,PL-01,2026-05-25", "D5-02,2,PL-01,2026-05-25"),
    ),
    Sound(
        "a class too small so far",
        edit("demand.csv", "MED,12,", "MED,5,") | pinned("D4-01,1,DE-01,2026-03-02"),
    ),
)

SOUND: tuple[Sound, ...] = (*LAYOUT, *OMITTED, *PLAN, *IDS, *CELLS, *DATES, *PINS)
