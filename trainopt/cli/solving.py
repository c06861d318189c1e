"""The command that plans: its options, its progress, and what it says of the plan."""

from __future__ import annotations

from dataclasses import replace
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
    language_option,
    memory_option,
    quiet_option,
    repeatable_option,
    seed_option,
    time_limit_option,
    workers_option,
)
from trainopt.cli.output import console, echo_differences, echo_json, echo_warnings, say
from trainopt.cli.printing import print_headline, print_term
from trainopt.cli.progress import ProgressLine
from trainopt.errors import Interrupted
from trainopt.search.params import Params
from trainopt.wording import percent

if TYPE_CHECKING:
    from trainopt import Dataset, Solved

MOST_DIFFERENCES = 25


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="Write the plan to this folder.")
@click.option(
    "--published",
    type=FOLDER,
    default=None,
    help="The plan in force. Its near part is kept, and the rest changes as little as possible.",
)
@time_limit_option("60s")
@gap_option
@workers_option
@engine_option
@seed_option
@repeatable_option("Make the same files, to the byte, whenever the input is the same.")
@memory_option("All processes together may use this much, such as 6GiB; else nine tenths of the memory.")
@click.option(
    "--log", type=FOLDER, default=None, help="Write the search log, value and bound over time, to this file."
)
@click.option(
    "--xlsx", type=FOLDER, default=None, help="Write the plan as a formatted workbook to this file too."
)
@language_option
@click.option(
    "--overwrite", is_flag=True, default=False, help="Replace the plan in the folder unless it is better."
)
@quiet_option
@json_option
@click.pass_obj
def solve(
    began: float,
    /,
    dataset: Path,
    out: Path,
    published: Path | None,
    log: Path | None,
    xlsx: Path | None,
    language: str,
    overwrite: bool,
    quiet: bool,
    as_json: bool,
    time_limit: float,
    engine: str,
    **choices: Any,
) -> int:
    """Plan a dataset and write the plan folder.

    On a cluster large problems are searched by its workers, too, and here.
    """
    from trainopt.runs.engines import engine_of, islands_of

    effort = effort_of(began, time_limit, **choices)
    effort = replace(effort, islands=islands_of(engine_of(engine, 1), effort.params))
    with ProgressLine(quiet=quiet) as line:

        def on_read(read: Dataset) -> None:
            echo_warnings(read.warnings, "planning goes on")
            line.trainees = sum(demand.trainees for demand in read.demand)

        def on_solved(solved: Solved) -> None:
            line.stop()
            _print_notes(solved, effort.params)
            if as_json:
                echo_json(_document(solved, effort.params, xlsx))
            else:
                _print_solved(solved)
            if xlsx is not None:
                _print_workbook(solved, xlsx, as_json=as_json)

        solved = trainopt.solve(
            dataset, out, replace(effort, observer=line.show), published=published, log=log, workbook=xlsx,
            language=language, overwrite=overwrite, on_read=on_read, on_solved=on_solved,
        )  # fmt: skip
    if solved.result.bug is not None:
        raise solved.result.bug
    return Interrupted.exit_code if solved.result.stopped is trainopt.Stopped.INTERRUPTED else 0


def _print_notes(solved: Solved, params: Params) -> None:
    """What a user should know of the run beside its plan."""
    if params.repeatable and not _can_be_repeated(solved, params):
        say("time was up before the count was: this run cannot be repeated to the byte")
    echo_differences(solved.differences, MOST_DIFFERENCES)
    for one in solved.released:
        say(f"released: {one}")
    if solved.result.left_out:
        shares = ", ".join(f"{term} in {percent(share, 1)}" for term, share in solved.result.left_out.items())
        say(f"the sums of the tiers were too large to pursue all of them in every trial; left out: {shares}")
    if solved.result.without_kernel:
        why = "the kernel, which finds more, is not compiled here, failed or cannot count so far"
        say(f"planned by neighbourhoods alone: {why}")
    if solved.kept:
        say(f"{solved.folder} holds a better plan, which was kept")


def _can_be_repeated(solved: Solved, params: Params) -> bool:
    return params.repeatable and solved.result.stopped is trainopt.Stopped.FINISHED


def _document(solved: Solved, params: Params, workbook: Path | None) -> dict[str, Any]:
    """All that is said of a run, for programs; no headline where the folder holds an older plan still."""
    result = solved.result
    return {
        "plan": str(solved.folder),
        "workbook": None if workbook is None or not solved.has_workbook else str(workbook),
        "kept": solved.kept,
        "headline": None if solved.kept else vars(trainopt.headline(solved.folder)),
        "stopped": result.stopped,
        "seconds": result.seconds,
        "repeatable": _can_be_repeated(solved, params),
        "without_kernel": result.without_kernel,
        "tiers": [{**vars(tier), "gap": tier.gap, "status": tier.status} for tier in result.tiers],
        "terms": result.terms,
        "unmet_trainees": solved.unmet_trainees,
        "left_out": result.left_out,
        "differences": [vars(one) for one in solved.differences],
        "released": [str(one) for one in solved.released],
        "warnings": [vars(warning) for warning in solved.warnings],
    }


def _print_solved(solved: Solved) -> None:
    result = solved.result
    how = "" if result.stopped is trainopt.Stopped.FINISHED else f" ({result.stopped})"
    if not solved.kept:
        console().print(f"plan written to {solved.folder}{how}", markup=False)
        print_headline(trainopt.headline(solved.folder))
    for tier in result.tiers:
        proven = "proven" if tier.value == tier.bound else f"bound {tier.bound:,}, gap {percent(tier.gap, 1)}"
        print_term(tier.term, tier.value, solved.unmet_trainees, proven)


def _print_workbook(solved: Solved, workbook: Path, *, as_json: bool) -> None:
    if not solved.has_workbook:
        made = f"trainopt convert {solved.folder} {workbook} makes it of the plan"
        say(f"no time was left for the workbook: {made}")
    elif not as_json:
        console().print(f"the plan as a workbook: {workbook}", markup=False)
