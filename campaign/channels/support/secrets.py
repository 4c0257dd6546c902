"""Keeps secrets out of logs: httpx logs Telegram's token with every request, oauthlib
the access token with every signature, whichever logger they use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterable

HIDDEN = "•••"
_SHORTEST = 6
_hidden: set[str] = set()


def hide(secrets: Iterable[str]) -> None:
    """Blot these values out of everything that this process logs from now on."""
    import logging  # noqa: PLC0415 -- only where an account is opened

    if not _hidden:
        logging.setLogRecordFactory(_blotting(logging.getLogRecordFactory()))
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            _hidden.update({secret, quote(secret, safe=""), quote(quote(secret, safe=""))})


def without_secrets(text: str) -> str:
    """Return ``text`` with every hidden value blotted out."""
    for secret in _hidden:
        if secret in text:
            text = text.replace(secret, HIDDEN)
    return text


def _blotting(
    make: Callable[..., logging.LogRecord],
) -> Callable[..., logging.LogRecord]:
    def make_blotted(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        _blot(record)
        return record

    return make_blotted


def _blot(record: logging.LogRecord) -> None:
    try:
        said = record.getMessage()
    except (TypeError, ValueError, KeyError):  # the handlers report a record out of form
        return
    if (blotted := without_secrets(said)) != said:
        record.msg, record.args = blotted, ()
    if record.exc_info and record.exc_info[0] is not None:
        import traceback  # noqa: PLC0415

        trace = "".join(traceback.format_exception(*record.exc_info)).rstrip()
        if (blotted := without_secrets(trace)) != trace:
            record.exc_text = blotted
