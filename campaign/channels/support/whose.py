"""What tells one account from another, from the settings alone: no network is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.channels.support.address import host

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Naming = Callable[[Mapping[str, str]], str]


def named(setting: str, network: str, default: str) -> Naming:
    """Return what reads an account that a setting names: a handle, a channel."""

    def name(settings: Mapping[str, str]) -> str:
        handle = settings.get(setting, "").strip().removeprefix("@").lower()
        return f"{handle} {host(settings, network, default)}"

    return name


def numbered(setting: str, network: str, default: str) -> Naming:
    """Return what reads an account whose number its tokens begin with, of whichever app; of
    another token all of it counts.
    """

    def number(settings: Mapping[str, str]) -> str:
        token = settings.get(setting, "").strip()
        first, dash, _ = token.partition("-")
        whose = first if dash and first.isdecimal() else token
        return f"{whose} {host(settings, network, default)}"

    return number


def opened(setting: str, network: str, default: str = "") -> Naming:
    """Return what reads an account that nothing names but its token, which is a secret."""

    def token(settings: Mapping[str, str]) -> str:
        return f"{settings.get(setting, '').strip()} {host(settings, network, default)}"

    return token
