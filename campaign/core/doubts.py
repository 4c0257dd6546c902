"""Of which deliveries nobody knows whether they are out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.reasons import BY_HAND, Reason

if TYPE_CHECKING:
    from campaign.core.deliveries import Delivery

UNDER_WAY = frozenset({State.SENDING, State.UNKNOWN})
"""It is with a network, or was, and its answer is not known yet."""

HANDED_ON = frozenset({State.PUBLISHED, State.NEEDS_PERSON, *UNDER_WAY})
"""A network has it or a person, or may: its words stand, whatever is planned now."""


def is_asked_about(delivery: Delivery) -> bool:
    """Tell whether a person is asked about it because nobody knows whether it is out.

    What is published by hand is not out as long as it asks for its person.
    """
    by_hand = Reason.stored(delivery.reason).id == BY_HAND
    return delivery.state is State.NEEDS_PERSON and not by_hand


def may_be_out(delivery: Delivery) -> bool:
    """Tell whether nobody knows yet whether it is out: that comes to light, or is asked about."""
    return delivery.state in UNDER_WAY or is_asked_about(delivery)
