"""The command line: click commands, thin. Each parses, calls one function and prints."""

import io
import os
import sys
import time

from trainopt.errors import ExitCode


def main() -> None:
    """Run the command line and end the process with its exit code."""
    # What the process has computed so far, mostly starting the interpreter, counts for --time-limit too.
    began = time.monotonic() - time.process_time()
    _make_streams_writable()
    try:
        from trainopt.cli.app import run
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(ExitCode.INTERRUPTED)
    sys.exit(run(sys.argv[1:], began))


def _make_streams_writable() -> None:
    """A stream that is closed leads nowhere, and one that lacks a letter shows its number."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # and its number is free, which a table that is written must not get
            nowhere = io.FileIO(os.memfd_create("nowhere"), "w")
            setattr(sys, name, io.TextIOWrapper(nowhere, "utf-8", write_through=True))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
