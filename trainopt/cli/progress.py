"""Progress on stderr: a live line on a terminal, a plain line every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.live import Live

    from trainopt import Progress, Tier

PLAIN_EVERY = 5.0


class ProgressLine:
    """Shows where a search stands. Use as a context manager.

    `trainees` is how many there are in all, as soon as the dataset is read.
    """

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.trainees = 0
        self.live: Live | None = None
        self.last_plain = -PLAIN_EVERY
        self.planned = False
        if not quiet and sys.stderr.isatty():
            from rich.live import Live

            from trainopt.cli.plain import PlainConsole

            self.live = Live(console=PlainConsole(stderr=True), transient=True, refresh_per_second=4)

    def __enter__(self) -> ProgressLine:
        if self.live is not None:
            self.live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Take the line off the terminal, for what is printed next."""
        if self.live is not None:
            self.live.stop()

    def show(self, progress: Progress) -> None:
        """Show the progress if it is time to."""
        if self.quiet:
            return
        if self.live is not None:
            self.live.update(progress_text(progress, self.trainees))
        elif self._is_time(progress):
            self.last_plain = time.monotonic()
            self.planned = bool(progress.tiers)
            print(progress_text(progress, self.trainees), file=sys.stderr, flush=True)

    def _is_time(self, progress: Progress) -> bool:
        """For a plain line: when the first plan is there, and every few seconds."""
        first = bool(progress.tiers) and not self.planned
        return first or time.monotonic() - self.last_plain >= PLAIN_EVERY


def progress_text(progress: Progress, trainees: int) -> str:
    """`12 s  CP-SAT  unmet 523 (bound 480, gap 8.2%)  placed 200 of 210 trainees  3.4 cohorts/s moved`."""
    parts = [f"{progress.elapsed:.0f} s", progress.working]
    if progress.tiers:
        at = progress.tier or 0
        parts += [_tier_text(tier) for tier in progress.tiers[: at + 1]]
        parts.append(f"placed {progress.placed:,} of {trainees:,} trainees")
    if progress.pace:
        parts.append(f"{progress.pace:.1f} cohorts/s moved")
    return "  ".join(parts)


def _tier_text(tier: Tier) -> str:
    if tier.value == tier.bound:
        return f"{tier.term} {tier.value:,} (proven)"
    return f"{tier.term} {tier.value:,} (bound {tier.bound:,}, gap {tier.gap:.1%})"
