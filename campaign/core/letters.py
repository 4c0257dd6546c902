"""The letters that stand for a name where there is no picture."""

from __future__ import annotations

MOST = 3
"""How many letters a monogram has at most."""

_BRIEF = 3


def monogram_of(series: str) -> str:
    """Return the first letters of the words that a series is known by, three at most.

    Where only its first word has a capital, those count that are no mere *de*, *los*, *and*.

    >>> monogram_of("Jornadas del Atlántico"), monogram_of("Noches de mapas: otoño")
    ('JA', 'NM')
    """
    words = _words(series.partition(":")[0])
    strong = [word for word in words if _is_strong(word)]
    if len(strong) == 1 and strong == words[:1]:
        strong += [word for word in words[1:] if len(word) > _BRIEF] or words[1:][-1:]
    return _first(strong or words)


def initials_of(person: str) -> str:
    """Return the first letters of a person's first and last name."""
    words = _words(person)
    strong = [word for word in words if _is_strong(word)] or words
    return _first(strong[:1] + strong[1:][-1:])


def _words(text: str) -> list[str]:
    bare = (word.lstrip("«“\"'¿¡(-–—·&/") for word in text.split())
    return [word for word in bare if word]


def _is_strong(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit()


def _first(words: list[str]) -> str:
    return "".join(word[0] for word in words[:MOST]).upper()
