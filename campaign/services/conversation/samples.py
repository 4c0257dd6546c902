"""What a new folder holds to be replaced (*Título del primer panel*): the bot tells none of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.folding import folded

if TYPE_CHECKING:
    from campaign.core.folder import Folder
    from campaign.core.programme import Panel, Programme, Publication


def without_samples(folder: Folder) -> Folder:
    """Return the folder as far as somebody has filled it in.

    A panel that still has a sample for a title has no title and no date; names that are
    samples are nobody's. Without a zone no panel has a date.
    """
    samples = frozenset(_plain(value) for value in folder.placeholders)
    if folder.campaign.zone_is_unset:
        undated = tuple(replace(panel, start=None) for panel in folder.programme.panels)
        folder = replace(folder, programme=replace(folder.programme, panels=undated))
    if not samples:
        return folder
    campaign = replace(folder.campaign, organisers=_real(folder.campaign.organisers, samples))
    return replace(folder, campaign=campaign, programme=_programme(folder.programme, samples))


def _programme(programme: Programme, samples: frozenset[str]) -> Programme:
    partners = tuple(p for p in programme.partners if _plain(p.name) not in samples)
    return replace(
        programme,
        panels=tuple(_panel(panel, samples) for panel in programme.panels),
        partners=partners,
        publication=_publication(programme.publication, samples),
    )


def _panel(panel: Panel, samples: frozenset[str]) -> Panel:
    named = tuple(
        replace(speaker, name=None) if _plain(speaker.name or "") in samples else speaker
        for speaker in panel.speakers
    )
    if _plain(panel.title) not in samples:
        return replace(panel, speakers=named)
    return replace(panel, title="", start=None, speakers=named)


def _publication(publication: Publication | None, samples: frozenset[str]) -> Publication | None:
    sample = publication is not None and _plain(publication.title) in samples
    return None if sample else publication


def _real(names: tuple[str, ...], samples: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in names if _plain(name) not in samples)


def _plain(value: str) -> str:
    return folded(value.lstrip("#").strip())
