"""Pins that contradict the data, or each other; the weeks stand in `faulty_cases_base`."""

from tests.support.faulty.base import Expect, Faulty, Files, append, edit, edits, pinned

ONE, TWO, BOTH = Expect("pins.csv", 2), Expect("pins.csv", 3), Expect("pins.csv", (2, 3))


def pin(name: str, row: str, column: str | None = None, also: str | None = None) -> Faulty:
    """One pin, which alone is wrong; its own cell in `column` is to blame, if one is."""
    cells = dict(zip(("cohort_id", "step", "site_id", "start"), row.split(","), strict=True))
    got = cells[column] if column else None
    return Faulty(f"pin: {name}", pinned(row), (Expect("pins.csv", 2, column, got, also),))


def clash(name: str, *rows: str, given: Files | None = None, expect: Expect = BOTH) -> Faulty:
    """Pins that do not go together, or not with what is given."""
    return Faulty(f"pin: {name}", {**(given or {}), **pinned(*rows)}, (expect,))


UNKNOWN: tuple[Faulty, ...] = (
    pin("no such demand", "Q9-01,1,DE-01,2026-03-02", "cohort_id"),
    pin("one digit", "D1-1,1,DE-01,2026-03-02", "cohort_id", also="D1-01"),
    pin("one cohort too far", "D1-04,1,DE-01,2026-03-02", "cohort_id"),
    pin("cohorts count from 1", "D1-00,1,DE-01,2026-03-02", "cohort_id"),
    pin("digits that are not ASCII", "D1-\u0660\u0661,1,DE-01,2026-03-02", "cohort_id"),
    pin("an underscore among the digits", "D1-0_1,1,DE-01,2026-03-02", "cohort_id"),
    pin("a cohort of a cohort", "D1-01-01,1,DE-01,2026-03-02", "cohort_id"),
    pin("a number alone", "-01,1,DE-01,2026-03-02", "cohort_id"),
    pin("a demand, no cohort", "D1,1,DE-01,2026-03-02", "cohort_id"),
    pin("lower case", "d1-01,1,DE-01,2026-03-02", "cohort_id", also="D1-01"),
    pin("step 3 of two", "D1-01,3,DE-01,2026-03-02", "step"),
    pin("step 0", "D1-01,0,DE-01,2026-03-02", "step"),
    pin("no such site", "D1-01,1,DE-O1,2026-03-02", "site_id", also="DE-01"),
    pin("a nation, no site", "D1-01,1,DE,2026-03-02", "site_id"),
    Faulty(
        "pin: a cohort that the default of cohort_max does not make",
        pinned("D2-02,1,DE-01,2026-03-02"),
        (Expect("pins.csv", 2, "cohort_id", got="D2-02"),),
    ),
)

WEEKS: tuple[Faulty, ...] = (
    pin("between two start weeks", "D2-01,1,DE-01,2026-03-09", "start"),
    pin("before first_start", "D3-01,1,PL-01,2026-01-05", "start"),
    pin("before the horizon", "D3-01,1,DE-01,2025-12-29", "start"),
    pin("after the horizon", "D5-01,1,PL-01,2026-10-12", "start"),
    pin("no Monday, and a week too late", "D2-01,1,DE-01,2026-03-12", "start"),
    pin("a class longer than its row", "D2-01,1,DE-01,2026-06-08"),
    pin("a class longer than the horizon", "D5-01,2,PL-01,2026-09-21"),
    pin("before ready_from", "D2-01,1,PL-01,2026-01-26"),
    pin("before ready_from by months", "D5-01,1,DE-01,2026-01-05"),
    pin("into a closure of the nation", "D5-01,2,DE-01,2026-07-20"),
    pin("into a closure of the site", "D5-01,1,PL-01,2026-03-16"),
    pin("into a closure of the course", "D4-01,2,DE-01,2026-04-20"),
    pin("out of a closure", "D5-01,1,PL-01,2026-04-06"),
    pin("ends after latest", "D1-01,2,DE-01,2026-08-17"),
    pin("ends a week after latest", "D3-01,2,NO-01,2026-09-14"),
    clash(
        "a class longer at this site",
        "D2-01,1,PL-01,2026-03-09",
        given=edit("capacity.csv", "2026-01-12,1,,12,30", "2026-01-12,1,5,12,30")
        | edit("closures.csv", "2026-04-01,2026-04-07", "2026-04-08,2026-04-12"),
        expect=ONE,
    ),
)

PLACES: tuple[Faulty, ...] = (
    pin("the site does not offer the course", "D5-01,1,NO-01,2026-03-02"),
    pin("the site offers the step before, not this", "D4-01,2,PL-01,2026-04-13"),
    pin("the nation is not allowed", "D4-01,2,NO-01,2026-03-30"),
    clash(
        "the only capacity is over",
        "D5-01,2,PL-01,2026-04-27",
        given=edit("capacity.csv", "PL-01,LEADER,2,,,", "PL-01,LEADER,2,,2026-04-26,"),
        expect=ONE,
    ),
)

