"""The campaign's own questions: how near a message comes to a way of asking in answers.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from campaign.services.understanding.matching import Match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from campaign.core.folder import Answer
    from campaign.services.understanding.lexicon import Lexicon
    from campaign.services.understanding.words import Word

_EACH_MORE = 0.75
NEAR = 70.0
"""Below this likeness (0 to 100) a message does not ask that."""


def asked(words: Sequence[Word], answers: Sequence[Answer], lexicon: Lexicon) -> list[Match]:
    """Return the campaign's answers that a message may be asking for, scored by likeness."""
    if not _content(words, lexicon):
        return []
    matches = []
    for answer in answers:
        ways = (lexicon.kept(question) for question in answer.questions)
        near = max((_nearness(words, way, lexicon) for way in ways), default=0.0)
        if near >= NEAR:
            score = 0.95 * near / 100
            matches.append(Match(answer.id, score, 0, len(words), frozenset()))
    return matches


def _nearness(words: Sequence[Word], way: Sequence[Word], lexicon: Lexicon) -> float:
    """Return how near a message comes to a way of asking.

    Where one word is all that either has to say, the others tell what is asked about it
    (*¿cómo son los paneles?*, *¿cuántos paneles son?*). Each word more asks for something else.
    """
    said, known = _content(words, lexicon), _content(way, lexicon)
    if not known:
        return 0.0
    more = sum(not any(_same(word, other) for other in known) for word in said)
    if min(len(said), len(known)) == 1:
        said, known = [word.key for word in words], [word.key for word in way]
        return _likeness(" ".join(said), " ".join(known)) * _EACH_MORE**more
    return _likeness(" ".join(said), " ".join(known))


def _same(word: str, other: str) -> bool:
    return fuzz.ratio(word, other) >= NEAR


def _content(words: Sequence[Word], lexicon: Lexicon) -> list[str]:
    """Return the sounds of the words that say something."""
    return [word.key for word in words if word.key not in lexicon.idle]


def _likeness(said: str, way: str) -> float:
    """Return the likeness; a lone shared word is not enough to be sure."""
    return (2 * fuzz.token_sort_ratio(said, way) + fuzz.token_set_ratio(said, way)) / 3
