"""Which generation of a key is meant, where it has several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from campaign.core.deliveries import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from campaign.core.deliveries import Delivery, Key


def counting(deliveries: Iterable[Delivery]) -> dict[Key, Delivery]:
    """Return the generation of every key that says how things stand, in the order of the ledger.

    That is the one that may still go out, else the last that followers see, else the last.
    """
    return _chosen(deliveries, lambda d: (d.is_open, d.state is State.PUBLISHED, d.generation))


def at_hand(deliveries: Iterable[Delivery]) -> dict[Key, Delivery]:
    """Return the generation of every key that a person decides on, in the order of the ledger.

    That is the one that may still go out, else the last: it was decided on before.
    """
    return _chosen(deliveries, lambda d: (d.is_open, d.generation))


def latest(deliveries: Iterable[Delivery]) -> dict[Key, Delivery]:
    """Return the generation of every key with the greatest number, in the order of the ledger."""
    return _chosen(deliveries, lambda d: d.generation)


def _chosen(
    deliveries: Iterable[Delivery], weight: Callable[[Delivery], Any]
) -> dict[Key, Delivery]:
    chosen: dict[Key, Delivery] = {}
    for one in deliveries:
        chosen[one.key] = max(chosen.get(one.key, one), one, key=weight)
    return chosen
