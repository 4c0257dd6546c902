"""The parts that read, check and plan a campaign folder, put together."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from campaign.core.alt_text import alt_text
from campaign.core.files import digest_of
from campaign.core.folder import Folder, Known
from campaign.core.layouts import OF_POSTS
from campaign.core.ledger_kind import Kind
from campaign.languages import Catalogue, available
from campaign.services.card_specs import CardMaker
from campaign.services.drafting import Drafting
from campaign.services.earlier import MOST_EARLIER
from campaign.services.proposing import Desk
from campaign.wiring.renderer import start_renderer
from campaign.wiring.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.cards import CardSpec
    from campaign.core.dates import DateWords
    from campaign.core.programme import Programme
    from campaign.core.settings import Campaign
    from campaign.ports.rendering import Renderer


def build_desk(
    renderer: Renderer | None = None,
    settings: Mapping[str, str] = MappingProxyType({}),
    kind: Kind = Kind.REAL,
) -> Desk:
    """Return a desk with ``renderer``, or with a rendering child of its own.

    ``settings`` (without prefix) tell what the channels can do, ``kind`` for which ledgers
    it plans.
    """
    from campaign import channels  # noqa: PLC0415 -- only where a desk is built

    renderer = renderer or start_renderer()
    drafting = Drafting(channels.sheets(settings), renderer, card_maker, _alt, _words)
    earlier = read_once(read_folder, MOST_EARLIER + 1)
    return Desk(read_once(read_folder), drafting, Catalogue, _words, kind, Shelf, earlier)


def read_folder(files: Mapping[str, bytes]) -> Folder:
    """Read a campaign folder from its files."""
    from campaign import sources  # noqa: PLC0415

    return sources.read(files, _known())


def read_campaign(files: Mapping[str, bytes]) -> Campaign:
    """Read ``posts/campaign.yaml`` alone: names, zone, rules."""
    from campaign import sources  # noqa: PLC0415

    return sources.read_campaign(files, _known())


def card_maker(folder: Folder, programme: Programme | None = None) -> CardMaker:
    """Return what makes the cards of a campaign; ``programme`` has its facts applied."""
    programme = programme or folder.programme
    return CardMaker(folder, programme, Catalogue(folder.campaign.language))


def _known() -> Known:
    """Return what a folder may name."""
    from campaign import channels  # noqa: PLC0415

    return Known(channels.known_names(), OF_POSTS, available(), channels.labels())


def read_once(
    read: Callable[[Mapping[str, bytes]], Folder], most: int = 1
) -> Callable[..., Folder]:
    """Return ``read`` with a memory of the last ``most`` folders: facts arrive one by one on the
    same.
    """
    known: list[tuple[object, Folder]] = []

    def remembered(files: Mapping[str, bytes]) -> Folder:
        read_from = _read_from(files)
        found = next((one for one in tuple(known) if one[0] == read_from), None)
        if found is None:
            found = (read_from, read(files))
            known[:] = [found, *known[: most - 1]]
        return found[1]  # whatever another thread remembers by now

    return remembered


def _read_from(files: Mapping[str, bytes]) -> object:
    """Return what reading depends on: which files there are, what those hold that are looked
    into (photos and logos are not), and what was found out before.
    """
    from campaign.sources import LOOKED_INTO, Tree  # noqa: PLC0415 -- as above

    read = (name for name in files if name.lower().endswith(LOOKED_INTO))
    digests = {name: digest_of(files, name) for name in read}
    told = (files.problems, dict(files.given)) if isinstance(files, Tree) else ((), {})
    return frozenset(files), digests, told


def _words(language: str) -> DateWords:
    return Catalogue(language).dates


def _alt(spec: CardSpec) -> str:
    return alt_text(spec, Catalogue(spec.language).text)
