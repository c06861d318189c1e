"""Following runs as they go: which of many have news, asked once for all who look."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import progress


def newest_events(store: Store, numbers: Collection[int]) -> dict[int, int]:
    """The number of the newest event of each of these runs; of a run without any there is none.

    It tells nobody anything: whoever is told of an event asks for it as themselves.
    """
    found = (
        select(progress.c.run, func.max(progress.c.number))
        .where(progress.c.run.in_(numbers))
        .group_by(progress.c.run)
    )
    with store.look() as connection:
        return {int(run): int(newest) for run, newest in connection.execute(found)}
