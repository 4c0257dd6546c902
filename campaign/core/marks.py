"""Marks of a written text: bold, a link behind words. Offsets and lengths are in UTF-16 units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PLAIN = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "code", "pre"}
)
"""What changes how words look, and nothing else."""

LINK = "text_link"
_WEB = ("https://", "http://")


def units(text: str) -> int:
    """Return the length of a text as the marks and Telegram's limits count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def marks_within(
    marks: Iterable[Mapping[str, Any]], before: str, text: str
) -> Iterator[dict[str, Any]]:
    """Yield the marks of a text that comes after ``before``, without what cannot be passed on.

    A mark that begins or ends outside is cut. What is no mark of how words look, or a link to
    something else than a web address, is left out: it would be refused, or mean something else.
    """
    start, length = units(before), units(text)
    for mark in marks:
        kept = _kept(mark)
        begin, size = mark.get("offset"), mark.get("length")
        if kept is None or type(begin) is not int or type(size) is not int:
            continue
        first, last = max(begin - start, 0), min(begin + size - start, length)
        if first < last:
            yield {**kept, "offset": first, "length": last - first}


def _kept(mark: Mapping[str, Any]) -> dict[str, str] | None:
    kind, url = mark.get("type"), mark.get("url")
    if kind in PLAIN:
        return {"type": str(kind)}
    if kind == LINK and isinstance(url, str) and url.startswith(_WEB):
        return {"type": LINK, "url": url}
    return None
