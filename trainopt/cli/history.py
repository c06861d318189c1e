"""`trainopt runs`: what the store holds, and what people do with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import rich_click

import trainopt
from trainopt.cli.nights import StoreGroup, before_option, open_for, store_option
from trainopt.cli.options import FOLDER, json_option
from trainopt.cli.output import console, echo_json, json_text, print_frame, say
from trainopt.errors import ExitCode
from trainopt.wording import counted, percent

if TYPE_CHECKING:
    from trainopt import Listed, Replayed, Shown


@click.group(cls=StoreGroup)
@before_option
def runs(store: str | None) -> None:
    """The run store: runs listed and shown, plans published by hand, replayed, pruned."""


@runs.command("list", cls=rich_click.RichCommand)
@store_option
@click.option("--last", type=click.IntRange(1), default=30, show_default=True, help="List at most this many.")
@json_option
def list_(where: str, last: int, as_json: bool) -> int:
    """List the runs, newest first."""
    import pandas as pd

    with open_for(where, look=True) as store:
        lines = [_line(listed) for listed in trainopt.list_runs(store, last)]
    if as_json:
        echo_json({"runs": lines})
    elif lines:
        print_frame(pd.DataFrame([_as_cells(line) for line in lines]), "Runs, newest first (times are UTC)")
    else:
        console().print("no runs yet")
    return 0


def _line(listed: Listed) -> dict[str, Any]:
    run = listed.run
    tiers = run.outcome.get("tiers") or [{}]
    return {
        "run": run.number,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "dataset": run.name,
        "status": run.status.value,
        "exit_code": run.exit_code,
        "plan": "in force" if listed.in_force else "was in force" if listed.published else None,
        "term": tiers[0].get("term"),
        "value": tiers[0].get("value"),
        "bound": tiers[0].get("bound"),
        "cohorts_moved": run.outcome.get("figures", {}).get("moved_cohorts"),
    }


def _as_cells(line: dict[str, Any]) -> dict[str, str]:
    """A line for a terminal: the time to the minute, the first tier in one cell."""

    def cell(name: str) -> str:
        value = line[name]
        return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)

    cells = {name: cell(name) for name in ("run", "started_at", "dataset", "status", "exit_code", "plan")}
    tier = f"{line['term']} {line['value']:,} (bound {line['bound']:,})" if line["term"] else ""
    started = cells["started_at"][:16].replace("T", " ")
    return cells | {"started_at": started, "first tier": tier, "moved": cell("cohorts_moved")}


@runs.command(cls=rich_click.RichCommand)
@click.argument("run", type=click.IntRange(1))
@store_option
@click.option("--out", type=FOLDER, default=None, help="Write its dataset and plan to this folder.")
@click.option("--log", is_flag=True, default=False, help="Show its log as well.")
@json_option
def show(run: int, where: str, out: Path | None, log: bool, as_json: bool) -> int:
    """Show a run: what it was given, what came of it, why it was or was not published."""
    with open_for(where, look=True) as store:
        taken = trainopt.take_out(store, run, out) if out else []
        shown = trainopt.show_run(store, run)
    if as_json:
        echo_json(_document(shown))
    else:
        _print_shown(shown, log=log)
    for folder in taken:
        say(f"taken out to {folder}")
    return 0


def _document(shown: Shown) -> dict[str, Any]:
    run = shown.listed.run
    return {
        **_line(shown.listed),
        "dataset_id": run.dataset_id,
        "base_id": run.base_id,
        "plan_id": run.plan_id,
        "inputs": shown.inputs,
        "parameters": run.parameters,
        "versions": run.versions,
        "outcome": run.outcome,
        "audit": [vars(entry) for entry in shown.audit],
        "log": shown.log,
    }


def _log_line(one: Any) -> str:
    """A line of the log; what somebody has made of it in the store, as it stands."""
    if isinstance(one, dict) and {"at", "message"} <= one.keys():
        return f"{one['at']} {one['message']}"
    return json_text(one)


def _print_shown(shown: Shown, *, log: bool) -> None:
    run, out = shown.listed.run, console()

    def line(name: str, text: object) -> None:
        out.print(f"{name:<12} {text}", markup=False, soft_wrap=True)

    line(
        "run",
        f"{run.number}: {run.status.value}, exit code {'none' if run.exit_code is None else run.exit_code}",
    )
    line(
        "time",
        f"{run.started_at} to {run.ended_at or ('now' if run.goes_on else 'an end that nobody noted')}",
    )
    line("dataset", f"{run.name or 'not read'} ({(run.dataset_id or 'none')[:12]})")
    line("planned from", (run.base_id or "nothing")[:12])
    line("plan", (run.plan_id or "none")[:12])
    line("parameters", _pairs({k: v for k, v in run.parameters.items() if k != "rules"}))
    line("rules", _pairs(run.parameters.get("rules", {})))
    line("versions", _pairs({name: text[:20] for name, text in run.versions.items()}))
    for tier in run.outcome.get("tiers", ()):
        gap = percent(tier["gap"], 1)
        line("tier", f"{tier['term']} {tier['value']:,}, bound {tier['bound']:,}, gap {gap}")
    for judged in run.outcome.get("rules", ()):
        line("holds" if judged["holds"] else "FAILS", f"{judged['rule']}: {judged['said']}")
    for text in [*run.outcome.get("faults", ()), *filter(None, [run.outcome.get("error")])]:
        line("fault", text)
    for entry in shown.audit:
        line("audit", f"{entry.at} {entry.who}: {entry.action}, {entry.detail}")
    for one in shown.log if log else ():
        line("log", _log_line(one))


def _pairs(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {'none' if value is None else value}" for name, value in values.items())


@runs.command(cls=rich_click.RichCommand)
@click.argument("run", type=click.IntRange(1))
@store_option
@click.option("--reason", required=True, help="Why it is published; the audit keeps this text.")
@click.option(
    "--out", type=FOLDER, default=None, help="The folder of the nightly run, whose `published` is renewed."
)
@click.option(
    "--anyway", is_flag=True, default=False, help="Publish it although it breaks rules under the newest data."
)
@json_option
def publish(run: int, where: str, reason: str, out: Path | None, anyway: bool, as_json: bool) -> int:
    """Put a run's plan in force by hand, also one of an earlier night."""
    with open_for(where) as store:
        verdict = trainopt.publish_run(store, run, trainopt.whoami(), reason, anyway=anyway, out=out)
    published = anyway or not verdict.broken
    if as_json:
        broken = [{"rule": one.rule, "message": one.message} for one in verdict.broken]
        echo_json({"run": run, "published": published, "broken": broken})
    for one in () if as_json else verdict.broken:
        console().print(str(one), markup=False, soft_wrap=True)
    if not published:
        say(f"not published: under the newest data the plan of run {run} breaks rules; --anyway publishes it")
        return ExitCode.BROKEN_RULES
    if not as_json:
        console().print(f"the plan of run {run} is in force", markup=False)
    return 0


