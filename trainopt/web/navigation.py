"""What every page leads to: those pages that whoever asks may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trainopt.service.access import Action
from trainopt.service.actors import Actor
from trainopt.service.offered import is_offered


@dataclass(frozen=True)
class Destination:
    """A page: `word` is the id of its name, `action` what somebody must be allowed to have a use for it.

    `also` are the addresses of pages that belong to it and do not lie below it.
    """

    address: str
    word: str
    action: Action
    also: tuple[str, ...] = ()

    def has(self, path: str) -> bool:
        """Whether the page at a path belongs to it; it is not that of its own address."""
        below = path.startswith(f"{self.address.rstrip('/')}/") and self.address != "/"
        return below or any(path == one or path.startswith(f"{one}/") for one in self.also)


NAVIGATION = (
    Destination("/", "base-today", Action.OWN_ACCOUNT),
    Destination("/plan", "base-plan", Action.SEE_DATA),
    Destination("/tables", "base-tables", Action.SEE_DATA, also=("/drafts", "/history")),
    Destination("/what-ifs", "base-what-ifs", Action.WHAT_IF),
    Destination("/proposals", "base-proposals", Action.SEE_DATA, also=("/versions",)),
    Destination("/happened", "base-happened", Action.BEGIN_DRAFT),
    Destination("/runs", "base-runs", Action.SEE_DATA),
    Destination("/people", "base-people", Action.ADMINISTER),
)


def destinations(actor: Actor) -> list[Destination]:
    """The pages that an actor may use, in their order."""
    return [one for one in NAVIGATION if is_offered(actor, one.action)]


def may(actor: Actor | None) -> Callable[[str], bool]:
    """What templates ask to show or leave a button, by the name of an Action: `may("DECIDE")`."""
    return lambda name: actor is not None and is_offered(actor, Action[name])
