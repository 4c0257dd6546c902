"""The dash between two parts, which many type as a hyphen between spaces."""

from __future__ import annotations

import re

_TYPED = re.compile(r"(?<=\S) -{1,2} (?=\S)")


def with_dashes(text: str) -> str:
    """Return a text with true dashes where a hyphen stands for one; in compounds it stays.

    >>> with_dashes("San Pedro - Las Palmas, Vitoria-Gasteiz")
    'San Pedro – Las Palmas, Vitoria-Gasteiz'
    """
    return _TYPED.sub(" – ", text)
