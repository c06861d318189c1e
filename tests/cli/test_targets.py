"""Where results cannot be written is said before any work is done; what was found is printed first."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from tests.support.commands import commands
from tests.support.running import Ran, contents, hand_made, raising, trainopt, write_mini
from trainopt import open_store
from trainopt.errors import UsageError

COMMANDS: dict[str, tuple[str, ...]] = {
    "solve --out": ("solve", "none", "--out", "TARGET"),
    "solve --log": ("solve", "none", "--out", "plan", "--log", "TARGET"),
    "solve --xlsx": ("solve", "none", "--out", "plan", "--xlsx", "TARGET.xlsx"),
    "whatif --out": ("whatif", "mini", "mini/none.toml", "--out", "TARGET"),
    "explain --out": ("explain", "none", "none", "--out", "TARGET"),
    "value --out": ("value", "none", "none", "--out", "TARGET"),
    "stability --out": ("stability", "none", "--published", "none", "--out", "TARGET"),
    "simulate --out": ("simulate", "none", "none", "--out", "TARGET"),
    "rates --out": ("rates", "none", "--out", "TARGET"),
    "robustness --out": ("robustness", "none", "--out", "TARGET"),
    "robustness --plot": ("robustness", "none", "--plot", "TARGET.svg"),
    "compare --out": ("compare", "none", "none", "--out", "TARGET"),
    "nightly --out": ("nightly", "none", "--store", "store.db", "--out", "TARGET"),
    "nightly --metrics": ("nightly", "none", "--store", "store.db", "--metrics", "TARGET"),
    "nightly --heartbeat": ("nightly", "none", "--store", "store.db", "--heartbeat", "TARGET"),
    "report --out": ("report", "none", "--out", "TARGET.html"),
    "calendar --out": ("calendar", "none", "--by", "site", "--out", "TARGET"),
    "extract --out": ("extract", "none", "--nation", "AA", "--out", "TARGET"),
    "plot --out": ("plot", "none", "--out", "TARGET.svg"),
    "generate --out": ("generate", "--size", "small", "--out", "TARGET"),
    "generate --planted": ("generate", "--size", "small", "--out", "data", "--planted", "TARGET"),
    "template FILE": ("template", "TARGET.xlsx"),
    "convert TARGET": ("convert", "none", "TARGET.xlsx"),
    "convert --suggest-map": ("convert", "none", "--suggest-map", "TARGET.toml"),
    "runs show --out": ("runs", "show", "1", "--store", "store.db", "--out", "TARGET"),
    "runs publish --out": ("runs", "publish", "1", "--store", "store.db", "--reason", "x", "--out", "TARGET"),
}

READ = {"DATASET", "PLAN", "PLAN_A", "PLAN_B", "SCENARIOS", "SOURCE", "LOG"}
READ |= {"--simulation", "--baseline", "--compare", "--dataset", "--published", "--rules"}
READ |= {"--tls-ca", "--tls-cert", "--tls-key", "--map", "--like"}
"""Paths that a command reads; it writes to any other."""


def test_every_target_of_a_command_is_known() -> None:
    paths = {
        f"{name} {part if part.startswith('-') else part.upper()}"
        for name, command in commands()
        for option in command.params
        for part in option.opts
        if isinstance(option.type, click.Path)
    }
    assert {path for path in paths if path.split()[-1] not in READ} == set(COMMANDS)


def under_a_file(folder: Path) -> str:
    (folder / "file").touch()
    return "file/target"


def far_under_a_file(folder: Path) -> str:
    (folder / "file").touch()
    return "file/more/target"


def in_a_folder_of_others(folder: Path) -> str:
    (folder / "theirs").mkdir(mode=0o500)
    if os.access(folder / "theirs", os.W_OK):
        pytest.skip("a superuser may write everywhere")
    return "theirs/target"


def of_a_name_too_long(folder: Path) -> str:
    return "n" * 300


TARGETS = (under_a_file, far_under_a_file, in_a_folder_of_others, of_a_name_too_long)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS, ids=[target.__name__ for target in TARGETS])
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_target_is_tried_before_anything_is_read(
    words: tuple[str, ...], target: Callable[[Path], str], here: Path
) -> None:
    """What should be read is not there either, which nobody has noticed yet."""
    name = target(here)
    open_store("store.db").close()
    before = standing(here)
    ran = trainopt(*(word.replace("TARGET", name) for word in words))
    assert ran.code == 2, ran.err
    assert "cannot be written" in ran.err
    assert name[:200] in ran.err
    assert standing(here) == before


def standing(folder: Path) -> list[str]:
    """What stands there beside the store, which has files of its own while it is open."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("store.db-"))


