"""What a row says where its text is itself the quote of its card: the words, and whose they are.

The team writes *«…» — Ana Soto*, *Ana Soto: «…»*, or the bare sentence. What announces something
is no quote: nobody has said it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from campaign.core.facts import FactRead
from campaign.core.folding import folded
from campaign.core.programme import Quote
from campaign.core.rendering import MARKUP, PART_LINE
from campaign.core.written_moments import MomentFinder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from campaign.core.programme import Speaker
    from campaign.services.card_words.told import Told

LEAST: Final = 4
"""Fewer words are a call, or a title."""

_ASIDE = (
    r"(?:https?://\S+|www\.\S+|(?<!\w)[#@]\w[\w.]*"
    r"|[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff])"
)
"""What stands around a text and is no part of it: addresses, hashtags, accounts, emoji."""

_FIRST, _LAST = re.compile(rf"^(?:\s*{_ASIDE})+\s*"), re.compile(rf"\s*(?:{_ASIDE}\s*)+$")
_SINGLE = re.compile(r"^['\u2018](.+)['\u2019](?=\W|$)", re.DOTALL)
_MARKED = re.compile(r"«(?P<a>[^«»]*)»|“(?P<b>[^“”]*)”|„(?P<c>[^„“”]*)[“”]|\"(?P<d>[^\"]*)\"")
_BEHIND = re.compile(r"[\s.,]*(?:\s[—–-]\s?|^[—–-]\s?|\()\s*(?P<who>[^()\n]+?)\)?[\s.]*$")
_SAID_BY = re.compile(r"\s*,\s+[^\W\d_A-ZÁÉÍÓÚÑ]")
"""A comma right behind the marks and a small letter: *«…», dijo Ana*."""

_PARTED = re.compile(
    r"^(?P<said>.+?)(?:\s+[—–]\s|\s*\n\s*[—–-]?\s*|\s+\(|(?<=[.!?…])\s+)(?P<who>[^\n—–()]+)\)?$",
    re.DOTALL,
)
_SMALL: Final = frozenset(
    {"de", "del", "la", "las", "los", "y", "e", "da", "do", "dos", "van", "von"}
)
"""Words inside a name that have no capital."""

_FEWEST, _MOST = 2, 6
"""How many words a person's name has."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's text without what stands around it; ``inner`` are the words between marks."""

    before: str
    inner: str
    after: str

    @property
    def rest(self) -> str:
        """Return what is not between marks."""
        return f"{self.before} {self.after}".strip(" \n.,;:")


def quote_of(told: Told, written: str) -> Quote | None:
    """Return the quote that a row's text is, ``None`` where it is none; ``written`` as typed."""
    part = PART_LINE.split(written)[0]
    if MARKUP.search(part):
        return None
    text = _LAST.sub("", _FIRST.sub("", part.strip()))
    row = _row(_SINGLE.sub(r"“\1”", text))
    words, source = _bare(told, text) if row is None else _marked(told, row)
    if not _long(words) or _is_title(told, words):
        return None
    speaker = told.subject.speaker
    if source is None and speaker is not None and speaker.name:
        source = _told_of(told, speaker)
    return Quote(told.draft.post, " ".join(words.split()), source)


def _row(text: str) -> _Row | None:
    """Return what is between marks and around them; ``None`` where that is a word or two.

    What was said in two pieces, *«…», dijo Ana, «…»*, is one again.
    """
    found = list(_MARKED.finditer(text))
    inner = [next(filter(None, one.groups()), "").strip() for one in found]
    begins = bool(found) and not text[: found[0].start()].strip()
    if len(found) > 1 and begins and _SAID_BY.match(text[found[0].end() :]):
        between = text[found[0].end() : found[1].start()]
        said = " ".join(one.rstrip(",") for one in inner)
        return _Row("", said, between.rstrip(" ,") + text[found[-1].end() :])
    longest = max(range(len(found)), key=lambda n: len(inner[n]), default=None)
    if longest is None or not _long(inner[longest]):
        return None
    one = found[longest]
    return _Row(text[: one.start()].strip(), inner[longest], text[one.end() :])


