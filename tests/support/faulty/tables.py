"""Faulty headers, rows of the wrong length, doubled keys and unknown references."""

from tests.support.faulty.base import (
    BASE,
    SPARE,
    TABLES,
    Expect,
    Faulty,
    append,
    csv_row,
    edit,
    header,
    next_line,
    spare,
    with_column,
    without_column,
)
from tests.support.faulty.cells import REQUIRED

# A misspelt header, in place of which optional column, or of which required one.
MISSPELT_OPTIONAL: tuple[tuple[str, str, str], ...] = (
    ("nations.csv", "max_traines", "max_trainees"),
    ("nations.csv", "max_weekly_arrival", "max_weekly_arrivals"),
    ("sites.csv", "lattitude", "latitude"),
    ("sites.csv", "longtitude", "longitude"),
    ("courses.csv", "levle", "level"),
    ("courses.csv", "mixed_unit", "mixed_units"),
    ("resources.csv", "valid_til", "valid_to"),
    ("capacity.csv", "start_every_week", "start_every_weeks"),
    ("capacity.csv", "cost_per_trainees", "cost_per_trainee"),
    ("capacity.csv", "firststart", "first_start"),
    ("closures.csv", "notes", "note"),
    ("pipelines.csv", "locaton", "location"),
    ("units.csv", "parent_unit", "parent_unit_id"),
    ("units.csv", "allowed_nation", "allowed_nations"),
    ("demand.csv", "prioritty", "priority"),
    ("demand.csv", "ready from", "ready_from"),
)
MISSPELT_REQUIRED: tuple[tuple[str, str, str], ...] = (
    ("nations.csv", "nation_ids", "nation_id"),
    ("sites.csv", "bed", "beds"),
    ("courses.csv", "duration_week", "duration_weeks"),
    ("course_resources.csv", "per_clas", "per_class"),
    ("resources.csv", "quantitty", "quantity"),
    ("limits.csv", "quantities", "quantity"),
    ("capacity.csv", "paralel_classes", "parallel_classes"),
    ("closures.csv", "frist_day", "first_day"),
    ("pipelines.csv", "stepp", "step"),
    ("units.csv", "unit-id", "unit_id"),
    ("demand.csv", "traines", "trainees"),
    ("pins.csv", "starts", "start"),
)

# One more row for each table; its key stands there already.
SAME_KEY: tuple[tuple[str, str], ...] = (
    ("nations.csv", "DE,Germany again,,"),
    ("sites.csv", "NO-01,DE,Rena,60,,"),
    ("courses.csv", "MEDIC,Medic,,3,4,16,,"),
    ("course_resources.csv", "BASIC,range,2"),
    ("resources.csv", "DE-01,instructor,1,2026-06-01,2026-07-31"),
    ("resources.csv", "NO,instructor,3,,"),
    ("limits.csv", "PL,max_trainees,80,2026-07-06,2026-07-12"),
    ("resources.csv", "DE-01,instructor,6,,2026-03-01"),
    ("capacity.csv", "DE-01,BASIC,1,2026-06-29,2026-07-26,,,,,,,"),
    ("capacity.csv", "PL-01,LEADER,1,,,,,,,,,"),
    ("pipelines.csv", "MED,2,LEADER,3,any"),
    ("pipelines.csv", "MED,02,LEADER,3,any"),
    ("units.csv", "BN-12,Twelfth,,,"),
    ("demand.csv", "D1,BN-12,MED,12,,,2026-08-28,,,"),
    ("demand.csv", " D5 ,BN-12,MED,12,,,2026-08-28,,,"),
    ("pins.csv", "D1-01,2,DE-01,2026-02-09"),
    ("pins.csv", "D2-01,1,PL-01,2026-02-16"),
)

