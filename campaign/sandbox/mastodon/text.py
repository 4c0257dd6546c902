"""Texts as the server counts them and as it shows them, told without our own counter.

Source: ``StatusLengthValidator`` and ``TextFormatter`` of Mastodon 4.5. A link needs its
protocol; of a mention only the name before the server's counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from campaign.sandbox.x.length import links

if TYPE_CHECKING:
    from collections.abc import Iterator

URL = 23
_SHOWN = 30
_NAME = r"[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*"
_MENTION = re.compile(rf"(?<![=/\w])@({_NAME})(?:@([\w.-]+\w))?", re.IGNORECASE)
_TAG = re.compile(r"(?<![/)\w])#(\w*[^\W\d_]\w*)")
_PREFIX = re.compile(r"https?://(?:www\.)?")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text: ``url``, ``mention`` or ``tag``."""

    kind: str
    start: int
    end: int
    found: re.Match[str]


def parts(text: str) -> Iterator[Part]:
    """Yield links, mentions and tags, in their order and without overlaps."""
    found = [Part("url", one.start(), one.end(), one) for one in links(text) if "://" in one[0]]
    for kind, pattern in (("mention", _MENTION), ("tag", _TAG)):
        found += [Part(kind, one.start(), one.end(), one) for one in pattern.finditer(text)]
    position = 0
    for part in sorted(found, key=lambda part: part.start):
        if part.start >= position:
            yield part
            position = part.end


def length(text: str, spoiler: str = "") -> int:
    """Return the length of a text with its warning, in grapheme clusters."""
    import regex  # noqa: PLC0415 -- its tables take a moment to load

    pieces = [spoiler]
    position = 0
    for part in parts(text):
        if part.kind != "tag":
            short = "x" * URL if part.kind == "url" else f"@{part.found[1]}"
            pieces += [text[position : part.start], short]
            position = part.end
    pieces.append(text[position:])
    return len(regex.findall(r"\X", "".join(pieces)))


def mentions(text: str, domain: str) -> list[tuple[str, str]]:
    """Return name and server of the accounts of other servers that a text speaks to."""
    found = [part.found for part in parts(text) if part.kind == "mention" and part.found[2]]
    return [(one[1], one[2]) for one in found if one[2] != domain]


def tags(text: str) -> list[str]:
    """Return the tags of a text without their signs."""
    return [part.found[1] for part in parts(text) if part.kind == "tag"]


def html(text: str, domain: str) -> str:
    """Return a text as programs get it: paragraphs, breaks, and links of three pieces."""
    written = Markup("")
    position = 0
    for part in parts(text):
        written += escape(text[position : part.start]) + _linked(part, domain)
        position = part.end
    return _paragraphs(str(written + escape(text[position:])))


def _linked(part: Part, domain: str) -> Markup:
    if part.kind == "url":
        return _link(part.found[0])
    if part.kind == "tag":
        return Markup(
            '<a href="https://{0}/tags/{1}" class="mention hashtag" rel="tag">#<span>{1}</span></a>'
        ).format(domain, part.found[1])
    name, server = part.found[1], part.found[2]
    if not server:
        return escape(part.found[0])
    return Markup(
        '<span class="h-card" translate="no"><a href="https://{1}/@{0}" class="u-url mention">'
        "@<span>{0}</span></a></span>"
    ).format(name, server)


def _link(url: str) -> Markup:
    found = _PREFIX.match(url)
    prefix = found[0] if found else ""
    rest = url[len(prefix) :]
    return Markup(
        '<a href="{0}" target="_blank" rel="nofollow noopener" translate="no">'
        '<span class="invisible">{1}</span><span class="{2}">{3}</span>'
        '<span class="invisible">{4}</span></a>'
    ).format(url, prefix, "ellipsis" if len(rest) > _SHOWN else "", rest[:_SHOWN], rest[_SHOWN:])


def _paragraphs(text: str) -> str:
    lines = re.sub(r"\r\n?", "\n", text)
    whole = (re.sub(r"(?<=[^\n])\n(?=[^\n])", "<br />", one) for one in re.split(r"\n\n+", lines))
    return "".join(f"<p>{one}</p>" for one in whole).replace("\n", "")
