"""Maps of people's own spreadsheets, and spreadsheets that are being mapped."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "mappings",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("person", "name", name="mappings_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "spreadsheets",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("mapping", sa.Integer),
        sa.Column("held_at", sa.String(32), nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("spreadsheets_person", "spreadsheets", ["person"])


def downgrade() -> None:
    """Without them: whoever needs a map later writes it anew."""
    op.drop_table("spreadsheets")
    op.drop_table("mappings")
