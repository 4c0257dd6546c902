"""The letters that stand for a name where there is no picture."""

from __future__ import annotations

import re
import unicodedata

MOST = 3
"""How many letters a monogram has at most."""

SPANISH = "es"

_BRIEF = 3
_NUMERAL = re.compile(r"I{2,3}|IV|VI{1,3}")
_ASIDE = re.compile(r"[(\[\uff08].*?[)\]\uff09]")
_LETTERS = re.compile(r"[^\W_].*")
"""A word from its first letter or figure on."""

_TITLED = """
dr dra prof profa sr sra srta ing lic mag arq abog mtro mtra mr mrs ms mx rev phd ph.d msc mba
jr hijo
"""
_TITLES = frozenset(_TITLED.split())
_AFTER_ANOTHER = """
alberto alejandra alejandro alfonso andrea andrés ángel ángeles antonia antonio beatriz belén
camila carlos carmen carolina catalina cecilia concepción cristina cristóbal daniel daniela
david diego dolores eduardo elena elisa enrique esteban eugenia felipe fernanda fernando
francisca francisco gabriel gabriela graciela guadalupe gustavo ignacia ignacio inés isabel
javier javiera jesús joaquín jorge josé josefa josefina juan julia julio laura leonor lorena
lourdes lucía luis luisa luz magdalena manuel manuela marcela margarita maría mariana martín
matías mercedes miguel milagros nicolás olga pablo patricia patricio paula paz pedro pía pilar
rafael ramón raquel raúl ricardo roberto rocío rodrigo rosa rosario salvador santiago
sebastián sofía soledad susana teresa tomás trinidad valentina verónica vicente victoria ximena
"""
_SECOND_NAMES = frozenset(_AFTER_ANOTHER.split())
"""Names that stand after another given name more often than they are a surname."""


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


def initials_of(person: str, language: str = "") -> str:
    """Return the first letters of a person's given name and surname; one for a single name.

    In Spanish the surname is the first of two. Titles are no names, and of a script without
    capitals one letter is enough: there, letters side by side are read as a word. Flags and other
    signs are no letters: a name of nothing else has no initials.

    >>> initials_of("María de los Ángeles Pérez Soto", "es"), initials_of("Dr. Grace B. Hopper")
    ('MP', 'GH')
    """
    written = _words(_in_order(unicodedata.normalize("NFC", person)))
    words = [found[0] for found in map(_LETTERS.search, written) if found]
    named = [word for word in words if not _is_title(word)] or words
    strong = [word for word in named if _is_strong(word)]
    if not strong:
        with_case = bool(named) and named[0][0].upper() != named[0][0]
        return _first((named[:1] + named[1:][-1:]) if with_case else named[:1])
    return _first(strong[:1] + _surname(strong[1:], language))


def _surname(words: list[str], language: str) -> list[str]:
    """Return the surname of what follows a given name."""
    if language != SPANISH or len(words) < len(("given or surname", "surname")):
        return words[-1:]
    given = words[0].casefold() in _SECOND_NAMES or len(words) > len(("surname", "surname"))
    return words[1:2] if given else words[:1]


def _in_order(person: str) -> str:
    """Return a name without what stands in brackets, the given name first."""
    before, comma, after = _ASIDE.sub(" ", person).partition(",")
    if comma and any(not _is_title(word) for word in _words(after)):
        return f"{after} {before}"
    return before


def _is_title(word: str) -> bool:
    return word.rstrip(".").casefold() in _TITLES or bool(_NUMERAL.fullmatch(word))


def _words(text: str) -> list[str]:
    return [bare for word in text.split() if (bare := word.lstrip("«“\"'¿¡(-–—·&/"))]


def _is_strong(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit()


def _first(words: list[str]) -> str:
    return "".join(word[0] for word in words[:MOST]).upper()
