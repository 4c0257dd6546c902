"""Rules about the words of one delivery: length, links, hashtags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from campaign.core.broken_letters import broken_letters
from campaign.core.folding import folded
from campaign.core.invisible import unseen
from campaign.core.problems import Code, Place, Problem, error, warning
from campaign.core.torn_links import torn_links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.core.folder import Folder
    from campaign.services.drafting import Prepared

_URL = re.compile(r"\bhttps?://[^\s<>\"»”]+", re.IGNORECASE)
_BROKEN = re.compile(r"\bhttps?(?:;//|//|:/(?!/))\S*|\bhttps?://(?=\s|$)", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w/.@:-])www\.[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<!\w)#(\w+)")
LONG_HASHTAG = 12
LONGEST_WORD = 40


def text_place(folder: Folder, item: Prepared, line: int | None = None) -> Place:
    """Return where the words of a delivery are written."""
    entry = item.entry
    text = None if entry.literal else folder.texts.get(entry.text)
    if text is None:
        return entry.place_of("text")
    return text.place_of(item.key.channel, line or 1)


def faults(folder: Folder, item: Prepared) -> Iterator[Problem]:
    """A template that gave nothing, or nothing but spaces."""
    if item.fault is not None:
        place = text_place(folder, item, item.fault.line)
        params = {**item.fault.params, "post": item.draft.post, "channel": item.key.channel}
        yield error(item.fault.code, place, **params)
    elif item.text is not None and not item.text.strip():
        yield error(Code.TEXT_EMPTY, text_place(folder, item), **which(item))


def length(folder: Folder, item: Prepared) -> Iterator[Problem]:
    """A text that is longer than the channel takes, in the channel's own units."""
    if item.text is None or item.sheet is None:
        return
    limits = item.sheet.limits
    limit = min(limits.text, limits.caption) if item.with_picture else limits.text
    if len(item.text) * 2 <= limit:
        return
    count = item.sheet.count(item.text)
    if count > limit:
        place = text_place(folder, item)
        yield error(
            Code.TEXT_TOO_LONG, place, length=count, limit=limit, over=count - limit, **which(item)
        )


def links(folder: Folder, item: Prepared) -> Iterator[Problem]:
    """Addresses that will not work or are not protected."""
    text = item.text or ""
    for found in _BARE.finditer(text):
        yield warning(
            Code.LINK_WITHOUT_SCHEME, text_place(folder, item), value=found[0], **which(item)
        )
    if "http" not in text.lower():
        return
    for found in _BROKEN.finditer(text):
        yield error(
            Code.LINK_BROKEN_FORM, text_place(folder, item), value=found[0].strip(), **which(item)
        )
    for torn in torn_links(text):
        params = {"value": torn, "because": "torn", **which(item)}
        yield warning(Code.LINK_BROKEN_FORM, text_place(folder, item), **params)
    for found in _URL.finditer(text):
        if found[0].lower().startswith("http://"):
            yield warning(
                Code.LINK_NOT_HTTPS, text_place(folder, item), value=found[0], **which(item)
            )


def hashtags(folder: Folder, item: Prepared) -> Iterator[Problem]:
    """Hashtags that a screen reader reads as one long word."""
    for found in _HASHTAG.finditer(item.text or ""):
        word = found[1]
        readable = any(letter.isupper() for letter in word[1:]) and not word.isupper()
        if len(word) > LONG_HASHTAG and not readable and "_" not in word:
            better = f"#{_in_words(folder, word)}"
            place = text_place(folder, item)
            params = {"value": found[0], "readable": better, **which(item)}
            yield warning(Code.HASHTAG_UNREADABLE, place, **params)


def _in_words(folder: Folder, tag: str) -> str:
    """Return a hashtag with a capital for each word, where the campaign's own words tell them."""
    wanted = folded(tag)
    titles = (folder.campaign.title, *(panel.title for panel in folder.programme.panels))
    for said in (*folder.campaign.hashtags, *titles, *folder.campaign.organisers):
        words = re.findall(r"\w+", said)
        for first in range(len(words)):
            for last in range(first + 1, len(words) + 1):
                joined = "".join(word[:1].upper() + word[1:] for word in words[first:last])
                if folded(joined) == wanted and joined != tag:
                    return joined
    return "OpenData"


def invisible(folder: Folder, item: Prepared) -> Iterator[Problem]:
    """Signs that nobody sees and that change how the text reads, each kind once."""
    text = item.text or ""
    if text.isascii() and text.isprintable():
        return
    found = {one.code: one for one in reversed([*unseen(text)])}
    for one in reversed(found.values()):
        params = {"value": one.code, "near": one.near, "because": one.does, **which(item)}
        yield warning(Code.INVISIBLE_SIGN, _place_of(folder, item, one.sign), **params)


def letters(folder: Folder, item: Prepared) -> Iterator[Problem]:
    """Letters that were read in another encoding than they were written in."""
    for _, word in broken_letters(item.text or ""):
        params = {"value": word[:LONGEST_WORD], **which(item)}
        yield warning(Code.BROKEN_LETTERS, _place_of(folder, item, word), **params)


def _place_of(folder: Folder, item: Prepared, words: str) -> Place:
    """Return the line of the text's file where these words stand; else that of the text."""
    text = None if item.entry.literal else folder.texts.get(item.entry.text)
    written = "" if text is None else text.source(item.key.channel)
    line = written.count("\n", 0, written.find(words)) + 1
    return text_place(folder, item, line)


def kept_in(item: Prepared) -> str:
    """Return ``sheet`` for a row of a spreadsheet, where fields are columns."""
    sheet = item.entry.place_of("when").file.endswith((".xlsx", ".csv"))
    return "sheet" if sheet else ""


def which(item: Prepared) -> dict[str, str]:
    """Return the values by which a sentence names a delivery."""
    return {"post": item.draft.post, "channel": item.label, "key": str(item.key)}


RULES = (faults, length, links, hashtags, invisible, letters)
