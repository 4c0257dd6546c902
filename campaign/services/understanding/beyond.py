"""What a message says beyond a wish: words that neither its cues nor the programme know.

*¿Cuánto cuesta?* asks for the price and says no more; *¿cuánto cuesta abrir los datos en una
comuna chica?* says more, and may well be a question for a panel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.services.understanding.scene import By, Scene
from campaign.services.understanding.subjects import introduced, references, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from campaign.core.programme import Programme
    from campaign.services.understanding.lexicon import Cue, Lexicon
    from campaign.services.understanding.words import Word

_TOLD = ":"
"""What follows it is what somebody wants to say."""

FEWEST = 3
"""So many words beyond the wish are a question of its own, where no colon comes before it."""


def words_beyond(
    text: str, intents: Collection[str], programme: Programme, now: datetime, lexicon: Lexicon
) -> Sequence[Word]:
    """Return the words that say more than these wishes; a panel that is named is part of them."""
    scene = Scene(programme, now, lexicon)
    words = words_of(text, scene)
    cues = _cues(intents, lexicon)
    named = {
        place
        for reference in references(words, scene)
        for place in range(reference.start, reference.end)
        if reference.by is not By.TOPIC or introduced(words, reference.start, lexicon)
    }
    empty = lexicon.idle | lexicon.brief.known | lexicon.calendar.lists.get("panel", frozenset())
    return [
        word
        for place, word in enumerate(words)
        if place not in named and word.key not in empty and not is_of(word, cues)
    ]


def holds_question(
    text: str, intent: str, programme: Programme, now: datetime, lexicon: Lexicon
) -> bool:
    """Tell whether a wish to ask something (*pregunta para el panel: …*) holds the question.

    What is said before (*soy Ana y quiero preguntar*) is no part of it.
    """
    told = text.partition(_TOLD)[2]
    if told and words_beyond(told, (intent,), programme, now, lexicon):
        return True
    cues = _cues((intent,), lexicon)
    known = (w.clause for w in lexicon.words(text) if w.key not in lexicon.idle and is_of(w, cues))
    begins = next(known, 0)
    after = words_beyond(text, (intent,), programme, now, lexicon)
    return sum(word.clause >= begins for word in after) >= FEWEST


def named_for(text: str, programme: Programme, now: datetime, lexicon: Lexicon) -> bool:
    """Tell whether something is for a panel (*para el panel 2*).

    That is a panel's name or word behind one like *para*, with nothing but an article between.
    """
    scene = Scene(programme, now, lexicon)
    words = words_of(text, scene)
    begins = {reference.start for reference in references(words, scene) if reference.panels}
    begins |= {n for n, word in enumerate(words) if lexicon.calendar.has("panel", word.key)}
    for place in begins:
        before = place - 1
        while before >= 0 and lexicon.calendar.has("article", words[before].key):
            before -= 1
        if before >= 0 and words[before].key in lexicon.brief.joins:
            return True
    return False


def _cues(intents: Collection[str], lexicon: Lexicon) -> Sequence[Cue]:
    return [cue for cue in lexicon.cues if cue.intent in intents and cue.strength > 0]


def is_of(word: Word, cues: Sequence[Cue]) -> bool:
    """Tell whether a word stands in any of the cues."""
    return any(
        word.key in term.words or (term.stems and word.key.startswith(term.stems))
        for cue in cues
        for term in cue.terms
    )
