"""Faulty cells: BASE with its spare row, one cell of which is wrong."""

from tests.support.faulty.base import Expect, Faulty, next_line, spare

# Every column of numbers with the least and the most it may hold.
COUNT, COST = 10**6, 10**9
NUMBERS: tuple[tuple[str, str, int, int], ...] = (
    ("nations.csv", "max_trainees", 0, COUNT),
    ("nations.csv", "max_weekly_arrivals", 0, COUNT),
    ("sites.csv", "beds", 0, COUNT),
    ("courses.csv", "duration_weeks", 1, COUNT),
    ("courses.csv", "class_min", 1, COUNT),
    ("courses.csv", "class_max", 1, COUNT),
    ("courses.csv", "pass_percent", 1, 100),
    ("course_resources.csv", "per_class", 1, COUNT),
    ("resources.csv", "quantity", 0, COUNT),
    ("capacity.csv", "parallel_classes", 0, COUNT),
    ("capacity.csv", "start_every_weeks", 1, COUNT),
    ("capacity.csv", "duration_weeks", 1, COUNT),
    ("capacity.csv", "class_min", 1, COUNT),
    ("capacity.csv", "class_max", 1, COUNT),
    ("capacity.csv", "cost_per_class", 0, COST),
    ("capacity.csv", "cost_per_trainee", 0, COST),
    ("pipelines.csv", "step", 1, COUNT),
    ("pipelines.csv", "max_wait_weeks", 0, COUNT),
    ("units.csv", "max_away", 0, COUNT),
    ("demand.csv", "trainees", 1, COUNT),
    ("demand.csv", "cohort_max", 1, COUNT),
    ("demand.csv", "priority", 1, COUNT),
    ("demand.csv", "show_percent", 1, 100),
    ("pins.csv", "step", 1, COUNT),
    ("limits.csv", "quantity", 0, COUNT),
)
NO_NUMBERS = ("12a", "1_000", "+5", "1e3", "1,000", "-1", "1.5", "\u0661\u0662", "1000000000000")
RARE_NO_NUMBERS = (
    "\uff11\uff12",  # full-width digits
    "1\u00b2",  # a superscript is a digit to str.isdigit
    "\u00bd",
    "1 000",
    "1\u00a0000",
    "1'000",
    "1.000",
    "12.0",
    "0x1F",
    "--5",
    "\u22125",  # a minus sign that is no hyphen
    "1e",
    "NaN",
    "inf",
    "none",
    "yes",
    "twelve",
    "5.",
    "=5",
    "9" * 60,
)

DATES: tuple[tuple[str, str], ...] = (
    ("resources.csv", "valid_from"),
    ("resources.csv", "valid_to"),
    ("capacity.csv", "valid_from"),
    ("capacity.csv", "valid_to"),
    ("capacity.csv", "first_start"),
    ("closures.csv", "first_day"),
    ("closures.csv", "last_day"),
    ("demand.csv", "ready_from"),
    ("demand.csv", "due"),
    ("demand.csv", "latest"),
    ("pins.csv", "start"),
    ("limits.csv", "valid_from"),
    ("limits.csv", "valid_to"),
)
NO_DATES = ("2026-13-01", "30.02.2026", "2026-2-1", "2026-02-30", "20260302")
RARE_NO_DATES = (
    "2026-W10-1",
    "2026-W10",
    "2026-061",
    "2026-03",
    "2026/03/02",
    "02/03/2026",
    "18/01/2027",
    "1.3.26",
    "3.2026",
    "2026.03.01",
    "01. 03. 2026",
    "01.03.2026.",
    "1.13.2026",
    "001.03.2026",
    "01.03.0000",
    "01.03.2026 09:00",
    "2026-03-02T00:00",
    "2026-03-02 00:00:00",
    "2026-03-02Z",
    "0000-01-01",
    "10000-01-01",
    "-2026-03-02",
    "2026-00-10",
    "2026-03-00",
    "2025-02-29",
    "26-03-02",
    "2026-03-0\u0662",
    "2026\u201303\u201302",
    "46083",  # how a spreadsheet counts days
    "tomorrow",
    "never",
)

# Every column of ids with the tables in which it defines one.
IDS: tuple[tuple[str, str], ...] = (
    ("nations.csv", "nation_id"),
    ("sites.csv", "site_id"),
    ("courses.csv", "course_id"),
    ("course_resources.csv", "resource"),
    ("resources.csv", "resource"),
    ("pipelines.csv", "pipeline_id"),
    ("units.csv", "unit_id"),
    ("demand.csv", "demand_id"),
)
NO_IDS = ("A B", "A/B", "-A", "_A", ".A", "Ä-1", "A:1", "\u0416-1")
RARE_NO_IDS = (
    "A,B",
    "A;B",
    "A'B",
    "A\u00a0B",
    "A\u200bB",
    "A\u202eB",
    "A\tB",
    "A\nB",
    "A\\B",
    "=A",
    "../A",
    "\u0661",
    "\U0001f600",
    "A\x1b[31mB",
)
REFERENCES: tuple[tuple[str, str], ...] = (
    ("sites.csv", "nation_id"),
    ("course_resources.csv", "course_id"),
    ("resources.csv", "owner_id"),
    ("capacity.csv", "site_id"),
    ("capacity.csv", "course_id"),
    ("closures.csv", "nation_id"),
    ("closures.csv", "site_id"),
    ("closures.csv", "course_id"),
    ("pipelines.csv", "course_id"),
    ("units.csv", "parent_unit_id"),
    ("units.csv", "allowed_nations"),
    ("demand.csv", "unit_id"),
    ("demand.csv", "pipeline_id"),
    ("pins.csv", "cohort_id"),
    ("pins.csv", "site_id"),
    ("limits.csv", "owner_id"),
)

