# ruff: noqa: EM101, TRY003 - the words of a refusal are the network's own
"""Sessions as an AT Protocol server gives them: two signed tokens, of which one is renewed.

The access token lives two hours, the refresh token ninety days; once it was used it holds
for two hours more and then gives the same successor, for whoever lost the answer.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from campaign.sandbox import credentials
from campaign.sandbox.bluesky.problems import XrpcProblem, invalid, unauthorized
from campaign.sandbox.bluesky.state import Standing

if TYPE_CHECKING:
    from starlette.requests import Request

    from campaign.sandbox.world import World

ACCESS, REFRESH = "com.atproto.appPass", "com.atproto.refresh"
ACCESS_LIFE, REFRESH_LIFE, GRACE = timedelta(hours=2), timedelta(days=90), timedelta(hours=2)
_KEY = b"sandboxJwtKey"


def open_session(world: World, identifier: str, password: str) -> dict[str, str]:
    """Return the tokens for somebody who knows the app password."""
    account = world.bluesky
    if account.standing is Standing.TAKEN_DOWN:
        raise _taken_down()
    known = {account.handle, account.did, credentials.BLUESKY_HANDLE}
    right = hmac.compare_digest(password.encode(), credentials.BLUESKY_PASSWORD.encode())
    if not right or identifier.lower() not in known or account.standing is Standing.REVOKED:
        raise unauthorized("Invalid identifier or password")
    return _tokens(world, secrets.token_urlsafe(16))


def renew(world: World, request: Request) -> dict[str, str]:
    """Return new tokens for a refresh token."""
    claims = _claims(world, request, REFRESH)
    after, until = world.bluesky.refreshed.get(claims["jti"], ("", None))
    if until and world.now() >= until:
        raise invalid("Token has expired", "ExpiredToken")
    if not after:
        after = secrets.token_urlsafe(16)
        until = world.now() + GRACE
        used = {"id": claims["jti"], "next": after, "until": until.isoformat()}
        world.commit(("bluesky.refresh", used))
    return _tokens(world, after)


def check(world: World, request: Request) -> None:
    """Raise unless a request carries an access token that holds now."""
    _claims(world, request, ACCESS)


def _tokens(world: World, refresh_id: str) -> dict[str, str]:
    now = world.now()
    access = {"scope": ACCESS, "exp": int((now + ACCESS_LIFE).timestamp())}
    refresh = {
        "scope": REFRESH,
        "exp": int((now + REFRESH_LIFE).timestamp()),
        "jti": refresh_id,
    }
    common = {"sub": world.bluesky.did, "iat": int(now.timestamp()), "aud": "did:web:localhost"}
    return {"accessJwt": _signed(common | access), "refreshJwt": _signed(common | refresh)}


def _claims(world: World, request: Request, scope: str) -> dict[str, Any]:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind != "Bearer" or not token:
        raise unauthorized("Authentication Required", "AuthMissing")
    claims = _read(token)
    if claims.get("scope") != scope:
        raise invalid("Bad token scope", "InvalidToken")
    if world.bluesky.standing is Standing.TAKEN_DOWN:
        raise _taken_down()
    if world.bluesky.standing is Standing.REVOKED:
        raise invalid("Token has been revoked", "ExpiredToken")
    if world.now().timestamp() >= claims["exp"]:
        raise invalid("Token has expired", "ExpiredToken")
    return claims


def _taken_down() -> XrpcProblem:
    return unauthorized("Account has been taken down", "AccountTakedown")


def _signed(claims: dict[str, Any]) -> str:
    parts = ({"typ": "JWT", "alg": "HS256"}, claims)
    head = ".".join(_text(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return f"{head}.{_text(_signature(head))}"


def _read(token: str) -> dict[str, Any]:
    head, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature, _text(_signature(head))):
        raise invalid("Token could not be verified", "InvalidToken")
    middle = head.partition(".")[2]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return claims


def _signature(head: str) -> bytes:
    return hmac.digest(_KEY, head.encode(), hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
