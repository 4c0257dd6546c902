"""Facts in the words of the team's chat: what was understood, what follows, what goes out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.fact_values import MOMENTS, duration
from campaign.core.lateness import WORTH_SAYING, span
from campaign.services.conversation.saying import listed
from campaign.services.letting_out import Until
from campaign.services.listing import tell_wait

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from campaign.core.fact_doubts import Doubtful
    from campaign.core.facts import Fact
    from campaign.core.programme import Programme
    from campaign.core.settings import Campaign
    from campaign.ports.phrases import Phrases
    from campaign.services.foreseeing import Foreseen
    from campaign.services.letting_out import LetOut
    from campaign.services.planning import Row

_WHEN = {Until.NOTHING: "now", Until.MORNING: "after-quiet", Until.ROOM: "in-turn"}
MOST_WAITING = 4
MOST_TEXTS = 2
"""So many corrections are shown word for word; a phone shows no more at once."""


class FactWords:
    """Says things in the team's language; ``labels`` are what people call the channels."""

    def __init__(
        self, campaign: Campaign, phrases: Phrases, labels: Mapping[str, str], now: datetime
    ) -> None:
        self._zone = campaign.zone
        self._phrases = phrases
        self._labels = labels
        self._now = now

    def what(self, fact: Fact, programme: Programme) -> str:
        """Return what a fact says, of a programme in which it is known."""
        panel = programme.panel(fact.subject)
        said: dict[str, object] = {"title": panel.title if panel else fact.subject}
        name = fact.name
        if name in MOMENTS:
            said["at"] = self.moment(datetime.fromisoformat(fact.value))
        elif name == "delay":
            length = duration(fact.value)
            name = "delay" if panel is not None and panel.begins else "delay-undated"
            sign = "−" if length < timedelta() else ""
            said["value"] = f"{sign}{span(abs(length))}"
            said["at"] = self.moment(panel.begins) if panel and panel.begins else ""
        else:
            said["value"] = fact.value
        return self._say(name, **said)

    def moment(self, at: datetime) -> str:
        """Return an instant on the campaign's wall, the year where it is another one."""
        year = self._now.astimezone(self._zone).year
        return self._phrases.dates.say_briefly(at.astimezone(self._zone), year)

    def doubts(self, doubts: Sequence[Doubtful]) -> Iterator[str]:
        """Yield what makes one think twice."""
        for one in doubts:
            yield self._phrases.text(f"entering.doubt.{one.doubt}", **one.params)

    def follows(self, foreseen: Foreseen, programme: Programme) -> Iterator[str]:
        """Yield what followers will read about it, and what goes out no more."""
        corrections = foreseen.corrections
        if corrections:
            texts = [row.item.text or "" for row in corrections if row.item]
            shown = list(dict.fromkeys(texts))[:MOST_TEXTS]
            where = self._channels(corrections)
            yield self._say("corrects", n=len(corrections), where=where, text="\n\n".join(shown))
        for where, title in self._posts(foreseen.passing, programme):
            yield self._say("passes", where=where, title=title)

    def unapproved(self, foreseen: Foreseen) -> Iterator[str]:
        """Yield what was approved and has to be approved again, what goes out first first."""
        rows = sorted(
            foreseen.unapproved, key=lambda row: _due(row) or datetime.max.replace(tzinfo=UTC)
        )
        posts: dict[tuple[str, datetime | None], list[Row]] = {}
        for row in rows:
            posts.setdefault((row.key.post, _due(row)), []).append(row)
        for (_, due), those in list(posts.items())[:MOST_WAITING]:
            when = self.moment(due) if due else self._phrases.text("cli.status.undated")
            said = {"title": those[0].title, "where": self._channels(those), "when": when}
            yield self._say("unapproved", **said)
        if len(posts) > MOST_WAITING:
            yield self._say("unapproved-more", n=len(posts) - MOST_WAITING)

    def waiting(self, touched: Sequence[Row], programme: Programme) -> Iterator[str]:
        """Yield whose time has come and what it waits for all the same, the first few."""
        rows = [row for row in touched if self._keeps_waiting(row)]
        for _, those in _by_post(rows)[:MOST_WAITING]:
            why = "; ".join(tell_wait(wait, self._phrases) for wait in those[0].waits)
            said = {"where": self._channels(those), "title": _title(those[0], programme)}
            yield self._say("still-waits", why=why, **said)

    def _keeps_waiting(self, row: Row) -> bool:
        due = _due(row)
        has_come = due is not None and due <= self._now
        return row.state is State.WAITING and bool(row.waits) and has_come

    def notified(self, n: int, name: str) -> list[str]:
        """Return the line about attendees who are told; none where nobody is."""
        return [self._say(name, n=n)] if n else []

    def going(self, going: Sequence[LetOut], programme: Programme, head: str) -> Iterator[str]:
        """Yield what goes out at once, what goes first first; ``head`` names the sentence."""

        def moment(one: LetOut) -> tuple[datetime, Until]:
            return one.at, one.until

        for (at, until), group in groupby(sorted(going, key=moment), key=moment):
            local = at.astimezone(self._zone)
            when = self._say(_WHEN[until], at=f"{local:%H:%M}")
            those = list(group)
            late = {one.row.key.post: self._now - one.due for one in those}
            for post, rows in _by_post([one.row for one in those]):
                said = {"where": self._channels(rows), "title": _title(rows[0], programme)}
                yield self._say(head, when=when, **said)
                if late[post] >= WORTH_SAYING:
                    yield self._say("late", late=span(late[post]))

    def _posts(self, rows: Sequence[Row], programme: Programme) -> Iterator[tuple[str, str]]:
        for _, those in _by_post(rows):
            yield self._channels(those), _title(those[0], programme)

    def _channels(self, rows: Sequence[Row]) -> str:
        names = dict.fromkeys(row.key.channel for row in rows)
        return listed([self._labels.get(name, name) for name in names], self._phrases)

    def _say(self, name: str, **params: object) -> str:
        return self._phrases.text(f"team.fact.{name}", **params)


def _due(row: Row) -> datetime | None:
    due = row.item.draft.due if row.item else None
    return due.utc if due else None


def _by_post(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    posts: dict[str, list[Row]] = {}
    for row in rows:
        posts.setdefault(row.key.post, []).append(row)
    return list(posts.items())


def _title(row: Row, programme: Programme) -> str:
    subject = row.item.draft.subject.id if row.item else None
    panel = programme.panel(subject) if subject else None
    return " · ".join(dict.fromkeys(filter(None, (row.title, panel.title if panel else ""))))
