"""Spreadsheets of nations and sites: what each has, and when it is closed."""

from __future__ import annotations

from tests.support.own_sheets.sheet import OwnSheet

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
