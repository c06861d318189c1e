"""By what a plan can be summed up: words for people, each with the column of the result tables."""

BY_CLASS = {"nation": "nation_id", "site": "site_id", "course": "course_id"}
BY_DEMAND = {"unit": "unit_id", "demand": "demand_id", "priority": "priority"}
BY = (*BY_CLASS, *(key for key in BY_DEMAND if key != "priority"))
CALENDARS_BY = ("site", "unit")
