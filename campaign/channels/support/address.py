"""Where a network's API is, and how long to wait for it: settings that have defaults."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 600.0
_PORTS = {"http": 443, "https": 443}
"""A server that still answers without TLS is the same one."""


@dataclass(frozen=True, slots=True)
class Address:
    """The base of an API, without a slash at its end. Durations in seconds."""

    base: str
    connect: float
    read: float

    @property
    def is_here(self) -> bool:
        """Tell whether it is on this machine: then no proxy has to do with it."""
        host = urlsplit(self.base).hostname or ""
        if host == "localhost":
            return True
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def longest(self) -> float:
        """Return how long a whole request may take, however slowly its answer drips."""
        return self.connect + 3 * self.read


def address(settings: Mapping[str, str], network: str, default: str) -> Address:
    """Return the address of ``network`` (``X``): ``X_API_URL`` or ``default``.

    ``CONNECT_TIMEOUT`` and ``READ_TIMEOUT`` hold for all networks.

    Raises:
        ValueError: with the name of the setting that is out of form.
    """
    return Address(
        _base(settings.get(f"{network}_API_URL") or default, f"{network}_API_URL"),
        _seconds(settings, "CONNECT_TIMEOUT", 10.0),
        _seconds(settings, "READ_TIMEOUT", 30.0),
    )


def host(settings: Mapping[str, str], network: str, default: str) -> str:
    """Return whose API that is, without what does not tell one server from another: spelling,
    ``https``, its usual port. An address out of form is what it is.
    """
    url = (settings.get(f"{network}_API_URL") or default).strip().rstrip("/")
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return url
    return f"{name.rstrip('.')}:{port or _PORTS.get(parts.scheme, '')}{parts.path}"


def _base(url: str, name: str) -> str:
    try:
        parts = urlsplit(url.strip())
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        raise ValueError(name) from None
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not (plain and port_fits):
        raise ValueError(name)
    return url.strip().rstrip("/")


def _seconds(settings: Mapping[str, str], name: str, default: float) -> float:
    raw = settings.get(name)
    if not raw:
        return default
    try:
        seconds = float(raw)
    except ValueError:
        raise ValueError(name) from None
    if not 0 < seconds <= _LONGEST:  # not a number (nan) fails here, too
        raise ValueError(name)
    return seconds
