"""Results that cannot be written, progress that is said again, and signals, whatever the command."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from tests.support.processes import PATIENCE
from tests.support.running import Ran, raising, trainopt
from trainopt import Effort
from trainopt.cli import _make_streams_writable, main, progress
from trainopt.cli.app import run
from trainopt.cli.output import json_text, print_frame, records
from trainopt.cli.progress import spoken
from trainopt.errors import UsageError
from trainopt.search import stopping


class Failing(io.StringIO):
    """A stream of which nothing more can be written, noticed at each write or at the end alone."""

    def __init__(self, error: OSError, *, at_the_end: bool) -> None:
        super().__init__()
        self.error, self.at_the_end = error, at_the_end
        self.nowhere = os.open(os.devnull, os.O_WRONLY)

    def __del__(self) -> None:
        os.close(self.nowhere)

    def write(self, text: str) -> int:
        if not self.at_the_end:
            raise self.error
        return len(text)

    def flush(self) -> None:
        if self.at_the_end:
            raise self.error

    def fileno(self) -> int:
        return self.nowhere


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("words", [[], ["--json"]])
@pytest.mark.parametrize("at_the_end", [False, True])
def test_results_for_which_no_space_is_left_are_no_bug(
    mini: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    at_the_end: bool,
) -> None:
    monkeypatch.setattr(sys, "stdout", Failing(FULL, at_the_end=at_the_end))
    assert run(["check", str(mini), *words]) == 2
    assert "could not be written: No space left on device" in capsys.readouterr().err


def test_who_reads_no_more_has_seen_enough(
    mini: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = BrokenPipeError(errno.EPIPE, "Broken pipe")
    monkeypatch.setattr(sys, "stdout", Failing(gone, at_the_end=True))
    assert run(["check", str(mini)]) == 0
    assert capsys.readouterr().err == ""


def test_a_disk_that_is_full_is_no_bug(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "/tmp/x")
    monkeypatch.setattr("trainopt.check_dataset", raising(full))
    ran = trainopt("check", mini)
    assert (ran.code, ran.err) == (2, "/tmp/x could not be written: No space left on device\n")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OSError(errno.EACCES, "Permission denied", "/x"), 2, "/x cannot be used: Permission denied\n"),
        (OSError(errno.EIO, "Input/output error", "/x"), 2, "/x cannot be used: Input/output error\n"),
        (OSError(errno.EACCES, "Permission denied"), 1, "a bug in trainopt"),
        (OSError(errno.EBADF, "Bad file descriptor", "/x"), 1, "a bug in trainopt"),
    ],
)
def test_only_what_a_machine_does_not_do_at_a_place_is_no_bug(
    mini: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, code: int, said: str
) -> None:
    monkeypatch.setattr("trainopt.check_dataset", raising(error))
    ran = trainopt("check", mini)
    assert (ran.code, ran.err.startswith(said)) == (code, True), ran.err


LONG = "n" * 300


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("check", LONG), 3),
        (("check", f"{LONG}.xlsx"), 3),
        (("check", f"{LONG}.zip"), 3),
        (("check", "mini", "--published", LONG), 3),
        (("show", f"{LONG}/plan"), 3),
        (("nightly", LONG, "--store", "store.db", "--out", "out"), 3),
        (("nightly", "mini", "--store", "store.db", "--rules", LONG), 2),
        (("runs", "list", "--store", LONG), 2),
    ],
)
def test_what_the_machine_does_not_let_be_read_is_told(
    mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int
) -> None:
    """A name that is too long stands for a folder that only others may look into, which root never sees."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mini").symlink_to(mini)
    ran = trainopt(*words)
    assert (ran.code, "File name too long" in ran.err) == (code, True), ran.err


def test_a_closed_stream_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    _make_streams_writable()
    assert sys.stdout.write("x") == 1
    sys.stdout.close()


