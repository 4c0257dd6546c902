"""Words that lean on the next one: a line must not end on them, in the language of the text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORDS = {
    "es": """
        a al ante bajo cada como con cuando cuya cuyas cuyo cuyos cómo de del desde donde dónde
        durante e el en entre es ese esa esos esas esta estas este estos está están ha hacia han
        hasta la las le les lo los me mi mis muy más ni no nos nuestra nuestras nuestro
        nuestros o para pero por porque que qué quien quién se según ser si sin sino sobre son
        su sus tan también te tras tu tus u un una unas unos vs y ya
    """,
    "en": """
        a about across after against along among an and are around as at be because been before
        behind below beneath beside between beyond but by can could during every for from had has
        have her his how if in inside into is it its like may might must my near no nor not of on
        onto or our outside over per shall should since so some than that the their these they
        this those through to toward towards under until upon via was we were what when where
        whether which while who whose why will with within without would you your
    """,
    "pt": """
        a ao aos as até com como da das de do dos e em entre essa esse esta este foi é mais mas
        na nas no nos não o os ou para pela pelas pelo pelos por que quem se sem ser seu seus
        sob sobre sua suas são também um uma umas uns
    """,
}
_LEANING = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SHIFTS = range(0, 32 * len(_WORDS), 32)
_MOST_WORDS = (1 << 32) - 1
_SIGNS = frozenset({"&", "+"})
"""What joins two words in any language."""

_NAMES = """
    af al av bin da das de degli dei del della den der di do dos du el ibn la las le los
    mac san santa st te ten ter van von y zu zum zur
"""
_PARTICLES = frozenset(_NAMES.split())
"""What stands inside a name, before a word with a capital: *Ludwig van der Rohe*."""

_SHORT = 3
_LOST = {"para", "with", "from", "that", "into"}
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_STOPS = (",", ".", ":", ";", "!", "?", "…", "»", "”", ")")
_ENDS = (".", "!", "?", "…")
"""After these a capital says nothing: a sentence begins."""
_WITHOUT_TITLE_CASE = ("es", "pt")
"""In these languages words with capitals beside each other are a name: *Datos Abiertos*."""


@lru_cache(1024)
def leaning(text: str) -> frozenset[str]:
    """Return the words that lean on the next one in the languages that the text is in.

    *Son* leans in Spanish and not in English. A text is in the language most of whose little
    words it has, and in each that has at least half as many: a title may be in two.
    """
    total = sum(map(_hits, text.split()))
    hits = [total >> shift & _MOST_WORDS for shift in _SHIFTS]
    enough = max(hits) / 2
    return _leaning_in(
        tuple([name for name, hit in zip(_WORDS, hits, strict=True) if hit >= enough])
    )


@lru_cache(4096)
def _hits(word: str) -> int:
    """Return in which languages a word leans, 1 for each in its own part of one number."""
    bare = _bare(word)
    known = zip(_SHIFTS, _LEANING.values(), strict=True)
    return sum((bare in words) << shift for shift, words in known)


@lru_cache(8)
def _leaning_in(languages: tuple[str, ...]) -> frozenset[str]:
    """Return the words that lean in any of these languages: one object for all their texts."""
    return _SIGNS.union(*(_LEANING[name] for name in languages))


class Word(NamedTuple):
    """A word as it leans: in which letters, nothing where a mark keeps it from that; whether it
    begins with a capital, whether it may stand inside a name, and whether a sentence ends with it.
    """

    letters: str
    capital: bool
    particle: bool
    ends: bool


@lru_cache(4096)
def known(word: str) -> Word:
    """Return what is known of a word, whatever text it is in."""
    letters = word if word in _SIGNS else "" if word.endswith(_STOPS) else _bare(word)
    return Word(letters, word[:1].isupper(), word.lower() in _PARTICLES, word.endswith(_ENDS))


def leans(word: str, among: frozenset[str]) -> bool:
    """Tell whether a word leans on the next one."""
    return known(word).letters in among


class Leaning(NamedTuple):
    """Whether a word leans on the next one, and whether that is of the same name: 1 where it is
    a particle, 2 where it stands as close as *Datos* and *Abiertos*.
    """

    on_next: bool
    named: int


UPRIGHT = Leaning(on_next=False, named=0)
_WAYS = (
    (UPRIGHT, Leaning(on_next=False, named=1), Leaning(on_next=False, named=2)),
    tuple(Leaning(on_next=True, named=named) for named in range(3)),
)
"""Every way to lean, by both answers: one object each for all words."""


def leaning_words(words: Sequence[Word], among: frozenset[str]) -> list[Leaning]:
    """Tell of each word how it leans, particles of names too: *Ludwig* has its *van der* after
    it, which lean on *Rohe*; and *Datos* has its *Abiertos*, where a capital is a name's.
    """
    found = []
    inside = before_particle = before_capital = False
    by_capitals = _has_no_title_case(among)
    for place in range(len(words) - 1, -1, -1):
        letters, capital, may_be_inside, _ = words[place]
        if not (capital or inside):  # as most words are: nothing is changed for the one before
            found.append(_WAYS[letters in among][0])
            continue
        particle = inside and may_be_inside
        named = 0
        if capital and before_particle:
            named = 1
        elif capital and before_capital and letters and by_capitals and place:
            named = 0 if words[place - 1].ends else 2
        found.append(_WAYS[particle or letters in among][named])
        inside = particle or capital
        before_particle = particle and not capital
        before_capital = capital
    found.reverse()
    return found


@lru_cache(8)
def _has_no_title_case(among: frozenset[str]) -> bool:
    """Tell whether words lean as in a language that has none, or as in one that may be one."""
    return any(_LEANING[language] <= among for language in _WITHOUT_TITLE_CASE)


def is_short(word: str) -> bool:
    """Tell whether a word is so short that it is lost at the end of a line."""
    bare = _bare(word)
    return len(bare) <= _SHORT or bare in _LOST


@lru_cache(4096)
def _bare(word: str) -> str:
    return _EDGE.sub("", word).lower()
