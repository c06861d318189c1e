"""Nights that go wrong outside the plan: folders that are not theirs, bugs, secrets, stray files."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.held_plans import step
from tests.support.nights import BASE, DEMAND, Nights
from tests.support.running import contents, hand_made, raising, trainopt, write_mini
from trainopt.dataset import read_dataset
from trainopt.errors import DatasetFaults, UsageError
from trainopt.plan.folder import read_in_force
from trainopt.runs.hold import LATE_ROUNDS, Held, hold
from trainopt.runs.nightly.planning import NightTask
from trainopt.runs.nightly.snapshot import take_snapshot
from trainopt.runs.replay import keep_replay
from trainopt.runs.secret import without_passwords
from trainopt.runs.store import open_store
from trainopt.runs.store.folders import folder_id_of
from trainopt.runs.store.lock import release, take
from trainopt.runs.store.records import add_line
from trainopt.search.effort import Effort
from trainopt.search.params import Clock, Params
from trainopt.search.patience import HoldPatience

pytestmark = pytest.mark.slow


def figures(path: Path) -> dict[str, float]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


# Folders


def test_no_room_for_what_it_works_with_is_told_alike_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug would be told, and stored, and counted as one."""
    nights, metrics = Nights(tmp_path), tmp_path / "m.prom"
    full = OSError(errno.ENOSPC, "No space left on device", "/tmp/work")
    monkeypatch.setattr("trainopt.runs.nightly.night.plan_candidate", raising(full))
    ran = nights.run(None, "--metrics", metrics)
    assert (ran.code, "a bug in trainopt" in ran.err) == (2, False)
    last = json.loads(ran.messages[-1])
    assert last["message"].startswith("/tmp/work could not be written: No space left on device")
    listed = trainopt("runs", "list", "--store", nights.store, "--json").document["runs"]
    assert [(run["status"], run["exit_code"]) for run in listed] == [("failed", 2)]
    assert figures(metrics)["trainopt_run_exit_code"] == 2


@pytest.mark.parametrize("name", ["run", "published"])
@pytest.mark.parametrize("how", ["a folder with something else", "a file"])
def test_what_is_no_plan_is_not_replaced(tmp_path: Path, name: str, how: str) -> None:
    nights = Nights(tmp_path)
    nights.out.mkdir()
    mine = nights.out / name
    if how == "a file":
        mine.write_text("mine", encoding="utf-8")
    else:
        mine.mkdir()
        mine = mine / "thesis.txt"
        mine.write_text("mine", encoding="utf-8")
    ran = nights.run()
    assert ran.code == 2
    assert "is no plan folder, and would be replaced" in ran.err
    assert mine.read_text(encoding="utf-8") == "mine"


