"""No command's output takes the place of an input of its own, or of anything that is of another kind."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.cli.test_targets import COMMANDS as TARGETS
from tests.support.running import trainopt, write_mini

OWN = {
    "solve --out": ("plan",),
    "solve --log": ("log.csv",),
    "solve --xlsx": ("plan.xlsx",),
    "whatif --out": ("whatifs",),
    "stability --out": (),
    "compare --out": (),
    "nightly --out": ("out",),
    "report --out": ("report.html",),
    "calendar --out": ("calendars",),
    "extract --out": ("plan",),
    "plot --out": ("log.svg",),
    "robustness --plot": ("log.svg",),
    "template FILE": ("empty.xlsx",),
    "convert TARGET": ("data", "data.xlsx", "empty.xlsx"),
    "runs show --out": (),
    "runs publish --out": ("out",),
}
"""What of those that stand there a target may replace where `--overwrite` is said: its own kind."""

BESIDE = ("nightly --out", "runs show --out", "runs publish --out")
"""They may write beside what stands in a folder."""

WORDS: dict[str, tuple[str, ...]] = {
    "solve --out": ("solve", "data", "--out", "TARGET", "--published", "plan", "--overwrite"),
    "solve --log": ("solve", "data", "--out", "new", "--log", "TARGET"),
    "solve --xlsx": ("solve", "data.xlsx", "--out", "new", "--xlsx", "TARGET", "--overwrite"),
    "whatif --out": ("whatif", "data", "change.toml", "--baseline", "plan", "--out", "TARGET", "--overwrite"),
    "explain --out": ("explain", "data", "plan", "--out", "TARGET"),
    "value --out": ("value", "data", "plan", "--out", "TARGET"),
    "stability --out": ("stability", "data", "--published", "plan", "--out", "TARGET"),
    "compare --out": ("compare", "plan", "plan.xlsx", "--out", "TARGET"),
    "nightly --out": ("nightly", "data", "--store", "store.db", "--out", "TARGET"),
    "nightly --metrics": ("nightly", "data", "--store", "store.db", "--out", "new", "--metrics", "TARGET"),
    "nightly --heartbeat": (
        "nightly", "data", "--store", "store.db", "--out", "new", "--heartbeat", "TARGET",
    ),
    "report --out": ("report", "plan", "--out", "TARGET", "--overwrite"),
    "calendar --out": ("calendar", "plan", "--by", "site", "--out", "TARGET", "--overwrite"),
    "extract --out": ("extract", "plan", "--nation", "AA", "--out", "TARGET", "--overwrite"),
    "plot --out": ("plot", "log.csv", "--out", "TARGET"),
    "simulate --out": ("simulate", "data", "plan", "--out", "TARGET"),
    "rates --out": ("rates", "data", "--published", "plan", "--out", "TARGET"),
    "robustness --out": ("robustness", "data", "--time-limit", "5s", "--out", "TARGET"),
    "robustness --plot": ("robustness", "data", "--time-limit", "5s", "--plot", "TARGET"),
    "generate --out": ("generate", "--size", "small", "--out", "TARGET"),
    "generate --planted": ("generate", "--size", "small", "--out", "new", "--planted", "TARGET"),
    "template FILE": ("template", "TARGET", "--overwrite"),
    "convert TARGET": ("convert", "data", "TARGET", "--overwrite"),
    "convert --suggest-map": ("convert", "data.xlsx", "--suggest-map", "TARGET", "--overwrite"),
    "runs show --out": ("runs", "show", "1", "--store", "store.db", "--out", "TARGET"),
    "runs publish --out": (
        "runs", "publish", "1", "--store", "store.db", "--reason", "x", "--out", "TARGET",
    ),
}  # fmt: skip
"""Each target beside real inputs."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one of everything that a command reads or writes."""
    world = tmp_path_factory.mktemp("made")
    patch = pytest.MonkeyPatch()
    patch.chdir(world)
    write_mini(world / "data")
    (world / "change.toml").write_text('name = "more"\n[[change]]\ntable = "sites"\nset = { beds = 9 }\n')
    (world / "rules.toml").write_text("# as agreed\n")
    (world / "notes.txt").write_text("ask Anna\n")
    (world / "letter.docx").write_bytes(b"PK\x03\x04 a letter")
    (world / "pictures").mkdir()
    (world / "pictures" / "camp.jpg").write_bytes(b"a camp")
    brief = ("--time-limit", "5s", "--quiet")
    for words in (
        ("convert", "data", "data.xlsx"),
        ("solve", "data", "--out", "plan", "--log", "log.csv", "--xlsx", "plan.xlsx", *brief),
        ("template", "empty.xlsx"),
        ("whatif", "data", "change.toml", "--baseline", "plan", "--out", "whatifs", *brief),
        ("nightly", "data", "--store", "store.db", "--out", "out", "--time-limit", "8s"),
        ("report", "plan", "--out", "report.html"),
        ("calendar", "plan", "--by", "site", "--out", "calendars"),
        ("plot", "log.csv", "--out", "log.svg"),
    ):
        ran = trainopt(*words)
        assert ran.code == 0, (words, ran.err)
    patch.undo()
    return world


def standing(world: Path) -> dict[str, str]:
    """Of every file that is there its SHA-256, beside those of a store, which has some while it is open."""
    return {
        str(path.relative_to(world)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(world.rglob("*"))
        if path.is_file() and not path.name.startswith("store.db")
    }


def test_every_target_is_tried() -> None:
    assert set(WORDS) == set(TARGETS)


@pytest.mark.parametrize("name", WORDS)
def test_a_target_takes_the_place_of_nothing_else(
    name: str, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = tmp_path / "world"
    shutil.copytree(made, world)
    monkeypatch.chdir(world)
    before = standing(world)
    others = [path.name for path in made.iterdir() if not path.name.startswith("store.db-")]
    went_on = {}
    for other in sorted({*others, "data/demand.csv", "plan/classes.csv"} - {*OWN.get(name, ())}):
        ran = trainopt(*(other if word == "TARGET" else word for word in WORDS[name]))
        after = standing(world)
        lost = [file for file, content in before.items() if after.get(file) != content]
        beside = name in BESIDE and (world / other).is_dir()
        if lost or (ran.code != 2 and not beside):
            went_on[other] = (ran.code, lost, ran.err[:200])
    assert went_on == {}
