"""What the bot would answer to a question: for the command ``ask``, without anybody asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.ports.held import Held
from campaign.ports.questions import Came, Outcome
from campaign.services.conversation.deciding import ALIASES, START, turn_of
from campaign.services.conversation.hearing import Manner, hear
from campaign.services.conversation.question_words import MY_QUESTIONS, QUESTIONS
from campaign.services.conversation.turns import Turn
from campaign.services.conversation.typed import ENDS, REACHED_AT, SLIDES, WHO_ELSE
from campaign.services.conversation.view import View
from campaign.services.conversation.wishing import understood_of
from campaign.services.understanding import Action, Intent, Understanding, Wish
from campaign.services.understanding.intents import AGREED_AS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from campaign.services.conversation.hearing import Heard
    from campaign.services.conversation.turns import Reply
    from campaign.services.conversation.view import Content, Tongues


_ELSEWHERE: Mapping[str, str] = {
    QUESTIONS: Intent.ASK_PANEL,
    MY_QUESTIONS: Intent.ASK_PANEL,
    WHO_ELSE: Intent.PRIVACY_INFO,
    SLIDES: Intent.NOTE,
    ENDS: Intent.PANEL_TIME,
    REACHED_AT: Intent.CONTACT_HUMAN,
}
"""Wishes that only the conversation knows, by the agreed names that are told of them."""


def ask(
    text: str, content: Content, tongues: Tongues, now: datetime, language: str | None = None
) -> dict[str, object]:
    """Return ``{text, intents: [{intent, subject, score}], action, answer}``.

    ``answer`` is what somebody who has no sign-ups would read; ``language`` is that of the
    campaign unless given. Nothing is stored and nobody is told.
    """
    heard = hear({"message": {"chat": {"id": 0, "type": "private"}, "text": text}})
    view = View(content, tongues, language or content.campaign.language, now)
    turn, view = turn_of(heard, view)
    understood = _understood(heard, view)
    of_nobody = sum((tell(Held(())) for tell in turn.tell), Turn())
    of_none = sum((tell(Outcome(Came.DONE)) for _, tell in turn.questions), Turn())
    said = (*turn.replies, *of_nobody.replies, *of_none.replies)
    own = {answer.id for answer in content.answers}
    return {
        "text": text,
        "intents": [
            {"intent": _agreed(wish.intent, own), "subject": wish.subject, "score": wish.score}
            for wish in understood.intents
        ],
        "action": understood.action.value,
        "answer": "\n\n".join(_told(reply) for reply in said),
    }


def _understood(heard: Heard, view: View) -> Understanding:
    """Return what is wanted; a command says it by its name."""
    if heard.manner is not Manner.COMMAND:
        return understood_of(heard, view)
    intent = Intent.GREET if heard.text == START else ALIASES.get(heard.text)
    if intent is None:
        return understood_of(heard, view)
    return Understanding((Wish(intent, None, 1.0),), Action.ACT, view.language)


def _told(reply: Reply) -> str:
    """Return a message with its choices where it speaks of them."""
    if not reply.buttons or not (reply.asks or reply.text.endswith(":")):
        return reply.text
    return reply.text + "\n" + " ".join(f"[{label}]" for label, _ in reply.buttons)


def _agreed(intent: str, own: Collection[str]) -> str:
    """Return the agreed name of a wish; what the campaign answers itself has its own."""
    if intent in _ELSEWHERE:
        return str(_ELSEWHERE[intent])
    return intent if intent in own else str(AGREED_AS.get(intent, intent))
