"""The commands about people who do not come or do not pass."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import rich_click

import trainopt
from trainopt.cli.options import (
    FOLDER,
    SEED_RANGE,
    effort_of,
    json_option,
    published_option,
    quiet_option,
    seed_option,
    several,
    time_limit_option,
    workers_option,
)
from trainopt.cli.output import console, echo_json, print_frame, records, say
from trainopt.cli.progress import spoken
from trainopt.cli.types import Percentage
from trainopt.errors import UsageError, printable
from trainopt.simulate.chances import BELOW_MIN
from trainopt.wording import counted, percent

if TYPE_CHECKING:
    import pandas as pd

    from trainopt import CountedRates, Robustness, RobustPoint, Simulated

MOST_LINES = 12
SECONDS_TO_DRAW = 2.0
FIGURES = ("planned", "mean", "p10", "p90")

runs_option = click.option(
    "--runs",
    type=click.IntRange(1, 10_000),
    default=1_000,
    show_default=True,
    help="Play it this many times.",
)
luck_option = click.option(
    "--seed",
    type=SEED_RANGE,
    default=1,
    show_default=True,
    help="The same seed gives the same figures; another one other luck.",
)


chances_options = several(
    click.option(
        "--below-min", type=click.Choice(BELOW_MIN, case_sensitive=False),
        default="cancel", show_default=True,
        help="Cancel or run a class that has fewer than class_min trainees at its start.",
    ),
    click.option(
        "--repeat", type=Percentage(), default="100%", show_default=True,
        help="Of those who do not pass, so many ask for a free seat in a later class, once a course.",
    ),
    click.option(
        "--lost-weeks", type=Percentage(), default="0%", show_default=True,
        help="Each site loses this share of its weeks; a class ends a week later for each.",
    ),
    click.option(
        "--class-shock", type=click.FloatRange(0, 3), default=0.3, show_default=True,
        help="How far the odds of a class swing together; 0 where people decide by themselves.",
    ),
    click.option(
        "--nation-shock", type=click.FloatRange(0, 3), default=0.2, show_default=True,
        help="How far the odds in a host nation swing together.",
    ),
)  # fmt: skip
"""What may happen to a plan."""


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER)
@click.argument("plan", type=FOLDER)
@published_option
@runs_option
@luck_option
@chances_options
@click.option("--out", type=FOLDER, default=None, help="Write all figures as CSV to this new folder.")
@quiet_option
@json_option
def simulate(
    dataset: Path, plan: Path, published: Path | None, runs: int, seed: int, out: Path | None, quiet: bool,
    as_json: bool, **chances: Any,
) -> int:  # fmt: skip
    """Play no-shows and drop-outs through a plan many times, and say what is likely to come of it."""
    trainopt.check_new(out)
    with spoken(trainopt.Effort.of(None), "reading the plan", quiet=quiet) as telling:
        found = trainopt.simulate_plan(
            dataset, plan, published=published, runs=runs, seed=seed, chances=trainopt.Chances(**chances),
            tell=telling.tell,
        )  # fmt: skip
    if out is not None:
        trainopt.write_simulation(out, found)
    if as_json:
        head = {"name": found.name, "marking": found.marking, "runs": found.runs, "seed": found.seed}
        echo_json(head | {"figures": records(found.figures)})
    else:
        _print_simulated(found, out)
    return 0


def _print_simulated(found: Simulated, out: Path | None) -> None:
    _print_head(found.marking, f"{found.name}: {counted(found.runs, 'run')}, seed {found.seed}")
    console().print(_in_a_sentence(found), markup=False, soft_wrap=True)
    figures = found.figures
    tiers = _of(figures, "tier")[["id", "unit", *FIGURES]]
    print_frame(tiers, "Tiers, as planned and as they come out", ("tier", "counted in", *HEADINGS))
    people = _of(figures, "plan")
    people = people[people["mean"].gt(0) | people["planned"].gt(0)]
    print_frame(people[["id", "name", *FIGURES]], "What happens", ("", "meaning", *HEADINGS))
    _print_units(_of(figures, "unit"))
    _print_classes(_of(figures, "class"))
    if out is not None:
        console().print(f"all figures are in {out}", markup=False)


def _print_head(marking: str, line: str) -> None:
    """The marking, and what it is."""
    for text in filter(None, (marking, line)):
        console().print(printable(text), markup=False)


HEADINGS = ("planned", "mean", "10 %", "90 %")


def _of(figures: pd.DataFrame, kind: str) -> pd.DataFrame:
    return figures[figures["kind"] == kind].reset_index(drop=True)


def _in_a_sentence(found: Simulated) -> str:
    """What somebody wants to know first."""
    if not found.by_run[["not_shown", "not_passed"]].to_numpy().any():
        return "Everybody comes and passes: no show_percent and no pass_percent of this plan is below 100."
    plan = _of(found.figures, "plan")
    trained = next(line for line in records(plan) if line["id"] == "trained")
    share = f" ({percent(trained['mean'] / trained['planned'])})" if trained["planned"] else ""
    mean = f"{trained['mean']:,.0f} are trained on average{share}"
    likely = f"in eight of ten runs {trained['p10']:,} to {trained['p90']:,}"
    return f"Of {trained['planned']:,} trainees with a place {mean}; {likely}."


def _print_units(units: pd.DataFrame) -> None:
    """Those who are furthest behind what is planned for them."""
    trained = units[units["measure"] == "trained"]
    on_time = units.loc[units["measure"] == "on_time", ["id", "mean"]].rename(columns={"mean": "on_time"})
    both = trained.merge(on_time, on="id")
    both = both.assign(short=both["planned"] - both["mean"]).sort_values(
        ["short", "id"], ascending=[False, True]
    )
    shown = both.head(MOST_LINES)[["id", "name", *FIGURES, "on_time", "all_on_time"]]
    title = "Units, those who lose most first: trainees who are trained"
    print_frame(shown, title, ("unit", "name", *HEADINGS, "on time", "runs with all on time"))
    _print_more(len(both))


def _print_classes(classes: pd.DataFrame) -> None:
    """Those that fall below their minimum most often."""
    short = classes[classes["below_min"].fillna(0) > 0]
    if short.empty:
        console().print("No class falls below its minimum in any run.", markup=False)
        return
    short = short.sort_values(["below_min", "id"], ascending=[False, True])
    shown = short.head(MOST_LINES)[["id", "name", *FIGURES, "below_min"]]
    title = "Classes that fall below their minimum, most often first: trainees at the start"
    print_frame(shown, title, ("class", "name", *HEADINGS, "runs below minimum"))
    _print_more(len(short))


def _print_more(count: int) -> None:
    if count > MOST_LINES:
        console().print(f"and {count - MOST_LINES:,} more: --json or --out has all of them", markup=False)


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER)
@published_option
@runs_option
@chances_options
@time_limit_option("5m", "All settings together may take this long.")
@workers_option
@seed_option
@click.option("--out", type=FOLDER, default=None, help="Write the table to this CSV file.")
@click.option(
    "--plot", type=FOLDER, default=None, help="Draw the settings into this file: .svg, .png or .pdf."
)
@quiet_option
@json_option
@click.pass_obj
def robustness(
    began: float, /, dataset: Path, published: Path | None, runs: int, time_limit: float, workers: int,
    seed: int, out: Path | None, plot: Path | None, quiet: bool, as_json: bool, **chances: Any,
) -> int:  # fmt: skip
    """The price of robustness: who is unmet as planned and as it comes out, by how much is overbooked."""
    from trainopt.dataset.whole import try_to_write_file
    from trainopt.report.search_log import PICTURE
    from trainopt.runs.robustness import KIND

    for path, kind in ((out, KIND), (plot, PICTURE)):
        if path is not None:
            try_to_write_file(path, kind)
    effort = effort_of(began, time_limit, workers=workers, seed=seed)
    effort.clock.reserve += 0 if plot is None else SECONDS_TO_DRAW
    with spoken(effort, "planning", quiet=quiet) as telling:
        found = trainopt.robustness(
            dataset, telling, published=published, runs=runs, chances=trainopt.Chances(**chances)
        )
    released = {name: list(map(str, steps)) for name, steps in found.released.items()}
    for name, steps in released.items():
        for step in steps:
            say(f"{name}: released: {step}")
    if as_json:
        head = {"name": found.name, "marking": found.marking, "runs": found.runs, "left_out": found.left_out}
        table = {"settings": records(found.table()), "best": found.best.setting}
        echo_json(head | table | {"released": released})
    else:
        _print_robustness(found)
    if out is not None:
        trainopt.write_robustness(out, found)
    if plot is not None:
        trainopt.plot_robustness(found, plot)
    return 0


def _print_robustness(found: Robustness) -> None:
    _print_head(found.marking, f"{found.name}: {counted(found.runs, 'run')} of each plan")
    table = found.table()
    interval = [f"{row.low:,.1f} to {row.high:,.1f}" for row in found.points]
    likely = [f"{row.p10:,} to {row.p90:,}" for row in found.points]
    columns = ["setting", "planned", "bound", "unmet", "interval", "likely", "turned_away", "below_min"]
    shown = table.assign(interval=interval, likely=likely)[[*columns, "against_best"]]
    titles = (
        "setting", "as planned", "proven", "as it comes out", "its interval", "8 of 10 runs", "turned away",
        "below min", "",
    )  # fmt: skip
    print_frame(
        shown.rename(columns={"below_min": "classes_short"}),
        "Unmet, in weighted trainees; + is by how much is overbooked",
        titles,
    )
    for name in found.left_out:
        console().print(f"left out, as there was no time: {name}", markup=False)
    told = f"best: {found.best.setting}{_as_toml(found.best)}"
    if len(found.points) == 1:
        told = "there was no time for another setting, so nothing can be compared: give a longer --time-limit"
    console().print(told, markup=False)


def _as_toml(best: RobustPoint) -> str:
    """What plan.toml has to say for it."""
    says = [f'class_min_on = "{best.class_min_on}"', f'seats_on = "{best.seats_on}"']
    says += [f"overbook_percent = {best.overbook_percent}"] if best.seats_on == "expected" else []
    return f" ({', '.join(says)})"


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER)
@published_option
@click.option(
    "--least",
    type=click.IntRange(1, 1_000_000),
    default=30,
    show_default=True,
    help="Offer what was counted of at least this many trainees.",
)
@click.option("--out", type=FOLDER, default=None, help="Write the table to this CSV file.")
@click.option(
    "--toml",
    "as_toml",
    is_flag=True,
    default=False,
    help="Print the scenario that puts what is offered into the dataset.",
)
@json_option
def rates(
    dataset: Path, published: Path | None, least: int, out: Path | None, as_toml: bool, as_json: bool
) -> int:  # fmt: skip
    """Count from actuals.csv who came and who passed, and offer it for show_percent and pass_percent."""
    from trainopt.dataset.whole import try_to_write_file
    from trainopt.runs.simulating import RATES_KIND

    if out is not None:
        try_to_write_file(out, RATES_KIND)
    found = trainopt.count_rates(dataset, published=published, least=least)
    if as_json:
        offered = None if found.scenario is None else tomllib.loads(trainopt.scenario_text(found.scenario))
        echo_json({"rates": records(found.table), "scenario": offered})
    elif as_toml:
        _print_scenario(found)
    else:
        _print_rates(found, least)
    if out is not None:
        trainopt.write_rates(out, found)
    return 0


NOTHING_OFFERED = "nothing is offered: too few trainees were counted"


def _print_scenario(found: CountedRates) -> None:
    if found.scenario is None:
        raise UsageError(f"{NOTHING_OFFERED}; --least sets how many it takes")
    console().print(trainopt.scenario_text(found.scenario), markup=False, soft_wrap=True, end="")


def _print_rates(found: CountedRates, least: int) -> None:
    if found.table.empty:
        console().print("actuals.csv has no step of which it is known who came or passed", markup=False)
        return
    for rate, title in (("came", "Who came, of those planned"), ("passed", "Who passed, of those who began")):
        shown = found.table[found.table["rate"] == rate].drop(columns="rate")
        if len(shown):
            print_frame(shown, f"{title}, in %; the true rate lies between low and high 19 times out of 20")
    told = NOTHING_OFFERED if found.scenario is None else "--toml prints what is offered as a scenario"
    console().print(f"{told}; it takes at least {least:,} trainees", markup=False)
