"""The commands that plan scenarios and compare plans."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import rich_click

import trainopt
from trainopt.cli.options import (
    FOLDER,
    effort_of,
    engine_option,
    gap_option,
    json_option,
    quiet_option,
    repeatable_option,
    seed_option,
    time_limit_option,
    workers_option,
)
from trainopt.cli.output import console, echo_json, print_frame, records, say
from trainopt.cli.progress import spoken
from trainopt.errors import ExitCode, Interrupted, UsageError, shown
from trainopt.search.stopping import interruptible
from trainopt.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from trainopt import Comparison, Failure, Scenario, WhatIf


PLANNING = "planning"

CHANGE_OPTIONS = {
    "close": (
        "SITE:MONTH",
        "Closes a site, a nation or a course (PL-01/BCT) in a month or from A..B.",
    ),
    "add": ("TABLE:KEY:COLUMN=N", "Adds to a number, as in capacity:PL-01/BCT:parallel_classes=1."),
    "set": ("TABLE:KEY:COLUMN=VALUE", "Sets a value, as in sites:GB-02:beds=300."),
    "scale": ("TABLE:KEY:COLUMN=FACTOR", "Multiplies a number, as in sites:GB-02:beds=0.8."),
    "delete": ("TABLE:KEY", "Deletes the rows with a key, as in demand:D7."),
}
"""The options that make a scenario: how each is written, and what it does."""


def change_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options that make a scenario; each can be given several times."""
    for name, (form, meaning) in reversed(CHANGE_OPTIONS.items()):
        command = click.option(f"--{name}", multiple=True, default=(), metavar=form, help=meaning)(command)
    name_option = click.option("--name", default=None, help="The name of the scenario that the options make.")
    return name_option(command)


def _own(dataset: Path) -> Path:
    """The dataset as a file of scenarios too, where it can be one: a workbook."""
    from trainopt.dataset.workbook import is_workbook

    if dataset.exists() and not is_workbook(dataset):
        raise UsageError("name scenarios: TOML files, a workbook, or changes such as --close GB-02:2027-05")
    return dataset


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER)
@change_options
@json_option
def scenario(dataset: Path, name: str | None, as_json: bool, **changes: Any) -> int:
    """Print the TOML of a scenario: of changes given as options, or of a workbook's sheet `scenarios`.

    Of a sheet with several scenarios --name chooses one.
    """
    data = trainopt.read_dataset(dataset)
    if any(changes.values()):
        given = [trainopt.scenario_from(data, name=name, **changes)]
    else:
        given = _of_sheet(trainopt.read_scenarios(_own(dataset)), name)
    for one in given:
        trainopt.apply_scenarios(data, one)
    texts = [trainopt.scenario_text(one) for one in given]
    if as_json:
        echo_json({"scenarios": [tomllib.loads(text) for text in texts]})
    else:
        console().print("\n".join(texts), markup=False, soft_wrap=True, end="")
    return 0


