"""How a service is set up: read from the environment once, so that several processes agree."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import ClassVar
from urllib.parse import urlsplit

from trainopt.errors import UsageError
from trainopt.service.logs import LOG_FORMATS

PREFIX = "TRAINOPT_"
MOST_UPLOADED = 64 * 2**20
"""Bytes of an upload, whose parts are looked at before they are unpacked."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class WebSettings:
    """What the web process must know.

    `store` is a path or a URL of a store. `public_url` is what stands in a browser's address bar, such as
    `https://plan.example`; blank: the service is reached at a loopback address alone. The three of `oidc_`
    name an identity provider; blank: there is none. `log_format` is json or plain; blank: warnings alone.
    """

    store: str
    public_url: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    log_format: str = ""

    OIDC: ClassVar[tuple[str, ...]] = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        address = urlsplit(self.public_url)
        if self.public_url and (address.scheme not in ("http", "https") or not address.hostname):
            raise UsageError("the public URL is an address such as https://plan.example")
        given = [bool(getattr(self, name)) for name in self.OIDC]
        if any(given) and not all(given):
            raise UsageError("an identity provider has an issuer, a client id and a secret: set all three")
        if self.log_format not in ("", *LOG_FORMATS):
            raise UsageError(f"a log is {' or '.join(LOG_FORMATS)}")

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which requests may call this service; others were led here by somebody else."""
        host = urlsplit(self.public_url).hostname
        return frozenset({*LOOPBACK, *([host] if host else [])})

    @property
    def encrypted(self) -> bool:
        """Whether people reach it by TLS."""
        return self.public_url.startswith("https:")

    def as_environment(self) -> dict[str, str]:
        """The variables from which `from_environment` reads the same."""
        return {PREFIX + name.upper(): value for name, value in asdict(self).items() if value}


def from_environment(environment: Mapping[str, str] = os.environ) -> WebSettings:
    """The settings that stand in `TRAINOPT_STORE`, `TRAINOPT_PUBLIC_URL` and `TRAINOPT_OIDC_…`.

    Raises UsageError.
    """
    names = [known.name for known in fields(WebSettings)]
    found = {name: environment.get(PREFIX + name.upper(), "") for name in names}
    if not found["store"]:
        raise UsageError(f"{PREFIX}STORE is not set: which store is served?")
    return WebSettings(**found)
