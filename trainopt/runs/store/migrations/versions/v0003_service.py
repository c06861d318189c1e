"""The service: people, versions, drafts, proposals, comments, queued runs, feeds; a wider audit."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = (
    "notices",
    "follows",
    "comments",
    "feeds",
    "progress",
    "queue",
    "settings",
    "idempotency",
    "draft_guests",
    "proposals",
    "drafts",
    "version_changes",
    "versions",
    "sessions",
    "tokens",
    "grants",
    "attempts",
    "people",
)  # those that refer to others first
AUDIT = ("area", "address", "object", "before", "after")


def upgrade() -> None:
    """Make the tables, and the columns of the audit."""
    _people()
    _versions()
    _drafts()
    _talk()
    _work()
    op.add_column("audit", sa.Column("area", sa.String(8), nullable=False, server_default="data"))
    for name in ("address", "object"):
        op.add_column("audit", sa.Column(name, sa.Text, nullable=False, server_default=""))
    for name in ("before", "after"):
        op.add_column("audit", sa.Column(name, sa.Text))


def downgrade() -> None:
    """Back to what the version before knew. Runs that it does not know are ended ones to it."""
    op.execute("UPDATE runs SET status = 'failed' WHERE status IN ('queued', 'done', 'cancelled')")
    for name in TABLES:
        op.drop_table(name)
    for name in AUDIT:
        op.drop_column("audit", name)


def _people() -> None:
    """Who may do what, and who is signed in."""
    op.create_table(
        "people",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("password", sa.Text),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("subject", sa.String(255), unique=True),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
    )
    op.create_table(
        "grants",
        sa.Column("person", sa.String(64), sa.ForeignKey("people.name"), primary_key=True),
        sa.Column("granted", sa.String(160), primary_key=True),
        sa.Column("granted_at", sa.String(32), nullable=False),
        sa.Column("granted_by", sa.Text, nullable=False),
    )
    op.create_table(
        "tokens",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.name"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("grants", sa.JSON),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
        sa.Column("revoked", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sessions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.name"), nullable=False),
        sa.Column("began_at", sa.String(32), nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "attempts",
        sa.Column("what", sa.String(300), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
    )


def _versions() -> None:
    """The dataset's versions, and what each changed."""
    op.create_table(
        "versions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("dataset_id", sa.String(64), nullable=False),
        sa.Column("source_id", sa.String(64)),
        sa.Column("parent", sa.Integer, sa.ForeignKey("versions.number")),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "version_changes",
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.number"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("table_name", sa.String(32), nullable=False),
        sa.Column("row_key", sa.Text, nullable=False),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("proposal", sa.Integer),
    )
    op.create_index("version_changes_row", "version_changes", ["table_name", "row_key"])


def _drafts() -> None:
    """Drafts and proposals."""
    op.create_table(
        "drafts",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("base", sa.Integer, sa.ForeignKey("versions.number"), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "draft_guests",
        sa.Column("draft", sa.Integer, sa.ForeignKey("drafts.number"), primary_key=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.name"), primary_key=True),
    )
    op.create_table(
        "proposals",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("draft", sa.Integer, sa.ForeignKey("drafts.number"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("base", sa.Integer, sa.ForeignKey("versions.number"), nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("edits", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("submitted_at", sa.String(32), nullable=False),
        sa.Column("submitted_by", sa.Text, nullable=False),
        sa.Column("decided_at", sa.String(32)),
        sa.Column("decided_by", sa.Text),
        sa.Column("word", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.number")),
        sqlite_autoincrement=True,
    )


def _talk() -> None:
    """What is said, who is told, and calendars."""
    op.create_table(
        "comments",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("object", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("comments_object", "comments", ["kind", "object"])
    op.create_table(
        "follows",
        sa.Column("person", sa.String(64), sa.ForeignKey("people.name"), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("object", sa.String(400), primary_key=True),
    )
    op.create_table(
        "notices",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.name"), nullable=False),
        sa.Column("comment", sa.Integer, sa.ForeignKey("comments.number"), nullable=False),
        sa.Column("seen", sa.Boolean, nullable=False),
        sa.UniqueConstraint("person", "comment", name="notices_once"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feeds",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.name"), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("revoked", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )


def _work() -> None:
    """What is to be run, and the store's settings."""
    op.create_table(
        "queue",
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.number"), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("party", sa.String(80), nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.number")),
        sa.Column("drafts", sa.JSON, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("asked", sa.JSON, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("worker", sa.String(64)),
        sa.Column("beat", sa.BigInteger, nullable=False),
        sa.Column("cancelled", sa.Boolean, nullable=False),
        sa.Column("result_id", sa.String(64)),
    )
    op.create_index("queue_state", "queue", ["state"])
    op.create_table(
        "progress",
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.number"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("event", sa.JSON, nullable=False),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.JSON, nullable=False),
    )
    op.create_table(
        "idempotency",
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("given", sa.String(255), primary_key=True),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("answer", sa.JSON),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
