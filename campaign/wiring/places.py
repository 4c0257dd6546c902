"""Where a program listens and what the public address of that is, as the settings name both."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from campaign.core.environment import PREFIX
from campaign.core.errors import NoListening, SettingUnusable
from campaign.core.feed_links import public_base
from campaign.core.ledger_kind import Kind

if TYPE_CHECKING:
    from campaign.settings import Settings
    from campaign.wiring.webhooks import Webhook

LISTEN, METRICS, PUBLIC = "LISTEN", "METRICS_LISTEN", "PUBLIC_URL"
USUAL = "127.0.0.1:8443"
"""Where a program listens by default: behind what speaks HTTPS for it."""

_BACKLOG = 512
PORTS = range(1, 65_536)
_LISTEN = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<host>[^\s:\[\]]+)):(?P<port>\d{1,5})")


@dataclass(frozen=True, slots=True)
class Place:
    """An address of this machine at which to listen; port 0 is any that is free."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


FREE = Place("127.0.0.1", 0)


def place_of(settings: Settings, *names: str) -> Place:
    """Return the place that the first of these settings names that is set, or the usual one.

    Raises:
        SettingUnusable: for a setting out of form.
    """
    name = next((name for name in names if (settings.get(name) or "").strip()), None)
    said = (settings.get(name) or "").strip() if name else USUAL
    found = _LISTEN.fullmatch(said)
    if found is None or int(found["port"]) not in PORTS:
        raise SettingUnusable(name=PREFIX + (name or LISTEN), said=said)
    return Place(found["six"] or found["host"], int(found["port"]))


def front_place(own: Settings, kind: Kind, hook: Webhook | None) -> Place | None:
    """Return where a program listens; ``None`` where it has nothing to serve.

    ``own`` are its own settings. A sandbox listens at any free place of this machine: at the
    usual one the public would read what is only tried out.

    Raises:
        SettingUnusable: for a setting out of form.
    """
    if kind is not Kind.REAL:
        return FREE if offers_calendar(own) else None
    if hook is not None:
        return hook.place
    return place_of(own, LISTEN) if offers_calendar(own) else None


def metrics_place(own: Settings, kind: Kind) -> Place | None:
    """Return where a program tells its numbers; ``None`` where nobody asked for it.

    Raises:
        SettingUnusable: for a setting out of form.
    """
    if not (own.get(METRICS) or "").strip():
        return None
    place = place_of(own, METRICS)
    return place if kind is Kind.REAL else FREE


def public_url(settings: Settings) -> str | None:
    """Return the public address, without a slash at its end; ``None`` where there is none.

    Raises:
        SettingUnusable: for one out of form.
    """
    said = (settings.get(PUBLIC) or "").strip()
    if not said:
        return None
    base = public_base(said)
    if base is None:
        raise SettingUnusable(name=PREFIX + PUBLIC, said=said)
    return base


def offers_calendar(settings: Settings) -> bool:
    """Tell whether calendars are to be served: it is said where, or under which address."""
    return any((settings.get(name) or "").strip() for name in (LISTEN, PUBLIC))


def is_here(host: str) -> bool:
    """Tell whether a host is this machine alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def bound(place: Place) -> socket.socket:
    """Return a socket that listens there.

    Raises:
        NoListening: when the place is taken, or not of this machine.
    """
    try:
        where = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(*where[:3])
    except OSError as failed:
        raise _no_listening(place, failed) from failed
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(where[4])
        found.listen(_BACKLOG)  # two may be bound to one place, and only one listens
    except OSError as failed:
        found.close()
        raise _no_listening(place, failed) from failed
    return found


def _no_listening(place: Place, failed: OSError) -> NoListening:
    return NoListening(where=str(place), detail=failed.strerror or str(failed))
