"""trainopt plans who goes to which training course, where and when, and proves how good the plan is.

The public names are those of `trainopt.api`. They are read when one is first asked for, so that the command
line answers at once and a solver process loads only what it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trainopt.api import *  # noqa: F403


def __getattr__(name: str) -> Any:
    if name.startswith("__") and name != "__all__":
        raise AttributeError(f"module 'trainopt' has no attribute '{name}'")
    return getattr(import_module("trainopt.api"), name)
