"""The sizes a synthetic dataset comes in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """What differs between sizes; `capacity_rows` and `cohorts` are numbers of rows and of cohorts.

    `only` are the courses that are offered where they are not all of the catalogue's.
    """

    name: str
    weeks: int
    nations: int
    sites: int
    capacity_rows: int
    brigades: int
    cohorts: int
    only: tuple[str, ...] = ()

    @property
    def courses(self) -> tuple[str, ...]:
        """The courses that are offered."""
        from trainopt.generate.catalogue import SUBJECTS  # which the names of the sizes do not need

        return self.only or tuple(SUBJECTS)


SIZES: dict[str, Size] = {
    size.name: size
    for size in (
        Size("small", 30, 4, 7, 27, 4, 250, ("BCT", "SEC", "CLS", "DEM", "CBRN", "UAS", "COY")),
        Size("medium", 40, 8, 20, 88, 12, 1_400),
        Size("large", 52, 18, 65, 240, 24, 3_300),
        Size("huge", 78, 24, 80, 600, 40, 9_500),
    )
}
