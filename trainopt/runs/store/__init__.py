"""The run store: datasets, runs, plans, publications and who did what, in SQLite or PostgreSQL."""

from trainopt.runs.store import service_schema  # its tables are the store's too
from trainopt.runs.store.engine import Store, open_store

__all__ = ["Store", "open_store", "service_schema"]
