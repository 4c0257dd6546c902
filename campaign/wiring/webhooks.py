"""The bot's webhook, as the settings name it: where Telegram delivers, and where that arrives."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from campaign.core.environment import PREFIX
from campaign.core.errors import SettingUnusable
from campaign.wiring.places import LISTEN, PORTS, Place, is_here, place_of

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from campaign.settings import Settings

URL, SECRET, OWN_LISTEN = (f"TELEGRAM_WEBHOOK_{name}" for name in ("URL", "SECRET", "LISTEN"))

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_USUAL = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Webhook:
    """Telegram delivers at ``url`` with ``secret``; that arrives at ``place``."""

    url: str
    secret: str = field(repr=False)
    place: Place

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
    return Webhook(url, _secret(settings), _place(settings, _parts(url)))


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        fits = parts.port is None or parts.port in PORTS
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


def _place(settings: Settings, parts: SplitResult) -> Place:
    """Return where to listen: as set, or at the address itself where that is this machine."""
    said = any((settings.get(name) or "").strip() for name in (LISTEN, OWN_LISTEN))
    if not said and is_here(parts.hostname or ""):
        return Place(parts.hostname or "", parts.port or _USUAL[parts.scheme])
    return place_of(settings, LISTEN, OWN_LISTEN)
