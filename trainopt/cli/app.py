"""The group of commands, and what errors become: lines on stderr and an exit code."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress

import click
import rich_click

from trainopt.cli.accounts import accounts
from trainopt.cli.commands import check, generate, plot, show, verify
from trainopt.cli.explaining import explain, value
from trainopt.cli.history import runs
from trainopt.cli.nights import nightly
from trainopt.cli.notices import notices
from trainopt.cli.output import echo_faults, echo_json, say
from trainopt.cli.reporting import report
from trainopt.cli.scenarios import compare, scenario, stability, whatif
from trainopt.cli.serving import serve
from trainopt.cli.sharing import calendar, extract
from trainopt.cli.simulating import rates, robustness, simulate
from trainopt.cli.solving import solve
from trainopt.cli.workbooks import convert, template
from trainopt.cli.workers import work
from trainopt.errors import (
    FULL,
    ContradictoryPins,
    ExitCode,
    InputFaults,
    TrainoptError,
    UsageError,
    refused_by_the_machine,
)
from trainopt.search.stopping import ended_in_order


@click.group(cls=rich_click.RichGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="trainopt")
@click.option("--debug", is_flag=True, default=False, help="Show a traceback when trainopt has a bug.")
def app(debug: bool) -> None:
    """Plan training: who goes to which course, where and when."""


for command in (
    *(check, solve, verify, show, whatif, scenario, compare, explain, value, nightly, runs, accounts, work),
    *(stability, simulate, robustness, rates, report, calendar, extract, template, convert, generate, plot),
    *(serve, notices),
):
    app.add_command(command)


def run(arguments: Sequence[str], began: float | None = None) -> int:
    """Run a command that began at a time of the monotonic clock, or now; its exit code as in the table."""
    start = time.monotonic() if began is None else began
    with ended_in_order():
        return _run(arguments, start)


def _run(arguments: Sequence[str], start: float) -> int:
    try:
        code = int(app.main(list(arguments), prog_name="trainopt", standalone_mode=False, obj=start) or 0)
        _flush()
        return code
    except click.ClickException as error:
        error.show()
        return ExitCode.WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        return ExitCode.INTERRUPTED
    except SystemExit as end:
        # With 1 click ends when its output is no longer read: whoever read it has seen enough.
        return 0 if end.code == 1 else int(end.code or 0)
    except TrainoptError as error:
        return _told(error, arguments) if error.exit_code != ExitCode.BUG else _bug(error, arguments)
    except OSError as error:
        refused = refused_by_the_machine(error)
        return _bug(error, arguments) if refused is None else _refused(refused, full=error.errno in FULL)
    except Exception as error:
        return _bug(error, arguments)


def _flush() -> None:
    """See to it that results are out. Where nobody reads them any more, whoever did has seen enough."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_results()


def _let_go_of_results() -> None:
    """What is left of them goes nowhere: the end of the process would try to write it once more."""
    nowhere = os.memfd_create("nowhere")
    with suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _refused(error: UsageError, *, full: bool) -> int:
    """What the machine does not do: no space is left, for results perhaps, or a place is not to be used."""
    if full:
        _let_go_of_results()
    say(str(error))
    return error.exit_code


def _told(error: TrainoptError, arguments: Sequence[str]) -> int:
    """An error that is the user's to mend, in as many lines as it has parts."""
    if isinstance(error, InputFaults):
        echo_faults(error.faults, error.warnings, as_json="--json" in arguments)
    elif isinstance(error, ContradictoryPins):
        _echo_contradiction(error, as_json="--json" in arguments)
    else:
        say(str(error))
    return error.exit_code


def _echo_contradiction(error: ContradictoryPins, *, as_json: bool) -> None:
    if as_json:
        members = [vars(member) for member in error.members]
        echo_json({"contradiction": members, "verified": error.verified, "smallest": error.smallest})
    say("no plan can hold the pins; these rows contradict each other:")
    for member in error.members:
        say(str(member))
    if error.smallest:
        say("solved again with these rows alone: still impossible. No smaller set of rows is.")
    elif not error.verified:
        say("the time ended before the set was complete; a longer --time-limit finds all of it")


def _bug(error: BaseException, arguments: Sequence[str]) -> int:
    """A bug of ours: one line and where everything needed to repeat it lies."""
    from trainopt.runs.replay import keep_replay
    from trainopt.runs.secret import without_passwords

    text = without_passwords("".join(traceback.format_exception(error)))
    if "--debug" in arguments:
        for line in text.splitlines():
            say(line)
    try:
        kept = f"all that repeats it is in {keep_replay(arguments, text)}"
    except OSError as full:
        kept = f"what repeats it could not be kept: {full}"
    say(f"a bug in trainopt: {without_passwords(_cause(error))} ({kept})")
    return ExitCode.BUG


def _cause(error: BaseException) -> str:
    """What went wrong, in a line, down to where it came from: an earlier error, or a traceback within."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    said = [f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__]
    if len(lines) > 1:
        said.append(lines[-1].strip())
    if (before := error.__cause__) is not None:
        said.append(_cause(before))
    return "; from ".join(said)
