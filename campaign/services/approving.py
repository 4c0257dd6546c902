"""What waits for an approval, and which of it differs from what was approved in its times only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.card_inputs import same_looks
from campaign.core.deliveries import REPLANNABLE, WaitKind
from campaign.core.generations import at_hand
from campaign.core.written_moments import MomentFinder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from campaign.core.dates import DateWords
    from campaign.core.deliveries import Delivery, Key, Payload
    from campaign.ports.ledger import Snapshot


@dataclass(frozen=True, slots=True)
class Moved:
    """A delivery that was approved, and differs from that in nothing but times and days.

    ``was`` and ``now`` are the moments that changed, as the texts write them.
    """

    delivery: Delivery
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Anew:
    """What differs in a delivery from what ``by`` approved of it before.

    ``what`` is ``moved``, with the moments ``was`` and ``now``, ``text``, ``pictures``, ``all`` for
    both, ``due`` or ``other``.
    """

    by: str
    what: str
    was: str = ""
    now: str = ""


def approved_anew(
    snapshot: Snapshot, waiting: Sequence[Delivery], words: DateWords
) -> list[Anew | None]:
    """Return of each what has changed since an approval; ``None`` where it never had one."""
    approved = _approved(snapshot)
    moved = {one.delivery.id: one for one in moved_only(snapshot, waiting, words)}
    before = (_approved_before(approved.get(one.key, ()), one) for one in waiting)
    return [
        None if was is None else _anew(was, one, moved.get(one.id))
        for was, one in zip(before, waiting, strict=True)
    ]


def _anew(before: Delivery, delivery: Delivery, moved: Moved | None) -> Anew:
    by = before.approved_by or ""
    if moved is not None:
        return Anew(by, "moved", moved.was, moved.now)
    return Anew(by, _difference(before, delivery))


def _difference(before: Delivery, delivery: Delivery) -> str:
    was, now = before.payload, delivery.payload
    if was is None or now is None:
        return "other"
    if was.text != now.text:
        return "text" if was.images == now.images else "all"
    if was.images != now.images:
        return "pictures"
    return "due" if before.due != delivery.due else "other"


def awaiting(snapshot: Snapshot) -> list[Delivery]:
    """Return the deliveries that wait for somebody's approval, in the order of the ledger."""
    return [
        delivery
        for delivery in at_hand(snapshot.deliveries).values()
        if delivery.state in REPLANNABLE
        and any(wait.kind is WaitKind.APPROVAL for wait in delivery.waits)
    ]


def moved_only(snapshot: Snapshot, waiting: Iterable[Delivery], words: DateWords) -> list[Moved]:
    """Return those of ``waiting`` that were approved with other moments, and the same words and
    pictures: of those that an older version loaded, only the ones without any.
    """
    finder = MomentFinder(words)
    approved = _approved(snapshot)
    found = []
    for delivery in waiting:
        before = _approved_before(approved[delivery.key], delivery)
        if before is None or before.payload is None or delivery.payload is None:
            continue
        if not _looks_the_same(before, delivery):
            continue
        was, now = _seen(before.payload), _seen(delivery.payload)
        if was != now and [finder.without(one) for one in was] == [finder.without(o) for o in now]:
            found.append(Moved(delivery, *_changed(finder, was, now)))
    return found


def _approved(snapshot: Snapshot) -> Mapping[Key, Sequence[Delivery]]:
    """Return what was approved of each key, in whatever generation."""
    approved: dict[Key, list[Delivery]] = defaultdict(list)
    for one in snapshot.deliveries:
        if one.approved_by is not None and one.payload is not None:
            approved[one.key].append(one)
    return approved


def _approved_before(approved: Iterable[Delivery], delivery: Delivery) -> Delivery | None:
    """Return what was approved last before this generation."""
    earlier = [one for one in approved if one.generation < delivery.generation]
    return max(earlier, key=lambda one: one.generation, default=None)


def _looks_the_same(before: Delivery, delivery: Delivery) -> bool:
    """Tell whether the pictures differ in moments alone: photos, brand and type are the same."""
    shown = [one for one in (before, delivery) if one.payload is not None and one.payload.images]
    return not shown or same_looks(before.inputs, delivery.inputs)


def _seen(payload: Payload) -> list[str]:
    return [payload.text, *(image.alt for image in payload.images)]


def _changed(finder: MomentFinder, was: list[str], now: list[str]) -> tuple[str, str]:
    """Return the first moment that is another one."""
    for before, after in zip(was, now, strict=True):
        for old, new in zip(finder.told(before), finder.told(after), strict=True):
            if old != new:
                return old, new
    return "", ""
