"""The sizes a synthetic dataset comes in."""

from __future__ import annotations

from dataclasses import dataclass

from trainopt.generate.catalogue import SUBJECTS

ALL_COURSES = tuple(SUBJECTS)


@dataclass(frozen=True)
class Size:
    """What differs between sizes; `capacity_rows` and `cohorts` are numbers of rows and of cohorts."""

    name: str
    weeks: int
    nations: int
    sites: int
    capacity_rows: int
    brigades: int
    cohorts: int
    courses: tuple[str, ...] = ALL_COURSES


SIZES: dict[str, Size] = {
    size.name: size
    for size in (
        Size("small", 30, 4, 7, 27, 4, 250, ("BCT", "SEC", "CLS", "DEM", "CBRN", "UAS", "COY")),
        Size("medium", 40, 8, 20, 88, 12, 1_400),
        Size("large", 52, 18, 65, 240, 24, 3_300),
        Size("huge", 78, 24, 80, 600, 40, 9_500),
    )
}
