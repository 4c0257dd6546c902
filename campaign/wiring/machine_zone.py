"""The time zone that this computer is set to, where it tells one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCALTIME = Path("/etc/localtime")
_ZONES = "zoneinfo/"


def zone_of_machine(
    environment: Mapping[str, str] = os.environ, localtime: Path = LOCALTIME
) -> str | None:
    """Return the zone of a place (``America/Lima``); ``None`` where no place is named.

    ``TZ`` is believed before ``localtime``, as the C library does. A computer that keeps UTC
    is a server or a container, and says nothing about where its people are.
    """
    said = environment.get("TZ", "").removeprefix(":")
    if not said and localtime.is_symlink():
        said = str(localtime.readlink())
    zone = said.rpartition(_ZONES)[2].removeprefix("posix/").removeprefix("right/")
    place = "/" in zone and not zone.startswith("Etc/")
    return zone if place and zone in available_timezones() else None
