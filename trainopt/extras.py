"""What is needed beyond the least, and the command that installs it into the environment in use.

The command never asks an index for trainopt by name: whatever stands there need not be this program.
"""

from __future__ import annotations

import re
import shlex
import sys
from importlib.metadata import requires
from importlib.util import find_spec
from pathlib import Path

from trainopt.errors import UsageError

LOCK = Path(__file__).parents[1] / "requirements" / "all.lock"
"""In the project's folder: every extra with hashes."""


def missing(what: str, extra: str) -> UsageError:
    """The error where an extra is not installed; `what` needs which package, in words."""
    return UsageError(f"{what}: {install_command(extra)}")


def install_command(extra: str) -> str:
    """The command that installs an extra: what is locked in the project's folder, else its packages."""
    python = shlex.quote(sys.executable)
    install = f"{python} -m pip install" if find_spec("pip") else f"uv pip install --python {python}"
    if LOCK.is_file():
        return f"{install} --only-binary :all: --require-hashes -r {shlex.quote(str(LOCK))}"
    return f"{install} {' '.join(map(shlex.quote, packages_of(extra)))}"


def packages_of(extra: str) -> list[str]:
    """The packages of an extra, as pyproject.toml asks for them."""
    asked = (requirement.partition(";") for requirement in requires("trainopt") or ())
    named = re.compile(rf"""extra == ["']{re.escape(extra)}["']""")
    return [package.strip() for package, _, marker in asked if named.search(marker)]
