"""How Mastodon says no: an object with ``error``, in the words of the server's source."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.sandbox.network import WholeAnswer


class Refusal(Exception):
    """A request that the server does not take."""

    def __init__(self, status: int, error: str) -> None:
        self.status = status
        self.body = {"error": error}
        super().__init__(status, error)


def unauthorized() -> Refusal:
    """Return the refusal of a token."""
    return Refusal(401, "The access token is invalid")


def revoked() -> Refusal:
    """Return the refusal of a token that was good once."""
    return Refusal(401, "The access token was revoked")


def disabled() -> Refusal:
    """Return the refusal of an account that moderators have frozen."""
    return Refusal(403, "Your login is currently disabled")


def out_of_scope() -> Refusal:
    """Return the refusal of what the token may not do."""
    return Refusal(403, "This action is outside the authorized scopes")


def not_found() -> Refusal:
    """Return the refusal of something that is not there."""
    return Refusal(404, "Record not found")


def invalid(what: str) -> Refusal:
    """Return the refusal of a record out of form."""
    return Refusal(422, f"Validation failed: {what}")


def too_many() -> Refusal:
    """Return the refusal of a request that comes too early."""
    return Refusal(429, "Too many requests")


def iso(moment: datetime) -> str:
    """Return a time as the server writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def too_many_answer(now: datetime, seconds: int) -> WholeAnswer:
    """Return the answer with which the server puts somebody off for ``seconds``."""
    headers = {
        "x-ratelimit-limit": "300",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": iso(now + timedelta(seconds=seconds)),
        "content-type": "application/json; charset=utf-8",
    }
    return 429, headers, json.dumps(too_many().body).encode()
