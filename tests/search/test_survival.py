"""Whatever is done to a run, the plan folder is a whole, verified plan or not there, and limits hold."""

import builtins
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import stand_ins
from tests.support.processes import (
    OVERRUN,
    PATIENCE,
    Running,
    assert_whole_and_verified,
    command_line,
    finds_children,
    killed_at_last,
    solvers_under,
    wait_until,
)
from tests.support.running import (
    contents,
    ended,
    hand_made,
    raising,
    start,
    trainopt,
    write_mini,
    write_small,
)
from trainopt.cli import main
from trainopt.search.stopping import CALLS

pytestmark = [finds_children, pytest.mark.slow]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("survival") / "small")


@pytest.fixture
def solving(dataset: Path, tmp_path: Path) -> Iterator[Any]:
    """Starts runs that go on until their limit in seconds."""
    with killed_at_last() as runs:

        def begin(limit: int) -> Running:
            runs.append(Running(dataset, tmp_path / "plan", limit))
            return runs[-1]

        yield begin


class TestInterrupted:
    @pytest.mark.parametrize(
        "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name
    )
    @pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["parent", "group"])
    def test_after_the_first_plan_a_whole_plan_is_left(
        self, dataset: Path, solving: Any, send: Any, number: signal.Signals
    ) -> None:
        run = solving(60)
        run.until_planned()
        send(run.process.pid, number)
        ran = ended(run.process, PATIENCE)
        assert ran.code == 130
        assert "Traceback" not in ran.err
        assert_whole_and_verified(dataset, run.out)

    @pytest.mark.parametrize(
        ("send", "number"), [(os.killpg, signal.SIGINT), (os.kill, signal.SIGTERM)], ids=["group", "parent"]
    )
    def test_about_the_first_plan_a_whole_plan_is_left_or_nothing(
        self, dataset: Path, solving: Any, send: Any, number: signal.Signals
    ) -> None:
        """The first solver process starts just before that plan is made."""
        run = solving(60)
        run.solvers()
        send(run.process.pid, number)
        ran = ended(run.process, PATIENCE)
        assert ran.code == 130
        assert "Traceback" not in ran.err
        if run.out.exists():
            assert_whole_and_verified(dataset, run.out)
        else:
            assert "interrupted" in ran.messages[-1]


