"""The schema of a store: brought up to date when it is opened."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from trainopt.errors import UsageError

SCRIPTS = Path(__file__).parent / "migrations"


def bring_up_to_date(connection: Connection, name: str, revision: str = "head") -> None:
    """Migrate in the connection's transaction, so all of it or nothing; who opens it meanwhile waits.

    Raises UsageError for a schema that a newer version of the program has made.
    """
    config = _config()
    if revision == "head" and _is_newest(connection, name, config):
        return
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def take_back(connection: Connection, revision: str) -> None:
    """Bring the schema back to an earlier version, in the connection's transaction.

    What only later versions know is lost.
    """
    config = _config()
    config.attributes["connection"] = connection
    command.downgrade(config, revision)


def check_schema(connection: Connection, name: str) -> None:
    """Raise UsageError where a store that may only be read is not of this version's schema."""
    if not _is_newest(connection, name, _config()):
        raise UsageError(f"the store {name} is of an older version: whoever may write to it opens it first")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def _is_newest(connection: Connection, name: str, config: Config) -> bool:
    """Whether the schema is this version's newest. Raises UsageError for one that it does not know."""
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    current = MigrationContext.configure(connection).get_current_heads()
    unknown = sorted(set(current) - known)
    if unknown:
        newest = scripts.get_current_head()
        raise UsageError(
            f"the store {name} has schema {unknown[0]}, newer than this version of trainopt knows "
            f"({newest}): update trainopt"
        )
    return current == (scripts.get_current_head(),)
