"""What a page shows is executed: its fenced blocks, one after the other, beside the project's data.

- `console`: a line that begins with `$ ` is a command, which a backslash carries on into the next line. It
  must end with exit code 0, or with the one that a line such as `[exit code 3]` says. The lines under it are
  what it prints, all of them in their order; a line `…` stands for any lines, `…` within a line for any text.
  Without lines under it, it may print anything.
- `python`: runs, in one namespace for all of a page. An `output` block right after it is what it prints.
- `toml`: is written to the file that its first line names, `# beds.toml`.
"""

from __future__ import annotations

import io
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

from tests.support.root import ROOT
from trainopt.cli.app import run

SOLVED = "trainopt solve data/example --out plans/example --quiet"
"""The command that many pages begin with."""

FENCED = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXIT_CODE = re.compile(r"\[exit code (\d+)\]")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    kind: str
    text: str


@dataclass(frozen=True)
class Command:
    """A command of a `console` block, what the page says it prints (None: not said) and ends with."""

    line: str
    prints: str | None
    code: int = 0

    @property
    def words(self) -> list[str]:
        return shlex.split(self.line)


def blocks(page: str, kind: str | None = None) -> list[Block]:
    """The fenced blocks of a page, of one kind or of all."""
    found = [Block(*groups) for groups in FENCED.findall(page)]
    return [block for block in found if kind in (None, block.kind)]


def commands(block: Block) -> Iterator[Command]:
    """The commands of a `console` block."""
    text = re.sub(r"\\\n +", "", block.text)
    before, *rest = re.split(r"^\$ ", text, flags=re.MULTILINE)
    assert not before, f"what prints this? {before}"
    for text in rest:
        line, *under = text.rstrip().split("\n")
        said = EXIT_CODE.fullmatch(under[-1]) if under else None
        shown = under[:-1] if said else under
        yield Command(line, "\n".join(shown) if shown else None, int(said.group(1)) if said else 0)


def said_by(made: Path) -> Path:
    """Where it stands what the command printed that made a folder."""
    return made.with_name(f"{made.name}.txt")


def run_page(page: str, folder: Path, ready: Mapping[str, Path] | None = None) -> dict[str, str]:
    """Run a page in a folder from which `data/` is seen as from the project's; what each block printed.

    `ready` has commands, each with the folder that it made elsewhere, beside which lies what it printed.
    """
    (folder / "data").symlink_to(ROOT / "data")
    names: dict[str, Any] = {}
    printed: dict[str, str] = {}
    last = ""
    with chdir(folder):
        for block in blocks(page):
            if block.kind == "output":
                assert_prints(block.text, last)
            last = _run_block(block, names, ready or {})
            printed[block.text] = last
    return printed


def _run_block(block: Block, names: dict[str, Any], ready: Mapping[str, Path]) -> str:
    """Run a block; what it printed."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        match block.kind:
            case "console":
                for command in commands(block):
                    if command.line in ready:
                        _take_ready(command, ready[command.line], out)
                    else:
                        _run_command(command, out)
            case "python":
                exec(compile(block.text, "page", "exec"), names)
            case "toml":
                name, _, _ = block.text.partition("\n")
                Path(name.removeprefix("# ")).write_text(block.text, encoding="utf-8")
    return out.getvalue()


def _take_ready(command: Command, made: Path, out: io.StringIO) -> None:
    """Take what a command made before, and what it printed."""
    copytree(made, command.words[command.words.index("--out") + 1])
    printed = said_by(made).read_text(encoding="utf-8")
    out.write(printed)
    if command.prints is not None:
        assert_prints(command.prints, printed)


def _run_command(command: Command, out: io.StringIO) -> None:
    before = len(out.getvalue())
    first, *arguments = command.words
    if first == "trainopt":
        code = run([*arguments, *_patience(arguments)])
    else:
        ran = subprocess.run(command.words, capture_output=True, text=True, check=False)
        out.write(ran.stdout + ran.stderr)
        code = ran.returncode
    printed = PROGRESS.sub("", out.getvalue()[before:])
    assert code == command.code, f"{command.line}: exit code {code}\n{printed}"
    if command.prints is not None:
        assert_prints(command.prints, printed)


PROGRESS = re.compile(r"^[0-9]+ s  .*\n", re.MULTILINE)
"""What is said every few seconds, oftener on a slow machine: no page shows it."""


def _patience(arguments: Sequence[str]) -> list[str]:
    """Where the example is planned to proof, which ends the command, it has time for that on any machine."""
    proven = arguments[0] in ("solve", "whatif") and "data/example" in arguments
    return ["--time-limit", "10m"] if proven and "--time-limit" not in arguments else []


def assert_prints(shown: str, printed: str) -> None:
    """Assert that a page shows what was printed, but for what `…` stands for and spaces at lines' ends."""
    pattern = "".join(_pattern(line) for line in shown.rstrip().split("\n"))
    lines = "".join(f"{line.rstrip()}\n" for line in printed.rstrip().split("\n"))
    assert re.fullmatch(pattern, lines), f"the page shows\n{shown}\nbut this was printed:\n{printed}"


def _pattern(line: str) -> str:
    if line == "…":
        return r"(?:.*\n)*"
    return ".*".join(re.escape(part) for part in line.rstrip().split("…")) + r"\n"
