"""What has a meaning but can never be met: read, and warned of."""

from tests.support.faulty.base import BASE, Expect, Files, Warned, append, edit, edits, header, spare


def due(name: str, row: str, column: str | None = None, files: Files | None = None) -> Warned:
    """One more demand, on line 7, that can never be met."""
    return Warned(name, append("demand.csv", row) | (files or {}), (Expect("demand.csv", 7, column),))


WARNINGS: tuple[Warned, ...] = (
    Warned(
        "no demand",
        {"demand.csv": ",".join(header("demand.csv")) + "\n", "pins.csv": None},
        (Expect("demand.csv", None),),
    ),
    due("due before ready_from", "D9,BN-12,INF,12,,2026-06-01,2026-05-31,,,"),
    due("due before the horizon", "D9,BN-12,INF,12,,,2025-12-28,,,", "due"),
    due("due years before the horizon", "D9,BN-12,INF,12,,,1999-01-01,,,", "due"),
    due("due after the horizon", "D9,BN-12,INF,12,,,2026-10-12,,,", "due"),
    due("due on the last day there is", "D9,BN-12,INF,12,,,9999-12-31,,,", "due"),
    due("latest before due", "D9,BN-12,INF,12,,,2026-08-28,2026-08-21,,"),
    due("ready_from after the horizon", "D9,BN-12,INF,12,,2026-10-12,2026-09-25,,,"),
    due("ready_from after the horizon, as is due", "D9,BN-12,INF,12,,2026-11-02,2027-01-29,,,"),
    due("ready_from after latest", "D9,BN-12,INF,12,,2026-06-01,2026-06-26,2026-05-03,,"),
    due("latest before the horizon", "D9,BN-12,INF,12,,,2026-06-26,2025-12-28,,"),
    due("cohort_max over every class_max", "D9,BN-12,INF,100,50,,2026-08-28,,,"),
    due("cohort_max over every class_max of one course", "D9,BN-12,INF,60,30,,2026-08-28,,,"),
    due("101 cohorts", "D9,BN-12,INF,101,1,,2026-08-28,,,", "cohort_max"),
    due("101 cohorts of the smallest class", "D9,BN-12,INF,2020,,,2026-08-28,,,", "trainees"),
    Warned(
        "cohort_max over the class_max of every capacity row",
        edits(
            ("capacity.csv", "DE-01,MEDIC,1,,,,,,,,,", "DE-01,MEDIC,1,,,,,,,14,,"),
            ("capacity.csv", "NO-01,MEDIC,2,2026-01-05,,,,,,,", "NO-01,MEDIC,2,2026-01-05,,,,,,14,"),
        ),
        (Expect("demand.csv", 4),),
    ),
    due("a window shorter than the pipeline", "D9,BN-12,INF,12,,2026-06-01,2026-06-26,2026-07-19,,"),
    due(
        "a window shorter than the pipeline by one week",
        "D9,BN-12,MED,12,,2026-03-02,2026-04-10,2026-04-12,,",
    ),
    due(
        "a window shorter than the pipeline is at any site",
        "D9,BN-12,INF,12,,2026-05-04,2026-06-19,2026-06-28,,",
        files=edits(
            ("capacity.csv", "DE-01,LEADER,1,,,,,,,", "DE-01,LEADER,1,,,,,5,,"),
            ("capacity.csv", "PL-01,LEADER,2,,,,,,,", "PL-01,LEADER,2,,,,,5,,"),
        ),
    ),
    due("a window cut off by the horizon's end", "D9,BN-12,INF,12,,2026-08-24,2026-09-25,,,"),
    due("a window cut off by as_of", "D9,BN-12,INF,12,,2026-01-05,2026-03-01,2026-03-08,,"),
    due(
        "one step too many for the window",
        "D9,BN-12,TRIPLE,12,,2026-03-02,2026-05-10,2026-05-10,,",
        files=append("pipelines.csv", "TRIPLE,1,BASIC,,", "TRIPLE,2,LEADER,,", "TRIPLE,3,MEDIC,,"),
    ),
    due(
        "no allowed nation offers step 1",
        "D9,BN-13,INF,12,,,2026-08-28,,,",
        files=append("units.csv", "BN-13,13th Battalion,,,NO"),
    ),
    due(
        "no allowed nation offers step 2",
        "D9,BN-13,MED,12,,,2026-08-28,,,",
        files=append("units.csv", "BN-13,13th Battalion,,,PL"),
    ),
    due(
        "nobody offers the course",
        "D9,BN-12,SOLO,12,,,2026-08-28,,,",
        files=append("courses.csv", "SNIPER,Sniper course,,6,4,12,,")
        | append("pipelines.csv", "SOLO,1,SNIPER,,"),
    ),
    Warned(
        "no allowed nation offers the course of two demands",
        edit("units.csv", "DE PL\n", "NO\n") | {"pins.csv": None},
        (Expect("demand.csv", 2), Expect("demand.csv", 5)),
    ),
    Warned(
        "ids that differ in case alone",
        append("units.csv", "bn-12,another,,,"),
        (Expect("units.csv", 5, "unit_id"),),
    ),
    Warned(
        "nobody offers a course any more",
        edits(
            ("capacity.csv", "DE-01,MEDIC,1,,,,,,,,,\n", ""),
            ("capacity.csv", "NO-01,MEDIC,2,2026-01-05,,,,,,,5000,100\n", ""),
        ),
        (Expect("demand.csv", 4), Expect("demand.csv", 5)),
    ),
    Warned(
        "three demands, each in its own way",
        append(
            "demand.csv",
            "D7,BN-12,INF,12,,,2025-12-28,,,",
            "D8,BN-12,INF,12,,2026-06-01,2026-06-26,2026-07-19,,",
            "D9,BN-12,INF,12,,,2026-10-12,,,",
        ),
        (Expect("demand.csv", 7, "due"), Expect("demand.csv", 8), Expect("demand.csv", 9, "due")),
    ),
    Warned(
        "counted past blank lines, with semicolons",
        {"demand.csv": (BASE["demand.csv"] + "\n,,\nD9,BN-12,INF,12,,,2025-12-28,,,\n").replace(",", ";")},
        (Expect("demand.csv", 9, "due"),),
    ),
    Warned(
        "among sound rows in every table",
        spare("demand.csv", due="2026-10-12", latest="") | spare("sites.csv") | spare("units.csv"),
        (Expect("demand.csv", 7, "due"),),
    ),
)
