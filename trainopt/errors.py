"""The errors trainopt raises, and the exit code each one means.

TrainoptError                 1   a bug of ours
├── RejectedPlan              1   the checker refuses a plan that the search made
├── UsageError                2   wrong use: a folder that exists, an option that cannot be
│   ├── NotSignedIn           2   nobody is known by what was given: no password, session or token fits
│   ├── NotAllowed            2   what is seen and may not be done
│   ├── NotThere              2   there is no such thing, or none that the actor may know of
│   ├── Outrun                2   somebody else was quicker: read again, then decide
│   └── Clashes               2   cells that others changed meanwhile: each needs a choice
├── NoAnswer                  2   a service did not answer
├── LockLost                  2   another run took this one for dead, and its lock
├── InputFaults               3   the input is faulty: every fault is in it
│   ├── DatasetFaults
│   ├── PlanFaults
│   ├── ScenarioFaults
│   └── MapFaults
├── ContradictoryPins         4   proven: no plan can hold the pins
├── NoPlanInTime              5   stopped before there was any plan
└── Interrupted             130   stopped by the user; what was found is written
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from types import NoneType
from typing import Any

SHOWN_CHARACTERS = 60


class ExitCode(IntEnum):
    """What a command ends with, the same for all. `meaning` says it in words."""

    meaning: str

    def __new__(cls, code: int, meaning: str) -> ExitCode:
        """A code with its meaning."""
        made = int.__new__(cls, code)
        made._value_ = code
        made.meaning = meaning
        return made

    DONE = 0, "done"
    BUG = 1, "a bug of ours: one line and where the replay folder lies; `--debug` shows the traceback"
    WRONG_USE = 2, "wrong use of the command"
    FAULTY_INPUT = 3, "the input is faulty: every fault was printed"
    CONTRADICTORY_PINS = (
        4,
        "proven: no plan can hold the pins; a smallest set of rows that contradict each other was printed",
    )
    NO_PLAN = 5, "stopped before there was any plan"
    BROKEN_RULES = 6, "`verify`: the plan breaks rules"
    HELD_BACK = 7, "`nightly`: planned, but not published: it fell short of the publication rules"
    INTERRUPTED = 130, "interrupted; the best plan so far was written if there was one"


BREAKS = re.compile("[\t\n\r\u2028\u2029]+")
"""Between two lines, or two columns: in a line they stand as a space."""
OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What terminals obey instead of showing it, what turns a text around, and what is half a character."""


def printable(text: str) -> str:
    """The text on one line, with nothing in it that a terminal obeys or that turns it around."""
    return OBEYED.sub(lambda found: _escaped(found[0]), BREAKS.sub(" ", text))


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def shown(value: object) -> str:
    """The value as a message shows it: one printable line, shortened, text in single quotes."""
    text = value if isinstance(value, str) else str(value)
    if len(text) > SHOWN_CHARACTERS:
        text = text[:SHOWN_CHARACTERS] + "…"
    text = "".join(c if c.isprintable() else _escaped(c) for c in text)
    return f"'{text}'" if isinstance(value, str) else text


@dataclass(frozen=True, order=True)
class Fault:
    """One fault or warning: where it stands and what is wrong.

    `line` is the line an editor shows, 0 where the fault is the whole file's; `column` is the name in
    the header or the key in plan.toml, blank where the fault is the whole row's. In a workbook `file` is
    a sheet, `line` its row, and `cell` (as D7) the cell to look at; elsewhere it is blank.
    """

    file: str
    line: int
    column: str
    message: str
    cell: str = ""

    @property
    def place(self) -> str:
        """File and line as editors take them, or sheet and cell as spreadsheets do."""
        if self.cell:
            return f"{self.file}!{self.cell}"
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.column, self.message) if part)


class TrainoptError(Exception):
    """Anything trainopt raises on purpose. `exit_code` is what the command line ends with."""

    exit_code = ExitCode.BUG


class RejectedPlan(TrainoptError):
    """The checker found broken rules in a plan that the search made: a bug of ours."""


class UsageError(TrainoptError):
    """The command or function cannot be used like this; nothing was changed."""

    exit_code = ExitCode.WRONG_USE


