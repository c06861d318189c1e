"""The commands that say why, what would help, and what capacity is worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import rich_click

import trainopt
from trainopt.cli.options import (
    FOLDER,
    effort_of,
    json_option,
    published_option,
    quiet_option,
    seed_option,
    time_limit_option,
    workers_option,
)
from trainopt.cli.output import console, echo_json, print_frame, records
from trainopt.cli.progress import spoken
from trainopt.errors import ExitCode
from trainopt.search.stopping import interruptible
from trainopt.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from trainopt import Explanation, Values

NOTHING_SHOWN = {
    "changes": "No change that was found can be made to the data as it is.",
    "planning on": "No change is needed: planning for longer finds a place.",
    "none": "No small change was found that would help.",
    "no time": "What would help was not looked for: the time was up.",
}
"""What is said where there are no changes to show."""

EVIDENCE = {
    "proven": "proven: no plan without it is as good",
    "found": "found: they join the best plan without it, and nobody is moved",
    "repeated": "each of several searches with it is better than every one without",
}
"""What there is to show that a change helps."""

CHANCE = "one search differs from another by as much, so it may be chance"
NO_BETTER = {"": "no better plan was found", "noise": f"a better plan was found, but {CHANCE}"}
"""What is said where nothing shows that a change helps, by the evidence."""

NOT_ALL_LOOKED_AT = "The time was up before all who are unmet or late were looked at: more may be worth it."

READING = "looking at the plan"
MOST_BLOCKS = 12
MOST_ESTIMATES = 10

out_option = click.option(
    "--out",
    type=FOLDER,
    default=None,
    help="Write CSV tables and the changes as scenarios to this new folder.",
)


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER)
@click.argument("plan", type=FOLDER)
@published_option
@click.option("--demand", default=None, help="Explain this demand alone.")
@click.option("--cohort", default=None, help="Explain this cohort alone.")
@click.option("--unit", default=None, help="Explain this unit and those below it.")
@click.option(
    "--top", type=click.IntRange(1, 1000), default=3, show_default=True,
    help="Explain at most this many demands, those that weigh most first.",
)  # fmt: skip
@time_limit_option("30s")
@workers_option
@seed_option
@out_option
@quiet_option
@json_option
@click.pass_obj
def explain(
    began: float, /, dataset: Path, plan: Path, out: Path | None, time_limit: float, workers: int, seed: int,
    quiet: bool, as_json: bool, **choices: Any,
) -> int:  # fmt: skip
    """Say why trainees are unmet or late, and the smallest change that helps, verified by planning again."""
    trainopt.check_new(out)
    effort = effort_of(began, time_limit, workers=workers, seed=seed)
    with interruptible(effort.stop), spoken(effort, READING, quiet=quiet) as telling:
        found = trainopt.explain_plan(dataset, plan, params=telling, **choices)
    if as_json:
        echo_json(
            {name: records(getattr(found, name)) for name in ("demands", "blocks", "reliefs")}
            | {"complete": found.complete}
        )
    else:
        _print_explanation(found)
    if out is not None:
        trainopt.write_explanation(out, found)
    return ExitCode.INTERRUPTED if effort.stopped else 0


def _print_explanation(found: Explanation) -> None:
    if found.demands.empty:
        console().print("nobody of those asked about is unmet or late: there is nothing to explain")
    for demand in found.demands.itertuples(index=False):
        demand_id = str(demand.demand_id)
        console().print(_heading(demand), style="bold", markup=False)
        _print_blocks(_of(found.blocks, demand_id))
        _print_reliefs(_of(found.reliefs, demand_id), str(demand.answer), complete=found.complete)


def _of(frame: pd.DataFrame, demand_id: str) -> pd.DataFrame:
    return frame[frame["demand_id"] == demand_id].drop(columns="demand_id").reset_index(drop=True)


def _heading(demand: Any) -> str:
    parts = []
    if demand.unmet:
        parts.append(f"{demand.unmet:,} trainees unmet")
    if demand.late:
        parts.append(f"{demand.late:,} late by up to {counted(demand.weeks_late, 'week')}")
    if demand.weeks_certain:
        why = "the courses take longer than there is"
        parts.append(f"of which nothing can help {demand.weeks_certain}: {why}")
    place = f"; planning on with nothing changed helps {demand.place_found:,}" if demand.place_found else ""
    return f"{demand.demand_id} of {demand.unit_id} (priority {demand.priority}): {', '.join(parts)}{place}"


def _print_blocks(blocks: pd.DataFrame) -> None:
    from trainopt.dataset.wording import listed

    shown = blocks.head(MOST_BLOCKS)
    starts = [
        _few_dates(str(days), int(weeks)) for days, weeks in zip(shown["starts"], shown["weeks"], strict=True)
    ]
    users = [listed(users.split()) for users in shown["used_by"]]
    short = [
        _amount(int(amount), str(unit)) for amount, unit in zip(shown["short"], shown["unit"], strict=True)
    ]
    shown = shown.assign(starts=starts, short=short, used_by=users).drop(columns=["weeks", "unit"])
    print_frame(_named(shown), "What keeps it out, the sites with the fewest limits first")
    if len(blocks) > MOST_BLOCKS:
        console().print(f"and {len(blocks) - MOST_BLOCKS} more: --json or --out has all of them")


def _named(shown: pd.DataFrame) -> pd.DataFrame:
    """Ids and names in one column: the table has columns enough without them."""
    for what in ("course", "site"):
        if f"{what}_name" in shown:
            called = shown.pop(f"{what}_name").fillna("")
            shown[f"{what}_id"] = (shown[f"{what}_id"].fillna("") + " " + called).str.strip()
    return shown.rename(columns={"course_id": "course", "site_id": "site"})


def _amount(amount: int, unit: str) -> str:
    """`14 trainees`, `1 class`; nothing where nothing is short."""
    one = {"classes": "class"}.get(unit, unit.removesuffix("s"))
    return f"{amount} {one if amount == 1 else unit}" if unit else ""


def _few_dates(days: str, weeks: int) -> str:
    """One stretch as it is; several as how many weeks there are, from the first day to the last."""
    if ", " not in days:
        return days
    return f"{weeks} weeks from {days.split()[0]} to {days.split()[-1]}"


def _print_reliefs(reliefs: pd.DataFrame, answer: str, *, complete: bool) -> None:
    lines = ["What would help:" if len(reliefs) else NOTHING_SHOWN[answer]]
    for number, relief in enumerate(reliefs.to_dict("records"), 1):
        changes = str(relief["relief"]).split("; ")
        lines += _numbered(number, changes)
        lines += [f"     {line}" for line in _verdict({str(k): v for k, v in relief.items()})]
    if len(reliefs) and not complete:
        lines.append("The search was not complete: a smaller change may do.")
    console().print("\n".join(lines), markup=False, soft_wrap=True)


def _numbered(number: int, changes: list[str]) -> list[str]:
    return [f"{number:>3}. {changes[0]}", *(f"     and {change}" for change in changes[1:])]


WEIGHTED = {"unmet": "weighted unmet", "lateness": "weighted weeks of lateness"}
"""Terms in which a trainee counts as often as its priority says."""


def _verdict(relief: dict[str, Any]) -> list[str]:
    """What planning again came to, in words."""
    if relief["verified"] == "not tried":
        return ["not planned again: the time was up"]
    terms = [column.removesuffix("_before") for column in relief if column.endswith("_before")]
    tiers = [
        f"{WEIGHTED.get(term, term)} {relief[f'{term}_before']:,.0f} -> {relief[f'{term}_after']:,.0f}"
        for term in terms
        if relief[f"{term}_before"] != relief[f"{term}_after"]
    ]
    if relief["evidence"] == "noise":
        return [f"planned again: {', '.join(tiers)}, but {CHANCE}"]
    if relief["verified"] == "no":
        return [f"planned again: {NO_BETTER['']}"]
    who = f"helps {relief['helps']:,.0f} trainees; others gain {relief['others_gain']:,.0f} places"
    who = f"{who} and lose {relief['others_lose']:,.0f}"
    smallest = "; proven to be the smallest" if relief["smallest"] == "proven" else ""
    return [f"planned again: {who}{smallest}", f"{', '.join(tiers)} ({EVIDENCE[relief['evidence']]})"]


@click.command(cls=rich_click.RichCommand)
@click.argument("dataset", type=FOLDER)
@click.argument("plan", type=FOLDER)
@published_option
@click.option(
    "--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="Verify at most this many."
)
@time_limit_option("120s")
@workers_option
@seed_option
@out_option
@quiet_option
@json_option
@click.pass_obj
def value(
    began: float, /, dataset: Path, plan: Path, published: Path | None, top: int, out: Path | None,
    time_limit: float, workers: int, seed: int, quiet: bool, as_json: bool,
) -> int:  # fmt: skip
    """Say what one more of each capacity is worth, where and when; the best verified by planning again."""
    trainopt.check_new(out)
    effort = effort_of(began, time_limit, workers=workers, seed=seed)
    with interruptible(effort.stop), spoken(effort, READING, quiet=quiet) as telling:
        found = trainopt.value_capacity(dataset, plan, published=published, top=top, params=telling)
    if as_json:
        echo_json({"values": records(found.ranking), "nobody": found.nobody, "complete": found.complete})
    else:
        _print_values(found)
    if out is not None:
        trainopt.write_values(out, found, top)
    return ExitCode.INTERRUPTED if effort.stopped else 0


def _print_values(found: Values) -> None:
    if found.ranking.empty:
        console().print(_why_nothing(found), markup=False)
        return
    ranking = found.ranking.assign(rank=range(1, len(found.ranking) + 1))
    tried = ranking[[f"{term}_verified" for term in WEIGHTED]].notna().any(axis=1)
    verified, estimated = ranking[tried], ranking[~tried].head(MOST_ESTIMATES)
    lines: list[str] = []
    for title, shown, said in (
        ("What more is worth:", verified, _gained),
        ("What more may be worth; not planned again:", estimated, _estimated),
    ):
        lines += [title] if len(shown) else []
        for more in records(shown):
            called = "; ".join(filter(None, (_called(more), _for_demands(more))))
            lines += _numbered(more["rank"], str(more["change"]).split("; "))
            lines += [f"     {line}" for line in (called, said(more)) if line]
    left = len(ranking) - len(verified) - len(estimated)
    lines += [f"and {left:,} more: --json or --out has all of them"] if left else []
    lines += [] if found.complete else [NOT_ALL_LOOKED_AT]
    console().print("\n".join(lines), markup=False, soft_wrap=True)


def _why_nothing(found: Values) -> str:
    if not found.complete:
        return NOT_ALL_LOOKED_AT
    because = (
        "nobody is unmet or late" if found.nobody else "none alone would help; `explain` says what would"
    )
    return f"no more of any capacity is worth anything: {because}"


def _gained(more: dict[str, Any]) -> str:
    """What planning again came to."""
    evidence = more["evidence"] or ""
    if evidence not in EVIDENCE:
        return f"planned again: {NO_BETTER[evidence]}"
    moved = [
        f"{what} {abs(fell):,} {'less' if fell > 0 else 'more'}"
        for term, what in WEIGHTED.items()
        if (fell := more[f"{term}_verified"])
    ]
    return f"planned again: {', '.join(moved) or 'another term is better'} ({EVIDENCE[evidence]})"


def _estimated(more: dict[str, Any]) -> str:
    """What the two estimates say, where they say anything."""
    said = [
        f"{what} {worth:,.{digits}f} less {how}"
        for how, estimate, digits in (
            ("in the plan as it stands", "plan", 0),
            ("by the relaxation", "duals", 1),
        )
        for term, what in WEIGHTED.items()
        if (worth := more[f"{term}_by_{estimate}"] or 0) >= 0.05
    ]
    return f"estimated: {'; '.join(said)}" if said else ""


def _called(more: dict[str, Any]) -> str:
    """The names of the course and of the place, where they have any."""
    named = ((more["course_id"], more.get("course_name")), (more["place"], more.get("place_name")))
    return "; ".join(f"{its_id}: {name}" for its_id, name in named if name)


def _for_demands(more: dict[str, Any]) -> str:
    from trainopt.dataset.wording import listed

    return f"for {listed(str(more['for_demands']).split())}" if more["for_demands"] else ""
