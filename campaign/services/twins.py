"""Posts of two calendars that say the same: both would go out, and followers would read it twice.

A team's sheet beside a calendar often has the same announcements in other words. Nobody but a
person knows whether both are wanted; an entry that says ``repeat: yes`` has been asked.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.folding import folded
from campaign.services.planning import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from campaign.services.drafting import Prepared
    from campaign.services.planning import Plan, Row

SAME_HOUR = timedelta(hours=1)
"""So near are two posts about one subject that say the same, whatever kind they are of."""
SAME_DAYS = timedelta(days=3)
"""So near are two with one title about one subject, or about none."""
SAME_WEEKS = timedelta(days=14)
"""So near are two about one subject on one card, or with nearly the same words."""

_NEARLY_THE_SAME = 90
"""So alike are the words of one post that was typed twice, in percent."""
_MOST_PAIRS = 1_000_000
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

    def apart(self, other: _Post) -> timedelta | None:
        mine, theirs = _due(self.item), _due(other.item)
        return None if mine is None or theirs is None else abs(mine - theirs)


def twins(plan: Plan, brought: str | None = None) -> tuple[Twin, ...]:
    """Return the new posts that say what another calendar says, each with its nearest.

    ``brought`` is the calendar file that comes new where both are; else the later one does.
    """
    posts = list(_posts(plan.rows, brought))
    if len({post.file for post in posts}) < 2:  # noqa: PLR2004 -- two calendars
        return ()
    by_channel: dict[str, list[_Post]] = defaultdict(list)
    for post in posts:
        by_channel[post.row.key.channel].append(post)
    found = []
    for new in filter(lambda post: post.is_new, posts):
        others = [one for one in by_channel[new.row.key.channel] if one.came_before(new)]
        known = {
            id(one): one for one in (*_of_one_kind(new, others), *_in_one_wording(new, others))
        }
        if known:
            nearest = min(known.values(), key=lambda one: _far(new.apart(one)))
            found.append(Twin(new.row, nearest.row))
    return tuple(found)


def _posts(rows: Iterable[Row], brought: str | None) -> Iterator[_Post]:
    """Yield the posts of calendars that go out, or went; of a thread its first part."""
    for n, row in enumerate(rows):
        item = row.item
        if item is None or row.key.part != 1 or row.state in _NEVER or item.entry.repeat:
            continue
        file = item.entry.place.file
        if file.startswith(_CALENDARS):
            yield _Post(row, item, (file == brought, n), folded(item.text or ""))


def _of_one_kind(new: _Post, others: Iterable[_Post]) -> Iterator[_Post]:
    """Yield those about the same at about the same time."""
    subject, card = new.item.draft.subject.id, new.item.entry.card
    title = _title(new.item)
    for other in others:
        apart = new.apart(other)
        if apart is None or other.item.draft.subject.id != subject:
            continue
        one_title = apart <= SAME_DAYS and _title(other.item) == title
        one_card = apart <= SAME_WEEKS and card is not None and other.item.entry.card == card
        if one_title or (subject is not None and (apart <= SAME_HOUR or one_card)):
            yield other


def _in_one_wording(new: _Post, others: Sequence[_Post]) -> Iterator[_Post]:
    """Yield those with nearly the same words, unless they are weeks apart."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 -- only two calendars need it

    if not new.words or len(others) ** 2 > _MOST_PAIRS:
        return
    words = {n: other.words for n, other in enumerate(others) if other.words}
    found = process.extract(
        new.words, words, scorer=fuzz.ratio, score_cutoff=_NEARLY_THE_SAME, limit=8
    )
    for _, _, n in found:
        if _far(new.apart(others[n])) <= SAME_WEEKS:
            yield others[n]


def _title(item: Prepared) -> str:
    return folded(item.entry.title or item.entry.id)


def _due(item: Prepared) -> datetime | None:
    return item.draft.due.utc if item.draft.due is not None else None


def _far(apart: timedelta | None) -> timedelta:
    """Return how far apart two posts are; where a day is not known, as far as counts at all."""
    return SAME_WEEKS if apart is None else apart
