"""Moments as commands tell them: in the campaign's zone, the year where it could be doubted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campaign.cli.session import Session
    from campaign.core.dates import DateWords
    from campaign.core.settings import Campaign


@dataclass(frozen=True, slots=True)
class Times:
    """Tells instants on the campaign's wall, in the words of the reader's language."""

    campaign: Campaign
    words: DateWords
    year: int

    @property
    def is_utc(self) -> bool:
        """Tell whether the campaign's own time is UTC, which then needs no saying twice."""
        return self.campaign.zone_name in {"UTC", "Etc/UTC"}

    def day(self, at: datetime) -> str:
        """Return the day with its year, as a heading."""
        told = self.words.say_long_day(self._local(at))
        return told[:1].upper() + told[1:]

    def clock(self, at: datetime) -> str:
        """Return the bare time of day."""
        return self.words.say_clock(self._local(at))

    def brief(self, at: datetime) -> str:
        """Return day and time for a list: *mié 23 feb, 17:00*."""
        return self.words.say_briefly(self._local(at), self.year)

    def spoken(self, at: datetime) -> str:
        """Return day and time for a sentence: *miércoles 23 de febrero, 17:00*."""
        local = self._local(at)
        day = self.words.say_day if local.year == self.year else self.words.say_long_day
        return self.words.moment.format(day=day(local), time=self.clock(at))

    def utc(self, at: datetime) -> str:
        """Return the time in UTC, with the day where that is another one."""
        there, here = at.astimezone(UTC), self._local(at)
        same = there.date() == here.date()
        told = self.words.say_clock(there) if same else self.words.say_briefly(there, here.year)
        return f"{told} UTC"

    def whole(self, at: datetime) -> dict[str, str]:
        """Return ``at``, ``city`` and ``utc``: all that a sentence on one moment needs."""
        return {"at": self.brief(at), "city": self.campaign.city, "utc": self.utc(at)}

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self.campaign.zone)


def times(here: Session) -> Times:
    """Return what tells the times of the campaign in this folder."""
    campaign = here.campaign()
    year = here.clock.now().astimezone(campaign.zone).year
    return Times(campaign, here.phrases.dates, year)
