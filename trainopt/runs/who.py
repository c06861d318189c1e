"""Who does something, for the audit."""

from __future__ import annotations

import getpass
import os
import socket


def whoami() -> str:
    """The user and the machine, as the audit names them.

    >>> "@" in trainopt.whoami()
    True
    """
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # in a container, say, a number without a name
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"