STEPS: tuple[Faulty, ...] = (
    clash("step 2 before step 1", "D5-01,1,DE-01,2026-05-11", "D5-01,2,DE-01,2026-03-30"),
    clash("step 2 within step 1", "D5-01,1,DE-01,2026-03-02", "D5-01,2,DE-01,2026-03-23"),
    clash("both steps in one week", "D5-01,1,DE-01,2026-03-02", "D5-01,2,DE-01,2026-03-02"),
    clash("step 2 stands first in the file", "D5-01,2,DE-01,2026-03-23", "D5-01,1,DE-01,2026-03-02"),
    clash("a gap over max_wait_weeks", "D1-01,1,DE-01,2026-01-05", "D1-01,2,DE-01,2026-04-06"),
    clash(
        "same_nation broken",
        "D1-01,1,DE-01,2026-01-05",
        "D5-01,1,PL-01,2026-03-02",
        "D5-01,2,DE-01,2026-05-04",
        expect=Expect("pins.csv", (3, 4)),
    ),
    clash(
        "same_site broken in one nation",
        "D5-01,1,DE-01,2026-03-02",
        "D5-01,2,DE-02,2026-04-06",
        given=edit("pipelines.csv", "same_nation", "same_site")
        | append("sites.csv", "DE-02,DE,Hammelburg,80,,")
        | append("resources.csv", "DE-02,instructor,4,,")
        | append("capacity.csv", "DE-02,LEADER,1,,,,,,,,,"),
    ),
    clash("transfer_weeks broken", "D3-01,1,PL-01,2026-01-19", "D3-01,2,NO-01,2026-02-16"),
    clash(
        "transfer_weeks of 4 broken by one",
        "D3-01,1,PL-01,2026-01-19",
        "D3-01,2,NO-01,2026-03-09",
        given=edit("plan.toml", "transfer_weeks = 1", "transfer_weeks = 4"),
    ),
    clash(
        "no room for step 2 between steps 1 and 3",
        "D9-01,1,DE-01,2026-03-02",
        "D9-01,3,DE-01,2026-04-06",
        given=append("pipelines.csv", "TRIPLE,1,BASIC,,", "TRIPLE,2,LEADER,,", "TRIPLE,3,MEDIC,,")
        | append("demand.csv", "D9,BN-12,TRIPLE,12,,,2026-08-28,,,"),
    ),
    clash("no room for step 1 after ready_from", "D2-01,2,PL-01,2026-02-23", expect=ONE),
    clash("no room for step 1 after as_of", "D1-01,2,DE-01,2026-02-09", expect=ONE),
    clash("no room for step 1 in the horizon", "D3-01,2,NO-01,2026-01-12", expect=ONE),
)

SMALL_D3_D4 = edits(("demand.csv", "MED,30,15", "MED,8,4"), ("demand.csv", "MED,12,", "MED,4,"))

