"""What a night leaves in the folder for people as it goes on: its plan before anything else can fail."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from trainopt.dataset.whole import write_text
from trainopt.errors import UsageError
from trainopt.runs.nightly.comparing import Compared
from trainopt.runs.nightly.outputs import (
    PUBLISHED,
    RUN,
    clear_changes,
    clear_run,
    write_changes,
    write_folder,
)
from trainopt.runs.nightly.snapshot import put_files
from trainopt.runs.store.folders import Files

SUMMARY = "summary.md"


@dataclass
class NightFolder:
    """The folder `out`, None where none is wanted.

    `at_stake` is the night's plan from when it is found until the store has it; `lies` is where it lies
    meanwhile, None where it does so nowhere yet. `unwritten` says in words what could not be written: what
    the store has done stands, whether or not a folder or file can be written.
    """

    out: Path | None
    unwritten: list[str] = field(default_factory=list)
    at_stake: Files | None = None
    lies: Path | None = None

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note what cannot be written in the block, and go on."""
        try:
            yield
        except (UsageError, OSError) as error:
            self.unwritten.append(str(error))

    def put_published(self, plan: Files) -> None:
        """Put the plan in force there, unless it is there."""
        if self.out is not None:
            with self.noting():
                write_folder(self.out / PUBLISHED, plan)

    def lay_out(self, plan: Files) -> None:
        """Put the night's plan there, with nothing of an earlier night beside it."""
        self.at_stake = plan
        if self.out is not None:
            with self.noting():
                write_folder(self.out / RUN, plan)
                self.lies = self.out / RUN
                clear_changes(self.out)

    def tell(self, compared: Compared) -> None:
        """Write what changes."""
        if self.out is not None:
            with self.noting():
                write_changes(self.out, compared.changes, compared.data)

    def write_page(self, text: str) -> None:
        """Write the summary. What an earlier night has left goes, where this one has found no plan."""
        if self.out is not None:
            with self.noting():
                write_text(self.out / SUMMARY, text)

    def clear(self) -> None:
        """Remove the plan of an earlier night, for one that has come to none."""
        if self.out is not None and self.at_stake is None:
            with self.noting():
                clear_run(self.out)

    def keep(self) -> str:
        """Of a night that fails with its plan at stake, where the plan lies, in words; else blank.

        Where it lies nowhere yet, it is put into a folder of its own that stays.
        """
        if self.at_stake is None:
            return ""
        try:
            if self.lies is None:
                self.lies = Path(tempfile.mkdtemp(prefix="trainopt-plan-"))
                put_files(self.lies, self.at_stake)
        except OSError as error:
            return f"the plan that it found could not be kept: {error.strerror or error}"
        return f"the plan that it found lies in {self.lies}, neither stored nor in force"
