"""The public names, each where it is defined. `trainopt` has them all, read when one is first asked for."""

from trainopt.check import Broken
from trainopt.dataset import Calendar, Dataset, read_dataset, write_dataset, write_template
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
from trainopt.plan.extract import Extract, extract
from trainopt.plan.placements import Placement, Plan
from trainopt.plan.workbook import write_plan_workbook
from trainopt.problem import Problem, build_problem
from trainopt.report.calendars import Calendars, write_calendars
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
    "Calendars",
    "Change",
    "Clock",
    "Comparison",
    "ContradictoryPins",
    "DaskEngine",
    "Dataset",
    "DatasetFaults",
    "Engine",
    "Extract",
    "Fault",
    "InputFaults",
    "Interrupted",
    "LocalEngine",
    "NoPlanInTime",
    "Params",
    "Placement",
    "Plan",
    "PlanFaults",
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
    "compare",
    "extract",
    "optimise",
    "read_dataset",
    "read_scenarios",
    "solve",
    "verify",
    "whatif",
    "write_calendars",
    "write_dataset",
    "write_plan_workbook",
    "write_template",
]
