"""Templates cut into their fixed words and their expressions.

Most copy is words with a few ``{{ … }}`` in it, and a calendar has thousands of texts
with the same few expressions. Compiling each expression once is ten times faster than
compiling each text; what has blocks or comments is compiled whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_EXPRESSION = re.compile(r"""\{\{(?![-+])((?:[^{}'"]|'[^']*'|"[^"]*")*)(?<!-)\}\}""")
_OTHER = re.compile(r"\{[{%#]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a template: fixed words, or an expression with its braces.

    ``line`` is where it begins in the template, counted from 1.
    """

    source: str
    line: int
    fixed: bool


@lru_cache(maxsize=1024)
def cut(template: str) -> tuple[Piece, ...]:
    """Return the pieces of a template; one piece, not fixed, when it must be compiled whole."""
    pieces: list[Piece] = []
    end = 0
    line = 1
    for found in _EXPRESSION.finditer(template):
        words = template[end : found.start()]
        pieces.append(Piece(words, line, fixed=True))
        line += words.count("\n")
        pieces.append(Piece(found[0], line, fixed=False))
        line += found[0].count("\n")
        end = found.end()
    pieces.append(Piece(template[end:], line, fixed=True))
    if any(piece.fixed and _OTHER.search(piece.source) for piece in pieces):
        return (Piece(template, 1, fixed=False),)
    return tuple(piece for piece in pieces if piece.source)
