"""Texts with links and marks as safe HTML: everything is escaped, then wrapped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

from markupsafe import Markup, escape

from campaign.sandbox.telegram.entities import units
from campaign.sandbox.x.length import links
from campaign.sandbox.x.timeline import display

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WRAPS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "code",
    "spoiler": "mark",
    "blockquote": "q",
    "expandable_blockquote": "q",
    "hashtag": "strong",
    "cashtag": "strong",
    "mention": "strong",
    "bot_command": "strong",
    "date_time": "time",
}
_TAGS = re.compile(r"(?<![\w&/])[#@](?=\w*[^\W\d])\w+")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def telegram(text: str, marks: Sequence[Mapping[str, Any]], bot: str) -> Markup:
    """Return a Telegram text with its marks; ``bot`` is the bot's user name."""
    ordered = sorted(marks, key=lambda mark: (mark["offset"], -mark["length"]))
    raw = text.encode("utf-16-le", "surrogatepass")
    return _Writer(raw, bot).write(ordered, 0, len(raw) // 2)


def x(text: str, bot: str) -> Markup:
    """Return the text of a post on X with its links, tags and mentions."""
    marks: list[dict[str, Any]] = [
        {
            "type": "url",
            "offset": units(text[: found.start()]),
            "length": units(found[0]),
            "shown": display(found[0]),
        }
        for found in links(text)
    ]
    busy = [(mark["offset"], mark["offset"] + mark["length"]) for mark in marks]
    for found in _TAGS.finditer(text):
        start = units(text[: found.start()])
        if not any(first <= start < last for first, last in busy):
            marks.append({"type": "hashtag", "offset": start, "length": units(found[0])})
    return telegram(text, marks, bot)


class _Writer:
    def __init__(self, raw: bytes, bot: str) -> None:
        self._raw = raw
        self._bot = bot

    def write(self, marks: Sequence[Mapping[str, Any]], start: int, end: int) -> Markup:
        """Return the HTML of one stretch; marks that reach out of it are cut."""
        pieces: list[str] = []
        position = start
        for number, mark in enumerate(marks):
            first = mark["offset"]
            last = min(mark["offset"] + mark["length"], end)
            if first < position or first >= last:
                continue
            inner = [other for other in marks[number + 1 :] if other["offset"] < last]
            pieces.append(self._plain(position, first))
            pieces.append(self._wrapped(mark, self.write(inner, first, last), first, last))
            position = last
        pieces.append(self._plain(position, end))
        return Markup("").join(pieces)

    def _plain(self, start: int, end: int) -> Markup:
        return escape(self._text(start, end))

    def _text(self, start: int, end: int) -> str:
        return self._raw[start * 2 : end * 2].decode("utf-16-le", "replace")

    def _wrapped(self, mark: Mapping[str, Any], inner: Markup, first: int, last: int) -> Markup:
        kind = mark["type"]
        if "shown" in mark:
            inner = escape(mark["shown"])
        if kind in {"url", "text_link"}:
            return _link(str(mark.get("url") or self._text(first, last)), inner, self._bot)
        tag = _WRAPS.get(kind)
        if tag is None:
            return inner
        return Markup('<{0} class="{1}">{2}</{0}>').format(tag, kind, inner)


def _link(url: str, inner: Markup, bot: str) -> Markup:
    target = url if _ADDRESS.match(url) else f"https://{url}"
    here = to_chat(target, bot)
    if here:
        return Markup('<a href="{}">{}</a>').format(here, inner)
    if ":" in url.partition("/")[0] and not _ADDRESS.match(url):
        return inner
    return Markup('<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>').format(
        target, inner
    )


def to_chat(url: str, bot: str) -> str | None:
    """Return the chat page for a link to the bot (``t.me/BOT?start=…``), else ``None``."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.hostname not in {"t.me", "telegram.me"}:
        return None
    if parts.path.strip("/").lower() != bot.lower():
        return None
    start = parse_qs(parts.query).get("start", [""])[0]
    return f"/chat?start={quote(start)}" if start else "/chat"
