"""Every language in which the bot understands and answers."""

from __future__ import annotations

from campaign.languages import Catalogue, available
from campaign.services.conversation import Tongues
from campaign.services.understanding import Lexicon


def tongues() -> Tongues:
    """Return every language that has sentences and words for the bot."""
    codes = [code for code in available() if Catalogue(code).has("bot.start")]
    lexicons = {code: Lexicon.from_table(Catalogue(code).table("intents")) for code in codes}
    return Tongues(Catalogue, lexicons)
