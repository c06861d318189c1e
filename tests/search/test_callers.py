"""Solver processes start from any caller, and leave its `__main__` as it is and unread."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.root import ROOT

SEARCH = """
import sys
import threading

from tests.support import small
from trainopt import Params, optimise

MINE = sys.modules["__main__"]
seen = []


def search():
    result = optimise(small.problem(), Params(seconds=120, workers=1))
    seen.append((result.stopped.value, sys.modules["__main__"] is MINE))


threads = [threading.Thread(target=search) for _ in range(3)]
for thread in threads:
    thread.start()
while any(thread.is_alive() for thread in threads):
    assert sys.modules["__main__"] is MINE
for thread in threads:
    thread.join()
print("RAN", seen, sys.modules["__main__"] is MINE)
"""
SESSION = "import code\nshell = code.InteractiveConsole({'__name__': '__main__'})\nshell.runcode(%r)\n"


@pytest.mark.slow
@pytest.mark.parametrize("how", ["a script without a guard", "a session, as in a notebook"])
def test_several_threads_search_at_once(tmp_path: Path, how: str) -> None:
    """The script would run again in a child that reads it, and print once more."""
    script = tmp_path / "script.py"
    script.write_text(SEARCH, encoding="utf-8")
    words = [str(script)] if how.startswith("a script") else ["-c", SESSION % SEARCH]
    ran = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False, timeout=300,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == f"RAN {[('finished', True)] * 3} True\n"
