"""The command line: click commands, thin. Each parses, calls one function and prints."""

import sys
import time

from trainopt.errors import ExitCode


def main() -> None:
    """Run the command line and end the process with its exit code."""
    # What the process has computed so far, mostly starting the interpreter, counts for --time-limit too.
    began = time.monotonic() - time.process_time()
    try:
        from trainopt.cli.app import run
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(ExitCode.INTERRUPTED)
    sys.exit(run(sys.argv[1:], began))
