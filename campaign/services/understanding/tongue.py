"""The language that somebody clearly writes: by the words that no other language has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.understanding.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.services.understanding.lexicon import Lexicon


def spoken(text: str, lexicons: Mapping[str, Lexicon], own: str, least: int = 1) -> str:
    """Return the language of a text where at least so many words make it plain, else ``own``."""
    tokens = "".join(sign if sign.isalnum() else " " for sign in fold(text)).split()
    known = {code: {t for t in tokens if _knows(lexicons[code], t)} for code in lexicons}
    alone = {
        code: len(words.difference(*(known[other] for other in known if other != code)))
        for code, words in known.items()
    }
    best = max(alone, key=lambda code: (alone[code], code == own))
    return best if alone[best] >= max(least, 2 * alone.get(own, 0) + 1) else own


def known_words(text: str, lexicon: Lexicon) -> int:
    """Return how many words of a text are a language's."""
    words = lexicon.words(text)
    return sum(lexicon.knows(w.key) or w.text in lexicon.frequent for w in words)


def _knows(lexicon: Lexicon, token: str) -> bool:
    spelling = lexicon.spelling
    return all(spelling.sound(piece) in lexicon.vocabulary for piece in spelling.spell(token))
