"""How X says no: ``application/problem+json`` with the words that libraries know."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.sandbox.network import WholeAnswer

_TYPES = "https://api.x.com/2/problems"


class XProblem(Exception):
    """A request that X does not take; ``body`` is the answer's JSON."""

    def __init__(self, status: int, title: str, detail: str, **more: Any) -> None:
        self.status = status
        self.body = {"title": title, "detail": detail, "status": status, "type": "about:blank"}
        self.body |= more
        super().__init__(status, detail)


def invalid(message: str, parameter: str, value: object = "") -> XProblem:
    """Return the refusal of a request that does not fit its schema."""
    return XProblem(
        400,
        "Invalid Request",
        "One or more parameters to your request was invalid.",
        type=f"{_TYPES}/invalid-request",
        errors=[{"message": message, "parameters": {parameter: [str(value)]}}],
    )


def unauthorized() -> XProblem:
    """Return the refusal of credentials; X never says which part is wrong."""
    return XProblem(401, "Unauthorized", "Unauthorized")


def out_of_credit() -> XProblem:
    """Return the refusal of an account whose credit is used up."""
    words = "Your enrolled account does not have any credits to fulfill this request."
    return XProblem(402, "CreditsDepleted", words, type=f"{_TYPES}/credits")


def forbidden(detail: str) -> XProblem:
    """Return the refusal of something that the account may not do."""
    return XProblem(403, "Forbidden", detail)


def read_only_keys() -> XProblem:
    """Return the refusal of keys that are only good for reading."""
    words = (
        "Your client app is not configured with the appropriate oauth1 app permissions for this "
        "endpoint."
    )
    return XProblem(403, "Forbidden", words, type=f"{_TYPES}/oauth1-permissions")


def too_many() -> XProblem:
    """Return the refusal of a request that comes too early."""
    return XProblem(429, "Too Many Requests", "Too Many Requests")


def too_many_answer(now: datetime, seconds: int) -> WholeAnswer:
    """Return the answer with which X puts somebody off for ``seconds``."""
    reset = str(int(now.timestamp()) + seconds)
    limits = {"limit": "100", "remaining": "0", "reset": reset}
    headers = {f"x-rate-limit-{name}": value for name, value in limits.items()}
    headers["content-type"] = "application/problem+json"
    return 429, headers, json.dumps(too_many().body).encode()


def not_found(kind: str, parameter: str, value: str) -> dict[str, Any]:
    """Return the entry of ``errors`` for something that is not there; X answers 200."""
    return {
        "value": value,
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "type": f"{_TYPES}/resource-not-found",
    }
