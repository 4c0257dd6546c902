"""Which deliveries a key names, and which of them a decision can be about."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from campaign.core.deliveries import REPLANNABLE, Delivery, State
from campaign.core.doubts import is_asked_about
from campaign.core.errors import (
    CampaignError,
    NotApprovable,
    NothingLoaded,
    NothingToResend,
    NotWholeKey,
    UnknownDelivery,
)
from campaign.core.generations import at_hand
from campaign.core.life import MOVES, Move

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from campaign.ports.ledger import Snapshot

ANY = "*"
MOST_NAMED = 6
"""How many keys an error offers."""


def one_of(snapshot: Snapshot, key: str) -> Delivery:
    """Return the delivery of one whole key.

    Raises:
        NotWholeKey: for an entry or a post, with the whole keys that it has.
        UnknownDelivery: for any other key that is not one delivery's.
    """
    newest = {str(known): one for known, one in at_hand(snapshot.deliveries).items()}
    if key in newest:
        return newest[key]
    under = [known for known in newest if known.startswith(f"{key.rstrip('/')}/")]
    if under:
        raise NotWholeKey(key=key, known=", ".join(under[:MOST_NAMED]))
    raise UnknownDelivery(key=key)


def is_not_out(delivery: Delivery) -> bool:
    """Tell whether nobody has to look for it before it is sent again."""
    return not is_asked_about(delivery)


def unsure(snapshot: Snapshot, keys: Sequence[str]) -> list[Delivery]:
    """Return what is asked about, of the keys that name nothing else that could be sent again."""

    def again(delivery: Delivery) -> bool:
        return (delivery.state, Move.RETRY) in MOVES

    return [
        found[0]
        for key in keys
        if (found := choose(snapshot, [key], again)) and all(map(is_asked_about, found))
    ]


def is_stopped(snapshot: Snapshot) -> bool:
    """Tell whether there is anything for a person to let go on: everything or a channel was
    stopped, or a post with one.
    """
    closed = any(channel.stopped for channel in snapshot.channels.values())
    paused = any(one.state is State.PAUSED for one in snapshot.deliveries)
    return snapshot.hold is not None or closed or paused


def movable(
    snapshot: Snapshot,
    keys: Sequence[str],
    move: Move,
    fits: Callable[[Delivery], bool] = lambda _: True,
    perhaps: Callable[[Delivery], bool] = lambda _: False,
) -> list[Delivery]:
    """Return what keys name that can make a move, or will ``perhaps``.

    Raises:
        UnknownDelivery: for a key that names nothing.
        NotApprovable: where nothing that they name can.
    """

    def can(delivery: Delivery) -> bool:
        return (delivery.state, move) in MOVES or perhaps(delivery)

    found = choose(snapshot, keys, lambda d: can(d) and fits(d))
    if not found:
        refuse_alike(snapshot, keys, move)
    for delivery in found:
        if not can(delivery):
            raise not_now(delivery.key, delivery, _refusal(move, delivery))
    return found


def _refusal(move: Move | None, one: Delivery) -> type[CampaignError]:
    """Return which error says that a move cannot be made."""
    again = move is Move.RETRY and one.state in REPLANNABLE
    return NothingToResend if again else NotApprovable


def refuse_alike(snapshot: Snapshot, keys: Sequence[str], move: Move | None = None) -> None:
    """Say why nothing fits where all that one key names is in one state."""
    everything = choose(snapshot, keys, lambda _: True)
    if len(keys) == 1 and keys != [ANY] and len({d.state for d in everything}) == 1:
        raise not_now(keys[0], everything[0], _refusal(move, everything[0]))


def not_now(key: object, one: Delivery, kind: type[CampaignError] = NotApprovable) -> CampaignError:
    """Return the error that something cannot be decided, with the state that is in the way.

    Of what waits it says for what, so that people are told how that comes.
    """
    lacking = one.waits[0] if one.state is State.WAITING and one.waits else None
    told = {} if lacking is None else {"wait": lacking.kind, "what": lacking.what}
    return kind(key=key, state=one.state, **told)


def choose(
    snapshot: Snapshot,
    keys: Sequence[str],
    fits: Callable[[Delivery], bool] = lambda _: True,
) -> list[Delivery]:
    """Return the generations at hand that ``keys`` name: a key, a post, an entry, or ``*``.

    The beginning of a key up to a ``/`` names all that begin so, and ``*`` within one stands
    for anything. A whole key is taken as it is; where a key names several, only those that fit.

    Raises:
        NothingLoaded: before the first load, when no key names anything.
        UnknownDelivery: for a key that names nothing.
    """
    if snapshot.revision is None and not snapshot.deliveries:
        raise NothingLoaded
    newest = at_hand(snapshot.deliveries)
    chosen: dict[int, Delivery] = {}
    for key in keys:
        exact = [d for k, d in newest.items() if str(k) == key]
        named = [d for d in newest.values() if _names(key, d)]
        found = exact or [d for d in named if fits(d)]
        if not found and not (key == ANY or named):
            raise UnknownDelivery(key=key)
        chosen.update({d.id: d for d in found})
    return list(chosen.values())


def _names(key: str, delivery: Delivery) -> bool:
    whole = str(delivery.key)
    if key in {delivery.entry, ANY} or whole.startswith(f"{key.rstrip('/')}/"):
        return True
    return ANY in key and (fnmatchcase(whole, key) or fnmatchcase(delivery.key.post, key))
