"""Cards of a sheet have the campaign's brand, and are not drawn while that is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

import tests
from tests.acceptance.command_line import listed, pregonero

HARBOUR = Path(tests.__file__).parent / "campaigns" / "harbour"
SHEET = "Name;Score\nDock 4;71\nQuay Ñ;80\n"


@pytest.mark.parametrize(
    ("brand", "code"),
    [
        (None, None),
        ("motif: moon\n", "bad-value"),
        ("colours: {ink: '#1a2a3a', paper: '#0e1c2b'}\n", "brand-unreadable"),
        ("type: {voices: gone.ttf}\n", "asset-missing"),
    ],
)
def test_a_brand_that_is_wrong_draws_nothing(
    tmp_path: Path, brand: str | None, code: str | None
) -> None:
    folder = shutil.copytree(HARBOUR, tmp_path / "harbour")
    if brand is not None:
        (folder / "assets/brand.yaml").write_text(brand, encoding="utf-8")
    (folder / "docks.csv").write_text(SHEET, encoding="utf-8")
    asked = ("cards", "docks.csv", "--layout", "score", "--out", "out", "--format", "json")
    run = pregonero(*asked, at=folder)
    told = json.loads(run.stdout)
    errors = [one["code"] for one in told["problems"] if one["severity"] == "error"]
    assert errors == ([code] if code else [])
    assert run.returncode == (1 if code else 0)
    assert len(list((folder / "out").glob("*.jpg"))) == (0 if code else 2)


def test_only_what_is_on_its_cards_draws_a_sheet_again(tmp_path: Path) -> None:
    folder = shutil.copytree(HARBOUR, tmp_path / "harbour")
    (folder / "docks.csv").write_text(SHEET, encoding="utf-8")
    (folder / "assets" / "brand.yaml").write_text("logo: assets/logos/own.png\n", encoding="utf-8")
    (folder / "assets" / "logos").mkdir(exist_ok=True)
    own, other = (folder / "assets" / "logos" / name for name in ("own.png", "other.png"))
    Image.linear_gradient("L").save(own)
    asked = ("cards", "docks.csv", "--layout", "score", "--out", "out")
    assert listed(*asked, at=folder)["drawn"] == 2
    Image.radial_gradient("L").save(other)
    (folder / "assets" / "minutes.pdf").write_bytes(b"%PDF-")
    assert listed(*asked, at=folder)["kept"] == 2
    shutil.copy(other, own)
    assert listed(*asked, at=folder)["drawn"] == 2
