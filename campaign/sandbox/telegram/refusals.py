"""How the Bot API says no: a status, and words that libraries and people know."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.sandbox.network import WholeAnswer


class Refusal(Exception):
    """A request that Telegram does not take; becomes ``{"ok": false, …}``."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        self.status = status
        self.description = description
        self.parameters = parameters
        super().__init__(status, description)

    def body(self) -> dict[str, Any]:
        """Return the answer's JSON."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        return answer | ({"parameters": self.parameters} if self.parameters else {})


def bad(words: str) -> Refusal:
    """Return the refusal of a request that can never succeed as it is."""
    return Refusal(400, f"Bad Request: {words}")


def unauthorized() -> Refusal:
    """Return the refusal of a token that is none any more."""
    return Refusal(401, "Unauthorized")


def forbidden(words: str) -> Refusal:
    """Return the refusal of something that somebody does not want."""
    return Refusal(403, f"Forbidden: {words}")


def too_many(seconds: int) -> Refusal:
    """Return the refusal of a request that comes too early."""
    words = f"Too Many Requests: retry after {seconds}"
    return Refusal(429, words, retry_after=seconds)


def too_many_answer(_now: datetime, seconds: int) -> WholeAnswer:
    """Return the answer with which Telegram puts somebody off for ``seconds``."""
    body = json.dumps(too_many(seconds).body()).encode()
    return 429, {"content-type": "application/json"}, body
