"""What people say of their question for a panel while it is shown and not sent yet."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.services.understanding.beyond import is_of
from campaign.services.understanding.brief_words import Nod
from campaign.services.understanding.matching import Matcher
from campaign.services.understanding.scene import Scene
from campaign.services.understanding.subjects import references, words_of
from campaign.services.understanding.words import has_question_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from campaign.core.programme import Programme
    from campaign.services.understanding.lexicon import Lexicon
    from campaign.services.understanding.words import Word


class Unsent(StrEnum):
    """What is to become of it; cues stand under these names in ``[unsent]`` of ``intents.toml``."""

    SEND = "send"
    SEND_NAMED = "send_named"
    REWRITE = "rewrite"
    ANOTHER = "another"
    NOT_SEND = "not_send"


SENDS = frozenset({Unsent.SEND, Unsent.SEND_NAMED})


def read_unsent(
    text: str, programme: Programme, now: datetime, lexicons: Iterable[Lexicon]
) -> Unsent | None:
    """Return what a text wants done with the question shown, where it says nothing else.

    The languages are tried in their order. Nothing is sent on a question (*¿con mi nombre?*), nor
    where there is a *no* beside it.
    """
    found = (_read(text, Scene(programme, now, lexicon)) for lexicon in lexicons)
    return next((one for one in found if one is not None), None)


def _read(text: str, scene: Scene) -> Unsent | None:
    lexicon = scene.lexicon
    words = words_of(text, scene)
    matcher = Matcher(words, {})
    matches = [match for cue in lexicon.unsent if (match := matcher.find(cue))]
    best = max(matches, key=lambda match: (match.score, len(match.literal)), default=None)
    if best is None or _says_more(words, scene):
        return None
    meant = Unsent(best.intent)
    refused = lexicon.brief.nods.get(Nod.NO, frozenset())
    doubtful = has_question_mark(text) or any(word.key in refused for word in words)
    return None if meant in SENDS and doubtful else meant


def _says_more(words: Sequence[Word], scene: Scene) -> bool:
    lexicon = scene.lexicon
    empty = lexicon.idle | lexicon.brief.known | lexicon.calendar.lists.get("panel", frozenset())
    named = {place for r in references(words, scene) for place in range(r.start, r.end)}
    return any(
        place not in named and word.key not in empty and not is_of(word, lexicon.unsent)
        for place, word in enumerate(words)
    )
