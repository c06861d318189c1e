"""Settings of a store that an admin can change: how long things are kept."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, insert, select, update

from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.prune import KEEP_VERSIONS
from trainopt.runs.store.retention import KEEP_AUDIT, KEEP_DRAFTS
from trainopt.runs.store.service_schema import settings
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor
from trainopt.service.auditing import PEOPLE, note

SETTINGS_OF_STORE: Mapping[str, tuple[int, str]] = {
    KEEP_VERSIONS: (1, "versions whose tables are kept"),
    KEEP_DRAFTS: (1, "days that a draft is kept after it was decided"),
    KEEP_AUDIT: (30, "days that a line of the audit is kept"),
}
"""Every setting with the least it can be, and what `runs prune` keeps by it: all where it is not set."""


def read_settings_of_store(store: Store, actor: Actor) -> dict[str, int]:
    """The settings that are set. Raises NotAllowed.

    >>> with trainopt.open_store("settings.db") as store:
    ...     trainopt.read_settings_of_store(store, trainopt.operator())
    {}
    """
    require(actor, Action.ADMINISTER)
    with store.look() as connection:
        found = select(settings).where(settings.c.name.in_(SETTINGS_OF_STORE))
        return {row.name: row.value for row in connection.execute(found)}


def change_setting(store: Store, actor: Actor, name: str, value: int | None) -> None:
    """Set a setting, or with None no longer. Raises UsageError for what is none, NotAllowed.

    >>> with trainopt.open_store("kept.db") as store:
    ...     trainopt.change_setting(store, trainopt.operator(), "keep_versions", 50)
    ...     trainopt.read_settings_of_store(store, trainopt.operator())
    {'keep_versions': 50}
    """
    require(actor, Action.ADMINISTER)
    if name not in SETTINGS_OF_STORE or (value is not None and value < SETTINGS_OF_STORE[name][0]):
        known = ", ".join(f"{name} of at least {least}" for name, (least, _) in SETTINGS_OF_STORE.items())
        raise UsageError(f"the settings are {known}")
    with store.begin() as connection:
        before = connection.scalar(select(settings.c.value).where(settings.c.name == name))
        if value is None:
            connection.execute(delete(settings).where(settings.c.name == name))
        elif before is None:
            connection.execute(insert(settings).values(name=name, value=value))
        else:
            connection.execute(update(settings).where(settings.c.name == name).values(value=value))
        facts = {"before": {name: before}, "after": {name: value}}
        note(connection, actor, "change setting", name, **facts, area=PEOPLE)  # type: ignore[arg-type]
