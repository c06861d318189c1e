"""Faults between rows: overlaps, reversed dates, gaps, cycles, missing pools."""

from tests.support.faulty.base import BASE, Expect, Faulty, append, edit, edits, spare

BOTH_BASICS = Expect("capacity.csv", (2, 3))

CLASS_SIZES: tuple[Faulty, ...] = (
    Faulty(
        "a course's class_min over its class_max",
        edit("courses.csv", "MEDIC,Combat medic,specialist,3,4,16", "MEDIC,Combat medic,specialist,3,17,16"),
        (Expect("courses.csv", 4),),
    ),
    Faulty(
        "a capacity row's class_min over its class_max",
        edit("capacity.csv", ",12,30,,300", ",31,30,,300"),
        (Expect("capacity.csv", 6),),
    ),
    Faulty(
        "a capacity row's class_min over the course's class_max",
        edit("capacity.csv", "DE-01,LEADER,1,,,,,,,,8000,200", "DE-01,LEADER,1,,,,,,21,,8000,200"),
        (Expect("capacity.csv", 4),),
    ),
    Faulty(
        "a capacity row's class_max under the course's class_min",
        edit("capacity.csv", "PL-01,LEADER,2,,,,,,,18,,", "PL-01,LEADER,2,,,,,,,5,,"),
        (Expect("capacity.csv", 7),),
    ),
)

COHORTS: tuple[Faulty, ...] = (
    Faulty(
        "a typing error of a million trainees, one by one",
        spare("demand.csv", trainees="1000000", cohort_max="1"),
        (Expect("demand.csv", 7, "cohort_max", got="1"),),
    ),
    Faulty(
        "a cohort too many",
        spare("demand.csv", trainees="1001", cohort_max="1"),
        (Expect("demand.csv", 7, "cohort_max", got="1"),),
    ),
    Faulty(
        "too many cohorts of the smallest class",
        spare("demand.csv", trainees="1000000", cohort_max=""),
        (Expect("demand.csv", 7, "trainees", got="1000000", also="50,000"),),
    ),
    Faulty(
        "too many cohorts in all",
        append("demand.csv", *(f"E{n},BN-12,INF,1000,1,,2026-08-28,,," for n in range(100))),
        (Expect("demand.csv", None, also="100,010"),),
    ),
)

NAMES: tuple[Faulty, ...] = (
    Faulty(
        "two pairs of a site and a course whose classes have the same name",
        append("sites.csv", "A,DE,one,80,,", "A.B,DE,another,80,,")
        | append("courses.csv", "B.C,one,,4,1,12,,", "C,another,,4,1,12,,")
        | append("capacity.csv", "A,B.C,1,,,,,,,,,", "A.B,C,1,,,,,,,,,"),
        (Expect("capacity.csv", 10, "course_id", got="C", also="line 9"),),
    ),
)

SHARED_IDS: tuple[Faulty, ...] = (
    Faulty(
        "a site named like its nation",
        append("sites.csv", "PL,PL,Warszawa,80,,"),
        (Expect("sites.csv", 5, or_else=Expect("nations.csv", 3)),),
    ),
    Faulty(
        "a nation named like a site",
        append("nations.csv", "NO-01,Rena,,"),
        (Expect("nations.csv", 5, or_else=Expect("sites.csv", 4)),),
    ),
)

REVERSED: tuple[Faulty, ...] = (
    Faulty(
        "capacity from after to",
        edit("capacity.csv", "2026-01-05,2026-06-28", "2026-06-28,2026-01-05"),
        (Expect("capacity.csv", 2),),
    ),
    Faulty(
        "capacity to a year too early",
        spare("capacity.csv", valid_to="2025-09-27"),
        (Expect("capacity.csv", 9),),
    ),
    Faulty(
        "resources from after to",
        edit("resources.csv", "2026-01-05,2026-12-27", "2026-12-27,2026-01-05"),
        (Expect("resources.csv", 6),),
    ),
    Faulty(
        "a limit from after to",
        edit("limits.csv", "2026-06-01,2026-06-28", "2026-06-28,2026-06-01"),
        (Expect("limits.csv", 2),),
    ),
    Faulty(
        "a closure that ends before it begins",
        edit("closures.csv", "2026-08-03,2026-08-16", "2026-08-16,2026-08-03"),
        (Expect("closures.csv", 2),),
    ),
)