FILES = [name for name in COMMANDS if name.split()[-1] in ("--log", "--xlsx", "--metrics", "--heartbeat")]


@pytest.mark.parametrize("name", [*FILES, "report --out", "plot --out", "stability --out"])
def test_a_folder_in_the_place_of_a_file_is_noticed_too(name: str, here: Path) -> None:
    words = [word.replace("TARGET", "target") for word in COMMANDS[name]]
    (here / next(word for word in words if word.startswith("target"))).mkdir()
    ran = trainopt(*words)
    assert (ran.code, "is a folder" in ran.err) == (2, True), ran.err


@pytest.mark.parametrize("through_a_link", [False, True])
@pytest.mark.parametrize("name", FILES)
def test_so_is_a_pipe(name: str, through_a_link: bool, here: Path) -> None:
    """As root, what takes the place of a device or of a link to one takes it from every program."""
    words = [word.replace("TARGET", "target") for word in COMMANDS[name]]
    target = here / next(word for word in words if word.startswith("target"))
    os.mkfifo(here / "pipe" if through_a_link else target)
    if through_a_link:
        target.symlink_to("pipe")
    before = target.lstat().st_ino
    ran = trainopt(*words)
    assert (ran.code, "choose another file" in ran.err) == (2, True), ran.err
    assert target.lstat().st_ino == before


def test_trying_leaves_what_stands_there_as_it_is(here: Path) -> None:
    write_mini(here / "mini")
    old = "seconds,event,term,value,bound,gap,placed\n"
    (here / "log.csv").write_text(old)
    ran = trainopt("solve", "none", "--out", "plan", "--log", "log.csv")
    assert ran.code == 3
    assert (here / "log.csv").read_text() == old
    assert sorted(path.name for path in here.iterdir()) == ["log.csv", "mini"]


# Results are printed before they are written


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that was free and now is full."""
    error = UsageError("x cannot be written: no space left")
    for name in (
        "solve.write_search_log",
        "explaining._write",
        "writing.write_table",
        "comparison.written_whole",
    ):
        monkeypatch.setattr(f"trainopt.runs.{name}", raising(error))


def solved(here: Path) -> Ran:
    write_mini(here / "mini")
    return trainopt("solve", "mini", "--out", "plan", "--quiet")


@pytest.mark.slow
def test_a_plan_is_printed_before_its_log_is_written(here: Path, full: None) -> None:
    write_mini(here / "mini")
    ran = trainopt("solve", "mini", "--out", "plan", "--log", "log.csv", "--quiet")
    assert ran.code == 2
    assert ran.err == "x cannot be written: no space left\n"
    assert "plan written to plan" in ran.out
    assert "unmet" in ran.out
    assert "manifest.json" in contents(here / "plan")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("explain", "mini", "empty", "--time-limit", "5s", "--out", "why"), "What keeps it out"),
        (("value", "mini", "empty", "--time-limit", "5s", "--out", "more"), "What more is worth"),
        (
            ("stability", "mini", "--published", "plan", "--time-limit", "5s", "--out", "x.csv"),
            "The price of",
        ),
        (("compare", "plan", "plan", "--out", "differ"), "A"),
    ],
    ids=["explain", "value", "stability", "compare"],
)
def test_what_was_found_is_printed_before_it_is_written(
    words: tuple[str, ...], shown: str, here: Path, request: pytest.FixtureRequest
) -> None:
    assert solved(here).code == 0
    hand_made(here / "empty")
    request.getfixturevalue("full")
    ran = trainopt(*words)
    assert ran.code == 2
    assert "x cannot be written: no space left" in ran.err
    assert shown in ran.out
