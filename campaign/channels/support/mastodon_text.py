"""Texts on Mastodon: how long they are, and what a status says below its HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from campaign.channels.support.urls import links

LINK = 23
_MENTION = re.compile(r"(?<![=/\w])@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)(?:@[\w.-]+\w)?", re.IGNORECASE)
_BREAKS = frozenset({"p", "br", "li", "blockquote", "pre"})


def length(text: str) -> int:
    """Return the length of a text in Mastodon's units: grapheme clusters, links of 23, and of
    the name of an account only what stands before its server's.
    """
    claims = [
        (link.start, link.end, "x" * LINK)
        for link in (links(text) if "://" in text else ())
        if "://" in text[link.start : link.end]
    ]
    return _graphemes(_replaced(text, claims + _mentions(text)))


def _mentions(text: str) -> list[tuple[int, int, str]]:
    found = _MENTION.finditer(text)
    return [(mention.start(), mention.end(), f"@{mention[1]}") for mention in found]


def _replaced(text: str, claims: list[tuple[int, int, str]]) -> str:
    """Return ``text`` with what stands for its stretches; of two that overlap the first."""
    pieces: list[str] = []
    position = 0
    for start, end, instead in sorted(claims):
        if start >= position:
            pieces += [text[position:start], instead]
            position = end
    return "".join([*pieces, text[position:]])


def _graphemes(text: str) -> int:
    if text.isascii() and "\r" not in text:
        return len(text)
    import regex  # noqa: PLC0415 -- its tables take a moment to load

    return sum(1 for _ in regex.finditer(r"\X", text))


def plain(html: str) -> str:
    """Return what a status says, with its links written out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.pieces).strip()


def skeleton(text: str) -> str:
    """Return the letters and digits of ``text``, without the servers of the accounts that it
    names: what no server changes, however it writes a status out.
    """
    named = _replaced(text, _mentions(text))
    return "".join(sign for sign in named.casefold() if sign.isalnum())


class _Reader(HTMLParser):
    """Reads text; a link counts as where it leads, since servers show less of it."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._in_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or a link."""
        if tag in _BREAKS:
            self.pieces.append("\n")
        elif tag == "a":
            given = dict(attrs)
            named = {"mention", "hashtag"} & set((given.get("class") or "").split())
            self._in_link = not named and bool(given.get("href"))
            if self._in_link:
                self.pieces.append(given["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        """End a link."""
        if tag == "a":
            self._in_link = False

    def handle_data(self, data: str) -> None:
        """Read on."""
        if not self._in_link:
            self.pieces.append(data)
