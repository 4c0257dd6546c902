"""Texts as safe HTML: everything is escaped; links, tags and gaps are marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from campaign.channels.support.urls import links
from campaign.core.rendering import GAP

if TYPE_CHECKING:
    from collections.abc import Callable

_TAG = re.compile(r"(?<![\w&/])[#@](?=\w*[^\W\d])\w+")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_SHOWN = 30
_LINK = Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>')
_MARK = Markup('<mark class="gap">{}</mark>')


def prose(text: str, gap: Callable[[str], str] = str, *, short_links: bool = False) -> Markup:
    """Return ``text`` as HTML; line breaks stay line breaks.

    ``gap`` says in words which fact is missing at a mark (:data:`~campaign.core.rendering.GAP`).
    With ``short_links`` an address is shown as X shows it: without scheme and not too long.
    """
    pieces: list[Markup] = []
    end = 0
    for found in GAP.finditer(text):
        pieces.append(_linked(text[end : found.start()], short_links=short_links))
        pieces.append(_MARK.format(gap(found[1])))
        end = found.end()
    pieces.append(_linked(text[end:], short_links=short_links))
    return Markup().join(pieces)


def plain(text: str, gap: Callable[[str], str]) -> str:
    """Return ``text`` with each gap in words and brackets, for files."""
    return GAP.sub(lambda found: f"[{gap(found[1])}]", text)


def _linked(text: str, *, short_links: bool) -> Markup:
    pieces: list[Markup] = []
    end = 0
    for link in links(text):
        pieces.append(_tagged(text[end : link.start]))
        url = text[link.start : link.end]
        target = url if _SCHEME.match(url) else f"https://{url}"
        pieces.append(_LINK.format(target, _shortened(url) if short_links else url))
        end = link.end
    pieces.append(_tagged(text[end:]))
    return Markup().join(pieces)


def _tagged(text: str) -> Markup:
    pieces: list[Markup] = []
    end = 0
    for found in _TAG.finditer(text):
        pieces.append(escape(text[end : found.start()]))
        pieces.append(Markup('<span class="tag">{}</span>').format(found[0]))
        end = found.end()
    pieces.append(escape(text[end:]))
    return Markup().join(pieces)


def _shortened(url: str) -> str:
    bare = _SCHEME.sub("", url).removeprefix("www.").rstrip("/")
    return bare if len(bare) <= _SHOWN else f"{bare[:_SHOWN]}…"
