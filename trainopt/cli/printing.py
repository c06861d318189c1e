"""What each command prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import trainopt
from trainopt.cli.output import console, counted, echo_json, echo_warnings, print_frame, print_wide, say
from trainopt.cli.progress import ProgressLine
from trainopt.errors import Interrupted, printable
from trainopt.search.params import Clock, Params

if TYPE_CHECKING:
    import pandas as pd

    from trainopt import Checked, Dataset, Progress, Solved, Verdict


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
            "demand_against_seats": seats.to_dict("records"),
            "never_fits": never.to_dict("records"),
        }
        echo_json(document)
        return
    echo_warnings(dataset.warnings)
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


def run_solve(
    dataset: Path,
    out: Path,
    params: Params,
    clock: Clock,
    *,
    published: Path | None,
    log: Path | None,
    workbook: Path | None,
    overwrite: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Solve with progress; say where the plan is and what it is worth; the exit code."""
    from trainopt.dataset.whole import try_to_write_file
    from trainopt.runs.search_log import KIND, write_search_log

    if log is not None:
        try_to_write_file(log, KIND)
    trainees: list[int] = []

    def on_read(read: Dataset) -> None:
        echo_warnings(read.warnings)
        trainees.append(sum(demand.trainees for demand in read.demand))

    with ProgressLine(quiet=quiet) as line:

        def observe(progress: Progress) -> None:
            line.show(progress, trainees[0])

        solved = trainopt.solve(
            dataset,
            out,
            params,
            published=published,
            workbook=workbook,
            overwrite=overwrite,
            clock=clock,
            observer=observe,
            on_read=on_read,
        )
    if params.repeatable and solved.result.stopped is not trainopt.Stopped.FINISHED:
        say("time was up before the count was: this run cannot be repeated to the byte")
    _print_solved(solved, as_json=as_json)
    if workbook is not None:
        _print_workbook(solved, workbook, as_json=as_json)
    if log is not None:
        write_search_log(log, solved.result.log)
    if solved.result.bug is not None:
        raise solved.result.bug
    return Interrupted.exit_code if solved.result.stopped is trainopt.Stopped.INTERRUPTED else 0


def _print_workbook(solved: Solved, workbook: Path, *, as_json: bool) -> None:
    if not solved.has_workbook:
        made = f"trainopt convert {solved.folder} {workbook} makes it of the plan"
        say(f"no time was left for the workbook: {made}")
    elif not as_json:
        console().print(f"the plan as a workbook: {workbook}", markup=False)


def _print_solved(solved: Solved, *, as_json: bool) -> None:
    for one in solved.released:
        say(f"released: {one}")
    if solved.result.left_out:
        shares = ", ".join(f"{term} in {share:.1%}" for term, share in solved.result.left_out.items())
        say(f"the sums of the tiers were too large to pursue all of them in every trial; left out: {shares}")
    if solved.result.without_kernel:
        say("planned by neighbourhoods alone: the kernel, which finds more, is not compiled here or failed")
    if solved.kept:
        say(f"{solved.folder} holds a better plan, which was kept")
    result = solved.result
    if as_json:
        document = {
            "plan": str(solved.folder),
            "kept": solved.kept,
            "stopped": result.stopped,
            "seconds": result.seconds,
            "tiers": [{**vars(tier), "gap": tier.gap, "status": tier.status} for tier in result.tiers],
            "terms": result.terms,
            "left_out": result.left_out,
        }
        echo_json(document)
        return
    how = "" if result.stopped is trainopt.Stopped.FINISHED else f" ({result.stopped})"
    if not solved.kept:
        console().print(f"plan written to {solved.folder}{how}", markup=False)
        print_headline(trainopt.headline(solved.folder))
    for tier in result.tiers:
        proven = "proven" if tier.value == tier.bound else f"bound {tier.bound:,}, gap {tier.gap:.1%}"
        print_term(tier.term, tier.value, solved.unmet_trainees, proven)


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
        stale = [vars(fault) for fault in verdict.stale]
        echo_json({"broken": broken, "terms": verdict.terms, "stale": stale})
        return
    echo_warnings(verdict.warnings)
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


def print_plan(frames: dict[str, pd.DataFrame], *, as_json: bool) -> None:
    """The plan's tables in the terminal."""
    if as_json:
        echo_json({title: frame.to_dict("records") for title, frame in frames.items()})
        return
    for title, frame in frames.items():
        if len(frame):  # a share of a plan has no tiers, and may have nothing else
            print_frame(frame, title)
