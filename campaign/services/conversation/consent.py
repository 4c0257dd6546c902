"""The consent to a sign-up: its purpose, the version of its text, and the text's hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.services.conversation.view import View

PURPOSE = "sign-up"
VERSION = "2"
"""Raise it when the sentence ``bot.consent`` changes its meaning."""


def text(view: View) -> str:
    """Return what is stored and why, in the person's language."""
    return view.say("consent" if view.content.team_chat is not None else "consent-no-team")


def given(view: View) -> tuple[str, str, str]:
    """Return the consent as it is stored: purpose, version with language, SHA-256 of the text."""
    digest = hashlib.sha256(text(view).encode()).hexdigest()
    return PURPOSE, f"{VERSION}-{view.language}", digest


def mark(view: View) -> str:
    """Return the first digits of the hash: a button knows which text was shown."""
    return given(view)[2][:8]
