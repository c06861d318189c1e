"""Whatever happens to a night, the store opens, the published plan is whole, and the next night works.

TRAINOPT_KILLS says how often a run is killed; a few times unless it is set.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from tests.support.kernels import AT_WORK
from tests.support.nights import BASE, CLOSED, DEMAND, LENIENT, X, Y
from tests.support.processes import PATIENCE, finds_children, send, solvers_under, wait_until
from tests.support.running import PLAN_FILES, Ran, contents, ended, start, trainopt, write_mini, write_small
from trainopt.dataset.folder import SUMS
from trainopt.dataset.plain import read_inside
from trainopt.errors import DatasetFaults
from trainopt.runs.nightly.snapshot import check_sums, take_snapshot
from trainopt.runs.store import open_store, service_schema
from trainopt.runs.store.folders import read_folder
from trainopt.runs.store.publishing import in_force
from trainopt.runs.store.records import run_by_number
from trainopt.runs.verify import verify

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("TRAINOPT_KILLS", "3"))


class Place:
    """A store and a folder for people in a folder, and two datasets that take turns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store, self.out = folder / "store.db", folder / "out"
        self.rules = folder / "rules.toml"
        self.rules.write_text(LENIENT, encoding="utf-8")
        self.datasets = [
            write_mini(folder / "open", BASE),
            write_mini(folder / "shut", BASE | {"closures.csv": CLOSED}),
        ]

    def words(self, dataset: Path, *options: object) -> tuple[object, ...]:
        """The command; as for unattended runs, with a log in JSON."""
        named = ("--store", self.store, "--out", self.out, "--rules", self.rules)
        return ("nightly", dataset, *named, "--time-limit", "60s", *options)

    def run(self, turn: int = 0, *options: object) -> Ran:
        return trainopt(*self.words(self.datasets[turn % 2], *options))

    def assert_published_plan_is_whole(self) -> int:
        """It is in the store with the data that it was made from, keeps all rules, and is in the folder."""
        with open_store(str(self.store)) as store, store.begin() as connection:
            published = in_force(connection)
            assert published is not None
            plan = read_folder(connection, published.plan_id)
            run = run_by_number(connection, published.run)
            assert run.status == "published"
            data = read_folder(connection, run.dataset_id or "")
            base = read_folder(connection, run.base_id) if run.base_id else {}
        assert sorted(plan) == PLAN_FILES
        folders = [self.folder / name for name in ("was-data", "was-plan", "was-base")]
        for folder, content in zip(folders, (data, plan, base), strict=True):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for name, text in content.items():
                (folder / name).write_bytes(text)
        verdict = verify(folders[0], folders[1], published=folders[2] if base else None)
        assert (verdict.broken, verdict.stale) == ((), ())
        assert sorted(path.name for path in (self.out / "published").iterdir()) == PLAN_FILES
        return published.run


@pytest.fixture(scope="module")
def after_one_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("night")
    ran = Place(folder).run()
    assert ran.code == 0, ran.err
    return folder


@pytest.fixture
def place(after_one_night: Path, tmp_path: Path) -> Place:
    """A store and a folder in which a plan was published."""
    for name in ("out", "store.db"):
        source = after_one_night / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return Place(tmp_path)


@finds_children
def test_killed_at_any_moment_again_and_again(place: Place) -> None:
    """Parent or solver process, at random moments of the time that a run takes here; first at its start."""
    dice = random.Random(5)
    began = time.monotonic()
    assert ended(start(*place.words(place.datasets[1])), PATIENCE).code == 0
    seconds = time.monotonic() - began
    codes = []
    for turn in range(1, KILLS + 1):
        process = start(*place.words(place.datasets[turn % 2]))
        time.sleep(dice.uniform(0.0, seconds) if turn > 1 else 0.0)
        solvers = solvers_under(process.pid) if turn > 1 else []
        victim = dice.choice(solvers) if solvers and dice.random() < 0.4 else process.pid
        send(victim, signal.SIGKILL)
        ran = ended(process, PATIENCE)
        assert ran.code in (0, -signal.SIGKILL), ran.err
        assert "Traceback" not in ran.err
        place.assert_published_plan_is_whole()
        codes.append(ran.code)
    assert -signal.SIGKILL in codes
    ran = place.run(KILLS + 1)
    assert ran.code == 0, ran.err
    listed = trainopt("runs", "list", "--store", place.store, "--last", 1000, "--json").document["runs"]
    assert place.assert_published_plan_is_whole() == listed[0]["run"]
    assert {run["status"] for run in listed} <= {"published", "killed"}
    assert not [line for line in ran.messages if json.loads(line)["event"] == "not written"]