def _of_sheet(found: list[Scenario], name: str | None) -> list[Scenario]:
    """The scenario of that name, or all of them."""
    chosen = [one for one in found if name in (None, one.name)]
    if not chosen:
        names = ", ".join(shown(one.name) for one in found)
        raise UsageError(f"the sheet has no scenario {shown(name)}, but {names}")
    return chosen


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER)
@click.argument("scenarios", type=FOLDER, nargs=-1)
@change_options
@click.option(
    "--out",
    type=FOLDER,
    required=True,
    help="Write a plan folder for each and comparison.csv to this folder.",
)
@click.option(
    "--baseline", type=FOLDER, default=None, help="Start from this plan instead of making one first."
)
@click.option(
    "--published",
    type=FOLDER,
    default=None,
    help="The plan in force. Its near part is kept in the baseline and in each scenario.",
)
@time_limit_option("60s", "Each scenario may take this long.")
@gap_option
@click.option(
    "--jobs",
    type=click.IntRange(0, 256),
    default=0,
    show_default=True,
    help="Plan this many at once; 0 plans one per processor.",
)
@engine_option
@seed_option
@repeatable_option("Make the same plans whenever the input is the same.")
@click.option("--overwrite", is_flag=True, default=False, help="Plan again what the folder already has.")
@quiet_option
@json_option
@click.pass_obj
def whatif(
    began: float,
    /,
    dataset: Path,
    scenarios: tuple[Path, ...],
    name: str | None,
    close: tuple[str, ...],
    add: tuple[str, ...],
    set: tuple[str, ...],
    scale: tuple[str, ...],
    delete: tuple[str, ...],
    out: Path,
    baseline: Path | None,
    published: Path | None,
    time_limit: float,
    jobs: int,
    engine: str,
    overwrite: bool,
    quiet: bool,
    as_json: bool,
    **choices: Any,
) -> int:
    """Plan scenarios against a baseline, and say what each changes.

    SCENARIOS are TOML files or workbooks with a sheet `scenarios`. Changes given as options make one more.
    With neither, those of the dataset's own sheet `scenarios` are planned.
    """
    from trainopt.runs.engines import engine_of

    changes = {"close": close, "add": add, "set": set, "scale": scale, "delete": delete}
    given: list[Scenario | Path] = list(scenarios)
    effort = effort_of(began, time_limit, **choices)
    if any(changes.values()):
        deadline = effort.clock.deadline
        given.append(trainopt.scenario_from(dataset, name=name, deadline=deadline, **changes))
    with interruptible(effort.stop), spoken(effort, PLANNING, quiet=quiet) as telling:
        found = trainopt.whatif(
            dataset, given or [_own(dataset)], out, telling, engine_of(engine, jobs or effort.params.threads),
            baseline=baseline, published=published, overwrite=overwrite,
        )  # fmt: skip
    for name, steps in found.released.items():
        for step in steps:
            say(f"{name}: released: {step}")
    for failure in found.failures if quiet else ():  # else each was told when it came to nothing
        say(f"{failure.name}: {failure.message}")
    _print_whatif(found, as_json=as_json)
    return Interrupted.exit_code if found.interrupted else _came_to(found.failures)


def _came_to(failures: Sequence[Failure]) -> int:
    """The exit code: the gravest of what kept scenarios from a plan. A bug of ours goes on as one."""
    for code in (ExitCode.BUG, ExitCode.WRONG_USE, ExitCode.NO_PLAN, ExitCode.CONTRADICTORY_PINS):
        for failure in failures:
            if failure.error.exit_code == code:
                if code is ExitCode.BUG:
                    raise failure.error
                return code
    return ExitCode.DONE


def _document(found: WhatIf) -> dict[str, Any]:
    """All that is said of what-ifs, for programs."""
    return {
        "folder": str(found.folder),
        "comparison": records(found.comparison),
        "effects": records(found.effects),
        "told": found.told,
        "released": {name: list(map(str, steps)) for name, steps in found.released.items()},
        "failures": {failure.name: failure.message for failure in found.failures},
        "interrupted": found.interrupted,
    }


def _print_whatif(found: WhatIf, *, as_json: bool) -> None:
    if as_json:
        echo_json(_document(found))
        return
    first = found.comparison.columns[1].removesuffix("_value")
    tier = [f"{first}_{what}" for what in ("value", "bound", "differs")]
    shown = found.comparison[["scenario", *tier, "placed", "on_time", "late", "unmet", "cohorts_moved"]]
    print_frame(_told_apart(shown, "unmet_value", "unmet"), "What if (trainees; unmet first by weight)")
    for name, sentences in found.told.items():
        console().print(f"{name}: {'; '.join(sentences)}.", markup=False, soft_wrap=True)
    console().print(f"all figures and plans are in {found.folder}", markup=False)


