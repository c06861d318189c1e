"""Faults of whole files, line numbers in odd files, and several faults at once."""

from tests.support.faulty.base import (
    BASE,
    OPTIONAL_TABLES,
    SPARE,
    TABLES,
    Expect,
    Faulty,
    Files,
    append,
    edit,
    edits,
    pinned,
    spare,
)

DEMAND = BASE["demand.csv"]
HEAD, *ROWS = DEMAND.splitlines(keepends=True)
BAD = "D9,BN-12,INF,12a,,,2026-08-28,,,\n"


def whole(name: str, content: str | bytes | None) -> Faulty:
    """A fault of the file as such: demand.csv is this."""
    return Faulty(f"demand.csv: {name}", {"demand.csv": content}, (Expect("demand.csv", None),))


def line(name: str, content: str, number: int, once: bool = True) -> Faulty:
    """A fault of a whole record of demand.csv, which starts on this line."""
    place = Expect("demand.csv", number, once=once)
    return Faulty(f"demand.csv: {name}", {"demand.csv": content}, (place,))


def bad_trainees(name: str, content: str | bytes, number: int) -> Faulty:
    place = Expect("demand.csv", number, "trainees", got="12a")
    return Faulty(f"demand.csv: {name}", {"demand.csv": content}, (place,))


def required() -> list[str]:
    return [file for file in TABLES if file not in OPTIONAL_TABLES]


def missing(file: str) -> Faulty:
    return Faulty(f"{file}: missing", {file: None}, (Expect(file, None),))


def folder(file: str) -> Faulty:
    return Faulty(f"{file}: a folder", {file: None, f"{file}/": None}, (Expect(file, None),))


def empty(file: str) -> Faulty:
    return Faulty(f"{file}: empty", {file: ""}, (Expect(file, None),))


def garbage(file: str) -> Faulty:
    return Faulty(f"{file}: a header of garbage", {file: "<!DOCTYPE html>\n"}, (Expect(file, 1),))


