"""Commands in a process of their own, with so much memory and so many seconds of a processor and no more."""

from __future__ import annotations

import multiprocessing
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from multiprocessing.context import ForkServerContext
from pathlib import Path

MIB = 1024**2


def confined(words: list[str], files: Path, seconds: int, megabytes: int) -> tuple[int, str, str]:
    """The exit code, stdout and stderr of a command that may use so much, beside the program itself.

    `files` is a folder for what it prints. A code of -24 says that its seconds were up.
    """
    context = _context()
    child = context.Process(target=_run, args=(words, str(files), seconds, megabytes))
    child.start()
    child.join(20 * seconds)  # of the wall's time, which other processes may take: it waits for something
    if child.is_alive():
        child.kill()
        child.join()
    code = child.exitcode
    assert code is not None
    return code, (files / "out").read_text(encoding="utf-8"), (files / "err").read_text(encoding="utf-8")


def _context() -> ForkServerContext:
    """Processes are forked from one that has loaded the program already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["trainopt.cli.app", "trainopt.runs.nightly.night"])
    return context


def _run(words: list[str], files: str, seconds: int, megabytes: int) -> None:
    from trainopt.cli.app import run

    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    _limit(resource.RLIMIT_AS, used + megabytes * MIB)
    _limit(resource.RLIMIT_CPU, int(_processor_seconds()) + 1 + seconds)
    with _printing_to(Path(files)):
        code = run(words)
    os._exit(code)


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextmanager
def _printing_to(files: Path) -> Iterator[None]:
    out = (files / "out").open("w", encoding="utf-8", buffering=1)
    err = (files / "err").open("w", encoding="utf-8", buffering=1)
    with out, err, redirect_stdout(out), redirect_stderr(err):
        yield
