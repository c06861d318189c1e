"""Closures of every kind: a nation's stand-down, a site's works, a course's pause, and combinations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from trainopt.generate.dice import Dice
from trainopt.generate.rows import make
from trainopt.generate.spec import Offer
from trainopt.tables import Closure


def draw_closures(offers: Sequence[Offer], start: date, weeks: int, dice: Dice) -> list[Closure]:
    """Closures that fit these offers."""
    return [
        *_stand_downs(offers, dice),
        *_works(offers, start, weeks, dice),
        *_pauses(offers, start, weeks, dice),
    ]


def _stand_downs(offers: Sequence[Offer], dice: Dice) -> list[Closure]:
    """Two weeks over the turn of the year in most nations, three in some; whole weeks by the contract."""
    nations = dict.fromkeys(offer.place.nation_id for offer in offers)
    rows = []
    for number, nation_id in enumerate(nations):
        if number == 0 or dice.chance(0.8):
            first = date(2026, 12, 21) + timedelta(days=dice.whole(0, 3))
            last = date(2027, 1, 1) + timedelta(days=7 if dice.chance(0.2) else 0)
            rows.append(
                make(Closure, nation_id=nation_id, first_day=first, last_day=last, note="winter stand-down")
            )
    return rows


def _works(offers: Sequence[Offer], start: date, weeks: int, dice: Dice) -> list[Closure]:
    """Works at one site in six, of two to four weeks; nobody noted the reason at some."""
    sites = dice.shuffled(list(dict.fromkeys(offer.place.site_id for offer in offers)))
    rows = []
    for site_id in sorted(sites[: max(1, len(sites) // 6)]):
        first = start + timedelta(weeks=dice.whole(4, weeks - 8))
        last = first + timedelta(days=7 * dice.whole(2, 4) - 1)
        note = "range works" if dice.chance(0.7) else None
        rows.append(make(Closure, site_id=site_id, first_day=first, last_day=last, note=note))
    last = start + timedelta(weeks=weeks + 4)
    first = start + timedelta(weeks=weeks - 2)
    rows.append(make(Closure, site_id=sites[-1], first_day=first, last_day=last, note="own exercise"))
    return rows


def _pauses(offers: Sequence[Offer], start: date, weeks: int, dice: Dice) -> list[Closure]:
    """A course that begins only when its manuals are translated, and courses paused here and there."""
    rows = [
        make(
            Closure,
            course_id="DEM",
            first_day=start,
            last_day=start + timedelta(days=7 * 3 - 1),
            note="manuals in translation",
        )
    ]
    for course_id, note in (("UAS", "airspace closed"), ("CLS", None)):
        offer = dice.pick([offer for offer in offers if offer.course_id == course_id])
        first = start + timedelta(days=7 * dice.whole(8, weeks - 8) + 2)
        last = first + timedelta(days=17)
        nation_id = offer.place.nation_id if course_id == "UAS" else None
        site_id = None if course_id == "UAS" else offer.place.site_id
        rows.append(
            make(
                Closure,
                nation_id=nation_id,
                site_id=site_id,
                course_id=course_id,
                first_day=first,
                last_day=last,
                note=note,
            )
        )
    return rows
