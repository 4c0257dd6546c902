"""The pictures of pages and cards in the documentation: ``make pictures`` draws them anew.

The rehearsal is the top of the page of the bundled campaign's; the gallery is a page of
``pregonero preview``, looked at in a browser; the card in another brand is one of the campaign by
which the tests show that brands are data.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "images"
SHOWN = (
    "opening",
    "quote/nuevos-canones",
    "announcement/panel-1",
    "programme",
    "reminder-day/panel-1",
    "live/panel-1",
    "recording/panel-2",
    "note/panel-3",
    "publication",
)
OTHER_BRAND = "*_x_invitation-soundings.jpg"
REHEARSAL = (1280, 1000)
GALLERY = (1152, 1310)
COLOURS = 256
ONLY_GALLERY = """<style>
  body > :not(main), main > :not(.gallery), .gallery .skip { display: none !important; }
  body, main { margin: 0 auto !important; }
  main { padding: 0 40px !important; }
  .gallery { margin-top: 0 !important; padding-top: 16px !important; }
</style></head>"""
_POLICY = re.compile("<meta http-equiv=.Content-Security-Policy.[^>]*>")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Write all: the rehearsal in half a minute, the others in two or three seconds each."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "HOME": name, "LANG": "C.UTF-8"}
        _rehearsal(folder, environment)
        _gallery(folder, environment)
        _other_brand(folder, environment)


def _rehearsal(folder: Path, environment: Mapping[str, str]) -> None:
    told = folder / "rehearsal"
    _pregonero(environment, "--lang", "es", "rehearse", "--out", str(told))
    _look(told / "index.html", REHEARSAL, "rehearsal.png", environment)


def _gallery(folder: Path, environment: Mapping[str, str]) -> None:
    page = folder / "page.html"
    _pregonero(environment, "--lang", "es", "preview", *SHOWN, "--out", str(page))
    only = _POLICY.sub("", page.read_text(encoding="utf-8"))  # it lets no other style in
    only = only.replace("</head>", ONLY_GALLERY).replace('loading="lazy" decoding="async"', "")
    page.write_text(only, encoding="utf-8")
    _look(page, GALLERY, "gallery.png", environment)


def _look(page: Path, size: tuple[int, int], name: str, environment: Mapping[str, str]) -> None:
    """Keep what a browser shows of a page, from its top."""
    picture = page.with_name(name)
    browser = next((one for one in BROWSERS if shutil.which(one)), None)
    if browser is None:
        sys.exit(f"none of these browsers is here: {', '.join(BROWSERS)}")
    told = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-proxy-server",
        f"--user-data-dir={page.with_name('browser')}",
        "--virtual-time-budget=10000",  # all pictures are loaded then
        f"--window-size={size[0]},{size[1]}",
        f"--screenshot={picture}",
        page.as_uri(),
    )
    subprocess.run((browser, *told), check=True, env=environment, capture_output=True)  # noqa: S603
    drawn = Image.open(picture).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    drawn.save(PICTURES / name, optimize=True)


def _other_brand(folder: Path, environment: Mapping[str, str]) -> None:
    campaign, cards = folder / "campaign", folder / "cards"
    shutil.copytree(ROOT / "tests" / "campaigns" / "harbour", campaign)
    _pregonero(environment, "--campaign", str(campaign), "preview", "--files", str(cards))
    [card] = cards.glob(OTHER_BRAND)
    shutil.copyfile(card, PICTURES / "other-brand.jpg")


def _pregonero(environment: Mapping[str, str], *told: str) -> None:
    command = (sys.executable, "-m", "campaign", *told)
    subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603


if __name__ == "__main__":
    main()