def check_whole(name: str, value: object, least: int, most: int) -> None:
    """Raise UsageError for what is no whole number from `least` to `most`."""
    if type(value) is not int or not least <= value <= most:
        raise UsageError(f"{name} must be a whole number from {least:,} to {most:,} (got {shown(value)})")


def check_kind(name: str, value: object, *kinds: type[Any]) -> None:
    """Raise UsageError for a value that is of none of these kinds, which a type checker would have told."""
    if not isinstance(value, kinds):
        words = " or ".join("None" if kind is NoneType else kind.__name__ for kind in kinds)
        raise UsageError(f"{name} must be {words} (got {shown(value)})")


FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No room is left."""
REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.EIO, errno.ESTALE})
"""What a machine does not do at a path, whichever program asks for it."""


def refused_by_the_machine(error: OSError) -> UsageError | None:
    """What the user is told where the machine has no room, or does not do it at a path; else None."""
    if error.errno in FULL:
        where = "what was to be written" if error.filename is None else error.filename
        return UsageError(f"{where} could not be written: {error.strerror}")
    if error.errno in REFUSED and error.filename is not None:
        return UsageError(f"{error.filename} cannot be used: {error.strerror}")
    return None


@contextmanager
def told_of_the_machine() -> Iterator[None]:
    """What the machine refuses in the block is the user's to mend. Raises UsageError."""
    try:
        yield
    except OSError as error:
        refused = refused_by_the_machine(error)
        if refused is None:
            raise
        raise refused from error


class NotSignedIn(UsageError):
    """Nobody is known by what was given: a wrong name or password, an ended session, a token that is none."""


class NotAllowed(UsageError):
    """The actor sees the thing and may not do this with it; nothing was changed."""


class NotThere(UsageError):
    """There is no such thing, or none that the actor may know of: the two cannot be told apart."""


class Outrun(UsageError):
    """Somebody else was quicker: what was to be changed is no longer as it was when it was read."""


class StoreDown(UsageError):
    """The store cannot be used just now: its database is gone, full, read-only, locked or damaged."""


class StoreNotWritten(StoreDown):
    """Nothing can be written into the store, as its database is full or read-only; it can be read."""


class NoAnswer(TrainoptError):
    """A service did not answer, or what answered is none."""

    exit_code = ExitCode.WRONG_USE


class LockLost(TrainoptError):
    """Another run took this one for dead, and its lock: what this one found was not published."""

    exit_code = ExitCode.WRONG_USE


class InputFaults(TrainoptError):
    """The input is faulty. `faults` and `warnings` hold all of them, in the order of files and lines."""

    exit_code = ExitCode.FAULTY_INPUT

    def __init__(self, faults: Sequence[Fault], warnings: Sequence[Fault] = ()) -> None:
        self.faults = tuple(faults)
        self.warnings = tuple(warnings)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class DatasetFaults(InputFaults):
    """A dataset that has no meaning as it stands."""


class PlanFaults(InputFaults):
    """A plan folder that cannot be read."""


class ScenarioFaults(InputFaults):
    """A scenario that has no meaning, or leaves a dataset behind that has none."""


class MapFaults(InputFaults):
    """A map of a spreadsheet of one's own layout that has no meaning."""


class ContradictoryPins(TrainoptError):
    """Proven: no plan can hold the pins. `members` are the rows that contradict each other."""

    exit_code = ExitCode.CONTRADICTORY_PINS

    def __init__(self, members: Sequence[Fault], *, verified: bool, smallest: bool) -> None:
        self.members = tuple(members)
        self.verified = verified
        self.smallest = smallest
        super().__init__("\n".join(str(member) for member in self.members))

    def placed_by(self, located: Callable[[Fault], Fault]) -> ContradictoryPins:
        """The same with rows told where they stand, in a workbook by cell."""
        members = [located(member) for member in self.members]
        return ContradictoryPins(members, verified=self.verified, smallest=self.smallest)

    def __reduce__(self) -> tuple[Any, ...]:
        """As a pickle: it comes from other processes and machines."""
        return partial(type(self), verified=self.verified, smallest=self.smallest), (self.members,)


class NoPlanInTime(TrainoptError):
    """The time was up before there was any plan."""

    exit_code = ExitCode.NO_PLAN


class Interrupted(TrainoptError):
    """The user stopped the run; the best plan so far was written if there was one."""

    exit_code = ExitCode.INTERRUPTED
