"""What is out, was taken down or cancelled, and reads otherwise now: nothing new of it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.generations import counting
from campaign.core.problems import Code, Place, Problem, warning
from campaign.core.rendering import MARKUP
from campaign.core.when import Anchor
from campaign.services.cancelling import is_called_off
from campaign.services.rules.wording import text_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from campaign.core.calendar import Entry
    from campaign.core.deliveries import Delivery, Key, Payload
    from campaign.core.folder import Folder
    from campaign.services.drafting import Prepared

CODES = frozenset({Code.ALREADY_OUT, Code.TAKEN_DOWN, Code.CALLED_OFF})
"""What is not seen in the folder alone: whoever loads it has to be told."""
MOST_NAMED = 3
"""So many posts of one entry are named."""

_CODES = {
    State.PUBLISHED: Code.ALREADY_OUT,
    State.REMOVED: Code.TAKEN_DOWN,
    State.CANCELLED: Code.CALLED_OFF,
}
_MOMENTS = frozenset({"start", "delay", "started", "ended", "cancelled"})
"""Facts of which a correction tells those who read them."""


class Differs(StrEnum):
    """What of a post is not as it went out; the words are ``differs`` in the problems."""

    TEXT = "text"
    PICTURE = "picture"
    ALT = "alt"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class _Changed:
    """A delivery that is over, with what the calendar says otherwise of it."""

    item: Prepared
    old: Delivery
    differs: tuple[Differs, ...]

    @property
    def code(self) -> Code:
        return _CODES[self.old.state]


def gone_out(
    folder: Folder, items: Iterable[Prepared], deliveries: Iterable[Delivery], now: datetime
) -> Iterator[Problem]:
    """Posts that are out, taken down or cancelled, of which somebody wants something else: one
    warning for each, or for all of an entry that has several. A new time is one as long as it is
    ahead of ``now`` (UTC).

    What follows from the programme is not asked for by anybody: a panel that moved has its
    correction, and a fact that became known was not told wrong.
    """
    newest = counting(deliveries)
    groups: dict[tuple[Code, str, tuple[Differs, ...]], list[_Changed]] = {}
    for post in _by_post(folder, items, newest.values(), now):
        of_all = dict.fromkeys(one for changed in post for one in changed.differs)
        differs = tuple(one for one in Differs if one in of_all)
        groups.setdefault((post[0].code, post[0].item.entry.id, differs), []).extend(post)
    for (code, _, differs), changed in groups.items():
        yield _told(folder, code, differs, changed)


def _by_post(
    folder: Folder, items: Iterable[Prepared], newest: Iterable[Delivery], now: datetime
) -> Iterable[list[_Changed]]:
    over = {old.key: old for old in newest if _is_over(old)}
    items = tuple(items)
    again = _said(items, over)
    posts: dict[tuple[Code, str], list[_Changed]] = {}
    for item in items:
        old = over.get(item.key)
        differs = _differs(folder, item, old, now) if old is not None else ()
        comes_again = item.text is not None and (item.key.channel, item.text) in again
        if old is not None and differs and (old.state is State.PUBLISHED or not comes_again):
            changed = _Changed(item, old, differs)
            posts.setdefault((changed.code, item.draft.post), []).append(changed)
    return posts.values()


def _is_over(old: Delivery) -> bool:
    return old.state in _CODES and (old.state is not State.CANCELLED or is_called_off(old))


def _said(items: Iterable[Prepared], over: Mapping[Key, Delivery]) -> set[tuple[str, str | None]]:
    """Return what each channel says, or will: what was taken down may have come again so."""
    standing = (old for old in over.values() if old.state is State.PUBLISHED)
    out = {(old.key.channel, old.payload.text) for old in standing if old.payload}
    return out | {(item.key.channel, item.text) for item in items if item.key not in over}


def _differs(folder: Folder, item: Prepared, old: Delivery, now: datetime) -> tuple[Differs, ...]:
    found = []
    if old.payload is not None:
        told_of = _programme_differs(item, old.payload)
        if not told_of or MARKUP.search(folder.source_of(item.entry, item.key.channel)) is None:
            found += [Differs.TEXT] if item.text not in {None, old.payload.text} else []
        if not told_of and item.key.part == 1:
            found += _of_pictures(folder, item, old, old.payload)
    if _has_new_time(item, old, now):
        found.append(Differs.TIME)
    elif old.state is State.CANCELLED and not _is_alone(item.entry):
        return ()  # a text that serves other posts was changed for those
    return tuple(found)


def _is_alone(entry: Entry) -> bool:
    """Tell whether a text was typed for one post alone."""
    return entry.literal and MARKUP.search(entry.text) is None


def _programme_differs(item: Prepared, out: Payload) -> bool:
    """Tell whether what a post read of the programme is another thing by itself: a moment, or
    what nobody knew, whatever else it reads for that. A name or an address that is another one now
    was mended by somebody.
    """
    gone = set(out.facts) - set(item.facts)
    now = {(fact.subject, fact.name) for fact in item.facts if fact.value}
    by_itself = [fact for fact in gone if fact.name in _MOMENTS or not fact.value]
    mended = [fact for fact in gone - set(by_itself) if (fact.subject, fact.name) in now]
    return bool(by_itself) and not mended


def _of_pictures(folder: Folder, item: Prepared, old: Delivery, out: Payload) -> Iterator[Differs]:
    """Yield what is another picture, or another alternative text; of a card, which is drawn anew
    with every brand, what its alternative text tells.
    """
    alts = [image.alt for image in out.images]
    if item.entry.card is not None:
        if item.card is not None and [item.card.alt] != alts:
            yield Differs.PICTURE
        return
    now = [item.alts[n] if n < len(item.alts) else "" for n in range(item.pictures)]
    if len(now) != len(alts):
        yield Differs.PICTURE
    elif now != alts:
        yield Differs.ALT
    elif now and item.text == out.text and folder.campaign.language == out.language:
        # All else of what it was made from is the same.
        made_from = (one.inputs.split(":")[1:2] for one in (item, old))
        yield from [] if next(made_from) == next(made_from) else [Differs.PICTURE]


def _has_new_time(item: Prepared, old: Delivery, now: datetime) -> bool:
    """Tell whether somebody wrote another date that is still to come."""
    due = item.draft.due
    counted = item.entry.when.anchor is not Anchor.DATE or bool(item.entry.spread)
    if due is None or old.local is None or counted or due.utc <= now:
        return False
    was = datetime.fromisoformat(old.local)
    return due.local.replace(tzinfo=None) != was.replace(tzinfo=None)


def _told(
    folder: Folder, code: Code, differs: Sequence[Differs], changed: Sequence[_Changed]
) -> Problem:
    first = changed[0]
    posts = list(dict.fromkeys(one.item.draft.post for one in changed))
    receipts = [one.old.receipt.at for one in changed if one.old.receipt]
    days = {"day": min(receipts).astimezone(folder.campaign.zone).date()} if receipts else {}
    named = [*posts[:MOST_NAMED], *(["…"] if len(posts) > MOST_NAMED else [])]
    return warning(
        code,
        _place(folder, first, differs[0]),
        post=posts[0],
        because="many" if len(posts) > 1 else "",
        value=" ".join(posts),
        n=len(posts),
        posts=", ".join(named),
        entry=first.item.entry.title or first.item.entry.id,
        channels=", ".join(dict.fromkeys(one.item.label for one in changed)),
        differs=" ".join(differs),
        **days,
    )


def _place(folder: Folder, changed: _Changed, first: Differs) -> Place:
    entry = changed.item.entry
    if first is Differs.TEXT:
        return text_place(folder, changed.item)
    if first is Differs.PICTURE:
        return entry.place_of("card" if entry.card is not None else "images")
    return entry.place_of("alt" if first is Differs.ALT else "when")
