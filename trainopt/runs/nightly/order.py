"""What a night is asked for, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from trainopt.dataset.source import Where
from trainopt.errors import TrainoptError
from trainopt.runs.nightly.rules import PublicationRules
from trainopt.runs.store.records import RunStatus
from trainopt.runs.who import whoami
from trainopt.search.effort import Effort
from trainopt.search.params import Params


@dataclass(frozen=True)
class NightOrder:
    """What a nightly run is asked for.

    `out` is the folder for people, `metrics` and `heartbeat` are files; None where none is wanted.
    `require_sums`: a dataset without SHA256SUMS is faulty. `who` stands in the audit. `run` is the number
    of a run that was queued for it; without one it begins a run of its own. `language`, `en` or `uk`, is that
    of summary.md; what is stored is in English.
    """

    dataset: Where | None
    params: Params | Effort = field(default_factory=Params)
    rules: PublicationRules = field(default_factory=PublicationRules)
    who: str = field(default_factory=whoami)
    out: Where | None = None
    metrics: Where | None = None
    heartbeat: Where | None = None
    require_sums: bool = False
    run: int | None = None
    language: str = "en"

    def __repr__(self) -> str:
        return f"NightOrder({self.dataset!r})"


@dataclass(frozen=True)
class Night:
    """What a run came to. `message` says it in a line; `outcome` has the figures, as the store keeps them."""

    run: int
    status: RunStatus
    exit_code: int
    message: str
    outcome: dict[str, Any]
    seconds: float
    error: TrainoptError | None = None

    def __repr__(self) -> str:
        return f"Night(run {self.run}, {self.status}, exit code {self.exit_code})"
