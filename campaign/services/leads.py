"""How long before a panel its people are reminded, by the name of the reminder."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LEADS: Mapping[str, timedelta] = {"1d": timedelta(days=1), "15m": timedelta(minutes=15)}
