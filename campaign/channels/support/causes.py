"""What a failed request tells: whether anything can have left, and the network's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.channels.support.secrets import without_secrets
from campaign.core.outcomes import Lost, NotSent
from campaign.core.own_words import own_words, read_own

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOTHING_LEFT = frozenset(
    {
        "NewConnectionError",  # urllib3: refused, unreachable
        "NameResolutionError",  # urllib3: DNS
        "ConnectTimeout",  # requests, httpx
        "ConnectTimeoutError",  # urllib3
        "ConnectError",  # httpx: refused, DNS, TLS
        "PoolTimeout",  # httpx: our own pool is full
        "SSLCertVerificationError",  # the handshake failed
        "ClientConnectorError",  # aiohttp: refused, unreachable
        "ClientConnectorDNSError",
        "ClientConnectorSSLError",
        "ClientConnectorCertificateError",
        "ClientProxyConnectionError",
        "ClientHttpProxyError",  # the proxy let nothing through
        "ConnectionTimeoutError",  # aiohttp: also while our own pool is full
        "TooLate",  # ours: the lease was over
    },
)
_LONGEST = 500
_KINDS = {
    "silent": (
        "ConnectTimeout", "ReadTimeout", "WriteTimeout", "TimedOut", "TimeoutError",
        "ConnectionTimeoutError", "SocketTimeoutError",
    ),
    "busy": ("PoolTimeout",),
    "too-late": ("TooLate",),
    "no-server": ("NameResolutionError", "gaierror", "ClientConnectorDNSError"),
    "insecure": (
        "SSLCertVerificationError", "SSLError", "ClientConnectorSSLError",
        "ClientConnectorCertificateError",
    ),
    "unreachable": (
        "NewConnectionError", "ConnectError", "ConnectionRefusedError", "ClientConnectorError",
        "ClientProxyConnectionError", "ClientHttpProxyError",
    ),
    "cut-off": (
        "RemoteProtocolError", "RemoteDisconnected", "ConnectionResetError", "BrokenPipeError",
        "ProtocolError", "ReadError", "IncompleteRead", "ServerDisconnectedError",
        "ClientConnectionResetError", "ClientPayloadError",
    ),
    "failing": ("NetworkError",),
}  # fmt: skip
_KIND = {name: kind for kind, names in _KINDS.items() for name in names}
_STRANGE = "strange"
_NO_ANSWER = frozenset({*_KINDS, "late", "no-answer"}) - {"too-late"}


def failure(error: BaseException) -> NotSent | Lost:
    """Tell from an exception without an answer whether a request can have left."""
    chain = list(_causes(error))
    kinds = (_KIND.get(type(cause).__name__) for cause in reversed(chain))
    words = own_words(next(filter(None, kinds), _STRANGE), detail=brief(_called(chain[-1])))
    if any(type(cause).__name__ in _NOTHING_LEFT for cause in chain):
        return NotSent(words)
    return Lost(words)


def was_silent(words: str) -> bool:
    """Tell whether words are ours, and say that no answer came."""
    own = read_own(words)
    return own is not None and own[0] in _NO_ANSWER


def _called(cause: BaseException) -> str:
    name, said = type(cause).__name__, str(cause).strip(" :")
    return f"{name}: {said}" if said else name


def brief(words: str) -> str:
    """Return a network's words on one line that can be stored and shown, without secrets and
    not too long.
    """
    shown = "".join(sign if sign.isprintable() else " " for sign in without_secrets(words))
    line = " ".join(shown.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what caused it, outermost first.

    Only what an exception itself names as its cause counts: the context may be an
    older failure that somebody was dealing with.
    """
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = _cause(current)


def _cause(error: BaseException) -> BaseException | None:
    named = (error.__cause__, getattr(error, "reason", None), *error.args)
    return next((cause for cause in named if isinstance(cause, BaseException)), None)