def test_empty_folders_may_be_there(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    for name in ("run", "published"):
        (nights.out / name).mkdir(parents=True)
    assert nights.run().code == 0


def test_taking_out_replaces_nothing_else(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    assert nights.run().code == 0
    words = ("runs", "show", 1, "--store", nights.store, "--out", tmp_path / "taken")
    assert trainopt(*words).code == 0
    assert trainopt(*words).code == 0  # the same stands there
    (tmp_path / "taken" / "plan" / "note.txt").write_text("mine", encoding="utf-8")
    before = contents(tmp_path / "taken" / "plan")
    ran = trainopt(*words)
    assert ran.code == 2
    assert "holds something else" in ran.err
    assert contents(tmp_path / "taken" / "plan") == before


def test_nothing_is_taken_out_to_beyond_the_folder(tmp_path: Path) -> None:
    """The store is not trusted: a file that someone put there leads out of the folder."""
    nights = Nights(tmp_path)
    assert nights.run().code == 0
    with sqlite3.connect(str(nights.store)) as connection:
        connection.execute("UPDATE folder_files SET name = '../../x' WHERE name = 'plan.toml'")
        found = connection.execute(
            "SELECT name, sha256 FROM folder_files WHERE folder_id = (SELECT dataset_id FROM runs)"
        ).fetchall()
        connection.execute("PRAGMA foreign_keys = OFF")
        forged = (folder_id_of(dict(found)),)
        connection.execute("UPDATE folder_files SET folder_id = ? WHERE folder_id IN "
                           "(SELECT dataset_id FROM runs)", forged)  # fmt: skip
        connection.execute("INSERT INTO folders VALUES (?, '')", forged)
        connection.execute("UPDATE runs SET dataset_id = ?", forged)
    connection.close()
    ran = trainopt("runs", "show", 1, "--store", nights.store, "--out", tmp_path / "a" / "b" / "taken")
    assert (ran.code, ran.err) == (
        2,
        "the store is damaged: '../../x' is no name of a file; restore a backup\n",
    )
    assert not list(tmp_path.rglob("x"))


def test_a_line_of_the_log_that_somebody_has_changed_is_shown_as_it_stands(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    assert nights.run().code == 0
    with open_store(str(nights.store)) as store, store.begin() as connection:
        add_line(connection, 1, {"message": "no time \x1b[31m"})
    with sqlite3.connect(str(nights.store)) as changed:
        changed.execute("UPDATE run_log SET line = '[1, 2]' WHERE number = 1")
    changed.close()
    ran = trainopt("runs", "show", 1, "--store", nights.store, "--log")
    assert (ran.code, ran.err) == (0, "")
    assert "[1, 2]" in ran.out
    assert "no time" in ran.out
    assert "\x1b" not in ran.out


def test_a_folder_that_cannot_be_put_back_does_not_leave_the_run_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights = Nights(tmp_path)
    assert nights.run().code == 0
    monkeypatch.setattr("trainopt.runs.nightly.folder.write_folder", raising(OSError("no more inodes")))
    ran = nights.run()
    assert ran.code == 2
    assert "no more inodes" in ran.document["message"]
    assert nights.runs("list")["runs"][0]["status"] == "published"


# What is left of a night that failed


def test_a_bug_leaves_no_word_of_yesterday(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nights = Nights(tmp_path)
    metrics, heart = tmp_path / "trainopt.prom", tmp_path / "heart.json"
    options = ("--metrics", metrics, "--heartbeat", heart)
    assert nights.run({}, *options).code == 0
    (tmp_path / "replay").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "replay"))
    monkeypatch.setattr("trainopt.runs.solve.optimise", raising(ZeroDivisionError("oh")))
    assert nights.run({}, *options).code == 1
    found = figures(metrics)
    assert (found["trainopt_run_number"], found["trainopt_run_exit_code"]) == (2, 1)
    assert json.loads(heart.read_text(encoding="utf-8"))["doing"] == "ended: failed"
    assert nights.summary().startswith("# Run 2: failed")
    assert "the plan of run 1 stays in force" in nights.summary()
    last = nights.runs("show", 2)["log"][-1]
    assert (last["event"], last["exit_code"]) == ("ended", 1)


def test_a_night_that_cannot_begin_is_in_the_metrics(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    metrics = tmp_path / "trainopt.prom"
    with open_store(str(nights.store)) as store:
        held = take(store)
        assert nights.run({}, "--metrics", metrics).code == 2
        release(store, held)
    found = figures(metrics)
    assert (found["trainopt_run_exit_code"], found["trainopt_run_published"]) == (2, 0)


# Secrets


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://u:s3cret@h/d", "postgresql://u:***@h/d"),
        ("--store=postgresql+psycopg://u:s3/cr@et@h:1/d", "--store=postgresql+psycopg://u:***@h:1/d"),
        ("postgresql://u@h/d?password=s3cret&x=1", "postgresql://u@h/d?password=***&x=1"),
        ("postgresql://u@h/d?sslpassword=s3cret&x=1", "postgresql://u@h/d?sslpassword=***&x=1"),
        ("host=h password=s3cret dbname=d", "host=h password=*** dbname=d"),
        ("host=h password = 's3 \\' cret' dbname=d", "host=h password = *** dbname=d"),
        ("host=h sslkey=k sslpassword=s3cret", "host=h sslkey=k sslpassword=***"),
        ("host=h password=s3*cr&t,;) dbname=d", "host=h password=*** dbname=d"),
        ("PGPASSWORD=s3cret trainopt", "PGPASSWORD=*** trainopt"),
        ("{'host': 'h', 'password': 's3cret'}", "{'host': 'h', 'password': ***}"),
        ("connect(password='s3cret', port=1)", "connect(password=***, port=1)"),
        ("wrong password for user u", "wrong password for user u"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("C:/a@b/data", "C:/a@b/data"),
    ],
)
def test_passwords_are_left_out(text: str, shown: str) -> None:
    assert without_passwords(text) == shown


def test_a_replay_folder_holds_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    url = "postgresql://u:s3cret@h/d"
    folder = keep_replay(["nightly", "data", "--store", url], f"Error: {url}")
    kept = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    assert "postgresql://u:***@h/d" in kept
    assert "s3cret" not in kept


@pytest.mark.parametrize(
    "argument", ["x" * 5000, "--reason=" + "y" * 5000, "a\0b", "", "\ud800", "/proc/self/mem"], ids=ascii
)
def test_what_is_no_name_of_a_file_is_no_hindrance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argument: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data = write_mini(tmp_path / "data")
    monkeypatch.chdir(data)  # which is no argument, though "" would be its name
    folder = keep_replay(["check", argument, str(data)], "Error")
    assert {path.name for path in folder.iterdir()} == {"command.txt", "traceback.txt", "2-data"}


def test_a_replay_folder_has_plain_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data = write_mini(tmp_path / "data")
    plain = {path.name for path in data.iterdir()}
    os.mkfifo(data / "pins.csv")
    (data / "closures.csv").symlink_to("/dev/zero")
    (data / "secret.csv").symlink_to("/etc/passwd")
    folder = keep_replay(["check", str(data)], "Error")
    assert {path.name for path in (folder / "1-data").iterdir()} == plain


@pytest.mark.parametrize(
    "where",
    ["host=h password=s3cret dbname=d", "dbname=d  password = 's3cret'", "service=x sslpassword=s3cret"],
)
def test_a_connection_string_is_refused_and_not_said(where: str) -> None:
    ran = trainopt("runs", "list", "--store", where)
    assert ran.code == 2
    assert "postgresql://USER@HOST/DATABASE" in ran.err
    assert "s3cret" not in ran.err


def test_a_bug_says_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("trainopt.runs.store.engine.make_url", raising(RuntimeError("password=s3cret")))
    for words in ((), ("--debug",)):
        ran = trainopt(*words, "runs", "list", "--store", "postgresql://u:s3cret@h/d")
        assert ran.code == 1
        assert "s3cret" not in ran.err


def test_a_malformed_url_is_told_without_its_password() -> None:
    with pytest.raises(UsageError, match="no path and no URL") as told:
        open_store("postgresql://u:s3cret@h:port/d")
    assert "s3cret" not in str(told.value)


# What is not ours


def test_who_only_looks_leaves_another_programs_database_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (name TEXT)")
    connection.close()
    before = path.read_bytes()
    ran = trainopt("runs", "list", "--store", path)
    assert ran.code == 2
    assert "is no run store" in ran.err
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["other.db"]


def test_a_stray_file_whose_name_is_not_utf_8_is_left_alone(tmp_path: Path) -> None:
    nights = Nights(tmp_path)
    data = write_mini(tmp_path / "data", BASE)
    (data / os.fsdecode(b"caf\xe9.csv")).write_bytes(b"x\n")
    assert trainopt("nightly", data, "--store", nights.store, "--time-limit", "60s").code == 0
    assert set(nights.runs("show", 1)["inputs"]) == {one.name for one in data.iterdir() if one.name.isascii()}


def test_a_workbook_whose_name_is_not_utf_8_is_a_fault(tmp_path: Path) -> None:
    book = tmp_path / os.fsdecode(b"caf\xe9.xlsx")
    book.write_bytes(b"")
    with pytest.raises(DatasetFaults, match="not UTF-8"):
        take_snapshot(book)


# Frozen steps that stand in the way


def task(folder: Path, files: dict[str, str], *held: str) -> Callable[[float], NightTask]:
    """What a night is to plan, by the seconds of its hundred that are gone."""
    in_force = read_in_force(hand_made(folder / "published", *held))
    dataset = read_dataset(write_mini(folder / "data", BASE | files), in_force=in_force)
    return lambda gone: NightTask(
        dataset, Effort(Params(seconds=100), Clock(time.monotonic() - gone, 100)), folder / "plan"
    )


def safe(asked: NightTask) -> Held:
    """What a night is safe to hold."""
    patience = HoldPatience(asked.effort)
    return hold(asked.dataset, patience).without_stuck(patience)


def test_where_only_pins_of_the_data_are_stuck_frozen_steps_give_way(tmp_path: Path) -> None:
    pins = "cohort_id,step,site_id,start\nY-01,1,A1,2026-02-09\n"
    held = step("X-01", 1, "C", "A1", "2026-02-09")
    start = safe(task(tmp_path, {"pins.csv": pins}, held)(0))
    assert start.repaired is not None
    assert start.frozen == ()
    assert [one.pin.cohort_id for one in start.released] == ["X-01"]
    places = {(one.cohort_id, one.site_id, one.start) for one in start.repaired.plan.placements}
    assert ("Y-01", "A1", 5) in places
    assert ("X-01", "A1", 5) not in places


@pytest.mark.parametrize(("gone", "released"), [(0, []), (31, ["X-01"])])
def test_frozen_steps_are_tried_for_a_part_of_the_time(
    tmp_path: Path, gone: float, released: list[str]
) -> None:
    """X's companion is gone; another one must be brought to it, for which there is time or is not."""
    demand = DEMAND + "X,U,PC,2,2,,2026-04-19,,3\nN,U,PC,2,2,,2026-04-19,,1\n"
    courses = {"courses.csv": "course_id,name,duration_weeks,class_min,class_max\nC,C,2,4,4\nD,D,2,2,4\n"}
    held = (step("X-01", 1, "C", "A1", "2026-02-09"), step("GONE-01", 1, "C", "A1", "2026-02-09"))
    start = safe(task(tmp_path, {"demand.csv": demand, **courses}, *held)(gone))
    assert [one.pin.cohort_id for one in start.released if one.pin.cohort_id != "GONE-01"] == released


@pytest.mark.parametrize(("gone", "most"), [(0, 12), (31, LATE_ROUNDS + 2)])
def test_once_time_is_up_they_are_released_bit_by_bit_only_so_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: float, most: int
) -> None:
    """Of eight frozen cohorts one more is stuck each time."""
    names = [f"X-{number:02}" for number in range(1, 9)]
    demand = DEMAND + "X,U,PC,16,2,,2026-04-19,,3\n"
    classes = [(site, start) for site in ("A1", "A2") for start in ("2026-02-02", "2026-02-16")]
    held = (step(name, 1, "C", *classes[place // 2]) for place, name in enumerate(names))
    asked = task(tmp_path, {"demand.csv": demand}, *held)(gone)
    stuck = iter(names)
    calls = []

    def try_one(*_: object) -> tuple[None, dict[str, str]]:
        calls.append(1)
        return None, {next(stuck, "none"): "stuck"}

    monkeypatch.setattr("trainopt.runs.hold.try_to_hold", try_one)
    safe(asked)
    assert len(calls) <= most
    assert gone or len(calls) > LATE_ROUNDS + 2
