"""Faults in plan.toml."""

from tests.support.faulty.base import BASE, Expect, Faulty, Files, edit

TIERS = '["unmet", "lateness", "changes", "transfers", "waiting", "cost"]'

# What stands in plan.toml, what is written instead, the line and key to blame, the value blamed.
VALUES: tuple[tuple[str, str, int, str, str | None], ...] = (
    ('name = "base"', 'name = ""', 1, "name", None),
    ('name = "base"', 'name = "  "', 1, "name", None),
    ('name = "base"', "name = 7", 1, "name", "7"),
    ('name = "base"', 'name = ["base"]', 1, "name", None),
    ('name = "base"', "name = true", 1, "name", None),
    ("start = 2026-01-05", "start = 2026-01-06", 2, "start", "2026-01-06"),
    ("start = 2026-01-05", "start = 2026-01-04", 2, "start", "2026-01-04"),
    ("start = 2026-01-05", 'start = "2026-01-05"', 2, "start", "2026-01-05"),
    ("start = 2026-01-05", "start = 2026-01-05T00:00:00", 2, "start", None),
    ("start = 2026-01-05", "start = 2026-01-05T00:00:00Z", 2, "start", None),
    ("start = 2026-01-05", "start = 08:00:00", 2, "start", None),
    ("start = 2026-01-05", "start = 20260105", 2, "start", "20260105"),
    ("weeks = 40", "weeks = 0", 3, "weeks", "0"),
    ("weeks = 40", "weeks = -1", 3, "weeks", "-1"),
    ("weeks = 40", "weeks = 261", 3, "weeks", "261"),
    ("weeks = 40", "weeks = 99999999999999999999", 3, "weeks", None),
    ("weeks = 40", "weeks = true", 3, "weeks", None),
    ("weeks = 40", "weeks = 40.0", 3, "weeks", "40.0"),
    ("weeks = 40", "weeks = nan", 3, "weeks", None),
    ("weeks = 40", 'weeks = "40"', 3, "weeks", "40"),
    ("weeks = 40", "weeks = [40]", 3, "weeks", None),
    ("weeks = 40", "weeks = { value = 40 }", 3, "weeks", None),
    ("as_of = 2026-01-19", "as_of = 2026-01-04", 4, "as_of", "2026-01-04"),
    ("as_of = 2026-01-19", "as_of = 2026-10-12", 4, "as_of", "2026-10-12"),
    ("as_of = 2026-01-19", 'as_of = "2026-01-19"', 4, "as_of", "2026-01-19"),
    ("as_of = 2026-01-19", "as_of = 2026-01-19T06:30:00", 4, "as_of", None),
    ("as_of = 2026-01-19", "as_of = 3", 4, "as_of", "3"),
    ("freeze_weeks = 4", "freeze_weeks = -1", 5, "freeze_weeks", "-1"),
    ("freeze_weeks = 4", "freeze_weeks = 1000001", 5, "freeze_weeks", "1000001"),
    ("freeze_weeks = 4", "freeze_weeks = 4.5", 5, "freeze_weeks", "4.5"),
    ("freeze_weeks = 4", "freeze_weeks = true", 5, "freeze_weeks", None),
    ("freeze_weeks = 4", 'freeze_weeks = "4"', 5, "freeze_weeks", "4"),
    ("transfer_weeks = 1", "transfer_weeks = -1", 6, "transfer_weeks", "-1"),
    ("transfer_weeks = 1", "transfer_weeks = 1000001", 6, "transfer_weeks", "1000001"),
    ("transfer_weeks = 1", "transfer_weeks = false", 6, "transfer_weeks", None),
    ("transfer_weeks = 1", "transfer_weeks = 1.0", 6, "transfer_weeks", "1.0"),
    ("transfer_weeks = 1", 'transfer_weeks = "one"', 6, "transfer_weeks", "one"),
    *(
        ("transfer_weeks = 1", f"transfer_weeks = 1\n{key} = {value}", 7, key, got)
        for key, value, got in (
            ("class_min_on", '"expect"', "expect"),
            ("class_min_on", '""', None),
            ("class_min_on", "1", "1"),
            ("class_min_on", "true", None),
            ("class_min_on", '["planned"]', None),
            ("seats_on", '"both"', "both"),
            ("seats_on", "false", None),
            ("overbook_percent", "-1", "-1"),
            ("overbook_percent", "101", "101"),
            ("overbook_percent", "12.5", "12.5"),
            ("overbook_percent", "true", None),
            ("overbook_percent", '"20"', "20"),
        )
    ),
    (TIERS, '["unmet", "delay"]', 7, "objective", "delay"),
    (TIERS, '["unmet", "lateness", "cost", "lateness"]', 7, "objective", "lateness"),
    (TIERS, '["unmet", "unmet"]', 7, "objective", "unmet"),
    (TIERS, '["unmet", 3]', 7, "objective", "3"),
    (TIERS, '["unmet", ["cost"]]', 7, "objective", None),
    (TIERS, '"unmet"', 7, "objective", "unmet"),
    (TIERS, "{ unmet = 1 }", 7, "objective", None),
    (TIERS, "true", 7, "objective", None),
)

