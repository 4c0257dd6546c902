"""Whether the address that a person gives can be that of a post, and whose word it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.deliveries import REPLANNABLE, Delivery, Receipt, State
from campaign.core.errors import AddressOfStranger, AddressTaken, NotApprovable
from campaign.core.life import NEVER_SENT
from campaign.core.proofs import is_same
from campaign.core.reasons import BY_WORD, Reason
from campaign.services.choosing import one_of

if TYPE_CHECKING:
    from campaign.core.outcomes import Account, ChannelSheet
    from campaign.ports.ledger import Snapshot


def is_by_word(delivery: Delivery) -> bool:
    """Tell whether a person, and not its network, said where a published post is."""
    by_word = Reason.stored(delivery.reason).id in BY_WORD
    return delivery.state is State.PUBLISHED and by_word


def to_confirm(snapshot: Snapshot, key: str) -> Delivery:
    """Return the delivery of one whole key of which a person may say where it is: the one at hand,
    or an earlier one that was tried and is over, where that one certainly is not out yet.

    Raises:
        UnknownDelivery: for a key that is not one delivery's.
        NotApprovable: where there is none.
    """
    one = one_of(snapshot, key)
    if is_by_word(one) or one.state in {State.UNKNOWN, State.NEEDS_PERSON, *NEVER_SENT}:
        return one
    if one.state in REPLANNABLE:
        of_key = [d for d in snapshot.deliveries if d.key == one.key]
        tried = [d for d in of_key if d.state in NEVER_SENT and d.attempts]
        if tried:
            return max(tried, key=lambda d: d.generation)
    raise NotApprovable(key=key, state=one.state)


def refuse_strange(
    snapshot: Snapshot,
    one: Delivery,
    receipt: Receipt,
    sheet: ChannelSheet | None,
    account: Account | None,
) -> None:
    """Raise where an address is another post's, or of an account that is not the channel's.

    Whose the channel's is its network says. Where it could not be asked, the campaign's own
    posts there do.

    Raises:
        AddressTaken: for the address of another post of the campaign.
        AddressOfStranger: for one of another account.
    """
    others = [
        (other.key, other.receipt)
        for other in snapshot.deliveries
        if other.key.channel == one.key.channel and other.receipt and other.id != one.id
    ]
    for key, known in others:
        if is_same(known, receipt):
            raise AddressTaken(url=receipt.url, key=key)
    if sheet is None or sheet.links is None:
        return
    address, links = receipt.url or "", sheet.links
    called = links.account(address)
    if account is not None and (ours := links.is_of(address, account)) is not None:
        known_as = {account.place or account.name}
    else:
        known_as = {name for _, known in others if (name := links.account(known.url or ""))}
        ours = called is None or not known_as or called in known_as
    if not ours:
        told, whose = ", ".join(sorted(known_as)), links.whose(address)
        raise AddressOfStranger(url=receipt.url, account=whose, ours=told, label=sheet.label)
