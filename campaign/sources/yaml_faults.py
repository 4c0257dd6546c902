"""Why a file stops being YAML, by what the parser says and the line where it says so.

The names are those of ``problems.bad-yaml.because`` in the catalogues.
"""

from __future__ import annotations

import re
from typing import Final

_BY_WORDS: Final = (
    ("mapping values are not allowed", "colon"),
    ("did not find expected '-' indicator", "indent"),
    ("found unexpected end of stream", "quotes"),
    ("did not find expected ',' or ", "brackets"),
    ("did not find expected node content", "brackets"),
    ("found unknown escape character", "backslash"),
    ("did not find expected hexdecimal number", "backslash"),
    ("did not find expected alphabetic or numeric", "sign"),
    ("found character that cannot start any token", "sign"),
    ("block sequence entries are not allowed", "dash"),
    ("did not find expected comment or line break", "sign"),
    ("could not find expected ':'", "colon-missing"),
    ("control characters are not allowed", "control"),
    ("found a tab character", "tab"),
    ("did not find expected key", "indent"),
)
_TAB = re.compile(r"[ ]*\t")
_QUOTE_INSIDE = re.compile(r"""[:\-]\s*(["']).*\1.*\S""")


def why(words: str, line: str) -> str | None:
    """Return the reason behind the parser's ``words`` about ``line``; ``None`` if none is known."""
    found = next((reason for said, reason in _BY_WORDS if said in words), None)
    if found in {"sign", "indent", "colon"} and _TAB.match(line):
        return "tab"
    if found == "indent" and _QUOTE_INSIDE.search(line):
        return "quote-inside"
    return found
