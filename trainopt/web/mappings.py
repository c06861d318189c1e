"""The interface for programs: the maps of one's own spreadsheets."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from typing_extensions import TypedDict

from trainopt.service import mappings
from trainopt.service.access import Action
from trainopt.service.mappings import KeptMapping
from trainopt.web.accounts import gate
from trainopt.web.asking import Asking, TheStore
from trainopt.web.bodies import INTERFACE, Batch, Sent, body_of, numbered
from trainopt.web.repeating import RepeatableRoute

router = APIRouter(prefix=INTERFACE, tags=["drafts"], route_class=RepeatableRoute)

MappingNumber = Annotated[int, numbered("mapping")]


class MappingAnswer(TypedDict):
    """A map that one keeps: `text` is TOML, as `trainopt convert --map` reads it."""

    id: int
    name: str
    text: str
    created_at: str
    changed_at: str


class NewMapping(Sent):
    """A map to keep under a name; in place of one's own that has it."""

    name: str
    text: str


def _answer(kept: KeptMapping) -> MappingAnswer:
    return MappingAnswer(
        id=kept.number,
        name=kept.name,
        text=kept.text,
        created_at=kept.created_at,
        changed_at=kept.changed_at,
    )


@router.get("/mappings")
def list_mappings(actor: Asking, store: TheStore) -> Batch[MappingAnswer]:
    """The maps of one's own spreadsheets, by name: all that one keeps."""
    return Batch(items=list(map(_answer, mappings.list_mappings(store, actor))))


@router.post("/mappings", status_code=201, dependencies=[gate(Action.BEGIN_DRAFT)])
def keep_mapping(
    actor: Asking, store: TheStore, answer: Response, wanted: Annotated[NewMapping, body_of(NewMapping)]
) -> MappingAnswer:
    """Keep a map for the next spreadsheet of its layout."""
    kept = mappings.keep_mapping(store, actor, wanted.name, wanted.text)
    answer.headers["Location"] = f"{INTERFACE}/mappings/{kept.number}"
    return _answer(kept)


@router.get("/mappings/{number}")
def show_mapping(number: MappingNumber, actor: Asking, store: TheStore) -> MappingAnswer:
    """One of one's maps."""
    return _answer(mappings.show_mapping(store, actor, number))


@router.delete("/mappings/{number}", status_code=204)
def delete_mapping(number: MappingNumber, actor: Asking, store: TheStore) -> None:
    """Keep a map no longer."""
    mappings.delete_mapping(store, actor, number)
