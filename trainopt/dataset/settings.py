"""plan.toml: its keys checked, each fault with the line of its key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from pydantic import ValidationError

from trainopt.dataset.documents import decode, parse_toml
from trainopt.dataset.wording import as_column, nearest
from trainopt.errors import Fault, shown
from trainopt.kinds import word_of
from trainopt.tables import CSV, TERMS, Settings

FILE = CSV.settings


def read_settings(data: bytes) -> tuple[Settings | None, list[Fault]]:
    """The settings from the file's bytes, or every fault of it."""
    text = decode(FILE, data)
    if isinstance(text, Fault):
        return None, [text]
    values = parse_toml(FILE, text)
    if isinstance(values, Fault):
        return None, [values]
    lines = _lines_of_keys(text)
    return checked_settings(values, FILE, lambda key: lines.get(key, 0))


def checked_settings(
    values: dict[str, Any], file: str, line_of: Callable[[str], int]
) -> tuple[Settings | None, list[Fault]]:
    """The settings from values by key, or every fault of theirs; `line_of` says where a key is set."""
    try:
        given = (
            {**values, "objective": tuple(map(_term, values["objective"]))} if _is_list(values) else values
        )
        settings = Settings.model_validate(given)
    except ValidationError as error:
        settings, problems = None, list(_key_problems(error, values, file))
    else:
        problems = []
    problems += _contradictions(values, {problem.key for problem in problems})
    faults = [_fault(problem, file, line_of) for problem in problems]
    return (None if faults else settings), sorted(faults)


class SettingProblem(NamedTuple):
    """What is wrong with a key; `got` is the value to blame, None where the key is not set."""

    key: str
    message: str
    got: Any = None


def _is_list(values: dict[str, Any]) -> bool:
    return isinstance(values.get("objective"), list)


def _key_problems(error: ValidationError, values: dict[str, Any], file: str) -> Iterator[SettingProblem]:
    for detail in error.errors():
        key = str(detail["loc"][0])
        if detail["type"] == "extra_forbidden":
            known = [name for name in Settings.model_fields if name not in values]
            hint = nearest(key, known or Settings.model_fields)
            yield SettingProblem(key, f"no such key in {file}{hint}", values[key])
        elif detail["type"] == "missing":
            yield SettingProblem(key, "must be set")
        elif len(detail["loc"]) == 1:  # else it is a term, which is no word of ours either
            yield SettingProblem(key, SETTINGS_MUST_BE[key], values[key])


SETTINGS_MUST_BE = {
    "name": "must be a text of 1 to 1,000 characters, not of spaces or with control characters",
    "start": "must be a date, as 2026-03-02 without quotes",
    "weeks": "must be a whole number from 1 to 260",
    "as_of": "must be a date, as 2026-03-02 without quotes",
    "freeze_weeks": "must be a whole number from 0 to 1,000,000",
    "transfer_weeks": "must be a whole number from 0 to 1,000,000",
    "class_min_on": "must be planned or expected",
    "seats_on": "must be planned or expected",
    "overbook_percent": "must be a whole number from 0 to 100",
    "marking": "must be a text of at most 100 characters, without control characters",
    "objective": "must be a list of terms",
}


def _contradictions(values: dict[str, Any], faulty: set[str]) -> Iterator[SettingProblem]:
    """What the values of sound keys contradict in each other."""
    start, weeks, as_of = (None if key in faulty else values.get(key) for key in ("start", "weeks", "as_of"))
    if isinstance(start, date):
        for key, message in _horizon_problems(start, weeks, as_of):
            yield SettingProblem(key, message, values[key])
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


def _term(given: Any) -> Any:
    """The term that is meant, as given where it is none."""
    return (word_of(given, TERMS) or given) if isinstance(given, str) else given


def _objective_problems(objective: list[Any]) -> Iterator[SettingProblem]:
    terms = list(map(_term, objective))
    for position, term in enumerate(terms):
        if term not in TERMS:
            hint = nearest(str(term), TERMS) or f"; must be one of {', '.join(TERMS)}"
            yield SettingProblem("objective", f"no such term{hint}", term)
        elif term in terms[:position]:
            yield SettingProblem("objective", "the term stands there twice", objective[position])
    if "unmet" not in terms:
        yield SettingProblem("objective", "unmet must be among the terms", objective)


def _fault(problem: SettingProblem, file: str, line_of: Callable[[str], int]) -> Fault:
    column = as_column(problem.key)
    if problem.got is None:
        return Fault(file, line_of(problem.key), column, problem.message)
    return Fault(file, line_of(problem.key), column, f"{problem.message} (got {shown(problem.got)})")


STRING_OR_COMMENT = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*''', re.DOTALL
)
KEY_IS_SET = re.compile(r"""^[ \t]*(?:\[+[ \t]*)?([\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*[=.\]]""", re.MULTILINE)


def _lines_of_keys(text: str) -> dict[str, int]:
    """The line on which each key is first set."""
    # Within a text of several lines, a line may look like a key: leave of such a text its line ends alone.
    bare = STRING_OR_COMMENT.sub(lambda found: "\n" * found[0].count("\n") or found[0], text)
    lines: dict[str, int] = {}
    line, at = 1, 0
    for found in KEY_IS_SET.finditer(bare):
        line, at = line + bare.count("\n", at, found.start(1)), found.start(1)
        lines.setdefault(found[1].strip("\"'"), line)
    return lines
