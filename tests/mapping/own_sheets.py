"""Twenty spreadsheets as planners of several nations keep them, none made for trainopt, and what they say."""
# ruff: noqa: RUF001

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from trainopt.dataset import Dataset
from trainopt.dataset.deadline import NEVER
from trainopt.dataset.folder import Folder
from trainopt.dataset.reader import read_source

Rows = Sequence[Sequence[Any]]

LIKE = {
    "plan.toml": 'name = "own"\nstart = 2027-01-04\nweeks = 60\n',
    "nations.csv": "nation_id,name\nPL,Polska\nDE,Deutschland\nGB,United Kingdom\nFR,France\nLT,Lietuva\n",
    "sites.csv": (
        "site_id,nation_id,name,beds\nPL-01,PL,Drawsko Pomorskie,200\nPL-02,PL,Nowa Dęba,120\n"
        "DE-01,DE,Munster,150\nDE-02,DE,Hammelburg,90\nGB-01,GB,Salisbury Plain,180\n"
        "FR-01,FR,Mailly-le-Camp,100\nLT-01,LT,Pabradė,80\n"
    ),
    "courses.csv": (
        "course_id,name,duration_weeks,class_min,class_max\nBASIC,Basic training,5,10,40\n"
        "LEADER,Junior leader,6,8,24\nMED,Combat medic,4,6,20\n"
    ),
    "resources.csv": "owner_id,resource,quantity\nPL,instructor,12\nDE,instructor,9\n",
    "capacity.csv": "site_id,course_id,parallel_classes\nPL-01,BASIC,1\nDE-01,MED,1\nGB-01,LEADER,1\n",
    "pipelines.csv": "pipeline_id,step,course_id\nBASIC-P,1,BASIC\nMED-P,1,BASIC\nMED-P,2,MED\n",
    "units.csv": "unit_id,name\n101-BDE,101 окрема бригада\n102-BDE,102 окрема бригада\n5-BN,5 батальйон\n",
    "demand.csv": "demand_id,unit_id,pipeline_id,trainees,due\nOLD,5-BN,BASIC-P,40,2027-06-27\n",
}


def like() -> Dataset:
    """The dataset in which names are looked up."""
    return read_source(Folder({name: text.encode() for name, text in LIKE.items()}, {}), NEVER, None)


@dataclass(frozen=True)
class OwnSheet:
    """A spreadsheet: its sheets by name, the merged ranges of the first, its map, and the rows that it says.

    `rows` are by table, each as `column=value …`. Where `text` is filled it is a CSV file.
    """

    name: str
    mapping: str
    rows: dict[str, list[str]]
    sheets: dict[str, Rows] | None = None
    merged: Sequence[str] = ()
    text: str = ""
    encoding: str = "utf-8"

    def write(self, folder: Path) -> Path:
        """The file, in a folder."""
        if self.sheets is None:
            path = folder / f"{self.name}.csv"
            path.write_bytes(self.text.encode(self.encoding))
            return path
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in self.sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        for where in self.merged:
            book.worksheets[0].merge_cells(where)
        path = folder / f"{self.name}.xlsx"
        book.save(path)
        return path


def week(number: int, year: int = 2027) -> date:
    """The Monday of a week of the ISO calendar."""
    return date.fromisocalendar(year, number, 1)


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

FRENCH_CSV = OwnSheet(
    "french",
    """
    [[table]]
    table = "closures"
    [table.columns]
    nation_id = { value = "FR" }
    site_id = "Site"
    first_day = { heading = "Date de début", dates = "day first" }
    last_day = { heading = "Date de fin", dates = "day first" }
    note = "Motif"
    """,
    {
        "closures": [
            "nation_id=FR site_id=FR-01 first_day=2027-07-26 last_day=2027-08-22 note=permissions d'été",
            "nation_id=FR first_day=2027-12-20 last_day=2028-01-02 note=Noël; Nouvel An",
        ]
    },
    text=(
        "Fermetures 2027;;;\n;;;\nSite;Date de début;Date de fin;Motif\n"
        'Mailly-le-Camp;26/07/2027;22/08/2027;permissions d\'été\n;20/12/2027;02/01/28;"Noël; Nouvel An"\n'
    ),
)

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

