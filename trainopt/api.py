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
    TrainoptError,
    UsageError,
)
from trainopt.plan.placements import Placement, Plan
from trainopt.problem import Problem, build_problem
from trainopt.runs.solve import Solved, solve
from trainopt.runs.verify import Verdict, verify
from trainopt.search.optimise import Progress, optimise
from trainopt.search.params import Clock, Params
from trainopt.search.result import Result, Status, Stopped, Tier

__all__ = [
    "Broken",
    "Calendar",
    "Clock",
    "ContradictoryPins",
    "Dataset",
    "DatasetFaults",
    "Fault",
    "InputFaults",
    "Interrupted",
    "NoPlanInTime",
    "Params",
    "Placement",
    "Plan",
    "PlanFaults",
    "Problem",
    "Progress",
    "RejectedPlan",
    "Result",
    "Solved",
    "Status",
    "Stopped",
    "Tier",
    "TrainoptError",
    "UsageError",
    "Verdict",
    "build_problem",
    "optimise",
    "read_dataset",
    "solve",
    "verify",
    "write_dataset",
]
