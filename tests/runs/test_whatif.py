"""What-ifs: scenarios against a baseline, the folder that they leave, and what is proven to differ."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from tests.support import small
from tests.support.running import hand_made
from tests.support.small import offers, table
from tests.support.tiny import tiny_dataset
from trainopt.dataset import read_dataset
from trainopt.errors import (
    ContradictoryPins,
    Fault,
    Interrupted,
    NoPlanInTime,
    ScenarioFaults,
    TrainoptError,
    UsageError,
)
from trainopt.plan.folder import is_plan_folder, read_manifest, read_plan
from trainopt.plan.placements import Plan
from trainopt.problem import build_problem
from trainopt.problem.options import find_options
from trainopt.runs.cases import Case, Failure, Planned, plan_case
from trainopt.runs.comparison import COMPARISON
from trainopt.runs.effects import EFFECTS
from trainopt.runs.engines import LocalEngine, SentCases, engine_of
from trainopt.runs.hold import hold
from trainopt.runs.variants import BASELINE, LONGEST_FOLDER, Variant, folder_name, variants_of
from trainopt.runs.verify import verify
from trainopt.runs.whatif import WhatIf, _Run, whatif
from trainopt.scenario import Scenario
from trainopt.search.effort import Effort
from trainopt.search.params import Clock, Params

pytestmark = pytest.mark.slow

PARAMS = Params(seconds=300.0, workers=1)
demand = table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due")

# One class of 12 in all for 18 trainees.
TIGHT = {
    "capacity": offers("DE-1,BASIC,1,2026-03-02,2026-03-15,,", "PL-1,LEADER,1,,,,"),
    "demand": demand("D1,U1,ONE,12,6,2026-05-10", "D2,U2,ONE,6,6,2026-05-10"),
}
BASIC = "[[change]]\ntable = 'capacity'\nwhere = { course_id = 'BASIC' }\n"
MORE = f"{BASIC}add = {{ parallel_classes = 1 }}\n"
LESS = f"{BASIC}set = {{ class_max = 6 }}\n"
ELEVEN = f"{BASIC}set = {{ class_min = 11, class_max = 11 }}\n"
PINNED = (
    "[[change]]\ntable = 'pins'\n"
    "insert = { cohort_id = 'D2-01', step = 1, site_id = 'DE-1', start = 2026-03-02 }\n"
)


def write_scenario(folder: Path, name: str, changes: str = "") -> Path:
    file = folder / f"{folder_name(name)}.toml"
    file.write_text(f'name = "{name}"\n{changes}', encoding="utf-8")
    return file


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return small.write(tmp_path / "data", small.texts(**TIGHT))


def run(dataset: Path, files: list[Path], out: Path, **choices: object) -> WhatIf:
    engine = choices.pop("engine", LocalEngine(2))
    params = choices.pop("params", PARAMS)
    return whatif(dataset, files, out, params, engine, **choices)  # type: ignore[arg-type]


def line(found: pd.DataFrame, name: str) -> dict[str, object]:
    return {str(key): value for key, value in found.set_index("scenario").loc[name].items()}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> WhatIf:
    """One run with a scenario of each kind."""
    folder = tmp_path_factory.mktemp("whatif")
    data = small.write(folder / "data", small.texts(**TIGHT))
    files = [
        write_scenario(folder, "one class more", MORE),
        write_scenario(folder, "fewer seats", LESS),
        write_scenario(folder, "nothing"),
    ]
    return run(data, files, folder / "out")


class TestAFolder:
    def test_what_is_told_of_each(self, found: WhatIf) -> None:
        """The differences are planted: six trainees more have a seat, or six fewer."""
        more, fewer = found.told["one-class-more"], found.told["fewer-seats"]
        assert more[-1].startswith("unmet is better, as the bounds prove: ")
        assert "seats in the classes of BASIC at DE-1 (6 each): 6 trainees too many, 2026-03-02" in fewer[0]
        assert "6 trainees fewer are placed of D" in fewer[1]
        assert fewer[-1].startswith("unmet is worse, as the bounds prove: ")
        verdicts = found.comparison.set_index("scenario")["verdict"]
        assert all(verdicts[name] == sentences[-1] for name, sentences in found.told.items())
        written = pd.read_csv(found.folder / EFFECTS.file)
        assert list(written["scenario"].unique()) == list(found.effects["scenario"].unique())

    def test_has_a_checked_plan_for_each_and_the_comparison(self, found: WhatIf) -> None:
        names = [BASELINE, "one-class-more", "fewer-seats", "nothing"]
        assert list(found.comparison["scenario"]) == names
        assert all(is_plan_folder(found.folder / name) for name in names)
        read = pd.read_csv(found.folder / COMPARISON.file, keep_default_na=False)
        assert list(read["scenario"]) == names
        assert list(read.columns) == list(found.comparison.columns)
        assert verify(found.folder.parent / "data", found.folder / BASELINE).broken == ()
        assert verify(found.folder.parent / "data", found.folder / "one-class-more").broken != ()

    def test_says_what_each_scenario_changes(self, found: WhatIf) -> None:
        values = {name: line(found.comparison, name) for name in found.comparison["scenario"]}
        assert {name: one["unmet_value"] for name, one in values.items()} == {
            BASELINE: 6, "one-class-more": 0, "fewer-seats": 12, "nothing": 6
        }  # fmt: skip
        assert {name: one["unmet_differs"] for name, one in values.items()} == {
            BASELINE: "", "one-class-more": "yes", "fewer-seats": "yes", "nothing": "no"
        }  # fmt: skip
        assert [one["placed"] for one in values.values()] == [12, 18, 6, 12]
        assert [one["seats_gained"] for one in values.values()] == [0, 6, -6, 0]
        assert [one["hosted_DE"] for one in values.values()] == [12, 18, 6, 12]
        assert [one["placed_priority_1"] for one in values.values()] == [12, 18, 6, 12]
        assert all(one["unmet_bound"] == one["unmet_value"] for one in values.values())

    def test_nothing_changes_where_the_scenario_changes_nothing(self, found: WhatIf) -> None:
        before, after = line(found.comparison, BASELINE), line(found.comparison, "nothing")
        assert after["cohorts_moved"] == 0
        values = [name for name in before if name.endswith("_value")]
        assert [after[name] for name in values] == [before[name] for name in values]
        table = "assignments.csv"
        assert (found.folder / "nothing" / table).read_text() == (found.folder / BASELINE / table).read_text()

    def test_who_need_not_move_does_not(self, found: WhatIf) -> None:
        assert line(found.comparison, "one-class-more")["cohorts_moved"] == 1
        assert line(found.comparison, "fewer-seats")["cohorts_moved"] == 1


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


def test_a_baseline_may_be_given(dataset: Path, tmp_path: Path) -> None:
    nothing = write_scenario(tmp_path, "nothing")
    first = run(dataset, [nothing], tmp_path / "first")
    again = run(dataset, [nothing], tmp_path / "again", baseline=first.folder / BASELINE)
    assert again.comparison["unmet_value"].to_list() == [6, 6]


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


def test_all_faults_of_all_files_come_at_once(dataset: Path, tmp_path: Path) -> None:
    files = [
        write_scenario(tmp_path, "one", "[[change]]\ntable = 'site'\ndelete = true\n"),
        write_scenario(tmp_path, "two", "[[change]]\ntable = 'sites'\nadd = { bed = 1 }\n"),
    ]
    with pytest.raises(ScenarioFaults) as caught:
        run(dataset, files, tmp_path / "out")
    assert [fault.file for fault in caught.value.faults] == ["one.toml", "two.toml"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("names", "folders"),
    [
        (["клас Б", "клас Ж"], ["клас-Б", "клас-Ж"]),
        (["a b", "a/b", "a-b"], ["a-b", "a-b-2", "a-b-3"]),
        (["Klas", "klas"], ["Klas", "klas-2"]),
        (["...", "?"], ["scenario", "scenario-2"]),
        (["Baseline"], ["Baseline-2"]),
        (["e\u0301tat", "ім'я"], ["état", "ім-я"]),
    ],
)
def test_names_in_any_script_give_folders_of_their_own(
    dataset: Path, names: list[str], folders: list[str]
) -> None:
    scenarios = [Scenario(name, "a test", ()) for name in names]
    assert [variant.name for variant in variants_of(read_dataset(dataset), scenarios)] == folders


@pytest.mark.parametrize("names", [["same", "same"], [BASELINE]])
def test_scenarios_have_names_of_their_own(dataset: Path, tmp_path: Path, names: list[str]) -> None:
    files = []
    for number, name in enumerate(names):
        (tmp_path / str(number)).mkdir()
        files.append(write_scenario(tmp_path / str(number), name))
    with pytest.raises(
        ScenarioFaults,
        match=r"same.toml: name: 'same' is the name of another|baseline.toml: name: is what the dataset",
    ):
        run(dataset, files, tmp_path / "out")


class Counting:
    """An engine that plans one case after the other, and may be stopped after some."""

    def __init__(self, most: int = 99) -> None:
        self.most = most
        self.planned: list[str] = []

    def share(self, params: Params, cases: int) -> Params:
        return params

    def rounds(self, cases: int) -> int:
        return cases

    def plan(self, cases: Iterable[Case], stop: threading.Event) -> Iterator[Planned | Failure]:
        for case in cases:
            if len(self.planned) == self.most:
                stop.set()
                return
            self.planned.append(case.name)
            yield plan_case(case, stop)


class Failing(Counting):
    """An engine for which every case comes to nothing: the baseline last, too slow, others as said."""

    def __init__(self, errors: Mapping[str, TrainoptError]) -> None:
        super().__init__()
        self.errors = errors

    def plan(self, cases: Iterable[Case], stop: threading.Event) -> Iterator[Planned | Failure]:
        for case in sorted(cases, key=lambda case: case.name == BASELINE):
            yield Failure(case.name, self.errors.get(case.name, NoPlanInTime("too slow")))


def test_what_was_interrupted_goes_on_where_it_stopped(dataset: Path, tmp_path: Path) -> None:
    files = [write_scenario(tmp_path, "more", MORE), write_scenario(tmp_path, "less", LESS)]
    stopped = run(dataset, files, tmp_path / "out", engine=Counting(2))
    assert stopped.interrupted
    assert list(stopped.comparison["scenario"]) == [BASELINE, "more"]
    again = Counting()
    whole = run(dataset, files, tmp_path / "out", engine=again)
    assert again.planned == ["less"]
    assert not whole.interrupted
    assert whole.comparison["unmet_value"].to_list() == [6, 0, 12]
    third = Counting()
    run(dataset, files, tmp_path / "out", engine=third)
    assert third.planned == []
    anew = Counting()
    run(dataset, files, tmp_path / "out", engine=anew, overwrite=True)
    assert anew.planned == [BASELINE, "more", "less"]


def test_another_run_is_not_mixed_with_what_is_there(dataset: Path, tmp_path: Path) -> None:
    run(dataset, [write_scenario(tmp_path, "more", MORE)], tmp_path / "out")
    with pytest.raises(UsageError, match="holds other what-ifs"):
        run(dataset, [write_scenario(tmp_path, "more", LESS)], tmp_path / "out")
    other = run(dataset, [write_scenario(tmp_path, "more", LESS)], tmp_path / "out", overwrite=True)
    assert other.comparison["unmet_value"].to_list() == [6, 12]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="holds no what-ifs"):
        run(dataset, [write_scenario(tmp_path, "more", MORE)], tmp_path / "mine", overwrite=True)


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


def test_stopped_before_there_is_a_baseline_there_is_nothing(dataset: Path, tmp_path: Path) -> None:
    effort = Effort.of(PARAMS)
    effort.stop.set()
    with pytest.raises(Interrupted):
        run(dataset, [write_scenario(tmp_path, "more", MORE)], tmp_path / "out", params=effort)


@pytest.mark.parametrize("seed", range(6))
def test_more_capacity_never_makes_unmet_worse_and_less_never_better(tmp_path: Path, seed: int) -> None:
    """Each solved to proof, whatever there is to plan."""
    data = small.write(tmp_path / "data", tiny_dataset(seed))
    files = [
        write_scenario(tmp_path, "more", "[[change]]\ntable = 'capacity'\nadd = { parallel_classes = 1 }\n"),
        write_scenario(tmp_path, "less", "[[change]]\ntable = 'sites'\nscale = { beds = 0.5 }\n"),
    ]
    (data / "pins.csv").unlink(missing_ok=True)
    found = run(data, files, tmp_path / "out").comparison
    column = "unmet_value"
    unmet = {name: line(found, name)[column] for name in found["scenario"]}
    assert unmet["more"] <= unmet[BASELINE] <= unmet["less"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("more basic", "more-basic"),
        ("a/../b", "a-..-b"),
        ("...", "scenario"),
        ("x n=1 s=PL-01", "x-n=1-s=PL-01"),
    ],
)
def test_a_name_becomes_a_folder_that_stays_where_it_is(name: str, folder: str) -> None:
    assert folder_name(name) == folder


def test_long_names_become_short_folders_of_their_own() -> None:
    one, other = folder_name("x" * 300 + "1"), folder_name("x" * 300 + "2")
    assert len(one) == len(other) == LONGEST_FOLDER
    assert one != other


def test_there_are_two_engines() -> None:
    assert isinstance(engine_of("local", 3), LocalEngine)
    with pytest.raises(UsageError, match="no such engine"):
        engine_of("ray://somewhere", 1)


def test_a_grid_makes_a_variant_for_each_of_its_points(dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "grid.toml"
    file.write_text(
        "name = 'g'\n[grid]\nmore = [0, 1]\n" + MORE.replace("= 1 }", "= '{more}' }"), encoding="utf-8"
    )
    variants = variants_of(read_dataset(dataset), [file])
    assert [variant.name for variant in variants] == ["g-more=0", "g-more=1"]
    assert [variant.dataset.capacity[0].parallel_classes for variant in variants] == [1, 2]


def test_what_is_frozen_of_the_plan_in_force_is_held_in_every_scenario(dataset: Path, tmp_path: Path) -> None:
    """Where the site is closed in one of its weeks it is released, in that scenario alone."""
    in_force = hand_made(tmp_path / "published", "D1-01,1,DE-1.BASIC.2026-03-02.1,DE-1,2026-03-02")
    days = "first_day = 2026-03-02, last_day = 2026-03-08"
    closed = f"[[change]]\ntable = 'closures'\ninsert = {{ site_id = 'DE-1', {days} }}\n"
    files = [write_scenario(tmp_path, "more", MORE), write_scenario(tmp_path, "closed", closed)]
    found = run(dataset, files, tmp_path / "out", published=in_force)
    for name in (BASELINE, "more"):
        placed = read_plan(tmp_path / "out" / name, dataset).placements
        assert ("D1-01", "DE-1", 0) in {(one.cohort_id, one.site_id, one.start) for one in placed}
    assert {name: [one.pin.cohort_id for one in steps] for name, steps in found.released.items()} == {
        "closed": ["D1-01"]
    }
    assert all("closures" in one.cause for one in found.released["closed"])


IN_FORCE = "D1-01,1,DE-1.BASIC.2026-03-02.1,DE-1,2026-03-02"


class FailsOnce:
    """In place of the search: tells once of an error, then plans; every case is kept."""

    def __init__(self, error: TrainoptError) -> None:
        self.errors = [error]
        self.cases: list[Case] = []

    def __call__(self, case: Case, stop: threading.Event | None = None) -> Planned | Failure:
        self.cases.append(case)
        if self.errors:
            error = self.errors.pop()
            return Failure(case.name, error)
        return plan_case(case, stop)


def contradiction(file: str) -> ContradictoryPins:
    return ContradictoryPins([Fault(file, 2, "", "x")], verified=True, smallest=True)


@pytest.mark.parametrize(
    ("error", "held"), [(contradiction("assignments.csv"), False), (NoPlanInTime("late"), True)]
)
def test_what_is_frozen_is_held_by_the_search_that_begins_from_the_plan_in_force(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: TrainoptError, held: bool
) -> None:
    """What is proven to contradict is released; where time was short the repaired plan is there."""
    searched = FailsOnce(error)
    monkeypatch.setattr("trainopt.runs.whatif.plan_case", searched)
    in_force = hand_made(tmp_path / "published", IN_FORCE)
    found = run(dataset, [write_scenario(tmp_path, "nothing")], tmp_path / "out", published=in_force)
    assert [len(case.problem.pins) for case in searched.cases] == ([1] if held else [1, 0])
    for case in searched.cases:
        assert case.base is not None
        assert [(one.cohort_id, one.site_id, one.start) for one in case.base.placements] == [
            ("D1-01", "DE-1", 0)
        ]
    assert list(found.released) == ([] if held else [BASELINE])
    if not held:
        assert found.released[BASELINE][0].cause == "cannot be held beside other published steps"


def test_what_only_the_search_can_hold_is_not_released(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small problem is solved whole: that no quick way was found says nothing of it."""
    monkeypatch.setattr("trainopt.runs.hold.try_to_hold", lambda *_: (None, {"D1-01": "stuck"}))
    in_force = hand_made(tmp_path / "published", IN_FORCE)
    found = run(dataset, [write_scenario(tmp_path, "more", MORE)], tmp_path / "out", published=in_force)
    assert found.released == {}
    for name in (BASELINE, "more"):
        placed = read_plan(tmp_path / "out" / name, dataset).placements
        assert ("D1-01", "DE-1", 0) in {(one.cohort_id, one.site_id, one.start) for one in placed}


def test_what_was_found_for_a_problem_does_not_go_to_a_cluster(dataset: Path) -> None:
    problem = build_problem(dataset)
    options = find_options(problem)
    sent: list[Any] = []
    client = SimpleNamespace(submit=lambda _, *given, **__: sent.extend(given))
    SentCases(client).submit(Case("one", problem, None, PARAMS, problem))
    before, case, _ = sent
    assert case.problem.kept == before.kept == {}
    assert case.problem == before == problem
    assert find_options(problem) is options
