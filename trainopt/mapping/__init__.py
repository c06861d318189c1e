"""Spreadsheets of a planner's own layout as rows of the tables, by a map in TOML."""
