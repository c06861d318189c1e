"""Running commands on small datasets, and reading plan folders."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from trainopt.cli.app import run
from trainopt.dataset import write_dataset
from trainopt.generate.generate import generate

Row = dict[str, str]
Files = Mapping[str, str]

# One site with two courses of two weeks for four, each once at a time; two demands that fill a class each.
MINI: dict[str, str] = {
    "plan.toml": 'name = "mini"\nstart = 2026-01-05\nweeks = 12\nfreeze_weeks = 3\n',
    "nations.csv": "nation_id,name,max_trainees,max_weekly_arrivals\nAA,Aland,,\nBB,Bland,,\n",
    "sites.csv": "site_id,nation_id,name,beds\nA1,AA,One,100\nA2,AA,Two,100\nB1,BB,Three,100\n",
    "courses.csv": "course_id,name,duration_weeks,class_min,class_max\nC,Cook,2,2,4\nD,Drive,2,2,4\n",
    "capacity.csv": "site_id,course_id,parallel_classes,cost_per_class,cost_per_trainee\n"
    "A1,C,1,70,3\nA1,D,1,,\n",
    "pipelines.csv": "pipeline_id,step,course_id,max_wait_weeks,location\nPC,1,C,,\nPD,1,D,,\n",
    "units.csv": "unit_id,name,max_away,allowed_nations\nU,Unit,,\nV,Other,,\n",
    "demand.csv": (
        "demand_id,unit_id,pipeline_id,trainees,ready_from,due,latest,priority\n"
        "X,U,PC,4,,2026-01-18,2026-01-18,3\n"
        "Y,V,PD,4,,2026-01-18,2026-01-18,1\n"
    ),
}

ASSIGNED = ("cohort_id", "step", "class_id", "site_id", "start")
X_HELD = "X-01,1,A1.C.2026-01-05.1,A1,2026-01-05"
"""The row of a plan in which X of MINI has its class, in the first week."""


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Stdout as the one JSON document it must be, and what other languages read as one."""
        return json.loads(self.out, parse_constant=no_json)

    @property
    def messages(self) -> list[str]:
        return self.err.splitlines()


def no_json(word: str) -> NoReturn:
    """NaN and infinity are no JSON, although Python reads them."""
    raise AssertionError(f"{word} stands in a JSON document")


def trainopt(*arguments: object) -> Ran:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    return Ran(code, out.getvalue(), err.getvalue())


def start(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    """Start a command as a process that leads its own group."""
    return subprocess.Popen(
        [sys.executable, "-m", "trainopt", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | environment,
    )


def ended(process: subprocess.Popen[str], within: float) -> Ran:
    """The command once it has ended; it must do so within these seconds."""
    out, err = process.communicate(timeout=within)
    return Ran(process.returncode, out, err)


def write_mini(folder: Path, files: Files | None = None) -> Path:
    """MINI with these files in place of its own or besides."""
    folder.mkdir()
    for name, text in (MINI | dict(files or {})).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_small(folder: Path) -> Path:
    """A generated dataset on which the search goes on for minutes."""
    write_dataset(generate("small", 1), folder)
    return folder


def raising(error: BaseException) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


def table(path: Path) -> list[Row]:
    """A CSV file as rows of text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def header(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").partition("\n")[0].split(",")


def hand_made(folder: Path, *lines: str) -> Path:
    """A plan folder with nothing but the five columns that a plan needs."""
    folder.mkdir()
    text = "".join(f"{line}\n" for line in (",".join(ASSIGNED), *lines))
    (folder / "assignments.csv").write_text(text, encoding="utf-8")
    return folder


def replaced(path: Path, old: str, new: str) -> None:
    """Change the one place in a file where `old` stands."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


PLAN_TABLES = (
    "assignments",
    "changes",
    "classes",
    "demand",
    "kpis",
    "load",
    "names",
    "notice",
    "sites",
    "unmet",
)
PLAN_FILES = sorted([*(f"{name}.csv" for name in PLAN_TABLES), "manifest.json"])
