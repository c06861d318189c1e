"""All spreadsheets of planners' own layouts."""

from __future__ import annotations

from tests.support.own_sheets import capacity, courses, hosts, needs
from tests.support.own_sheets.sheet import OwnSheet

OWN_SHEETS = [
    value
    for module in (capacity, needs, hosts, courses)
    for value in vars(module).values()
    if isinstance(value, OwnSheet)
]
