"""What the programme was before: the files of earlier revisions that say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.ports.ledger import Ledger

CAMPAIGN, PROGRAMME = "posts/campaign.yaml", "posts/programme.yaml"
MOST_EARLIER = 5
"""So many earlier programmes are looked at for what a panel's time was."""


async def earlier_files(
    ledger: Ledger, files: Mapping[str, bytes]
) -> Sequence[Mapping[str, bytes]]:
    """Return what to read earlier programmes from, the newest first: ``files`` are the loaded
    ones.
    """
    older = await ledger.earlier(PROGRAMME, MOST_EARLIER)
    return _read_from(files, older)


async def former_files(ledger: Ledger, files: Mapping[str, bytes]) -> Sequence[Mapping[str, bytes]]:
    """Return the same, before ``files`` that are to be loaded: the last loaded ones are first."""
    loaded = (await ledger.revision_files()).get(PROGRAMME)
    older = await ledger.earlier(PROGRAMME, MOST_EARLIER)
    known = [one for one in (loaded, *older) if one is not None and one != files.get(PROGRAMME)]
    return _read_from(files, known)


def _read_from(
    files: Mapping[str, bytes], programmes: Sequence[bytes]
) -> Sequence[Mapping[str, bytes]]:
    known = {path: files[path] for path in (CAMPAIGN,) if path in files}
    return [{**known, PROGRAMME: content} for content in programmes]
