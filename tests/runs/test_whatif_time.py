"""What-ifs within a limit: how cases share seconds, processors and memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.whatifs import MORE, PARAMS, run, tight, write_scenario
from trainopt.dataset import read_dataset
from trainopt.errors import Interrupted, NoPlanInTime
from trainopt.plan.folder import read_manifest
from trainopt.plan.placements import Plan
from trainopt.runs.cases import Failure, Planned
from trainopt.runs.engines import LocalEngine
from trainopt.runs.hold import hold
from trainopt.runs.variants import BASELINE, Variant
from trainopt.runs.whatif import _Run, whatif
from trainopt.search.effort import Effort
from trainopt.search.params import Clock, Params

pytestmark = pytest.mark.slow


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tight(tmp_path)


def a_run(
    dataset: Path, out: Path, jobs: int, gone: float, made: float, monkeypatch: pytest.MonkeyPatch
) -> _Run:
    """Two plans at 20 s each, of which so much is gone; the making of each problem took so long."""
    data = read_dataset(dataset)
    effort = Effort(Params(seconds=20.0, workers=1), Clock.start(20.0))
    run = _Run(Variant(BASELINE, data), [Variant("more", data)], None, out, effort, LocalEngine(jobs), out)
    for name in run.all:
        run.held.put(name, replace(hold(data), build_seconds=made))
    run.whole = 40.0
    monkeypatch.setattr(Clock, "elapsed", lambda _: gone)
    return run


@pytest.mark.parametrize(
    ("gone", "made", "jobs", "each"),
    [
        (0.0, 0.0, 2, 20.0),
        (15.0, 0.0, 2, 20.0),
        (10.0, 1.0, 2, 15.2),
        (10.0, 1.0, 1, 7.6),
        (60.0, 1.0, 1, 1.0),
    ],
    ids=["all of it", "one beside the other", "less for the end", "one after the other", "too late"],
)
def test_all_plans_have_their_limit_together_what_comes_after_them_included(
    dataset: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    gone: float,
    made: float,
    jobs: int,
    each: float,
) -> None:
    """Of two plans at 20 s, 2 s are for reasons and 6.4 times the making of each for what else is done."""
    run = a_run(dataset, tmp_path, jobs, gone, made, monkeypatch)
    assert run._seconds_each(2) == pytest.approx(each)


@pytest.mark.parametrize(("gone", "until"), [(5.0, 10.0), (25.0, 30.0)], ids=["early", "late"])
def test_reasons_have_what_nothing_else_needs(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: float, until: float
) -> None:
    """Of 40 s, 10 are for what comes after, and 15 for the search that is to come, if one is."""
    run = a_run(dataset, tmp_path, 1, gone, 5.0 / 6.4, monkeypatch)
    run.shared = replace(run.shared, seconds=15.0)
    run.failures += [] if gone < 20.0 else [Failure("more", NoPlanInTime("late"))]
    found = Planned(BASELINE, Plan(), (), "", "", 0.0)
    run.found[BASELINE] = found
    assert run._reasons_until() == pytest.approx(until)


def test_cases_planned_at_once_share_processors_and_memory_and_each_manifest_says_so(
    dataset: Path, tmp_path: Path
) -> None:
    """Of a limit for the whole command each of two cases has half."""
    asked = Params(seconds=30, workers=0, memory=8 * 2**30)
    shared = LocalEngine(2).share(asked, 5)
    assert (shared.threads, shared.most_memory) == (max(asked.threads // 2, 1), 4 * 2**30)
    assert LocalEngine(4).share(asked, 1) == LocalEngine(1).share(asked, 4)
    found = whatif(dataset, [write_scenario(tmp_path, "more", MORE)], tmp_path / "out", asked, LocalEngine(2))
    manifest = read_manifest(found.folder / "more")
    assert manifest.workers == shared.threads
    assert manifest.limits is not None
    assert manifest.limits.memory_limit_bytes == 4 * 2**30


def test_stopped_before_there_is_a_baseline_there_is_nothing(dataset: Path, tmp_path: Path) -> None:
    effort = Effort.of(PARAMS)
    effort.stop.set()
    with pytest.raises(Interrupted):
        run(dataset, [write_scenario(tmp_path, "more", MORE)], tmp_path / "out", params=effort)
