"""No option for an output replaces what is not of its own kind: a slip must not cost a dataset."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.running import MINI, trainopt, write_mini
from trainopt.dataset.whole import FileKind, try_to_write_file
from trainopt.dataset.workbook_kinds import DATASET_WORKBOOK, PLAN_WORKBOOK
from trainopt.errors import UsageError
from trainopt.report.write import KIND as REPORT
from trainopt.runs.nightly.heartbeat import KIND as HEARTBEAT
from trainopt.runs.nightly.metrics import KIND as METRICS
from trainopt.runs.search_log import KIND as SEARCH_LOG
from trainopt.runs.stability import KIND as STABILITY

NIGHT = ("nightly", "data", "--store", "s.db", "--out", "o")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("solve", "data", "--out", "new", "--log", "data/demand.csv"), "is no search log"),
        (("solve", "data", "--out", "new", "--xlsx", "data/demand.xlsx", "--overwrite"), "is no workbook of"),
        (("stability", "data", "--published", "plan", "--out", "data/demand.csv"), "is no table of the"),
        (("robustness", "data", "--out", "data/demand.csv"), "is no table of the"),
        (("rates", "data", "--out", "data/demand.csv"), "is no table of rates"),
        (("report", "plan", "--out", "data/demand.csv", "--overwrite"), "is no report"),
        (("plot", "log.csv", "--out", "data/demand.csv"), "is no picture"),
        ((*NIGHT, "--metrics", "data/demand.csv"), "is no metrics"),
        ((*NIGHT, "--heartbeat", "data/demand.csv"), "is no heartbeat"),
        (("convert", "data", "data/demand.xlsx", "--overwrite"), "is no workbook of"),
        (("template", "data/demand.xlsx", "--overwrite"), "is no empty workbook"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_table_is_not_replaced(
    words: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_mini(tmp_path / "data", {"demand.xlsx": "no workbook"})
    ran = trainopt(*words)
    assert ran.code == 2, ran.err
    assert said in ran.err
    assert (tmp_path / "data/demand.csv").read_text(encoding="utf-8") == MINI["demand.csv"]
    assert (tmp_path / "data/demand.xlsx").read_text(encoding="utf-8") == "no workbook"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (SEARCH_LOG, "seconds,event,term,value,bound,gap,placed\n1,greedy,unmet,3,0,1,4\n"),
        (REPORT, "<!DOCTYPE html>\n<html>"),
        (METRICS, "# HELP trainopt_run_number Number of the last run\n"),
        (HEARTBEAT, '{"run": 3, "pid": 7}\n'),
        (SEARCH_LOG, ""),
    ],
)
def test_a_file_of_its_own_kind_or_an_empty_one_is(kind: FileKind, content: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(content, encoding="utf-8")
    try_to_write_file(tmp_path / "file", kind)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == content


@pytest.mark.parametrize(
    "kind", [SEARCH_LOG, REPORT, METRICS, HEARTBEAT, PLAN_WORKBOOK, DATASET_WORKBOOK, STABILITY]
)
def test_no_other_is(kind: FileKind, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("ask Anna", encoding="utf-8")
    with pytest.raises(UsageError, match=f"is no {kind.name} and is not replaced"):
        try_to_write_file(tmp_path / "notes.txt", kind)


@pytest.mark.slow
def test_a_search_log_takes_the_place_of_another(tmp_path: Path) -> None:
    data, log = write_mini(tmp_path / "data"), tmp_path / "log.csv"
    for number in (1, 2):
        words = ("--time-limit", "10s", "--log", log, "--quiet")
        assert trainopt("solve", data, "--out", tmp_path / f"plan{number}", *words).code == 0
        assert log.read_text(encoding="utf-8").startswith("seconds,event")
