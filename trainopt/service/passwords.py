"""Passwords: which may be chosen, and how they are kept: hashed by argon2id, never as they are."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from typing import Any

from trainopt.errors import UsageError
from trainopt.extras import missing

LEAST = 12
MOST = 128
GUESSED_WITHIN = 8.0
"""A power of ten: a password that a guesser finds within so many attempts is as good as a listed one."""
LONGEST_JUDGED = 72
"""Characters: of a longer one the beginning is judged."""

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody takes for one another, for passwords that are read from paper."""


def check_password(password: str, name: str) -> None:
    """Raise UsageError for a password that nobody should choose; the password does not stand in it."""
    if len(password) < LEAST:
        raise UsageError(f"a password has at least {LEAST} characters")
    if len(password) > MOST:
        raise UsageError(f"a password has at most {MOST} characters")
    if name.lower() in password.lower() and len(name) > len(password) // 3:
        raise UsageError("a password does not consist of its owner's name; choose another")
    if _is_common(password, name):
        raise UsageError(
            "this password is on lists of common ones, or made like them; choose another, such as four words "
            "that nobody would expect together"
        )


def _is_common(password: str, name: str) -> bool:
    if password.lower() in _listed():
        return True
    try:
        from zxcvbn import zxcvbn
    except ModuleNotFoundError:
        raise missing("accounts need zxcvbn", "web") from None
    found = zxcvbn(password[:LONGEST_JUDGED], [name, "trainopt", "training"], max_length=LONGEST_JUDGED)
    return float(found["guesses_log10"]) < GUESSED_WITHIN


@cache
def _listed() -> frozenset[str]:
    """The common passwords that are long enough to be chosen."""
    try:
        from zxcvbn.frequency_lists import FREQUENCY_LISTS
    except ModuleNotFoundError:
        raise missing("accounts need zxcvbn", "web") from None
    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= LEAST)


def one_time_password() -> str:
    """A password to be used once: four groups of five characters, about 99 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4))


def hashed(password: str) -> str:
    """The password's argon2id hash, with salt and parameters in it."""
    return str(_hasher().hash(password))


def fits(kept: str | None, password: str) -> bool:
    """Whether a password is the one that was kept; without one it takes as long to say no."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return bool(_hasher().verify(kept or _nobodys(), password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(kept: str) -> bool:
    """Whether a password was kept by weaker parameters than are used now."""
    return bool(_hasher().check_needs_rehash(kept))


@cache
def _hasher() -> Any:
    """By the parameters that OWASP's page on storing passwords names: 19 MiB, two passes, one lane."""
    try:
        from argon2 import PasswordHasher
    except ModuleNotFoundError:
        raise missing("accounts need argon2-cffi", "web") from None
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobodys() -> str:
    return hashed(secrets.token_urlsafe())


def new_secret() -> str:
    """A secret of 256 bits that goes into an address or a header."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of such a secret: its SHA-256; it has no words to guess, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
