"""What the interface for programs says in English, in the reader's language, for the islands of pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field, field_validator

from trainopt.web.asking import Asking
from trainopt.web.bodies import Sent, body_of
from trainopt.web.templates import reader
from trainopt.words.sayings import LONGEST, tell

router = APIRouter(include_in_schema=False)
MOST_TEXTS = 5_000
"""As many faults as a draft of the largest paste has."""
MOST_CHARACTERS = 500_000
"""Of all of them: so many as those have, of a hundred each."""


class TextsSent(Sent):
    """What was said."""

    texts: tuple[Annotated[str, Field(max_length=LONGEST)], ...] = Field(max_length=MOST_TEXTS)

    @field_validator("texts")
    @classmethod
    def _not_too_long(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        if sum(map(len, texts)) > MOST_CHARACTERS:
            raise ValueError(f"has more than {MOST_CHARACTERS:,} characters")
        return texts


@router.post("/said")
def say_texts(request: Request, actor: Asking, wanted: Annotated[TextsSent, body_of(TextsSent)]) -> list[str]:
    """The texts in the reader's language, in their order; one that no catalogue has as it is."""
    return [tell(reader(request), text) for text in wanted.texts]
