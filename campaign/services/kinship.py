"""Whether two folders hold one campaign: the one that was loaded, and the one that is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

    from campaign.core.folder import Folder


def same_campaign(loaded: Folder, found: Folder) -> bool:
    """Tell whether at least half of what was loaded stands in ``found`` as it was.

    Panels count by their title and start, since ids and entries are alike in most campaigns;
    in a campaign without panels the title counts.
    """
    there, here = _marks(loaded), _marks(found)
    return len(there & here) * 2 >= len(there)


def _marks(folder: Folder) -> set[Hashable]:
    panels = {(panel.title, panel.start) for panel in folder.programme.panels}
    return {*panels} or {folder.campaign.title}
