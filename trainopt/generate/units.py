"""Invented brigades and their battalions, and who may host them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trainopt.generate.dice import Dice
from trainopt.generate.rows import make
from trainopt.generate.spec import Spec
from trainopt.tables import Demand, Unit

BATTALIONS = (
    ("1", "INF", "1st Battalion"),
    ("2", "INF", "2nd Battalion"),
    ("3", "INF", "3rd Battalion"),
    ("A", "ART", "Artillery Battalion"),
    ("S", "SUP", "Support Battalion"),
)
LEAST_AWAY = 150  # trainees; a company of one unit can then always train together


@dataclass(frozen=True)
class Brigade:
    """A brigade. `priority` is what its demands usually have; `nations` may host it, None: all."""

    number: int
    priority: int
    nations: tuple[str, ...] | None

    @property
    def unit_id(self) -> str:
        """The id of its row in units.csv."""
        return f"{self.number}-BDE"

    def battalions(self, kind: str) -> list[str]:
        """The ids of its battalions of a kind: INF, ART or SUP."""
        return [f"{self.number}-{code}" for code, own_kind, _ in BATTALIONS if own_kind == kind]

    def may_be_in(self, nation_id: str) -> bool:
        """Whether the nation may host it."""
        return self.nations is None or nation_id in self.nations


def draw_brigades(spec: Spec, dice: Dice) -> list[Brigade]:
    """The brigades: most have priority 2 or 3, and a third may go to some nations only."""
    choosy = dice.some(spec.brigades, 0.33)
    return [
        Brigade(
            101 + number,
            dice.weighted((1, 2, 3, 4, 5), (0.15, 0.3, 0.3, 0.15, 0.1)),
            _allowed(spec, dice) if number in choosy else None,
        )
        for number in range(spec.brigades)
    ]


def _allowed(spec: Spec, dice: Dice) -> tuple[str, ...]:
    """Two thirds of the nations, and more until half of the offers of every course are in one of them."""
    chosen = {host.nation_id for host in spec.hosts if dice.chance(0.67)}
    for course_id in spec.courses:
        hosts = [offer.place.nation_id for offer in spec.offers if offer.course_id == course_id]
        for nation_id in hosts:
            if 2 * sum(host in chosen for host in hosts) < len(hosts):
                chosen.add(nation_id)
    return tuple(host.nation_id for host in spec.hosts if host.nation_id in chosen)


def unit_rows(brigades: Sequence[Brigade], most_away: Callable[[str], int | None], dice: Dice) -> list[Unit]:
    """units.csv: the brigades and their battalions, a quarter of which may send only so many at once."""
    rows = []
    limited = dice.some(len(brigades) * len(BATTALIONS), 0.25)
    battalions = iter(range(len(brigades) * len(BATTALIONS)))
    for brigade in brigades:
        name = f"{brigade.number} Brigade"
        rows.append(make(Unit, unit_id=brigade.unit_id, name=name, allowed_nations=brigade.nations))
        for code, _, battalion in BATTALIONS:
            unit_id = f"{brigade.number}-{code}"
            rows.append(
                make(
                    Unit,
                    unit_id=unit_id,
                    name=f"{battalion}, {name}",
                    parent_unit_id=brigade.unit_id,
                    max_away=most_away(unit_id) if next(battalions) in limited else None,
                    allowed_nations=brigade.nations,
                )
            )
    return rows


def usual_limit(unit_id: str, demand: Sequence[Demand]) -> int:
    """A third of all that the unit sends over the year, but never less than its largest demand."""
    sizes = [row.trainees for row in demand if row.unit_id == unit_id]
    return max(LEAST_AWAY, -(-sum(sizes) // 30) * 10, *sizes, 0)


def choosy_unit(spec: Spec) -> Unit:
    """A small unit that one nation alone may host: the one that offers the least."""
    offered = {host.nation_id: 0 for host in spec.hosts}
    for offer in spec.offers:
        offered[offer.place.nation_id] += 1
    least = min(offered, key=lambda nation_id: (offered[nation_id], nation_id))
    return make(Unit, unit_id="199-L", name="199 Liaison Company", allowed_nations=(least,))
