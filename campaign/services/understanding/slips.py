"""Slips of the finger: which word was meant by one that is no word of the language.

Only what nobody spells so is taken for another word, so *pareció* never becomes *precio*. Words
of the programme are believed first, then those of the lexicon; what comes nearer to any other word
of the language is left as it is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from campaign.services.understanding.words import Word

_SHORTEST = 4
"""Shorter words are never corrected."""

_MIDDLING, _LONG = 6, 8
"""From these lengths on words are compared by their sounds, and may be two slips away."""

_BARE = 3
"""So many consonants tell a word without its vowels (*dnde*)."""

_VOWELS = str.maketrans("", "", "aeiou")


@dataclass(frozen=True)
class Slips:
    """``spelt`` are the words of a language with their sounds, the most frequent first.

    ``meant`` are sounds by which wishes are known, ``stems`` the beginnings of others,
    ``endings`` what may be added to any word (*inscribir-me*), ``diminutives`` the ends of small
    things with what they stand for (*cup-ito*, *cup-o*).
    """

    spelt: Sequence[tuple[str, str]]
    meant: Collection[str]
    stems: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    diminutives: tuple[tuple[str, str], ...] = ()

    def corrected(self, words: Sequence[Word], named: Mapping[str, object]) -> tuple[Word, ...]:
        """Return words with the slips among them as what was meant.

        ``named`` are sounds of the programme's words.
        """
        if not self.spelt:
            return tuple(words)
        return tuple(self._corrected(word, named) for word in words)

    def _corrected(self, word: Word, named: Mapping[str, object]) -> Word:
        if len(word.text) < _SHORTEST or not word.text.isalpha() or word.key in named:
            return word
        small = next((key for key in self._enlarged(word.key) if key in self.meant), None)
        if small is not None:
            return replace(word, text=small, key=small)
        if self._is_word(word.key):
            return word
        best = min(self._near(word, named), default=None)
        if best is None or best.belief is _Belief.NONE:
            return word
        if best.slips > 1 and word.key.startswith(self.stems):
            return word
        return replace(word, text=best.key, key=best.key, slip=True)

    def _enlarged(self, key: str) -> Iterator[str]:
        """Yield what a diminutive may be of (*videíto*, *linkcito*)."""
        for end, whole in self.diminutives:
            if key.endswith(end) and len(key) - len(end) + len(whole) >= _SHORTEST:
                yield key.removesuffix(end) + whole

    def _is_word(self, key: str) -> bool:
        """Tell whether a word is one of the language, be it with an ending."""
        shorter = (key.removesuffix(end) for end in self.endings if key.endswith(end))
        rests = [key, *(rest for rest in shorter if len(rest) >= _SHORTEST)]
        return any(rest in self._ranks or rest in self.meant for rest in rests)

    def _near(self, word: Word, named: Mapping[str, object]) -> Iterator[_Near]:
        """Yield the words of which one may be a slip."""
        head = word.key[0]
        for text, key in (*((name, name) for name in named if name[0] == head), *self._at(head)):
            loss = _loss(word.key, key)
            slips = 1 if loss is _Loss.VOWELS else _slips(word, text, key)
            if slips:
                belief = _Belief.NONE if key not in self.meant else _Belief.WISH
                belief = _Belief.PROGRAMME if key in named else belief
                yield _Near(slips, loss, belief, self._ranks.get(key, len(self.spelt)), key)

    def _at(self, head: str) -> Sequence[tuple[str, str]]:
        return self._by_head.get(head, ())

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {key: rank for rank, (_, key) in reversed([*enumerate(self.spelt)])}

    @cached_property
    def _by_head(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        rare = ((key, key) for key in self.meant if key not in self._ranks)
        for text, key in (*self.spelt, *rare):
            found[key[:1]].append((text, key))
        return found


class _Belief(IntEnum):
    """Which of two words is rather meant, the likelier lower."""

    PROGRAMME = 0
    WISH = 1
    NONE = 2


class _Loss(IntEnum):
    """What a slip left out of a word, the likelier lower; nothing where it put a letter in."""

    VOWELS = 0
    LETTERS = 1
    NOTHING = 2


class _Near(NamedTuple):
    """A word of which another may be a slip, the likeliest lowest."""

    slips: int
    loss: _Loss
    belief: _Belief
    rank: int
    key: str


def _slips(said: Word, text: str, key: str) -> int:
    """Return by how many slips a word may be another, 0 where it is not.

    Short words are compared only as they are written: their sounds are all alike. So are long ones
    beside, for letters that changed their places may sound otherwise (*canclea*).
    """
    if len(said.text) < _MIDDLING:
        return 1 if OSA.distance(said.text, text, score_cutoff=1) == 1 else 0
    most = 2 if len(said.key) >= _LONG else 1
    slips = OSA.distance(said.key, key, score_cutoff=most)
    if slips > 1:
        slips = min(slips, OSA.distance(said.text, text, score_cutoff=most))
    inflected = slips > 1 and said.key.startswith(key)
    return 0 if slips > most or inflected else slips


def _loss(said: str, known: str) -> _Loss:
    """Return what was left out of a word (*dnde*, *wich*)."""
    left = iter(known)
    if len(said) >= len(known) or not all(letter in left for letter in said):
        return _Loss.NOTHING
    consonants = known.translate(_VOWELS)
    bare = len(consonants) >= _BARE and said.translate(_VOWELS) == consonants
    return _Loss.VOWELS if bare else _Loss.LETTERS