# A reference in a table's spare row, misspelt; and what was meant.
UNKNOWN: tuple[tuple[str, str, str, str | None], ...] = (
    ("sites.csv", "nation_id", "XX", None),
    ("sites.csv", "nation_id", "DEE", "DE"),
    ("sites.csv", "nation_id", "DE-01", None),
    ("course_resources.csv", "course_id", "LEADRE", "LEADER"),
    ("course_resources.csv", "course_id", "INF", None),
    ("resources.csv", "owner_id", "NO-1", "NO-01"),
    ("resources.csv", "owner_id", "BASIC", None),
    ("resources.csv", "owner_id", "BN-11", None),
    ("limits.csv", "owner_id", "NO-1", "NO-01"),
    ("limits.csv", "owner_id", "PLL", "PL"),
    ("limits.csv", "owner_id", "BASIC", None),
    ("capacity.csv", "site_id", "NO-O1", "NO-01"),
    ("capacity.csv", "site_id", "NO", None),
    ("capacity.csv", "course_id", "LAEDER", "LEADER"),
    ("capacity.csv", "course_id", "leader", "LEADER"),
    ("closures.csv", "nation_id", "NOR", "NO"),
    ("closures.csv", "site_id", "N0-01", "NO-01"),
    ("closures.csv", "site_id", "NO", None),
    ("closures.csv", "course_id", "MEDICS", "MEDIC"),
    ("closures.csv", "course_id", "MED", None),
    ("pipelines.csv", "course_id", "LEADERS", "LEADER"),
    ("pipelines.csv", "course_id", "QQQQ", None),
    ("units.csv", "parent_unit_id", "BDE1", "BDE-1"),
    ("units.csv", "parent_unit_id", "DE", None),
    ("units.csv", "allowed_nations", "DEE", "DE"),
    ("units.csv", "allowed_nations", "DE NO-01", None),
    ("units.csv", "allowed_nations", "DE,NO", None),
    ("demand.csv", "unit_id", "BN12", "BN-12"),
    ("demand.csv", "unit_id", "NO", None),
    ("demand.csv", "pipeline_id", "INFF", "INF"),
    ("demand.csv", "pipeline_id", "BASIC", None),
    ("pins.csv", "cohort_id", "D3-1", "D3-01"),
    ("pins.csv", "cohort_id", "D3", None),
    ("pins.csv", "site_id", "PL-O1", "PL-01"),
    ("pins.csv", "site_id", "PL", None),
)


def missing_column(file: str, column: str) -> Faulty:
    place = Expect(file, 1, also=column)
    return Faulty(f"{file}: no column {column}", without_column(file, column), (place,))


def misspelt_column(file: str, written: str, meant: str) -> Faulty:
    place = Expect(file, 1, also=meant)
    head = ",".join(written if name == meant else name for name in header(file))
    body = BASE[file].partition("\n")[2]
    return Faulty(f"{file}: column {written}", {file: f"{head}\n{body}"}, (place,))


def unknown_column(file: str) -> Faulty:
    return Faulty(f"{file}: one column more", with_column(file, "zzz"), (Expect(file, 1, also="zzz"),))


def doubled_column(file: str, column: str, name: str) -> Faulty:
    return Faulty(f"{file}: {name} twice", with_column(file, column), (Expect(file, 1, also=name),))


def row_too_long(file: str) -> Faulty:
    return Faulty(
        f"{file}: a cell more", append(file, SPARE[file] + ","), (Expect(file, next_line(file), once=True),)
    )


def row_too_short(file: str) -> Faulty:
    row = SPARE[file].rpartition(",")[0]
    return Faulty(f"{file}: a cell fewer", append(file, row), (Expect(file, next_line(file), once=True),))


def same_key(file: str, row: str) -> Faulty:
    return Faulty(f"{file}: {row} twice", append(file, row), (Expect(file, next_line(file), once=True),))


def unknown(file: str, column: str, written: str, meant: str | None) -> Faulty:
    place = Expect(file, next_line(file), column, got=written.split()[-1], also=meant)
    return Faulty(f"{file}: {column} {written} is unknown", spare(file, **{column: written}), (place,))


def without_cells(file: str, line: int) -> Faulty:
    """One row of BASE cut to its key: no more than the row is blamed, though others refer to it."""
    rows = BASE[file].splitlines(keepends=True)
    rows[line - 1] = csv_row([rows[line - 1].partition(",")[0]])
    return Faulty(f"{file}: line {line} cut off", {file: "".join(rows)}, (Expect(file, line, once=True),))


