"""Files, folders, runs, their log, publications and the lock."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "folders",
        sa.Column("folder_id", sa.String(64), primary_key=True),
        sa.Column("added_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "folder_files",
        sa.Column("folder_id", sa.String(64), sa.ForeignKey("folders.folder_id"), primary_key=True),
        sa.Column("name", sa.String(255), primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("files.sha256"), nullable=False),
    )
    op.create_index("folder_files_sha256", "folder_files", ["sha256"])
    _runs()
    op.create_table(
        "lock",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("holder", sa.String(64)),
        sa.Column("pid", sa.Integer),
        sa.Column("host", sa.Text),
        sa.Column("machine", sa.Text),
        sa.Column("process", sa.Text),
        sa.Column("beat", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("taken_at", sa.String(32)),
    )
    op.execute("INSERT INTO lock (name, beat) VALUES ('run', 0)")


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("exit_code", sa.Integer),
        sa.Column("started_at", sa.String(32), nullable=False),
        sa.Column("ended_at", sa.String(32)),
        sa.Column("name", sa.Text),
        sa.Column("dataset_id", sa.String(64)),
        sa.Column("base_id", sa.String(64)),
        sa.Column("plan_id", sa.String(64)),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("versions", sa.JSON, nullable=False),
        sa.Column("outcome", sa.JSON),
        sa.Column("summary", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "run_log",
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.number"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("line", sa.JSON, nullable=False),
    )
    op.create_table(
        "publications",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.number"), nullable=False),
        sa.Column("plan_id", sa.String(64), nullable=False),
        sa.Column("published_at", sa.String(32), nullable=False),
        sa.Column("published_by", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