def _told_apart(frame: pd.DataFrame, weighted: str, plain: str) -> pd.DataFrame:
    """Weighted trainees with the plain ones beside them, `3,867 (2,951 trainees)`, in one column."""
    from trainopt.plan.headline import both_ways

    if weighted not in frame.columns:
        return frame
    both = [both_ways(int(w), int(p)) for w, p in zip(frame[weighted], frame[plain], strict=True)]
    return frame.assign(**{weighted: both}).drop(columns=plain).rename(columns={weighted: "unmet"})


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER)
@click.option("--published", type=FOLDER, required=True, help="The plan in force.")
@click.option(
    "--points", type=click.IntRange(2, 20), default=5, show_default=True, help="Make this many plans."
)
@time_limit_option("5m", "All of them together may take this long.")
@gap_option
@workers_option
@seed_option
@click.option("--out", type=FOLDER, default=None, help="Write the table to this CSV file.")
@quiet_option
@json_option
@click.pass_obj
def stability(
    began: float,
    /,
    dataset: Path,
    published: Path,
    points: int,
    time_limit: float,
    out: Path | None,
    quiet: bool,
    as_json: bool,
    **choices: Any,
) -> int:
    """The price of stability: unmet and late trainees against how many of the published steps move."""
    from trainopt.dataset.whole import try_to_write_file
    from trainopt.runs.stability import KIND

    if out is not None:
        try_to_write_file(out, KIND)
    with spoken(effort_of(began, time_limit, **choices), PLANNING, quiet=quiet) as telling:
        found = trainopt.stability(dataset, published, telling, points)
    for name in found.released:
        say(f"released: {name}")
    if as_json:
        table = records(found.table())
        facts = {"left_out": found.left_out, "released": found.released, "interrupted": found.interrupted}
        echo_json({"points": table, **facts})
    else:
        print_frame(_as_cells(found.table()), "The price of stability (trainees moved, by published step)")
        if found.left_out:
            left_out = counted(found.left_out, "point")
            why = "it was interrupted" if found.interrupted else "there was no time"
            console().print(f"{left_out} left out, as {why}", markup=False)
    if out is not None:
        trainopt.write_stability(out, found)
    return Interrupted.exit_code if found.interrupted else 0


def _as_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers as people read them; what is blank of `most_moved` is any number."""

    def text(name: str, cell: int | None) -> str:
        return f"{cell:,}" if cell is not None else "any" if name == "most_moved" else ""

    rows = records(table)
    return table.assign(**{name: [text(name, row[name]) for row in rows] for name in map(str, table.columns)})


@click.command(cls=rich_click.RichCommand)
@click.argument("plan_a", type=FOLDER)
@click.argument("plan_b", type=FOLDER)
@click.option("--out", type=FOLDER, default=None, help="Write each table as CSV to this new folder.")
@json_option
def compare(plan_a: Path, plan_b: Path, out: Path | None, as_json: bool) -> int:
    """Say what differs between two plans, and for whom."""
    trainopt.check_new(out)
    found = trainopt.compare(plan_a, plan_b)
    if as_json:
        tables = {name: records(frame) for name, frame in found.frames().items()}
        echo_json({**tables, "cohorts_moved": found.cohorts_moved, "placed_of_most": found.placed_of_most})
    else:
        _print_comparison(found)
    if out is not None:
        trainopt.write_comparison(out, found)
    return 0


TITLES = {
    "tiers": "Tiers of A and B, most important first",
    "trainees": "Trainees by priority",
    "demands": "Demands that gain or lose",
    "classes": "Classes opened and gone",
    "load": "Load that differs (pool-weeks)",
}


def _print_placed(found: Comparison) -> None:
    """Of each plan what is placed of what can be placed at most, and who is unmet, weighted and plain."""
    from trainopt.plan.headline import both_ways, near_whole

    for side, most in found.placed_of_most.items():
        if most is not None:
            unmet = found.trainees[f"unmet_{side}"]
            both = both_ways(int((found.trainees["priority"] * unmet).sum()), int(unmet.sum()))
            line = f"{side.upper()}: placed {near_whole(most)} of what can be placed at most; unmet {both}"
            console().print(line, markup=False)


def _print_comparison(found: Comparison) -> None:
    frames = found.frames()
    _print_placed(found)
    for name, title in TITLES.items():
        if len(frames[name]):
            print_frame(frames[name], title)
    console().print(f"{found.cohorts_moved:,} cohorts moved, {len(found.moved):,} steps", markup=False)
