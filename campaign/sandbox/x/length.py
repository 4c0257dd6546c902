"""How long a post is for X, told without our own counter, so that the two check each other.

Source: twitter-text, configuration v3; ``checked_on`` 2026-11.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 280
URL = 23
_LABEL = 63
_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_TLDS = (
    "com|org|net|edu|gov|int|info|biz|app|dev|io|social|online|site|live|link|events|"
    "cl|ar|pe|mx|br|bo|ec|uy|py|ve|co|es|eu|uk|de|fr|it|pt|us|ca|me|tv|be|ly|gl"
)
LINK = re.compile(
    r"https?://[^\W_](?:[\w.-]*[^\W_])?(?::\d+)?(?:[/?#][^\s<>\"]*[^\s<>\".,;:!?)\]'»”…])?/?"
    rf"|(?<![@\w.#$/-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{_TLDS})(?![\w@-]|\.\w)"
    r"(?:/[^\s<>\"]*[^\s<>\".,;:!?)\]'»”…]|/)?",
    re.IGNORECASE,
)


def links(text: str) -> Iterator[re.Match[str]]:
    """Yield what X would shorten."""
    return (found for found in LINK.finditer(text) if _has_host(found[0]))


def bare(link: str) -> str:
    """Return an address without its scheme."""
    return re.sub(r"^https?://", "", link, flags=re.IGNORECASE)


def _has_host(link: str) -> bool:
    host = re.split(r"[/?#:]", bare(link))[0]
    return "." in host and all(len(_ascii(label)) <= _LABEL for label in host.split("."))


def _ascii(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"


def weighted(text: str) -> int:
    """Return the length of ``text`` as X counts it."""
    from emoji import emoji_list  # noqa: PLC0415 - its tables take a moment to load

    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    total = 0
    rest: list[str] = []
    position = 0
    for link in links(plain):
        total += URL
        rest.append(plain[position : link.start()])
        position = link.end()
    rest.append(plain[position:])
    for piece in rest:
        found = emoji_list(piece)
        total += 2 * len(found) + sum(_weight(char) for char in piece)
        total -= sum(_weight(char) for emoji in found for char in emoji["emoji"])
    return total


def _weight(char: str) -> int:
    return 1 if any(first <= ord(char) <= last for first, last in _LIGHT) else 2
