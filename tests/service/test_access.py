"""Every function of the service that is given an actor asks `allowed`; nobody else decides."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.support.people import actor
from tests.support.root import ROOT
from trainopt.errors import NotAllowed, NotThere
from trainopt.service.access import RULES_OF_ACCESS, SEEN_BY, Action, allowed, require
from trainopt.service.actors import ALL, Actor, parse_scope

SERVICE = ROOT / "trainopt" / "service"
ASKING = {"allowed", "require"}


def functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """The functions of a module, at its top."""
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def called(function: ast.FunctionDef) -> set[str]:
    """The names that a function calls."""
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    plain = {node.id for node in calls if isinstance(node, ast.Name)}
    return plain | {node.attr for node in calls if isinstance(node, ast.Attribute)}


def silent(sources: dict[str, str]) -> list[str]:
    """The public functions that take a store and an actor and ask nobody, not even by another function."""
    every: dict[str, ast.FunctionDef] = {}
    for source in sources.values():
        every |= functions(ast.parse(source))
    asking = set(ASKING)
    while more := {name for name, one in every.items() if name not in asking and called(one) & asking}:
        asking |= more
    return sorted(name for name, one in every.items() if is_service(one) and name not in asking)


def is_service(function: ast.FunctionDef) -> bool:
    names = [argument.arg for argument in function.args.args]
    return names[:2] == ["store", "actor"]


def sources() -> Iterator[tuple[str, str]]:
    for path in sorted(SERVICE.glob("*.py")):
        yield path.name, path.read_text(encoding="utf-8")


def test_every_function_of_the_service_asks() -> None:
    found = dict(sources())
    count = sum(is_service(one) for text in found.values() for one in functions(ast.parse(text)).values())
    assert count > 30
    assert silent(found) == []


def test_one_that_does_not_is_found() -> None:
    planted = {
        "a.py": "def f(store, actor): return 1\ndef g(store, actor): return h(actor)\n",
        "b.py": "def h(actor): require(actor, 1)\ndef k(store): return 1\n",
    }
    assert silent(planted) == ["f"]


def test_every_action_has_its_rule() -> None:
    assert set(RULES_OF_ACCESS) == set(Action)
    assert set(SEEN_BY) <= set(Action)


class Thing:
    """What somebody has, with guests, within a nation."""

    author, guests = "ann", ("bob",)

    def within(self, scope: object) -> bool:
        return scope in (ALL, parse_scope("nation:PL"))


WHO: dict[str, Actor] = {
    "nobody": actor("nobody"),
    "admin": actor("adm", "admin"),
    "reader": actor("r", "reader:all"),
    "planner": actor("p", "planner:nation:PL"),
    "author": actor("ann", "planner:nation:PL"),
    "guest": actor("bob", "planner:nation:PL"),
    "guest elsewhere": actor("bob", "planner:nation:DE"),
    "coordinator": actor("c", "coordinator:all"),
}


@pytest.mark.parametrize(
    ("action", "those"),
    [
        (Action.SEE_DATA, {"reader", "planner", "author", "guest", "guest elsewhere", "coordinator"}),
        (Action.SEE_SCOPE, {"reader", "planner", "author", "guest", "coordinator"}),
        (Action.BEGIN_DRAFT, {"planner", "author", "guest", "guest elsewhere", "coordinator"}),
        (Action.SEE_DRAFT, {"author", "guest", "coordinator"}),
        (Action.CHANGE_DRAFT, {"author", "guest"}),
        (Action.OWN_DRAFT, {"author"}),
        (Action.SEE_PROPOSAL, {"reader", "planner", "author", "guest", "coordinator"}),
        (Action.SEE_RUN, {"reader", "planner", "author", "guest", "coordinator"}),
        (Action.CANCEL_RUN, {"author", "coordinator"}),
        (Action.WHAT_IF, {"planner", "author", "guest", "guest elsewhere", "coordinator"}),
        *((action, {"coordinator"}) for action in (
            Action.DECIDE, Action.SEND_BACK, Action.BRING_IN, Action.PLAN, Action.PUBLISH, Action.WORK,
            Action.AUDIT_DATA,
        )),
        *((action, {"admin"}) for action in (Action.AUDIT_PEOPLE, Action.ADMINISTER)),
        *((action, set(WHO)) for action in (Action.OWN_ACCOUNT, Action.CHANGE_PASSWORD)),
    ],
)  # fmt: skip
def test_who_may(action: Action, those: set[str]) -> None:
    thing: object = parse_scope("nation:PL") if action is Action.SEE_SCOPE else Thing()
    assert {name for name, who in WHO.items() if allowed(who, action, thing)} == those


def test_a_one_time_password_lets_nobody_do_anything_but_choose_another() -> None:
    new = Actor("ann", actor("ann", "coordinator:all", "admin").grants, must_change=True)
    assert [action for action in Action if allowed(new, action, Thing())] == [Action.CHANGE_PASSWORD]


def test_what_is_not_seen_is_not_there_and_what_is_seen_is_refused() -> None:
    with pytest.raises(NotThere, match=r"^there is no draft 3$"):
        require(WHO["reader"], Action.CHANGE_DRAFT, Thing(), "draft 3")
    with pytest.raises(NotAllowed):
        require(WHO["coordinator"], Action.OWN_DRAFT, Thing(), "draft 3")
