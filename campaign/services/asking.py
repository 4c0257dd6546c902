"""What the bot would answer to a question: for the command ``ask``, without anybody asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.conversation.hearing import Heard, Manner
from campaign.services.conversation.view import View
from campaign.services.conversation.wishing import respond
from campaign.services.understanding import understand
from campaign.services.understanding.intents import AGREED_AS

if TYPE_CHECKING:
    from datetime import datetime

    from campaign.services.conversation.view import Content, Tongues


def ask(
    text: str, content: Content, tongues: Tongues, now: datetime, language: str | None = None
) -> dict[str, object]:
    """Return ``{text, intents: [{intent, subject, score}], action, answer}``.

    ``answer`` is what somebody who has no sign-ups would read; ``language`` is that of the
    campaign unless given. Nothing is stored and nobody is told.
    """
    spoken = language or content.campaign.language
    understood = understand(text, content.programme, content.answers, now, spoken, tongues.lexicons)
    view = View(content, tongues, spoken, now)
    turn = respond(understood, Heard(Manner.TEXT, 0, 0, text=text), view)
    return {
        "text": text,
        "intents": [
            {"intent": _agreed(wish.intent), "subject": wish.subject, "score": wish.score}
            for wish in understood.intents
        ],
        "action": understood.action.value,
        "answer": "\n\n".join(reply.text for reply in turn.replies),
    }


def _agreed(intent: str) -> str:
    return str(AGREED_AS.get(intent, intent))
