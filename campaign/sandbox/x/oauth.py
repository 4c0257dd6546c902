"""OAuth 1.0a as X checks it: the signature over the request's own URL, used once.

Timestamps are those of real clocks, also where the sandbox's calendar is virtual.
"""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.sandbox import credentials
from campaign.sandbox.x.problems import unauthorized

if TYPE_CHECKING:
    from starlette.requests import Request

_TOLERANCE = 300
_NEEDED = frozenset(
    {
        "oauth_consumer_key",
        "oauth_token",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_nonce",
        "oauth_signature",
    },
)


@dataclass(slots=True)
class Doorkeeper:
    """Lets signed requests in, each once."""

    seen: dict[tuple[str, str], float] = field(default_factory=dict)

    def check(self, request: Request) -> None:
        """Raise 401 unless the request is signed by the account, now and for the first time."""
        given = _header(request.headers.get("authorization", ""))
        if not given.keys() >= _NEEDED or given["oauth_signature_method"] != "HMAC-SHA1":
            raise unauthorized()
        if given.get("oauth_version", "1.0") != "1.0":
            raise unauthorized()
        keys = (given["oauth_consumer_key"], given["oauth_token"])
        if keys != (credentials.CONSUMER_KEY, credentials.ACCESS_TOKEN):
            raise unauthorized()
        if not hmac.compare_digest(given["oauth_signature"], _signature(request)):
            raise unauthorized()
        self._check_fresh(given["oauth_timestamp"], given["oauth_nonce"])

    def _check_fresh(self, timestamp: str, nonce: str) -> None:
        now = time.time()
        if not timestamp.isdigit() or abs(now - int(timestamp)) > _TOLERANCE:
            raise unauthorized()
        if (timestamp, nonce) in self.seen:
            raise unauthorized()
        self.seen = {key: at for key, at in self.seen.items() if now - at < 2 * _TOLERANCE}
        self.seen[timestamp, nonce] = now


def _header(value: str) -> dict[str, str]:
    from oauthlib.oauth1.rfc5849.utils import parse_authorization_header  # noqa: PLC0415

    if not value.startswith("OAuth "):
        return {}
    try:
        pairs = parse_authorization_header(value)
    except ValueError:
        return {}
    from urllib.parse import unquote  # noqa: PLC0415

    return {name: unquote(content) for name, content in pairs}


def _signature(request: Request) -> str:
    """Return the signature that the request should have, by RFC 5849."""
    from oauthlib.oauth1 import Client  # noqa: PLC0415
    from oauthlib.oauth1.rfc5849 import signature as rfc5849  # noqa: PLC0415

    scope = request.scope
    path = scope.get("raw_path", scope["path"].encode()).decode("ascii", "replace")
    uri = f"{scope['scheme']}://{request.headers.get('host', '')}{path.partition('?')[0]}"
    query = scope["query_string"].decode("ascii", "replace")
    header = {"Authorization": request.headers["authorization"]}
    pairs = rfc5849.collect_parameters(
        uri_query=query, headers=header, exclude_oauth_signature=True
    )
    base = rfc5849.signature_base_string(
        request.method,  # type: ignore[arg-type]
        rfc5849.base_string_uri(uri),
        rfc5849.normalize_parameters(pairs),  # type: ignore[arg-type]
    )
    client = Client(
        credentials.CONSUMER_KEY,
        client_secret=credentials.CONSUMER_SECRET,
        resource_owner_secret=credentials.ACCESS_SECRET,
    )
    return str(rfc5849.sign_hmac_sha1_with_client(base, client))
