"""The store's tables as they are now. The migrations make them; a test compares the two.

Times are text, ISO 8601 in UTC, for people to read: nothing is ordered or judged by them, since clocks jump.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData()

files = Table(
    "files",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""The bytes of files, compressed by zlib; `sha256` and `size` are those of the bytes as they were."""

folders = Table(
    "folders",
    METADATA,
    Column("folder_id", String(64), primary_key=True),
    Column("added_at", String(32), nullable=False),
)
"""Datasets and plans: `folder_id` is the SHA-256 of the names and hashes of their files."""

folder_files = Table(
    "folder_files",
    METADATA,
    Column("folder_id", String(64), ForeignKey("folders.folder_id"), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("sha256", String(64), ForeignKey("files.sha256"), nullable=False),
    Index("folder_files_sha256", "sha256"),
)

runs = Table(
    "runs",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("status", String(16), nullable=False),
    Column("exit_code", Integer),
    Column("started_at", String(32), nullable=False),
    Column("ended_at", String(32)),
    Column("name", Text),
    Column("dataset_id", String(64)),
    Column("base_id", String(64)),
    Column("plan_id", String(64)),
    Column("parameters", JSON, nullable=False),
    Column("versions", JSON, nullable=False),
    Column("outcome", JSON),
    Column("summary", Text),
    sqlite_autoincrement=True,
)
"""`name` is the dataset's; `base_id` is the plan that was in force when the run began.

The hashes stay when `prune` removes what they stand for.
"""

run_log = Table(
    "run_log",
    METADATA,
    Column("run", Integer, ForeignKey("runs.number"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("line", JSON, nullable=False),
)

publications = Table(
    "publications",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run", Integer, ForeignKey("runs.number"), nullable=False),
    Column("plan_id", String(64), nullable=False),
    Column("published_at", String(32), nullable=False),
    Column("published_by", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""The plan in force is that of the last one. Append-only."""

lock = Table(
    "lock",
    METADATA,
    Column("name", String(16), primary_key=True),
    Column("holder", String(64)),
    Column("pid", Integer),
    Column("host", Text),
    Column("machine", Text),
    Column("process", Text),
    Column("beat", BigInteger, nullable=False, server_default="0"),
    Column("taken_at", String(32)),
)
"""One row. `machine` and `process` tell whether the holder can be seen, and lives; `beat` counts up."""

audit = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("action", String(32), nullable=False),
    Column("run", Integer),
    Column("detail", Text, nullable=False),
    Column("area", String(8), nullable=False, server_default="data"),
    Column("address", Text, nullable=False, server_default=""),
    Column("object", Text, nullable=False, server_default=""),
    Column("before", Text),
    Column("after", Text),
    sqlite_autoincrement=True,
)
"""Who did what, when, from where, with what, as it was before and after (JSON). Append-only.

`area` says who may read it: `data`, or `people` for accounts and settings.
"""
