"""The search log: a line per tier for every better plan and one for every bound; and its picture."""

from pathlib import Path

import pandas as pd
import pytest

from tests.support.running import trainopt, write_small
from trainopt.errors import InputFaults, UsageError
from trainopt.report.search_log import plot_search_log, read_search_log
from trainopt.runs.search_log import LOG_COLUMNS, write_search_log
from trainopt.search.result import Event, Tier

EVENTS = [
    Event(1.25, "greedy", Tier("unmet", 40, 0, 0.0), 960),
    Event(1.25, "greedy", Tier("lateness", 9, 0, 0.0), 960),
    Event(2.5, "bound", Tier("unmet", 40, 10, 1.0), 960),
]

TEXT = """\
seconds,event,term,value,bound,gap,placed
1.25,greedy,unmet,40,0,1.0,960
1.25,greedy,lateness,9,0,1.0,960
2.5,bound,unmet,40,10,0.75,960
"""


def test_it_has_a_line_for_every_event(tmp_path: Path) -> None:
    write_search_log(tmp_path / "log.csv", EVENTS)
    assert (tmp_path / "log.csv").read_text() == TEXT
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]
    assert tuple(read_search_log(tmp_path / "log.csv").columns) == LOG_COLUMNS


def test_where_it_cannot_be_written_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write_search_log(tmp_path / "file" / "log.csv", EVENTS)


@pytest.mark.parametrize("term", [None, "lateness"])
def test_it_is_drawn(tmp_path: Path, term: str | None) -> None:
    pytest.importorskip("matplotlib")
    (tmp_path / "log.csv").write_text(TEXT)
    plot_search_log(tmp_path / "log.csv", tmp_path / "log.svg", term)
    assert "<svg" in (tmp_path / "log.svg").read_text()


def test_a_term_of_any_letters_is_drawn_as_it_is(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    (tmp_path / "log.csv").write_text(TEXT.replace("unmet", "a\x1b[31m$x"))
    ran = trainopt("plot", tmp_path / "log.csv", "--out", tmp_path / "log.svg")
    assert ran.code == 0
    assert "\x1b" not in f"{ran.out}{ran.err}{''.join(capfd.readouterr())}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seconds,event\n1,x\n", "the column is missing"),
        (TEXT.splitlines()[0] + "\n", "the log has no line of any term"),
        ("", "cannot be read"),
    ],
    ids=["columns", "lines", "nothing"],
)
def test_what_is_no_log_is_a_fault(tmp_path: Path, text: str, message: str) -> None:
    pytest.importorskip("matplotlib")
    (tmp_path / "log.csv").write_text(text)
    with pytest.raises(InputFaults) as raised:
        plot_search_log(tmp_path / "log.csv", tmp_path / "log.svg")
    assert message in str([str(fault) for fault in raised.value.faults])


@pytest.mark.slow
def test_solve_writes_it_and_plot_draws_it(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    write_small(tmp_path / "small")
    log, picture = tmp_path / "log.csv", tmp_path / "log.png"
    options = ("--time-limit", "5s", "--quiet", "--log", log)
    assert trainopt("solve", tmp_path / "small", "--out", tmp_path / "plan", *options).code == 0
    lines = pd.read_csv(log)
    assert (lines["value"] >= lines["bound"]).all()
    assert lines["seconds"].is_monotonic_increasing
    assert lines["event"].iloc[0] in ("greedy", "bound")
    assert trainopt("plot", log, "--out", picture).code == 0
    assert picture.stat().st_size > 1000
