"""plan.toml: its keys checked, each fault with the line of its key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from trainopt.dataset.csvfile import decode
from trainopt.dataset.wording import as_column, nearest
from trainopt.errors import Fault, shown
from trainopt.tables import CSV, TERMS, Settings

FILE = CSV.settings


def read_settings(folder: Path) -> tuple[Settings | None, list[Fault]]:
    """The settings, or every fault of the file."""
    path = folder / FILE
    if not path.exists() and not path.is_symlink():
        return None, [Fault(FILE, 0, "", "the file is missing")]
    text = decode(path)
    if isinstance(text, Fault):
        return None, [text]
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return None, [_syntax_fault(error)]
    return checked_settings(values, FILE, lambda key: _line_of(key, text))


def _syntax_fault(error: Exception) -> Fault:
    place = re.search(r"\(at line (\d+), column \d+\)", str(error))
    message = re.sub(r" \(at .*\)$", "", str(error))
    return Fault(FILE, int(place.group(1)) if place else 0, "", f"is not TOML: {message}")


def checked_settings(
    values: dict[str, Any], file: str, line_of: Callable[[str], int]
) -> tuple[Settings | None, list[Fault]]:
    """The settings from values by key, or every fault of theirs; `line_of` says where a key is set."""
    try:
        given = {**values, "objective": tuple(values["objective"])} if _is_list(values) else values
        settings = Settings.model_validate(given)
    except ValidationError as error:
        settings, problems = None, list(_key_problems(error, values, file))
    else:
        problems = []
    problems += _contradictions(values, {problem.key for problem in problems})
    faults = [_fault(problem, file, line_of) for problem in problems]
    return (None if faults else settings), sorted(faults)


class Problem(NamedTuple):
    """What is wrong with a key; `got` is the value to blame, None where the key is not set."""

    key: str
    message: str
    got: Any = None


def _is_list(values: dict[str, Any]) -> bool:
    return isinstance(values.get("objective"), list)


def _key_problems(error: ValidationError, values: dict[str, Any], file: str) -> Iterator[Problem]:
    for detail in error.errors():
        key = str(detail["loc"][0])
        if detail["type"] == "extra_forbidden":
            known = [name for name in Settings.model_fields if name not in values]
            hint = nearest(key, known or Settings.model_fields)
            yield Problem(key, f"no such key in {file}{hint}", values[key])
        elif detail["type"] == "missing":
            yield Problem(key, "must be set")
        elif len(detail["loc"]) == 1:  # else it is a term, which is no word of ours either
            yield Problem(key, MUST_BE[key], values[key])


MUST_BE = {
    "name": "must be a text of 1 to 1,000 characters, not of spaces alone",
    "start": "must be a date, as 2026-03-02 without quotes",
    "weeks": "must be a whole number from 1 to 260",
    "as_of": "must be a date, as 2026-03-02 without quotes",
    "freeze_weeks": "must be a whole number from 0 to 1,000,000",
    "transfer_weeks": "must be a whole number from 0 to 1,000,000",
    "objective": "must be a list of terms",
}


def _contradictions(values: dict[str, Any], faulty: set[str]) -> Iterator[Problem]:
    """What the values of sound keys contradict in each other."""
    start, weeks, as_of = (None if key in faulty else values.get(key) for key in ("start", "weeks", "as_of"))
    if isinstance(start, date):
        for key, message in _horizon_problems(start, weeks, as_of):
            yield Problem(key, message, values[key])
    if _is_list(values):
        yield from _objective_problems(values["objective"])


def _horizon_problems(start: date, weeks: int | None, as_of: date | None) -> Iterator[tuple[str, str]]:
    if start.weekday() != 0:
        yield "start", "must be a Monday"
    if weeks is None:
        return
    if start.toordinal() + 7 * weeks > date.max.toordinal():
        yield "start", "the horizon must end before the year 10000"
    elif as_of is not None and not start <= as_of <= start + timedelta(days=7 * weeks - 1):
        end = start + timedelta(days=7 * weeks - 1)
        yield "as_of", f"must lie within the horizon, {start} to {end}"


def _objective_problems(objective: list[Any]) -> Iterator[Problem]:
    for position, term in enumerate(objective):
        if term not in TERMS:
            yield Problem("objective", f"no such term{nearest(str(term), TERMS)}", term)
        elif term in objective[:position]:
            yield Problem("objective", "the term stands there twice", term)
    if "unmet" not in objective:
        yield Problem("objective", "unmet must be among the terms", objective)


def _fault(problem: Problem, file: str, line_of: Callable[[str], int]) -> Fault:
    column = as_column(problem.key)
    if problem.got is None:
        return Fault(file, line_of(problem.key), column, problem.message)
    return Fault(file, line_of(problem.key), column, f"{problem.message} (got {shown(problem.got)})")


STRING_OR_COMMENT = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*''', re.DOTALL
)


def _line_of(key: str, text: str) -> int:
    """The line on which the key is set; 0 where it is not found."""
    # Within a text of several lines, a line may look like a key: leave of such a text its line ends alone.
    bare = STRING_OR_COMMENT.sub(lambda found: "\n" * found[0].count("\n") or found[0], text)
    name = rf"(?:{re.escape(key)}|\"{re.escape(key)}\"|'{re.escape(key)}')\s*"
    found = re.search(rf"^\s*(?:{name}[=.]|\[+\s*{name}[.\]])", bare, re.MULTILINE)
    return bare.count("\n", 0, found.end()) + 1 if found else 0
