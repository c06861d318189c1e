"""The tiny datasets use every feature of the contract, and each of them binds somewhere."""

import subprocess
import sys
from collections import Counter

import pytest

from tests.support.oracle import TERMS, Instance, TooBig, optimum, parse, terms
from tests.support.tiny import tiny_dataset, tiny_published
from tests.support.tiny_features import FEATURES

SEEDS = range(300)
SEEN_AT_LEAST = 15  # of 300 datasets


@pytest.fixture(scope="module")
def instances() -> list[Instance]:
    return [parse(tiny_dataset(seed)) for seed in SEEDS]


@pytest.fixture(scope="module")
def optima(instances: list[Instance]) -> list[tuple[int, ...] | None]:
    return [optimum(instance) for instance in instances]


def test_a_seed_always_gives_the_same_dataset() -> None:
    """Also in another process, where text hashes differently."""
    lines = "from tests.support.tiny import tiny_dataset; print([tiny_dataset(seed) for seed in range(5)])"
    for_another = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert for_another.stdout.strip() == str([tiny_dataset(seed) for seed in range(5)])


@pytest.mark.slow
def test_sizes(instances: list[Instance]) -> None:
    for instance in instances:
        assert 1 <= len(instance.max_trainees) <= 3
        assert 1 <= len(instance.beds) <= 3
        assert 1 <= len(instance.courses) <= 3
        assert 1 <= len(instance.cohorts) <= 5
        assert 4 <= instance.weeks <= 10
        assert all(1 <= len(steps) <= 3 for steps in instance.pipelines.values())


@pytest.mark.slow
@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_is_used_and_binds(
    feature: str, instances: list[Instance], optima: list[tuple[int, ...] | None]
) -> None:
    without = [(seed, FEATURES[feature](instance)) for seed, instance in enumerate(instances)]
    using = [(seed, other) for seed, other in without if other != instances[seed]]
    assert len(using) >= SEEN_AT_LEAST
    assert any(other_optimum(other, optima[seed]) for seed, other in using)


def other_optimum(instance: Instance, best: tuple[int, ...] | None) -> bool:
    try:
        return optimum(instance, max_nodes=2000) != best
    except TooBig:
        return False


def test_pins_stand_in_a_fifth_and_are_sometimes_out_of_reach(
    instances: list[Instance], optima: list[tuple[int, ...] | None]
) -> None:
    pinned = [(instance, best) for instance, best in zip(instances, optima, strict=True) if instance.pins]
    assert 0.15 < len(pinned) / len(instances) < 0.3
    assert sum(best is None for _, best in pinned) >= 3
    assert sum(best is not None for _, best in pinned) >= 3
    assert any(start < instance.as_of for instance, _ in pinned for _, start in instance.pins.values())


def test_objectives_come_in_many_orders(instances: list[Instance]) -> None:
    objectives = Counter(instance.objective for instance in instances)
    assert all("unmet" in objective for objective in objectives)
    assert len(objectives) > 100
    assert {objective[0] for objective in objectives} == set(TERMS)
    assert {objective[1] for objective in objectives if len(objective) > 1} == set(TERMS)


def test_some_are_met_and_some_are_not(
    instances: list[Instance], optima: list[tuple[int, ...] | None]
) -> None:
    """Where unmet comes first, the datasets are neither all easy nor all hopeless."""
    first = [
        (best[0], terms(instance, {})["unmet"])
        for instance, best in zip(instances, optima, strict=True)
        if best and instance.objective[0] == "unmet"
    ]
    assert sum(unmet == 0 for unmet, _ in first) > 50
    assert sum(0 < unmet < most for unmet, most in first) > 50


def test_published_plans_change_the_optimum(instances: list[Instance]) -> None:
    published = [(instance, tiny_published(instance, seed)) for seed, instance in enumerate(instances[:80])]
    again = [tiny_published(instance, seed) for seed, instance in enumerate(instances[:80])]
    assert [plan for _, plan in published] == again
    assert sum(optimum(instance) != optimum(instance, plan) for instance, plan in published) >= 10
    assert any(start < instance.as_of for instance, plan in published for _, start, _ in plan.values())
