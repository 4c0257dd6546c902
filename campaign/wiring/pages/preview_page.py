"""The preview's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.wiring.pages.gallery import shape_rules
from campaign.wiring.pages.page import Album, render, write
from campaign.wiring.pages.preview_view import preview_view

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.wiring.pages.previewed import Previewed


def write_preview(page: Path, previewed: Previewed) -> Path:
    """Write the page and, beside it, the pictures; return the page."""
    album = Album()
    addresses: dict[str, str] = {}
    for item in previewed.items:
        for image in previewed.images(item):
            addresses[image.sha256] = album.add(image, previewed.pictures.blobs[image.sha256][1])
    folder = previewed.folder
    view = preview_view(previewed, addresses)
    language, rules = folder.campaign.language, shape_rules(view.gallery)
    html = render("preview.html", language, folder.brand, rules, view=view)
    return write(page, html, album)