def test_a_letter_that_a_stream_lacks_is_shown_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a JSON document as JSON has it."""
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    _make_streams_writable()
    text = json_text({"name": "Ādaži, Львів"})
    print("Львів", text)
    sys.stdout.flush()
    line = written.getvalue().decode("ascii")
    assert line.startswith(r"\u041b\u044c\u0432\u0456\u0432 ")
    assert json.loads(line.partition(" ")[2]) == {"name": "Ādaži, Львів"}


def test_a_number_that_is_none_has_no_word_in_json() -> None:
    """Other languages read no NaN: who has one says null, or it is a bug."""
    frame = pd.DataFrame({"fill": [0.5, None], "day": [pd.Timestamp("2027-01-04"), pd.NaT]})
    said = json.loads(json_text(records(frame)))
    assert said == [{"fill": 0.5, "day": "2027-01-04"}, {"fill": None, "day": None}]
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text({"fill": float("nan")})


def test_what_takes_long_is_said_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "PLAIN_EVERY", 0.02)
    said: list[str] = []
    with spoken(Effort.of(None), "reading", quiet=False) as telling:
        telling.tell("planning again")
        while len(said) < 3:
            said += capsys.readouterr().err.splitlines()
    assert said[0] == "planning again"
    assert all(re.fullmatch(r"\d+ s  planning again", line) for line in said[1:])


def test_nothing_is_said_again_where_nothing_is_to_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    before = threading.active_count()
    with spoken(Effort.of(None), "reading", quiet=True) as telling:
        telling.tell("planning again")
        assert threading.active_count() == before
    assert capsys.readouterr().err == ""


def kill_oneself(number: int) -> Callable[..., None]:
    return lambda *_, **__: os.kill(os.getpid(), number)


def test_gaps_beside_each_other_are_per_cent_as_one_alone_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_frame(pd.DataFrame({"gap": [0.5], "gap_a": [0.891946], "gap_b": [1.0]}), "Tiers")
    line = next(line for line in capsys.readouterr().out.splitlines() if "50.0" in line)
    assert re.findall(r"[0-9.]+ %", line) == ["50.0 %", "89.2 %", "100.0 %"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_told_to_end_is_interrupted(
    mini: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """Also one that plans nothing; then signals do again what they did."""
    monkeypatch.setattr("trainopt.check_dataset", kill_oneself(number))
    before = signal.signal(number, signal.SIG_DFL)
    try:
        ran: Ran = trainopt("check", mini)
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, before)
    assert (ran.code, ran.err.strip()) == (130, "interrupted")


@pytest.fixture
def handlers() -> Iterator[None]:
    """What the signals did before is what they do afterwards."""
    before = {number: signal.getsignal(number) for number in stopping.CALLS}
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("first", stopping.CALLS)
@pytest.mark.parametrize("second", stopping.CALLS)
@pytest.mark.parametrize(("seconds", "cleared"), [(60.0, True), (0.0, False)])
def test_a_second_call_so_soon_does_not_disturb_the_end(
    mini: Path,
    monkeypatch: pytest.MonkeyPatch,
    handlers: None,
    first: signal.Signals,
    second: signal.Signals,
    seconds: float,
    cleared: bool,
) -> None:
    """What is half made is cleared away; whoever calls again later does not want to wait for that."""
    done = []

    def work(*_: object, **__: object) -> None:
        try:
            os.kill(os.getpid(), first)
        finally:
            os.kill(os.getpid(), second)
            done.append("cleared away")

    monkeypatch.setattr(stopping, "ONE_CALL", seconds)
    monkeypatch.setattr("trainopt.check_dataset", work)
    ran = trainopt("check", mini)
    assert (ran.code, ran.err.strip(), bool(done)) == (130, "interrupted", cleared)


@pytest.mark.parametrize(("seconds", "said"), [(60.0, "it is written"), (0.0, "interrupted")])
def test_a_second_signal_after_the_search_was_stopped_is_the_same_call(
    mini: Path, monkeypatch: pytest.MonkeyPatch, handlers: None, seconds: float, said: str
) -> None:
    """What the search found is written whole, and it is said so."""

    def work(*_: object, **__: object) -> None:
        stop = threading.Event()
        with stopping.interruptible(stop):
            os.kill(os.getpid(), signal.SIGINT)
            assert stop.wait(60)
        os.kill(os.getpid(), signal.SIGINT)
        raise UsageError("it is written")

    monkeypatch.setattr(stopping, "ONE_CALL", seconds)
    monkeypatch.setattr("trainopt.check_dataset", work)
    assert trainopt("check", mini).err.strip() == said


def test_a_call_while_a_text_is_executed_ends_with_the_code_of_one(tmp_path: Path) -> None:
    """As classes are while the program is read in: there Python would end itself by the signal."""
    program = (
        "from trainopt import cli\n"
        "def interrupted(began):\n"
        "    try:\n"
        "        exec('raise KeyboardInterrupt')\n"
        "    except KeyboardInterrupt:\n"
        "        return 130\n"
        "cli._run = interrupted\n"
        "cli.main()\n"
    )
    (tmp_path / "called.py").write_text(program, encoding="utf-8")
    words = [sys.executable, "-m", "called"]
    assert subprocess.run(words, cwd=tmp_path, check=False, timeout=300).returncode == 130


def test_a_call_while_the_program_is_read_in_is_one_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], handlers: None
) -> None:
    """Once it was heard, another does not change how the process ends."""

    def read_in(*_: object) -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        return 0

    monkeypatch.setattr("trainopt.cli.app.run", read_in)
    monkeypatch.setattr(stopping, "end_at_last", lambda: None)
    with pytest.raises(SystemExit) as ended:
        main()
    os.kill(os.getpid(), signal.SIGTERM)
    assert (ended.value.code, capsys.readouterr().err) == (130, "interrupted\n")


@pytest.mark.parametrize(("at", "heard"), [((0.0, 0.6), 1), ((0.0, 0.6, 1.2), 2), ((0.0, 0.6, 1.2, 1.8), 2)])
def test_who_calls_again_and_again_is_heard_again(
    monkeypatch: pytest.MonkeyPatch, handlers: None, at: tuple[float, ...], heard: int
) -> None:
    """However hasty the hand: what is not heard puts off nothing."""
    times = iter(at)
    monkeypatch.setattr(stopping, "time", SimpleNamespace(monotonic=lambda: next(times)))
    interrupts = 0
    with stopping.ended_in_order():
        for _ in at:
            try:
                os.kill(os.getpid(), signal.SIGTERM)
            except KeyboardInterrupt:
                interrupts += 1
    assert interrupts == heard


@pytest.mark.parametrize(("ending", "left"), [(True, signal.SIG_IGN), (False, signal.SIG_DFL)])
def test_what_is_about_to_end_is_not_disturbed_again(
    monkeypatch: pytest.MonkeyPatch, handlers: None, ending: bool, left: signal.Handlers
) -> None:
    monkeypatch.setattr(stopping, "end_at_last", lambda: None)
    with stopping.ended_in_order():
        if ending:
            stopping.end_undisturbed()
    assert signal.getsignal(signal.SIGTERM) is left


@pytest.mark.parametrize(("seconds", "code"), [(0.05, 130), (600, 7)])
def test_it_has_some_seconds_to_end(seconds: float, code: int) -> None:
    program = (
        "import sys, time\n"
        "from trainopt.search import stopping\n"
        f"stopping.LEAVING_SECONDS = {seconds}\n"
        "stopping.end_undisturbed()\n"
        f"time.sleep({2 * PATIENCE if seconds < 1 else 0})\n"
        "sys.exit(7)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=PATIENCE).returncode == code


class TestJson:
    """Commands that print no table have a document, too."""

    def test_of_a_workbook(self, tmp_path: Path) -> None:
        file = tmp_path / "empty.xlsx"
        assert trainopt("template", file, "--json").document == {"workbook": str(file)}

    def test_of_what_is_converted(self, mini: Path, tmp_path: Path) -> None:
        document = trainopt("convert", mini, tmp_path / "mini.xlsx", "--json").document
        assert (document["name"], document["rows"]["demand"], document["warnings"]) == ("mini", 2, [])

    def test_of_a_scenario(self, mini: Path) -> None:
        ran = trainopt("scenario", mini, "--close", "A1:2026-02", "--name", "shut", "--json")
        (scenario,) = ran.document["scenarios"]
        assert scenario["name"] == "shut"
        assert scenario["change"][0]["insert"]["first_day"] == "2026-02-01"
