"""The corpus of datasets that must be refused, warned of or read; what each is stands in its own module."""

from tests.support.faulty import cells as faulty_cases_cells
from tests.support.faulty import files as faulty_cases_files
from tests.support.faulty import pins as faulty_cases_pins
from tests.support.faulty import plan as faulty_cases_plan
from tests.support.faulty import rules as faulty_cases_rules
from tests.support.faulty import tables as faulty_cases_tables
from tests.support.faulty.base import BASE, Expect, Faulty, Sound, Warned, write
from tests.support.faulty.sound import SOUND
from tests.support.faulty.warnings import WARNINGS

CASES: tuple[Faulty, ...] = (
    *faulty_cases_cells.CASES,
    *faulty_cases_tables.CASES,
    *faulty_cases_rules.CASES,
    *faulty_cases_plan.CASES,
    *faulty_cases_pins.CASES,
    *faulty_cases_files.CASES,
)

__all__ = ["BASE", "CASES", "SOUND", "WARNINGS", "Expect", "Faulty", "Sound", "Warned", "write"]
