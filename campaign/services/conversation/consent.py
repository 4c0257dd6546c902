"""What a person agrees to: a purpose, the version of its text, and the text's hash.

Each purpose is agreed to by itself: a sign-up is no consent to news.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from campaign.core.attendees import NEWS as OF_NEWS

if TYPE_CHECKING:
    from campaign.services.conversation.view import View


@dataclass(frozen=True, slots=True)
class Purpose:
    """What is agreed to, and by which sentence. Raise ``version`` when that changes its meaning."""

    name: str
    version: str
    sentence: str


QUESTION, NAME, VOTE = "question", "question-name", "vote"
OF_QUESTIONS = "2"
"""Raise it when one of the sentences ``bot.consent-question``, ``bot.consent-question-name`` and
``bot.consent-vote`` changes its meaning.
"""


SIGN_UP = Purpose("sign-up", "3", "consent")
NEWS = Purpose(OF_NEWS, "1", "consent-news")


def text(view: View, purpose: Purpose = SIGN_UP) -> str:
    """Return what is stored and why, in the person's language."""
    return view.say(purpose.sentence, title=view.content.campaign.title)


def given(view: View, purpose: Purpose = SIGN_UP) -> tuple[str, str, str]:
    """Return the consent as it is stored: purpose, version with language, SHA-256 of the text."""
    digest = hashlib.sha256(text(view, purpose).encode()).hexdigest()
    return purpose.name, f"{purpose.version}-{view.language}", digest


def given_to(purpose: str, shown: str, view: View) -> tuple[str, str, str]:
    """Return the consent to something with a question, of which ``shown`` was the text."""
    digest = hashlib.sha256(shown.encode()).hexdigest()
    return purpose, f"{OF_QUESTIONS}-{view.language}", digest


def mark(view: View, purpose: Purpose = SIGN_UP) -> str:
    """Return the first digits of the hash: a button knows which text was shown."""
    return given(view, purpose)[2][:8]


def shown_in(agreed: str, view: View, purpose: Purpose = SIGN_UP) -> str | None:
    """Return the language in which the text with this mark was shown; ``None`` for an old text."""
    codes = dict.fromkeys((view.language, *view.tongues.codes))
    return next(
        (code for code in codes if mark(replace(view, language=code), purpose) == agreed), None
    )


def agreed_to(
    agreed: str | None, view: View, purpose: Purpose = SIGN_UP
) -> tuple[str, str, str] | None:
    """Return the consent that a button with this mark gives, as :func:`given`."""
    code = shown_in(agreed, view, purpose) if agreed else None
    return given(replace(view, language=code), purpose) if code else None
