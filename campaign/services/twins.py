"""Posts of two calendars that say the same: both would go out, and followers would read it twice.

A team's sheet beside a calendar often has the same announcements in other words. Nobody but a
person knows whether both are wanted; an entry that says ``repeat: yes`` has been asked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from campaign.core.deliveries import State
from campaign.core.folding import folded
from campaign.services.planning import Change

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence
    from datetime import datetime

    from campaign.services.drafting import Prepared
    from campaign.services.planning import Plan, Row

SAME_HOUR = timedelta(hours=1)
"""So near are two posts about one subject that say the same, whatever kind they are of."""
SAME_DAYS = timedelta(days=3)
"""So near are two with one title about one subject, or about none."""
SAME_WEEKS = timedelta(days=14)
"""So near are two about one subject on one card, or with nearly the same words."""

_T = TypeVar("_T")

_NEARLY_THE_SAME = 90
"""So alike are the words of one post that was typed twice, in percent."""
_CALENDARS = "posts/calendar."
_NEVER = frozenset({State.EXPIRED, State.CANCELLED, State.SUPERSEDED, State.REFUSED, State.REMOVED})


@dataclass(frozen=True, slots=True)
class Twin:
    """A post that loading would add, and the one of another calendar file that says the same."""

    new: Row
    other: Row


@dataclass(frozen=True, slots=True)
class _Post:
    """What is compared of a row; ``rank`` is higher for what comes in later."""

    row: Row
    item: Prepared
    rank: tuple[bool, int]
    due: datetime | None
    words: str

    @property
    def file(self) -> str:
        return self.item.entry.place.file

    @property
    def is_new(self) -> bool:
        return self.row.change is Change.ADDED

    def came_before(self, other: _Post) -> bool:
        """Tell whether this is of another calendar, and loaded or read before the other."""
        return self.file != other.file and (not self.is_new or self.rank < other.rank)

    def apart(self, other: _Post) -> timedelta:
        """Return how far apart both are; where a day is not known, as far as counts at all."""
        if self.due is None or other.due is None:
            return SAME_WEEKS
        return abs(self.due - other.due)

    def kinds(self) -> Iterator[tuple[Hashable, timedelta]]:
        """Yield what others have in common that are about the same, and how near those are."""
        subject, card = self.item.draft.subject.id, self.item.entry.card
        title = folded(self.item.entry.title or self.item.entry.id)
        yield ("title", subject, title), SAME_DAYS
        if subject is not None:
            yield ("subject", subject), SAME_HOUR
            if card is not None:
                yield ("card", subject, card), SAME_WEEKS


class _ByDay(Generic[_T]):
    """Things in the order of their times: those near to one are found without asking them all."""

    def __init__(self, things: Iterable[tuple[datetime | None, _T]]) -> None:
        things = tuple(things)
        dated = [(due, n) for n, (due, _) in enumerate(things) if due is not None]
        dated.sort()
        self._times = [due for due, _ in dated]
        self._dated = [things[n][1] for _, n in dated]
        self._undated = [thing for due, thing in things if due is None]

    def dated(self, due: datetime, within: timedelta) -> list[_T]:
        """Return what is so near to ``due``, but nothing without a day."""
        first = bisect_left(self._times, due - within)
        return self._dated[first : bisect_right(self._times, due + within)]

    def maybe(self, due: datetime | None) -> list[_T]:
        """Return what may be within :data:`SAME_WEEKS` of ``due``; without a day all may be."""
        dated = self._dated if due is None else self.dated(due, SAME_WEEKS)
        return [*dated, *self._undated]


class _Wordings:
    """Which wordings are nearly the same; what one post says on four channels is compared once."""

    def __init__(self, posts: Iterable[_Post]) -> None:
        said = dict.fromkeys((post.due, post.words) for post in posts if post.words)
        self._by_day = _ByDay(said)
        self._known: dict[tuple[datetime | None, str], list[str]] = {}

    def alike(self, new: _Post) -> list[str]:
        """Return what posts within weeks of ``new`` say in nearly its words; its own are in it."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only two calendars need it

        asked = (new.due, new.words)
        if new.words and asked not in self._known:
            found = process.extract(
                new.words,
                self._by_day.maybe(new.due),
                scorer=fuzz.ratio,
                score_cutoff=_NEARLY_THE_SAME,
                limit=None,
            )
            self._known[asked] = list(dict.fromkeys(words for words, _, _ in found))
        return self._known.get(asked, [])


class _Near:
    """Posts, found by channel, by what they say, what they are about and when they are.

    What is far apart, or about something else, is never looked at: the time that this takes
    grows with the posts, and with how many wordings there are in the same weeks.
    """

    def __init__(self, posts: Sequence[_Post]) -> None:
        self._wordings = _Wordings(posts)
        by_kind: dict[Hashable, list[tuple[datetime | None, _Post]]] = defaultdict(list)
        for post in posts:
            channel = post.row.key.channel
            by_kind[channel, "words", post.words].append((post.due, post))
            for kind, _ in post.kinds():
                by_kind[channel, kind].append((post.due, post))
        self._kinds = {kind: _ByDay(those) for kind, those in by_kind.items()}

    def nearest(self, new: _Post) -> _Post | None:
        """Return the nearest that came before ``new`` and says the same."""
        found = (*self._of_one_kind(new), *self._in_one_wording(new))
        known = [one for one in found if one.came_before(new)]
        return min(known, key=lambda one: (one.apart(new), one.rank), default=None)

    def _of_one_kind(self, new: _Post) -> Iterator[_Post]:
        """Yield those about the same at about the same time."""
        if new.due is not None:
            for kind, within in new.kinds():
                yield from self._kinds[new.row.key.channel, kind].dated(new.due, within)

    def _in_one_wording(self, new: _Post) -> Iterator[_Post]:
        """Yield those with nearly the same words, unless they are weeks apart."""
        for words in self._wordings.alike(new):
            those = self._kinds.get((new.row.key.channel, "words", words))
            yield from those.maybe(new.due) if those is not None else ()


def twins(plan: Plan, brought: str | None = None) -> tuple[Twin, ...]:
    """Return the new posts that say what another calendar says, each with its nearest.

    ``brought`` is the calendar file that comes new where both are; else the later one does.
    Large calendars take a moment: this is no work for the loop that publishes.
    """
    posts = list(_posts(plan.rows, brought))
    if len({post.file for post in posts}) < 2:  # noqa: PLR2004 -- two calendars
        return ()
    near = _Near(posts)
    nearest = ((new, near.nearest(new)) for new in posts if new.is_new)
    return tuple(Twin(new.row, other.row) for new, other in nearest if other is not None)


def _posts(rows: Iterable[Row], brought: str | None) -> Iterator[_Post]:
    """Yield the posts of calendars that go out, or went; of a thread its first part."""
    for n, row in enumerate(rows):
        item = row.item
        if item is None or row.key.part != 1 or row.state in _NEVER or item.entry.repeat:
            continue
        file = item.entry.place.file
        if file.startswith(_CALENDARS):
            due = item.draft.due.utc if item.draft.due is not None else None
            yield _Post(row, item, (file == brought, n), due, folded(item.text or ""))
