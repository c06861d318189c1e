"""What a run is made by: programs and libraries whose change may change a plan."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("trainopt", "ortools", "numpy", "scipy", "pandas")


def versions() -> dict[str, str]:
    """Versions of the libraries, of Python and the machine's kind, and a hash of the program itself."""
    found = {name: version(name) for name in LIBRARIES}
    machine = f"{platform.system()} {platform.machine()}"
    return found | {"python": platform.python_version(), "machine": machine, "program": program()}


@cache
def program() -> str:
    """SHA-256 over the sources: tells programs apart that are called by the same version."""
    package = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
