"""The Java program: compiled once, then run beside the process that listens to it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = HERE / "java"
MAIN = "contest.Main"
NEEDED = f"needs a JDK of 17 or later and `pip install -r {(HERE / 'requirements.txt').name}` of {HERE.name}/"

# The collector that Timefold's documentation recommends; the heap of large datasets.
JVM = (
    "-XX:+UseParallelGC",
    "-Xmx6g",
    "-XX:-UsePerfData",
    f"-Dlogback.configurationFile={SOURCES / 'logback.xml'}",
)


def jars() -> Path | None:
    """The folder of Timefold's jars, which come with its package; None without the package."""
    package = find_spec("timefold")
    places = package.submodule_search_locations if package else None
    folders = [Path(place) / "solver" / "jars" for place in places or []]
    return next((folder for folder in folders if folder.is_dir()), None)


def missing() -> str:
    """What the peer lacks on this machine; nothing where it can run."""
    return "" if jars() and shutil.which("javac") and shutil.which("java") else NEEDED


def classpath() -> str:
    """Where the compiled program and the jars are; it is compiled the first time. Raises RuntimeError."""
    folder = jars()
    if folder is None or missing():
        raise RuntimeError(f"Timefold {NEEDED}")
    return os.pathsep.join([str(_compiled(folder)), f"{folder}/*"])


def _compiled(folder: Path) -> Path:
    """The folder of the compiled classes, by what they were compiled from."""
    sources = sorted(SOURCES.glob("contest/*.java"))
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources) + str(folder).encode())
    target = Path(tempfile.gettempdir()) / f"trainopt-timefold-{digest.hexdigest()[:16]}"
    if not target.is_dir():
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            made = Path(scratch) / "classes"
            command = ["javac", "-proc:none", "-d", str(made), "-cp", f"{folder}/*", *map(str, sources)]
            subprocess.run(command, check=True)
            made.rename(target)
    return target


def lines(text: str, seconds: float) -> Iterator[str]:
    """What the program writes about the text, until so many seconds have passed.

    Raises RuntimeError where it ends before.
    """
    ended = threading.Event()
    command = ["java", *JVM, "-cp", classpath(), MAIN]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def end() -> None:
            ended.set()
            process.kill()

        timer = threading.Timer(max(seconds, 0.0), end)
        timer.start()
        try:
            process.stdin.write(text)
            process.stdin.flush()
            yield from process.stdout
        finally:
            timer.cancel()
            process.kill()
    if not ended.is_set():
        raise RuntimeError("the program ended before its time")
