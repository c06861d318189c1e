"""Spreadsheets of units: who they are, what they need by when, and what is pinned of it."""
# ruff: noqa: RUF001

from __future__ import annotations

from datetime import date

from tests.support.own_sheets.sheet import OwnSheet

UKRAINIAN_DEMAND = OwnSheet(
    "ukrainian-demand",
    """
    [[table]]
    table = "demand"
    skip = ["Разом"]
    [table.columns]
    demand_id = { numbered = "UA-" }
    unit_id = "Підрозділ"
    pipeline_id = { heading = "Підготовка", values = { "Базова" = "BASIC-P", "Бойовий медик" = "MED-P" } }
    trainees = "Кількість осіб"
    due = "Потрібно до"
    """,
    {
        "demand": [
            "demand_id=UA-1 unit_id=101-BDE pipeline_id=BASIC-P trainees=120 due=2027-06-30",
            "demand_id=UA-2 unit_id=101-BDE pipeline_id=MED-P trainees=16 due=2027-09-01",
            "demand_id=UA-3 unit_id=102-BDE pipeline_id=BASIC-P trainees=80 due=2027-05-15",
        ]
    },
    {
        "Потреба": [
            ["ПОТРЕБА У ПІДГОТОВЦІ ОСОБОВОГО СКЛАДУ", None, None, None, None],
            ["на 2027 рік"],
            [],
            ["№ з/п", "Підрозділ", "Підготовка", "Кількість осіб", "Потрібно до"],
            [1, "101 окрема бригада", "Базова", 120, "30.06.2027"],
            [2, None, "Бойовий медик", 16, date(2027, 9, 1)],
            [3, "102 окрема бригада", "Базова", 80, "15.5.2027"],
            [None, "Разом", None, 216, None],
        ]
    },
    ("A1:E1", "B5:B6"),
)

UKRAINIAN_TWO_BELOW = OwnSheet(
    "ukrainian-two-below",
    """
    [[table]]
    table = "units"
    heading_rows = 2
    until_blank = true
    [table.columns]
    unit_id = "Код"
    name = "Назва"
    max_away = "Одночасно поза частиною"

    [[table]]
    table = "demand"
    heading_rows = 7
    [table.columns]
    demand_id = "Заявка"
    unit_id = "Частина"
    pipeline_id = "Шлях"
    trainees = "Осіб"
    due = "Термін"
    """,
    {
        "units": ["unit_id=7-BDE name=7 механізована бригада max_away=60", "unit_id=8-BDE name=8 бригада"],
        "demand": ["demand_id=Z1 unit_id=7-BDE pipeline_id=MED-P trainees=12 due=2027-10-01"],
    },
    {
        "Аркуш1": [
            ["Частини"],
            ["Код", "Назва", "Одночасно поза частиною"],
            ["7-BDE", "7 механізована бригада", 60],
            ["8-BDE", "8 бригада", None],
            [],
            ["Заявки"],
            ["Заявка", "Частина", "Шлях", "Осіб", "Термін"],
            ["Z1", "7 механізована  бригада", "MED-P", 12, "01.10.2027"],
        ]
    },
)

AMERICAN_DATES = OwnSheet(
    "american",
    """
    [[table]]
    table = "demand"
    [table.columns]
    demand_id = "Req #"
    unit_id = "Unit"
    pipeline_id = "Track"
    trainees = "Pax"
    ready_from = { heading = "Avail", dates = "month first" }
    due = { heading = "NLT", dates = "month first" }
    priority = { heading = "Prio", values = { High = "3", Low = "1" } }
    """,
    {
        "demand": [
            "demand_id=R-17 unit_id=5-BN pipeline_id=BASIC-P trainees=35 ready_from=2027-03-01 "
            "due=2027-12-05 priority=3",
        ]
    },
    text=(
        "Req #,Unit,Track,Pax,Avail,NLT,Prio,Remarks\n"
        'R-17,5-BN,BASIC-P,35,3/1/2027,12/5/27,High,"bring kit, cold weather"\n'
    ),
)

UNITS_WITH_LISTS = OwnSheet(
    "units-with-lists",
    """
    [[table]]
    table = "units"
    [table.columns]
    unit_id = "Індекс"
    name = "Найменування"
    parent_unit_id = "Входить до"
    allowed_nations = { heading = "Де може навчатися", values = { "Польща" = "PL", "Німеччина" = "DE" } }
    """,
    {
        "units": [
            "unit_id=1-CORPS name=1 корпус",
            "unit_id=5-BN name=5 батальйон parent_unit_id=1-CORPS allowed_nations=PL DE GB",
        ]
    },
    {
        "Склад": [
            ["Індекс", "Найменування", "Входить до", "Де може навчатися"],
            ["1-CORPS", "1 корпус", None, None],
            ["5-BN", "5 батальйон", "1 корпус", "Польща, Німеччина; United Kingdom"],
        ]
    },
)

NORWEGIAN_WEEKS = OwnSheet(
    "norwegian",
    """
    [[table]]
    table = "demand"
    [table.columns]
    demand_id = "Nr"
    unit_id = "Avdeling"
    pipeline_id = "Løp"
    trainees = "Antall"
    ready_from = { heading = "Fra uke", year = 2027 }
    due = { heading = "Til uke", year = 2027 }
    """,
    {
        "demand": [
            "demand_id=N1 unit_id=102-BDE pipeline_id=MED-P trainees=24 ready_from=2027-01-18 due=2027-06-14",
            "demand_id=N2 unit_id=5-BN pipeline_id=BASIC-P trainees=30 ready_from=2027-02-01 due=2028-01-03",
        ]
    },
    {
        "Behov": [
            ["Nr", "Avdeling", "Løp", "Antall", "Fra uke", "Til uke"],
            ["N1", "102-BDE", "MED-P", 24, "uke 3", 24],
            ["N2", "5-BN", "BASIC-P", 30, "5", "2028-W01"],
        ]
    },
)

PINS_IN_A_MATRIX = OwnSheet(
    "pins",
    """
    [[table]]
    table = "pins"
    [table.columns]
    cohort_id = "Група"
    step = { value = "1" }
    [table.weeks]
    value = "site_id"
    first = "start"
    """,
    {"pins": ["cohort_id=OLD-01 step=1 site_id=PL-01 start=2027-01-11"]},
    {
        "Розклад": [
            ["Розклад груп"],
            ["Група", "04.01.2027", "11.01.2027", "18.01.2027"],
            ["OLD-01", None, "Drawsko Pomorskie", None],
        ]
    },
)
