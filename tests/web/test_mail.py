"""The daily mail, taken by a real server: what it carries, to whom, once; and servers that are of no use."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.service.conftest import quick_hashes
from tests.service.test_datasets import ANNA, CORA, PAWEL, RITA
from tests.service.test_notices import A1, plan_of, submitted, with_people
from tests.support.planning import with_dataset
from tests.support.running import trainopt
from trainopt.errors import UsageError
from trainopt.runs.store import Store, open_store
from trainopt.service import mailings, proposals, talk, told
from trainopt.service.notices import NoticeKind
from trainopt.service.topics import Topic, row_object
from trainopt.web.mail import MailServer, MailsSent, send_notices

__all__ = ["quick_hashes"]

DAY, NEXT_DAY = "2027-01-04", "2027-01-05"
SENDER = "plan@example.org"


@dataclass
class Postbox:
    """A mail server that keeps what it takes; it takes nothing for `unknown` addresses."""

    taken: list[Envelope] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)

    async def handle_RCPT(
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whether it is for somebody here."""
        if address in self.unknown:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        """Take it."""
        self.taken.append(envelope)
        return "250 taken"

    def texts(self) -> dict[str, str]:
        """What was taken, by to whom: subject and text."""
        found = {}
        for one in self.taken:
            assert isinstance(one.content, bytes)
            message: Any = email.message_from_bytes(one.content, policy=email.policy.default)
            found[one.rcpt_tos[0]] = f"{message['Subject']}\n{message.get_content()}".replace("\r", "")
        return found


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, MailServer]]:
    """A mail server on this machine, and how it is reached."""
    box = Postbox()
    with listening(box) as address:
        yield box, MailServer(f"smtp://{address}", SENDER)


class AnyPort(Controller):
    """A server at any port that is free."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def listening(box: Postbox, **options: Any) -> Iterator[str]:
    """A mail server for a while, and its host and port."""
    controller = AnyPort(box, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with people who want mail, each at their own address and in their own language."""
    with open_store(tmp_path / "store.db") as opened:
        with_people(with_dataset(opened, tmp_path))
        for who, language in ((PAWEL, "en"), (ANNA, "uk"), (RITA, "en")):
            kinds = tuple(NoticeKind)
            mailings.wish_for_mail(opened, who, f"{who.name}@example.org", language, kinds)
        yield opened


def rejected(store: Store, word: str) -> None:
    proposals.reject_proposal(store, CORA, submitted(store, PAWEL), word)


class TestWhatItCarries:
    def test_each_reads_their_own_in_their_language_with_the_marking(
        self, store: Store, postbox: tuple[Postbox, MailServer]
    ) -> None:
        box, server = postbox
        rejected(store, "no money")
        row = row_object("sites", ["PL-01"])
        talk.say(store, CORA, Topic.ROW, row, "@pawel when is the roof done?\nSoon?")
        plan_of(store, A1.format("PL-01"))
        plan_of(store, A1.format("PL-02"))
        came = send_notices(store, server, "https://plan.example/", DAY)
        assert (came.sent, came.failed) == (("anna", "pawel", "rita"), ())
        texts = box.texts()
        pawel, anna = texts["pawel@example.org"], texts["anna@example.org"]
        assert pawel.startswith("EXERCISE trainopt: 3 notices\nEXERCISE\n")
        assert pawel.rstrip().endswith("EXERCISE")
        assert "Proposal 1 “more beds” was rejected\n    > no money" in pawel
        assert "    > @pawel when is the roof done?\n    > Soon?" in pawel
        assert "https://plan.example/history?table=sites&key=PL-01" in pawel
        assert "https://plan.example/notices#mail" in pawel
        assert "переміщує 1 з ваших команд" in anna
        assert not any(word in anna for word in ("Proposal", "roof", "PL-0", "money"))
        assert "roof" not in texts["rita@example.org"]

    def test_what_is_no_longer_theirs_is_not_in_it(
        self, store: Store, postbox: tuple[Postbox, MailServer]
    ) -> None:
        from tests.support.planning import OP
        from trainopt.service.people import change_person

        rejected(store, "no money")
        change_person(store, OP, "pawel", granted=["planner:nation:DE"])
        assert send_notices(store, postbox[1], day=DAY).sent == ()
        assert postbox[0].taken == []

    def test_without_an_address_of_the_pages_there_are_no_links(
        self, store: Store, postbox: tuple[Postbox, MailServer]
    ) -> None:
        rejected(store, "no money")
        send_notices(store, postbox[1], day=DAY)
        (text,) = postbox[0].texts().values()
        assert "http" not in text
        assert "on the page Notices" in text


