"""Progress as it comes: one question to the store for all streams, then each asks for its own events."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable

from starlette.concurrency import run_in_threadpool

from trainopt.errors import TrainoptError, UsageError
from trainopt.runs.store import Store
from trainopt.service.actors import Actor
from trainopt.service.following import newest_events
from trainopt.service.queueing import RunEvent, RunState, events_of, show_queued
from trainopt.web.metrics import STREAMS

NEWS_EVERY = 0.5
"""Seconds: as often it is asked which runs have news."""
ALIVE_EVERY = 15.0
"""Seconds: as often a stream says that it lives, and makes sure that who reads it still may."""

ENDED = (RunState.DONE, RunState.FAILED, RunState.CANCELLED)


class Newsroom:
    """Knows for each run that somebody follows the number of its newest event, and wakes who waits."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._followed: Counter[int] = Counter()
        self._newest: dict[int, int] = {}
        self._news = asyncio.Condition()
        self._looking: asyncio.Task[None] | None = None

    async def after(self, run: int, seen: int, seconds: float) -> None:
        """Return once there is an event after `seen`, or after so many seconds."""
        self._followed[run] += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(lambda: self._newest.get(run, 0) > seen)
        except TimeoutError:
            pass
        finally:
            self._followed[run] -= 1
            if not self._followed[run]:
                del self._followed[run]
                self._newest.pop(run, None)

    async def _look(self) -> None:
        """Until nobody follows anything."""
        while self._followed:
            try:
                found = await run_in_threadpool(newest_events, self._store, list(self._followed))
            except UsageError:
                found = {}  # the store does not answer just now; it is asked again
            async with self._news:
                self._newest |= found
                self._news.notify_all()
            await asyncio.sleep(NEWS_EVERY)


async def follow(
    newsroom: Newsroom, store: Store, actor: Actor, run: int, seen: int, still: Callable[[], Actor]
) -> AsyncIterator[str]:
    """The events of a run after the one that was `seen`, as server-sent events, until the run has ended.

    `still` raises where who reads them may no longer; asked now and then. Then the stream ends, and whoever
    asks for it again is told why.
    """
    with STREAMS.track_inprogress():
        yield "retry: 2000\n\n"
        try:
            async for text in _told(newsroom, store, actor, run, seen, still):
                yield text
        except TrainoptError:
            return


async def _told(
    newsroom: Newsroom, store: Store, actor: Actor, run: int, seen: int, still: Callable[[], Actor]
) -> AsyncIterator[str]:
    asked = time.monotonic()
    while True:
        ended = (await run_in_threadpool(show_queued, store, actor, run)).state in ENDED
        events = await run_in_threadpool(events_of, store, actor, run, seen)
        for event in events:
            seen = event.number
            yield _as_text(event)
        if ended and events:
            continue  # those of a long run come part by part
        if ended:
            yield "event: end\ndata: {}\n\n"
            return
        await newsroom.after(run, seen, ALIVE_EVERY)
        if time.monotonic() - asked >= ALIVE_EVERY:
            asked = time.monotonic()
            actor = await run_in_threadpool(still)
            yield ": alive\n\n"


def _as_text(event: RunEvent) -> str:
    data = json.dumps(event.event | {"at": event.at}, ensure_ascii=False)
    return f"id: {event.number}\nevent: progress\ndata: {data}\n\n"