@runs.command(cls=rich_click.RichCommand)
@click.argument("run", type=click.IntRange(1))
@store_option
@json_option
def replay(run: int, where: str, as_json: bool) -> int:
    """Make a run's plan again, to the byte; where its search cannot be repeated, check what it made."""
    with open_for(where, look=True) as store:
        replayed = trainopt.replay_run(store, run)
    if as_json:
        echo_json({**vars(replayed), "same": replayed.same, "sound": replayed.sound})
    else:
        _print_replayed(replayed)
    if replayed.sound:
        return 0
    if replayed.checked:
        return ExitCode.BROKEN_RULES
    return ExitCode.WRONG_USE if replayed.hindrances or replayed.versions else ExitCode.BUG


def _print_replayed(replayed: Replayed) -> None:
    out = console()
    for hindrance in replayed.hindrances:
        out.print(f"cannot be repeated: {hindrance}", markup=False, soft_wrap=True)
    for version in replayed.versions:
        out.print(f"differs: {version}", markup=False, soft_wrap=True)
    if replayed.same:
        out.print(f"run {replayed.run}: the same plan, to the byte")
    for name in replayed.differing:
        out.print(f"differs: {name}", markup=False, soft_wrap=True)
    for one in replayed.broken:
        out.print(one, markup=False, soft_wrap=True)
    if replayed.checked and replayed.sound:
        what = "breaks no rule under the data it was made from, and every figure follows from them"
        out.print(f"run {replayed.run}: its plan, as stored, {what}", markup=False, soft_wrap=True)


@runs.command(cls=rich_click.RichCommand)
@store_option
@click.option("--keep", type=click.IntRange(1), required=True, help="Keep this many of the newest runs.")
@json_option
def prune(where: str, keep: int, as_json: bool) -> int:
    """Remove datasets, plans and logs of old runs; never what the plan in force needs, nor who did what."""
    with open_for(where) as store:
        pruned = trainopt.prune_runs(store, keep, trainopt.whoami())
    if as_json:
        echo_json(vars(pruned))
    else:
        what = f"{counted(len(pruned.runs), 'run')} pruned, {counted(pruned.folders, 'folder')} removed"
        console().print(f"{what}, {pruned.bytes:,} bytes freed within the store", markup=False)
        if pruned.drafts or pruned.audit:
            old = f"{counted(pruned.drafts, 'decided draft')}, {counted(pruned.audit, 'line')} of the audit"
            console().print(f"{old} removed", markup=False)
    return 0


@runs.command(cls=rich_click.RichCommand)
@store_option
@click.option(
    "--versions", type=click.IntRange(0), default=None, help="Keep the tables of so many; 0 keeps all."
)
@click.option(
    "--drafts", type=click.IntRange(0), default=None, help="Keep decided drafts for so many days; 0 for good."
)
@click.option(
    "--audit", type=click.IntRange(0), default=None, help="Keep the audit for so many days; 0 for good."
)
@json_option
def keep(where: str, versions: int | None, drafts: int | None, audit: int | None, as_json: bool) -> int:
    """Say how long `runs prune` keeps versions, drafts and the audit, or show what was said."""
    wanted = {"keep_versions": versions, "keep_drafts_days": drafts, "keep_audit_days": audit}
    who = trainopt.operator()
    with open_for(where) as store:
        for name, value in wanted.items():
            if value is not None:
                trainopt.change_setting(store, who, name, value or None)
        found = trainopt.read_settings_of_store(store, who)
    if as_json:
        echo_json({name: found.get(name) for name in wanted})
    else:
        for name in wanted:
            console().print(f"{name} {found.get(name, 'not set: all are kept')}", markup=False)
    return 0
