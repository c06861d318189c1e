"""Reads the plan in force and the newest data before anybody asks: the first look in the morning is as quick
as every other one."""

from __future__ import annotations

import threading

from trainopt.errors import NotThere, TrainoptError
from trainopt.runs.store import Store
from trainopt.service.actors import ALL, Actor, Grant, Role, Scope, operator
from trainopt.service.counted_shares import shares_so_far
from trainopt.service.datasets import data_of, show_version
from trainopt.service.happened import what_happened
from trainopt.service.morning import plan_brief
from trainopt.service.people import list_people
from trainopt.service.shares import find_share, scopes_seen
from trainopt.web.answers import LOG
from trainopt.web.pages.plan.shown import PlanShown

LOOKS_EVERY = 2.0
"""Seconds between two looks at what is in force."""
NAME = "warming"


class Warmer:
    """A thread that makes what pages show of a plan as soon as it is in force, for every scope granted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._keep_warm, name=NAME, daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Return once it has left, which a scope that is being read may hold up."""
        self._leaving.set()
        self._thread.join()

    def _keep_warm(self) -> None:
        warm: set[tuple[object, Scope]] = set()
        while not self._leaving.wait(LOOKS_EVERY):
            try:
                shown = in_force_now(self._store)
                now = [(shown, scope) for scope in granted_scopes(self._store)]
            except TrainoptError:
                continue  # the store does not answer just now: it is looked at again
            except Exception:  # whatever it is, the thread is not to end of it
                LOG.exception("what is in force cannot be looked at")
                continue
            warm &= set(now)
            for one in now:
                if one not in warm and not self._leaving.is_set():
                    self._read(one[1])
                    warm.add(one)

    def _read(self, scope: Scope) -> None:
        """What goes wrong holds no other scope up; it is tried again once something else is in force."""
        try:
            read_for(self._store, Actor(NAME, (Grant(Role.READER, scope),)))
        except Exception:
            LOG.exception("what %s is shown cannot be read beforehand", scope)


def in_force_now(store: Store) -> tuple[object, ...]:
    """What all that is shown follows from: it differs once a plan is published or a version is made."""
    reader = operator(NAME)
    try:
        plan: object = find_share(store, reader, None, ALL).content
    except NotThere:
        plan = None
    try:
        return plan, show_version(store, reader).number
    except NotThere:
        return plan, None


def granted_scopes(store: Store) -> list[Scope]:
    """The scopes within which somebody looks at plans, the widest first."""
    people = (person for person in list_people(store, operator(NAME)) if not person.disabled)
    actors = [Actor(person.name, person.grants) for person in people]
    return sorted({scope for actor in actors for scope in actor.scopes(Role.READER)})


def read_for(store: Store, actor: Actor) -> None:
    """Make what the pages of a reader keep: the data, the plan as they see it, and what has begun."""
    data_of(store, actor).reaches.of(actor.scopes(Role.READER)[0])
    what_happened(store, actor)
    shares_so_far(store, actor)
    if plan_brief(store, actor) is not None:
        shown = PlanShown(store, actor, find_share(store, actor), None, scopes_seen(actor), None)
        _ = shown.at_hand.troubled
        shown.bars(beside=False)
