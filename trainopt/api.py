"""The public names, each where it is defined. `trainopt` has them all, read when one is first asked for."""

from trainopt.check import Broken
from trainopt.dataset import Calendar, Dataset, read_dataset, write_dataset
from trainopt.errors import (
    ContradictoryPins,
    DatasetFaults,
    Fault,
    InputFaults,
    Interrupted,
    NoPlanInTime,
    PlanFaults,
    RejectedPlan,
    ScenarioFaults,
    TrainoptError,
    UsageError,
)
from trainopt.plan.compare import Comparison, compare
from trainopt.plan.placements import Placement, Plan
from trainopt.problem import Problem, build_problem
from trainopt.report.heat import load_heatmap, site_heatmap, unit_heatmap
from trainopt.report.maps import site_map
from trainopt.report.outcome import outcome_bars
from trainopt.report.plan_tables import PlanTables, read_plan_tables
from trainopt.report.timelines import class_timeline, cohort_timeline
from trainopt.report.write import write_report
from trainopt.runs.engines import DaskEngine, Engine, LocalEngine
from trainopt.runs.solve import Solved, solve
from trainopt.runs.verify import Verdict, verify
from trainopt.runs.whatif import WhatIf, whatif
from trainopt.scenario import Change, Scenario, apply_scenarios, read_scenarios
from trainopt.search.optimise import Progress, optimise
from trainopt.search.params import Clock, Params
from trainopt.search.result import Result, Status, Stopped, Tier

__all__ = [
    "Broken",
    "Calendar",
    "Change",
    "Clock",
    "Comparison",
    "ContradictoryPins",
    "DaskEngine",
    "Dataset",
    "DatasetFaults",
    "Engine",
    "Fault",
    "InputFaults",
    "Interrupted",
    "LocalEngine",
    "NoPlanInTime",
    "Params",
    "Placement",
    "Plan",
    "PlanFaults",
    "PlanTables",
    "Problem",
    "Progress",
    "RejectedPlan",
    "Result",
    "Scenario",
    "ScenarioFaults",
    "Solved",
    "Status",
    "Stopped",
    "Tier",
    "TrainoptError",
    "UsageError",
    "Verdict",
    "WhatIf",
    "apply_scenarios",
    "build_problem",
    "class_timeline",
    "cohort_timeline",
    "compare",
    "load_heatmap",
    "optimise",
    "outcome_bars",
    "read_dataset",
    "read_plan_tables",
    "read_scenarios",
    "site_heatmap",
    "site_map",
    "solve",
    "unit_heatmap",
    "verify",
    "whatif",
    "write_dataset",
    "write_report",
]
