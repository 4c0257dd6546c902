"""What a card shows and the text does not tell: there are people who do not see the picture."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.folding import folded
from campaign.core.problems import Code, Problem, warning
from campaign.core.written_moments import MomentFinder
from campaign.services.rules.wording import text_place, which

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from campaign.core.cards import CardSpec
    from campaign.core.dates import DateWords
    from campaign.core.folder import Folder
    from campaign.services.drafting import Prepared

_WEEK = timedelta(days=7)


class OnlyInPicture:
    """Looks at cards on the channels that take no alternative text."""

    def __init__(self, folder: Folder, words: DateWords) -> None:
        self.folder = folder
        self._finder = MomentFinder(words)
        self._weekdays = [folded(name) for name in words.weekdays]
        self._relative = {0: _any(words.told["today"]), 1: _any(words.told["tomorrow"])}

    def untold(self, item: Prepared) -> Iterator[Problem]:
        """Yield a warning for what the card says and the text leaves out: title, moment, people
        and where they come from, on the card of the whole series the partners, on that of the
        programme every session.
        """
        card, sheet = item.card, item.sheet
        if card is None or sheet is None or sheet.limits.alt or item.text is None:
            return
        said = _plain(item.text)
        if card.headline and not _has_words(said, card.headline):
            yield self._problem(item, card.headline)
        if card.when and not _has_words(said, card.when) and not self._tells_when(item, said):
            yield self._problem(item, card.when)
        for session in _sessions(card):
            if not _has_words(said, session):
                yield self._problem(item, session)
        unsaid = [name for name in _names(card) if not _has_words(said, name)]
        if unsaid:
            yield self._problem(item, ", ".join(unsaid))

    def _problem(self, item: Prepared, what: str) -> Problem:
        place = text_place(self.folder, item)
        return warning(Code.ONLY_IN_PICTURE, place, value=what, **which(item))

    def _tells_when(self, item: Prepared, said: str) -> bool:
        """Tell whether the text says day and time of the post's panel in words of its own."""
        panel = item.draft.subject.panel
        begins = panel.begins if panel is not None else None
        if begins is None or item.text is None:
            return False
        clocks = self._finder.clocks(item.text)
        if not any((begins.hour, begins.minute) in clock.readings for clock in clocks):
            return False
        days = self._finder.days(item.text)
        if any(day.fits(begins) for day in days) or _in_figures(begins).search(item.text):
            return True
        return self._is_near(item, begins, said)

    def _is_near(self, item: Prepared, begins: datetime, said: str) -> bool:
        """Tell whether *today*, *tomorrow* or a bare weekday means the panel's day."""
        due = item.draft.due
        if due is None:
            return False
        ahead = begins.date() - due.local.date()
        relative = self._relative.get(ahead.days)
        if relative is not None and relative.search(said):
            return True
        weekday = self._weekdays[begins.weekday()]
        return timedelta() <= ahead < _WEEK and weekday in said.split()


def _sessions(card: CardSpec) -> list[str]:
    """Return the lines of the programme on a card; of what is over only what it was."""
    return [row.title if row.over else f"{row.title}, {row.when}" for row in card.agenda]


def _names(card: CardSpec) -> list[str]:
    """Return the names that are read on a card, in their order and each once."""
    people = [name for one in card.people for name in (one.name, one.organisation) if name]
    partners = [partner.name for partner in card.partners] if card.overview else []
    return list(dict.fromkeys([*people, *partners]))


def _in_figures(moment: datetime) -> re.Pattern[str]:
    """Match ``9/5`` and ``09-05``, in the order of any country."""
    day, month = f"0?{moment.day}", f"0?{moment.month}"
    return re.compile(rf"(?<![\d/]){day}[/.-]{month}(?!\d)|(?<![\d/]){month}[/.-]{day}(?!\d)")


def _has_words(said: str, what: str) -> bool:
    return all(word in said for word in _plain(what).split())


def _plain(text: str) -> str:
    return re.sub(r"[^\w:]+", " ", folded(text))


def _any(names: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(folded(name))}\b" for name in names))
