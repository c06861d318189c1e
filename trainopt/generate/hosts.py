"""The nations that host training and their sites, drawn for a size."""

from __future__ import annotations

from trainopt.generate.dice import Dice
from trainopt.generate.sizes import Size
from trainopt.generate.spec import Host, HostPlace

HOSTS: tuple[Host, ...] = (
    Host("DE", "Germany", (51.0, 10.3), 1.2),
    Host("PL", "Poland", (52.0, 19.3), 0.8),
    Host("GB", "United Kingdom", (52.8, -1.6), 1.3),
    Host("ES", "Spain", (40.0, -4.0), 0.9),
    Host("FR", "France", (47.5, 2.8), 1.2),
    Host("CZ", "Czechia", (49.8, 15.5), 0.8),
    Host("NL", "Netherlands", (52.2, 5.6), 1.2),
    Host("NO", "Norway", (61.0, 9.5), 1.4),
    Host("LT", "Lithuania", (55.3, 23.9), 0.8),
    Host("DK", "Denmark", (56.0, 9.3), 1.3),
    Host("SE", "Sweden", (59.0, 15.0), 1.2),
    Host("IT", "Italy", (43.5, 12.0), 1.0),
    Host("RO", "Romania", (45.8, 25.0), 0.7),
    Host("FI", "Finland", (62.0, 26.0), 1.2),
    Host("LV", "Latvia", (56.9, 24.9), 0.8),
    Host("EE", "Estonia", (58.7, 25.5), 0.8),
    Host("BE", "Belgium", (50.6, 4.8), 1.2),
    Host("SK", "Slovakia", (48.7, 19.5), 0.8),
    Host("GR", "Greece", (39.5, 22.0), 0.8),
    Host("PT", "Portugal", (39.6, -8.0), 0.9),
    Host("BG", "Bulgaria", (42.7, 25.2), 0.7),
    Host("HR", "Croatia", (45.5, 16.2), 0.8),
    Host("AT", "Austria", (47.6, 14.3), 1.1),
    Host("SI", "Slovenia", (46.1, 14.8), 0.9),
)
SITES_PER_NATION = (6, 5, 5, 4, 4, 3, 2, 2, 2, 2, 2, 3, 3, 2, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1)
"""How many sites a nation has, seen against the others; the order is that of HOSTS."""

SHOWN = 0.8  # the part of the sites whose position is given; most real ones are deliberately unnamed


def draw_places(size: Size, dice: Dice) -> list[HostPlace]:
    """The sites, dealt to the nations one by one where most are still owed."""
    hosts = HOSTS[: size.nations]
    counts = [1] * size.nations
    for _ in range(size.sites - size.nations):
        owed = [share / (count + 1) for share, count in zip(SITES_PER_NATION, counts, strict=False)]
        counts[owed.index(max(owed))] += 1
    numbered = [
        (host, number) for host, count in zip(hosts, counts, strict=True) for number in range(1, count + 1)
    ]
    shown = dice.some(size.sites, SHOWN)
    return [_place(host, number, at in shown, dice) for at, (host, number) in enumerate(numbered)]


def _place(host: Host, number: int, shown: bool, dice: Dice) -> HostPlace:
    """A site somewhere near the middle of its nation."""
    latitude, longitude = (round(degrees + dice.share(-0.8, 0.8), 2) for degrees in host.middle)
    return HostPlace(
        f"{host.nation_id}-{number:02d}",
        host.nation_id,
        f"{host.name}, site {number}",
        dice.share(0.6, 1.6),
        (latitude, longitude) if shown else None,
    )