class TestWhenItIsSent:
    def test_once_a_day_and_nothing_twice(self, store: Store, postbox: tuple[Postbox, MailServer]) -> None:
        box, server = postbox
        rejected(store, "first")
        for day in (DAY, DAY, NEXT_DAY):
            send_notices(store, server, day=day)
        assert len(box.taken) == 1
        rejected(store, "second")
        assert send_notices(store, server, day=DAY).sent == ()
        assert send_notices(store, server, day=NEXT_DAY).sent == ("pawel",)
        (text,) = box.texts().values()
        assert ("second" in text, "first" in text) == (True, False)

    def test_one_that_is_in_hand_at_midnight_is_of_the_day_before(
        self, store: Store, postbox: tuple[Postbox, MailServer], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Midnight(datetime):
            """Comes once the mail is claimed."""

            days = iter([DAY, DAY])

            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Midnight:
                return cls.fromisoformat(next(cls.days, NEXT_DAY))

        rejected(store, "first")
        monkeypatch.setattr(mailings, "datetime", Midnight)
        assert send_notices(store, postbox[1]).sent == ("pawel",)
        assert send_notices(store, postbox[1], day=NEXT_DAY).sent == ()

    def test_what_is_not_taken_is_sent_the_next_time(
        self, store: Store, postbox: tuple[Postbox, MailServer]
    ) -> None:
        box, server = postbox
        for who in ("pawel", "rita"):
            talk.say(store, CORA, Topic.ROW, row_object("sites", ["PL-01"]), f"@{who} look")
        box.unknown = {"pawel@example.org"}
        came = send_notices(store, server, day=DAY)
        assert (came.sent, [name for name, _ in came.failed]) == (("rita",), ["pawel"])
        assert "nobody of that name" in came.failed[0][1]
        box.unknown = set()
        assert send_notices(store, server, day=DAY).sent == ("pawel",)

    def test_what_was_read_in_the_page_is_not_sent(
        self, store: Store, postbox: tuple[Postbox, MailServer]
    ) -> None:
        rejected(store, "no")
        told.mark_seen(store, PAWEL, [one.number for one in told.list_told(store, PAWEL)])
        assert repr(send_notices(store, postbox[1], day=DAY)) == "MailsSent(0 sent, 0 failed)"


class TestServers:
    @pytest.mark.parametrize(
        ("url", "sender", "said"),
        [
            ("http://localhost", SENDER, "a mail server is"),
            ("smtp://", SENDER, "a mail server is"),
            ("smtp://localhost:mail", SENDER, "a mail server is"),
            ("smtp://localhost:99999", SENDER, "a mail server is"),
            ("smtp://[", SENDER, "a mail server is"),
            ("smtp://ann:secret@localhost", SENDER, "TRAINOPT_SMTP_PASSWORD"),
            ("smtp://localhost", "nobody", "whom mails come from"),
            ("smtp://localhost", "a@b\nBcc: c@d", "whom mails come from"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, url: str, sender: str, said: str) -> None:
        with pytest.raises(UsageError, match=said):
            MailServer(url, sender)

    def test_one_that_is_not_there(self, store: Store) -> None:
        rejected(store, "no")
        with pytest.raises(UsageError, match="cannot be used"):
            send_notices(store, MailServer("smtp://127.0.0.1:1", SENDER), day=DAY)

    def test_elsewhere_nothing_is_said_that_is_not_encrypted(
        self, store: Store, postbox: tuple[Postbox, MailServer], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("trainopt.web.mail.LOOPBACK", ())
        rejected(store, "no")
        with pytest.raises(UsageError, match="does not encrypt"):
            send_notices(store, postbox[1], day=DAY)
        assert postbox[0].taken == []

    @pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
    def test_who_must_sign_in_signs_in(self, store: Store) -> None:
        def known(_: Any, __: Any, ___: Any, mechanism: str, data: Any) -> AuthResult:
            return AuthResult(success=(data.login, data.password) == (b"plan", b"a secret"), handled=False)

        box = Postbox()
        options = {"authenticator": known, "auth_required": True, "auth_require_tls": False}
        with listening(box, **options) as address:
            url = f"smtp://plan@{address}"
            rejected(store, "no")
            with pytest.raises(UsageError, match="cannot be used"):
                send_notices(store, MailServer(url, SENDER, "wrong"), day=DAY)
            server = MailServer(url, SENDER, "a secret")
            assert "a secret" not in repr(server)
            assert send_notices(store, server, day=DAY) == MailsSent(("pawel",), ())


def test_the_command_sends_and_says_whom_it_could_not_reach(
    store: Store, postbox: tuple[Postbox, MailServer]
) -> None:
    box, server = postbox
    box.unknown = {"pawel@example.org"}
    rejected(store, "no")
    asked = ("notices", "--store", store.name, "--smtp", server.url, "--from", SENDER)
    ran = trainopt(*asked)
    assert (ran.code, "no mail to pawel" in ran.err) == (2, True)
    box.unknown = set()
    ran = trainopt(*asked, "--json")
    assert (ran.code, '"pawel"' in ran.out) == (0, True)
    assert trainopt("notices", "--store", store.name, "--smtp", "x", "--from", SENDER).code == 2
