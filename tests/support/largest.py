"""A dataset of the largest numbers that the contract allows, and its optimum, counted by hand.

Half the demands find a class, one in each week.
"""

from __future__ import annotations

from tests.support.small import table

DEMANDS, CLASSES, WEEKS = 20, 10, 260
MOST, DEAREST = 10**6, 10**9
AT_THE_LIMIT = {
    "plan.toml": f'name = "limits"\nstart = 2026-03-02\nweeks = {WEEKS}\n',
    "nations.csv": f"nation_id,name,max_trainees,max_weekly_arrivals\nDE,Germany,{MOST},{MOST}\n",
    "sites.csv": f"site_id,nation_id,name,beds\nDE-1,DE,Munster,{MOST}\n",
    "courses.csv": f"course_id,name,duration_weeks,class_min,class_max\nC,Course,1,{MOST},{MOST}\n",
    "course_resources.csv": f"course_id,resource,per_class\nC,range,{MOST}\n",
    "resources.csv": f"owner_id,resource,quantity\nDE-1,range,{MOST}\n",
    # The first class is in week 250, so all of them are late.
    "capacity.csv": (
        "site_id,course_id,parallel_classes,first_start,valid_from,cost_per_class,cost_per_trainee\n"
        f"DE-1,C,{MOST},,2030-12-16,{DEAREST},{DEAREST}\n"
    ),
    "pipelines.csv": "pipeline_id,step,course_id\nP,1,C\n",
    "units.csv": f"unit_id,name,max_away\nU,Unit,{MOST}\n",
    "demand.csv": table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due,priority")(
        *(f"D{n},U,P,{MOST},{MOST},2026-03-02,{MOST}" for n in range(DEMANDS))
    ),
}

WEEKS_LATE = range(WEEKS - CLASSES, WEEKS)
OPTIMUM = {
    "unmet": (DEMANDS - CLASSES) * MOST * MOST,
    "lateness": sum(WEEKS_LATE) * MOST * MOST,
    "changes": 0,
    "transfers": 0,
    "waiting": 0,
    "cost": CLASSES * (DEAREST + MOST * DEAREST),
}
