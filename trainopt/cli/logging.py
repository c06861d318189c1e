"""The log of unattended runs on stderr: JSON lines, or plain ones for whoever watches on a terminal."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress

from trainopt.cli.output import json_text, say
from trainopt.runs.cluster_client import LOG
from trainopt.runs.nightly.journal import LOGGER


class Lines(logging.Handler):
    """Writes every record as one line, on whatever stderr then is."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self.as_json = as_json

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record. Where nobody reads it any more, the run goes on without."""
        with suppress(OSError):
            self._write(record)

    def _write(self, record: logging.LogRecord) -> None:
        line = record.__dict__.get("line", {"message": record.getMessage()})
        if self.as_json:
            say(json_text(line))
        else:
            say(f"{line.get('at', '')[11:19]} {line['message']}".strip())


def log_to_stderr(*, plain: bool | None = None, quiet: bool = False) -> None:
    """From now on log lines go to stderr: plain ones if asked for, or on a terminal if nothing is.

    `quiet`: warnings and errors alone. The store keeps all.
    """
    as_json = not (sys.stderr.isatty() if plain is None else plain)
    for logger in (LOGGER, LOG):
        logger.handlers = [Lines(as_json=as_json)]
        logger.setLevel(logging.WARNING if quiet else logging.INFO)
        logger.propagate = False
