"""Every language in which the bot understands and answers."""

from __future__ import annotations

from functools import cache

from campaign.languages import Catalogue, available
from campaign.services.conversation import Tongues
from campaign.services.understanding import Lexicon


def tongues() -> Tongues:
    """Return every language that has sentences and words for the bot."""
    codes = [code for code in available() if Catalogue(code).has("bot.start")]
    return Tongues(Catalogue, {code: lexicon(code) for code in codes})


@cache
def lexicon(language: str) -> Lexicon:
    """Return the words by which a language's messages are understood; the same every time."""
    words = Catalogue(language)
    return Lexicon.from_table(words.table("intents"), words.spelt, words.learned)