OVERLAPS: tuple[Faulty, ...] = (
    Faulty(
        "a capacity row over two others",
        append("capacity.csv", "DE-01,BASIC,1,2026-06-01,2026-07-26,,,,,,,"),
        (Expect("capacity.csv", (2, 3, 9)),),
    ),
    Faulty(
        "a capacity row within one without dates",
        append("capacity.csv", "PL-01,LEADER,1,2026-03-02,2026-03-29,,,,,,,"),
        (Expect("capacity.csv", (7, 9)),),
    ),
    Faulty(
        "a capacity row from the horizon's first day on, over one without dates",
        append("capacity.csv", "PL-01,LEADER,1,2026-01-05,2026-01-11,,,,,,,"),
        (Expect("capacity.csv", (7, 9)),),
    ),
    Faulty(
        "capacity rows that share a day",
        edit("capacity.csv", "2026-06-28", "2026-06-29"),
        (BOTH_BASICS,),
    ),
    Faulty(
        "capacity rows that share a week and no day",
        edits(("capacity.csv", "2026-06-28", "2026-07-01"), ("capacity.csv", "2026-06-29", "2026-07-02")),
        (BOTH_BASICS,),
    ),
    Faulty(
        "capacity rows that share a week beyond the horizon",
        append(
            "capacity.csv",
            "NO-01,BASIC,1,2027-02-01,2027-03-03,,,,,,,",
            "NO-01,BASIC,1,2027-03-05,2027-05-02,,,,,,,",
        )
        | append("resources.csv", "NO,range,1,,"),
        (Expect("capacity.csv", (9, 10)),),
    ),
    Faulty(
        "a long capacity row over two short ones",
        append(
            "capacity.csv",
            "NO-01,LEADER,1,2026-01-05,2026-12-27,,,,,,,",
            "NO-01,LEADER,1,2026-02-02,2026-02-08,,,,,,,",
            "NO-01,LEADER,1,2026-06-01,2026-06-07,,,,,,,",
        ),
        (Expect("capacity.csv", 10), Expect("capacity.csv", 11)),
    ),
    Faulty(
        "a long resources row over two short ones",
        append(
            "resources.csv",
            "NO,range,1,2026-01-05,2026-12-27",
            "NO,range,1,2026-02-02,2026-02-08",
            "NO,range,1,2026-06-01,2026-06-07",
        ),
        (Expect("resources.csv", 11), Expect("resources.csv", 12)),
    ),
    Faulty(
        "resources rows that share months",
        append("resources.csv", "DE,range,2,2026-03-02,2026-04-26"),
        (Expect("resources.csv", (4, 10)),),
    ),
    Faulty(
        "resources rows that share a day",
        edit("resources.csv", "2026-05-31", "2026-06-01"),
        (Expect("resources.csv", (2, 3)),),
    ),
    Faulty(
        "resources rows that share a week and no day",
        edits(("resources.csv", "2026-05-31", "2026-06-02"), ("resources.csv", "2026-06-01", "2026-06-03")),
        (Expect("resources.csv", (2, 3)),),
    ),
    Faulty(
        "limits rows that share a week and no day",
        {"limits.csv": BASE["limits.csv"].replace("2026-06-28", "2026-06-30") + "DE-01,beds,9,2026-07-01,\n"},
        (Expect("limits.csv", (2, 5)),),
    ),
    Faulty(
        "a limit that always holds over one for a time",
        append("limits.csv", "PL,max_trainees,80,,"),
        (Expect("limits.csv", (4, 5)),),
    ),
    Faulty(
        "a blank first day of a resource is open, before the horizon too",
        append("resources.csv", "DE-01,instructor,2,2025-01-06,2025-12-28"),
        (Expect("resources.csv", (2, 10)),),
    ),
)

POOLS: tuple[Faulty, ...] = (
    Faulty(
        "a nation without the simulator its site needs",
        edit("resources.csv", "DE,simulator,1,,\n", ""),
        (Expect("capacity.csv", 5, or_else=Expect("course_resources.csv", 5)),),
    ),
    Faulty(
        "a resource misspelt in the pools",
        edit("resources.csv", "NO-01,simulator", "NO-01,simulators"),
        (Expect("capacity.csv", 8, or_else=Expect("course_resources.csv", 5)),),
    ),
    Faulty(
        "a resource is compared as written",
        edit("resources.csv", "DE,simulator", "DE,Simulator"),
        (Expect("capacity.csv", 5, or_else=Expect("course_resources.csv", 5)),),
    ),
    Faulty(
        "another site's pool is no pool",
        append("sites.csv", "DE-02,DE,Hammelburg,80,,")
        | edit("resources.csv", "DE,simulator", "DE-02,simulator"),
        (Expect("capacity.csv", 5, or_else=Expect("course_resources.csv", 5)),),
    ),
    Faulty(
        "another nation's pool is no pool",
        edit("resources.csv", "NO-01,simulator", "PL,simulator"),
        (Expect("capacity.csv", 8, or_else=Expect("course_resources.csv", 5)),),
    ),
    Faulty(
        "a new need of a course",
        append("course_resources.csv", "MEDIC,interpreter,1") | append("resources.csv", "NO,interpreter,1,,"),
        (Expect("capacity.csv", 5, or_else=Expect("course_resources.csv", 6)),),
    ),
    Faulty(
        "a new course at a site without its pools",
        append("capacity.csv", "NO-01,BASIC,1,,,,,,,,,"),
        (Expect("capacity.csv", 9, or_else=Expect("course_resources.csv", 3)),),
    ),
    Faulty(
        "no resources at all",
        {"resources.csv": None},
        (
            Expect(
                "capacity.csv", (2, 3, 4, 5, 6, 7, 8), or_else=Expect("course_resources.csv", (2, 3, 4, 5))
            ),
        ),
    ),
)