LITHUANIAN_BESIDE = OwnSheet(
    "lithuanian-beside",
    """
    [[table]]
    table = "sites"
    area = "A:C"
    [table.columns]
    site_id = "Kodas"
    nation_id = { value = "LT" }
    name = "Poligonas"
    beds = "Lovos"

    [[table]]
    table = "resources"
    area = "E:G"
    [table.columns]
    owner_id = "Poligonas"
    resource = { heading = "Ištekliai", values = { "instruktoriai" = "instructor" } }
    quantity = "Kiekis"
    """,
    {
        "sites": [
            "site_id=LT-01 nation_id=LT name=Pabradė beds=90",
            "site_id=LT-02 nation_id=LT name=Rukla beds=60",
        ],
        "resources": [
            "owner_id=LT-01 resource=instructor quantity=6",
            "owner_id=LT-02 resource=instructor quantity=4",
            "owner_id=LT-02 resource=range quantity=1",
        ],
    },
    {
        "Suvestinė": [
            ["Kodas", "Poligonas", "Lovos", None, "Poligonas", "Ištekliai", "Kiekis"],
            ["LT-01", "Pabradė", 90, None, "Pabradė", "instruktoriai", 6],
            ["LT-02", "Rukla", 60, None, "Rukla", "instruktoriai", 4],
            [None, None, None, None, "Rukla", "range", 1],
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

POLISH_MONTHS = OwnSheet(
    "polish-months",
    """
    [[table]]
    table = "resources"
    sheet = "Instruktorzy"
    [table.columns]
    owner_id = "Kraj"
    resource = { value = "instructor" }
    [table.weeks]
    year = 2027
    value = "quantity"
    first = "valid_from"
    last = "valid_to"
    """,
    {
        "resources": [
            "owner_id=PL resource=instructor quantity=12 valid_from=2027-01-04 valid_to=2027-01-31",
            "owner_id=PL resource=instructor quantity=0 valid_from=2027-02-01 valid_to=2027-02-28",
            "owner_id=PL resource=instructor quantity=15 valid_from=2027-03-01 valid_to=2027-05-02",
        ]
    },
    {
        "Opis": [["Plik zawiera liczbę instruktorów."]],
        "Instruktorzy": [
            ["Kraj", "styczeń", "luty", "marzec", "kwiecień", "uwagi"],
            ["Polska", 12, 0, 15, 15, "bez tłumaczy"],
        ],
    },
)

GERMAN_YEAR_END = OwnSheet(
    "german-year-end",
    """
    [[table]]
    table = "limits"
    [table.columns]
    owner_id = "Liegenschaft"
    limit = { value = "beds" }
    [table.weeks]
    year = 2027
    value = "quantity"
    first = "valid_from"
    last = "valid_to"
    """,
    {
        "limits": [
            "owner_id=DE-01 limit=beds quantity=100 valid_from=2027-12-20 valid_to=2028-01-02",
            "owner_id=DE-01 limit=beds quantity=0 valid_from=2028-01-03 valid_to=2028-01-09",
            "owner_id=DE-01 limit=beds quantity=100 valid_from=2028-01-10 valid_to=2028-01-16",
        ]
    },
    {
        "Betten": [
            ["Liegenschaft", "KW 51", "KW 52", "KW 1", "KW 2"],
            ["Munster", 100, 100, 0, 100],
        ]
    },
)

GERMAN_YES_NO = OwnSheet(
    "german-courses",
    """
    [[table]]
    table = "courses"
    skip = ["Summe", "Zwischensumme"]
    [table.columns]
    course_id = "Kürzel"
    name = "Bezeichnung"
    duration_weeks = "Dauer (Wochen)"
    class_min = "mind."
    class_max = "höchst."
    mixed_units = { heading = "gemischt", values = { ja = "yes", nein = "no" } }
    """,
    {
        "courses": [
            "course_id=EOD name=Kampfmittelabwehr duration_weeks=8 class_min=4 class_max=12 mixed_units=no",
            "course_id=LEADER name=Gruppenführer duration_weeks=6 class_min=8 class_max=24 mixed_units=yes",
        ]
    },
    {
        "Lehrgänge": [
            ["Kürzel", "Bezeichnung", "Dauer\n(Wochen)", "mind.", "höchst.", "gemischt"],
            ["EOD", "Kampfmittelabwehr", 8.0, 4, 12, "nein"],
            ["Zwischensumme", None, 8],
            ["LEADER", "Gruppenführer", 6, 8, 24, "Ja"],
            ["Summe", None, 14],
        ]
    },
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

NO_HEADINGS = OwnSheet(
    "letters",
    """
    [[table]]
    table = "course_resources"
    first_row = 2
    [table.columns]
    course_id = { column = "A" }
    resource = { column = "C" }
    per_class = { column = "D" }
    """,
    {"course_resources": ["course_id=BASIC resource=instructor per_class=3"]},
    {"1": [["Bedarf je Lehrgang"], ["Basic training", "-", "instructor", 3]]},
)

CZECH_CODES_AND_NAMES = OwnSheet(
    "czech",
    """
    [[table]]
    table = "sites"
    replaces = []
    [table.columns]
    site_id = "Zkratka"
    nation_id = "Stát"
    name = "Název"
    beds = "Lůžka celkem"
    latitude = "Šířka"
    longitude = "Délka"
    """,
    {
        "sites": [
            "site_id=DE-01 nation_id=DE name=Munster beds=150 latitude=52.98 longitude=10.09",
            "site_id=GB-01 nation_id=GB name=Salisbury beds=180",
            "site_id=PL-01 nation_id=PL name=Drawsko beds=210",
        ]
    },
    text=(
        "Výcviková střediska\n\nZkratka;Název;Stát;Lůžka celkem;Šířka;Délka\n"
        "DE-01;Munster;Deutschland;150;52,98;10,09\nGB-01;Salisbury;United Kingdom;180;;\n"
        "PL-01;Drawsko;POLSKA;210;;\n"
    ),
)

ROMANIAN_PIPELINES = OwnSheet(
    "romanian",
    """
    [[table]]
    table = "pipelines"
    [table.columns]
    pipeline_id = { heading = "Traseu", fill_down = true }
    step = "Pas"
    course_id = "Curs"
    max_wait_weeks = "Așteptare max."
    location = { heading = "Unde", values = { "oriunde" = "any", "aceeași țară" = "same_nation" } }
    """,
    {
        "pipelines": [
            "pipeline_id=LEAD-P step=1 course_id=BASIC",
            "pipeline_id=LEAD-P step=2 course_id=LEADER max_wait_weeks=4 location=same_nation",
        ]
    },
    {
        "Trasee": [
            ["Traseu", "Pas", "Curs", "Așteptare max.", "Unde"],
            ["LEAD-P", 1, "Basic training", None, None],
            [None, 2, "Junior leader", 4, "Aceeași țară"],
        ]
    },
)

NATIONS_ONLY = OwnSheet(
    "nations",
    """
    [[table]]
    table = "nations"
    last_row = 4
    [table.columns]
    nation_id = "ISO"
    name = "Country"
    max_trainees = "Ceiling"
    """,
    {"nations": ["nation_id=PL name=Poland max_trainees=900", "nation_id=GB name=Great Britain"]},
    {
        "Sheet1": [
            ["Contributing nations"],
            ["ISO", "Country", "Ceiling"],
            ["PL", "Poland", 900],
            ["GB", "Great Britain", None],
            ["signed: J. Smith, Maj"],
        ]
    },
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

OWN_SHEETS = [value for value in list(globals().values()) if isinstance(value, OwnSheet)]
