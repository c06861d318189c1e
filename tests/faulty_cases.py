"""The corpus of datasets that must be refused, warned of or read; what each is stands in its own module."""

from tests import (
    faulty_cases_cells,
    faulty_cases_files,
    faulty_cases_pins,
    faulty_cases_plan,
    faulty_cases_rules,
    faulty_cases_tables,
)
from tests.faulty_cases_base import BASE, Expect, Faulty, Sound, Warned, write
from tests.faulty_cases_sound import SOUND
from tests.faulty_cases_warnings import WARNINGS

CASES: tuple[Faulty, ...] = (
    *faulty_cases_cells.CASES,
    *faulty_cases_tables.CASES,
    *faulty_cases_rules.CASES,
    *faulty_cases_plan.CASES,
    *faulty_cases_pins.CASES,
    *faulty_cases_files.CASES,
)

__all__ = ["BASE", "CASES", "SOUND", "WARNINGS", "Expect", "Faulty", "Sound", "Warned", "write"]
