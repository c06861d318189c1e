"""The page on which a class more in some weeks alone is wished: a draft that splits a capacity row."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response

from trainopt.errors import UsageError
from trainopt.service import row_weeks
from trainopt.service.access import Action
from trainopt.service.drafts import LONGEST_TITLE
from trainopt.service.gates import pass_gate
from trainopt.service.queueing import SECONDS, RunKind
from trainopt.service.topics import Topic
from trainopt.web.addresses import page_of
from trainopt.web.pages.runs import LimitSent, minutes_text, seconds_given
from trainopt.web.pages.visits import Visiting
from trainopt.web.pages.wishing import made_and_planned

router = APIRouter(include_in_schema=False)

MOST_MORE = 1_000
DaySent = Annotated[str, Form(max_length=20)]
KeySent = Annotated[tuple[str, ...], Form()]
TitleSent = Annotated[str, Form(max_length=1_000)]


@router.get("/what-ifs/weeks")
def wish_in_weeks(
    visit: Visiting, class_id: Annotated[str, Query(alias="class", max_length=200)] = ""
) -> Response:
    """A form for classes more around a class of the plan in force. Raises NotThere."""
    pass_gate(visit.actor, Action.BEGIN_DRAFT)
    return visit.page(
        "whatifs/weeks.html",
        class_id=class_id,
        weeks=row_weeks.weeks_of_class(visit.store, visit.actor, class_id),
        page_about=page_of(Topic.CLASS, class_id),
        most_more=MOST_MORE,
        limit=minutes_text(SECONDS[RunKind.WHATIF]),
        longest_title=LONGEST_TITLE,
    )


@router.post("/what-ifs/weeks")
def begin_in_weeks(
    visit: Visiting,
    key: KeySent = (),
    first: DaySent = "",
    last: DaySent = "",
    more: Annotated[int, Form(ge=1, le=MOST_MORE)] = 1,
    anyway: Annotated[bool, Form()] = False,
    title: TitleSent = "",
    plan: Annotated[bool, Form()] = False,
    time_limit: LimitSent = "",
) -> Response:
    """Begin the draft, and with `plan` plan it at once."""
    pass_gate(visit.actor, Action.BEGIN_DRAFT)
    days, seconds = (_day(first), _day(last)), seconds_given(time_limit)
    made = row_weeks.add_in_weeks(
        visit.store, visit.actor, tuple(key), days, more, anyway=anyway, title=title
    )
    return made_and_planned(visit, made, seconds, plan=plan)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("say from which day to which, as 2027-01-18") from None
