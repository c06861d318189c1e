"""Who may do what: `allowed` is the one function that decides, and nobody else does. Deny is the default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Protocol

from trainopt.errors import NotAllowed, NotThere
from trainopt.service.actors import ALL, Actor, Role, Scope


class Action(StrEnum):
    """What can be done. What it is done to, `object`, is named in each action's rule."""

    SEE_DATA = "see data"
    SEE_SCOPE = "see a scope"
    SEE_ROW = "see a row"
    CHANGE_ROW = "change a row"
    BEGIN_DRAFT = "begin a draft"
    SEE_DRAFT = "see a draft"
    CHANGE_DRAFT = "change a draft"
    OWN_DRAFT = "submit, share or withdraw a draft"
    SEE_PROPOSAL = "see a proposal"
    SEND_BACK = "send a draft back"
    DECIDE = "accept and reject proposals"
    BRING_IN = "bring in or set back a version"
    SEE_RUN = "see a run"
    WHAT_IF = "plan what-ifs"
    PLAN = "plan"
    CANCEL_RUN = "cancel a run"
    PUBLISH = "publish and withdraw a plan"
    WORK = "take queued runs"
    AUDIT_DATA = "read the audit of data, runs and publications"
    AUDIT_PEOPLE = "read the audit of people and settings"
    ADMINISTER = "administer people, grants, tokens and settings"
    OWN_ACCOUNT = "have sessions, tokens, feeds and notices of their own"
    CHANGE_PASSWORD = "change one's own password"


class RowInScope(Protocol):
    """A row of a dataset, as `scopes` has it."""

    def shown_by(self, scope: Scope) -> bool:
        """Whether a scope shows it."""

    def changed_within(self, scope: Scope) -> bool:
        """Whether who plans in a scope may change it as it is to be changed."""


class Authored(Protocol):
    """What has an author, and others who were invited; a run has whoever asked for it."""

    @property
    def author(self) -> str:
        """Whose it is."""

    @property
    def guests(self) -> tuple[str, ...]:
        """Who may see it besides, and work on it as far as their scopes cover it."""

    def within(self, scope: Scope) -> bool:
        """Whether a scope shows all of it."""


AccessRule = Callable[[Actor, Any], bool]


def _reader(actor: Actor, _: object) -> bool:
    return actor.has(Role.READER)


def _planner(actor: Actor, _: object) -> bool:
    return actor.has(Role.PLANNER)


def _coordinator(actor: Actor, _: object) -> bool:
    return actor.has(Role.COORDINATOR, ALL)


def _admin(actor: Actor, _: object) -> bool:
    return actor.has(Role.ADMIN)


def _sees_scope(actor: Actor, scope: Scope) -> bool:
    return actor.has(Role.READER, scope)


def _sees_row(actor: Actor, row: RowInScope) -> bool:
    return any(row.shown_by(scope) for scope in actor.scopes(Role.READER))


def _changes_row(actor: Actor, row: RowInScope) -> bool:
    return any(row.changed_within(scope) for scope in actor.scopes(Role.PLANNER))


def _covers(actor: Actor, role: Role, thing: Authored) -> bool:
    return any(thing.within(scope) for scope in actor.scopes(role))


def _sees_draft(actor: Actor, draft: Authored) -> bool:
    known = actor.name == draft.author or actor.name in draft.guests
    return (known and _covers(actor, Role.READER, draft)) or _coordinator(actor, draft)


def _changes_draft(actor: Actor, draft: Authored) -> bool:
    known = actor.name == draft.author or actor.name in draft.guests
    return known and _covers(actor, Role.PLANNER, draft)


def _owns_draft(actor: Actor, draft: Authored) -> bool:
    return actor.name == draft.author and _covers(actor, Role.PLANNER, draft)


def _sees_proposal(actor: Actor, proposal: Authored) -> bool:
    return _sees_draft(actor, proposal) or _covers(actor, Role.READER, proposal)


def _sees_run(actor: Actor, run: Authored) -> bool:
    own = actor.name == run.author and _reader(actor, run)
    return own or _covers(actor, Role.READER, run) or _coordinator(actor, run)


def _cancels(actor: Actor, run: Authored) -> bool:
    return (actor.name == run.author and _planner(actor, run)) or _coordinator(actor, run)


def _known(actor: Actor, _: object) -> bool:
    return bool(actor.name)


RULES_OF_ACCESS: Mapping[Action, AccessRule] = {
    Action.SEE_DATA: _reader,  # of nothing in particular: that there are versions
    Action.SEE_SCOPE: _sees_scope,  # of a Scope
    Action.SEE_ROW: _sees_row,  # of a RowInScope
    Action.CHANGE_ROW: _changes_row,  # of a RowInScope
    Action.BEGIN_DRAFT: _planner,
    Action.SEE_DRAFT: _sees_draft,  # this and the next four: of what is Authored
    Action.CHANGE_DRAFT: _changes_draft,
    Action.OWN_DRAFT: _owns_draft,
    Action.SEND_BACK: _coordinator,
    Action.SEE_PROPOSAL: _sees_proposal,
    Action.DECIDE: _coordinator,
    Action.BRING_IN: _coordinator,
    Action.SEE_RUN: _sees_run,  # of what is Authored
    Action.WHAT_IF: _planner,
    Action.PLAN: _coordinator,
    Action.CANCEL_RUN: _cancels,  # of what is Authored
    Action.PUBLISH: _coordinator,
    Action.WORK: _coordinator,
    Action.AUDIT_DATA: _coordinator,
    Action.AUDIT_PEOPLE: _admin,
    Action.ADMINISTER: _admin,
    Action.OWN_ACCOUNT: _known,
    Action.CHANGE_PASSWORD: _known,
}
"""Every action with who may do it."""

SEEN_BY: Mapping[Action, Action] = {
    Action.CHANGE_ROW: Action.SEE_ROW,
    Action.CHANGE_DRAFT: Action.SEE_DRAFT,
    Action.OWN_DRAFT: Action.SEE_DRAFT,
    Action.SEND_BACK: Action.SEE_DRAFT,
    Action.CANCEL_RUN: Action.SEE_RUN,
}
"""By which action it is told whether an actor may know of the thing at all."""

SEEING = {Action.SEE_SCOPE, Action.SEE_ROW, Action.SEE_DRAFT, Action.SEE_PROPOSAL, Action.SEE_RUN}


def allowed(actor: Actor, action: Action, object: Any = None) -> bool:
    """Whether the actor may do this to the object.

    Whoever has a one-time password may do nothing but choose their own.
    """
    if actor.must_change and action is not Action.CHANGE_PASSWORD:
        return False
    return RULES_OF_ACCESS[action](actor, object)


def require(actor: Actor, action: Action, object: Any = None, what: str = "") -> None:
    """Raise NotThere where the actor may not know of the object, NotAllowed where they may not do this.

    `what` is how the message calls the object, such as `draft 3`.
    """
    if allowed(actor, action, object):
        return
    seeing = action if action in SEEING else SEEN_BY.get(action)
    if seeing is not None and not allowed(actor, seeing, object):
        raise not_there(what)
    raise NotAllowed(f"{actor.name} may not {action}")


def not_there(what: str) -> NotThere:
    """The error for a thing that is not there, or not for the actor: the same words for both."""
    return NotThere(f"there is no {what}" if what else "there is no such thing")
