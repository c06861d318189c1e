"""Work beside a test, whose errors are the test's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def beside(*works: Callable[[], object]) -> Iterator[None]:
    """Each work in a thread of its own during the block, which waits for them and raises what they raised."""
    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(work) for work in works]
        yield
        for one in running:
            one.result()
