"""What if? Scenarios are changes to a dataset, read with every fault at once and applied in memory."""

from trainopt.scenario.apply import apply
from trainopt.scenario.form import Change, Scenario, read_scenarios

__all__ = ["Change", "Scenario", "apply", "read_scenarios"]
