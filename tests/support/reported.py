"""A small plan folder as text, with somebody on time, late, waiting and unmet, and variants of it.

Its ten weeks start on Monday 2026-03-02. Class 2 of DE-1 overlaps class 1; D1-01 waits two weeks and ends one
week late; D3 is unmet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from trainopt.report.plan_tables import PlanTables

MONDAYS = [date(2026, 3, 2) + timedelta(weeks=week) for week in range(10)]
UNMET_HEAD = "cohort_id,demand_id,unit_id,pipeline_id,trainees,priority,reason,detail\n"
CHANGES_HEAD = "cohort_id,step,change,site_id_before,start_before,site_id,start,trainees\n"


def _load() -> str:
    """DE-1 uses 8, 14, 6 of its 20 beds, PL-1 all 8 once; nations have no limit."""
    used = {("DE-1", 0): 8, ("DE-1", 1): 14, ("DE-1", 2): 6, ("PL-1", 4): 8}
    lines = [
        f"{monday},site,{site},beds,{used.get((site, week), 0)},{beds}\n"
        f"{monday},nation,{site[:2]},trainees,0,\n"
        for week, monday in enumerate(MONDAYS)
        for site, beds in (("DE-1", 20), ("PL-1", 8))
    ]
    return "week,owner_kind,owner_id,resource,used,available\n" + "".join(lines)


PLAN: dict[str, str] = {
    "assignments": (
        "cohort_id,demand_id,unit_id,pipeline_id,step,course_id,class_id,site_id,nation_id,start,end,trainees,"
        "wait_weeks,weeks_late,pinned\n"
        "D1-01,D1,U1,TWO,1,BASIC,C1,DE-1,DE,2026-03-02,2026-03-15,8,,,no\n"
        "D1-01,D1,U1,TWO,2,LEADER,C3,PL-1,PL,2026-03-30,2026-04-05,8,2,1,no\n"
        "D2-01,D2,U2,ONE,1,BASIC,C2,DE-1,DE,2026-03-09,2026-03-22,6,,0,no\n"
    ),
    "classes": (
        "class_id,site_id,nation_id,course_id,start,end,trainees,class_min,class_max,fill\n"
        "C1,DE-1,DE,BASIC,2026-03-02,2026-03-15,8,4,12,0.666667\n"
        "C2,DE-1,DE,BASIC,2026-03-09,2026-03-22,6,4,12,0.5\n"
        "C3,PL-1,PL,LEADER,2026-03-30,2026-04-05,8,4,8,1.0\n"
    ),
    "unmet": UNMET_HEAD + "D3-01,D3,U2,ONE,5,2,outranked,BASIC at DE-1 from 2026-03-02: seats used by D1\n",
    "demand": (
        "demand_id,unit_id,pipeline_id,trainees,priority,due,placed,on_time,late,unmet,first_start,last_end,"
        "max_weeks_late\n"
        "D1,U1,TWO,8,3,2026-03-28,8,0,8,0,2026-03-02,2026-04-05,1\n"
        "D2,U2,ONE,6,1,2026-03-29,6,6,0,0,2026-03-09,2026-03-22,0\n"
        "D3,U2,ONE,5,2,2026-03-29,0,0,0,5,,,\n"
    ),
    "load": _load(),
    "changes": CHANGES_HEAD + "D2-01,1,moved,DE-1,2026-03-02,DE-1,2026-03-09,6\n",
    "sites": (
        "site_id,nation_id,name,latitude,longitude\nDE-1,DE,Munster,52.99,10.09\n"
        "PL-1,PL,Drawsko,53.53,15.8\nPL-2,PL,Tent,,\n"
    ),
    "names": "kind,id,name\ncourse,BASIC,Basic\nunit,U1,First\n",
    "kpis": (
        "kpi,value,unit\nlate,8,trainees\nnot_placed,5,trainees\non_time,6,trainees\nplaced,14,trainees\n"
        "trainees,19,trainees\ntrainees_weighted,40,weighted trainees\nunmet,10,weighted trainees\n"
    ),
}
MANIFEST: dict[str, Any] = {
    "name": "small",
    "as_of": "2026-03-04",
    "version": "1",
    "seed": 1,
    "seconds": 2.0,
    "inputs": {"published/assignments.csv": "0"},
    "tiers": [
        {"term": "unmet", "value": 10, "bound": 4, "gap": 0.6, "status": "feasible", "seconds": 1.0},
        {"term": "lateness", "value": 24, "bound": 24, "gap": 0.0, "status": "optimal", "seconds": 1.0},
        {"term": "waiting", "value": 16, "bound": 0, "gap": 1.0, "status": "feasible", "seconds": 1.0},
    ],
}


def write_plan_of(folder: Path, tables: Mapping[str, str] | None = None) -> Path:
    """PLAN as a folder, with these tables in place of its own."""
    folder.mkdir()
    for name, text in (PLAN | dict(tables or {})).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    return folder


def with_many_unmet(count: int) -> dict[str, str]:
    """An unmet.csv of so many cohorts of U2, of sizes 1 and on."""
    rows = [f"D3-{n:02},D3,U2,ONE,{n},2,outranked,seats used by D{n}\n" for n in range(1, count + 1)]
    return {"unmet": UNMET_HEAD + "".join(rows)}


def with_text(tables: PlanTables, changes: Mapping[str, str]) -> PlanTables:
    """The tables as they were never read: with these texts in place of others, in ids too."""
    frames: dict[str, Any] = {
        name: frame.map(lambda cell: changes.get(cell, cell) if isinstance(cell, str) else cell)
        for name, frame in vars(tables).items()
        if isinstance(frame, pd.DataFrame)
    }
    return replace(tables, **frames)
