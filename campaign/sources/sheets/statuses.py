"""The column *Estado*: it can hold a post back, never approve it."""

from __future__ import annotations

import re

from campaign.core.calendar import Status
from campaign.sources.sheets.plain import plain
from campaign.sources.sheets.vocabulary import words

_TICKS = frozenset("✅✔☑👍")
_DECORATION = re.compile(r"[^\w\s/'’.?-]")


def read_status(text: str) -> Status | None:
    """Return the status that a word means, ``None`` for a word that nobody knows."""
    said = _DECORATION.sub(" ", plain(text)).strip(" .-?/")
    said = " ".join(said.replace("’", "'").split())
    if not said and _TICKS & set(text):
        return Status.READY
    meaning = words().tables["statuses"].get(said)
    return None if meaning is None else Status(meaning)
