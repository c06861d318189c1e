"""Two processes that send the daily mail at the same moment: each person has one, and each notice is one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.service.conftest import quick_hashes
from tests.service.test_datasets import ANNA, CORA, PAWEL
from tests.service.test_notices import A1, plan_of, submitted, with_people
from tests.support.planning import with_dataset
from tests.support.processes import PATIENCE
from tests.support.threads import beside
from tests.web.test_mail import DAY, SENDER, Postbox, listening
from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import notices
from trainopt.service import mailings, news, proposals
from trainopt.service.notices import NoticeKind
from trainopt.web import mail
from trainopt.web.mail import MailServer, send_notices

__all__ = ["quick_hashes"]


@pytest.fixture
def known(store: Store, tmp_path: Path) -> Store:
    """A store with everybody's account, on each database in turn; two of them want mail."""
    with_people(with_dataset(store, tmp_path))
    for who in (PAWEL, ANNA):
        mailings.wish_for_mail(store, who, f"{who.name}@example.org", "en", tuple(NoticeKind))
    return store


def together(made: Any, meeting: threading.Barrier) -> Any:
    """A function that returns once two have been in it."""

    def meets(*given: Any) -> Any:
        found = made(*given)
        found = list(found) if isinstance(found, Iterator) else found
        meeting.wait(timeout=PATIENCE)
        return found

    return meets


def test_a_mail_is_sent_once(known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_of(known, A1.format("PL-01"))
    plan_of(known, A1.format("PL-02"))
    proposals.reject_proposal(known, CORA, submitted(known, PAWEL), "no")
    news.tell_news(known)
    monkeypatch.setattr(mail, "due_mails", together(mailings.due_mails, threading.Barrier(2)))
    box = Postbox()
    with listening(box) as address:
        server = MailServer(f"smtp://{address}", SENDER)

        def send() -> None:
            send_notices(known, server, day=DAY)

        with beside(send, send):
            pass
    assert sorted(one.rcpt_tos[0] for one in box.taken) == ["anna@example.org", "pawel@example.org"]


def test_what_a_plan_brought_is_told_once(known: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_of(known, A1.format("PL-01"))
    news.tell_news(known)
    plan_of(known, A1.format("PL-02"))
    monkeypatch.setattr(news, "_lines", together(news._lines, threading.Barrier(2)))

    def tell() -> None:
        news.tell_news(known)

    with beside(tell, tell):
        pass
    moved = select(func.count()).select_from(notices).where(notices.c.kind == NoticeKind.MOVED.value)
    with known.look() as connection:
        told = connection.scalar(moved.where(notices.c.person == "anna"))
    assert told == 1