ROOM: tuple[Faulty, ...] = (
    pin("a cohort over the row's class_max", "D1-02,2,PL-01,2026-03-02"),
    clash(
        "a cohort over the course's class_max",
        "D5-01,2,DE-01,2026-05-25",
        given=edit("demand.csv", "INF,45,15", "INF,45,25"),
        expect=ONE,
    ),
    clash("two cohorts, one class, too few seats", "D5-01,2,DE-01,2026-05-25", "D5-02,2,DE-01,2026-05-25"),
    clash(
        "three cohorts, two classes, too few seats",
        *(f"D5-0{n},2,PL-01,2026-05-25" for n in (1, 2, 3)),
        expect=Expect("pins.csv", (2, 3, 4)),
    ),
    clash("a second class while the only one runs", "D5-01,2,DE-01,2026-05-25", "D5-02,2,DE-01,2026-06-15"),
    clash(
        "no class in parallel at all",
        "D5-01,2,DE-01,2026-05-25",
        given=edit("capacity.csv", "DE-01,LEADER,1", "DE-01,LEADER,0"),
        expect=ONE,
    ),
    clash(
        "two units in one class that takes one",
        "D3-01,2,DE-01,2026-03-30",
        "D4-01,2,DE-01,2026-03-30",
        given=SMALL_D3_D4,
    ),
    clash(
        "a cohort over the beds",
        "D2-01,1,PL-01,2026-02-02",
        given=edit("sites.csv", "Wesoła,120", "Wesoła,17"),
        expect=ONE,
    ),
    clash(
        "three hundred cohorts over the beds",
        *(f"D9-{n:03},1,PL-01,2026-02-02" for n in range(1, 301)),
        given=append("demand.csv", "D9,BN-12,INF,300,1,,2026-08-28,,,")
        | edit("capacity.csv", "PL-01,BASIC,2,", "PL-01,BASIC,20,")
        | edits(
            ("resources.csv", "PL,instructor,10", "PL,instructor,40"),
            ("resources.csv", "range,2", "range,20"),
        ),
        expect=Expect("pins.csv", tuple(range(2, 302))),
    ),
    clash(
        "two cohorts over the beds, in different courses",
        "D5-01,1,DE-01,2026-03-02",
        "D1-02,2,DE-01,2026-03-23",
        given=edit("sites.csv", "Munster,200", "Munster,34"),
    ),
    clash(
        "two cohorts over the nation's max_trainees",
        "D3-01,2,NO-01,2026-03-02",
        "D3-02,2,NO-01,2026-03-16",
        given=edit("nations.csv", "NO,Norway,40", "NO,Norway,29"),
    ),
    clash(
        "two first steps over the nation's arrivals",
        "D3-01,1,DE-01,2026-01-19",
        "D3-02,1,DE-01,2026-01-19",
        given=edit("nations.csv", "300,120", "300,29"),
    ),
    clash(
        "two second steps over the nation's arrivals",
        "D3-01,1,PL-01,2026-01-19",
        "D3-01,2,NO-01,2026-03-02",
        "D3-02,1,PL-01,2026-01-26",
        "D3-02,2,NO-01,2026-03-02",
        given=edit("nations.csv", "40,30", "40,29"),
        expect=Expect("pins.csv", (3, 5)),
    ),
    clash(
        "a cohort over its unit's max_away",
        "D2-01,1,PL-01,2026-02-02",
        given=edit("units.csv", "12th Battalion,BDE-1,", "12th Battalion,BDE-1,17"),
        expect=ONE,
    ),
    clash(
        "two cohorts over beds that are fewer for a time",
        "D5-01,1,DE-01,2026-03-02",
        "D1-02,2,DE-01,2026-03-23",
        given=append(
            "limits.csv", "DE-01,beds,34,2026-03-23,2026-03-29", "DE-01,beds,10,2026-05-04,2026-05-31"
        ),
    ),
    clash(
        "two first steps over arrivals that are limited for a time",
        "D3-01,1,PL-01,2026-01-19",
        "D3-02,1,PL-01,2026-01-19",
        given=append("limits.csv", "PL,max_weekly_arrivals,29,2026-01-19,2026-01-25"),
    ),
    clash(
        "two cohorts over their unit's max_away, in different nations",
        "D2-01,1,PL-01,2026-02-02",
        "D3-01,1,DE-01,2026-02-16",
        given=edit("units.csv", "12th Battalion,BDE-1,", "12th Battalion,BDE-1,32"),
    ),
)

POOLS: tuple[Faulty, ...] = (
    clash(
        "two classes over the nation's pool",
        "D3-01,2,DE-01,2026-03-02",
        "D3-02,2,DE-01,2026-03-02",
        given=edit("capacity.csv", "DE-01,MEDIC,1", "DE-01,MEDIC,2"),
    ),
    clash(
        "two classes of two courses over the nation's pool",
        "D2-01,1,PL-01,2026-04-13",
        "D1-02,2,PL-01,2026-05-04",
        given=edit("resources.csv", "PL,instructor,10", "PL,instructor,2")
        | edit("capacity.csv", "PL-01,LEADER,2,,,,,,,18", "PL-01,LEADER,2,,,,,,,"),
    ),
    clash(
        "one class over the pool",
        "D2-01,1,PL-01,2026-02-02",
        given=edit("resources.csv", "PL,instructor,10", "PL,instructor,1"),
        expect=ONE,
    ),
    clash(
        "the site's pool counts, not the nation's",
        "D2-01,1,PL-01,2026-02-02",
        given=append("resources.csv", "PL-01,instructor,1,,"),
        expect=ONE,
    ),
    clash(
        "the site's pool is not valid then",
        "D5-01,2,DE-01,2026-05-04",
        given=edit("resources.csv", "2026-05-31", "2026-05-17"),
        expect=ONE,
    ),
    clash(
        "a pool shared by two sites",
        "D3-01,2,DE-01,2026-03-02",
        "D3-02,2,DE-02,2026-03-16",
        given=append("sites.csv", "DE-02,DE,Hammelburg,80,,")
        | append("capacity.csv", "DE-02,MEDIC,1,,,,,,,,,"),
    ),
)

CASES = (
    *UNKNOWN,
    *WEEKS,
    *PLACES,
    *STEPS,
    *ROOM,
    *POOLS,
    Faulty(
        "pin: four wrong, each for itself",
        pinned(
            "D2-01,1,PL-01,2026-01-26",
            "D3-01,1,NO-01,2026-03-02",
            "D4-01,2,NO-01,2026-03-30",
            "D5-01,2,DE-01,2026-10-12",
        ),
        (ONE, TWO, Expect("pins.csv", 4), Expect("pins.csv", 5, "start")),
    ),
)
