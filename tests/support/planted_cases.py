"""Planted cases for explanations: a plan with everybody on time, then one capacity of it taken away.

Two demands of ten must be trained in the first two weeks, one in Germany and one in Poland. What is taken
away leaves room for one of them alone; what `explain` and `value` must name is the capacity taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.support import small

MARCH = "2026-03"

WHOLE: dict[str, str] = {
    "nations": small.nations("DE,Germany,40,40", "PL,Poland,10,10"),
    "sites": small.sites("DE-1,DE,Munster,10", "PL-1,PL,Drawsko,10"),
    "courses": small.courses("BASIC,Basic training,2,4,12,"),
    "capacity": "site_id,course_id,parallel_classes,valid_from,valid_to,class_min,class_max\n"
    "DE-1,BASIC,1,,,,\nPL-1,BASIC,1,,,,\n",
    "course_resources": small.needs("BASIC,instructor,2", "BASIC,interpreter,1"),
    "resources": small.pools(
        "DE,interpreter,9,,", "PL,interpreter,1,,", "DE-1,instructor,2,,", "PL-1,instructor,2,,"
    ),
    "pipelines": "pipeline_id,step,course_id\nONE,1,BASIC\n",
    "units": small.units("U1,First,10,", "U2,Second,10,"),
    "demand": "demand_id,unit_id,pipeline_id,trainees,ready_from,due,latest\n"
    "D1,U1,ONE,10,,2026-03-15,2026-03-15\nD2,U2,ONE,10,,2026-03-15,2026-03-15\n",
}


@dataclass(frozen=True)
class Planted:
    """One capacity taken away: tables in place of the whole ones, and what a relief and a value must say."""

    relief: str
    place: str = ""
    capacity: str = ""
    tables: dict[str, str] = field(default_factory=dict)


def _row(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


CASES: dict[str, Planted] = {
    "a class": Planted(
        "1 more class of BASIC at PL-1 at a time, 2026-03-02 to 2026-03-15", "PL-1", "classes",
        {"capacity": _row(WHOLE["capacity"], "PL-1,BASIC,1,", "PL-1,BASIC,0,")},
    ),
    "seats": Planted(
        "3 more seats in a class of BASIC at PL-1 (10 instead of 7), 2026-03-02 to 2026-03-15",
        "PL-1", "seats",
        {"capacity": _row(WHOLE["capacity"], "PL-1,BASIC,1,,,,", "PL-1,BASIC,1,,,,7")},
    ),
    "beds": Planted(
        "6 more beds of PL-1, 2026-03-02 to 2026-03-15", "PL-1", "beds of PL-1",
        {"sites": _row(WHOLE["sites"], "Drawsko,10", "Drawsko,4")},
    ),
    "instructors of a site in two weeks": Planted(
        "2 more instructor of PL-1, 2026-03-02 to 2026-03-15", "PL-1", "instructor of PL-1",
        {"resources": _row(
            WHOLE["resources"], "PL-1,instructor,2,,",
            "PL-1,instructor,0,,2026-03-15\nPL-1,instructor,2,2026-03-16,",
        )},
    ),
    "interpreters of a nation in one week": Planted(
        "1 more interpreter of PL, 2026-03-09 to 2026-03-15", "PL", "interpreter of PL",
        {"resources": _row(
            WHOLE["resources"], "PL,interpreter,1,,",
            "PL,interpreter,1,,2026-03-08\nPL,interpreter,1,2026-03-16,",
        )},
    ),
    "a nation's ceiling": Planted(
        "5 more max_trainees of PL, 2026-03-02 to 2026-03-15", "PL", "max_trainees of PL",
        {"nations": _row(WHOLE["nations"], "Poland,10,", "Poland,5,")},
    ),
    "arrivals": Planted(
        "5 more max_weekly_arrivals of PL, 2026-03-02 to 2026-03-08",
        "PL", "max_weekly_arrivals of PL",
        {"nations": _row(WHOLE["nations"], "Poland,10,10", "Poland,10,5")},
    ),
    "trainees away": Planted(
        "3 more max_away of U2, 2026-03-02 to 2026-03-15", "U2", "max_away of U2",
        {"units": _row(WHOLE["units"], "U2,Second,10,", "U2,Second,7,")},
    ),
    "classes of fewer trainees": Planted(
        "classes of BASIC at PL-1 with 10 trainees or more (instead of 12), 2026-03-02 to 2026-03-15",
        tables={"capacity": _row(WHOLE["capacity"], "PL-1,BASIC,1,,,,", "PL-1,BASIC,1,,,12,")},
    ),
    "a week that is closed": Planted(
        "BASIC at PL-1 open, 2026-03-09 to 2026-03-15",
        tables={"closures": small.closures("PL,,,2026-03-09,2026-04-05")},
    ),
    "weeks in which a course is offered": Planted(
        "BASIC at PL-1 offered for longer (valid_from 2026-03-02)",
        tables={"capacity": _row(WHOLE["capacity"], "PL-1,BASIC,1,,,,", "PL-1,BASIC,1,2026-03-09,,,")},
    ),
    "a nation that may host": Planted(
        "U2 may also be hosted by PL",
        tables={"units": small.units("U1,First,10,DE", "U2,Second,10,DE")},
    ),
    "the time until it is of use": Planted(
        "latest of D2 1 week later (2026-03-15)",
        tables={"demand": _row(WHOLE["demand"], "D2,U2,ONE,10,,2026-03-15,2026-03-15",
                               "D2,U2,ONE,10,,2026-03-15,2026-03-08")},
    ),
    "the time from which it is ready": Planted(
        "ready_from of D2 1 week earlier (2026-03-02)",
        tables={"demand": _row(WHOLE["demand"], "D2,U2,ONE,10,,", "D2,U2,ONE,10,2026-03-09,")},
    ),
}  # fmt: skip
