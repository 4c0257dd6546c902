"""The bot's webhook, as the settings name it: where Telegram delivers, and where that arrives."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from campaign.core.environment import PREFIX
from campaign.core.errors import SettingUnusable

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from campaign.settings import Settings

URL, SECRET, LISTEN = (f"TELEGRAM_WEBHOOK_{name}" for name in ("URL", "SECRET", "LISTEN"))
ELSEWHERE = "127.0.0.1:8443"
"""Where a webhook of another address arrives, by default: behind what speaks HTTPS for it."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LISTEN = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<host>[^\s:\[\]]+)):(?P<port>\d{1,5})")
_PORTS = range(1, 65_536)
_USUAL = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Webhook:
    """Telegram delivers at ``url`` with ``secret``; that arrives at ``host`` and ``port``."""

    url: str
    secret: str = field(repr=False)
    host: str
    port: int

    @property
    def path(self) -> str:
        """Return the path of a delivery."""
        return urlsplit(self.url).path or "/"


def webhook(settings: Settings) -> Webhook | None:
    """Return the webhook that is set; ``None`` where the bot asks for what is new.

    Without a secret of its own it has one that follows from the token: nobody else knows it.

    Raises:
        SettingUnusable: for a setting out of form.
    """
    url = (settings.get(URL) or "").strip()
    if not url:
        return None
    parts = _parts(url)
    host, port = _listen(settings.get(LISTEN), parts)
    return Webhook(url, _secret(settings), host, port)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        fits = parts.port is None or parts.port in _PORTS
    except ValueError:
        fits = False
    if not fits or parts.scheme not in _USUAL or not parts.hostname or parts.fragment:
        raise SettingUnusable(name=PREFIX + URL, said=url)
    return parts


def _secret(settings: Settings) -> str:
    given = (settings.get(SECRET) or "").strip()
    if not given:
        token = settings.get("TELEGRAM_TOKEN") or ""
        return hashlib.sha256(f"webhook:{token}".encode()).hexdigest()
    if not _SECRET.fullmatch(given):
        raise SettingUnusable(name=PREFIX + SECRET, said="…")
    return given


def _listen(given: str | None, parts: SplitResult) -> tuple[str, int]:
    """Return where to listen: as set, or at the address itself where that is this machine."""
    said = (given or "").strip()
    if not said and _is_here(parts.hostname or ""):
        return parts.hostname or "", parts.port or _USUAL[parts.scheme]
    found = _LISTEN.fullmatch(said or ELSEWHERE)
    if found is None or int(found["port"]) not in _PORTS:
        raise SettingUnusable(name=PREFIX + LISTEN, said=said)
    return found["six"] or found["host"], int(found["port"])


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
