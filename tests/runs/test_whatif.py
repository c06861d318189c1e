"""What-ifs: scenarios against a baseline, the folder that they leave, and what is proven to differ."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.support import small
from tests.support.tiny import tiny_dataset
from tests.support.whatifs import LESS, MORE, TIGHT, Counting, line, run, tight, write_scenario
from trainopt.errors import UsageError
from trainopt.plan.folder import is_plan_folder
from trainopt.runs.comparison import COMPARISON
from trainopt.runs.effects import EFFECTS
from trainopt.runs.variants import BASELINE
from trainopt.runs.verify import verify
from trainopt.runs.whatif import WhatIf

pytestmark = pytest.mark.slow


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tight(tmp_path)


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


def test_a_baseline_may_be_given(dataset: Path, tmp_path: Path) -> None:
    nothing = write_scenario(tmp_path, "nothing")
    first = run(dataset, [nothing], tmp_path / "first")
    again = run(dataset, [nothing], tmp_path / "again", baseline=first.folder / BASELINE)
    assert again.comparison["unmet_value"].to_list() == [6, 6]


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