NEAREST: tuple[Faulty, ...] = (
    Faulty(
        "plan.toml: a misspelt term",
        edit("plan.toml", '"lateness"', '"latenes"'),
        (
            Expect("plan.toml", 7, "objective", also="latenes"),
            Expect("plan.toml", 7, "objective", also="lateness"),
        ),
    ),
    Faulty(
        "plan.toml: unmet is not among the terms",
        edit("plan.toml", '"unmet", ', ""),
        (Expect("plan.toml", 7, "objective", also="unmet"),),
    ),
    Faulty(
        "plan.toml: no terms",
        edit("plan.toml", TIERS, "[]"),
        (Expect("plan.toml", 7, "objective", also="unmet"),),
    ),
    Faulty(
        "plan.toml: a term on a line of its own",
        edit("plan.toml", TIERS, '[\n  "unmet",\n  "costs",\n]'),
        (
            Expect("plan.toml", (7, 9), "objective", also="costs"),
            Expect("plan.toml", (7, 9), "objective", also="cost"),
        ),
    ),
    Faulty(
        "plan.toml: an optional key misspelt",
        edit("plan.toml", "freeze_weeks", "freeze_week"),
        (Expect("plan.toml", 5, also="freeze_weeks"),),
    ),
    Faulty(
        "plan.toml: a required key misspelt",
        edit("plan.toml", "start =", "strat ="),
        (Expect("plan.toml", 2, also="start"),),
        others=True,
    ),
    Faulty(
        "plan.toml: a key in capitals",
        edit("plan.toml", "transfer_weeks", "Transfer_Weeks"),
        (Expect("plan.toml", 6, also="transfer_weeks"),),
    ),
    Faulty(
        "plan.toml: an unknown key after comments and blank lines",
        {"plan.toml": "# a comment\n\n" + BASE["plan.toml"] + "\n# another\nseed = 7\n"},
        (Expect("plan.toml", 12, also="seed"),),
    ),
    Faulty(
        "plan.toml: an unknown key of 2,000 letters",
        {"plan.toml": BASE["plan.toml"] + f"{'k' * 2000} = 1\n"},
        (Expect("plan.toml", 8),),
    ),
    Faulty(
        "plan.toml: an unknown key with a line break and a bell",
        {"plan.toml": BASE["plan.toml"] + '"a\\nb\\u0007" = 1\n'},
        (Expect("plan.toml", None),),
    ),
    Faulty(
        "plan.toml: a term of 2,000 letters",
        edit("plan.toml", '"lateness"', f'"{"l" * 2000}"'),
        (Expect("plan.toml", 7, "objective"),),
    ),
    Faulty(
        "plan.toml: a text of 2,000 letters for a number",
        edit("plan.toml", "weeks = 40", f'weeks = "{"w" * 2000}"'),
        (Expect("plan.toml", 3, "weeks", got="www"),),
    ),
    Faulty(
        "plan.toml: a text with an escape for a date",
        edit("plan.toml", "as_of = 2026-01-19", 'as_of = "\\u001b[2J\\n"'),
        (Expect("plan.toml", 4, "as_of"),),
    ),
    Faulty(
        "plan.toml: an unknown table",
        {"plan.toml": BASE["plan.toml"] + "\n[solver]\nweeks = 3\n"},
        (Expect("plan.toml", 9, also="solver"),),
    ),
    Faulty(
        "plan.toml: a bad value, its key in the text of another",
        {
            "plan.toml": BASE["plan.toml"]
            .replace('"base"', '"""\nweeks = 40\n"""')
            .replace("= 40\nas", "= 0\nas")
        },
        (Expect("plan.toml", 5, "weeks", got="0"),),
    ),
    Faulty(
        "plan.toml: a bad value under a quoted key",
        edit("plan.toml", "weeks = 40", '"weeks" = 0'),
        (Expect("plan.toml", 3, "weeks", got="0"),),
    ),
)

