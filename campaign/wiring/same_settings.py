"""Whether all processes of a campaign have the same accounts and limits.

Each setting leaves a mark in the ledger, from which nobody learns its value. A process that has
the campaign's folder leaves them; one without a folder looks whether they are its own.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import TYPE_CHECKING

from campaign.settings import SETTINGS

if TYPE_CHECKING:
    from campaign.settings import Settings
    from campaign.store.store import Store

_BYTES = 8
_OF_BOT = "TELEGRAM_"


async def leave_marks(store: Store, settings: Settings) -> None:
    """Note the settings, unless they are those that were noted last."""
    if await store.setting_marks() is None or await differing(store, settings):
        salt = secrets.token_hex(_BYTES)
        marks = {name: _mark(salt, name, settings) for name in _shared()}
        await store.note_settings(json.dumps({"salt": salt, "marks": marks}))


async def differing(store: Store, settings: Settings, *, only_bot: bool = False) -> list[str]:
    """Return the settings that are not as they were noted; a bot needs those of Telegram alone.

    Where nothing was noted there is nothing to differ from.
    """
    noted = json.loads(await store.setting_marks() or "{}")
    marks: dict[str, str] = noted.get("marks", {})
    names = [name for name in _shared() if name.startswith(_OF_BOT) or not only_bot]
    salt = noted.get("salt", "")
    return [name for name in names if name in marks and marks[name] != _mark(salt, name, settings)]


def _shared() -> list[str]:
    return [setting.name for setting in SETTINGS if not setting.of_machine]


def _mark(salt: str, name: str, settings: Settings) -> str:
    value = (settings.get(name) or "").strip()
    told = hmac.digest(salt.encode(), f"{name}={value}".encode(), hashlib.sha256)
    return told[:_BYTES].hex()
