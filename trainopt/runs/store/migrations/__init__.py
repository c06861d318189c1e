"""The store's schema from version to version, for alembic."""
