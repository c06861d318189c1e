"""Settings of a store that an admin can change: how long things are kept."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.runs.store.prune import KEEP_VERSIONS
from trainopt.runs.store.service_schema import settings
from trainopt.service.access import Action, require
from trainopt.service.actors import Actor
from trainopt.service.auditing import PEOPLE, note

SETTINGS_OF_STORE = {KEEP_VERSIONS: "versions whose tables `runs prune` keeps; without it all"}
"""Every setting with its meaning; each is a whole number of at least 1."""


def read_settings_of_store(store: Store, actor: Actor) -> dict[str, int]:
    """The settings that are set. Raises NotAllowed."""
    require(actor, Action.ADMINISTER)
    with store.look() as connection:
        found = select(settings).where(settings.c.name.in_(SETTINGS_OF_STORE))
        return {row.name: row.value for row in connection.execute(found)}


def change_setting(store: Store, actor: Actor, name: str, value: int | None) -> None:
    """Set a setting, or with None no longer. Raises UsageError for what is none, NotAllowed."""
    require(actor, Action.ADMINISTER)
    if name not in SETTINGS_OF_STORE or (value is not None and value < 1):
        known = ", ".join(SETTINGS_OF_STORE)
        raise UsageError(f"the settings are {known}, each a whole number of at least 1")
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
