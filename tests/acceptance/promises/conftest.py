"""Places in which the real program runs, with the bundled campaign or an empty folder."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from program import ROOT, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.acceptance.browser import Page

COLOURS = 64
"""Enough for what a chat shows; a picture is then a few dozen kilobytes."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Return an empty campaign folder; its sandbox ends with the test."""
    made = Place(tmp_path)
    made.folder.mkdir()
    yield made
    made.stop_sandbox()


@pytest.fixture
def bundled(place: Place) -> Place:
    """Return a copy of the campaign that Pregonero is born with."""
    for part in ("posts", "assets"):
        shutil.copytree(ROOT / part, place.folder / part)
    return place


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Callable[[str, Page], None]:
    """Return what keeps a picture of a page, in the folder of ``--pictures`` if one is given."""
    folder: Path | None = request.config.getoption("--pictures")

    def kept(name: str, page: Page) -> None:
        if folder is not None:
            with Image.open(io.BytesIO(page.picture())) as taken:
                small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            small.save(folder / f"walk-{name}.png", optimize=True)

    return kept
