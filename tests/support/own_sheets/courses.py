"""Spreadsheets of courses: how long they take, what they need, and which follow each other."""

from __future__ import annotations

from tests.support.own_sheets.sheet import OwnSheet

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
