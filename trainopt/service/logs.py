"""The log of the service and of its workers on stderr: a line an event, as JSON or for whoever watches."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import TextIO

from trainopt.errors import printable
from trainopt.runs.secret import without_secrets

LOG_FORMATS = ("json", "plain")
LOGGED = ("trainopt.web", "trainopt.work", "uvicorn")
"""Whose events are logged: requests and what went wrong in them, runs, and the server's own."""


class LogLine(logging.Formatter):
    """Writes an event as one line. What a record carries as `facts` are fields of their own in JSON."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self.as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        moment = datetime.fromtimestamp(record.created, UTC)
        message = without_secrets(record.getMessage())
        error = without_secrets(self.formatException(record.exc_info)) if record.exc_info else ""
        if not self.as_json:
            return printable(f"{moment:%H:%M:%S} {message}") + (f"\n{error}" if error else "")
        line = {
            "at": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z",
            "level": record.levelname.lower(),
            "message": message,
            **record.__dict__.get("facts", {}),
        }
        return json.dumps(line | ({"error": error} if error else {}), default=str)


def log_in(form: str, stream: TextIO | None = None) -> None:
    """From now on this process logs its events in one of `LOG_FORMATS`, on stderr unless told otherwise."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LogLine(as_json=form == "json"))
    for name in LOGGED:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.WARNING if name == "uvicorn" else logging.INFO)
        logger.propagate = False
