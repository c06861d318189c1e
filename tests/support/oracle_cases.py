"""A dataset and plans written by hand, and for every rule plans that it permits and forbids.

A table is written `header | row | row`. A plan is written `D1-01 A1@0 A1@2#2 | D2-01 A1@3`: for each cohort
its steps in order as site@week, with `#` and the class number unless it is 1; `-` for a step that is not
held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.oracle import Plan

# Week 0 begins on 5 January, the due day is in week 5. D1 is cut into two cohorts of 5, D2 is one of 3.
BASE = {
    "nations": "nation_id,name | AA,Alpha | BB,Beta",
    "sites": "site_id,nation_id,name,beds | A1,AA,Alpha One,20 | A2,AA,Alpha Two,20 | B1,BB,Beta One,20",
    "courses": "course_id,name,duration_weeks,class_min,class_max | BASIC,Basic,2,4,10 | RANGE,Range,1,1,10",
    "capacity": "site_id,course_id,parallel_classes,cost_per_class,cost_per_trainee"
    " | A1,BASIC,1,100,7 | A1,RANGE,2,, | A2,RANGE,1,, | B1,RANGE,1,,",
    "pipelines": "pipeline_id,step,course_id | P,1,BASIC | P,2,RANGE | Q,1,RANGE",
    "units": "unit_id,name | U1,One | U2,Two",
    "demand": "demand_id,unit_id,pipeline_id,trainees,cohort_max,due,priority"
    " | D1,U1,P,10,5,2026-02-15,1 | D2,U2,Q,3,,2026-02-15,2",
}


def dataset(tables: Mapping[str, str] | None = None, plan: str = "", weeks: int = 8) -> dict[str, str]:
    """The base dataset as {file name: text}, some tables replaced, and with more lines for plan.toml."""
    toml = f'name = "base"\nstart = 2026-01-05\nweeks = {weeks}\n{plan}\n'
    lines = {name: text.replace(" | ", "\n") for name, text in {**BASE, **(tables or {})}.items()}
    texts = {f"{name}.csv": f"{text}\n" for name, text in lines.items()}
    return {"plan.toml": toml, **texts}


def plan(text: str) -> Plan:
    """A plan from its short form."""
    return {
        (cohort_id, step): _placement(held)
        for cohort_id, *steps in (part.split() for part in text.split("|") if part.strip())
        for step, held in enumerate(steps, 1)
        if held != "-"
    }


def _placement(held: str) -> tuple[str, int, int]:
    site, _, when = held.partition("@")
    week, _, number = when.partition("#")
    return site, int(week), int(number or 1)


@dataclass(frozen=True)
class RuleCase:
    """What one rule permits and forbids, in the base dataset with these tables and lines of plan.toml."""

    rule: int
    about: str
    allowed: str
    forbidden: str
    tables: dict[str, str] = field(default_factory=dict)
    plan: str = ""


ONE = "D1-01 A1@0 A1@2"  # one cohort of five through its pipeline without waiting
CAPACITY = "site_id,course_id,parallel_classes"
DEMAND = "demand_id,unit_id,pipeline_id,trainees,cohort_max,due"
COURSES = "course_id,name,duration_weeks,class_min,class_max"
CLOSED = "first_day,last_day,nation_id,site_id,course_id"
PIN = {"pins": "cohort_id,step,site_id,start | D1-01,1,A1,2026-01-07"}


def capacity(columns: str, *rows: str) -> dict[str, str]:
    """BASIC and RANGE at A1 with more columns."""
    return {"capacity": " | ".join([f"{CAPACITY},{columns}", *rows])}


def step_2(columns: str, cells: str) -> dict[str, str]:
    """Pipeline P with more columns, filled for step 2."""
    blanks = "," * columns.count(",")
    return {
        "pipelines": f"pipeline_id,step,course_id,{columns} | P,1,BASIC,{blanks} | P,2,RANGE,{cells}"
        f" | Q,1,RANGE,{blanks}"
    }


def demand(columns: str, d1: str, d2: str) -> dict[str, str]:
    """Both demands with more columns."""
    d1, d2 = f"D1,U1,P,10,5,2026-02-15,{d1}", f"D2,U2,Q,3,,2026-02-15,{d2}"
    return {"demand": f"{DEMAND},{columns} | {d1} | {d2}"}


def courses(basic: str, range_: str, columns: str = "") -> dict[str, str]:
    """Both courses: duration, class_min, class_max and more columns."""
    return {"courses": f"{COURSES}{columns} | BASIC,Basic,{basic} | RANGE,Range,{range_}"}


def nations(column: str, alpha: str) -> dict[str, str]:
    """A limit of nation AA."""
    return {"nations": f"nation_id,name,{column} | AA,Alpha,{alpha} | BB,Beta,"}


def closure(cells: str) -> dict[str, str]:
    """A closure from Wednesday of week 2 to Tuesday of week 3: both weeks."""
    return {"closures": f"{CLOSED} | 2026-01-21,2026-01-27,{cells}"}


def pools(needs: str, *rows: str) -> dict[str, str]:
    """Units of a resource that classes hold, and the pools of it."""
    return {
        "course_resources": f"course_id,resource,per_class | {needs}",
        "resources": " | ".join(["owner_id,resource,quantity,valid_from,valid_to", *rows]),
    }


def limits(*rows: str) -> dict[str, str]:
    """Limits that change with time."""
    return {"limits": " | ".join(["owner_id,limit,quantity,valid_from,valid_to", *rows])}


BOTH_AT_ONCE = "D1-01 A1@0 A1@2 | D1-02 A1@0 A1@2"
ONE_AFTER_THE_OTHER = "D1-01 A1@0 A1@2 | D1-02 A1@2 A1@4"
WELL_APART = "D1-01 A1@0 A1@2 | D1-02 A1@3 A1@5"

# What is permitted, what is forbidden; the courses; who of D1 and D2 comes; what rule 6 counts.
EXPECTED = [
    (
        "class_min of those who are expected",
        (BOTH_AT_ONCE, ONE),
        ("2,4,10,", "1,1,10,"),
        ("75", ""),
        'class_min_on = "expected"',
    ),
    (
        "class_min of those who passed the course before",
        (BOTH_AT_ONCE, "D1-01 A1@0 A1@2 | D1-02 A1@0 A1@3"),
        ("2,4,10,70", "1,4,10,"),
        ("", ""),
        'class_min_on = "expected"',
    ),
    (
        "class_max of those who are expected",
        (BOTH_AT_ONCE, f"{BOTH_AT_ONCE} | D2-01 A1@2"),
        ("2,4,9,80", "1,1,8,"),
        ("90", ""),
        'seats_on = "expected"\noverbook_percent = 100',
    ),
    (
        "no more planned than may be overbooked",
        (ONE, BOTH_AT_ONCE),
        ("2,4,8,", "1,1,10,"),
        ("50", ""),
        'seats_on = "expected"',
    ),
    (
        "overbooked by a quarter",
        (BOTH_AT_ONCE, f"{BOTH_AT_ONCE} | D2-01 A1@2"),
        ("2,4,8,", "1,1,8,"),
        ("80", ""),
        'seats_on = "expected"\noverbook_percent = 25',
    ),
]

RULE_CASES = [
    # 1: on all its steps, in order, or on none
    RuleCase(1, "the last step is missing", ONE, "D1-01 A1@0"),
    RuleCase(1, "the first step is missing", ONE, "D1-01 - A1@2"),
    RuleCase(1, "a step too many", "D2-01 A1@0", "D2-01 A1@0 A1@1"),
    RuleCase(1, "a cohort that does not exist", ONE, f"{ONE} | D1-03 A1@0"),
    RuleCase(1, "the wrong order", ONE, "D1-01 A1@3 A1@0"),
    RuleCase(1, "two steps at once", ONE, "D1-01 A1@0 A1@1"),
    # 2: in time
    RuleCase(2, "ready_from", "D2-01 A1@1", "D2-01 A1@0", demand("ready_from", "", "2026-01-14")),
    RuleCase(2, "ready_from of step 1", "D1-01 A1@1 A1@3", ONE, demand("ready_from", "2026-01-12", "")),
    RuleCase(2, "as_of", "D1-01 A1@1 A1@3", ONE, plan="as_of = 2026-01-18"),
    RuleCase(2, "as_of excuses pins", "D1-01 A1@0 A1@3", ONE, PIN, "as_of = 2026-01-26"),
    RuleCase(2, "latest", "D1-01 A1@0 A1@3", "D1-01 A1@0 A1@4", demand("latest", "2026-01-26", "")),
    RuleCase(
        2,
        "latest, to the end of the last step",
        "D2-01 A1@1",
        "D2-01 A1@2",
        courses("2,4,10", "2,1,10") | demand("latest", "", "2026-01-19"),
    ),
    # 3: between two steps
    RuleCase(3, "transfer_weeks", "D1-01 A1@0 B1@3", "D1-01 A1@0 B1@2", plan="transfer_weeks = 1"),
    RuleCase(3, "within a nation", "D1-01 A1@0 A2@2", "D1-01 A1@0 B1@3", plan="transfer_weeks = 2"),
    RuleCase(3, "max_wait_weeks", "D1-01 A1@0 A1@3", "D1-01 A1@0 A1@4", step_2("max_wait_weeks", "1")),
    RuleCase(3, "no wait at all", ONE, "D1-01 A1@0 A1@3", step_2("max_wait_weeks", "0")),
    RuleCase(3, "same_nation", "D1-01 A1@0 A2@2", "D1-01 A1@0 B1@2", step_2("location", "same_nation")),
    RuleCase(3, "same_site", ONE, "D1-01 A1@0 A2@2", step_2("location", "same_site")),
    # 4: where the unit may be
    RuleCase(
        4,
        "allowed_nations",
        "D2-01 B1@0",
        "D2-01 A1@0",
        {"units": "unit_id,name,allowed_nations | U1,One, | U2,Two,BB"},
    ),
    RuleCase(
        4,
        "two allowed nations",
        ONE,
        "D2-01 B1@0",
        {"units": "unit_id,name,allowed_nations | U1,One,BB AA | U2,Two,AA"},
    ),
    # 5: within a capacity row
    RuleCase(5, "no row for the course", ONE, "D1-01 A2@0 A2@2"),
    RuleCase(
        5,
        "every second week from week 0",
        "D2-01 A1@2",
        "D2-01 A1@1",
        capacity("start_every_weeks", "A1,RANGE,1,2"),
    ),
    RuleCase(
        5,
        "every second week from first_start",
        "D2-01 A1@3",
        "D2-01 A1@2",
        capacity("first_start,start_every_weeks", "A1,RANGE,1,2026-01-15,2"),
    ),
    RuleCase(
        5,
        "not before first_start",
        "D2-01 A1@2",
        "D2-01 A1@1",
        capacity("first_start", "A1,RANGE,1,2026-01-25"),
    ),
    RuleCase(
        5,
        "every second week from before week 0",
        "D2-01 A1@1",
        "D2-01 A1@0",
        capacity("valid_from,start_every_weeks", "A1,RANGE,1,2025-12-31,2"),
    ),
    RuleCase(
        5,
        "valid_from in the middle of a week",
        "D2-01 A1@1",
        "D2-01 A1@0",
        capacity("valid_from", "A1,RANGE,1,2026-01-18"),
    ),
    RuleCase(
        5, "not beyond valid_to", "D2-01 A1@3", "D2-01 A1@4", capacity("valid_to", "A1,RANGE,1,2026-01-26")
    ),
    RuleCase(
        5,
        "a duration that ends beyond valid_to",
        "D2-01 A1@1",
        "D2-01 A1@2",
        capacity("duration_weeks,valid_to", "A1,RANGE,1,3,2026-02-01"),
    ),
    RuleCase(
        5,
        "across two rows",
        "D2-01 A1@0",
        "D2-01 A1@1",
        capacity(
            "duration_weeks,valid_from,valid_to", "A1,RANGE,1,2,,2026-01-18", "A1,RANGE,1,2,2026-01-19,"
        ),
    ),
    RuleCase(5, "a closed nation", "D2-01 B1@2", "D2-01 A2@2", closure("AA,,")),
    RuleCase(5, "a closed site", "D2-01 A2@3", "D2-01 A1@3", closure(",A1,")),
    RuleCase(5, "a closed course", "D2-01 A1@4", "D2-01 B1@3", closure(",,RANGE")),
    RuleCase(5, "a course closed in a nation", "D1-01 A1@2 A1@4", "D1-01 A1@0 A1@2", closure("AA,,RANGE")),
    RuleCase(5, "a course closed at a site", "D1-01 A1@0 A1@2", "D1-01 A1@1 A1@4", closure(",A1,BASIC")),
    RuleCase(5, "a closure of all three", "D1-01 A1@0 A2@2", "D1-01 A1@0 A1@2", closure("AA,A1,RANGE")),
    RuleCase(5, "closed in its last week", "D1-01 A1@0 A1@4", "D1-01 A1@1 A1@4", closure(",A1,")),
    # 6: who is in a class
    RuleCase(6, "class_min", BOTH_AT_ONCE, ONE, courses("2,6,10", "1,1,10")),
    RuleCase(6, "class_max", "D1-01 A1@0 A1@2 | D1-02 A1@0 A1@3", BOTH_AT_ONCE, courses("2,4,10", "1,1,9")),
    RuleCase(
        6,
        "two classes for two cohorts",
        "D1-01 A1@0 A1@2 | D1-02 A1@0 A1@2#2",
        BOTH_AT_ONCE,
        courses("2,4,10", "1,1,9"),
    ),
    RuleCase(
        6,
        "class_min of the row",
        "D2-01 B1@0",
        "D2-01 A1@0",
        capacity("class_min", "A1,RANGE,1,4", "B1,RANGE,1,"),
    ),
    RuleCase(
        6,
        "class_max of the row",
        "D2-01 B1@0",
        "D2-01 A1@0",
        capacity("class_max", "A1,RANGE,1,2", "B1,RANGE,1,"),
    ),
    RuleCase(
        6,
        "class_max of the row that is valid then",
        "D2-01 A1@1",
        "D2-01 A1@2",
        capacity("valid_from,valid_to,class_max", "A1,RANGE,1,,2026-01-18,3", "A1,RANGE,1,2026-01-19,,2"),
    ),
    RuleCase(
        6,
        "mixed_units",
        f"{ONE} | D2-01 A1@2#2",
        f"{ONE} | D2-01 A1@2",
        courses("2,4,10,", "1,1,10,No", columns=",mixed_units"),
    ),
    *(
        RuleCase(
            6, about, *sides, courses(*cells, columns=",pass_percent") | demand("show_percent", *show), said
        )
        for about, sides, cells, show, said in EXPECTED
    ),
    # 7: parallel classes
    RuleCase(7, "two at once", BOTH_AT_ONCE, "D1-01 A1@0 A1@2 | D1-02 A1@0#2 A1@2"),
    RuleCase(7, "overlapping", ONE_AFTER_THE_OTHER, "D1-01 A1@0 A1@2 | D1-02 A1@1 A1@3"),
    RuleCase(
        7,
        "three at once",
        f"{BOTH_AT_ONCE} | D2-01 A1@2#2",
        "D1-01 A1@0 A1@2 | D1-02 A1@0 A1@2#2 | D2-01 A1@2#3",
    ),
    # 8: weekly quantities
    RuleCase(
        8,
        "beds",
        "D1-01 A1@0 A1@2 | D1-02 A1@2 A2@4",
        f"{BOTH_AT_ONCE} | D2-01 A1@2#2",
        {"sites": "site_id,nation_id,name,beds | A1,AA,Alpha One,12 | A2,AA,Alpha Two,5 | B1,BB,Beta One,20"},
    ),
    RuleCase(8, "max_trainees", WELL_APART, BOTH_AT_ONCE, nations("max_trainees", "9")),
    RuleCase(
        8,
        "max_trainees in every week",
        WELL_APART,
        f"{ONE} | D2-01 A2@1",
        nations("max_trainees", "7"),
    ),
    RuleCase(
        8, "max_weekly_arrivals", ONE_AFTER_THE_OTHER, BOTH_AT_ONCE, nations("max_weekly_arrivals", "5")
    ),
    RuleCase(
        8,
        "arrival from another nation",
        "D1-01 A1@2 A1@4 | D2-01 A2@0 A1@2",
        "D1-01 A1@2 A1@4 | D2-01 B1@0 A1@2",
        {"pipelines": "pipeline_id,step,course_id | P,1,BASIC | P,2,RANGE | Q,1,RANGE | Q,2,RANGE"}
        | nations("max_weekly_arrivals", "7"),
    ),
    RuleCase(
        8,
        "max_away",
        WELL_APART,
        "D1-01 A1@0 A1@2 | D1-02 A1@2 B1@4",
        {"units": "unit_id,name,max_away | U1,One,9 | U2,Two,"},
    ),
    RuleCase(
        8,
        "fewer beds for a time",
        WELL_APART,
        ONE_AFTER_THE_OTHER,
        limits("A1,beds,9,2026-01-19,2026-01-25", "A2,beds,0,,"),
    ),
    RuleCase(
        8,
        "more of what a nation takes for a time",
        BOTH_AT_ONCE,
        "D1-01 A1@1 A1@3 | D1-02 A1@1 A1@3",
        nations("max_trainees", "9") | limits("AA,max_trainees,10,,2026-01-25"),
    ),
    RuleCase(
        8,
        "arrivals limited for a time alone",
        "D1-01 A1@1 A1@3 | D1-02 A1@1 A1@3",
        BOTH_AT_ONCE,
        limits("AA,max_weekly_arrivals,5,2026-01-05,2026-01-11", "U2,max_away,0,,"),
    ),
    RuleCase(
        8,
        "max_away for a time",
        BOTH_AT_ONCE,
        "D1-01 A1@1 A1@3 | D1-02 A1@1 A1@3",
        limits("U1,max_away,9,2026-01-26,"),
    ),
    RuleCase(
        8,
        "a nation's pool",
        "D1-01 A1@0 A1@2 | D2-01 B1@2",
        f"{ONE} | D2-01 A2@2",
        pools("RANGE,lane,1", "AA,lane,1,,", "BB,lane,9,,"),
    ),
    RuleCase(
        8,
        "a site's own pool beside it",
        f"{ONE} | D2-01 A2@2",
        f"{ONE} | D2-01 A1@2#2",
        pools("RANGE,lane,1", "AA,lane,1,,", "A2,lane,1,,", "BB,lane,9,,"),
    ),
    RuleCase(
        8,
        "a site's own pool alone",
        "D2-01 A2@0",
        "D2-01 A1@0",
        pools("RANGE,lane,1", "AA,lane,9,,", "A1,lane,0,,", "BB,lane,9,,"),
    ),
    RuleCase(
        8,
        "several units per class",
        "D2-01 B1@0",
        "D2-01 A1@0",
        pools("RANGE,lane,2", "AA,lane,1,,", "BB,lane,2,,"),
    ),
    RuleCase(
        8,
        "a gap in a pool",
        "D2-01 A1@2",
        "D2-01 A1@1",
        pools("RANGE,lane,1", "AA,lane,1,,2026-01-08", "AA,lane,1,2026-01-21,", "BB,lane,1,,"),
    ),
    RuleCase(
        8,
        "a pool until the day before",
        "D2-01 A1@1",
        "D2-01 A1@2",
        pools("RANGE,lane,1", "AA,lane,1,,2026-01-18", "BB,lane,1,,"),
    ),
    RuleCase(
        8,
        "a site's pool with a gap does not fall back",
        "D2-01 A1@1",
        "D2-01 A1@0",
        pools("RANGE,lane,1", "AA,lane,9,,", "A1,lane,1,2026-01-12,", "BB,lane,1,,"),
    ),
    # 9: pins
    RuleCase(9, "not in that week", ONE, "D1-01 A1@1 A1@3", PIN),
    RuleCase(9, "nowhere", f"{ONE} | D2-01 A1@0", "D2-01 A1@0", PIN),
    RuleCase(
        9,
        "not at that site",
        "D2-01 A1@0",
        "D2-01 A2@0",
        {"pins": "cohort_id,step,site_id,start | D2-01,1,A1,2026-01-05"},
    ),
]
