"""What each command prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import trainopt
from trainopt.cli.output import (
    console,
    echo_differences,
    echo_json,
    echo_warnings,
    print_frame,
    print_wide,
    records,
    say,
)
from trainopt.errors import printable
from trainopt.wording import counted

if TYPE_CHECKING:
    import pandas as pd

    from trainopt import Checked, Verdict


def print_check(checked: Checked, *, as_json: bool) -> None:
    """What was loaded, demand against seats, and what can never fit."""
    dataset, problem, seats, never = checked.dataset, checked.problem, checked.seats, checked.never_fits
    loaded = dataset.counts()
    if as_json:
        document = {
            "name": dataset.settings.name,
            "loaded": loaded,
            "cohorts": len(problem.cohorts),
            "trainees": problem.all_trainees,
            "faults": [],
            "warnings": [vars(warning) for warning in dataset.warnings],
            "differences": [vars(one) for one in checked.differences],
            "demand_against_seats": records(seats),
            "never_fits": records(never),
        }
        echo_json(document)
        return
    echo_warnings(dataset.warnings, "it can be planned all the same")
    echo_differences(checked.differences)
    out = console()
    rows = ", ".join(f"{number:,} {name}" for name, number in loaded.items() if number)
    out.print(f"{dataset.settings.name}: no faults", markup=False)
    out.print(f"{rows}: {problem.all_trainees:,} trainees in {counted(len(problem.cohorts), 'cohort')}\n")
    months = seats.assign(cell=seats["trainees"].map("{:,}".format) + "/" + seats["seats"].map("{:,}".format))
    table = months.pivot(index="course_id", columns="month", values="cell").fillna("").reset_index()
    called = {course.course_id: course.name for course in dataset.courses}
    table.insert(1, "course_name", table["course_id"].map(called))
    print_wide(table, "Trainees who must have ended a course by the month / seats that end in it")
    if len(never):
        out.print()
        print_frame(never, "What fits in no plan")


def print_term(term: str, value: int, unmet: int | None, rest: str = "") -> None:
    """A term with its value; beside the weighted trainees that are unmet the plain ones."""
    plain = f" ({counted(unmet, 'trainee')})" if term == "unmet" and unmet is not None else ""
    console().print(f"  {term:<10} {value:>14,}{plain}  {rest}".rstrip(), markup=False)


def print_headline(head: trainopt.Headline) -> None:
    """The marking, and what is placed of what can be placed at most."""
    if head.marking:
        console().print(printable(head.marking), markup=False)
    if head.of_most:
        console().print(f"placed: {head.of_most}, weighted by priority", markup=False)


def print_verdict(verdict: Verdict, *, as_json: bool) -> None:
    """Every broken rule with its rows, or the terms."""
    if as_json:
        broken = [
            {"rule": b.rule, "message": b.message, "lines": [p.line for p in b.placements]}
            for b in verdict.broken
        ]
        stale, warnings = ([vars(fault) for fault in told] for told in (verdict.stale, verdict.warnings))
        figures = {"terms": verdict.terms, "unmet_trainees": verdict.unmet_trainees}
        echo_json({"broken": broken, **figures, "stale": stale, "warnings": warnings})
        return
    echo_warnings(verdict.warnings, "the plan is checked all the same")
    for one in verdict.broken:
        console().print(one.told(verdict.row), markup=False, soft_wrap=True)
    if verdict.broken:
        rules = ", ".join(str(rule) for rule in sorted({one.rule for one in verdict.broken}))
        console().print(f"the plan breaks rules: {rules} ({counted(len(verdict.broken), 'time')})")
        return
    for fault in verdict.stale:
        say(f"out of date: {fault}")
    console().print("the plan breaks no rule")
    for term, value in (verdict.terms or {}).items():
        print_term(term, value, verdict.unmet_trainees)


def print_plan(head: trainopt.Headline, frames: dict[str, pd.DataFrame], *, as_json: bool) -> None:
    """The plan's headline and tables in the terminal."""
    if as_json:
        tables = {title: records(frame) for title, frame in frames.items()}
        echo_json({"headline": vars(head), **tables})
        return
    print_headline(head)
    for title, frame in frames.items():
        if len(frame):  # a share of a plan has no tiers, and may have nothing else
            print_frame(frame, title)
