"""What if? Scenarios are changes to a dataset, read with every fault at once and applied in memory."""

from trainopt.scenario.apply import apply_scenarios
from trainopt.scenario.form import Change, Scenario
from trainopt.scenario.read import read_scenarios

__all__ = ["Change", "Scenario", "apply_scenarios", "read_scenarios"]
