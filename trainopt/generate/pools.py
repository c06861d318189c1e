"""Beds, ceilings, instructors, interpreters, ranges and simulators: enough at most places, tight at some."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from trainopt.generate.dice import Dice
from trainopt.generate.load import Load, Loads, OwnerOf
from trainopt.generate.rows import make
from trainopt.generate.spec import HostPlace, Spec
from trainopt.tables import Nation, Resource, Site

SHARED_IN_NATION = ("interpreter", "simulator")
TIGHT = {"instructor": 0.2, "interpreter": 0.35, "range": 0.2, "simulator": 0.2}
"""The part of the pools of a resource that stop classes in the busiest weeks: interpreters most of all."""
TIGHT_LIMITS = {"beds": 0.25, "trainees": 0.2, "arrivals": 0.5}
"""The same of the limits to trainees: a site's beds, a nation's trainees and weekly arrivals."""

LimitOf = Callable[[str, str], int]
"""How many trainees a site (`beds`) or a nation (`trainees`, `arrivals`) takes in a week."""


def draw_owners(spec: Spec, dice: Dice) -> OwnerOf:
    """Interpreters and simulators are a nation's to share; some sites have interpreters of their own."""
    own = {place.site_id for place in spec.places if dice.chance(0.15)}

    def owner_of(resource: str, place: HostPlace) -> str:
        if resource not in SHARED_IN_NATION or (resource == "interpreter" and place.site_id in own):
            return place.site_id
        return place.nation_id

    return owner_of


def limits(loads: Loads, dice: Dice) -> LimitOf:
    """The limits that go with these loads."""

    def limit(owner: str, what: str) -> int:
        load = loads.of(owner, "trainees" if what == "beds" else what)
        return _quantity(load, TIGHT_LIMITS[what], 10, dice)

    return limit


def nation_rows(spec: Spec, limit: LimitOf, dice: Dice) -> list[Nation]:
    """nations.csv: half of them have a ceiling, some have a limit to arrivals."""
    ceilings, gates = dice.some(len(spec.hosts), 0.5), dice.some(len(spec.hosts), 0.4)
    rows = []
    for number, host in enumerate(spec.hosts):
        trainees, arrivals = limit(host.nation_id, "trainees"), limit(host.nation_id, "arrivals")
        rows.append(
            make(
                Nation,
                nation_id=host.nation_id,
                name=host.name,
                max_trainees=trainees if number in ceilings else None,
                max_weekly_arrivals=arrivals if number in gates else None,
            )
        )
    return rows


def site_rows(spec: Spec, limit: LimitOf) -> list[Site]:
    """sites.csv."""
    return [
        make(
            Site,
            site_id=place.site_id,
            nation_id=place.nation_id,
            name=place.name,
            beds=limit(place.site_id, "beds"),
            latitude=place.position and place.position[0],
            longitude=place.position and place.position[1],
        )
        for place in spec.places
    ]


def resource_rows(spec: Spec, loads: Loads, dice: Dice) -> list[Resource]:
    """resources.csv: a row for every pool, several where the quantity changes over time."""
    pools = [(pool, load) for pool, load in loads.by_pool.items() if pool[1] in TIGHT]
    changing = dice.some(len(pools), 0.2)
    rows: list[Resource] = []
    for number, ((owner, resource), load) in enumerate(pools):
        quantity = _quantity(load, TIGHT[resource], 1, dice)
        if number in changing:
            rows += _changing(spec, owner, resource, quantity, load, dice)
        else:
            rows.append(make(Resource, owner_id=owner, resource=resource, quantity=quantity))
    return rows


def _quantity(load: Load, tight: float, step: int, dice: Dice) -> int:
    """How much there is: in the part `tight` of the cases too little for the busiest weeks."""
    amount = load.tight if dice.chance(tight) else int(load.peak * dice.share(1.0, 1.15))
    return -(-max(amount, load.largest) // step) * step


def _changing(
    spec: Spec, owner: str, resource: str, quantity: int, load: Load, dice: Dice
) -> Sequence[Resource]:
    """A partner's team comes for a third of the horizon, or some of the owner's own leave for good."""
    first = spec.calendar.monday(dice.whole(spec.weeks // 4, spec.weeks // 2)) + timedelta(days=1)
    last = first + timedelta(days=7 * (spec.weeks // 3) - 3)
    fewer = max(load.largest, int(quantity * 0.9))
    periods: list[tuple[date | None, date | None, int]] = [(None, first - timedelta(days=7), quantity)]
    if dice.chance(0.5) or fewer == quantity:
        more = quantity + max(1, quantity // 5)
        periods += [(first, last, more), (last + timedelta(days=7), None, quantity)]
    else:
        periods.append((first, None, fewer))
    return [
        make(Resource, owner_id=owner, resource=resource, quantity=units, valid_from=begin, valid_to=end)
        for begin, end, units in periods
    ]
