"""Cards of a sheet have the campaign's brand, and are not drawn while that is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import tests
from tests.acceptance.command_line import pregonero

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
