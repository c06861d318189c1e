"""What is sent and answered as JSON: a body is read only once it is sure that the actor may send one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, FastAPI, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute

from trainopt.errors import NotThere, UsageError

Item = TypeVar("Item")
INTERFACE = "/api/v1"
"""Before each address of the interface for programs."""
REFERENCE = "#/components/schemas/{model}"


class Sent(BaseModel):
    """What a program sends: each kind of body is one of these, and has no other fields than it names."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Batch(BaseModel, Generic[Item]):
    """A part of a list; `next` is the cursor to ask for the part after it, null at the end."""

    items: list[Item]
    next: str | None = None


Model = TypeVar("Model", bound=Sent)

MOST = 200
A_PAGE = 50
"""Lines of a list that a page shows at once."""
LARGEST = 2**53
"""Numbers of things are not larger: every program and store can hold these."""
StoredNumber = Annotated[int, Field(ge=0, le=LARGEST)]
Before = Annotated[
    int | None, Query(ge=0, le=LARGEST, description="the cursor: what stands before this number")
]
Most = Annotated[int, Query(ge=1, le=MOST, description="at most so many")]


def body_of(model: type[Model]) -> Any:
    """The body as a parameter of an endpoint. It stands behind whatever asks whether it may be sent.

    FastAPI would read it first, and tell a stranger what is wrong with it.
    """

    async def read(request: Request) -> Model:
        return read_body(model, await request.body())

    read.body_model = model  # type: ignore[attr-defined]
    return Depends(read)


def read_body(model: type[Model], sent: bytes) -> Model:
    """The body as its model. Raises RequestValidationError with all that is wrong with it."""
    try:
        return model.model_validate_json(sent or b"{}")
    except ValidationError as error:
        found = [one | {"loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(found) from None
    except RecursionError:
        raise UsageError("the body is nested too deeply") from None


NO_JSON_OF_OURS = (ValueError, TypeError, OverflowError, RecursionError)
"""What JSON in a field of a form raises, where no page of ours has made it."""


def number_in_path(text: str, what: str) -> int:
    """A number in an address. Raises NotThere for what is none: there is no such thing either."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise NotThere(f"there is no {what}")
    return int(text)


def numbered(what: str) -> Any:
    """The number in an endpoint's address, of a thing that messages call so."""

    def read(number: str) -> int:
        return number_in_path(number, f"{what} {number}")

    return Depends(read)


def batch(found: Sequence[Item], most: int, cursor_of: Callable[[Item], object]) -> Batch[Item]:
    """The first `most` of what was found, of which one more was asked for to see whether there is more."""
    more = len(found) > most
    return Batch(items=list(found[:most]), next=str(cursor_of(found[most - 1])) if more else None)


# The description


def describe(app: FastAPI) -> None:
    """Have the interface's description name the bodies, too."""

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    for route in _routes(app.routes):
        for model in _models(route.dependant):
            found, defined = models_json_schema([(model, "validation")], ref_template=REFERENCE)
            schemas |= defined["$defs"]
            content = {"application/json": {"schema": found[model, "validation"]}}
            for method in route.methods or ():
                described = made["paths"][route.path_format][method.lower()]
                described["requestBody"] = {"required": True, "content": content}
    return made


def _routes(routes: Sequence[BaseRoute]) -> Iterator[APIRoute]:
    """The routes of the interface, also those of routers within."""
    for context in iter_route_contexts(routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.include_in_schema:
            yield route


def _models(dependant: Dependant) -> list[type[BaseModel]]:
    own = getattr(dependant.call, "body_model", None)
    below = [model for one in dependant.dependencies for model in _models(one)]
    return [own, *below] if own is not None else below


def as_text(document: Any) -> str:
    """A description as the file that is committed has it."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
