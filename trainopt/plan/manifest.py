"""manifest.json: what a plan is of, how it was made, what is proven of it; one type for all that write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trainopt.errors import Fault, shown
from trainopt.tables import Column, Settings, column

MANIFEST = "manifest.json"
LARGEST = 2**63 - 1
"""Of a tier: what a column of whole numbers holds."""
MOST_TIERS = 100
"""Many times the terms that there are."""
TierValue = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]


class ManifestPart(BaseModel):
    """A part of a manifest. What a later version has written beside its keys is kept."""

    model_config = ConfigDict(frozen=True, extra="allow")

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """The keys in the order in which they are written."""
        extras = {name: field.json_schema_extra for name, field in cls.model_fields.items()}
        return {name: extra["column"] for name, extra in extras.items()}  # type: ignore[index, misc]


class ManifestTier(ManifestPart):
    """A level of the objective, most important first."""

    term: str = column("what is counted")
    value: TierValue = column("what the plan has of it", "the term's, as in kpis.csv")
    bound: TierValue = column("no plan that keeps the tiers before it has less, proven", "the term's")
    gap: float = column("(value - bound) / value, 0 where proven", "share, 0 to 1")
    status: str = column("`optimal`: the value is the bound; `feasible`: it is not")
    seconds: float = column("spent on it", "s")


class ManifestLimits(ManifestPart):
    """What the run might spend."""

    time_limit_seconds: int | float = column("for the whole run", "s")
    gap: int | float = column("enough for every tier", "share, 0 to 1")
    memory_limit_bytes: int | None = column("of all processes together", "bytes", blank="nine tenths of all")


class ManifestShare(ManifestPart):
    """Whose share of a plan the folder holds."""

    nation: str | None = column("the nation whose share it is", blank="it is a unit's")
    unit: str | None = column("the unit whose share it is", blank="it is a nation's")
    units: tuple[str, ...] | None = column(
        "the unit and those known to be below it", blank="it is a nation's"
    )


class Manifest(ManifestPart):
    """What stands in manifest.json. Keys that a plan does not have are missing in it."""

    name: str | None = column("the dataset's or scenario's", blank="not said")
    marking: str | None = column("what must stand on all that shows the plan", blank="nothing must")
    as_of: date | None = column("the day on which the data was true", blank="not said")
    start: date | None = column("the first day of the horizon, a Monday", blank="not said")
    weeks: int | None = column("length of the horizon", "weeks", blank="not said")
    version: str | None = column("of trainopt", blank="not said")
    ortools: str | None = column("version of the solver", blank="none was used")
    seed: int | None = column("what the search, or the dataset, was drawn with", blank="in a share")
    workers: int | None = column("threads or processes of the solver", blank="nothing was searched")
    repeatable: bool | None = column(
        "whether the same input, parameters and version give the same plan", blank="nothing was searched"
    )
    limits: ManifestLimits | None = column("what the run might spend", blank="nothing was searched")
    method: str | None = column("how the plan was found", blank="not said")
    stopped: str | None = column("why the search ended", blank="not said")
    extract: ManifestShare | None = column("whose share of a plan it is", blank="the plan is whole")
    inputs: dict[str, str] = column(
        "the SHA-256 of every input file; those of the published plan under `published/`, those of the plan "
        "that a share is of under `plan/`",
        blank="not said",
        default={},
    )
    counted_from: date | None = column(
        "the day from which capacity rows without a first day count their start weeks", blank="`start`"
    )
    began: dict[str, int] = column(
        "how many of a cohort began, where the rows of the plan say fewer: the others have left",
        "trainees by cohort",
        blank="nobody has left",
        default={},
    )
    tiers: Annotated[tuple[ManifestTier, ...], Field(max_length=MOST_TIERS)] = column(
        "the objective, most important first; of a share none", blank="not said", default=()
    )
    seconds: int | float | None = column("from start to end", "s", blank="not said")

    def __repr__(self) -> str:
        return f"Manifest({self.name!r})"

    @property
    def of_nation(self) -> bool:
        """Whether the folder holds a nation's share, which knows of those alone whom it hosts."""
        return self.extract is not None and self.extract.nation is not None

    def document(self) -> dict[str, Any]:
        """What is written: the keys that it has, in their order."""
        return self.model_dump(mode="json", exclude_unset=True)

    @classmethod
    def of(cls, file: str, document: Mapping[str, Any]) -> Self | list[Fault]:
        """What a file or a sheet holds, or every fault in it."""
        try:
            return cls.model_validate(document)
        except ValidationError as error:
            return list(_faults(file, error))


def facts_of(settings: Settings) -> dict[str, Any]:
    """What a manifest says of the data: its name, its day and horizon, and the marking."""
    return {
        "name": settings.name,
        "marking": settings.marking,
        "as_of": settings.as_of or settings.start,
        "start": settings.start,
        "weeks": settings.weeks,
    }


class ManifestSection(NamedTuple):
    """A part of a manifest for the dictionary: its heading, where it stands, and its type."""

    heading: str
    title: str
    kind: type[ManifestPart]


SECTIONS = (
    ManifestSection("##", MANIFEST, Manifest),
    ManifestSection("###", "`tiers`, each", ManifestTier),
    ManifestSection("###", "`limits`", ManifestLimits),
    ManifestSection("###", "`extract`", ManifestShare),
)
"""All of a manifest."""

WANTED = {
    "int": "a whole number",
    "float": "a number",
    "date": "a day",
    "bool": "true or false",
    "greater": "a whole number of at most 19 digits",
    "less": "a whole number of at most 19 digits",
    "too": f"a list of at most {MOST_TIERS}",
}
"""By the first word of what pydantic calls a fault, what was wanted."""


def _faults(file: str, error: ValidationError) -> Iterator[Fault]:
    for detail in error.errors():
        key = ".".join(str(part) for part in detail["loc"] if part not in ("int", "float"))
        if detail["type"] == "missing":
            yield Fault(file, 0, key, "is missing")
        else:
            wanted = WANTED.get(detail["type"].partition("_")[0])
            said = f"must be {wanted}" if wanted else detail["msg"]
            yield Fault(file, 0, key, f"{said} (got {shown(str(detail['input']))})")
