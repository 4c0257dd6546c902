"""Where a post is, as a person says: its address, and the network's id in it.

Each network's data sheet knows how its addresses look; what is another network's is no proof.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.deliveries import Receipt
from campaign.core.errors import AddressOfAnother, NotAnAddress, NotItsAddress

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from campaign.core.outcomes import Account, ChannelSheet

_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)

_AFTER = ".,;:!?…»”’\"'"
"""What ends a sentence or a quotation behind an address, and no address."""


@dataclass(frozen=True, slots=True)
class PostLinks:
    """How a network writes the addresses of posts.

    ``pattern`` fits host and path of one, without ``https://``, what stands behind ``?`` or ``#``
    and the last slash; its group ``id``, where it has one, is the network's id of the post, and
    its groups ``account…`` what the account is called there, ``number`` another name that it has
    in addresses, ``host`` where that is the server of the account, and ``home`` the server that
    it says the account is of, where it is shown by another one.
    ``example`` is an address for people.
    """

    pattern: str
    example: str

    def found(self, address: str) -> re.Match[str] | None:
        """Return what fits an address of the web, ``None`` for one that is not the network's."""
        bare = re.split(r"[?#]", address.partition("://")[2], maxsplit=1)[0]
        return re.fullmatch(self.pattern, bare.rstrip("/"))

    def account(self, address: str) -> str | None:
        """Return whose post an address says it is, ``None`` where it does not say."""
        found = self.found(address)
        named = found.groupdict().items() if found else ()
        called = (who for name, who in named if name.startswith("account") and who)
        return next((who.casefold() for who in called), None)

    def whose(self, address: str) -> str:
        """Return what people call the account of an address, with its server where it names one."""
        found = self.found(address)
        told = found.groupdict() if found else {}
        called = self.account(address) or told.get("number") or ""
        server = told.get("home") or told.get("host")
        return f"{called}@{server}" if server else called

    def is_of(self, address: str, account: Account) -> bool | None:
        """Tell whether an address is of an account's post; ``None`` where it does not tell."""
        found = self.found(address)
        told = found.groupdict() if found else {}
        called = told.get("number") or self.account(address)
        servers = {_server(one) for one in (told.get("host"), told.get("home")) if one}
        if account.hosts and not servers <= account.hosts:
            return False
        return called.casefold() in account.called if called and account.called else None


def _server(host: str) -> str:
    """Return a host as networks say it: without what an address may add to it."""
    return host.casefold().removesuffix(":443").rstrip(".")


def receipt_on(url: str, at: datetime, channel: str, sheets: Mapping[str, ChannelSheet]) -> Receipt:
    """Return the receipt of a post that a person found on ``channel``, with the network's id.

    Where no id is known of, it is the address itself: what is published by hand may stand
    anywhere, and of a channel that is gone nothing is known.

    Raises:
        NotAnAddress: for what is none.
        AddressOfAnother: for the address of a post on another network.
        NotItsAddress: for one that no post of this network has.
    """
    address, own = address_of(url), sheets.get(channel)
    receipt = Receipt(address, address, at)
    if own is None:
        return receipt
    found = own.links.found(address) if own.links else None
    if found is not None:
        return Receipt(found.groupdict().get("id") or address, address, at)
    for other in sheets.values():
        if other.links is not None and other.links.found(address):
            raise AddressOfAnother(url=address, label=own.label, other=other.label)
    if own.links is None or own.is_by_hand:
        return receipt
    raise NotItsAddress(url=address, label=own.label, example=own.links.example)


def address_of(url: str) -> str:
    """Return the address that a person typed or copied.

    What the sentence around an address puts behind it is no part of it.

    Raises:
        NotAnAddress: for anything but ``http://`` or ``https://`` and a host.
    """
    address = _bare(url.strip())
    if _ADDRESS.fullmatch(address) is None:
        raise NotAnAddress(url=url)
    return address


def _bare(said: str) -> str:
    """Return an address without the punctuation behind it; a bracket that it opens is its own."""
    bare = said.rstrip(_AFTER)
    while bare.endswith(")") and bare.count(")") > bare.count("("):
        bare = bare[:-1].rstrip(_AFTER)
    return bare


def answerable(remote_id: str | None) -> str | None:
    """Return what a post can be answered by: the network's id, and never an address."""
    return None if remote_id is None or "://" in remote_id else remote_id
