"""News from the team: a consent of its own, given, asked for once, and ended with one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.conversation import buttons, consent
from campaign.services.conversation.turns import Asks, Reply, Turn

if TYPE_CHECKING:
    from campaign.services.conversation.view import View

ASKING = frozenset({"noticias", "news"})
ENDING = frozenset({"sinnoticias", "nonews"})
"""The commands in all languages."""


def ask(view: View) -> Turn:
    """Say what news are and what is stored for them, and ask; who has them is told how they end."""
    if view.news:
        return Turn((Reply(view.say("news-on"), (_end(view),)),))
    yes = (
        view.say("button.yes-news"),
        buttons.data(buttons.NEWS, consent.mark(view, consent.NEWS)),
    )
    no = (view.say("button.no"), buttons.NOTHING)
    text = view.say("news-ask", consent=consent.text(view, consent.NEWS))
    return Turn((Reply(text, (yes, no), asks=Asks.WHETHER),))


def agree(mark: str, view: View) -> Turn:
    """Take the consent to the text with this mark; ask where it was another text, or none."""
    given = consent.agreed_to(mark, view, consent.NEWS)
    if given is None or view.news:
        return ask(view)
    return Turn((Reply(view.say("news-agreed"), buttons.menu(view)),), consent=given)


def end(view: View) -> Turn:
    """End whatever the team writes; reminders go on, and how they end is told."""
    text = view.say("news-ended-reminders" if view.sign_ups else "news-ended")
    return Turn((Reply(text, (button(view),)),), withdraw=consent.NEWS.name if view.known else None)


def button(view: View) -> buttons.Button:
    """Return the button that asks whether somebody wants news."""
    return (view.say("button.news"), buttons.NEWS)


def _end(view: View) -> buttons.Button:
    return (view.say("button.no-news"), buttons.NO_NEWS)
