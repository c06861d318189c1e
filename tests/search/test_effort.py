"""One effort for a whole run: what its parts have, what ends them, and whom they tell."""

from __future__ import annotations

import time

import pytest

from trainopt.errors import UsageError
from trainopt.search.effort import Effort
from trainopt.search.params import Clock, Params


def effort(*, gone: float = 0.0, **limits: object) -> Effort:
    """A hundred seconds, of which some are gone."""
    params = Params(**{"seconds": 100.0, "workers": 8, "memory": 800, **limits})  # type: ignore[arg-type]
    return Effort(params, Clock(time.monotonic() - gone, 100.0))


def test_a_part_has_its_seconds_and_no_more_than_are_left() -> None:
    assert effort().share(10).params.seconds == 10
    assert effort().share(10).clock.seconds == 10
    assert 0 < effort(gone=95).share(10).params.seconds <= 5
    assert effort(gone=200).share(10).params.seconds == 0


def test_a_part_of_a_repeatable_run_does_not_hang_on_the_clock() -> None:
    part = effort(gone=95, repeatable=True).share(10)
    assert part.params.seconds == part.clock.seconds == 10


def test_several_at_once_share_processors_and_memory_and_not_the_time() -> None:
    part = effort().share(10, ways=4).params
    assert (part.seconds, part.workers, part.memory) == (10, 2, 200)
    alone = effort().share(10).params
    assert (alone.workers, alone.memory) == (8, 800)


def test_a_part_ends_with_the_whole() -> None:
    whole = effort()
    part = whole.share(10).share(5, ways=2)
    assert not part.stopped
    whole.stop.set()
    assert part.stopped


def test_a_part_tells_nobody() -> None:
    heard: list[str] = []
    whole = Effort(Params(), Clock.start(60), tell=heard.append)
    whole.share(10).tell("not said")
    whole.tell("said")
    assert heard == ["said"]


def test_limits_alone_begin_to_count_and_without_any_there_are_some() -> None:
    assert Effort.of(Params(seconds=7)).clock.seconds == 7
    assert Effort.of(None, seconds=30).params == Params(seconds=30)
    begun = effort(gone=50)
    assert Effort.of(begun, seconds=30) is begun
    assert repr(begun) == "Effort(50.0 of 100 s)"


def test_nonsense_is_refused_as_in_the_limits() -> None:
    with pytest.raises(UsageError, match="seconds"):
        Effort.of(Params(seconds=-5))