CASES: tuple[Faulty, ...] = (
    *(missing_column(file, column) for file, columns in REQUIRED.items() for column in columns),
    *(misspelt_column(*row) for row in MISSPELT_OPTIONAL + MISSPELT_REQUIRED),
    *(unknown_column(file) for file in TABLES),
    *(doubled_column(file, header(file)[0], header(file)[0]) for file in TABLES),
    *(doubled_column(file, header(file)[-1].upper(), header(file)[-1]) for file in TABLES),
    doubled_column("demand.csv", " Due ", "due"),
    Faulty("a column named on two lines", with_column("demand.csv", "zz\nz"), (Expect("demand.csv", 1),)),
    Faulty(
        "a misspelt column in capitals",
        edit("demand.csv", "priority", "PRIORITTY"),
        (Expect("demand.csv", 1, also="priority"),),
    ),
    Faulty("a column without a name", with_column("demand.csv", "", "x"), (Expect("demand.csv", 1),)),
    Faulty(
        "a column without a name in which one cell is filled",
        {"demand.csv": BASE["demand.csv"].replace("\n", ",,\n").replace(",3,90,,\n", ",3,90,,ask Anna\n")},
        (Expect("demand.csv", 1, once=True),),
    ),
    Faulty(
        "one more cell than the columns that are passed over",
        {"demand.csv": BASE["demand.csv"].replace("\n", ",,\n").replace(",3,90,,\n", ",3,90,,,\n")},
        (Expect("demand.csv", 2, once=True),),
    ),
    Faulty(
        "two columns unknown, one missing",
        edit("demand.csv", "trainees,cohort_max,", "recruits,cohort_size,"),
        (
            Expect("demand.csv", 1, also="recruits"),
            Expect("demand.csv", 1, also="cohort_max"),
            Expect("demand.csv", 1, also="trainees"),
        ),
    ),
    *(row_too_long(file) for file in TABLES),
    *(row_too_short(file) for file in TABLES),
    Faulty(
        "a cell more, quoted as it should have been",
        edit("units.csv", '"11th Battalion, infantry"', "11th Battalion, infantry"),
        (Expect("units.csv", 3, once=True),),
    ),
    Faulty(
        "the last cell, a blank one, left out",
        edit("demand.csv", "2026-07-31,,2,\n", "2026-07-31,,2\n"),
        (Expect("demand.csv", 3, once=True),),
    ),
    *(same_key(*row) for row in SAME_KEY),
    Faulty(
        "three rows with one key",
        append("units.csv", "BN-12,b,,,", "BN-12,c,,,"),
        (Expect("units.csv", 5), Expect("units.csv", 6)),
    ),
    *(unknown(*row) for row in UNKNOWN),
    Faulty(
        "two nations of a list are unknown",
        spare("units.csv", allowed_nations="DE FR NO XX"),
        (
            Expect("units.csv", 5, "allowed_nations", got="FR"),
            Expect("units.csv", 5, "allowed_nations", got="XX"),
        ),
    ),
    *(without_cells(file, 2) for file in ("nations.csv", "courses.csv", "units.csv", "demand.csv")),
    without_cells("sites.csv", 3),
    without_cells("pipelines.csv", 3),
    Faulty(
        "a demand whose number is bad and whose cohorts are pinned",
        edit("demand.csv", "D1,BN-11,INF,60", "D1,BN-11,INF,6O"),
        (Expect("demand.csv", 2, "trainees", got="6O"),),
    ),
    Faulty(
        "a course whose length is bad and which is pinned",
        edit("courses.csv", "Leader course,leader,4,", "Leader course,leader,four,"),
        (Expect("courses.csv", 3, "duration_weeks", got="four"),),
    ),
    Faulty(
        "a nation whose ceiling is bad and which others refer to",
        edit("nations.csv", "Germany,300,", "Germany,3OO,"),
        (Expect("nations.csv", 2, "max_trainees", got="3OO"),),
    ),
    Faulty(
        "a site that stands in no known nation and which others refer to",
        edit("sites.csv", "PL-01,PL,", "PL-01,PLL,"),
        (Expect("sites.csv", 3, "nation_id", got="PLL", also="PL"),),
    ),
    Faulty(
        "five faults in one row",
        append("demand.csv", "D 9,BN-99,INFF,0,12,,2026-02-31,,,"),
        (
            Expect("demand.csv", 7, "demand_id", got="D 9"),
            Expect("demand.csv", 7, "unit_id", got="BN-99"),
            Expect("demand.csv", 7, "pipeline_id", got="INFF", also="INF"),
            Expect("demand.csv", 7, "trainees", got="0"),
            Expect("demand.csv", 7, "due", got="2026-02-31"),
        ),
    ),
)
