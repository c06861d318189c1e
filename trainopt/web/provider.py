"""Signing in by an identity provider: OpenID Connect, with the authorization code, PKCE, state and nonce."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from secrets import compare_digest, token_urlsafe
from typing import Any

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from trainopt.errors import NotSignedIn, NotThere
from trainopt.service import sessions
from trainopt.web.asking import COOKIE, TheStore, address_of, keep_signed_in
from trainopt.web.settings import WebSettings
from trainopt.web.templates import page

router = APIRouter(include_in_schema=False)

COOKIE_OF_WAY = "__Host-trainopt-provider"
"""Holds what a browser that was sent to the provider must come back with; gone once it has."""
MOST_MINUTES = 10
PATIENCE = 10.0
"""Seconds for each answer of the provider."""
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key pair alone: never `none`, never one made with the client's secret."""
WRONG = "the identity provider did not sign you in: try again, or tell this service's operators"


@dataclass(frozen=True)
class Provider:
    """An identity provider, as it describes itself."""

    settings: WebSettings
    described: Mapping[str, Any]

    def client(self) -> OAuth2Client:
        """What asks it."""
        return OAuth2Client(
            self.settings.oidc_client_id,
            self.settings.oidc_client_secret,
            scope="openid",
            redirect_uri=f"{self.settings.public_url.rstrip('/')}/sign-in/provider/back",
            code_challenge_method="S256",
            timeout=PATIENCE,
        )

    def subject(self, token: str, nonce: str) -> str:
        """Who its signed token says has signed in. Raises JoseError, httpx.HTTPError, ValueError."""
        keys = KeySet.import_key_set(httpx.get(self.described["jwks_uri"], timeout=PATIENCE).json())
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        asked: dict[str, Any] = {
            "iss": {"essential": True, "value": self.described["issuer"]},
            "aud": {"essential": True, "value": self.settings.oidc_client_id},
            "exp": {"essential": True},
            "nonce": {"essential": True, "value": nonce},
            "sub": {"essential": True},
        }
        jwt.JWTClaimsRegistry(leeway=60, **asked).validate(claims)
        return str(claims["sub"])


@lru_cache(maxsize=1)
def provider_of(settings: WebSettings) -> Provider:
    """The provider, asked once for what it is. Raises NotThere where none is set up, NotSignedIn."""
    if not settings.oidc_issuer:
        raise NotThere("there is no identity provider")
    address = f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        described = httpx.get(address, timeout=PATIENCE).raise_for_status().json()
    except (httpx.HTTPError, ValueError):
        raise NotSignedIn("the identity provider does not answer: try again") from None
    if described.get("issuer", "").rstrip("/") != settings.oidc_issuer.rstrip("/"):
        raise NotSignedIn("the identity provider calls itself by another name than is set up")
    return Provider(settings, described)


@router.get("/sign-in/provider")
def go(request: Request) -> Response:
    """Send the browser to the provider."""
    try:
        provider = provider_of(request.app.state.settings)
    except NotSignedIn as error:
        return _refused(request, str(error))
    nonce, verifier = token_urlsafe(), token_urlsafe(48)
    with provider.client() as client:
        address, state = client.create_authorization_url(
            provider.described["authorization_endpoint"], nonce=nonce, code_verifier=verifier
        )
    answer = RedirectResponse(address, 303)
    way = ".".join((state, nonce, verifier))
    answer.set_cookie(
        COOKIE_OF_WAY, way, max_age=60 * MOST_MINUTES, secure=True, httponly=True, samesite="lax", path="/"
    )
    return answer


@router.get("/sign-in/provider/back")
def come_back(request: Request, store: TheStore, state: str = "", code: str = "") -> Response:
    """Sign in whom the provider sends back, if it is the browser that was sent there."""
    provider = provider_of(request.app.state.settings)
    try:
        known, nonce, verifier = request.cookies.get(COOKIE_OF_WAY, "").split(".")
        if not compare_digest(known.encode(), state.encode()):
            raise NotSignedIn(WRONG)
        with provider.client() as client:
            got = client.fetch_token(provider.described["token_endpoint"], code=code, code_verifier=verifier)
        subject = provider.subject(got["id_token"], nonce)
    except (OAuthError, httpx.HTTPError, JoseError, ValueError, KeyError, TypeError, AttributeError):
        return _refused(request, WRONG)
    except NotSignedIn as error:
        return _refused(request, str(error))
    return _signed_in(request, store, subject)


def _signed_in(request: Request, store: TheStore, subject: str) -> Response:
    agent = request.headers.get("user-agent", "")
    try:
        had = request.cookies.get(COOKIE, "")
        made = sessions.sign_in_as(store, subject, address_of(request), agent, had)
    except NotSignedIn as error:
        return _refused(request, str(error))
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE_OF_WAY, secure=True, httponly=True, samesite="lax", path="/")
    keep_signed_in(answer, made.secret)
    return answer


def _refused(request: Request, said: str) -> Response:
    return page(request, "signing/sign_in.html", 401, next="", said=said, name="", by_provider=True)
