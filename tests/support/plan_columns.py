"""Which columns each table of a plan folder has, by the contract."""

from __future__ import annotations

import re
from pathlib import Path

Pair = tuple[Path, Path]  # a dataset and a plan of it

# The columns of each table; those of its key with an asterisk.
CONTRACT = {
    "assignments": "cohort_id* demand_id unit_id pipeline_id step* course_id class_id site_id nation_id "
    "start end trainees expected wait_weeks weeks_late pinned",
    "classes": "class_id* site_id nation_id course_id start end trainees expected class_min class_max fill",
    "unmet": "cohort_id* demand_id unit_id pipeline_id trainees priority reason detail",
    "demand": "demand_id* unit_id pipeline_id trainees priority due placed on_time late unmet first_start "
    "last_end max_weeks_late",
    "load": "week* owner_kind* owner_id* resource* used expected available",
    "kpis": "kpi* value unit",
    "changes": "cohort_id* step* course_id change site_id_before start_before site_id start trainees",
    "sites": "site_id* nation_id name latitude longitude",
}
COLUMNS = {f"{name}.csv": text.replace("*", "").split() for name, text in CONTRACT.items()}
KEYS = {f"{name}.csv": re.findall(r"(\w+)\*", text) for name, text in CONTRACT.items()}
