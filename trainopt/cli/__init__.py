"""The command line: click commands, thin. Each parses, calls one function and prints."""

import io
import os
import sys
import time

from trainopt.errors import ExitCode
from trainopt.search.stopping import end_undisturbed, ended_in_order


def main() -> None:
    """Run the command line and end the process with its exit code."""
    # What the process has computed so far, mostly starting the interpreter, counts for --time-limit too.
    began = time.monotonic() - time.process_time()
    _make_streams_writable()
    with ended_in_order():
        code = _run(began)
        if code == ExitCode.INTERRUPTED:
            end_undisturbed()
            _forget_interruption()
    sys.exit(code)


def _run(began: float) -> int:
    """Read in the program, which takes the longer part of a second, and run the command."""
    try:
        from trainopt.cli.app import run

        return run(sys.argv[1:], began)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return ExitCode.INTERRUPTED


def _forget_interruption() -> None:
    """See to it that the process ends with its exit code.

    Where the signal came while a text was executed, as dataclasses do when they are imported, Python would
    end itself by SIGINT in place of it. The next text that is executed takes that back.
    """
    exec("")


def _make_streams_writable() -> None:
    """A stream that is closed leads nowhere, and one that lacks a letter shows its number."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # and its number is free, which a table that is written must not get
            nowhere = io.FileIO(os.memfd_create("nowhere"), "w")
            setattr(sys, name, io.TextIOWrapper(nowhere, "utf-8", write_through=True))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
