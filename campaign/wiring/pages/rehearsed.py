"""What a rehearsal left behind, from which its page is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.core.deliveries import Delivery
    from campaign.core.folder import Folder
    from campaign.core.outcomes import ChannelSheet
    from campaign.core.programme import Programme
    from campaign.core.script import Script
    from campaign.ports.history import HistoryLine
    from campaign.sandbox.records import Said


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat with the bot: whose it is, and what was said. ``room`` for the team's."""

    name: str
    said: tuple[Said, ...]
    room: bool = False


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A played rehearsal.

    ``told`` is the report (``counts``, ``duplicates``, ``lost``, ``seconds``); ``programme``
    has all facts applied; ``histories`` are by key; ``pictures`` maps SHA-256 to the address
    of a picture on the page.
    """

    told: Mapping[str, Any]
    folder: Folder
    programme: Programme
    script: Script
    deliveries: Sequence[Delivery]
    histories: Mapping[str, Sequence[HistoryLine]]
    sheets: Mapping[str, ChannelSheet]
    chats: Sequence[Chat] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)
