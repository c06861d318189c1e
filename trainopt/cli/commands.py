"""The commands: each parses, calls one function and prints what it gives."""

from __future__ import annotations

from pathlib import Path

import click
import rich_click

import trainopt
from trainopt.cli.options import FOLDER, SEED_RANGE, json_option, published_option
from trainopt.cli.output import console, echo_json
from trainopt.cli.printing import print_check, print_plan, print_verdict
from trainopt.errors import ExitCode
from trainopt.generate.sizes import SIZES
from trainopt.plan.by import BY


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER)
@published_option
@json_option
def check(dataset: Path, published: Path | None, as_json: bool) -> int:
    """Read a dataset: all its faults at once, or what is in it and what can never fit."""
    print_check(trainopt.check_dataset(dataset, published=published), as_json=as_json)
    return 0


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER)
@click.argument("plan", type=FOLDER)
@click.option(
    "--published", type=FOLDER, default=None, help="The plan in force, against which `changes` counts."
)
@json_option
def verify(dataset: Path, plan: Path, published: Path | None, as_json: bool) -> int:
    """Check any plan, also one edited by hand, against every rule and recompute every term."""
    verdict = trainopt.verify(dataset, plan, published=published)
    print_verdict(verdict, as_json=as_json)
    return ExitCode.BROKEN_RULES if verdict.broken else 0


@click.command(cls=rich_click.RichCommand)
@click.argument("plan", type=FOLDER)
@click.option(
    "--by",
    type=click.Choice(BY, case_sensitive=False),
    default=None,
    help="Show sums by this instead of the overview.",
)
@json_option
def show(plan: Path, by: str | None, as_json: bool) -> int:
    """Show a plan: its tiers, who is on time, late or unmet, and the fullest pools."""
    print_plan(trainopt.headline(plan), trainopt.show_plan(plan, by), as_json=as_json)
    return 0


@click.command(cls=rich_click.RichCommand)
@click.option(
    "--size",
    type=click.Choice(list(SIZES), case_sensitive=False),
    required=True,
    help="How large the dataset is.",
)
@click.option(
    "--seed",
    type=SEED_RANGE,
    default=1,
    show_default=True,
    help="Another seed gives another dataset.",
)
@click.option(
    "--out", type=FOLDER, required=True, help="Write the dataset to this folder, which must not exist."
)
@click.option(
    "--planted",
    type=FOLDER,
    default=None,
    help="Make the data around a complete on-time plan, and write that plan to this folder.",
)
@json_option
def generate(size: str, seed: int, out: Path, planted: Path | None, as_json: bool) -> int:
    """Write a synthetic dataset that uses every feature of the tables."""
    made = trainopt.generate_dataset(size, seed, out=out, planted=planted)
    if as_json:
        counts = {"trainees": made.problem.all_trainees, "cohorts": len(made.problem.cohorts)}
        plan = None if planted is None else str(planted)
        echo_json({"dataset": str(out), "name": made.problem.name, **counts, "plan": plan})
        return 0
    what = f"{made.problem.all_trainees:,} trainees in {len(made.problem.cohorts):,} cohorts"
    console().print(f"{made.problem.name}: {what}, written to {out}", markup=False)
    if planted is not None:
        console().print(f"a plan of all of them, on time, written to {planted}", markup=False)
    return 0


@click.command(cls=rich_click.RichCommand)
@click.argument("log", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="Write the picture to this file: .svg, .png or .pdf.")
@click.option("--term", default=None, help="Draw this term instead of the first tier.")
@json_option
def plot(log: Path, out: Path, term: str | None, as_json: bool) -> int:
    """Draw value and bound over time from a search log of `solve --log`."""
    trainopt.plot_search_log(log, out, term)
    if as_json:
        echo_json({"picture": str(out)})
    else:
        console().print(f"picture written to {out}", markup=False)
    return 0
