"""In which language somebody is answered: the one they ask for, or the one they clearly write."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.services.conversation import buttons, consent, saying
from campaign.services.conversation.asked import asked, told_in
from campaign.services.conversation.hearing import Manner
from campaign.services.conversation.turns import Asks, Reply, Turn
from campaign.services.understanding import Nod, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from campaign.core.programme import Panel
    from campaign.ports.phrases import Phrases
    from campaign.services.conversation.hearing import Heard
    from campaign.services.conversation.view import View

COMMON = "en"
"""What is understood best by people whose language the bot does not speak."""

_AGREES = {buttons.CONSENT: consent.SIGN_UP, buttons.NEWS: consent.NEWS}
"""What each button agrees to."""

FEWEST_IN_ANSWERS = 3
"""So many words of another language change it where the bot had asked something (*yes*)."""


FEWEST_OF_KNOWN = 3
"""So many words of another language change it for a message of somebody whose own is stored."""


def heard_by(heard: Heard, view: View) -> View:
    """Return the view in the language of a message.

    Who is known is answered in another language only where the message is plainly in that. A
    button is pressed in the language in which it was shown.
    """
    if heard.manner is Manner.COMMAND:
        return view
    if view.known:
        return _plainly(heard, view) if heard.manner is not Manner.BUTTON else view
    own = told_in(view) or view.language
    if heard.manner is Manner.BUTTON:
        prefix, _, rest = heard.text.partition(":")
        purpose, mark = _AGREES.get(prefix), rest.rpartition(":")[2]
        shown = consent.shown_in(mark, view, purpose) if purpose and mark else None
        return replace(view, language=shown or own)
    least = FEWEST_IN_ANSWERS if asked(view) else 1
    code = spoken(heard.text, view.tongues.lexicons, own, least) if heard.text else own
    return replace(view, language=code)


def _plainly(heard: Heard, view: View) -> View:
    code = spoken(heard.text, view.tongues.lexicons, view.language, FEWEST_OF_KNOWN)
    return view if code == view.language else replace(view, language=code)


def campaigns_own(words: str, view: View) -> str:
    """Return words that the campaign wrote; who speaks another language is told that first."""
    written = view.content.campaign.language
    if view.language == written:
        return words
    return f"{view.say('in-one-language', language=_called(written, view.phrases))}\n{words}"


def not_spoken(heard: Heard, view: View) -> str | None:
    """Return an apology, in English, to somebody whose language the bot does not speak."""
    if heard.language is None or view.known or heard.language in view.tongues.codes:
        return None
    if COMMON not in view.tongues.codes:
        return None
    phrases = view.tongues.phrases_of(COMMON)
    names = [_called(code, phrases) for code in view.tongues.codes]
    return phrases.text("bot.not-spoken", languages=saying.listed(names, phrases))


def _called(code: str, phrases: Phrases) -> str:
    """Return the name of a language within a sentence."""
    key = f"bot.language-in.{code}"
    return phrases.text(key) if phrases.has(key) else code


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
