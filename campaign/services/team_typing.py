"""What follows a command of the team, parted into a panel and a value, in either order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from campaign.core.fact_values import MOMENTS, BadFact, duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Names = Callable[[str], bool]

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_NO_SCHEME = re.compile(
    r"(?<![\w@/.-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]\S*)?(?!\w)", re.IGNORECASE
)
_AT = re.compile(r"(?:\b(?:a\s+las?|at)\s+)?\b\d{1,2}[:.]\d{2}.*", re.IGNORECASE)
_AT_WORDS = re.compile(r"^(?:a\s+las?|at)\s+", re.IGNORECASE)


def split(fact: str, said: str, names: Names) -> tuple[str, str | None]:
    """Return the words for a panel and the value of a fact; ``names`` knows the panels.

    No words where none was said, ``None`` where there is no value.
    """
    if fact == "delay":
        return _length(said, names)
    pattern = _AT if fact in MOMENTS else _LINK
    found = pattern.search(said)
    if found is None:
        return (said.strip(), None) if fact in MOMENTS or names(said) else ("", None)
    value = _AT_WORDS.sub("", found[0]) if fact in MOMENTS else found[0].rstrip(").,;»\"'")
    return " ".join((said[: found.start()] + " " + said[found.end() :]).split()), value


def without_scheme(said: str) -> tuple[str, str] | None:
    """Return the words for a panel and the link whose ``https://`` was left out; ``None`` where
    nothing looks like one.
    """
    found = _NO_SCHEME.search(said)
    if found is None:
        return None
    words = " ".join((said[: found.start()] + " " + said[found.end() :]).split())
    return words, found[0].rstrip(").,;»\"'")


def named_in(said: str, names: Names) -> str:
    """Return the words, first or last, that name a panel: the most of them; empty for none."""
    whole = " ".join(said.split())
    parted = sorted([(whole, ""), *_partings(whole.split())], key=lambda pair: -len(pair[0]))
    return next((panel for panel, _ in parted if names(panel)), "")


def _length(said: str, names: Names) -> tuple[str, str | None]:
    if _is_length(said):
        return "", said
    parted = [pair for pair in _partings(said.split()) if _is_length(pair[1])]
    named = next((pair for pair in parted if names(pair[0])), None)
    if named is None and names(said):
        return said.strip(), None
    return named or next(iter(parted), ("", None))


def _partings(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield every way to part words into others and a length, which is last or first."""
    for at in range(1, len(words)):
        yield " ".join(words[:at]), " ".join(words[at:])
        yield " ".join(words[at:]), " ".join(words[:at])


def _is_length(said: str) -> bool:
    try:
        duration(said)
    except BadFact:
        return False
    return True
