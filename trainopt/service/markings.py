"""The marking: what must stand on all that shows the data or the plan."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from trainopt.dataset.settings import FILE, read_settings
from trainopt.plan.manifest import MANIFEST
from trainopt.runs.store import Store
from trainopt.runs.store.folders import read_file
from trainopt.runs.store.publishing import in_force
from trainopt.service.access import Action, allowed
from trainopt.service.actors import Actor
from trainopt.service.contents import Kept
from trainopt.service.versions import newest_version

_MARKINGS: Kept[str] = Kept(16)


def marking_seen(store: Store, actor: Actor) -> str:
    """What must stand on every page for the actor: of the newest data, and of the plan in force where it has
    another one; blank where nothing must, and for who sees no data.
    """
    if not allowed(actor, Action.SEE_DATA):
        return ""
    with store.look() as connection:
        version, plan = newest_version(connection), in_force(connection)
        of_data = _marking(connection, version.dataset_id, FILE) if version else ""
        of_plan = _marking(connection, plan.plan_id, MANIFEST) if plan else ""
    return " / ".join(dict.fromkeys(filter(None, (of_data, of_plan))))


def _marking(connection: Connection, folder_id: str, name: str) -> str:
    def read() -> str:
        content = read_file(connection, folder_id, name)
        if content is None:
            return ""
        if name == FILE:
            settings = read_settings(content)[0]
            return (settings.marking or "") if settings else ""
        return str(json.loads(content).get("marking") or "")

    return _MARKINGS.get((folder_id, name), read)