def _marked(told: Told, row: _Row) -> tuple[str, str | None]:
    """Return the words between marks, and whose they are; no words where they are a mere part."""
    behind = _BEHIND.match(row.after)
    if behind is not None and not row.before:
        return row.inner, behind["who"].strip()
    if not row.rest:
        return row.inner, None
    for line in (row.before.rstrip(": "), row.after.strip(" \n.,")):
        if line == row.rest and _is_name(line.partition(",")[0]):
            return row.inner, line
    speaker = _named(told, row.rest)
    said_by = not row.before and _SAID_BY.match(row.after)
    if said_by or (speaker is not None and not any(_moments(told, row.rest))):
        return row.inner, _told_of(told, speaker) if speaker else None
    introduced = row.before.endswith(":") and not any(_moments(told, row.rest))
    return (row.inner, None) if introduced and not _invites(told, row.rest) else ("", None)


def _bare(told: Told, text: str) -> tuple[str, str | None]:
    """Return the words of a text without marks, and whose they are; none where it announces."""
    parted = _PARTED.match(text)
    if parted is not None and _is_name(parted["who"].partition(",")[0]):
        return parted["said"], parted["who"].strip(" .")
    announces = (
        re.search(_ASIDE, text)
        or re.search("[¡!]", text)
        or any(_moments(told, text))
        or _invites(told, text)
        or _calls(told, text)
        or any(title in folded(text) for title in _titles(told))
    )
    return ("", None) if announces else (text, None)


def _long(words: str) -> bool:
    return len(words.split()) >= LEAST


def _is_name(text: str) -> bool:
    """Tell whether words read as somebody's name: *Luz de la Vera*."""
    words = text.split()
    capital = [word[:1].isupper() for word in words if word not in _SMALL]
    return _FEWEST <= len(words) <= _MOST and len(capital) >= _FEWEST and all(capital)


def _moments(told: Told, text: str) -> Iterator[object]:
    finder = MomentFinder(told.phrases.dates)
    yield from finder.clocks(text)
    yield from finder.days(text)


def _invites(told: Told, text: str) -> bool:
    """Tell whether words call to come, as those of the language in ``cards.quoted.inviting``."""
    calls = "|".join(re.escape(folded(one)) for one in told.phrases.words("cards.quoted.inviting"))
    return re.search(rf"\b(?:{calls})\b", folded(text)) is not None


def _calls(told: Told, text: str) -> bool:
    """Tell whether a sentence begins with one of ``cards.quoted.calling``: *Lee la nota*."""
    calls = "|".join(re.escape(folded(one)) for one in told.phrases.words("cards.quoted.calling"))
    return re.search(rf"(?:^|[.:;?…]\s+|\n)(?:{calls})\b", folded(text)) is not None


def _titles(told: Told) -> Iterator[str]:
    """Yield what is announced, in small letters: the series, its panels, its publication."""
    yield folded(told.series)
    yield from (folded(panel.title) for panel in told.programme.panels)
    if told.programme.publication is not None:
        yield folded(told.programme.publication.title)


def _is_title(told: Told, words: str) -> bool:
    return folded(words.strip(" .")) in _titles(told)


def _named(told: Told, text: str) -> Speaker | None:
    """Return the speaker who is named in a text; ``None`` for nobody or for several."""
    said = folded(text)
    named = [one for one in told.programme.speakers if one.name and folded(one.name) in said]
    return named[0] if len({one.name for one in named}) == 1 else None


def _told_of(told: Told, speaker: Speaker) -> str:
    """Return a speaker by name, with what they are and where."""
    values = {name: getattr(speaker, name) or "" for name in ("name", "role", "organisation")}
    told.reads += [FactRead(speaker.id, name, value) for name, value in values.items()]
    return ", ".join(filter(None, values.values()))