class TestTwoAtOnce:
    @pytest.fixture
    def running(self, tmp_path: Path) -> Iterator[tuple[Place, subprocess.Popen[str]]]:
        """A run that goes on until it is stopped, with a plan already."""
        place = Place(tmp_path)
        place.datasets = [write_small(tmp_path / "small")]
        heart = tmp_path / "heart.json"
        process = start(*place.words(place.datasets[0], "--time-limit", "10m", "--heartbeat", heart))
        try:
            wait_until(lambda: heart.exists() and AT_WORK in heart.read_text(encoding="utf-8"))
            yield place, process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def test_the_second_one_ends_with_one_line_and_the_first_one_can_be_stopped(self, running: Any) -> None:
        place, process = running
        ran = trainopt(*place.words(place.datasets[0]))
        assert ran.code == 2
        (line,) = map(json.loads, ran.messages)
        assert line["message"].startswith(f"another run holds the store: process {process.pid} on ")
        listed = trainopt("runs", "list", "--store", place.store, "--json").document["runs"]
        assert [(run["run"], run["status"]) for run in listed] == [(1, "running")]
        assert trainopt("runs", "prune", "--keep", 1, "--store", place.store).code == 2

        process.send_signal(signal.SIGTERM)
        ran = ended(process, PATIENCE)
        assert ran.code == 130
        assert "Traceback" not in ran.err
        shown = trainopt("runs", "show", 1, "--store", place.store, "--json").document
        assert (shown["status"], shown["exit_code"]) == ("interrupted", 130)
        assert shown["plan_id"] is not None
        small = write_mini(place.folder / "mini", BASE)
        assert trainopt(*place.words(small)).code == 0


def test_a_dead_holders_lock_is_taken_over_and_its_run_marked(place: Place) -> None:
    process = start(*place.words(place.datasets[1]))
    wait_until(lambda: process.poll() is not None or _runs(place.store) == 2)
    process.kill()
    process.communicate()
    ran = place.run(1)
    assert ran.code == 0
    events = [json.loads(line)["event"] for line in ran.messages]
    assert events[:2] == ["killed", "taken over"]
    listed = trainopt("runs", "list", "--store", place.store, "--json").document["runs"]
    assert [run["status"] for run in listed] == ["published", "killed", "published"]


def _runs(store: Path) -> int:
    with sqlite3.connect(store) as connection:
        (found,) = connection.execute("SELECT count(*) FROM runs").fetchone()
    connection.close()
    return int(found)


# The disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no tmpfs can be mounted here: only root can")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Leave no byte free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    return filler


class TestTheDisk:
    def on(self, place: Place, disk: Path) -> None:
        place.store = disk / "store.db"

    def test_one_that_is_full_keeps_the_published_plan(self, small_disk: Path, tmp_path: Path) -> None:
        place = Place(tmp_path)
        self.on(place, small_disk)
        assert place.run().code == 0
        filler = fill(small_disk)
        ran = place.run(1)
        assert ran.code == 2
        assert "full" in json.loads(ran.messages[-1])["message"]
        assert "Traceback" not in ran.err
        for words in (("list",), ("show", 1, "--out", tmp_path / "taken")):
            looked = trainopt("runs", *words, "--store", place.store)
            assert looked.code == 0, looked.err
        assert contents(tmp_path / "taken" / "plan") == contents(place.out / "published")
        filler.unlink()
        assert place.assert_published_plan_is_whole() == 1
        assert place.run(1).code == 0

    def test_the_folder_on_a_full_one_does_not_undo_what_the_store_has(
        self, small_disk: Path, tmp_path: Path
    ) -> None:
        place = Place(tmp_path)
        place.out = small_disk / "out"
        assert place.run().code == 0
        filler = fill(small_disk)
        ran = place.run(1)
        assert ran.code == 2, ran.err
        assert "cannot be written" in json.loads(ran.messages[-1])["message"]
        filler.unlink()
        listed = trainopt("runs", "list", "--store", place.store, "--json").document["runs"]
        if listed[0]["run"] == 2:  # there was room to begin: then what the store says holds
            assert listed[0]["status"] == "published"
        assert place.run(1).code == 0
        place.assert_published_plan_is_whole()

    def test_one_that_is_read_only_is_said_in_one_line(self, small_disk: Path, tmp_path: Path) -> None:
        place = Place(tmp_path)
        self.on(place, small_disk)
        assert place.run().code == 0
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        ran = place.run(1)
        assert ran.code == 2
        (line,) = map(json.loads, ran.messages)
        assert "cannot be used" in line["message"]
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
        assert place.assert_published_plan_is_whole() == 1

    def test_a_folder_that_is_read_only_is_said_before_any_work(
        self, small_disk: Path, tmp_path: Path
    ) -> None:
        place = Place(tmp_path)
        place.out = small_disk / "out"
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        ran = place.run()
        assert ran.code == 2
        assert "cannot be written: Read-only file system" in ran.err
        listed = trainopt("runs", "list", "--store", place.store, "--json").document["runs"]
        assert listed == []


