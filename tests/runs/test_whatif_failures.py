"""What-ifs that come to nothing: what is told of them, and what of the others."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.support import small
from tests.support.whatifs import BASIC, MORE, TIGHT, Counting, run, tight, write_scenario
from trainopt.errors import ContradictoryPins, NoPlanInTime, ScenarioFaults, TrainoptError
from trainopt.runs.cases import Case, Failure, Planned
from trainopt.runs.variants import BASELINE

pytestmark = pytest.mark.slow

ELEVEN = f"{BASIC}set = {{ class_min = 11, class_max = 11 }}\n"
PINNED = (
    "[[change]]\ntable = 'pins'\n"
    "insert = { cohort_id = 'D2-01', step = 1, site_id = 'DE-1', start = 2026-03-02 }\n"
)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tight(tmp_path)


def test_all_faults_of_all_files_come_at_once(dataset: Path, tmp_path: Path) -> None:
    files = [
        write_scenario(tmp_path, "one", "[[change]]\ntable = 'site'\ndelete = true\n"),
        write_scenario(tmp_path, "two", "[[change]]\ntable = 'sites'\nadd = { bed = 1 }\n"),
    ]
    with pytest.raises(ScenarioFaults) as caught:
        run(dataset, files, tmp_path / "out")
    assert [fault.file for fault in caught.value.faults] == ["one.toml", "two.toml"]
    assert not (tmp_path / "out").exists()


class Failing(Counting):
    """An engine for which every case comes to nothing: the baseline last, too slow, others as said."""

    def __init__(self, errors: Mapping[str, TrainoptError]) -> None:
        super().__init__()
        self.errors = errors

    def plan(self, cases: Iterable[Case], stop: threading.Event) -> Iterator[Planned | Failure]:
        for case in sorted(cases, key=lambda case: case.name == BASELINE):
            yield Failure(case.name, self.errors.get(case.name, NoPlanInTime("too slow")))


def test_a_scenario_that_comes_to_nothing_costs_the_others_nothing(dataset: Path, tmp_path: Path) -> None:
    """Somebody pinned to classes of just 11, where all come by sixes: no row shows it but the search does."""
    found = run(
        dataset,
        [write_scenario(tmp_path, "impossible", ELEVEN + PINNED), write_scenario(tmp_path, "more", MORE)],
        tmp_path / "out",
    )
    assert [failure.name for failure in found.failures] == ["impossible"]
    failure = pickle.loads(pickle.dumps(found.failures[0]))
    assert failure.error.exit_code == 4
    assert failure.message == found.failures[0].message
    assert "no plan can hold the pins" in failure.message
    assert list(found.comparison["scenario"]) == [BASELINE, "more"]
    assert not (tmp_path / "out" / "impossible").exists()


def test_where_the_baseline_comes_to_nothing_so_does_the_run(tmp_path: Path) -> None:
    eleven = small.courses("BASIC,Basic,2,11,11,", "LEADER,Leader,1,2,12,")
    pins = small.pins("D2-01,1,DE-1,2026-03-02")
    data = small.write(tmp_path / "data", small.texts(**{**TIGHT, "pins": pins, "courses": eleven}))
    with pytest.raises(ContradictoryPins) as told:
        run(data, [write_scenario(tmp_path, "more", MORE)], tmp_path / "out")
    assert any(member.place == "pins.csv:2" for member in told.value.members)


def test_a_baseline_that_comes_to_nothing_later_is_told_by_its_own_error(
    dataset: Path, tmp_path: Path
) -> None:
    """Also where a scenario came to nothing before it, of another cause."""
    given = run(dataset, [write_scenario(tmp_path, "nothing")], tmp_path / "given").folder / BASELINE
    failing = Failing({"more": ContradictoryPins([], verified=True, smallest=True)})
    with pytest.raises(NoPlanInTime, match="the baseline: too slow"):
        run(
            dataset,
            [write_scenario(tmp_path, "more", MORE)],
            tmp_path / "out",
            engine=failing,
            baseline=given,
        )
