"""What one was told, read or not, and whether it comes by mail too."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from trainopt.errors import UsageError
from trainopt.service import mailings, told
from trainopt.service.notices import NoticeKind
from trainopt.web.asking import Asking, SentForm, TheStore
from trainopt.web.bodies import number_in_path
from trainopt.web.templates import page, reader
from trainopt.web.told import shown_to

router = APIRouter(include_in_schema=False)


@router.get("/notices")
def list_notices(request: Request, actor: Asking, store: TheStore, show: str = "new") -> Response:
    """What one was told and has not read yet, or all of it."""
    every = show == "all"
    found = told.list_told(store, actor, unseen=not every)
    reads = reader(request)
    return page(
        request,
        "notices/list.html",
        notices=[shown_to(reads, one) for one in found],
        every=every,
        wish=mailings.read_wish(store, actor),
        kinds=list(NoticeKind),
    )


@router.post("/notices/seen")
def mark_seen(actor: Asking, store: TheStore, form: SentForm) -> Response:
    """Note that one has read them."""
    numbers = [number_in_path(str(text), f"notice {text}") for text in form.getlist("notice")]
    told.mark_seen(store, actor, numbers)
    return RedirectResponse("/notices", 303)


@router.post("/notices/mail")
def choose_mail(
    request: Request,
    actor: Asking,
    store: TheStore,
    form: SentForm,
    address: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Have a daily mail sent, in the language of the page; or none, where the address is blank."""
    given = [str(text) for text in form.getlist("kind")]
    if not set(given) <= set(NoticeKind):
        raise UsageError("this form is out of date: load the page anew")
    mailings.wish_for_mail(store, actor, address, reader(request).language, map(NoticeKind, given))
    return RedirectResponse("/notices#mail", 303)
