"""From a message to words: folded, spelt out, and keyed by how they sound.

Spelling is data of a language: ``same`` spells chat shorthand out (``xq`` is *por que*),
``sounds`` are replacements that make *kiero* and *quiero* one word, ``joins`` are the
words that begin another clause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaign.core.folding import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_CHARACTERS = 1_000
"""Longer messages are read up to here: nobody's wish stands behind that."""

_TOKEN = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[:.h]\d{2}(?!\d)|\d{1,2}[/-]\d{1,2}(?!\d)|[^\W_]+|[^\w\s]|\n"
)
_QUESTION_MARKS = "?¿\uff1f\u061f"
_APOSTROPHES = str.maketrans("", "", "'\u2019\u00b4`")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: folded (no capitals, no accents), its sound, and the clause that it is in.

    ``slip`` tells that another was written, which is none.
    """

    text: str
    key: str
    clause: int
    slip: bool = False


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a language is spelt in chats."""

    same: Mapping[str, str] = field(default_factory=dict)
    sounds: tuple[tuple[re.Pattern[str], str], ...] = ()
    joins: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    diminutives: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_table(cls, table: Mapping[str, object]) -> Spelling:
        """Read the table ``spelling`` of a language's intents."""
        same = table.get("same") or {}
        if not isinstance(same, dict):
            msg = "spelling.same is a table"
            raise TypeError(msg)
        return cls(
            {fold(short): fold(long) for short, long in same.items()},
            tuple((re.compile(old), new) for old, new in _pairs(table, "sounds")),
            frozenset(map(fold, _strings(table, "joins"))),
            tuple(map(fold, _strings(table, "endings"))),
            tuple((fold(old), fold(new)) for old, new in _pairs(table, "diminutives")),
        )

    def sound(self, folded: str) -> str:
        """Return the key under which differently spelt words are one."""
        for old, new in self.sounds:
            folded = old.sub(new, folded)
        return folded

    def spell(self, word: str) -> Sequence[str]:
        """Return the folded word, spelt out where it is shorthand."""
        return self.same.get(word, word).split()

    def words(self, text: str) -> tuple[Word, ...]:
        """Return the words of a message with their clauses."""
        found: list[Word] = []
        clause = 0
        for token in _TOKEN.findall(fold(text[:MOST_CHARACTERS])):
            if not token[0].isalnum():
                clause += 1
                continue
            for piece in self.spell(token):
                clause += piece in self.joins
                found.append(Word(piece, self.sound(piece), clause))
        return tuple(found)


def _strings(table: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = table.get(name)
    return tuple(map(str, found)) if isinstance(found, list) else ()


def _pairs(table: Mapping[str, object], name: str) -> tuple[tuple[str, str], ...]:
    found = table.get(name) or ()
    if not isinstance(found, list | tuple):
        msg = f"spelling.{name} is a list of pairs"
        raise TypeError(msg)
    return tuple((old, new) for old, new in found)


def fold(text: str) -> str:
    """Return text in lower case without accents, apostrophes and letters held down (*holaaa*)."""
    return _REPEATED.sub(r"\1", folded(text).translate(_APOSTROPHES))


def has_question_mark(text: str) -> bool:
    """Tell whether a text has a question mark of any script, or of Spanish where one begins."""
    return any(sign in text for sign in _QUESTION_MARKS)
