"""The problems of many variants: each is made once, and what is not at hand comes back as it was."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support.processes import PATIENCE
from tests.support.running import write_mini
from trainopt.dataset import read_dataset
from trainopt.errors import UsageError
from trainopt.problem.options import size
from trainopt.runs import engines, held_variants
from trainopt.runs.cases import Case, Planned
from trainopt.runs.engines import LocalEngine
from trainopt.runs.held_variants import HeldVariants
from trainopt.runs.hold import Held, hold
from trainopt.runs.variants import Variant
from trainopt.scenario import apply_scenarios
from trainopt.scenario.options import scenario_from
from trainopt.search.effort import Effort
from trainopt.search.params import Params

NAMES = ["one", "two", "three", "four"]


@pytest.fixture
def variants(tmp_path: Path) -> dict[str, Variant]:
    data = read_dataset(write_mini(tmp_path / "mini"))
    more = [scenario_from(data, set=[f"sites:A1:beds={beds}"]) for beds in range(90, 90 + len(NAMES))]
    return {name: Variant(name, apply_scenarios(data, one)) for name, one in zip(NAMES, more, strict=True)}


def told(held: Held) -> tuple[object, ...]:
    beds = {site.site_id: site.beds for site in held.dataset.sites}
    return beds, len(held.problem.cohorts), size(held.options), held.frozen, held.released, held.build_seconds


def test_few_are_at_hand_and_each_is_made_once(
    variants: dict[str, Variant], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(*given: object) -> Held:
        made.append("")
        return hold(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(held_variants, "hold", counted)
    monkeypatch.setattr(held_variants, "AT_HAND", 2)
    kept = HeldVariants(variants, Effort.of(Params()), tmp_path)
    before = {name: told(kept.of(name)) for name in NAMES}
    assert len(set(map(str, before.values()))) == len(NAMES)
    for _ in range(2):
        assert {name: told(kept.of(name)) for name in NAMES} == before
        assert {name: kept.build_seconds(name) for name in NAMES} == {
            name: facts[-1] for name, facts in before.items()
        }
        assert len(kept._at_hand) == 2
    assert len(made) == len(NAMES)
    assert len(list(tmp_path.glob("*.pickle"))) == len(NAMES)


def test_where_the_disk_is_full_they_stay_at_hand(
    variants: dict[str, Variant], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    write = Path.write_bytes

    def fill_up(path: Path, content: bytes) -> int:
        if made:
            write(path, content[:10])
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        made.append(path.name)
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", fill_up)
    monkeypatch.setattr(held_variants, "AT_HAND", 1)
    kept = HeldVariants(variants, Effort.of(Params()), tmp_path)
    before = {name: told(kept.of(name)) for name in NAMES}
    assert {name: told(kept.of(name)) for name in NAMES} == before
    assert [path.name for path in tmp_path.glob("*.pickle")] == made


def test_what_the_disk_says_else_is_said(
    variants: dict[str, Variant], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_variants, "AT_HAND", 1)
    kept = HeldVariants(variants, Effort.of(Params()), tmp_path / "none")
    kept.of("one")
    with pytest.raises(FileNotFoundError):
        kept.of("two")


def test_what_is_held_anew_takes_the_place_of_what_was(
    variants: dict[str, Variant], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_variants, "AT_HAND", 1)
    kept = HeldVariants(variants, Effort.of(Params()), tmp_path)
    kept.of("one")
    two = kept.of("two")
    kept.put("one", two)
    kept.of("three")
    assert told(kept.of("one")) == told(two)


def test_cases_are_taken_as_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    def cases() -> Iterator[Case]:
        for number in range(10):
            taken.append(number)
            yield Case(str(number), None, None, Params())  # type: ignore[arg-type]

    def planned(case: Case, _: object) -> Planned:
        return Planned(case.name, None, (), "", "", 0.0)  # type: ignore[arg-type]

    monkeypatch.setattr(engines, "plan_case", planned)
    found = LocalEngine(2).plan(cases(), threading.Event())
    first = next(found)
    assert len(taken) <= 2 * engines.TAKEN
    names = [one.name for one in (first, *found)]
    assert sorted(names) == [str(number) for number in range(10)]


def test_where_a_case_cannot_be_made_those_before_it_are_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []
    leaving = threading.Event()

    class Pool(ThreadPoolExecutor):
        def __exit__(self, *error: Any) -> bool | None:
            leaving.set()
            return super().__exit__(*error)

    def cases() -> Iterator[Case]:
        for number in range(3):
            yield Case(str(number), None, None, Params())  # type: ignore[arg-type]
        raise UsageError("no more")

    def planned(case: Case, _: object) -> Planned:
        begun.append(case.name)
        leaving.wait(PATIENCE)
        return Planned(case.name, None, (), "", "", 0.0)  # type: ignore[arg-type]

    monkeypatch.setattr(engines, "plan_case", planned)
    monkeypatch.setattr(engines, "ThreadPoolExecutor", Pool)
    with pytest.raises(UsageError, match="no more"):
        list(LocalEngine(2).plan(cases(), threading.Event()))
    assert "2" not in begun
