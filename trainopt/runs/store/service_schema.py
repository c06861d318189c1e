"""The store's tables of the service: who works on the plan, on what, and what is waiting to be run.

Ends of sessions, tokens and held spreadsheets, and beats of workers, are seconds since 1970: they are judged
by. All other times are text, for people to read.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from trainopt.runs.store.schema import METADATA


def _numbered(name: str, *items: SchemaItem) -> Table:
    """A table whose rows have numbers that only ever grow."""
    number: Column[int] = Column("number", Integer, primary_key=True, autoincrement=True)
    return Table(name, METADATA, number, *items, sqlite_autoincrement=True)


people = Table(
    "people",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("password", Text),
    Column("must_change", Boolean, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("subject", String(255), unique=True),
    Column("created_at", String(32), nullable=False),
    Column("created_by", Text, nullable=False),
)
"""`password` is its argon2id hash, `subject` who an identity provider says it is; either may be missing."""

grants = Table(
    "grants",
    METADATA,
    Column("person", String(64), ForeignKey("people.name"), primary_key=True),
    Column("granted", String(160), primary_key=True),
    Column("granted_at", String(32), nullable=False),
    Column("granted_by", Text, nullable=False),
)
"""`granted` is written `ROLE:SCOPE`."""

tokens = _numbered(
    "tokens",
    Column("person", String(64), ForeignKey("people.name"), nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("grants", JSON),
    Column("created_at", String(32), nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("revoked", Boolean, nullable=False),
)
"""`grants` is NULL where it has all that its person has."""

sessions = _numbered(
    "sessions",
    Column("sha256", String(64), nullable=False, unique=True),
    Column("person", String(64), ForeignKey("people.name"), nullable=False),
    Column("began_at", String(32), nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("ended", Boolean, nullable=False),
)

attempts = Table(
    "attempts",
    METADATA,
    Column("what", String(300), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
)
"""Failed attempts to sign in, by name and by address."""

versions = _numbered(
    "versions",
    Column("dataset_id", String(64), nullable=False),
    Column("source_id", String(64)),
    Column("parent", Integer, ForeignKey("versions.number")),
    Column("cause", String(16), nullable=False),
    Column("author", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", JSON, nullable=False),
)
"""`dataset_id` is the folder of its tables, `source_id` that of what was brought in."""

version_changes = Table(
    "version_changes",
    METADATA,
    Column("version", Integer, ForeignKey("versions.number"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("table_name", String(32), nullable=False),
    Column("row_key", Text, nullable=False),
    Column("before", JSON),
    Column("after", JSON),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("proposal", Integer),
    Index("version_changes_row", "table_name", "row_key"),
)
"""A row before and after, its filled cells by column; NULL where it was not there. `row_key` is JSON."""

drafts = _numbered(
    "drafts",
    Column("title", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("base", Integer, ForeignKey("versions.number"), nullable=False),
    Column("status", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("changes", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
    Column("changed_by", Text, nullable=False),
)
"""`changes` is JSON, as a scenario's TOML would hold them; `scopes` are those in which its author plans."""

draft_guests = Table(
    "draft_guests",
    METADATA,
    Column("draft", Integer, ForeignKey("drafts.number"), primary_key=True),
    Column("person", String(64), ForeignKey("people.name"), primary_key=True),
)

proposals = _numbered(
    "proposals",
    Column("draft", Integer, ForeignKey("drafts.number"), nullable=False),
    Column("title", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("base", Integer, ForeignKey("versions.number"), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("edits", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("submitted_at", String(32), nullable=False),
    Column("submitted_by", Text, nullable=False),
    Column("decided_at", String(32)),
    Column("decided_by", Text),
    Column("word", Text, nullable=False),
    Column("version", Integer, ForeignKey("versions.number")),
)
"""`edits` are the rows that the draft changes as the base had them and as it has them, as JSON."""

comments = _numbered(
    "comments",
    Column("kind", String(16), nullable=False),
    Column("object", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("said", Text, nullable=False),
    Index("comments_object", "kind", "object"),
)

follows = Table(
    "follows",
    METADATA,
    Column("person", String(64), ForeignKey("people.name"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("object", String(400), primary_key=True),
)

notices = _numbered(
    "notices",
    Column("person", String(64), ForeignKey("people.name"), nullable=False),
    Column("kind", String(16), nullable=False, server_default="comment"),
    Column("about", String(460), nullable=False, server_default=""),
    Column("comment", Integer, ForeignKey("comments.number")),
    Column("seen", Boolean, nullable=False),
    Column("at", String(32), nullable=False, server_default=""),
    Column("detail", JSON),
    UniqueConstraint("person", "kind", "about", name="notices_once"),
)
"""Who is told of what: `about` says of which of its kind, so that nobody is told of anything twice."""

mailings = Table(
    "mailings",
    METADATA,
    Column("person", String(64), ForeignKey("people.name"), primary_key=True),
    Column("address", String(254), nullable=False),
    Column("language", String(16), nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("told", Integer, nullable=False),
    Column("day", String(10), nullable=False),
)
"""Who wants a daily mail, and of what. `told` is the last notice that one carried, `day` when it went."""

queue = Table(
    "queue",
    METADATA,
    Column("run", Integer, ForeignKey("runs.number"), primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("party", String(80), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("version", Integer, ForeignKey("versions.number")),
    Column("drafts", JSON, nullable=False),
    Column("subject", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("asked", JSON, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("worker", String(64)),
    Column("beat", BigInteger, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("result_id", String(64)),
    Column("asked_at", String(32), nullable=False, server_default=""),
    Index("queue_state", "state"),
)
"""What is to be run: `rank` 0 goes first, `party` is whose share of the queue it is, `beat` counts up."""

progress = Table(
    "progress",
    METADATA,
    Column("run", Integer, ForeignKey("runs.number"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("event", JSON, nullable=False),
)

feeds = _numbered(
    "feeds",
    Column("person", String(64), ForeignKey("people.name"), nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("revoked", Boolean, nullable=False),
)
"""A calendar of a site or a unit under a secret address."""

mappings = _numbered(
    "mappings",
    Column("person", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
    UniqueConstraint("person", "name", name="mappings_name"),
)
"""What somebody's own spreadsheets mean: maps as TOML, kept for the next file of the same headings."""

spreadsheets = _numbered(
    "spreadsheets",
    Column("person", String(64), nullable=False),
    Column("name", String(255), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("text", Text, nullable=False),
    Column("mapping", Integer),
    Column("held_at", String(32), nullable=False),
    Column("ends", BigInteger, nullable=False),
    Index("spreadsheets_person", "person"),
)
"""Spreadsheets that are being mapped, compressed by zlib: `text` is the map so far, `mapping` the kept one
that it comes from, if any; `ends` is in seconds since 1970."""

settings = Table(
    "settings",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("value", JSON, nullable=False),
)

idempotency = Table(
    "idempotency",
    METADATA,
    Column("person", String(64), primary_key=True),
    Column("given", String(255), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("answer", JSON),
    Column("at", BigInteger, nullable=False),
)
"""Keys that came with writes, and what was answered; NULL while it is being done."""
