"""Progress on stderr: a live line on a terminal, a plain line every few seconds elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING

from trainopt.cli.output import say
from trainopt.errors import printable
from trainopt.wording import percent

if TYPE_CHECKING:
    from rich.live import Live

    from trainopt import Effort, Progress, Tier

PLAIN_EVERY = 5.0


def live_line(shown: Callable[[], str]) -> Live:
    """A line on the terminal that says again and again what is to be shown, and goes at the end."""
    from rich.live import Live

    from trainopt.cli.plain import PlainConsole

    console = PlainConsole(stderr=True)
    return Live(
        console=console,
        get_renderable=lambda: console.render_str(shown()),
        transient=True,
        refresh_per_second=4,
    )


@contextmanager
def spoken(effort: Effort, doing: str, *, quiet: bool) -> Iterator[Effort]:
    """The effort with what it tells on stderr, a line each; what takes long is said again, unless quiet.

    `doing` is what is done before anything is told.
    """
    if quiet:
        yield effort
        return
    with Spoken(effort.clock.elapsed, doing) as told:
        yield replace(effort, tell=told)


class Spoken:
    """Says on stderr what it is told, and how long it goes on since, by a clock. Use as a context manager."""

    def __init__(self, elapsed: Callable[[], float], doing: str) -> None:
        self.elapsed = elapsed
        self.doing = doing
        self.said = time.monotonic()
        self.ended = threading.Event()
        self.live = live_line(self._text) if sys.stderr.isatty() else None
        self.again = threading.Thread(target=self._say_again, daemon=True)

    def __call__(self, line: str) -> None:
        """Say a line."""
        self.doing, self.said = line, time.monotonic()
        say(line)

    def __enter__(self) -> Spoken:
        if self.live is not None:
            self.live.start()
        else:
            self.again.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        if self.live is not None:
            self.live.stop()
        else:
            self.again.join()

    def _text(self) -> str:
        return f"{self.elapsed():.0f} s  {printable(self.doing)}"

    def _say_again(self) -> None:
        while not self.ended.wait(max(self.said + PLAIN_EVERY - time.monotonic(), 0.1)):
            if time.monotonic() >= self.said + PLAIN_EVERY:
                self.said = time.monotonic()
                with suppress(OSError, ValueError):  # nobody reads it any more
                    say(self._text())


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
    """`12 s  CP-SAT  unmet 523 (bound 480, gap 8.2 %)  placed 200 of 210 trainees  3.4 cohorts/s moved`."""
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
    return f"{tier.term} {tier.value:,} (bound {tier.bound:,}, gap {percent(tier.gap, 1)})"
