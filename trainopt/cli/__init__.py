"""The command line: click commands, thin. Each parses, calls one function and prints."""

import sys

from trainopt.cli.app import run

__all__ = ["main"]


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(sys.argv[1:]))
