"""Words without what people seldom mean by them: capitals and accents."""

from __future__ import annotations

import re
import unicodedata


def folded(text: str) -> str:
    """Return ``text`` for comparing: small letters without accents; spaces stay as they are.

    >>> folded("COORDINACIÓN y Diseño")
    'coordinacion y diseno'
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()


def slug(text: str) -> str:
    """Return ``text`` as a name of ``a-z``, ``0-9`` and ``-``; empty if nothing of it is left.

    >>> slug("Panel 1: diálogo")
    'panel-1-dialogo'
    """
    return re.sub(r"[^a-z0-9]+", "-", folded(text)).strip("-")
