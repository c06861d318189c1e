"""Spreadsheets that say which classes are held, where and when."""
# ruff: noqa: RUF001

from __future__ import annotations

from datetime import date

from tests.support.own_sheets.sheet import OwnSheet, week

POLISH_WEEKS = OwnSheet(
    "polish-weeks",
    """
    [[table]]
    table = "capacity"
    [table.columns]
    site_id = "Ośrodek"
    course_id = { heading = "Kurs", values = { "Szkolenie podstawowe" = "BASIC", "Ratownik" = "MED" } }
    [table.weeks]
    value = "parallel_classes"
    first = "valid_from"
    last = "valid_to"
    """,
    {
        "capacity": [
            "site_id=PL-01 course_id=BASIC parallel_classes=2 valid_from=2027-01-04 valid_to=2027-01-17",
            "site_id=PL-01 course_id=BASIC parallel_classes=3 valid_from=2027-01-18 valid_to=2027-01-24",
            "site_id=PL-02 course_id=MED parallel_classes=1 valid_from=2027-01-04 valid_to=2027-01-10",
            "site_id=PL-02 course_id=MED parallel_classes=1 valid_from=2027-01-25 valid_to=2027-01-31",
        ]
    },
    {
        "Grafik": [
            ["Grafik szkoleń 2027"],
            ["Dowództwo Generalne, stan na 15.12.2026"],
            [],
            ["Lp.", "Ośrodek", "Kurs", week(1), week(2), week(3), week(4)],
            [1, "Drawsko Pomorskie", "Szkolenie podstawowe", 2, 2, 3, None],
            [2, "Nowa Dęba", "Ratownik", 1, None, None, 1],
        ]
    },
)

GERMAN_TWO_ROWS = OwnSheet(
    "german-two-rows",
    """
    [[table]]
    table = "capacity"
    heading_rows = [3, 4]
    [table.columns]
    site_id = "Standort"
    course_id = { heading = "Lehrgang", values = { "Sanitäter" = "MED", "Gruppenführer" = "LEADER" } }
    class_min = "Plätze / min."
    class_max = "Plätze / max."
    valid_from = "Zeitraum / von"
    valid_to = "Zeitraum / bis"
    parallel_classes = "Parallele Lehrgänge"
    """,
    {
        "capacity": [
            "site_id=DE-01 course_id=MED class_min=8 class_max=20 valid_from=2027-01-11 "
            "valid_to=2027-06-27 parallel_classes=2",
            "site_id=DE-02 course_id=LEADER class_min=10 class_max=24 valid_from=2027-02-01 "
            "valid_to=2027-12-19 parallel_classes=1",
        ]
    },
    {
        "Kapazitäten": [
            ["Ausbildungsangebot Deutschland"],
            [],
            ["Standort", "Lehrgang", "Plätze", None, "Zeitraum", None, "Parallele Lehrgänge", "Bemerkung"],
            [None, None, "min.", "max.", "von", "bis", None, None],
            ["Munster", "Sanitäter", 8, 20, date(2027, 1, 11), "27.06.2027", 2, None],
            ["Hammelburg", "Gruppenführer", 10, 24, "1.2.2027", date(2027, 12, 19), 1, "ab Februar"],
        ]
    },
    ("A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:G4", "H3:H4"),
)

BRITISH_MARKS = OwnSheet(
    "british-marks",
    """
    [[table]]
    table = "capacity"
    heading_rows = [2, 3]
    [table.columns]
    site_id = "Location"
    course_id = "Course"
    [table.weeks]
    year = 2027
    value = "parallel_classes"
    values = { x = "1", X = "1", xx = "2" }
    first = "valid_from"
    last = "valid_to"
    """,
    {
        "capacity": [
            "site_id=GB-01 course_id=LEADER parallel_classes=1 valid_from=2027-01-04 valid_to=2027-01-17",
            "site_id=GB-01 course_id=LEADER parallel_classes=2 valid_from=2027-02-01 valid_to=2027-02-07",
        ]
    },
    {
        "FY27": [
            ["Training programme (DRAFT)"],
            ["Location", "Course", "Jan 27", None, None, None, "Feb 27"],
            [None, None, "Wk 1", "Wk 2", "Wk 3", "Wk 4", "Wk 5"],
            ["salisbury plain", "Junior Leader", "x", "X", None, None, "xx"],
        ]
    },
    ("A2:A3", "B2:B3", "C2:F2"),
)

TABBED_FILL_DOWN = OwnSheet(
    "tabbed",
    """
    [[table]]
    table = "capacity"
    [table.columns]
    site_id = { heading = "Centre", fill_down = true }
    course_id = "Formation"
    parallel_classes = "Sessions simultanées"
    cost_per_trainee = "Coût par stagiaire (€)"
    """,
    {
        "capacity": [
            "site_id=FR-01 course_id=BASIC parallel_classes=2 cost_per_trainee=900",
            "site_id=FR-01 course_id=MED parallel_classes=1 cost_per_trainee=1400",
            "site_id=PL-02 course_id=MED parallel_classes=1",
        ]
    },
    text=(
        "Centre\tFormation\tSessions simultanées\tCoût par stagiaire (€)\n"
        "Mailly-le-Camp\tBasic training\t2\t900\n\tCombat medic\t1\t1400\nNowa Dęba\tMED\t1\t\n"
    ),
    encoding="utf-8-sig",
)

UKRAINIAN_CAPACITY_BY_DATE = OwnSheet(
    "ukrainian-classes",
    """
    [[table]]
    table = "capacity"
    [table.columns]
    site_id = "Навчальний центр"
    course_id = { heading = "Курс", values = { "Базова підготовка" = "BASIC" } }
    parallel_classes = { value = "1" }
    valid_from = "Початок"
    valid_to = "Завершення"
    class_max = "Місць"
    """,
    {
        "capacity": [
            "site_id=PL-02 course_id=BASIC parallel_classes=1 valid_from=2027-02-01 valid_to=2027-03-07 "
            "class_max=30",
            "site_id=PL-02 course_id=BASIC parallel_classes=1 valid_from=2027-03-08 valid_to=2027-04-11 "
            "class_max=25",
        ]
    },
    {
        "Графік": [
            ["Графік занять, II квартал"],
            ["Навчальний центр", "Курс", "Початок", "Завершення", "Місць"],
            ["Nowa Dęba", "Базова підготовка", "01.02.2027", "07.03.2027", 30],
            [None, None, "08.03.2027", "11.04.2027", 25],
        ]
    },
    ("A3:A4", "B3:B4"),
)
