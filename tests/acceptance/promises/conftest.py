"""Places in which the real program runs, with the bundled campaign or an empty folder."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from program import ROOT, Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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
