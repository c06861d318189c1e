"""Which site offers which course, when, and with classes of what size; drawn for a size."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from trainopt.generate.catalogue import SUBJECTS, class_weeks
from trainopt.generate.dice import Dice
from trainopt.generate.sizes import Size
from trainopt.generate.spec import HostPlace, Offer

PROFILES: tuple[tuple[str, ...], ...] = (
    ("BCT", "COY", "BN", "SEC"),  # manoeuvre area
    ("SEC", "PLT", "TTT"),  # school for leaders
    ("DEM", "CBRN", "MNT"),  # school of engineers
    ("BCT", "COY", "CLS"),  # camp
    ("ART", "AD", "UAS"),  # school of fires
    ("BCT", "SEC", "SNP"),  # infantry school
    ("BCT", "COY", "CLS", "UAS"),  # camp
    ("CLS", "MNT", "UAS"),  # support school
)

TRAINEES_PER_COHORT = 24  # on average
ROLLING = ("BCT", "COY")  # the large courses, of which some sites can start a class in any week
UNCHANGED = ("BN",)  # so few sites offer it that none may fall away


def draw_offers(places: list[HostPlace], size: Size, start: date, dice: Dice) -> list[Offer]:
    """As many offers as the size has capacity rows."""
    offers = _taught(places, size, dice)
    in_periods = _in_periods(offers, size, start, dice)
    return _resized(_rolling(in_periods, size, dice), dice)


def _taught(places: list[HostPlace], size: Size, dice: Dice) -> list[Offer]:
    """What each site teaches by its profile, and more until there are as many as the size asks for."""
    most = _most_sites(size)
    taught: Counter[str] = Counter()
    offers: list[Offer] = []
    for number, place in enumerate(dice.shuffled(places)):
        profile = PROFILES[number % len(PROFILES)]
        for course_id in [name for name in profile if taught[name] < most.get(name, 0)] or ["BCT"]:
            taught[course_id] += 1
            offers.append(Offer(place, course_id))
    while len(offers) < _offers_of(size):
        course_id = dice.weighted(size.courses, [class_weeks(course_id) for course_id in size.courses])
        free = _free_places(course_id, places, offers)
        if free and taught[course_id] < most[course_id]:
            taught[course_id] += 1
            offers.append(Offer(dice.pick(free), course_id))
    rank = {course_id: number for number, course_id in enumerate(size.courses)}
    return sorted(offers, key=lambda offer: (offer.place.site_id, rank[offer.course_id]))


def _most_sites(size: Size) -> dict[str, int]:
    """At how many sites each course is taught at most: few enough that each of them holds classes often.

    That is in a third of the weeks, or less where the size asks for more rows than that leaves.
    """
    lanes = _lanes(size)
    choices = (
        {
            course_id: max(1, round(2 * amount)) if course_id == "BN" else max(2, int(per_lane * amount))
            for course_id, amount in lanes.items()
        }
        for per_lane in itertools.count(3)
    )
    room = size.sites * 2 // 3
    return next(most for most in choices if sum(min(m, room) for m in most.values()) >= _offers_of(size))


def _lanes(size: Size) -> dict[str, float]:
    """How many classes of each course must run at any time, were each filled to its last seat."""
    trainees = size.cohorts * TRAINEES_PER_COHORT
    return {course_id: class_weeks(course_id) * trainees / size.weeks for course_id in size.courses}


def _offers_of(size: Size) -> int:
    """How many offers there are before some of them change in mid-term and so have two rows."""
    return size.capacity_rows - _changes(size)


def _free_places(course_id: str, places: list[HostPlace], offers: list[Offer]) -> list[HostPlace]:
    """The sites that could teach the course too; where it follows another, first of all beside that one."""
    taken = {offer.place.site_id for offer in offers if offer.course_id == course_id}
    free = [place for place in places if place.site_id not in taken]
    if course_id == "CBRN":
        engineers = {offer.place.site_id for offer in offers if offer.course_id == "DEM"}
        return [place for place in free if place.site_id in engineers]
    if course_id == "COY":
        basic = {offer.place.nation_id for offer in offers if offer.course_id == "BCT"}
        basic -= {offer.place.nation_id for offer in offers if offer.course_id == "COY"}
        return [place for place in free if place.nation_id in basic] or free
    return free


def _changes(size: Size) -> int:
    """How many offers change in mid-term and so have two rows."""
    return size.capacity_rows // 10


def _in_periods(offers: list[Offer], size: Size, start: date, dice: Dice) -> list[Offer]:
    """Some offers change in mid-term, basic training by growing two weeks; some open late or end early."""
    basic = [n for n, offer in enumerate(offers) if offer.course_id == "BCT"]
    others = [n for n, offer in enumerate(offers) if offer.course_id not in ("BCT", *UNCHANGED)]
    growing = dice.shuffled(basic)[: max(1, len(basic) // 3)][: _changes(size)]
    changing = {*growing, *dice.shuffled(others)[: _changes(size) - len(growing)]}
    rows: list[Offer] = []
    for number, offer in enumerate(offers):
        if number in changing:
            rows += _changed(offer, size, start, dice)
        else:
            rows.append(_windowed(offer, size, start, dice))
    return rows


def _changed(offer: Offer, size: Size, start: date, dice: Dice) -> tuple[Offer, Offer]:
    """The offer before and after a Monday about half-way."""
    monday = start + timedelta(weeks=size.weeks // 2 + dice.whole(-2, 2))
    grown = SUBJECTS["BCT"].weeks + 2 if offer.course_id == "BCT" else None
    before = replace(offer, valid_to=monday - timedelta(days=1))
    return before, replace(offer, valid_from=monday, duration_weeks=grown)


def _windowed(offer: Offer, size: Size, start: date, dice: Dice) -> Offer:
    """Most offers stand for the whole horizon, some beyond it."""
    end = start + timedelta(weeks=size.weeks)
    if offer.course_id in UNCHANGED or dice.chance(0.82):
        return offer
    if dice.chance(0.5):
        return replace(offer, valid_from=start + timedelta(days=7 * dice.whole(3, 8) + dice.whole(0, 4)))
    if dice.chance(0.5):
        return replace(offer, valid_to=end - timedelta(days=7 * dice.whole(3, 8) + 3))
    return replace(offer, valid_from=start - timedelta(weeks=20), valid_to=end + timedelta(weeks=20))


def _rolling(offers: list[Offer], size: Size, dice: Dice) -> list[Offer]:
    """A battalion comes when it can be spared, not on a fixed day; so do others at a third of the sites."""
    chosen = {n for n, offer in enumerate(offers) if offer.course_id == "BN"}
    lanes = _lanes(size)
    for course_id in ROLLING:
        numbers = [n for n, offer in enumerate(offers) if offer.course_id == course_id]
        part = min(1 / 3, lanes[course_id] / 3 / len(numbers))
        chosen |= {numbers[n] for n in dice.some(len(numbers), part)}
    return [replace(offer, rolling=n in chosen) for n, offer in enumerate(offers)]


def _resized(offers: list[Offer], dice: Dice) -> list[Offer]:
    """A quarter of the sites hold smaller or larger classes than the course's own."""
    rows = list(offers)
    free = [n for n, offer in enumerate(offers) if SUBJECTS[offer.course_id].level != "collective"]
    for at, chosen in enumerate(sorted(dice.some(len(free), 0.25))):
        offer = offers[free[chosen]]
        subject = SUBJECTS[offer.course_id]
        share = dice.pick((0.7, 0.8, 1.2))
        step = 10 if subject.class_max > 100 else 2
        class_max = max(round(subject.class_max * share / step) * step, subject.class_min)
        class_min = round(subject.class_min * share / 2) * 2 if at == 0 or dice.chance(0.7) else None
        rows[free[chosen]] = replace(offer, class_max=class_max, class_min=class_min)
    return rows