OWNERS: tuple[Faulty, ...] = (
    *(
        Faulty(
            f"{limit} of {owner}",
            append("limits.csv", f"{owner},{limit},40,,"),
            (Expect("limits.csv", 5, "owner_id", got=owner, also=table),),
        )
        for limit, owner, table in (
            ("beds", "DE", "sites.csv"),
            ("beds", "BN-11", "sites.csv"),
            ("max_trainees", "NO-01", "nations.csv"),
            ("max_weekly_arrivals", "BDE-1", "nations.csv"),
            ("max_away", "PL", "units.csv"),
            ("max_away", "PL-01", "units.csv"),
        )
    ),
)

CLOSURES: tuple[Faulty, ...] = (
    Faulty(
        "a closure of nothing",
        append("closures.csv", ",,,2026-05-04,2026-05-31,range works"),
        (Expect("closures.csv", 5),),
    ),
)

PIPELINES: tuple[Faulty, ...] = (
    Faulty(
        "a step is missing",
        edit("pipelines.csv", "MED,2,MEDIC", "MED,3,MEDIC"),
        (Expect("pipelines.csv", (4, 5)),),
    ),
    Faulty(
        "no step 1",
        edits(("pipelines.csv", "MED,2,MEDIC", "MED,3,MEDIC"), ("pipelines.csv", "MED,1,", "MED,2,")),
        (Expect("pipelines.csv", (4, 5)),),
    ),
    Faulty(
        "a pipeline of step 2 alone",
        append("pipelines.csv", "SOLO,2,LEADER,3,any"),
        (Expect("pipelines.csv", 6),),
    ),
    Faulty(
        "steps from 0 on",
        append("pipelines.csv", "ZERO,0,BASIC,,", "ZERO,1,LEADER,,"),
        (Expect("pipelines.csv", 6, "step", got="0"),),
    ),
    Faulty(
        "max_wait_weeks on step 1",
        append("pipelines.csv", "SOLO,1,LEADER,3,"),
        (Expect("pipelines.csv", 6, "max_wait_weeks"),),
    ),
    Faulty(
        "location on step 1",
        append("pipelines.csv", "SOLO,1,LEADER,,same_site"),
        (Expect("pipelines.csv", 6, "location"),),
    ),
)

PARENTS: tuple[Faulty, ...] = (
    Faulty(
        "a unit that is its own parent",
        append("units.csv", "BN-13,13th Battalion,BN-13,,"),
        (Expect("units.csv", 5, "parent_unit_id"),),
    ),
    Faulty(
        "two units, each the other's parent",
        append("units.csv", "BN-13,13th Battalion,BN-14,,", "BN-14,14th Battalion,BN-13,,"),
        (Expect("units.csv", (5, 6), "parent_unit_id"),),
    ),
    Faulty(
        "three units in a circle, a fourth below them",
        append("units.csv", "A,A,B,,", "B,B,C,,", "C,C,A,,", "D,D,A,,"),
        (Expect("units.csv", (5, 6, 7), "parent_unit_id"),),
    ),
    Faulty(
        "three hundred units in a circle",
        append("units.csv", *(f"U{n},unit,U{(n + 1) % 300},," for n in range(300))),
        (Expect("units.csv", tuple(range(5, 305)), "parent_unit_id"),),
    ),
    Faulty(
        "two circles of units",
        append("units.csv", "A,A,B,,", "B,B,A,,", "C,C,C,,"),
        (Expect("units.csv", (5, 6), "parent_unit_id"), Expect("units.csv", 7, "parent_unit_id")),
    ),
)

CASES = (
    *CLASS_SIZES,
    *COHORTS,
    *NAMES,
    *SHARED_IDS,
    *REVERSED,
    *OVERLAPS,
    *POOLS,
    *OWNERS,
    *CLOSURES,
    *PIPELINES,
    *PARENTS,
)