WHOLE: tuple[Faulty, ...] = (
    *(missing(file) for file in required()),
    *(folder(file) for file in TABLES),
    *(empty(file) for file in required()),
    *(garbage(file) for file in required()),
    whole("blank lines alone", "\n\n\n"),
    whole("a BOM alone", b"\xef\xbb\xbf"),
    whole("NUL bytes in a cell", DEMAND.replace("D3", "D\x003")),
    whole("NUL bytes alone", bytes(4096)),
    whole("NUL bytes after the last row", DEMAND + "\x00" * 512),
    whole("UTF-16 with a BOM", DEMAND.encode("utf-16")),
    whole("UTF-16 without a BOM", DEMAND.encode("utf-16-le")),
    whole("UTF-32", DEMAND.encode("utf-32")),
    whole("Latin-1 in a cell", DEMAND.replace("D3", "Dü").encode("latin-1")),
    whole("bytes of no encoding", DEMAND.encode() + b"\xff\xfe\xc3\x28\n"),
    whole("a UTF-8 letter cut off at the end", DEMAND.encode() + "D9,Ü".encode()[:-1]),
    whole("UTF-8 of a surrogate", DEMAND.encode() + b"\xed\xa0\x80\n"),
    whole("a workbook under another name", b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xb5U0#\xf4\n"),
    Faulty(
        "units.csv: Windows-1252 in a name",
        {"units.csv": BASE["units.csv"].replace("1st", "Ärzte \u201cA\u201d").encode("cp1252")},
        (Expect("units.csv", None),),
    ),
    Faulty(
        "pins.csv: an optional file in UTF-16",
        {"pins.csv": BASE["pins.csv"].encode("utf-16")},
        (Expect("pins.csv", None),),
    ),
    Faulty(
        "nations.csv: the header alone",
        {"nations.csv": "nation_id,name\n"},
        tuple(
            Expect("sites.csv", n, "nation_id", got=nation) for n, nation in ((2, "DE"), (3, "PL"), (4, "NO"))
        ),
        others=True,
    ),
    Faulty("pins.csv: an optional file of garbage", {"pins.csv": "no pins\n"}, (Expect("pins.csv", 1),)),
    line("no header", "".join(ROWS), 1, once=False),
    Faulty(
        "demand.csv: semicolons in the header, commas in the rows",
        {"demand.csv": HEAD.replace(",", ";") + "".join(ROWS)},
        tuple(Expect("demand.csv", n, once=True) for n in range(2, 7)),
    ),
    line("the header alone in one cell", f'"{HEAD.strip()}"\n', 1, once=False),
)

CELLS: tuple[Faulty, ...] = (
    Faulty("a cell of 1,001", spare("units.csv", name="n" * 1001), (Expect("units.csv", 5, "name"),)),
    Faulty(
        "a cell of 1,001, Cyrillic",
        spare("units.csv", name="\u0436" * 1001),
        (Expect("units.csv", 5, "name"),),
    ),
    Faulty("a note of 1,001", spare("closures.csv", note="n" * 1001), (Expect("closures.csv", 5, "note"),)),
    Faulty("a cell of 200,000", spare("units.csv", name="n" * 200_000), (Expect("units.csv", 5),)),
    Faulty("a cell of 1,000,000", spare("units.csv", name="n" * 1_000_000), (Expect("units.csv", 5),)),
    Faulty("a number of 1,000,000", spare("units.csv", max_away="9" * 1_000_000), (Expect("units.csv", 5),)),
    Faulty("a header of 1,001", edit("units.csv", "max_away", "m" * 1001), (Expect("units.csv", 1),)),
    Faulty(
        "a long id that is unknown",
        spare("demand.csv", unit_id="B" * 1000),
        (Expect("demand.csv", 7, "unit_id", got="BBB"),),
    ),
    Faulty(
        "a header with a control character",
        edit("units.csv", "max_away", "max\x1b[7maway"),
        (Expect("units.csv", 1),),
    ),
)

QUOTES: tuple[Faulty, ...] = (
    line("a quote open to the end of the file", DEMAND + '"D9,BN-12,INF,12,,,2026-08-28,,\n', 7),
    line("a quote open from the middle on", DEMAND.replace("D3,", '"D3,'), 4),
    line("text after a closing quote", DEMAND + '"D9"x,BN-12,INF,12,,,2026-08-28,,\n', 7),
    Faulty(
        "text after a closing quote in a name",
        append("units.csv", 'BN-13,"13th" Battalion,,,'),
        (Expect("units.csv", 5),),
    ),
)

LINES: tuple[Faulty, ...] = (
    bad_trainees("the example of the contract", HEAD + "".join(ROWS[:3]) + BAD + ROWS[3] + ROWS[4], 5),
    bad_trainees("no end of line", DEMAND + BAD.strip(), 7),
    bad_trainees("CRLF", (DEMAND + BAD).replace("\n", "\r\n"), 7),
    bad_trainees("a BOM", "\ufeff" + DEMAND + BAD, 7),
    bad_trainees("blank lines", DEMAND + "\n\n" + BAD, 9),
    bad_trainees("blank lines and CRLF", (DEMAND + "\n\n" + BAD).replace("\n", "\r\n"), 9),
    bad_trainees("blank lines after the header", HEAD + "\n \n\n" + "".join(ROWS) + BAD, 10),
    bad_trainees("blank lines before the header", "\n\n" + DEMAND + BAD, 9),
    bad_trainees("lines of separators", DEMAND + ",,,,,,,,\n,,,,,,,,\n" + BAD, 9),
    bad_trainees("lines of too few separators", DEMAND + ",\n,,,\n" + BAD, 9),
    bad_trainees("lines of ;", (DEMAND + ",,,,\n,,\n" + BAD).replace(",", ";"), 9),
    bad_trainees("lines of tabs", (DEMAND + ",,,,\n,,\n" + BAD).replace(",", "\t"), 9),
    bad_trainees("quoted cells", DEMAND + '"D9","BN-12","INF","12a","","","2026-08-28","","",""\n', 7),
    bad_trainees("a row of several lines", DEMAND + BAD.replace("12a", '"\n12a\n"'), 7),
    Faulty(
        "units.csv: a row of three lines before the faulty one",
        append("units.csv", 'BN-13,"13th\n\nBattalion",,,', "BN-14,14th Battalion,BDE-1,many,"),
        (Expect("units.csv", 8, "max_away", got="many"),),
    ),
    Faulty(
        "units.csv: a faulty row of three lines",
        append("units.csv", 'BN-13,"13th\n\nBattalion",,many,', "BN-14,14th Battalion,BDE-1,,"),
        (Expect("units.csv", 5, "max_away", got="many"),),
    ),
    Faulty(
        "units.csv: rows of several lines with CRLF",
        {"units.csv": (BASE["units.csv"] + 'A,"a\nb\nc",,,\nB,b,,many,\n').replace("\n", "\r\n")},
        (Expect("units.csv", 8, "max_away", got="many"),),
    ),
    Faulty(
        "units.csv: quotes within quotes before the faulty row",
        append("units.csv", 'A,"the ""\nold"" one",,,', "B,b,,many,"),
        (Expect("units.csv", 7, "max_away", got="many"),),
    ),
    *(
        Faulty(
            f"units.csv: a name with U+{ord(mark):04X}, which ends no line in an editor",
            append("units.csv", f"A,a{mark}a,,,", "B,b,,many,"),
            (
                Expect("units.csv", 6, "max_away", got="many"),
                *([] if mark == "\u2028" else [Expect("units.csv", 5, "name", also=f"U+{ord(mark):04X}")]),
            ),
        )
        for mark in "\x0b\x0c\x1c\u0085\u2028"
    ),
    Faulty(
        "units.csv: two keys, blank lines between",
        append("units.csv", "", "A,a,,,", "", ",,,,", "A,b,,,"),
        (Expect("units.csv", 9),),
    ),
    Faulty(
        "sites.csv: a thousands point beside a decimal comma",
        {
            "sites.csv": (BASE["sites.csv"] + "DE-02,DE,Ulm,80,1.048,40;9.9\n")
            .replace(",", ";")
            .replace("8;40", "8,40")
        },
        (Expect("sites.csv", 5, "latitude", got="1.048,40"),),
    ),
    Faulty(
        "sites.csv: a decimal comma between tabs",
        {
            "sites.csv": (BASE["sites.csv"] + "DE-02,DE,Ulm,80,48x4,9.9\n")
            .replace(",", "\t")
            .replace("x", ",")
        },
        (Expect("sites.csv", 5, "latitude", got="48,4"),),
    ),
)


def one_in_each() -> Faulty:
    """A bad number or date in every table at once."""
    bad = {
        "nations.csv": "max_trainees",
        "sites.csv": "beds",
        "courses.csv": "class_min",
        "course_resources.csv": "per_class",
        "resources.csv": "quantity",
        "capacity.csv": "parallel_classes",
        "closures.csv": "last_day",
        "pipelines.csv": "step",
        "units.csv": "max_away",
        "demand.csv": "priority",
        "pins.csv": "start",
        "limits.csv": "quantity",
    }
    files: Files = edit("plan.toml", "weeks = 40", "weeks = 0")
    expect = [Expect("plan.toml", 3, "weeks")]
    for file, column in bad.items():
        files |= spare(file, **{column: "12a"})
        expect.append(Expect(file, BASE[file].count("\n") + 1, column, got="12a"))
    return Faulty("a bad cell in every file", files, tuple(expect))


SEVERAL: tuple[Faulty, ...] = (
    one_in_each(),
    Faulty(
        "plan.toml alone",
        dict.fromkeys(TABLES),
        tuple(Expect(file, None) for file in required()),
    ),
    Faulty(
        "nations.csv alone",
        {file: None for file in BASE if file != "nations.csv"},
        tuple(Expect(file, None) for file in ("plan.toml", *required()) if file != "nations.csv"),
    ),
    Faulty(
        "faults of six kinds",
        edits(
            ("plan.toml", '"lateness"', '"delay"'),
            ("nations.csv", "NO,Norway,40", "NO,Norway,-40"),
            ("sites.csv", "11.37", "211.37"),
            ("units.csv", "BN-12,12th Battalion,BDE-1", "BN-12,12th Battalion,BDE-2"),
        )
        | append("capacity.csv", "DE-01,BASIC,1,2026-06-01,2026-07-26,,,,,,,")
        | append("closures.csv", ",,,2026-05-04,2026-05-31,"),
        (
            Expect("plan.toml", 7, "objective", got="delay"),
            Expect("nations.csv", 4, "max_trainees", got="-40"),
            Expect("sites.csv", 4, "longitude", got="211.37"),
            Expect("units.csv", 4, "parent_unit_id", got="BDE-2", also="BDE-1"),
            Expect("capacity.csv", (2, 3, 9)),
            Expect("closures.csv", 5),
        ),
    ),
    Faulty(
        "many faults in one table",
        append(
            "demand.csv",
            BAD.strip(),
            "D1,BN-12,INF,5,,,2026-08-28,,,",
            "D8,BN-12,INF,5,,,soon,,,",
            "D7,,INF,5",
        ),
        (
            Expect("demand.csv", 7, "trainees", got="12a"),
            Expect("demand.csv", 8),
            Expect("demand.csv", 9, "due", got="soon"),
            Expect("demand.csv", 10, once=True),
        ),
    ),
    Faulty(
        "a hundred faults",
        append("demand.csv", *(f"E{n},BN-12,INF,x{n},,,2026-08-28,,," for n in range(100))),
        tuple(Expect("demand.csv", n + 7, "trainees", got=f"x{n}") for n in range(100)),
    ),
    Faulty(
        "a missing file and bad cells elsewhere",
        {"units.csv": None} | spare("demand.csv", due="soon") | spare("sites.csv", beds="many"),
        (
            Expect("units.csv", None),
            Expect("demand.csv", 7, "due", got="soon"),
            Expect("sites.csv", 5, "beds", got="many"),
        ),
    ),
    Faulty(
        "broken TOML and bad cells elsewhere",
        edit("plan.toml", "weeks = 40", "weeks = = 40")
        | spare("demand.csv", trainees="0")
        | spare("pins.csv", site_id="PL-O1"),
        (
            Expect("plan.toml", 3),
            Expect("demand.csv", 7, "trainees", got="0"),
            Expect("pins.csv", 5, "site_id", got="PL-O1", also="PL-01"),
        ),
    ),
    Faulty(
        "a header misspelt here, a wrong encoding there, an unknown course elsewhere",
        edit("courses.csv", "level", "levle")
        | {"units.csv": BASE["units.csv"].encode("utf-16")}
        | spare("pipelines.csv", course_id="LEADRE"),
        (
            Expect("courses.csv", 1, also="level"),
            Expect("units.csv", None),
            Expect("pipelines.csv", 6, "course_id", got="LEADRE", also="LEADER"),
        ),
    ),
    Faulty(
        "a pin that contradicts the data beside a bad cell of another demand",
        spare("demand.csv", trainees="12a") | pinned("D2-01,1,PL-01,2026-01-26"),
        (Expect("demand.csv", 7, "trainees", got="12a"), Expect("pins.csv", 2)),
    ),
    Faulty(
        "a fault beside a warning",
        append(
            "demand.csv",
            SPARE["demand.csv"].replace("2026-08-28", "2025-08-28"),
            BAD.replace("D9", "D8").strip(),
        ),
        (Expect("demand.csv", 8, "trainees", got="12a"),),
    ),
)

CASES = (*WHOLE, *CELLS, *QUOTES, *LINES, *SEVERAL)
