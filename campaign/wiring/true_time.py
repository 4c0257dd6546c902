"""Whose time counts, and which accounts may be asked for it."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.ports.channels import Channel
    from campaign.settings import Settings


def counts(host: str) -> bool:
    """Tell whether a host has a clock of its own: what runs on this machine has not."""
    if host in {"", "localhost"}:
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True


def with_a_clock(channels: Mapping[str, Channel], settings: Settings) -> Mapping[str, Channel]:
    """Return the channels whose network is not on this machine."""
    places = {name: settings.get(f"{name.upper()}_API_URL") for name in channels}
    return {
        name: channel
        for name, channel in channels.items()
        if not (url := places[name]) or counts(urlsplit(url.strip()).hostname or "")
    }