SYNTAX: tuple[Faulty, ...] = (
    Faulty(
        "plan.toml: two equals signs",
        edit("plan.toml", "weeks = 40", "weeks = = 40"),
        (Expect("plan.toml", 3),),
    ),
    Faulty("plan.toml: no value", edit("plan.toml", "weeks = 40", "weeks ="), (Expect("plan.toml", 3),)),
    Faulty("plan.toml: no quotes", edit("plan.toml", '"base"', "base"), (Expect("plan.toml", 1),)),
    Faulty("plan.toml: an open quote", edit("plan.toml", '"base"', '"base'), (Expect("plan.toml", 1),)),
    Faulty(
        "plan.toml: no such day",
        edit("plan.toml", "2026-01-19", "2026-02-30"),
        (Expect("plan.toml", 4),),
    ),
    Faulty(
        "plan.toml: a German date",
        edit("plan.toml", "as_of = 2026-01-19", "as_of = 19.01.2026"),
        (Expect("plan.toml", 4),),
    ),
    Faulty(
        "plan.toml: a leading zero",
        edit("plan.toml", "freeze_weeks = 4", "freeze_weeks = 04"),
        (Expect("plan.toml", 5),),
    ),
    Faulty("plan.toml: an open list", edit("plan.toml", '"cost"]', '"cost"'), (Expect("plan.toml", None),)),
    Faulty(
        "plan.toml: a key twice",
        {"plan.toml": BASE["plan.toml"] + "weeks = 30\n"},
        (Expect("plan.toml", 8),),
    ),
    Faulty(
        "plan.toml: a list in a list in a list",
        {"plan.toml": BASE["plan.toml"] + f"deep = {'[' * 5000}{']' * 5000}\n"},
        (Expect("plan.toml", None),),
    ),
    Faulty(
        "plan.toml: a number of 5,000 digits",
        edit("plan.toml", "weeks = 40", f"weeks = {'9' * 5000}"),
        (Expect("plan.toml", None),),
    ),
    Faulty("plan.toml: no TOML at all", {"plan.toml": "Dear planner,\n"}, (Expect("plan.toml", 1),)),
)

FILES: dict[str, Files] = {
    "missing": {"plan.toml": None},
    "a folder": {"plan.toml": None, "plan.toml/": None},
    "with NUL bytes": {"plan.toml": BASE["plan.toml"].replace("base", "ba\x00se")},
    "NUL bytes alone": {"plan.toml": bytes(64)},
    "in UTF-16": {"plan.toml": BASE["plan.toml"].encode("utf-16")},
    "in Latin-1": {"plan.toml": BASE["plan.toml"].replace("base", "Übung").encode("latin-1")},
}


def without_key(key: str) -> Faulty:
    lines = BASE["plan.toml"].splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(key))
    return Faulty(f"plan.toml: no {key}", {"plan.toml": text}, (Expect("plan.toml", None, also=key),))


def bad_value(old: str, new: str, line: int, key: str, got: str | None) -> Faulty:
    name = f"plan.toml: {new}" if new.startswith(key) else f"plan.toml: {key} = {new}"
    return Faulty(name, edit("plan.toml", old, new), (Expect("plan.toml", line, key, got),))


CASES: tuple[Faulty, ...] = (
    *(bad_value(*row) for row in VALUES),
    *(without_key(key) for key in ("name", "start", "weeks")),
    Faulty(
        "plan.toml: empty",
        {"plan.toml": ""},
        tuple(Expect("plan.toml", None, also=key) for key in ("name", "start", "weeks")),
    ),
    *NEAREST,
    *SYNTAX,
    *(Faulty(f"plan.toml: {name}", files, (Expect("plan.toml", None),)) for name, files in FILES.items()),
)
