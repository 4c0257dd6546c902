# ruff: noqa: EM101, EM102, TRY003 - the words of a refusal are the network's own
"""Telegram's HTML: few tags, every one closed, everything else refused.

Source: core.telegram.org/bots/api#html-style. Named entities other than
``&lt; &gt; &amp; &quot;`` stay as they are written, as on the real server.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from campaign.sandbox.telegram.entities import units
from campaign.sandbox.telegram.refusals import Refusal, bad

_PLAIN = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_WITH_VALUE = {"a", "span", "tg-emoji", "tg-time"}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)?([^<>]*)(>?)")
_ATTRIBUTE = re.compile(r"""\s+([A-Za-z][\w-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[\w.-]+))?""")
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6}));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


@dataclass(slots=True)
class _Reader:
    text: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)

    def write(self, piece: str) -> None:
        plain = _ENTITY.sub(_decoded, piece)
        self.text.append(plain)
        self.length += units(plain)


def parse(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the plain text and its marks.

    Raises:
        Refusal: 400 "can't parse entities" for what Telegram would refuse.
    """
    reader = _Reader()
    position = 0
    for match in _TAG.finditer(source):
        reader.write(source[position : match.start()])
        where = len(source[: match.start()].encode())
        if match[1]:
            _close(reader, (match[2] or "").lower(), where)
        else:
            _start(reader, match, where)
        position = match.end()
    reader.write(source[position:])
    if reader.open:
        tag = reader.open[-1].tag
        raise _refused(f'Can\'t find end tag corresponding to start tag "{tag}"')
    return "".join(reader.text), sorted(
        reader.marks, key=lambda mark: (mark["offset"], -mark["length"])
    )


def _start(reader: _Reader, match: re.Match[str], where: int) -> None:
    tag = (match[2] or "").lower()
    if tag not in _PLAIN and tag not in _WITH_VALUE:
        raise _refused(f'Unsupported start tag "{tag}" at byte offset {where}')
    if not match[4]:
        raise _refused(f"Unclosed start tag at byte offset {where}")
    attributes = {
        found[1].lower(): _ENTITY.sub(_decoded, (found[2] or "").strip("\"'"))
        for found in _ATTRIBUTE.finditer(match[3])
    }
    if _ATTRIBUTE.sub("", match[3]).strip():
        raise _refused(f'Unexpected end of name token in tag "{tag}" at byte offset {where}')
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _refused(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
    reader.open.append(_Open(tag, attributes, reader.length))


def _close(reader: _Reader, tag: str, where: int) -> None:
    if not reader.open:
        raise _refused(f"Unexpected end tag at byte offset {where}")
    opened = reader.open.pop()
    if tag != opened.tag:
        raise _refused(
            f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", '
            f'found "</{tag}>"',
        )
    mark = _mark(opened, "".join(reader.text))
    if mark and reader.length > opened.offset:
        place = {"offset": opened.offset, "length": reader.length - opened.offset}
        reader.marks.append({**mark, **place})


def _mark(opened: _Open, text: str) -> dict[str, Any] | None:
    values = opened.attributes
    if opened.tag == "blockquote" and "expandable" in values:
        return {"type": "expandable_blockquote"}
    if opened.tag == "span":
        return {"type": "spoiler"}
    if opened.tag == "a":
        raw = text.encode("utf-16-le")[opened.offset * 2 :].decode("utf-16-le")
        url = values.get("href", raw)
        return {"type": "text_link", "url": url} if _is_link(url) else None
    if opened.tag == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": values.get("emoji-id", "")}
    if opened.tag == "tg-time":
        return _time(values)
    return {"type": _PLAIN[opened.tag]}


def _time(values: dict[str, str]) -> dict[str, Any]:
    if not re.fullmatch(r"\d{1,12}", values.get("unix", "")):
        raise _refused('Tag "tg-time" must have a valid attribute "unix"')
    mark: dict[str, Any] = {"type": "date_time", "unix_time": int(values["unix"])}
    if "format" in values:
        if not re.fullmatch(r"r|w?[dD]?[tT]?", values["format"]):
            raise _refused('Tag "tg-time" has an unknown attribute "format"')
        mark["date_time_format"] = values["format"]
    return mark


def _is_link(url: str) -> bool:
    return re.match(r"(?:https?|tg|tel|mailto|ton):", url, re.IGNORECASE) is not None or (
        re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", url) is not None
    )


def _decoded(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    code = int(match[2]) if match[2] else int(match[3], 16)
    if code == 0 or code > sys.maxunicode or unicodedata.category(chr(code)) == "Cs":
        return match[0]
    return chr(code)


def _refused(words: str) -> Refusal:
    return bad(f"can't parse entities: {words}")
