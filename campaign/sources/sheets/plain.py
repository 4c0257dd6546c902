"""Words without what people do not mean by them: case, accents, odd spaces, invisible signs."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF))
_ORDINAL_SIGNS = dict.fromkeys(map(ord, "ºª°"))
_CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A, 0x0D})
_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def plain(text: str) -> str:
    """Return ``text`` for comparing: lower case, no accents, single ordinary spaces.

    >>> plain("  Qué\u00a0ES ")
    'que es'
    """
    if not text.isascii():
        text = text.translate(_INVISIBLE).translate(_ORDINAL_SIGNS)
        text = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(text.casefold().split())


def slug(text: str, longest: int = 60) -> str:
    """Return ``text`` as an id of ``a-z``, ``0-9`` and ``-``; empty if nothing of it is left.

    >>> slug("Panel 1: anuncio")
    'panel-1-anuncio'
    """
    found = re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-")
    if len(found) <= longest:
        return found
    return found[: longest + 1].rpartition("-")[0] or found[:longest]


def cleaned(text: str) -> str:
    """Return what a person wrote in a cell, without signs that nobody sees.

    Joiners inside emoji and non-breaking spaces between words stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_INVISIBLE).translate(_CONTROLS).strip()


def without_escapes(text: str) -> str:
    """Return a workbook's string with its ``_x000D_`` escapes resolved."""
    if "_x" not in text:
        return text
    return _EXCEL_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def one_line(text: str, longest: int = 400) -> str:
    """Return ``text`` as one printable line, cut at ``longest`` characters."""
    line = " ".join(text.split())
    return "".join(sign for sign in line[:longest] if sign.isprintable()).strip()
