"""The public names, each where it is defined. `trainopt` has them all, read when one is first asked for."""

from trainopt.check import Broken
from trainopt.dataset import Calendar, Dataset, read_dataset, write_dataset, write_template
from trainopt.errors import (
    ContradictoryPins,
    DatasetFaults,
    Fault,
    InputFaults,
    Interrupted,
    LockLost,
    NoPlanInTime,
    PlanFaults,
    RejectedPlan,
    ScenarioFaults,
    TrainoptError,
    UsageError,
)
from trainopt.explain import Explanation, Values, explain_plan, value_capacity
from trainopt.plan.compare import Comparison, compare
from trainopt.plan.extract import Extract, extract
from trainopt.plan.folder import read_plan
from trainopt.plan.placements import Placement, Plan
from trainopt.plan.workbook import write_plan_workbook
from trainopt.problem import Problem, build_problem
from trainopt.report.calendars import Calendars, write_calendars
from trainopt.report.heat import load_heatmap, site_heatmap, unit_heatmap
from trainopt.report.maps import site_map
from trainopt.report.outcome import outcome_bars
from trainopt.report.plan_tables import PlanTables, read_plan_tables
from trainopt.report.timelines import class_timeline, cohort_timeline
from trainopt.report.write import write_report
from trainopt.runs.engines import DaskEngine, Engine, LocalEngine
from trainopt.runs.history import list_runs, publish_run, replay_run
from trainopt.runs.nightly.night import Night, NightOrder, nightly
from trainopt.runs.nightly.rules import PublicationRules, read_rules
from trainopt.runs.solve import Solved, solve
from trainopt.runs.store import Store, open_store
from trainopt.runs.verify import Verdict, verify
from trainopt.runs.whatif import WhatIf, whatif
from trainopt.scenario import Change, Scenario, apply_scenarios, read_scenarios
from trainopt.scenario.text import scenario_text
from trainopt.search.optimise import Progress, optimise
from trainopt.search.params import Clock, Params
from trainopt.search.result import Result, Status, Stopped, Tier

__all__ = [
    "Broken",
    "Calendar",
    "Calendars",
    "Change",
    "Clock",
    "Comparison",
    "ContradictoryPins",
    "DaskEngine",
    "Dataset",
    "DatasetFaults",
    "Engine",
    "Explanation",
    "Extract",
    "Fault",
    "InputFaults",
    "Interrupted",
    "LocalEngine",
    "LockLost",
    "Night",
    "NightOrder",
    "NoPlanInTime",
    "Params",
    "Placement",
    "Plan",
    "PlanFaults",
    "PlanTables",
    "Problem",
    "Progress",
    "PublicationRules",
    "RejectedPlan",
    "Result",
    "Scenario",
    "ScenarioFaults",
    "Solved",
    "Status",
    "Stopped",
    "Store",
    "Tier",
    "TrainoptError",
    "UsageError",
    "Values",
    "Verdict",
    "WhatIf",
    "apply_scenarios",
    "build_problem",
    "class_timeline",
    "cohort_timeline",
    "compare",
    "explain_plan",
    "extract",
    "list_runs",
    "load_heatmap",
    "nightly",
    "open_store",
    "optimise",
    "outcome_bars",
    "publish_run",
    "read_dataset",
    "read_plan",
    "read_plan_tables",
    "read_rules",
    "read_scenarios",
    "replay_run",
    "scenario_text",
    "site_heatmap",
    "site_map",
    "solve",
    "unit_heatmap",
    "value_capacity",
    "verify",
    "whatif",
    "write_calendars",
    "write_dataset",
    "write_plan_workbook",
    "write_report",
    "write_template",
]
