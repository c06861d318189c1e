"""The daily mail: what each person was told, as far as they may see it, sent by SMTP as plain text."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from trainopt.errors import UsageError
from trainopt.runs.store import Store
from trainopt.service.mailings import (
    ADDRESS,
    DueMail,
    claim_mail,
    due_mails,
    give_mail_back,
    mark_mailed,
    today,
)
from trainopt.service.markings import marking_seen
from trainopt.service.news import tell_news
from trainopt.web.settings import LOOPBACK
from trainopt.web.told import shown_to
from trainopt.words.reader import Reader, reader_of

SERVER_PATIENCE = 30.0
"""Seconds that a mail server may take to answer."""
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """Who takes mail: `smtp://USER@HOST:PORT` turns to TLS before anything is said, `smtps://` begins so.

    Only a server on this machine may be without. `sender` is whom mails come from.
    """

    url: str
    sender: str
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if not _is_server(self.url):
            raise UsageError("a mail server is smtp://HOST, smtp://USER@HOST:PORT or smtps://…")
        if urlsplit(self.url).password is not None:
            raise UsageError(
                "the mail server's password stands in TRAINOPT_SMTP_PASSWORD, not in its address"
            )
        if not (self.sender.isascii() and ADDRESS.fullmatch(self.sender)):
            raise UsageError("say whom mails come from: an address such as plan@example.org")

    @property
    def host(self) -> str:
        """Its name."""
        return urlsplit(self.url).hostname or ""

    @contextmanager
    def opened(self) -> Iterator[smtplib.SMTP]:
        """A connection, encrypted and signed in. Raises UsageError where there is none to be had."""
        try:
            connection = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise UsageError(f"the mail server {self.host} cannot be used: {error}") from None
        with connection:
            yield connection

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        port = parts.port or PORTS[parts.scheme]
        if parts.scheme == "smtps":
            context = ssl.create_default_context()
            made: smtplib.SMTP = smtplib.SMTP_SSL(self.host, port, timeout=SERVER_PATIENCE, context=context)
        else:
            made = smtplib.SMTP(self.host, port, timeout=SERVER_PATIENCE)
        try:
            if parts.scheme == "smtp":
                self._encrypt(made)
            if parts.username:
                made.login(unquote(parts.username), self.password)
        except BaseException:
            made.close()
            raise
        return made

    def _encrypt(self, connection: smtplib.SMTP) -> None:
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
        elif self.host not in LOOPBACK:
            raise smtplib.SMTPNotSupportedError("it does not encrypt, and is not on this machine")


def _is_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = parts.hostname and parts.port != 0
    except ValueError:  # a host or a port that is none
        return False
    return bool(named) and parts.scheme in PORTS and parts.path in ("", "/")


@dataclass(frozen=True)
class MailsSent:
    """To whom mails went, and to whom not, each with what the mail server said."""

    sent: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        return f"MailsSent({len(self.sent)} sent, {len(self.failed)} failed)"


def send_notices(store: Store, server: MailServer, public_url: str = "", day: str = "") -> MailsSent:
    """Send everybody who wants it what is new, once a day; `public_url` is where the pages are.

    What nights and publications brought is told first. A mail that cannot be sent is tried again when this is
    called again; of several processes that do this at once, one sends it. Raises UsageError without a server.

    >>> with trainopt.open_store("mailed.db") as store:
    ...     trainopt.send_notices(store, trainopt.MailServer("smtp://localhost", "plan@example.org"))
    MailsSent(0 sent, 0 failed)
    """
    tell_news(store)
    day = day or today()  # once: a mail may be in hand at midnight
    due = list(due_mails(store, day))
    if not due:
        return MailsSent((), ())
    sent: list[str] = []
    failed: list[tuple[str, str]] = []
    with server.opened() as connection:
        for place, mail in enumerate(due):
            if not claim_mail(store, mail, day):
                continue
            try:
                with _given_back(store, mail, day):
                    connection.send_message(_message(store, server, mail, public_url))
            except smtplib.SMTPServerDisconnected as error:
                failed += [(one.wish.person, str(error)) for one in due[place:]]
                break
            except smtplib.SMTPException as error:
                failed.append((mail.wish.person, str(error)))
                continue
            mark_mailed(store, mail, day)
            sent.append(mail.wish.person)
    return MailsSent(tuple(sent), tuple(failed))


@contextmanager
def _given_back(store: Store, mail: DueMail, day: str) -> Iterator[None]:
    """A mail that does not go out may be sent by whoever comes next."""
    try:
        yield
    except BaseException:
        give_mail_back(store, mail, day)
        raise


def _message(store: Store, server: MailServer, mail: DueMail, public_url: str) -> EmailMessage:
    """The mail in the language of its reader, with the marking in its subject, above it and below."""
    reads = reader_of("", mail.wish.language)
    marking = marking_seen(store, mail.actor)
    subject = reads.t("notices-mail-subject", count=len(mail.told))
    message = EmailMessage()
    message["Subject"] = " ".join(f"{marking} {subject}".split())
    message["From"] = server.sender
    message["To"] = mail.wish.address
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    text = _text(reads, mail, public_url.rstrip("/"))
    message.set_content("\n\n".join(filter(None, (marking, text, marking))) + "\n")
    return message


def _text(reads: Reader, mail: DueMail, public_url: str) -> str:
    parts = [reads.t("notices-mail-greeting", name=mail.wish.person)]
    for told in mail.told:
        one = shown_to(reads, told)
        quoted = "\n".join(f"    > {line}" for line in one.said.splitlines())
        link = f"    {public_url}{one.address}" if public_url else ""
        parts.append("\n".join(filter(None, (f"* {one.sentence}", quoted, link))))
    if public_url:
        parts.append(reads.t("notices-mail-end", address=f"{public_url}/notices#mail"))
    else:
        parts.append(reads.t("notices-mail-end-nowhere"))
    return "\n\n".join(parts)
