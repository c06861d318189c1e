"""Who wants what they are told by mail, once a day, and what each of these mails is to carry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, insert, select, update

from trainopt.errors import UsageError, shown
from trainopt.runs.store import Store
from trainopt.runs.store.service_schema import mailings, notices, people
from trainopt.service.access import Action, not_there, require
from trainopt.service.actors import Actor
from trainopt.service.auditing import PEOPLE, note
from trainopt.service.notices import NoticeKind
from trainopt.service.people import open_accounts
from trainopt.service.told import Told, list_told

ADDRESS = re.compile(r"[^\s@,;<>\"\\]{1,64}@[^\s@,;<>\"\\]{1,189}")


@dataclass(frozen=True)
class MailWish:
    """Who wants a daily mail: to which address, in which language, and of which kinds of notices."""

    person: str
    address: str
    language: str
    kinds: tuple[NoticeKind, ...]


@dataclass(frozen=True)
class DueMail:
    """What a mail of today is to carry, newest first; it is for `actor`, who may see all of it.

    `last` is the day of the mail before it, blank where there was none.
    """

    wish: MailWish
    actor: Actor
    told: tuple[Told, ...]
    last: str = ""


def read_wish(store: Store, actor: Actor) -> MailWish | None:
    """What the actor wants by mail; None where nothing."""
    require(actor, Action.OWN_ACCOUNT)
    with store.look() as connection:
        row = connection.execute(select(mailings).where(mailings.c.person == actor.name)).one_or_none()
    return None if row is None else _wish(row.person, row.address, row.language, row.kinds)


def _wish(person: str, address: str, language: str, kinds: Iterable[str]) -> MailWish:
    return MailWish(person, address, language, tuple(map(NoticeKind, kinds)))


def wish_for_mail(
    store: Store, actor: Actor, address: str, language: str, kinds: Iterable[NoticeKind]
) -> MailWish | None:
    """Have what comes from now on sent to an address, as far as it is of these kinds; nothing without one.

    Raises UsageError for what is no address, and where no kind is named.
    """
    require(actor, Action.OWN_ACCOUNT)
    address, wanted = address.strip(), [kind.value for kind in dict.fromkeys(kinds)]
    if address and not (address.isascii() and ADDRESS.fullmatch(address)):
        raise UsageError(f"this is no address of a mailbox: {shown(address)}")
    if address and not wanted:
        raise UsageError("choose at least one kind of notices, or leave the address blank")
    mine = mailings.c.person == actor.name
    with store.begin() as connection:
        if connection.scalar(select(people.c.name).where(people.c.name == actor.name)) is None:
            raise not_there(f"person {actor.name}")
        before = connection.execute(select(mailings).where(mine)).one_or_none()
        connection.execute(delete(mailings).where(mine))
        facts = {"address": address, "language": language, "kinds": wanted}
        if address:
            last = connection.scalar(select(func.max(notices.c.number))) or 0
            sent = {"told": last, "day": ""} if before is None else {"told": before.told, "day": before.day}
            connection.execute(insert(mailings).values(person=actor.name, **facts, **sent))
        was = None if before is None else {"address": before.address, "kinds": before.kinds}
        note(connection, actor, "mail", actor.name, before=was, after=facts, area=PEOPLE)
    return _wish(actor.name, address, language, wanted) if address else None


def today() -> str:
    """The day that mails are of now (UTC)."""
    return str(datetime.now(UTC).date())


def due_mails(store: Store, day: str = "") -> Iterator[DueMail]:
    """The mails of a day, by default today, that were not sent yet and have something to say.

    What somebody has seen in the page meanwhile is not sent; a closed account gets none.
    """
    day = day or today()
    with store.look() as connection:
        rows = list(connection.execute(select(mailings).order_by(mailings.c.person)))
        actors = {actor.name: actor for actor in open_accounts(connection)}
    for row in rows:
        actor = actors.get(row.person)
        if actor is None or row.day == day:
            continue
        wish = _wish(row.person, row.address, row.language, row.kinds)
        told = list_told(store, actor, unseen=True, after=row.told)
        wanted = tuple(one for one in told if one.kind in wish.kinds)
        if wanted:
            yield DueMail(wish, actor, wanted, row.day)


def claim_mail(store: Store, mail: DueMail, day: str) -> bool:
    """Have a mail for oneself to send; False where another process has it, or somebody wants none any more.

    Whoever is killed with one in hand has sent nothing twice, and what it carries comes with the next day's.
    """
    return _note(store, mail, mail.last, {"day": day})


def mark_mailed(store: Store, mail: DueMail, day: str) -> None:
    """Note that a mail that one has claimed went out, so that nothing of it is sent twice."""
    _note(store, mail, day, {"told": mail.told[0].number})


def give_mail_back(store: Store, mail: DueMail, day: str) -> None:
    """A mail that one has claimed did not go out: it may be sent on this day yet."""
    _note(store, mail, day, {"day": mail.last})


def _note(store: Store, mail: DueMail, last: str, values: dict[str, str | int]) -> bool:
    """Whether the person's last mail was of that day still; then the values stand there."""
    theirs = (mailings.c.person == mail.wish.person) & (mailings.c.day == last)
    with store.begin() as connection:
        return bool(connection.execute(update(mailings).where(theirs).values(values)).rowcount)
