"""Planted datasets: the plan they are made around is perfect, they fit it closely, and it is hard to find."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

import pytest

from tests.support.data_features import FEATURES
from tests.support.generated import file_texts
from tests.support.processes import PATIENCE
from tests.support.running import contents, ended, start, table, trainopt
from trainopt.check import check, load, terms
from trainopt.dataset import Dataset, read_dataset, write_dataset
from trainopt.errors import UsageError
from trainopt.generate.catalogue import CatalogueStep
from trainopt.generate.filling import CohortBatch, Party
from trainopt.generate.generate import generate_planted
from trainopt.generate.sizes import SIZES
from trainopt.generate.slots import PlantedClass
from trainopt.generate.spec import HostPlace
from trainopt.generate.tight import periods
from trainopt.generate.units import Brigade
from trainopt.generate.ways import follows
from trainopt.plan.placements import Plan, assignment_of, plan_of
from trainopt.problem import Problem, build_problem
from trainopt.problem.options import Options, find_options
from trainopt.search.greedy import greedy_plan

EACH = pytest.mark.parametrize(
    ("size", "seed"), [("small", 1), ("small", 2), ("small", 3), ("medium", 1), ("medium", 2)]
)
PROFILED = ("instructor", "interpreter", "range", "simulator")


@dataclass(frozen=True)
class Planted:
    """A planted dataset as read back from its folder, and its plan."""

    dataset: Dataset
    plan: Plan

    @cached_property
    def problem(self) -> Problem:
        return build_problem(self.dataset)

    @cached_property
    def options(self) -> Options:
        return find_options(self.problem)

    @cached_property
    def used(self) -> dict[str, list[list[float]]]:
        """By what a pool holds: the parts of every pool that the plan uses, in the weeks in which it does."""
        drawn = load(self.problem, self.plan)
        weeks = range(self.problem.weeks)
        used: dict[str, list[list[float]]] = defaultdict(list)
        for pool in self.problem.pools:
            if pool.limited:
                parts = [drawn.get((pool.index, w), 0) / max(pool.available[w] or 1, 1) for w in weeks]
                used[pool.resource].append([part for part in parts if part])
        return {name: [pool for pool in pools if pool] for name, pools in used.items()}

    @cached_property
    def fills(self) -> list[float]:
        """The part of the seats taken in every class of the plan."""
        taken: dict[str, int] = defaultdict(int)
        seats: dict[str, int] = {}
        problem = self.problem
        for placement in self.plan.placements:
            cohort = problem.cohorts[problem.cohort_index[placement.cohort_id]]
            step = problem.demands[cohort.demand].steps[placement.step - 1]
            row = problem.row_at[problem.site_index[placement.site_id], step.course_id, placement.start]
            taken[placement.class_id] += cohort.size
            seats[placement.class_id] = row.class_max
        return [taken[class_id] / seats[class_id] for class_id in taken]


@cache
def planted(size: str, seed: int) -> Planted:
    """The planted dataset of a size and seed, made once for all tests."""
    dataset, plan = generate_planted(size, seed)
    with TemporaryDirectory() as folder:
        write_dataset(dataset, Path(folder) / "dataset")
        return Planted(read_dataset(Path(folder) / "dataset"), plan)


# The plan is perfect


@pytest.mark.slow
@EACH
def test_the_plan_breaks_no_rule_and_places_everybody_on_time(size: str, seed: int) -> None:
    made = planted(size, seed)
    assert made.dataset.warnings == ()
    assert check(made.problem, made.plan) == []
    assert set(made.plan.by_cohort()) == set(made.problem.cohort_index)
    values = terms(made.problem, made.plan)
    assert (values["unmet"], values["lateness"]) == (0, 0)


@EACH
def test_the_plan_is_written_as_the_search_would_write_it(size: str, seed: int) -> None:
    made = planted(size, seed)
    assert plan_of(made.problem, assignment_of(made.problem, made.plan)) == made.plan


@pytest.mark.slow
def test_a_large_one_is_perfect_too() -> None:
    dataset, plan = generate_planted("large", 1)
    problem = build_problem(dataset)
    assert check(problem, plan) == []
    assert terms(problem, plan)["unmet"] == terms(problem, plan)["lateness"] == 0


# Sizes and sameness


@EACH
def test_it_has_its_size(size: str, seed: int) -> None:
    made, wanted = planted(size, seed), SIZES[size]
    assert len(made.dataset.sites) == wanted.sites
    assert len(made.dataset.nations) == wanted.nations
    assert len(made.dataset.capacity) == wanted.capacity_rows
    assert made.problem.weeks == wanted.weeks
    assert len(made.problem.cohorts) == pytest.approx(wanted.cohorts, rel=0.15)
    assert made.problem.all_trainees == pytest.approx(24 * wanted.cohorts, rel=0.1)


def test_the_same_seed_gives_the_same_and_another_does_not() -> None:
    dataset, plan = generate_planted("small", 1)
    assert (file_texts(dataset), plan) == (file_texts(planted("small", 1).dataset), planted("small", 1).plan)
    assert file_texts(dataset) != file_texts(planted("small", 2).dataset)


def test_an_unknown_size_names_those_that_there_are() -> None:
    with pytest.raises(UsageError, match=r"no such size tiny: there are small, medium, large, huge"):
        generate_planted("tiny", 1)


# Of the same character


@pytest.mark.parametrize("name", [name for name in FEATURES if name not in ("pins", "pin_before_as_of")])
def test_a_feature_occurs(name: str) -> None:
    assert FEATURES[name](planted("medium", 1).dataset)


# Little slack


@EACH
def test_classes_are_full(size: str, seed: int) -> None:
    fills = planted(size, seed).fills
    assert min(fills) > 0.85
    assert mean(fills) > 0.93
    assert sum(fill >= 0.9 for fill in fills) > 0.95 * len(fills)


@EACH
def test_in_its_busiest_week_every_pool_is_nearly_used_up(size: str, seed: int) -> None:
    for name, pools in planted(size, seed).used.items():
        assert pools, name
        assert all(0.9 <= max(pool) <= 1 for pool in pools), name


@EACH
def test_resources_follow_the_use_week_by_week(size: str, seed: int) -> None:
    used = planted(size, seed).used
    for name in PROFILED:
        assert median(part for pool in used[name] for part in pool) > 0.8, name


@EACH
def test_windows_leave_a_few_weeks(size: str, seed: int) -> None:
    problem = planted(size, seed).problem
    shortest: dict[str, int] = {}
    for row in problem.rows:
        shortest[row.course_id] = min(row.duration, shortest.get(row.course_id, row.duration))
    spare = [
        demand.due + 1 - max(demand.ready, problem.as_of) - sum(shortest[s.course_id] for s in demand.steps)
        for demand in problem.demands
    ]
    assert min(spare) >= 0
    assert 2 <= median(spare) <= 6


# A puzzle


@EACH
def test_there_are_several_places_for_a_step_and_classes_nobody_needs(size: str, seed: int) -> None:
    made = planted(size, seed)
    fewest = [min(map(len, steps)) for steps in made.options.by_group]
    assert min(fewest) >= 1
    assert median(fewest) >= 4
    assert sum(few == 1 for few in fewest) < 0.2 * len(fewest)
    seats = chain.from_iterable(assignment_of(made.problem, made.plan).values())
    held = {(seat.row, seat.start) for seat in seats}
    assert len(held) < 0.9 * len(made.options.openings)


@pytest.mark.slow
@EACH
def test_greedy_falls_short(size: str, seed: int) -> None:
    made = planted(size, seed)
    assignment = greedy_plan(made.problem, made.options)
    assert assignment is not None
    plan = plan_of(made.problem, assignment)
    assert check(made.problem, plan) == []
    everybody = sum(map(made.problem.weight, made.problem.cohorts))
    assert terms(made.problem, plan)["unmet"] > 0.01 * everybody


# Parts


@pytest.mark.parametrize(
    ("weekly", "found"),
    [
        ([5, 5, 5, 5, 5, 5, 5, 5], [(0, 7)]),
        ([0, 0, 0, 0, 8, 8, 8, 8], [(0, 3), (4, 7)]),
        ([8, 8, 8, 8, 7, 6, 5, 5, 5], [(0, 8)]),  # a period of its own would be too short
        ([8, 8, 8, 8, 7, 5, 5, 5, 5], [(0, 4), (5, 8)]),
        ([8, 0, 8, 0, 8, 0, 8, 0], [(0, 3), (4, 7)]),
    ],
)
def test_periods_of_about_the_same_use(weekly: list[int], found: list[tuple[int, int]]) -> None:
    assert periods(weekly) == found


def slot(site_id: str, start: int, weeks: int = 2) -> PlantedClass:
    return PlantedClass(
        0, HostPlace(site_id, site_id[:2], site_id), "BCT", start, start + weeks - 1, 9, 10, False
    )


@pytest.mark.parametrize(
    ("after", "step", "may"),
    [
        (slot("DE-1", 2), CatalogueStep("SEC"), True),
        (slot("DE-1", 1), CatalogueStep("SEC"), False),
        (slot("DE-2", 2), CatalogueStep("SEC", None, "same_nation"), True),
        (slot("DE-2", 2), CatalogueStep("SEC", None, "same_site"), False),
        (slot("PL-1", 2), CatalogueStep("SEC"), False),  # a week for the transfer is wanting
        (slot("PL-1", 3), CatalogueStep("SEC"), True),
        (slot("PL-1", 3), CatalogueStep("SEC", None, "same_nation"), False),
        (slot("DE-1", 5), CatalogueStep("SEC", 3), True),
        (slot("DE-1", 6), CatalogueStep("SEC", 3), False),
        (slot("DE-1", 10), CatalogueStep("SEC", 12), False),  # longer than anybody is meant to wait
    ],
)
def test_which_class_may_follow(after: PlantedClass, step: CatalogueStep, may: bool) -> None:
    assert follows(slot("DE-1", 0), after, step) is may


def test_seats_are_given_back() -> None:
    one = PlantedClass(0, HostPlace("DE-1", "DE", "DE-1"), "COY", 0, 3, 9, 10, True)
    one.enter(6, "101-1")
    assert [one.takes(4, "101-1"), one.takes(5, "101-1"), one.takes(1, "101-2")] == [True, False, False]
    one.leave(6)
    assert one.takes(10, "101-2")


@pytest.mark.parametrize(
    ("there", "more", "can"),
    [([], [5, 5, 4], True), ([5], [4, 4], True), ([5], [3], False), ([2], [1, 1, 1, 1], False)],
)
def test_only_cohorts_that_the_contract_would_cut(there: list[int], more: list[int], can: bool) -> None:
    parties = [Party(size, ()) for size in there]
    assert CohortBatch(Brigade(101, 1, None), "101-1", "BASIC", parties).can_have(more) is can


# The command


class TestGeneratePlanted:
    def arguments(self, folder: Path) -> list[object]:
        made = ["--out", folder / "data", "--planted", folder / "plan"]
        return ["generate", "--size", "small", "--seed", 4, *made]

    def generate(self, folder: Path) -> tuple[Path, Path]:
        data, plan = folder / "data", folder / "plan"
        ran = trainopt(*self.arguments(folder))
        assert (ran.code, ran.err) == (0, "")
        assert all(str(made) in ran.out for made in (data, plan))
        return data, plan

    def test_dataset_and_plan_are_written(self, tmp_path: Path) -> None:
        data, plan = self.generate(tmp_path)
        ran = trainopt("verify", data, plan, "--json")
        assert ran.code == 0
        assert ran.document["broken"] == ran.document["stale"] == []
        assert ran.document["terms"]["unmet"] == ran.document["terms"]["lateness"] == 0
        assert trainopt("show", plan).code == 0
        assert table(plan / "unmet.csv") == []

    @pytest.mark.slow
    def test_equal_files_for_equal_seeds_however_python_hashes(self, tmp_path: Path) -> None:
        self.generate(tmp_path / "one")
        assert ended(start(*self.arguments(tmp_path / "same"), PYTHONHASHSEED="1"), within=PATIENCE).code == 0
        for made in ("data", "plan"):
            assert contents(tmp_path / "one" / made) == contents(tmp_path / "same" / made)

    def test_nothing_is_written_over(self, tmp_path: Path) -> None:
        (tmp_path / "plan").mkdir()
        out = tmp_path / "data"
        ran = trainopt("generate", "--size", "small", "--out", out, "--planted", tmp_path / "plan")
        assert (ran.code, ran.out, len(ran.messages)) == (2, "", 1)
        assert not out.exists()

    @pytest.mark.parametrize("out", ["plan", "plan/data"])
    def test_the_dataset_is_not_in_the_plan(self, tmp_path: Path, out: str) -> None:
        plan = tmp_path / "plan"
        ran = trainopt("generate", "--size", "small", "--out", tmp_path / out, "--planted", plan)
        assert (ran.code, ran.out) == (2, "")
        assert ran.messages == [f"{plan} would hold the dataset; choose another folder for the plan"]
        assert not plan.exists()
