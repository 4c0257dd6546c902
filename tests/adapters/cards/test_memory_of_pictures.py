"""However large a picture is: it is taken or refused, and the whole process stays below 300 MB."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

import campaign
from tests.adapters.cards.profiles import SWAPPED
from tests.adapters.cards.test_pictures import png_bomb

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 300_000
"""In kilobytes, as the kernel tells the peak of a process since its program began."""

CHILD = """
import json, re, sys
from pathlib import Path
from dataclasses import replace
from campaign.cards import BadImage, clean_image, draw, inspect_image
from campaign.core.cards import LANDSCAPE, CardPartner, CardPerson, CardSpec
content = sys.stdin.buffer.read()
person = (CardPerson("Ana", photo="a", focus=(0.2, 0.9)),)
card = CardSpec("speaker", LANDSCAPE, "es", "Ciclo", "Título", "", people=person)
card = replace(card, partners=(CardPartner("Museo", "a"),))
steps = (lambda: inspect_image(content).width, lambda: len(draw(card, {"a": content})),
         lambda: len(clean_image(content, 900_000, 10_000)))
told = []
for step in steps:
    try:
        told.append(step())
    except BadImage as wrong:
        told.append(wrong.reason)
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(json.dumps([told, int(peak[1])]))
"""


SERIES = """
import re, struct, sys
from dataclasses import replace
from pathlib import Path
from campaign.cards import draw
from campaign.core.cards import LANDSCAPE, Brand, CardPartner, CardPerson, CardSpec
from campaign.cards.own_fonts import _file
from campaign.core.fonts import tables
kind, content = sys.argv[1], sys.stdin.buffer.read()
card = CardSpec("speaker", LANDSCAPE, "es", "Ciclo", "Título", "", people=(CardPerson("Ana"),))
card = {
    "photos": replace(card, people=(CardPerson("Ana", photo="a"),)),
    "logos": replace(card, partners=(CardPartner("Museo", "a"),)),
    "fonts": replace(card, brand=Brand(voices="a")),
}[kind]
for number in range(20):
    tail = bytes(15_000_000 + number)
    if kind == "fonts":
        tail = _file(content[:4], {**tables(content), "zzzz": bytes(8_000_000 + number)})
    draw(card, {"a": tail if kind == "fonts" else content + tail})
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def saved(mode: str, size: tuple[int, int], kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, options.pop("colour", 90)).save(target, kind, **options)
    return target.getvalue()


def turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def forty(mode: str = "RGB", **options: Any) -> Callable[[], bytes]:
    return lambda: saved(mode, (8000, 5000), "JPEG", exif=turned(), **options)


HASTY = {"lossless": True, "quality": 0, "method": 0}
LARGE: dict[str, Callable[[], bytes]] = {
    "40 megapixels": forty(),
    "with a profile": forty(icc_profile=SWAPPED, subsampling=0),
    "in scans": forty(progressive=True, subsampling=2, icc_profile=SWAPPED),
    "for the press": forty("CMYK"),
    "almost as large": lambda: saved("RGB", (6000, 4000), "JPEG", exif=turned()),
    "clear": lambda: saved("RGBA", (6000, 4000), "PNG", exif=turned(), icc_profile=SWAPPED),
    "indexed": lambda: saved("P", (4000, 6000), "PNG", transparency=3, icc_profile=SWAPPED),
    "deep grey": lambda: saved("I;16", (6000, 4000), "PNG", colour=30_000),
    "WebP": lambda: saved("RGBA", (4000, 3000), "WEBP", **HASTY),
    "GIF": lambda: saved("P", (6000, 4000), "GIF"),
}
REFUSED: dict[str, Callable[[], bytes]] = {
    "in scans and whole": forty(progressive=True, subsampling=0),
    "for the press in scans": forty("CMYK", progressive=True),
    "WebP": lambda: saved("RGB", (4100, 3000), "WEBP", **HASTY),
    "41 megapixels": lambda: saved("RGB", (8200, 5000), "JPEG"),
    "a bomb": lambda: png_bomb(50_000, 40_000),
}


def told(content: bytes) -> tuple[list[int | str], int]:
    run = subprocess.run(
        [sys.executable, "-c", CHILD], input=content, capture_output=True, check=True
    )
    results, peak = json.loads(run.stdout)
    return results, peak


@pytest.mark.parametrize("name", LARGE)
def test_a_large_picture_is_used_in_little_memory(name: str) -> None:
    (width, drawn, cleaned), peak = told(LARGE[name]())
    assert width in {6000, 5000, 4000}, "as it is looked at"
    assert isinstance(drawn, int)
    assert isinstance(cleaned, int)
    assert peak < MOST


@pytest.mark.parametrize("name", REFUSED)
def test_one_that_is_too_large_is_refused_in_little_memory(name: str) -> None:
    results, peak = told(REFUSED[name]())
    assert results == ["too-many-pixels"] * 3
    assert peak < MOST


@pytest.mark.parametrize("kind", ["photos", "logos", "fonts"])
def test_what_was_drawn_is_remembered_not_the_files(kind: str) -> None:
    """Twenty photos of 15 MB, twenty logos, or twenty versions of a font, in one process."""
    path = Path(campaign.__file__).parent / "cards" / "fonts" / "facts.ttf"
    content = path.read_bytes() if kind == "fonts" else saved("RGB", (900, 900), "JPEG")
    run = subprocess.run(
        [sys.executable, "-c", SERIES, kind], input=content, capture_output=True, check=True
    )
    assert int(run.stdout) < MOST
