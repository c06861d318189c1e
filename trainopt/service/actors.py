"""Who acts: a person, a token or an operator at the command line, with grants, each a role within a scope."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from trainopt.errors import UsageError, shown
from trainopt.kinds import is_id
from trainopt.runs.who import whoami


class Role(StrEnum):
    """What a grant lets its person do."""

    READER = "reader"
    PLANNER = "planner"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class ScopeKind(StrEnum):
    """What a scope is made of."""

    ALL = "all"
    NATION = "nation"
    UNIT = "unit"


@dataclass(frozen=True, order=True)
class Scope:
    """What a grant covers: all, a nation, or a unit with the units below it. `name` is blank for all."""

    kind: ScopeKind
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.name else str(self.kind)


ALL = Scope(ScopeKind.ALL)

SCOPES: dict[Role, tuple[ScopeKind, ...]] = {
    Role.READER: tuple(ScopeKind),
    Role.PLANNER: tuple(ScopeKind),
    Role.COORDINATOR: (ScopeKind.ALL,),
    Role.ADMIN: (),
}
"""The scopes that each role can be granted in; an admin has none, and so no data."""

INCLUDES: dict[Role, frozenset[Role]] = {
    Role.READER: frozenset({Role.READER}),
    Role.PLANNER: frozenset({Role.READER, Role.PLANNER}),
    Role.COORDINATOR: frozenset({Role.READER, Role.PLANNER, Role.COORDINATOR}),
    Role.ADMIN: frozenset({Role.ADMIN}),
}
"""What each role may, by the roles that it includes."""

FORM = "a grant is ROLE:SCOPE, as reader:all, planner:nation:PL, reader:unit:BDE-1, coordinator:all, or admin"


@dataclass(frozen=True, order=True)
class Grant:
    """A role within a scope; no scope for an admin. As text it is written `planner:nation:PL`."""

    role: Role
    scope: Scope | None = None

    def __str__(self) -> str:
        return str(self.role) if self.scope is None else f"{self.role}:{self.scope}"

    def covers(self, other: Grant) -> bool:
        """Whether whoever has this one may do all that the other allows."""
        within = self.scope in (other.scope, ALL) if other.scope is not None else True
        return other.role in INCLUDES[self.role] and within


def parse_grant(text: str) -> Grant:
    """A grant as it is written. Raises UsageError for what is none.

    >>> str(parse_grant("planner:nation:PL"))
    'planner:nation:PL'
    """
    role, _, scope = text.partition(":")
    if role in set(Role) and (Role(role) is Role.ADMIN) == (not scope):
        found = Grant(Role(role), parse_scope(scope) if scope else None)
        if found.scope is None or found.scope.kind in SCOPES[found.role]:
            return found
    raise UsageError(f"{FORM} (got {shown(text)})")


def parse_scope(text: str) -> Scope:
    """A scope as it is written: `all`, `nation:PL` or `unit:BDE-1`. Raises UsageError."""
    kind, _, name = text.partition(":")
    if kind in set(ScopeKind) and (text == "all" if kind == ScopeKind.ALL else is_id(name)):
        return Scope(ScopeKind(kind), name)
    raise UsageError(f"a scope is all, nation:ID or unit:ID (got {shown(text)})")


@dataclass(frozen=True)
class Actor:
    """Who acts, from which address, with what grants.

    `by` says how they were recognised: `session`, `token` or `command line`; `key` is the number of the
    session or token. Who `must_change` their password may do nothing else first.
    """

    name: str
    grants: tuple[Grant, ...] = field(repr=False)
    address: str = ""
    by: str = "session"
    key: int = 0
    must_change: bool = False

    def scopes(self, role: Role) -> tuple[Scope, ...]:
        """The scopes in which the actor has a role, or one that includes it."""
        found = {grant.scope for grant in self.grants if role in INCLUDES[grant.role] and grant.scope}
        return tuple(sorted(found))

    def has(self, role: Role, scope: Scope | None = None) -> bool:
        """Whether the actor has a role: within the scope, or anywhere."""
        if scope is None:
            return any(role in INCLUDES[grant.role] for grant in self.grants)
        return any(grant.covers(Grant(role, scope)) for grant in self.grants)


def operator(name: str | None = None) -> Actor:
    """Whoever may open the store at the command line may do everything.

    >>> trainopt.operator("ann").grants
    (Grant(role=<Role.COORDINATOR: 'coordinator'>, ...), Grant(role=<Role.ADMIN: 'admin'>, scope=None))
    """
    return Actor(name or whoami(), (Grant(Role.COORDINATOR, ALL), Grant(Role.ADMIN)), by="command line")


NAME = re.compile(r"[^\W_][\w.-]{0,63}")


def check_name(name: str) -> None:
    """Raise UsageError for what can be no person's name: it is written behind an @, and within paths."""
    if not NAME.fullmatch(name):
        what = "1 to 64 letters, digits, _ - . and starts with a letter or digit"
        raise UsageError(f"a person's name is {what} (got {shown(name)})")