def test_an_interrupt_while_starting_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The package is read for a second before any command begins."""

    def interrupted(name: str, *rest: Any) -> Any:
        if name == "trainopt.cli.app":
            raise KeyboardInterrupt
        return unhindered(name, *rest)

    unhindered = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", interrupted)
    monkeypatch.setattr("trainopt.search.stopping.end_at_last", lambda: None)
    before = {number: signal.getsignal(number) for number in CALLS}
    with pytest.raises(SystemExit) as end:
        main()
    for number, handler in before.items():
        signal.signal(number, handler)
    assert (end.value.code, capsys.readouterr().err) == (130, "interrupted\n")


class TestTheSolverProcess:
    def test_once_killed_the_run_goes_on(self, dataset: Path, solving: Any) -> None:
        run = solving(PATIENCE)
        run.until_planned()
        killed = run.solvers()[0]
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: set(solvers_under(run.process.pid)) - {killed})
        os.kill(run.process.pid, signal.SIGTERM)
        assert ended(run.process, PATIENCE).code == 130
        assert_whole_and_verified(dataset, run.out)

    def test_killed_again_and_again_the_plan_is_kept_and_the_cause_said(
        self, dataset: Path, solving: Any
    ) -> None:
        run = solving(60)
        run.until_planned()
        run.kill_solvers_to_the_end()
        ran = ended(run.process, PATIENCE)
        assert ran.code == 0
        assert "the solver process died" in ran.out
        assert_whole_and_verified(dataset, run.out)

    def test_killed_from_the_start_each_time_there_is_the_first_plan(
        self, dataset: Path, solving: Any
    ) -> None:
        run = solving(60)
        run.kill_solvers_to_the_end()
        ran = ended(run.process, PATIENCE)
        assert ran.code == 0
        assert "the solver process died" in ran.out
        assert_whole_and_verified(dataset, run.out)

    def test_it_goes_with_its_parent(self, dataset: Path, solving: Any) -> None:
        run = solving(60)
        run.until_planned()
        solver = run.solvers()[0]
        run.process.kill()
        run.process.wait()
        wait_until(lambda: not command_line(solver))
        assert_whole_and_verified(dataset, run.out)

    def test_it_goes_with_its_parent_before_any_plan_too(self, dataset: Path, solving: Any) -> None:
        run = solving(60)
        solver = run.solvers()[0]
        run.process.kill()
        run.process.wait()
        wait_until(lambda: not command_line(solver))
        assert not run.out.exists()


@pytest.mark.alone
class TestTheLimit:
    def test_it_holds(self, dataset: Path, solving: Any) -> None:
        run = solving(8)
        assert ended(run.process, PATIENCE).code == 0
        assert 5 < run.elapsed() <= 8 + OVERRUN
        assert_whole_and_verified(dataset, run.out)

    def test_it_holds_where_the_solver_hangs(self, dataset: Path, solving: Any) -> None:
        run = solving(7)
        run.until_planned()
        os.kill(run.solvers()[0], signal.SIGSTOP)
        assert ended(run.process, PATIENCE).code == 0
        assert run.elapsed() <= 7 + OVERRUN
        assert_whole_and_verified(dataset, run.out)

    def test_it_holds_where_the_solver_hangs_from_its_start(self, solving: Any, dataset: Path) -> None:
        run = solving(3)
        os.kill(run.solvers()[0], signal.SIGSTOP)
        stopped = time.monotonic()
        assert ended(run.process, PATIENCE).code == 0
        assert time.monotonic() - stopped <= 3 + OVERRUN
        assert_whole_and_verified(dataset, run.out)

    @pytest.mark.timeout(PATIENCE)
    def test_it_holds_where_the_solver_hangs_within_a_message(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_mini(tmp_path / "mini")
        monkeypatch.setattr("trainopt.search.team.solve_in_child", stand_ins.hang_within_a_message)
        ran = trainopt("solve", tmp_path / "mini", "--out", tmp_path / "plan", "--time-limit", "3s")
        assert ran.code == 0, ran.err


@pytest.mark.parametrize("limit", ["0.05s", "0.3s", "1s"])
def test_however_short_time_is_there_is_a_plan(dataset: Path, tmp_path: Path, limit: str) -> None:
    ran = ended(start("solve", dataset, "--out", tmp_path / "plan", "--time-limit", limit), PATIENCE)
    assert (ran.code, "Traceback" in ran.err) == (0, False)
    assert_whole_and_verified(dataset, tmp_path / "plan")


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_mini(tmp_path_factory.mktemp("bug") / "mini")


def with_cause(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


class TestABug:
    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """A program with a bug, whose replay folders lie in `tmp_path / "replay"`."""
        (tmp_path / "replay").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "replay"))
        monkeypatch.setattr("trainopt.runs.hold.build_problem", raising(ZeroDivisionError("one\ntwo")))

    @pytest.mark.usefixtures("broken")
    @pytest.mark.parametrize("form", ["{}", "{}/"], ids=["folder", "with a slash"])
    def test_is_told_in_one_line_with_a_folder_that_repeats_it(
        self, mini: Path, tmp_path: Path, form: str
    ) -> None:
        ran = trainopt("solve", form.format(mini), "--out", tmp_path / "plan", "--quiet")
        assert (ran.code, ran.out, len(ran.messages)) == (1, "", 1)
        folder = next((tmp_path / "replay").iterdir())
        assert str(folder) in ran.err
        assert "ZeroDivisionError" in ran.err
        assert "ZeroDivisionError" in (folder / "traceback.txt").read_text()
        assert "solve" in (folder / "command.txt").read_text()
        assert contents(next(folder.glob("*mini*"))) == contents(mini)

    @pytest.mark.usefixtures("broken")
    @pytest.mark.parametrize("form", [["--published", "{}"], ["--published={}"]], ids=" ".join)
    def test_the_published_plan_is_in_the_folder_too(
        self, mini: Path, tmp_path: Path, form: list[str]
    ) -> None:
        """Also one made by hand, of which there is nothing but assignments.csv."""
        published = hand_made(tmp_path / "published")
        options = [word.format(published) for word in form]
        assert trainopt("solve", mini, "--out", tmp_path / "plan", *options).code == 1
        copies = list((tmp_path / "replay").glob("*/*/assignments.csv"))
        assert [copy.read_bytes() for copy in copies] == [(published / "assignments.csv").read_bytes()]

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (ValueError("one\ntwo"), "ValueError: one; from two ("),
            (RuntimeError(), "RuntimeError ("),
            (with_cause(RuntimeError("late"), OSError("early")), "RuntimeError: late; from OSError: early ("),
        ],
        ids=["lines", "nothing said", "a cause"],
    )
    def test_what_is_hidden_in_it_is_told(
        self, mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
    ) -> None:
        (tmp_path / "replay").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "replay"))
        monkeypatch.setattr("trainopt.runs.solve.optimise", raising(error))
        ran = trainopt("solve", mini, "--out", tmp_path / "plan", "--quiet")
        assert (ran.code, len(ran.messages)) == (1, 1)
        assert ran.err.startswith(f"a bug in trainopt: {said}")

    @pytest.mark.usefixtures("broken")
    def test_a_full_disk_hides_no_bug(
        self, mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("trainopt.runs.replay.keep_replay", raising(OSError("disk full")))
        ran = trainopt("solve", mini, "--out", tmp_path / "plan", "--quiet")
        assert (ran.code, len(ran.messages)) == (1, 1)
        assert "ZeroDivisionError: one; from two (what repeats it could not be kept: disk full)" in ran.err

    @pytest.mark.usefixtures("broken")
    def test_debug_shows_the_traceback(self, mini: Path, tmp_path: Path) -> None:
        ran = trainopt("--debug", "solve", mini, "--out", tmp_path / "plan")
        assert ran.code == 1
        assert "Traceback (most recent call last)" in ran.err

    def test_in_the_solver_process_is_told_too(
        self, mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "replay").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "replay"))
        monkeypatch.setattr("trainopt.search.team.solve_in_child", stand_ins.fail)
        ran = trainopt("solve", mini, "--out", tmp_path / "plan", "--quiet")
        assert (ran.code, len(ran.messages)) == (1, 1)
        assert "the solver process failed:; from AttributeError: 'NoneType' object has no" in ran.err
        assert_whole_and_verified(mini, tmp_path / "plan")


def test_whoever_stops_reading_is_no_fault(mini: Path) -> None:
    process = start("check", mini, "--json")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    assert ended(process, PATIENCE).code == 0
