"""How much is read: about ten times what the largest coalition has (docs/decisions/0030)."""

from __future__ import annotations

MIB = 1024**2
LARGEST_FILE = 64 * MIB
LARGEST_FOLDER = 128 * MIB
"""All files of a folder together."""
MOST_FILES = 1_000
"""CSV files in a folder, those that are no tables too."""
MANY_COHORTS, MOST_COHORTS = 100, 1_000
"""Of one demand: more than the one are warned of, more than the other a fault."""
MOST_COHORTS_IN_ALL = 100_000
LARGEST_DOCUMENT = MIB
"""A file of TOML or JSON that a person or trainopt has written."""
MOST_LINES = 2_000_000
"""Lines of a file with those that are passed over, of which a spreadsheet leaves up to 1,048,576."""
MOST_COLUMNS = 1_000
MOST_CELLS_PER_ROW = 20
"""On average, of the most rows that a table may have."""
MOST_VALUES = 20_000
"""Values in such a file."""
LARGEST_MANIFEST = 16 * MIB
MOST_MANIFEST_VALUES = MOST_COHORTS_IN_ALL + MOST_VALUES
"""A manifest says something of each cohort that has lost people on the way."""
DEEPEST = 20
"""Tables and lists within each other, in such a file."""
MOST_DOTS = 200
"""In a line of TOML: the time to read a key grows with the square of its dots."""
MOST_DIGITS = 1_000
"""Of a number in such a file, before and after its point."""
