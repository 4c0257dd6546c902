"""How an AT Protocol server says no: ``{"error": NAME, "message": …}``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.sandbox.network import WholeAnswer


class XrpcProblem(Exception):
    """A request that the server does not take."""

    def __init__(self, status: int, error: str, message: str) -> None:
        self.status = status
        self.body = {"error": error, "message": message}
        super().__init__(status, message)


def invalid(message: str, error: str = "InvalidRequest") -> XrpcProblem:
    """Return the refusal of a request that does not fit its lexicon."""
    return XrpcProblem(400, error, message)


def unauthorized(message: str, error: str = "AuthenticationRequired") -> XrpcProblem:
    """Return the refusal of somebody who may not in."""
    return XrpcProblem(401, error, message)


def too_many() -> XrpcProblem:
    """Return the refusal of a request that comes too early."""
    return XrpcProblem(429, "RateLimitExceeded", "Rate Limit Exceeded")


def rate_headers(limit: int, remaining: int, reset: datetime, seconds: int) -> dict[str, str]:
    """Return the headers that tell of a limit; ``reset`` is told in seconds since 1970."""
    return {
        "RateLimit-Limit": str(limit),
        "RateLimit-Remaining": str(remaining),
        "RateLimit-Reset": str(int(reset.timestamp())),
        "RateLimit-Policy": f"{limit};w={seconds}",
    }


def too_many_answer(now: datetime, seconds: int) -> WholeAnswer:
    """Return the answer with which the server puts somebody off for ``seconds``."""
    headers = {
        "content-type": "application/json",
        "ratelimit-limit": "5000",
        "ratelimit-remaining": "0",
        "ratelimit-reset": str(int(now.timestamp()) + seconds),
        "ratelimit-policy": "5000;w=3600",
        "retry-after": str(seconds),
    }
    return 429, headers, json.dumps(too_many().body).encode()
