"""What a new campaign begins with: a small whole one per language, explained line by line.

Its dates are counted from a day in the near future, so that nothing in it is past.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from campaign.core.folding import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

AHEAD: Final = timedelta(days=28)
"""How far away the first panel is at least."""

IGNORED: Final = {".gitignore": b".env\nbuild/\n*.sqlite*\n"}
"""What stays out of a repository: credentials, and what can be made again."""

_WEDNESDAY = 2
_MARK = re.compile(r"@(?:D([+-]\d+)|(name|title|zone)|<(.+?)>)@")
"""A day, a name, or words that are there to be replaced: ``@<Title of the first panel>@``."""
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Naming:
    """What is a campaign's own from the beginning: short name, title, zone."""

    name: str
    title: str
    zone: str


def starter(language: str, naming: Naming, today: date) -> dict[str, bytes]:
    """Return the files of a new campaign by their path in its folder.

    Raises:
        KeyError: when there is no starter in this language.
    """
    folder = Path(__file__).with_name(language)
    if not folder.is_dir():
        raise KeyError(language)
    first = first_day(today)
    files = dict(IGNORED)
    for path, source in _files(folder):
        text = source.read_text(encoding="utf-8")
        files[path] = (_filled(text, naming, first) if path.endswith(".yaml") else text).encode()
    return files


def first_day(today: date) -> date:
    """Return the day of the first panel: a Wednesday, at least :data:`AHEAD` from today."""
    soonest = today + AHEAD
    return soonest + timedelta(days=(_WEDNESDAY - soonest.weekday()) % 7)


def short_name(text: str) -> str:
    """Return ``text`` as a campaign's short name; empty where nothing of it can stay."""
    return slug(text)[:_LONGEST].strip("-")


def title_of(typed: str) -> str:
    """Return the title of a campaign whose folder was called so, as a person would write it.

    >>> title_of("Música-y-Ñandú")
    'Música y Ñandú'
    >>> title_of("mi-ciclo")
    'Mi ciclo'
    """
    shown = "".join(filter(str.isprintable, unicodedata.normalize("NFC", typed)))
    apart = shown if " " in shown else re.sub(r"[-_]", " ", shown)
    words = " ".join(apart.split())
    return words[:1].upper() + words[1:]


def numbered(name: str) -> Iterator[str]:
    """Yield a short name, and the same with 2, 3 … behind it, for ever."""
    yield name
    for number in itertools.count(2):
        end = f"-{number}"
        yield name[: _LONGEST - len(end)] + end


def _files(folder: Path, at: str = "") -> Iterator[tuple[str, Path]]:
    for found in sorted(folder.iterdir(), key=lambda one: one.name):
        path = f"{at}{found.name}"
        if found.is_dir():
            yield from _files(found, f"{path}/")
        elif not found.name.startswith("."):
            yield path, found


def _filled(text: str, naming: Naming, first: date) -> str:
    """Put names and days in their places; a title stands in quotation marks there."""
    values = {
        "name": naming.name,
        "title": naming.title.replace("\\", "\\\\").replace('"', '\\"'),
        "zone": naming.zone,
    }

    def value(mark: re.Match[str]) -> str:
        days, name, placeholder = mark.groups()
        if placeholder:
            return str(placeholder)
        return (first + timedelta(days=int(days))).isoformat() if days else values[name]

    return _MARK.sub(value, text)
