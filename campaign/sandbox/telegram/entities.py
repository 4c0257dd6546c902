# ruff: noqa: EM101, TRY003 - the words of a refusal are the network's own
"""Marks in a text: found by Telegram itself, or given by the sender. Offsets in UTF-16."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from campaign.sandbox.telegram.refusals import bad

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KINDS = frozenset(
    {
        "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number",
        "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote",
        "expandable_blockquote", "code", "pre", "text_link", "text_mention",
        "custom_emoji", "date_time",
    },
)  # fmt: skip
_FOUND = (
    ("url", re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»”…]|\bt\.me/\w+", re.IGNORECASE)),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")),
    ("bot_command", re.compile(r"(?<![^\s(])/[A-Za-z0-9_]{1,64}(?:@\w+)?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}\b")),
    ("hashtag", re.compile(r"(?<![\w#&])#(?=\w*[^\W\d])\w{1,255}")),
)
_LOW_HALF = 0xDC
_SPACE = " \t\r\n\v\f\u00a0\u200b\u200e\u200f\ufeff"


def units(text: str) -> int:
    """Return the length of ``text`` in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def found_in(text: str, taken: Iterable[dict[str, Any]] = ()) -> list[dict[str, Any]]:
    """Return links, commands, mentions and tags that Telegram finds by itself.

    ``taken`` are marks given by the sender, which leave no room for others.
    """
    busy = [
        (mark["offset"], mark["offset"] + mark["length"])
        for mark in taken
        if mark["type"] in {"text_link", "code", "pre", "url"}
    ]
    marks: list[dict[str, Any]] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            end = start + units(match[0])
            if all(end <= first or start >= last for first, last in busy):
                busy.append((start, end))
                marks.append({"type": kind, "offset": start, "length": end - start})
    return sorted(marks, key=lambda mark: (mark["offset"], -mark["length"]))


def trimmed(text: str, marks: Sequence[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Return the text without space around it, and its marks moved along."""
    left = units(text[: len(text) - len(text.lstrip(_SPACE))])
    short = text.strip(_SPACE)
    length = units(short)
    kept: list[dict[str, Any]] = []
    for mark in marks:
        start = max(0, mark["offset"] - left)
        end = min(length, mark["offset"] + mark["length"] - left)
        if end > start:
            kept.append({**mark, "offset": start, "length": end - start})
    return short, kept


def checked(text: str, marks: Any) -> list[dict[str, Any]]:
    """Return the sender's marks.

    Raises:
        Refusal: for a mark of no known kind, out of the text or through a character.
    """
    if not isinstance(marks, list):
        raise bad("can't parse MessageEntity: expected an Array")
    raw = text.encode("utf-16-le", "surrogatepass")
    for mark in marks:
        if not isinstance(mark, dict) or mark.get("type") not in KINDS:
            raise bad("can't parse MessageEntity: unsupported type")
        if not _inside(raw, mark.get("offset"), mark.get("length")):
            raise bad("can't parse MessageEntity: offset or length is out of the text")
        if mark["type"] == "text_link" and not isinstance(mark.get("url"), str):
            raise bad("can't parse MessageEntity: text_link needs a url")
    return [dict(mark) for mark in marks]


def _inside(raw: bytes, offset: Any, length: Any) -> bool:
    if type(offset) is not int or type(length) is not int or offset < 0 or length < 1:
        return False
    end = offset + length
    return end * 2 <= len(raw) and not (_halves(raw, offset) or _halves(raw, end))


def _halves(raw: bytes, position: int) -> bool:
    """Tell whether a character would be cut in two at ``position``."""
    unit = raw[position * 2 : position * 2 + 2]
    return len(unit) > 1 and unit[1] & 0xFC == _LOW_HALF