REQUIRED: dict[str, tuple[str, ...]] = {
    "nations.csv": ("nation_id", "name"),
    "sites.csv": ("site_id", "nation_id", "name", "beds"),
    "courses.csv": ("course_id", "name", "duration_weeks", "class_min", "class_max"),
    "course_resources.csv": ("course_id", "resource", "per_class"),
    "resources.csv": ("owner_id", "resource", "quantity"),
    "capacity.csv": ("site_id", "course_id", "parallel_classes"),
    "closures.csv": ("first_day", "last_day"),
    "pipelines.csv": ("pipeline_id", "step", "course_id"),
    "units.csv": ("unit_id", "name"),
    "demand.csv": ("demand_id", "unit_id", "pipeline_id", "trainees", "due"),
    "pins.csv": ("cohort_id", "step", "site_id", "start"),
    "limits.csv": ("owner_id", "limit", "quantity"),
}

DEGREES = (
    "52,5",
    "90.1",
    "-90.1",
    "52.5N",
    "52\u00b030'",
    "+52.5",
    "5.25e1",
    "5_2.5",
    "nan",
    "inf",
    "\u0665.5",
    "\uff15.5",
)


def bad_cell(file: str, column: str, value: str) -> Faulty:
    plain = value.isprintable() and not set("'\\") & set(value)
    return bad_cell_at(file, column, value, got=value[:20] if plain else None)


def bad_cell_at(file: str, column: str, value: str, got: str | None) -> Faulty:
    place = Expect(file, next_line(file), column, got)
    name = f"{file.removesuffix('.csv')}.{column}={value.encode('unicode_escape').decode()[:40]}"
    return Faulty(name, spare(file, **{column: value}), (place,))


def out_of_range(file: str, column: str, least: int, most: int) -> list[Faulty]:
    return [bad_cell(file, column, str(value)) for value in ((0,) if least else ()) + (most + 1,)]


TEXTS: tuple[tuple[str, str], ...] = (
    ("nations.csv", "name"),
    ("sites.csv", "name"),
    ("courses.csv", "name"),
    ("courses.csv", "level"),
    ("closures.csv", "note"),
    ("units.csv", "name"),
)
OBEYED = "\x07\x08\x1b\x7f\x9b\u200f\u202e\u2066"
"""What a terminal obeys, and what turns a text around."""


def obeyed(file: str, column: str, character: str) -> Faulty:
    name = f"U+{ord(character):04X}"
    place = Expect(file, next_line(file), column, also=name)
    return Faulty(f"{file}: {column} with {name}", spare(file, **{column: f"a{character}[31mb"}), (place,))


CASES: tuple[Faulty, ...] = (
    *(obeyed(file, column, character) for file, column in TEXTS for character in OBEYED),
    *(bad_cell(file, column, value) for file, column, _, _ in NUMBERS for value in NO_NUMBERS),
    *(case for row in NUMBERS for case in out_of_range(*row)),
    *(bad_cell("demand.csv", "trainees", value) for value in RARE_NO_NUMBERS),
    *(
        bad_cell("capacity.csv", "cost_per_class", value)
        for value in ("12.50", "12,50", "\u20ac12", "12 EUR")
    ),
    bad_cell_at("demand.csv", "trainees", "1'2", got="2"),
    bad_cell_at("demand.csv", "trainees", "1\n2", got=None),
    bad_cell_at("demand.csv", "trainees", "1\x1b[2J", got=None),
    bad_cell_at("demand.csv", "trainees", "7" * 900, got="777"),
    *(bad_cell(file, column, value) for file, column in DATES for value in NO_DATES),
    *(bad_cell("demand.csv", "due", value) for value in RARE_NO_DATES),
    *(bad_cell(file, column, value) for file, column in IDS for value in NO_IDS),
    *(bad_cell("demand.csv", "demand_id", value) for value in RARE_NO_IDS),
    *(bad_cell_at(file, column, "A" * 65, got="AAA") for file, column in IDS),
    *(bad_cell(file, column, "A/B") for file, column in REFERENCES),
    *(bad_cell_at(file, column, "", got=None) for file, columns in REQUIRED.items() for column in columns),
    bad_cell_at("demand.csv", "trainees", "   ", got=None),
    bad_cell_at("demand.csv", "unit_id", "\t", got=None),
    *(
        bad_cell("courses.csv", "mixed_units", value)
        for value in ("maybe", "1", "0", "true", "y", "ja", "yes no", "ye\u017f")
    ),
    *(bad_cell("pipelines.csv", "location", value) for value in ("near", "samesite", "same_nations")),
    *(
        bad_cell("limits.csv", "limit", value)
        for value in ("max_beds", "bed", "beds max_away", "class_max", "trainees", "instructor")
    ),
    *(bad_cell("sites.csv", "latitude", value) for value in DEGREES),
    *(bad_cell("sites.csv", "longitude", value) for value in ("10,5", "180.1", "-180.1", "E10.5", "1.000.5")),
)