# The clock


class Jumping(datetime):
    """A clock that goes a year back, and then on by a day, at every look."""

    moment = datetime(2030, 6, 1, tzinfo=UTC)

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        jumped = Jumping.moment
        Jumping.moment += timedelta(days=1 if jumped.year < 2030 else -365)
        return jumped


def test_a_clock_that_jumps(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainopt.runs.store.now.datetime", Jumping)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    for turn in (1, 2):
        ran = place.run(turn, "--metrics", place.folder / "m.prom")
        assert ran.code == 0, ran.err
        assert place.assert_published_plan_is_whole() == turn + 1
    listed = trainopt("runs", "list", "--store", place.store, "--json").document["runs"]
    assert [run["run"] for run in listed] == [3, 2, 1]


def test_a_store_of_an_older_schema_is_migrated(place: Place) -> None:
    with sqlite3.connect(place.store) as connection:
        for name in ("audit", "publications"):
            for verb in ("update", "delete"):
                connection.execute(f"DROP TRIGGER {name}_no_{verb}")
        later = (table.name for table in vars(service_schema).values() if isinstance(table, Table))
        for name in ("audit", *later):
            connection.execute(f"DROP TABLE {name}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    ran = place.run(1)
    assert ran.code == 0, ran.err
    assert place.assert_published_plan_is_whole() == 2
    audit = [trainopt("runs", "show", n, "--store", place.store, "--json").document["audit"] for n in (1, 2)]
    assert [len(entries) for entries in audit] == [1, 1]


# Uploads


def sums(folder: Path) -> None:
    """What `sha256sum plan.toml *.csv > SHA256SUMS` does."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if path.name != SUMS
    ]
    (folder / SUMS).write_text("".join(lines), encoding="ascii")


class TestHalfUploaded:
    def test_one_that_is_whole_is_planned(self, place: Place) -> None:
        sums(place.datasets[1])
        assert place.run(1, "--require-sums").code == 0

    @pytest.mark.parametrize(
        ("name", "size", "said"),
        [
            ("demand.csv", len(DEMAND + X), "demand.csv: is not the file that SHA256SUMS lists"),
            ("closures.csv", None, "closures.csv: is listed in SHA256SUMS and is not there"),
        ],
        ids=["cut off at the end of a line", "a file that may be missing"],
    )
    def test_what_only_the_sums_can_tell_is_a_fault(
        self, place: Place, name: str, size: int | None, said: str
    ) -> None:
        folder = place.datasets[1]
        sums(folder)
        if size is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes((folder / name).read_bytes()[:size])
        ran = place.run(1)
        assert ran.code == 3
        assert any(said in line for line in ran.messages)
        assert place.assert_published_plan_is_whole() == 1
        assert trainopt("runs", "show", 2, "--store", place.store, "--json").document["inputs"] is not None

    def test_sums_may_be_asked_for(self, place: Place) -> None:
        ran = place.run(1, "--require-sums")
        assert ran.code == 3
        assert "SHA256SUMS: the file is missing: the upload is not complete" in ran.err

    def test_a_file_from_an_earlier_upload_and_a_line_that_is_none(self, place: Place) -> None:
        folder = place.datasets[0]
        sums(folder)
        (folder / "pins.csv").write_text("cohort_id,step,site_id,start\n", encoding="utf-8")
        (folder / SUMS).write_text((folder / SUMS).read_text() + "no sum\n")
        with pytest.raises(DatasetFaults) as told:
            check_sums(take_snapshot(folder), required=True)
        assert [str(fault) for fault in told.value.faults] == [
            "SHA256SUMS:9: is no line that sha256sum writes",
            "pins.csv: is not listed in SHA256SUMS: is it from an earlier upload?",
        ]

    def test_a_file_that_changes_while_it_is_read(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = place.datasets[0]

        def upload(inside: Path, name: str, most: int) -> bytes:
            content = read_inside(inside, name, most)
            if name == "demand.csv":
                (inside / name).write_bytes(content + Y.replace("Y", "W").encode())
            return content

        monkeypatch.setattr("trainopt.dataset.folder.read_inside", upload)
        with pytest.raises(DatasetFaults, match=r"demand\.csv: was changed while it was read"):
            take_snapshot(folder)

    def test_an_empty_folder_and_none_at_all(self, place: Place, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        for name, said in (("empty", "is no dataset"), ("none", "no such folder")):
            ran = trainopt(*place.words(tmp_path / name))
            assert ran.code == 3
            assert said in ran.err
        assert place.assert_published_plan_is_whole() == 1
