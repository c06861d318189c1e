"""plan.toml: the horizon and how to plan in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator

from trainopt.kinds import LONGEST_CELL, MOST, parse_text, word_of

MOST_WEEKS = 260
TERMS = ("unmet", "lateness", "changes", "transfers", "waiting", "cost")
CHANGES_TERM = "changes"
"""The term that counts whom a plan moves against the published one."""

HUNDRED = 100
"""Expected trainees are held in hundredths, shares of people are of a hundred."""

_Weeks = Annotated[int, Field(ge=0, le=MOST)]
_Percent = Annotated[int, Field(ge=0, le=100)]
CountedOn = Literal["planned", "expected"]
"""Which trainees a rule counts: those placed, or those likely to be there."""


class Settings(BaseModel):
    """plan.toml: the horizon and how to plan in it. Raises pydantic's ValidationError by key."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = Field(pattern=r"\S", max_length=LONGEST_CELL, description="name of the dataset")
    start: date = Field(description="first day of the horizon, a Monday")
    weeks: int = Field(ge=1, le=MOST_WEEKS, description=f"length of the horizon, 1 to {MOST_WEEKS}")
    as_of: date | None = Field(
        default=None,
        description="the day on which the data was true, within the horizon; nothing new starts before "
        "its week. Default: `start`",
    )
    freeze_weeks: _Weeks = Field(
        default=4,
        description="with a published plan: its steps that start in the week of `as_of` or in the weeks "
        "after it, so many in all, are pinned where they still can be",
    )
    transfer_weeks: _Weeks = Field(
        default=0, description="whole empty weeks needed between two steps that are held in different nations"
    )
    class_min_on: CountedOn = Field(
        default="planned",
        description="`planned`, or `expected`: a class runs only with `class_min` expected trainees",
    )
    seats_on: CountedOn = Field(
        default="planned",
        description="`planned`, or `expected`, which overbooks: the expected trainees of a class are at most "
        "`class_max`, the planned ones at most `class_max` and `overbook_percent` more, rounded down",
    )
    overbook_percent: _Percent = Field(
        default=20,
        description='with `seats_on = "expected"`: by how many percent the planned trainees of a class may '
        "exceed `class_max`",
    )
    marking: str | None = Field(
        default=None,
        max_length=100,
        description="a text that stands on every page, print, workbook, report, calendar and extract, e.g. "
        "`EXERCISE`. Default: none",
    )
    objective: tuple[str, ...] = Field(
        default=TERMS,
        description="the tiers, most important first: no term twice, `unmet` among them; a term left "
        "out is not pursued but still reported",
    )

    @field_validator("class_min_on", "seats_on", mode="before")
    @classmethod
    def _as_word(cls, text: Any) -> Any:
        """In any case, as the words of tables are."""
        return (word_of(text, get_args(CountedOn)) or text) if isinstance(text, str) else text

    @field_validator("name")
    @classmethod
    def _on_one_line(cls, text: str) -> str:
        return parse_text(text)

    @field_validator("marking")
    @classmethod
    def _if_any(cls, text: str | None) -> str | None:
        """A blank marking is none."""
        return parse_text(text or "").strip() or None

    def seats_in(self, class_max: int) -> int:
        """The most planned trainees in a class of so many seats."""
        more = self.overbook_percent if self.seats_on == "expected" else 0
        return class_max * (HUNDRED + more) // HUNDRED

    @property
    def end(self) -> date:
        """The last Sunday of the horizon."""
        return self.start + timedelta(days=7 * self.weeks - 1)
