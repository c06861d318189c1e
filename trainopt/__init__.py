"""trainopt plans who goes to which training course, where and when, and proves how good the plan is.

A name is read when it is first asked for, so that the command line answers at once and a solver process loads
only what it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trainopt.api import *  # noqa: F403

    __version__: str

PUBLIC = {
    "check": "Broken",
    "client.client": "Client",
    "dataset.actual_differences": "ActualDifference",
    "dataset.calendar": "Calendar",
    "dataset.deadline": "Deadline",
    "dataset.in_force": "InForce",
    "dataset.reader": "Dataset read_dataset",
    "dataset.source": "Where",
    "dataset.workbook_writer": "write_template",
    "dataset.writer": "write_dataset",
    "errors": (
        "ContradictoryPins DatasetFaults ExitCode Fault InputFaults Interrupted LockLost MapFaults "
        "NoAnswer NoPlanInTime NotAllowed NotSignedIn NotThere Outrun PlanFaults RejectedPlan ScenarioFaults "
        "TrainoptError UsageError"
    ),
    "explain.explain": "Explanation explain_plan",
    "explain.value": "Values value_capacity",
    "mapping.form": "SpreadsheetMap",
    "plan.compare": "Comparison compare",
    "plan.extract": "Extract extract",
    "plan.folder": "read_plan",
    "plan.headline": "Headline headline",
    "plan.manifest": "Manifest",
    "plan.names": "Names",
    "plan.placements": "Placement Plan",
    "plan.results.share": "Share",
    "plan.summary": "show_plan",
    "plan.workbook": "write_plan_workbook",
    "problem.build": "PublishedPlan build_problem",
    "problem.entities": "Pin PublishedStep",
    "problem.indexed": "Problem",
    "report.calendars": "Calendars write_calendars",
    "report.frontier": "plot_robustness",
    "report.heat": "load_heatmap site_heatmap unit_heatmap",
    "report.maps": "site_map",
    "report.outcome": "outcome_bars",
    "report.plan_tables": "PlanTables read_plan_tables",
    "report.search_log": "plot_search_log",
    "report.timelines": "class_timeline cohort_timeline",
    "report.write": "write_report",
    "runs.cases": "Failure",
    "runs.checking": "Checked actual_differences check_dataset",
    "runs.comparison": "write_comparison",
    "runs.converting": "convert",
    "runs.engines": "ClusterTls DaskEngine Engine LocalEngine",
    "runs.explaining": "check_new write_explanation write_values",
    "runs.generating": "Generated generate_dataset",
    "runs.history": ("Listed Replayed Shown list_runs prune_runs replay_run show_run take_out"),
    "runs.hold": "Held Released",
    "runs.mapping": "convert_mapped read_map suggest_map",
    "runs.nightly.order": "Night NightOrder",
    "runs.nightly.rules": "PublicationRules read_rules",
    "runs.robustness": "RobustPoint Robustness robustness write_robustness",
    "runs.simulating": "read_simulation write_rates write_simulation",
    "runs.solve": "Solved solve",
    "runs.stability": "Point Stability stability write_stability",
    "runs.store.engine": "Store open_store",
    "runs.store.prune": "Pruned",
    "runs.store.publishing": "Entry",
    "runs.store.records": "Run RunStatus",
    "runs.verify": "Verdict verify",
    "runs.whatif": "WhatIf whatif",
    "runs.who": "whoami",
    "runs.writing": "plan_frames write_result",
    "scenario.apply": "apply_scenarios",
    "scenario.form": "Change ColumnValues Scenario",
    "scenario.options": "scenario_from",
    "scenario.read": "read_scenarios",
    "scenario.text": "scenario_text",
    "search.effort": "Effort Observer Progress",
    "search.optimise": "optimise",
    "search.params": "Clock Params",
    "search.result": "Event Result Status Stopped Tier",
    "service.actors": "Actor Grant Role Scope ScopeKind operator",
    "service.datasets": "BroughtIn bring_in",
    "service.merging": "Clash ClashChoice Clashes Take",
    "service.nights": "nightly",
    "service.people": (
        "Person Welcome add_person disable_person grant_person list_people reset_password revoke_grants"
    ),
    "service.publication": "publish_run",
    "service.settings": "change_setting read_settings_of_store",
    "service.tokens": "NewToken Token make_token",
    "service.versions": "DatasetVersion VersionCause",
    "service.working": "work",
    "simulate.chances": "Chances",
    "simulate.counted": "CountedRates count_rates",
    "simulate.simulate": "Simulated simulate_plan",
    "tables": "Table",
    "web.mail": "MailServer MailsSent send_notices",
    "web.refusals": "HeldBack",
    "web.server": "ServeOrder first_admin serve",
    "web.settings": "WebSettings",
}
"""The public names by the module that defines them; `trainopt/api.py` says the same to type checkers."""

_HOMES = {name: module for module, names in PUBLIC.items() for name in names.split()}

__all__ = sorted(["__version__", *_HOMES])


if not TYPE_CHECKING:  # who would take any name for one that is here

    def __getattr__(name: str) -> Any:
        if name == "__version__":
            from importlib.metadata import version

            return version("trainopt")
        if name not in _HOMES:
            raise AttributeError(f"module 'trainopt' has no attribute '{name}'")
        found = globals()[name] = getattr(import_module(f"trainopt.{_HOMES[name]}"), name)
        return found


def __dir__() -> list[str]:
    return __all__
