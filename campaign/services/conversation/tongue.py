"""In which language somebody is answered: the one they ask for, or the one they clearly write."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.services.conversation import buttons
from campaign.services.conversation.asked import asked, told_in
from campaign.services.conversation.turns import Asks, Reply, Turn
from campaign.services.understanding import Nod, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.core.programme import Panel
    from campaign.services.conversation.hearing import Heard
    from campaign.services.conversation.view import View

FEWEST_IN_ANSWERS = 3
"""So many words of another language change it where the bot had asked something (*yes*)."""


def heard_by(heard: Heard, view: View) -> View:
    """Return the view in the language of a message, for somebody whose own is not stored."""
    if view.known:
        return view
    own = told_in(view) or view.language
    least = FEWEST_IN_ANSWERS if asked(view) else 1
    code = spoken(heard.text, view.tongues.lexicons, own, least) if heard.text else own
    return replace(view, language=code)


def speak(code: str, view: View) -> Turn:
    """Answer in a language from now on, and say so in it."""
    then = replace(view, language=code)
    return Turn((Reply(then.say("language-set"), buttons.menu(then)),), language=code)


def language(_panel: Panel | None, heard: Heard, view: View) -> Turn:
    """Speak the language that somebody names (*english please*), else ask which."""
    words = view.tongues.lexicons[view.language].spelling.words(heard.text)
    said = {word.text for word in words}
    named = [code for code in view.tongues.codes if said & set(_names(code, view))]
    refused = view.tongues.lexicons[view.language].brief.nods.get(Nod.NO, frozenset())
    if len(named) == 1 and not (named[0] == view.language and refused & said):
        return speak(named[0], view)
    choices = tuple(
        (view.say(f"language-name.{code}"), buttons.data(buttons.LANGUAGE, code))
        for code in view.tongues.codes
    )
    return Turn((Reply(view.say("language"), choices, asks=Asks.WHICH),))


def _names(code: str, view: View) -> Iterable[str]:
    """Return the words for a language, as they are compared."""
    key = f"bot.language-called.{code}"
    called = view.phrases.text(key) if view.phrases.has(key) else ""
    spelling = view.tongues.lexicons[view.language].spelling
    return (word.text for name in called.split(",") for word in spelling.words(name)[-1:])
