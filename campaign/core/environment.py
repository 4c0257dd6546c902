"""The settings in an environment, and the environment without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "PREGONERO_"


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a process that has no business with our tokens."""
    return {name: value for name, value in environment.items() if not name.startswith(PREFIX)}
