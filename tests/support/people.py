"""People for the tests of the service."""

from __future__ import annotations

from trainopt.service.actors import Actor, parse_grant

GOOD, OTHER = "kestrel orbit mustard 9", "violet tundra 71 anchor"


def actor(name: str, *grants: str) -> Actor:
    """Somebody with these grants."""
    return Actor(name, tuple(map(parse_grant, grants)), "10.0.0.1")
