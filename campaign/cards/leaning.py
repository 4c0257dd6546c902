"""Words that lean on the next one: a line must not end on them, in the language of the text."""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = {
    "es": """
        a al ante bajo cada como con cuando cuya cuyas cuyo cuyos cómo de del desde donde dónde
        durante e el en entre es ese esa esos esas esta estas este estos está están ha hacia han
        hasta hay la las le les lo los me mi mis muy más ni no nos nuestra nuestras nuestro
        nuestros o para pero por porque que qué quien quién se según ser si sin sino sobre son
        su sus tan también te tras tu tus u un una unas unos vs y ya
    """,
    "en": """
        a an and are as at be been but by can for from had has have her his how if in into is it
        its my no nor not of on or our over per so than that the their these this those to under
        upon was were what when where which while who will with without you your
    """,
    "pt": """
        a ao aos as até com como da das de do dos e em entre essa esse esta este foi é mais mas
        na nas no nos não o os ou para pela pelas pelo pelos por que quem se sem ser seu seus
        sob sobre sua suas são também um uma umas uns
    """,
}
_LEANING = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SHORT = 3
_LOST = {"para", "with", "from", "that"}
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_STOPS = (",", ".", ":", ";", "!", "?", "…", "»", "”", ")")


@lru_cache(1024)
def leaning(text: str) -> frozenset[str]:
    """Return the words that lean on the next one in the languages that the text is in.

    *Son* leans in Spanish and not in English. A text is in the language most of whose little
    words it has, and in each that has at least half as many: a title may be in two.
    """
    words = list(map(_bare, text.split()))
    hits = {language: sum(map(known.__contains__, words)) for language, known in _LEANING.items()}
    enough = max(max(hits.values()) / 2, 0)
    return frozenset().union(*(_LEANING[name] for name, hit in hits.items() if hit >= enough))


def leans(word: str, among: frozenset[str]) -> bool:
    """Tell whether a word leans on the next one."""
    return _leaning(word) in among


@lru_cache(4096)
def _leaning(word: str) -> str:
    """Return a word as it is known where it leans; nothing where a mark keeps it from that."""
    return "" if word.endswith(_STOPS) else _bare(word)


def is_short(word: str) -> bool:
    """Tell whether a word is so short that it is lost at the end of a line."""
    return len(_bare(word)) <= _SHORT or word.lower() in _LOST


@lru_cache(4096)
def _bare(word: str) -> str:
    return _EDGE.sub("", word).lower()
