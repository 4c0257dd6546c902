"""The consent to a sign-up: its purpose, the version of its text, and the text's hash."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.services.conversation.view import View

PURPOSE = "sign-up"
VERSION = "3"
"""Raise it when the sentence ``bot.consent`` changes its meaning."""


def text(view: View) -> str:
    """Return what is stored and why, in the person's language."""
    return view.say("consent")


def given(view: View) -> tuple[str, str, str]:
    """Return the consent as it is stored: purpose, version with language, SHA-256 of the text."""
    digest = hashlib.sha256(text(view).encode()).hexdigest()
    return PURPOSE, f"{VERSION}-{view.language}", digest


def mark(view: View) -> str:
    """Return the first digits of the hash: a button knows which text was shown."""
    return given(view)[2][:8]


def shown_in(agreed: str, view: View) -> str | None:
    """Return the language in which the text with this mark was shown; ``None`` for an old text."""
    codes = dict.fromkeys((view.language, *view.tongues.codes))
    return next((code for code in codes if mark(replace(view, language=code)) == agreed), None)


def agreed_to(agreed: str | None, view: View) -> tuple[str, str, str] | None:
    """Return the consent that a button with this mark gives, as :func:`given`."""
    code = shown_in(agreed, view) if agreed else None
    return given(replace(view, language=code)) if code else None
