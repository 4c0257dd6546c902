"""Files of the campaign that others name: pictures, photos, logos."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from campaign.core.problems import Code, Place, Problem, error

if TYPE_CHECKING:
    from collections.abc import Collection

SHELVES = ("assets/photos", "assets/logos", "assets/fonts", "assets", "posts")
"""Where a file may lie that is named without its folder."""


def locate(
    name: str, tree: Collection[str], place: Place, kind: str = ""
) -> tuple[str | None, Problem | None]:
    """Return the path in the folder of the file that is called ``name``, or what is wrong.

    ``kind`` is what it is, where that is known: ``photo``, ``logo`` or ``font``.

    ``name`` is a path in the campaign folder (``assets/photos/a.jpg``) or below one of
    :data:`SHELVES` (``a.jpg``).
    """
    plain = name.replace("\\", "/")
    if plain.startswith(("/", "~")) or ":" in plain[:3] or ".." in plain.split("/"):
        return None, error(Code.OUTSIDE_FOLDER, place, file=name)
    path = posixpath.normpath(plain)
    for found in (path, *(f"{shelf}/{path}" for shelf in SHELVES)):
        if found in tree:
            return found, None
    because = {"because": kind} if kind else {}
    return None, error(Code.ASSET_MISSING, place, file=name, **because)
